"""Zonings and programmes of the State: what applies to the territory, and the priority neighbourhoods it has."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ctg_lib import parameters
from ctg_lib.chapters.chapter import text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.sources.zonages import (
    ABC,
    ABC_LABELS,
    GUESSED,
    MOUNTAIN,
    MOUNTAIN_LABELS,
    PROGRAMMES,
    TENSE,
    TENSE_LABELS,
)
from ctg_lib.territory import Level, Territory
from ctg_lib.views import tables
from ctg_lib.views.view import Block, Mark, of_kind, source_line
from ctg_lib.views.wording import listing, number, plural, vintage

SOURCE, NEIGHBOURHOODS = "zonages", "qpv"
TITLE = "Zonages et dispositifs"
UNKNOWN = "non renseigné"
# The lists at hand may lack communes of wider territories, which would seem to have nothing.
LEVELS = (Level.COMMUNE, Level.EPCI, Level.DEPARTEMENT, Level.GROUPE)
_CLASSES = (
    ("Zone de montagne (classement de 2017)", MOUNTAIN, MOUNTAIN_LABELS),
    ("Zonage ABC du logement", ABC, ABC_LABELS),
    ("Zone de la taxe sur les logements vacants", TENSE, TENSE_LABELS),
)
_NAMED = (
    ("Contrat de relance et de transition écologique (CRTE)", "crte"),
    ("Territoire d’industrie", "territoire_industrie"),
    ("Quartiers prioritaires (liste de 2024)", "qpv"),
)


def applied(diagnostic: Diagnostic) -> Block | None:
    """The table of what applies to the territory; None where no list is loaded, or has none of its communes."""
    held = _vintage(diagnostic)
    if not held or diagnostic.territory.level not in LEVELS:
        return None
    cells = _of_communes(diagnostic, held)
    if cells.empty:
        return None
    caption = f"{TITLE} {diagnostic.territory.at_name}"
    lines = [("Programmes de l’ANCT", _programmes(cells))]
    names = diagnostic.shelf.store.places(SOURCE, held)
    names = names[names["commune"].isin(cells.index)]
    lines += [(label, _names(names, kind, len(cells))) for label, kind in _NAMED]
    lines += [(label, _classes(cells[column], labels)) for label, column, labels in _CLASSES]
    frame = pd.DataFrame(lines, columns=["Zonage ou dispositif", "Ce qui s’applique"])
    notes = [*_lacking(diagnostic, cells), *_disagreements(diagnostic, cells, held), *_guesses(cells)]
    return Block(
        tables.plain(caption, frame, Mark.SOURCE)
        + "".join(f"<p>{of_kind(Mark.SOURCE, note)}</p>" for note in notes)
        + source_line(diagnostic.told([f"{SOURCE}@{held}"]))
    )


def neighbourhoods(diagnostic: Diagnostic) -> Block | None:
    """Figures of the priority neighbourhoods of the list of 2015 that the territory has; None where it has none."""
    held = diagnostic.shelf.store.vintages(NEIGHBOURHOODS)
    if not held or diagnostic.territory.level not in LEVELS:
        return None
    every = diagnostic.shelf.store.places(NEIGHBOURHOODS, held[-1])
    here = every[every["commune"].isin(diagnostic.territory.communes)]
    here = here.groupby("id", as_index=False).agg({"name": "first", "commune": list})
    if here.empty or len(here) > parameters.value("liste_longueur_maximale"):
        return None
    values = diagnostic.shelf.table(NEIGHBOURHOODS, held[-1]).values
    several = len(diagnostic.territory.communes) > 1
    rows = []
    for one in here.itertuples():
        where = f" ({listing([Territory.of(code).name for code in one.commune])})" if several else ""
        rows.append([_plain(one.name + where), *(_figure(values, one.id, *asked) for asked in _ASKED)])
    frame = pd.DataFrame(rows, columns=["Quartier", *(asked[0] for asked in _ASKED)])
    caption = f"Quartiers prioritaires de la liste de 2015, {diagnostic.territory.at_name}, {held[-1]}"
    said = (
        "La liste de 2015 n’est plus celle en vigueur\u00a0: noms et limites ont changé en 2024, et les chiffres des "
        "nouveaux quartiers ne sont pas chargés. Un quartier de deux communes n’est pas partagé entre elles."
    )
    origin = source_line(diagnostic.told([f"{NEIGHBOURHOODS}@{held[-1]}"]))
    return Block(f"<p>{said}</p>" + tables.plain(caption, frame, Mark.SOURCE) + origin)


# Caption, column, digits and unit of each figure of a neighbourhood.
_ASKED = (
    ("Habitants", "POP_MUN", 0, ""),
    ("Taux de pauvreté", "TP60", 1, "\u202f%"),
    ("Niveau de vie médian", "DISP_Q2", 0, "\u00a0€"),
    ("Allocataires de la Caf", "A", 0, ""),
    ("Demandeurs d’emploi (A, B, C)", "ABC", 0, ""),
)


def _figure(values: pd.DataFrame, code: str, caption: str, column: str, digits: int, unit: str) -> str:
    row = ("qpv", code)
    if row not in values.index or column not in values or pd.isna(values.at[row, column]):
        return "non publié"
    return f"{number(float(values.at[row, column]), digits)}{unit}"


def _vintage(diagnostic: Diagnostic) -> str:
    """The newest list that has more than ABC classes."""
    shelf = diagnostic.shelf
    return max(shelf.vintages(SOURCE, tuple(PROGRAMMES)), default="")


def _of_communes(diagnostic: Diagnostic, held: str) -> pd.DataFrame:
    """The numbers of the communes of the territory that the list has, by commune."""
    communal = diagnostic.shelf.table(SOURCE, held).values.loc["commune"]
    return communal[communal.index.isin(diagnostic.territory.communes)]


def _programmes(cells: pd.DataFrame) -> str:
    """The programmes that apply; how many communes each has where there are several."""
    counts = {label: int(cells[name].eq(1).sum()) for name, label in PROGRAMMES.items()}
    told = [label if len(cells) == 1 else f"{label} ({_some(count)})" for label, count in counts.items() if count]
    return text(" ; ".join(told)) if told else f"aucun des {len(PROGRAMMES)} programmes de ces listes"


def _names(names: pd.DataFrame, kind: str, communes: int) -> str:
    """The names of one kind. Neighbourhoods are told commune by commune: two of them may bear the same name."""
    found = names[names["kind"] == kind]
    if found.empty:
        return "aucun"
    if kind != "qpv":
        by_name = found.groupby("name")["commune"].nunique()
        told = [name if communes == 1 else f"{name} ({_some(count)})" for name, count in by_name.items()]
    elif len(found) > parameters.value("liste_longueur_maximale"):
        told = [f"des quartiers dans {_some(found['commune'].nunique())}"]
    else:
        by_commune = found.groupby("commune")["name"].agg(", ".join)
        told = [own if communes == 1 else f"{Territory.of(code).name} : {own}" for code, own in by_commune.items()]
    return _plain(" ; ".join(told))


def _plain(name: str) -> str:
    """A name of a list as French prints it."""
    return text(name.replace("'", "’"))


def _classes(column: pd.Series, labels: Mapping[int, str]) -> str:
    """The class of the commune, or how many communes are in each."""
    if len(column) == 1:
        return text(_label(column.iloc[0], labels))
    counts = column.map(lambda value: _label(value, labels)).value_counts()
    order = [label for label in (*labels.values(), UNKNOWN) if label in counts]
    return text(" ; ".join(f"{label} : {_some(int(counts[label]))}" for label in order))


def _label(value: float, labels: Mapping[int, str]) -> str:
    return UNKNOWN if pd.isna(value) else labels[int(value)]


def _some(count: int) -> str:
    return plural(count, "commune")


def _lacking(diagnostic: Diagnostic, cells: pd.DataFrame) -> list[str]:
    """How many communes of the territory the list does not have."""
    gone = len(diagnostic.territory.communes) - len(cells)
    if not gone:
        return []
    absent = plural(gone, "commune n’est pas", "communes ne sont pas")
    return [f"{absent} dans le fichier chargé\u00a0: rien n’en est dit ici."]


def _disagreements(diagnostic: Diagnostic, cells: pd.DataFrame, held: str) -> list[str]:
    """Communes whose ABC class is another one in another list: both are told, and the gap is not explained."""
    told = []
    for other in diagnostic.shelf.vintages(SOURCE, (ABC,)):
        if other == held:
            continue
        classes = _of_communes(diagnostic, other)[ABC].reindex(cells.index)
        for code in cells.index[classes.notna() & cells[ABC].notna() & classes.ne(cells[ABC])]:
            name = text(Territory.of(code).name)
            told.append(
                f"Zonage ABC de {name}\u00a0: {ABC_LABELS[int(cells.at[code, ABC])]} dans la liste de {held}, "
                f"{ABC_LABELS[int(classes[code])]} dans celle de {text(vintage(other))}. L’écart n’est pas "
                "expliqué\u00a0: à vérifier auprès de la préfecture avant tout usage."
            )
    return told


def _guesses(cells: pd.DataFrame) -> list[str]:
    """Names spelled out by guess from the acronyms of the lists."""
    used = [PROGRAMMES[name] for name in GUESSED if cells[name].eq(1).any()]
    if not used:
        return []
    return [f"Nom développé par supposition d’après le sigle de la liste, à vérifier\u00a0: {text(listing(used))}."]
