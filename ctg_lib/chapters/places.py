"""Establishments by their names: what a file lists in the territory, one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from ctg_lib import parameters
from ctg_lib.chapters.chapter import text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.sources.local_forms import Form, Kind
from ctg_lib.territory import Territory
from ctg_lib.views import tables
from ctg_lib.views.view import Block, Mark, of_kind, source_line
from ctg_lib.views.wording import alphabetical, as_typed, number, plural

UNKNOWN = "non publié"


def listed(
    source: str,
    title: str,
    *,
    kinds: Mapping[str, str] | None = None,
    measures: Mapping[str, str] | None = None,
    digits: int | None = 1,
    said: str = "",
) -> Callable[[Diagnostic], Block | None]:
    """A view: the establishments of a source in the territory, at the newest vintage; None where there is none.

    kinds: those to list, each with its French name; all of them, unnamed, by default. measures: columns of the file to
    print beside each, with their captions. digits: their decimals, None for those that were typed. said: one sentence
    above the table. A long list is only counted.
    """

    def draw(diagnostic: Diagnostic) -> Block | None:
        vintages = diagnostic.shelf.store.vintages(source)
        if not vintages:
            return None
        found = _here(diagnostic, source, vintages[-1], kinds)
        if found.empty:
            return None
        above = f"<p>{text(said)}</p>" if said else ""
        origin = source_line(diagnostic.told([f"{source}@{vintages[-1]}"]))
        most = int(parameters.value("liste_longueur_maximale"))
        if len(found) > most:
            body = f"<p>{of_kind(Mark.COUNT, text(_counted(found, kinds)))}</p>"
        else:
            body = tables.plain(
                f"{title} {diagnostic.territory.at_name}",
                _frame(diagnostic, found, kinds, measures, digits),
                Mark.SOURCE,
            )
        return Block(above + body + origin)

    return draw


def on_site(form: Form, title: str) -> Callable[[Diagnostic], Block | None]:
    """A view: the establishments that a sheet of the local workbook names, with what it measures of each."""
    kind = form.of_kind(Kind.CHOICE)
    return listed(
        "offre_locale",
        title,
        kinds={name: name for name in (kind.choices if kind else (form.noun,))},
        measures={one.measure: one.caption for one in form.columns if one.measure},
        digits=None,
    )


def _here(diagnostic: Diagnostic, source: str, vintage: str, kinds: Mapping[str, str] | None) -> pd.DataFrame:
    """The rows of the territory, by kind in the order asked, then by commune and name."""
    every = diagnostic.shelf.store.places(source, vintage)
    found = every[every["commune"].isin(diagnostic.territory.communes)]
    if kinds is not None:
        found = found[found["kind"].isin(list(kinds))]
    order = {kind: place for place, kind in enumerate(kinds or sorted(set(found["kind"])))}
    ranks = found["kind"].map(order)
    names = found["name"].map(alphabetical)
    return found.assign(_rank=ranks, _name=names).sort_values(["_rank", "commune", "_name", "id"])


def _frame(
    diagnostic: Diagnostic,
    found: pd.DataFrame,
    kinds: Mapping[str, str] | None,
    measures: Mapping[str, str] | None,
    digits: int | None,
) -> pd.DataFrame:
    frame = pd.DataFrame({"Nom": [text(name) for name in found["name"]]}, index=found.index)
    if kinds is None or len(kinds) > 1:
        frame["Nature"] = [text((kinds or {}).get(kind, kind)) for kind in found["kind"]]
    if len(diagnostic.territory.communes) > 1:
        frame["Commune"] = [text(Territory.of(code).name) for code in found["commune"]]
    for column, caption in (measures or {}).items():
        frame[caption] = [_measured(value, digits) for value in found[column]]
    return frame


def _measured(value: object, digits: int | None) -> str:
    if isinstance(value, str):
        return text(value) or UNKNOWN
    if pd.isna(value):
        return UNKNOWN
    figure = float(str(value))
    return as_typed(figure) if digits is None else number(figure, digits)


def _counted(found: pd.DataFrame, kinds: Mapping[str, str] | None) -> str:
    """« 42 écoles (liste trop longue pour cette page) », kind by kind."""
    counts = found["kind"].value_counts()
    named: Sequence[str] = list(kinds or counts.index)
    told = [f"{(kinds or {}).get(kind, kind)} : {number(counts[kind])}" for kind in named if kind in counts]
    return f"{plural(len(found), 'établissement')}, trop pour les nommer ici. {' ; '.join(told)}."
