"""A commune beside those that are like it: who they are, how near, on what, and where its figure stands among them."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ctg_lib import indicators, parameters
from ctg_lib.analysis import group
from ctg_lib.analysis.comparison import Gap, Verdict
from ctg_lib.analysis.group import Quartiles, Side
from ctg_lib.analysis.similar import Chosen, Similar, set_aside
from ctg_lib.analysis.similar import similar as found
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.sentences import shown
from ctg_lib.errors import UsageError
from ctg_lib.gazetteer import gazetteer
from ctg_lib.geography import CURRENT
from ctg_lib.indicators.declaration import Indicator
from ctg_lib.parameters import semblables
from ctg_lib.territory import Level, Territory
from ctg_lib.views import tables
from ctg_lib.views.view import Block, Mark, of_kind, source_line
from ctg_lib.views.wording import inside, listing, number, period, plural, quantity, readable, row_text

WORDS = {
    Side.BELOW: "sous le premier quartile",
    Side.WITHIN: "entre le premier et le troisième quartile",
    Side.ABOVE: "au-dessus du troisième quartile",
    Side.EDGE: "à la limite d’un quartile, sans que la précision du chiffre permette de dire de quel côté",
}


@dataclass(frozen=True)
class Compared:
    """An indicator of a commune among the communes like it.

    rows: those of the peers in the long table, in their order. quartiles: None where too few of them have a figure, or
    the commune has none: the verdict then says why nothing is compared.
    """

    one: Indicator
    own: pd.Series
    similar: Similar
    rows: pd.DataFrame
    verdict: Verdict

    @property
    def quartiles(self) -> Quartiles | None:
        """Of the group, where the verdict rests on them."""
        if self.verdict.gap is Gap.NOT_COMPARED:
            return None
        return group.quartiles(group.told(self.one, self.rows)["value"])


def compared(diagnostic: Diagnostic, name: str, chosen: Chosen | None = None) -> Compared:
    """An indicator of the commune of a diagnostic among the communes like it, at the date shown for the commune.

    Candidates are all the communes that the store has the variables of. chosen: the list of the comité, if it made one.
    Raises UsageError for what is no commune, and for an indicator that does not exist.
    """
    one, place = indicators.indicator(name), diagnostic.territory
    if place.level is not Level.COMMUNE:
        raise UsageError(f"Les communes semblables se cherchent pour une commune : {place.name} n’en est pas une.")
    counting = [variable for variable in semblables.every() if variable.indicator not in set_aside(one)]
    everybody = [Territory.of(code) for code in _loaded(diagnostic)]
    read = {variable.indicator: diagnostic.across(variable.indicator, everybody) for variable in counting}
    own = diagnostic.own(name)
    alike = found(place.code, one, read, chosen)
    peers = [Territory.of(peer.code) for peer in alike.peers]
    rows = diagnostic.across(name, peers) if peers else own.to_frame().T.iloc[:0]
    return Compared(one, own, alike, rows, _verdict(one, own, rows, alike))


def _verdict(one: Indicator, own: pd.Series, rows: pd.DataFrame, alike: Similar) -> Verdict:
    if not alike.peers:
        least = parameters.value("semblables_variables_minimum")
        return Verdict(Gap.NOT_COMPARED, reason=f"moins de {least:.0f} variables disent qui ressemble à la commune")
    return group.against(one, own, rows)


def _loaded(diagnostic: Diagnostic) -> list[str]:
    """The communes of today that some variable has a figure for, by code, the commune itself among them."""
    held = {diagnostic.territory.code}
    for variable in semblables.every():
        lead = indicators.indicator(variable.indicator).inputs[0]
        for vintage in diagnostic.shelf.vintages(lead.source, lead.columns)[-1:]:
            index = diagnostic.shelf.table(lead.source, vintage).values.index
            held.update(code for level, code in index if level == Level.COMMUNE)
    book = gazetteer().communes
    return sorted(code for code in held if code in book and book[code].kind == CURRENT)


# ── What is read ─────────────────────────────────────────────────────────────────────────────────────────────────────


def block(diagnostic: Diagnostic, name: str, chosen: Chosen | None = None) -> Block:
    """The sentence of the comparison, the table of the communes, and what the distance counts and leaves out."""
    seen = compared(diagnostic, name, chosen)
    head = f"<p>{_sentence(diagnostic, seen)}</p>"
    if not seen.similar.peers:
        return Block(head + _notes(seen.similar))
    used = [one.variable.indicator for one in seen.similar.used]
    title = f"Communes semblables {diagnostic.territory.of_name}, pour comparer : {inside(seen.one.label)}"
    table = tables.plain(title, _frame(diagnostic, seen))
    return Block(head + table + _notes(seen.similar) + source_line(diagnostic.source_lines([name, *used])))


def _sentence(diagnostic: Diagnostic, seen: Compared) -> str:
    place, label = html.escape(diagnostic.territory.at_name), html.escape(seen.one.label)
    own = f"{label} {place} ({html.escape(period(seen.own))})\u00a0: {shown(seen.own)}"
    middle = seen.quartiles
    if middle is None:
        return f"{own}. Par rapport aux communes semblables\u00a0: {_counts(seen.verdict.told)}."
    first, median, third = (of_kind(Mark.AXIS, quantity(bound, seen.one.unit)) for bound in middle)
    count = of_kind(Mark.COUNT, plural(len(group.told(seen.one, seen.rows)), "commune"))
    side = WORDS[group.side(seen.one, seen.own, middle)]
    return (
        f"{own}. Par rapport aux communes semblables\u00a0: {html.escape(seen.verdict.told)} ({side}). La médiane des "
        f"{count} qui ont ce chiffre est de {median} ; la moitié d’entre elles sont entre {first} et {third}."
    )


def _frame(diagnostic: Diagnostic, seen: Compared) -> pd.DataFrame:
    """One line a commune, the commune itself first: its distance, the figure compared, the variables."""
    rows = {str(row["territory"]): row for _, row in seen.rows.iterrows()}
    distances = {peer.code: _distance(peer.distance, far=peer.far) for peer in seen.similar.peers}
    codes = [seen.similar.territory, *distances]
    cells = [seen.own, *(rows.get(code) for code in distances)]
    columns = {
        "Commune": [html.escape(Territory.of(code).name) for code in codes],
        "Distance": ["—", *(of_kind(Mark.COUNT, distances[code]) for code in distances)],
        f"{seen.one.label} (chiffre comparé)": ["pas de chiffre" if row is None else _cell(row) for row in cells],
    }
    for used in seen.similar.used:
        name = used.variable.indicator
        unit = indicators.indicator(name).unit
        texts = ["—" if np.isnan(value) else quantity(value, unit) for value in seen.similar.values[name]]
        columns[f"{indicators.indicator(name).label} ({used.vintage})"] = [of_kind(Mark.AXIS, text) for text in texts]
    return pd.DataFrame(columns)


def _cell(row: pd.Series) -> str:
    """The territory's own figure leads to its row; those of the others stand in no table of this page."""
    text = row_text(row)
    return of_kind(Mark.AXIS, html.escape(text)) if readable(row) else html.escape(text)


