"""Notebook 92: the calendar of the fiches, a bar each, with what was done, what is late and what is to come."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pandas as pd

from ctg_lib.chapters.chapter import text
from ctg_lib.convention.actions import Action, State
from ctg_lib.convention.parts.review import NO_ACTION, fiches, on, origin, sentence, titled
from ctg_lib.convention.review import BEGUN, Review, steps
from ctg_lib.views import charts, tables
from ctg_lib.views.gantt import Bar, Point, Stage
from ctg_lib.views.gantt import gantt as picture
from ctg_lib.views.view import Block, Mark, View, of_kind
from ctg_lib.views.wording import day, number, plural

TITLE = "Le calendrier des actions"
NO_CALENDAR = "Aucune fiche n’a de calendrier : il s’écrit dans chaque fiche, sous « calendrier »."


def gantt(review: Review) -> View | Block:
    """A Gantt chart of the fiches that have a calendar; the others are named under its title."""
    if not review.actions:
        return sentence(NO_ACTION)
    drawn = [one for one in review.actions if one.calendrier]
    if not drawn:
        return sentence(NO_CALENDAR)
    bars = [_bar(review, one) for one in drawn]
    charter = review.charter
    span = (charter.debut, charter.fin) if charter.debut and charter.fin else None
    message = _message(review, bars)
    alt = f"Diagramme de Gantt, une barre par fiche action, de son début à sa fin. {message}"
    alt += " Les dates de chaque fiche sont dans le tableau des chiffres."
    left = [one.numero for one in review.actions if not one.calendrier]
    undrawn = f" Sans calendrier, donc sans barre : {fiches(left)}." if left else ""
    image = charts.image(picture(bars, review.date, span), alt)
    return View(
        # Its numbers are those of the fiches and of their dates.
        picture=image.replace("<img ", f'<img data-nombre="{Mark.TYPED}" ', 1),
        title=TITLE,
        alt=alt,
        sources=(origin(review),),
        data=_table(review, drawn),
        message=of_kind(Mark.TYPED, message + undrawn),
    )


def _bar(review: Review, action: Action) -> Bar:
    assert action.calendrier is not None
    marks = [
        (reached or due, point)
        for _, due, reached in steps(review, action)
        if (point := _point(review, action, due, reached))
    ]
    # A straight apostrophe that somebody typed: what is drawn is out of reach of the page that sets the others right.
    label = f"{action.numero}. {action.titre}".replace("'", "’")
    return Bar(label, action.calendrier.debut, action.calendrier.fin, _stage(review, action), tuple(marks))


def _point(review: Review, action: Action, due: datetime.date, reached: datetime.date | None) -> Point | None:
    """What a milestone is at the date; None for one that was given up with its fiche."""
    if reached is not None:
        return Point.REACHED
    if review.state(action) is State.ABANDONED:
        return None
    return Point.LATE if due <= review.date else Point.AHEAD


def _stage(review: Review, action: Action) -> Stage:
    match review.state(action):
        case State.POSTPONED | State.ABANDONED:
            return Stage.ASIDE
        case State.DONE | State.LASTING:
            return Stage.ENDED
        case state:
            return Stage.RUNNING if state in BEGUN or review.begun(action) else Stage.AHEAD


def _message(review: Review, bars: Sequence[Bar]) -> str:
    """« Au 31 décembre 2027 : 3 étapes faites, 1 en retard et 4 à venir. »."""
    marks = [point for bar in bars for _, point in bar.marks]
    if not marks:
        return f"Au {day(review.date)}, aucune étape n’est écrite dans les fiches."
    done = plural(marks.count(Point.REACHED), "étape faite", "étapes faites")
    others = f"{number(marks.count(Point.LATE))} en retard et {number(marks.count(Point.AHEAD))} à venir"
    return f"Au {day(review.date)} : {done}, {others}."


def _table(review: Review, actions: Sequence[Action]) -> str:
    frame = pd.DataFrame([_row(review, one) for one in actions])
    return tables.plain(f"{TITLE}, au {day(review.date)}", frame, Mark.TYPED, kind="suivi")


def _row(review: Review, action: Action) -> dict[str, str]:
    assert action.calendrier is not None
    told = [
        f"{day(due)} : {text(words)} ({_how(_point(review, action, due, reached), reached)})"
        for words, due, reached in steps(review, action)
    ]
    return {
        "Fiche": titled(action),
        "Statut": str(review.state(action)),
        "Début": on(action.calendrier.debut),
        "Fin": on(action.calendrier.fin),
        "Étapes": "<br>".join(told) or "aucune",
    }


def _how(point: Point | None, reached: datetime.date | None) -> str:
    if reached is not None:
        return f"fait le {day(reached)}"
    return "abandonné" if point is None else "en retard" if point is Point.LATE else "à venir"
