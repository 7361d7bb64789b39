"""How the places offered before 3 add up towards the number of children, and what is left once they are counted."""

from __future__ import annotations

import html
from collections.abc import Mapping

import pandas as pd

from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.sentences import shown
from ctg_lib.territory import Territory
from ctg_lib.value import UNITS
from ctg_lib.views import charts, tables
from ctg_lib.views.cascade import Step
from ctg_lib.views.cascade import cascade as picture
from ctg_lib.views.view import View, keyed
from ctg_lib.views.wording import inside, listing, plural, readable, row_text

TOTAL, REST = "pe_tcg", "pe_tcg_reste"
# Each part of the rate: how the chart names it, how a sentence does, and the count of the same places.
PARTS: Mapping[str, tuple[str, str, str]] = {
    "pe_tcg_eaje": ("Crèches (EAJE)", "en crèche", "pe_places_eaje"),
    "pe_tcg_am": ("Assistantes maternelles", "chez une assistante maternelle", "pe_places_am"),
    "pe_tcg_pre": ("École avant 3 ans", "à l’école", "pe_places_pre"),
    "pe_tcg_gad": ("Garde à domicile", "en garde à domicile", "pe_places_gad"),
}
COUNTED = {**{part: count for part, (_, _, count) in PARTS.items()}, TOTAL: "pe_places"}
NOT_UNMET = (
    "Ce reste n’est pas la demande sans réponse : des parents gardent eux-mêmes leur enfant, par choix ou faute de "
    "place, et une même place peut servir à plusieurs enfants."
)


def places(diagnostic: Diagnostic) -> View | None:
    """The cascade of the territory or, where it has no rate, of the smallest that holds it and has one.

    It stands on the published rate, the one figure that relates places to children; where the counts of places of the
    same December are loaded, each is written beside its rate.
    """
    found = _rows(diagnostic)
    if found is None:
        return None
    place, rows = found
    counts = _counts(diagnostic, place, rows)
    steps = {name: _step(row, name, counts) for name, row in rows.items()}
    left = rows[REST]["value"] > 0
    title = f"Les places d’accueil avant 3 ans {place.at_name}, pour 100 enfants"
    alt = _alt(place, rows)
    figure = picture(
        [steps[part] for part in PARTS],
        steps[TOTAL],
        steps[REST] if left else None,
        (100, "100 enfants"),
        UNITS["places_pour_100"],
    )
    return View(
        picture=charts.image(figure, alt),
        title=title,
        alt=alt,
        sources=diagnostic.told(
            token for row in (*rows.values(), *counts.values()) for token in str(row["source"]).split("+")
        ),
        data=_table(title, rows, counts),
        message=_message(diagnostic, place, rows),
    )


def _rows(diagnostic: Diagnostic) -> tuple[Territory, dict[str, pd.Series]] | None:
    """The first territory, from the smallest up, whose rate is published with all its parts."""
    for place in (diagnostic.territory, *diagnostic.comparators):
        found = {name: diagnostic.row(name, place.level) for name in (*PARTS, TOTAL, REST)}
        rows = {name: row for name, row in found.items() if row is not None and readable(row)}
        if len(rows) == len(found):
            return place, rows
    return None


def _counts(diagnostic: Diagnostic, place: Territory, rows: Mapping[str, pd.Series]) -> dict[str, pd.Series]:
    """The counts of places of the same territory and date as the rates, where all are loaded."""
    vintage = str(rows[TOTAL]["vintage"])
    found = {name: diagnostic.row(count, place.level, vintage) for name, count in COUNTED.items()}
    counts = {name: row for name, row in found.items() if row is not None and readable(row)}
    return counts if len(counts) == len(found) else {}


def _step(row: pd.Series, name: str, counts: Mapping[str, pd.Series]) -> Step:
    label = {TOTAL: "Total des places", REST: "Reste, sur 100 enfants"}.get(name) or PARTS[name][0]
    beside = f" ({plural(counts[name]['value'], 'place')})" if name in counts else ""
    return Step(label, row["value"], row_text(row) + beside)


def _message(diagnostic: Diagnostic, place: Territory, rows: Mapping[str, pd.Series]) -> str:
    here = diagnostic.territory
    whose = ""
    if place != here:
        whose = (
            f"{html.escape(here.name)} n’a pas de taux publié : voici celui {html.escape(place.of_name)}, "
            "le plus petit territoire alentour qui en ait un. "
        )
    parts = listing([f"{shown(rows[part])} {words}" for part, (_, words, _) in PARTS.items()])
    start = f"Pour 100 enfants de moins de 3 ans, {shown(rows[TOTAL])} places : {parts}. "
    if rows[REST]["value"] > 0:
        return f"{whose}{start}Restent {shown(rows[REST])} enfants pour 100. {NOT_UNMET}"
    return (
        f"{whose}{start}Il y a au moins autant de places que d’enfants : elles peuvent servir à des familles des "
        "environs, et rien ne dit que chaque famille en trouve une."
    )


def _alt(place: Territory, rows: Mapping[str, pd.Series]) -> str:
    parts = listing([f"{inside(label)} {row_text(rows[part])}" for part, (label, _, _) in PARTS.items()])
    rest = f" ; reste {row_text(rows[REST])}" if rows[REST]["value"] > 0 else " ; pas de reste"
    return (
        f"Barres en cascade, places d’accueil pour 100 enfants de moins de 3 ans {place.at_name} : {parts} ; total "
        f"{row_text(rows[TOTAL])}{rest} jusqu’à cent enfants."
    )


def _table(title: str, rows: Mapping[str, pd.Series], counts: Mapping[str, pd.Series]) -> str:
    frame = pd.DataFrame({"Mode d’accueil": [_step(row, name, {}).label for name, row in rows.items()]})
    frame["Pour 100 enfants"] = [keyed(row, row_text(row)) for row in rows.values()]
    if counts:
        frame["Places"] = [keyed(counts[name], row_text(counts[name])) if name in counts else "—" for name in rows]
    return tables.plain(title, frame)
