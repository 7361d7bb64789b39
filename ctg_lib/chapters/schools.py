"""What the chapters on children and young people say of schools: the IPS of each, and figures that wait for a file."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ctg_lib import parameters
from ctg_lib.chapters.chapter import Draw, text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.territory import Level, Territory
from ctg_lib.views import tables
from ctg_lib.views.view import Block, Mark, of_kind, source_line
from ctg_lib.views.wording import alphabetical, number, plural, readable

MEANING = (
    "L’IPS (indice de position sociale) résume en un nombre le milieu social des familles des élèves\u00a0: plus il "
    "est élevé, plus ce milieu favorise la réussite à l’école."
)
SCHOOLS = {"ecole_publique": "publique", "ecole_privee": "privée"}
COLLEGES = {"college_public": "public", "college_prive": "privé"}
NOT_PUBLISHED = "non publié"


def indices(source: str, kinds: Mapping[str, str], noun: str, series: str, said: str, *, none: str = "") -> Draw:
    """A view: the IPS of each school of the territory in one series, beside the means published in that series.

    kinds: those to list, each with the French name of its sector. noun: « école » or « collège ». series: how the
    caption names the series. said: one sentence above the table. none: what is said where the territory has none, in
    place of the table; nothing by default. Of a long list, the published means alone are shown.
    """

    def draw(diagnostic: Diagnostic) -> Block | None:
        vintage, every = _newest(diagnostic, source, kinds)
        if not vintage:
            return None
        found = every[every["commune"].isin(diagnostic.territory.communes)]
        place = text(diagnostic.territory.at_name)
        origin = source_line(diagnostic.told([f"{source}@{vintage}"]))
        if found.empty:
            return Block(f"<p>{none} {place}.</p>{origin}") if none else None
        named = len(found) <= parameters.value("liste_longueur_maximale")
        lines = _means(diagnostic, source, vintage, kinds)
        if named:
            lines = _schools(diagnostic, found, kinds) + lines
        if not lines:
            return None
        caption = f"IPS {diagnostic.territory.at_name}, {noun}s, rentrée {vintage[:4]} ({series})"
        table = tables.plain(caption, pd.DataFrame(lines, columns=["Établissement", "Secteur", "IPS"]), Mark.SOURCE)
        counted = of_kind(Mark.COUNT, plural(len(found), noun))
        count = "" if named else f"<p>{counted} {place}\u00a0: la liste serait trop longue ici.</p>"
        return Block(f"<p>{said}</p>{count}{table}{origin}")

    return draw


def _newest(diagnostic: Diagnostic, source: str, kinds: Mapping[str, str]) -> tuple[str, pd.DataFrame]:
    """The newest list of these kinds: schools and collèges are not of the same rentrée.

    Schools and collèges come in two files of one table: a file speaks for its own kinds alone, and the most trusted
    one for a commune wins.
    """
    for vintage in reversed(diagnostic.shelf.store.vintages(source)):
        frames: list[pd.DataFrame] = []
        told: set[str] = set()
        for part in diagnostic.shelf.store.parts[source, vintage]:
            every = part.places()
            if every is not None and set(kinds) <= set(part.columns):
                frames.append(every[~every["commune"].isin(told)])
                told |= {code for level, code in part.rows if level == "commune"}
        if told:
            return vintage, pd.concat(frames, ignore_index=True)
    return "", pd.DataFrame()


def _schools(diagnostic: Diagnostic, found: pd.DataFrame, kinds: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """One line a school, the public ones first."""
    order = list(kinds)
    ordered = found.assign(rank=found["kind"].map(order.index), named=found["name"].map(alphabetical)).sort_values(
        ["rank", "named", "id"]
    )
    several = len(diagnostic.territory.communes) > 1
    return [
        (
            text(one.name if not several else f"{one.name}, {Territory.of(one.commune).name}"),
            kinds[one.kind],
            NOT_PUBLISHED if pd.isna(one.ips) else number(one.ips, 1),
        )
        for one in ordered.itertuples()
    ]


def _means(diagnostic: Diagnostic, source: str, vintage: str, kinds: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The means of the département and of France by sector, where the producer publishes them."""
    values = diagnostic.shelf.table(source, vintage).values
    what = next(iter(kinds)).split("_")[0]
    above = [(one, (str(one.level), one.code)) for one in (diagnostic.territory, *diagnostic.comparators)]
    found = []
    for one, row in above:
        for sector, name in zip(("public", "prive"), kinds.values(), strict=True):
            column = f"{what}_ips_{sector}"
            if one.level in (Level.DEPARTEMENT, Level.FRANCE) and row in values.index and column in values:
                mean = values.at[row, column]
                label = f"<em>Moyenne publiée, {text(one.name)}</em>"
                found.append((label, name, NOT_PUBLISHED if pd.isna(mean) else number(mean, 1)))
    return found


def enough(row: pd.Series) -> bool:
    """Whether a ratio of two counts rests on enough people to be told."""
    return readable(row) and bool(row["denominator"] >= parameters.value("denominateur_minimal_part"))
