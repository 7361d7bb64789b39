"""The evaluation as notebook 93 displays it: the grid, the results, what happened elsewhere, and the questions."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

import pandas as pd

from ctg_lib import indicators
from ctg_lib.analysis.trend import Apart, Way
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.sentences import COMPARABLE, shown
from ctg_lib.convention.actions import Action, Measure
from ctg_lib.convention.criteria import Criterion
from ctg_lib.convention.elsewhere import Compared, Elsewhere
from ctg_lib.convention.evaluation import OnSite, Point, Read, Record, target
from ctg_lib.convention.frozen import same
from ctg_lib.indicators.declaration import Indicator
from ctg_lib.territory import Level
from ctg_lib.views import tables
from ctg_lib.views.view import Block, Mark, changed, of_kind, source_line, under
from ctg_lib.views.wording import TOO_FEW, WIDE, beside, day, evolution, listing, number, period, quantity, row_text

CAUTION = (
    "Un chiffre qui change pendant qu’une action est menée ne montre pas que l’action l’a fait changer\u00a0: d’autres "
    "choses changent en même temps, ici et ailleurs."
)
NOTHING = (
    "Aucune fiche ne dit ce qu’elle mesure\u00a0: l’écrire sous «\u00a0suivi\u00a0», dans les fichiers du dossier "
    "«\u00a0actions\u00a0» de la convention, avec une cible, et une valeur de départ ou un indicateur du diagnostic."
)
UNREAD = (
    "Aucun indicateur du diagnostic ne se lit encore à deux dates\u00a0: il faut en nommer un (clé "
    "«\u00a0indicateur\u00a0», sous «\u00a0suivi\u00a0»), et qu’un chiffre plus récent que celui de départ soit chargé."
)
UNASKED = (
    "Aucune fiche ne pose de question à l’évaluation\u00a0: les écrire sous «\u00a0questions\u00a0», dans les fichiers "
    "du dossier «\u00a0actions\u00a0» de la convention."
)


def grid(criteria: Sequence[Criterion]) -> Block:
    """The nine criteria, what the files say of each, and what nobody can judge yet."""
    frame = pd.DataFrame(
        [
            (
                f"{one.name}<br><small>{html.escape(one.question)}</small>",
                html.escape(one.judged),
                _lines(one.known) or "Rien encore",
                _lines(one.lacking) or "Rien",
            )
            for one in criteria
        ],
        columns=["Critère et question", "Ce qui se juge", "Ce que disent les fichiers", "Ce qui manque pour juger"],
    )
    note = "<p>La grille ne note rien\u00a0: le comité juge, d’après ce qui est compté ici et ce qu’il sait.</p>"
    return Block(note + tables.plain("Grille d’évaluation", frame, Mark.COUNT))


def _lines(several: Sequence[str]) -> str:
    return "<br>".join(html.escape(one[:1].upper() + one[1:]) for one in several)


def results(found: Sequence[OnSite | Read], diagnostic: Diagnostic) -> Block:
    """Where each measure started, what was aimed at, where it stands."""
    if not found:
        return Block(f"<p>{NOTHING}</p>")
    frame = pd.DataFrame(
        [
            (
                _named(one.fiche, one.measure),
                _departure(one, diagnostic),
                _aimed(one.measure),
                _arrival(one, diagnostic),
                _outcome(one),
            )
            for one in found
        ],
        columns=["Fiche et mesure", "Valeur de départ", "Cible", "Résultat", "Où l’on en est"],
    )
    table = tables.plain("De la valeur de départ au résultat", frame, kind="suivi")
    rows = [row for one in found if isinstance(one, Read) for row in (one.start.row, one.row) if row is not None]
    tokens = [token for row in rows for token in str(row["source"]).split("+") if token]
    return Block(table + (source_line(diagnostic.told(tokens)) if tokens else "") + f"<p>{CAUTION}</p>")


def _named(fiche: Action, measure: Measure) -> str:
    example = " (exemple)" if fiche.exemple else ""
    where = f"Fiche {fiche.numero}{example}, {measure.nature}{_label(measure)}"
    return of_kind(Mark.TYPED, f"{html.escape(measure.nom)}<br><small>{html.escape(where)}</small>")


def _label(measure: Measure) -> str:
    """The indicator of the diagnostic between quotes, after a comma, where the measure has another name."""
    label = indicators.indicator(measure.indicateur).label if measure.indicateur else measure.nom
    return "" if label.casefold() == measure.nom.casefold() else f", «\u00a0{label}\u00a0»"


def _departure(one: OnSite | Read, diagnostic: Diagnostic) -> str:
    if isinstance(one, OnSite):
        return _point(one.departure, one.measure)
    return "—" if one.start.row is None else _dated(one.start.row, diagnostic)


def _arrival(one: OnSite | Read, diagnostic: Diagnostic) -> str:
    if isinstance(one, OnSite):
        return _point(one.arrival, one.measure)
    return "—" if one.row is None else _dated(one.row, diagnostic)


def _point(point: Point | None, measure: Measure) -> str:
    """« 30 familles (31 décembre 2027) »."""
    if point is None:
        return "—"
    said = TOO_FEW if point.hidden else _typed(point.value, measure.unite or "")
    return of_kind(Mark.TYPED, f"{html.escape(said)} <small>({day(point.date)})</small>")


def _typed(value: float, unit: str) -> str:
    """A value that somebody typed, with no more decimals than it has, two at most."""
    digits = next((places for places in (0, 1) if round(value, places) == round(value, 2)), 2)
    return f"{number(value, digits)}{WIDE}{unit}" if unit else number(value, digits)


def _dated(row: pd.Series, diagnostic: Diagnostic) -> str:
    """A figure of the diagnostic, its date and its bounds."""
    bounds = beside(row)
    small = ""
    if bounds:
        small = f"<br>{under(row, bounds) if _tied(row, diagnostic) else of_kind(Mark.EDITION, html.escape(bounds))}"
    when = html.escape(period(row)).replace(" ", WIDE)
    return f"{_figure(row, diagnostic)} <small>({when})</small>{small}"


def _figure(row: pd.Series, diagnostic: Diagnostic) -> str:
    """A figure tied to its row of the long table; one that only a kept edition has is marked as such."""
    return shown(row) if _tied(row, diagnostic) else of_kind(Mark.EDITION, html.escape(row_text(row)))


def _tied(row: pd.Series, diagnostic: Diagnostic) -> bool:
    """Whether the long table that goes with the page holds this very figure."""
    today = diagnostic.row(str(row["indicator"]), Level(row["level"]), str(row["vintage"]))
    return today is not None and same(row, today)


def _aimed(measure: Measure) -> str:
    aimed = target(measure)
    if aimed is None:
        return "—"
    if measure.indicateur is None:
        return of_kind(Mark.TYPED, html.escape(_typed(aimed, measure.unite or "")))
    unit = indicators.indicator(measure.indicateur).unit
    return of_kind(Mark.TYPED, html.escape(quantity(aimed, unit)))


def _outcome(one: OnSite | Read) -> str:
    """The outcome, what must be known to read it, and what could be read instead."""
    notes = list(one.notes)
    if isinstance(one, Read) and one.instead:
        labels = [indicators.indicator(name).label for name in one.instead]
        more = f" ; et {len(labels) - _PROPOSED} autres" if len(labels) > _PROPOSED + 1 else ""
        named = labels[:_PROPOSED] if more else labels
        notes.append(f"se lisent chaque année, sur le même thème : {' ; '.join(named)}{more}")
    elif isinstance(one, Read) and one.row is None and one.start.row is not None:
        notes.append("une mesure prise sur place, chaque année, peut la remplacer")
    told = "".join(f"<br><small>{html.escape(note[:1].upper() + note[1:])}.</small>" for note in notes)
    return f"{one.outcome[:1].upper()}{one.outcome[1:]}{of_kind(Mark.TYPED, told) if told else ''}"


_PROPOSED = 4


def comparisons(found: Sequence[Compared], diagnostic: Diagnostic) -> Block:
    """What each indicator of the diagnostic did, and what it did elsewhere between the same dates, a sentence each."""
    if not found:
        return Block(f"<p>{UNREAD}</p><p>{CAUTION}</p>")
    items = "".join(f"<li>{_sentence(one, diagnostic)}</li>" for one in found)
    rows = [row for one in found for row in (one.before, one.after)]
    tokens = [token for row in rows for token in str(row["source"]).split("+") if token]
    return Block(f"<ul>{items}</ul>{source_line(diagnostic.told(tokens))}<p>{CAUTION}</p>")


def _sentence(one: Compared, diagnostic: Diagnostic) -> str:
    declared = indicators.indicator(str(one.result.measure.indicateur))
    named = one.result.measure
    label = of_kind(Mark.TYPED, html.escape(f"{named.nom} (fiche {one.result.fiche.numero}{_label(named)})"))
    dates = [html.escape(period(row)) for row in (one.before, one.after)]
    figures = [_figure(row, diagnostic) for row in (one.before, one.after)]
    # The table of results has the figure that was signed.
    mended = " (corrigé depuis la signature)" if one.result.start.revised else ""
    words = f"{figures[0]} en {dates[0]}{mended}, {figures[1]} en {dates[1]}"
    change = _percent(declared, one, diagnostic)
    start = f"{label}\u00a0: {words}{f', soit {change}' if change else ''}."
    if one.why:
        return f"{start} {_MOVED[one.move.way]}\u202f; rien ne s’en compare à ailleurs\u00a0: {html.escape(one.why)}."
    return f"{start} {_MOVED[one.move.way]}{''.join(_beside(one, declared, diagnostic))}."


_MOVED = {
    Way.UP: "Le chiffre augmente au-delà de la marge d’incertitude",
    Way.DOWN: "Le chiffre recule au-delà de la marge d’incertitude",
    Way.STEADY: "Le chiffre ne change pas au-delà de la marge d’incertitude",
}
_ELSEWHERE = {Way.UP: "augmente", Way.DOWN: "recule", Way.STEADY: "ne change pas de façon lisible"}


def _beside(one: Compared, declared: Indicator, diagnostic: Diagnostic) -> Iterator[str]:
    """« , plus qu’à Saint-Étienne Métropole (+7 %) »: those that nothing sets apart come last."""
    groups: dict[str, list[Elsewhere]] = {}
    for other in sorted(one.elsewhere, key=lambda other: other.apart is Apart.UNTOLD):
        groups.setdefault(_how(one.move.way, other), []).append(other)
    for how, others in groups.items():
        named = [_place(other, declared, diagnostic, than=not how.startswith(", alors")) for other in others]
        yield f"{how}{listing(named, 'ou' if how.startswith(_UNTOLD) else 'et')}"


def _how(own: Way, other: Elsewhere) -> str:
    if other.apart is Apart.UNTOLD:
        return f"{_UNTOLD} autrement "
    if own is other.move.way:
        larger = (other.apart is Apart.ABOVE) is (own is Way.UP)
        return ", plus " if larger else ", moins "
    return f", alors qu’il {_ELSEWHERE[other.move.way]} "


_UNTOLD = "\u202f; on ne peut pas dire s’il change"


def _place(other: Elsewhere, declared: Indicator, diagnostic: Diagnostic, *, than: bool) -> str:
    """« qu’à Saint-Étienne Métropole (+7 %) », « que dans la Loire (30 % puis 26 %) »; or without « que »."""
    at = html.escape(other.territory.at_name)
    change = _percent(declared, other, diagnostic)
    figures = [_figure(row, diagnostic) for row in (other.before, other.after)]
    link = ("qu’" if at[:1] in "aàe" else "que ") if than else ""
    return f"{link}{at} ({change or ' puis '.join(figures)})"


def _percent(declared: Indicator, one: Compared | Elsewhere, diagnostic: Diagnostic) -> str:
    """« +15 % », for a count that is large enough and changes beyond its margin; else nothing: its two figures say it.

    Shares and rates have no change in %: it would be a percentage of a percentage.
    """
    small = one.before["value"] < COMPARABLE or abs(one.move.size) < _PRINTED
    if declared.unit.relative or one.move.way is Way.STEADY or small:
        return ""
    if _tied(one.before, diagnostic) and _tied(one.after, diagnostic):
        return changed(one.before, one.after)
    return of_kind(Mark.EDITION, html.escape(evolution(one.before, one.after)))


# Under half a percent, a change would be written « 0 % ».
_PRINTED = 0.005


def questions(record: Record) -> Block:
    """The questions that the fiches put to the evaluation, fiche by fiche."""
    asked = [one for one in record.fiches if one.questions]
    if not asked:
        return Block(f"<p>{UNASKED}</p>")
    items = "".join(
        f"<li>Fiche {one.numero}, {html.escape(one.titre)}{' (exemple)' if one.exemple else ''}"
        f"<ul>{''.join(f'<li>{html.escape(question)}</li>' for question in one.questions)}</ul></li>"
        for one in asked
    )
    return Block(f'<div data-nombre="{Mark.TYPED}"><ul>{items}</ul></div>')
