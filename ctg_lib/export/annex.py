"""The method annex and the banner, made from the declarations: nothing here is written by hand twice."""

from __future__ import annotations

import html
import shlex
from collections.abc import Collection, Iterable

import pandas as pd

from ctg_lib import folders, indicators, parameters, sources
from ctg_lib.chapters import synthese
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.export import annex_secrecy
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.sources.card import Chain
from ctg_lib.value import UNITS, Status
from ctg_lib.views import abbreviations, tables
from ctg_lib.views.view import Mark, anchor, of_kind
from ctg_lib.views.wording import day, number, quantity, span

# A source and one of its vintages.
Used = tuple[str, str]


def used_tables(diagnostic: Diagnostic) -> list[Used]:
    """Every (source, vintage) behind a figure of the diagnostic."""
    return tables_behind(diagnostic.values)


def tables_behind(values: pd.DataFrame) -> list[Used]:
    """Every (source, vintage) behind some rows of the long table."""
    tokens = values["source"].str.split("+").explode()
    pairs = {tuple(token.split("@")) for token in tokens if token}
    return sorted((name, year) for name, year in pairs)


def example() -> str:
    """Said before all else, where the convention that is read is invented."""
    if not folders.example_shown():
        return ""
    return (
        '<aside class="bandeau" aria-label="Exemple"><p><strong>Ceci est un exemple.</strong> L’offre locale et la '
        "convention de cette édition sont inventées : lieux, places, horaires, effectifs, points sur la carte, "
        "observations, décisions, actions et dépenses ne sont ceux de personne. Les chiffres des producteurs, eux, "
        "sont les vrais. À ne pas diffuser.</p></aside>"
    )


def banner(diagnostic: Diagnostic, used: Collection[Used]) -> str:
    """Said once, at the top: figures that came through a third party were not compared with the producer's."""
    names = sorted({sources.source(name).short for name, year in used if diagnostic.republished(name, year)})
    if not names:
        return ""
    return (
        '<aside class="bandeau" aria-label="Avertissement sur les données"><p><strong>Chiffres republiés.</strong> '
        "Les fichiers de ces sources ont été lus chez un tiers qui les republie, et n’ont pas été comparés à ceux "
        f"du producteur : {html.escape(' ; '.join(names))}. Ils sont à confirmer avant toute décision ; l’annexe dit "
        "d’où vient chacun.</p></aside>"
    )


def essentials(diagnostic: Diagnostic) -> str:
    """What the synthesis says, at the top, for those who read one page."""
    said = synthese.essentials(diagnostic)
    items = "".join(f"<li>{sentence}</li>" for sentence in said)
    return f'<section class="essentiel" id="essentiel"><h2>L’essentiel</h2><ul>{items}</ul></section>'


def partial(diagnostic: Diagnostic) -> str:
    """A warning when most of the figures that the loaded files give are missing for the territory itself."""
    # Without a vintage, an indicator waits for a source that nobody loaded: that says nothing of the territory.
    own = [row for row in map(diagnostic.own, indicators.catalogue()) if row["vintage"]]
    held = sum(Status(row["status"]).has_value for row in own)
    if 2 * held >= len(own):
        return ""
    share = of_kind(Mark.COUNT, f"{number(held)} indicateurs sur {number(len(own))}")
    return (
        '<aside class="bandeau" aria-label="Couverture partielle"><p><strong>Couverture partielle.</strong> '
        f"{share} ont un chiffre pour ce territoire : les fichiers chargés "
        "ne couvrent pas toutes ses communes.</p></aside>"
    )


def annex(diagnostic: Diagnostic, shown: Collection[str], used: Collection[Used]) -> str:
    """Statuses, sources, the indicators that the document shows, and constants of method; used: its tables."""
    parts = {
        "Comment lire les chiffres": _reading(),
        "Les sigles": abbreviations.PLACE,
        "Les sources": _sources(diagnostic, used),
        "Les indicateurs": _indicators(diagnostic, shown),
        "Le secret": _secrecy(diagnostic, used),
        "Les seuils et conventions de calcul": _constants("Constantes de méthode", _method()),
    }
    told = "".join(f"<h3>{title}</h3>{content}" for title, content in parts.items() if content)
    return f'<section id="methode"><h2>Méthode et sources</h2>{told}</section>'


def _reading() -> str:
    words = {
        Status.PUBLISHED: "chiffre publié, ou calculé à partir de chiffres publiés",
        Status.ROUNDED: "arrondi, le plus souvent par le producteur : le vrai chiffre est entre les bornes affichées",
        Status.CENSORED: "le producteur publie un plancher à la place de toute valeur plus basse",
        Status.ESTIMATED: "calculé par une méthode décrite ici, et non publié",
        Status.SECRET: "le producteur cache le chiffre pour protéger les personnes",
        Status.MASKED: "petit effectif recueilli sur place, ou qui en ferait connaître un : caché ici",
        Status.NOT_RELEASED: "le producteur ne publie pas ce chiffre à ce niveau",
        Status.NOT_APPLICABLE: "le chiffre n’a pas de sens ici",
        Status.MISSING: "le chiffre n’est pas dans les fichiers chargés",
    }
    frame = pd.DataFrame({"Mention": [one.label for one in words], "Sens": list(words.values())})
    return (
        tables.plain("Ce que disent les mentions", frame, Mark.TEXT)
        + f'<p data-nombre="{Mark.TEXT}">'
        + "Deux bornes sous un chiffre forment son intervalle. Sous un comptage complet (naissances), elles disent la "
        "part du hasard, et non un doute sur le compte. « Écart non significatif » veut dire que les "
        "intervalles se recouvrent : la différence peut tenir au hasard ou à l’arrondi. « Niveau proche » se dit de "
        "comptages complets qui diffèrent de moins de 2\u202f%. « Couverture incomplète » : les fichiers chargés n’ont "
        "pas toutes les communes de ce territoire, et une somme partielle serait fausse. Un chiffre du recensement n’a "
        "pas d’intervalle publié : on ne le dit différent qu’au-delà du hasard du comptage, et de 3\u202f% "
        "au moins. Sur un effectif trop petit, aucune comparaison n’est faite.</p>"
    )