def _distance(distance: float, *, far: bool) -> str:
    if np.isnan(distance):
        return "—"
    return f"{number(distance, 2)}{' (lointaine)' if far else ''}"


def _notes(alike: Similar) -> str:
    return "".join(f'<p class="source">{_counts(text)}</p>' for text in _remarks(alike))


def _counts(text: str) -> str:
    return of_kind(Mark.COUNT, html.escape(text))


def _remarks(alike: Similar) -> Iterator[str]:
    """Who chose the list, on what, what is left out and why; each a sentence."""
    if alike.reason:
        yield f"Liste choisie par le comité, à la place de celle que le calcul propose. Sa raison : {alike.reason}."
    elif alike.peers:
        far = sum(peer.far for peer in alike.peers)
        yield (
            f"Les {number(len(alike.peers))} communes les plus proches parmi {number(alike.candidates)}, toutes celles "
            "dont les chiffres sont chargés ; l’ordre est celui de la ressemblance et n’est pas un classement."
            + (f" Ressemblance lointaine pour {plural(far, 'commune')}." if far else "")
        )
    if alike.peers:
        limit = number(parameters.value("semblables_distance_lointaine"))
        yield (
            "Distance : écart moyen (quadratique) sur les variables, compté en écarts types robustes (médiane et écart "
            f"absolu médian). Zéro pour deux communes jumelles ; au-delà de {limit}, la ressemblance est lointaine."
        )
        yield f"Variables : {' ; '.join(_variable(one.variable.indicator, one.variable.reason) for one in alike.used)}."
    if alike.left_out:
        left = [_variable(name, why) for name, why in alike.left_out.items()]
        yield f"Variables laissées de côté : {' ; '.join(left)}."
    if alike.without:
        yield f"Communes sans distance : {' ; '.join(_without(alike.without))}."


def _without(without: Mapping[str, str]) -> Iterator[str]:
    """Those that nothing sets near or far, by reason; named as long as a page may name them."""
    reasons: dict[str, list[str]] = {}
    for code, why in without.items():
        reasons.setdefault(why, []).append(Territory.of(code).name)
    named = len(without) <= parameters.value("liste_longueur_maximale")
    for why, several in reasons.items():
        yield f"{listing(several) if named else number(len(several))} ({why})"


def _variable(name: str, words: str) -> str:
    return f"{inside(indicators.indicator(name).label)} ({words})"