def spelled_out(page: str) -> str:
    """A page that holds the annex, with the table of the abbreviations that it uses in its place."""
    found = abbreviations.used(page)
    frame = pd.DataFrame({"Sigle": list(found), "Ce qu’il veut dire": list(found.values())})
    return page.replace(
        abbreviations.PLACE, tables.plain("Les sigles de cette page", frame, Mark.TEXT, kind="sigles"), 1
    )


def _sources(diagnostic: Diagnostic, used: Collection[Used]) -> str:
    names = list(dict.fromkeys(name for name, _ in used))
    if not names:
        return "<p>Cette page ne montre aucun chiffre d’un producteur.</p>"
    frame = pd.DataFrame(
        [_source_row(diagnostic, name, [year for source, year in used if source == name]) for name in names],
        columns=["Jeu de données", "Millésimes", "Fichiers lus, et d’où ils viennent"],
    )
    notes = "".join(
        f"<li><strong>{html.escape(card.short)}</strong> ({html.escape(card.id)}). {html.escape(card.caveat)} "
        f"{html.escape(card.secrecy)}</li>"
        for card in map(sources.source, names)
    )
    table = tables.plain("Les jeux de données lus", frame, Mark.TEXT, kind="fichiers")
    return f'{table}<ul data-nombre="{Mark.TEXT}">{notes}</ul>'


def _source_row(diagnostic: Diagnostic, name: str, years: Collection[str]) -> tuple[str, str, str]:
    """One dataset: its name, its vintages, and its files grouped by the road they came by."""
    card = sources.source(name)
    roads: dict[str, dict[str, None]] = {}
    for year in years:
        for part in diagnostic.shelf.store.parts[name, year]:
            road = part.manifest.origin or Chain(part.manifest.chain).label
            roads.setdefault(road, {})[part.manifest.file] = None
    files = "<br>".join(f"{html.escape(road)} : {html.escape(', '.join(found))}" for road, found in roads.items())
    return f"{html.escape(card.title)}<br>{html.escape(card.producer)} ; {card.licence}", span(years), files


def _indicators(diagnostic: Diagnostic, shown: Collection[str]) -> str:
    """Where each figure comes from: the line that its links lead to. The licence of a source is in the table above."""
    blocks = []
    spelling = html.escape(shlex.quote(diagnostic.territory.spelling))
    for theme, label in THEMES.items():
        own = [one for one in indicators.catalogue().values() if one.theme == theme and one.id in shown]
        if own:
            frame = pd.DataFrame(
                [
                    (
                        f'<span id="{anchor(one.id)}">{html.escape(one.label)}</span>',
                        f"{html.escape(one.formula)}<br><code>ctg explain {spelling} {one.id}</code>",
                        html.escape(" ; ".join(diagnostic.source_lines([one.id]))),
                        one.precision.label,
                        html.escape(f"{one.reference}. {one.caveat}" if one.caveat else one.reference),
                    )
                    for one in own
                ],
                columns=["Indicateur", "Calcul, et ce qui le refait", "Source", "Précision", "Référence et précaution"],
            )
            blocks.append(tables.plain(f"Indicateurs, {label.lower()}", frame, Mark.TEXT, kind="calculs"))
    return "".join(blocks)


def _constant(one: parameters.Parameter) -> str:
    """« 25 % », « 1,5 % », « 10 000 habitants », « 20 »: a constant has all its decimals, nothing is rounded away."""
    shown = 100 * one.value if one.unit == "part" else one.value
    # Nine decimals first: 100 × 0.07 is 7, as on paper.
    digits = len(f"{shown:.9f}".rstrip("0").partition(".")[2])
    if one.unit == "part":
        return quantity(one.value, UNITS["part"], digits=digits)
    return number(one.value, digits) if one.unit == "effectif" else f"{number(one.value, digits)} {one.unit}"


def _method() -> list[parameters.Parameter]:
    return [one for one in parameters.every() if not annex_secrecy.is_rule(one)]


def _secrecy(diagnostic: Diagnostic, used: Collection[Used]) -> str:
    """The rules that hold for the sources of the page, and what they made of the figures collected on site."""
    names = {name for name, _ in used}
    held = annex_secrecy.rules(names)
    rules = _constants("Les règles de secret des sources de cette page", held) if held else ""
    return annex_secrecy.decisions(diagnostic, names) + rules


def _constants(caption: str, several: Iterable[parameters.Parameter]) -> str:
    frame = pd.DataFrame(
        [
            (
                html.escape(one.label),
                _constant(one),
                day(one.valid_from),
                html.escape(one.reference) + ("" if one.verified else " <em>(à vérifier)</em>"),
            )
            for one in several
        ],
        columns=["Constante", "Valeur", "Depuis", "Référence"],
    )
    return tables.plain(caption, frame, Mark.THRESHOLD)
