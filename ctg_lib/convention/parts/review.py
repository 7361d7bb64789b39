"""Notebook 92: the yearly review, at its date: what is late, over its budget, not measured; the calendar, the figures.

What people typed is escaped wherever it is shown, and its numbers are marked as theirs.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

import pandas as pd

from ctg_lib.chapters.chapter import text
from ctg_lib.convention.actions import Action, State
from ctg_lib.convention.budget import TO_FIND
from ctg_lib.convention.plan import FOLDER, MODEL
from ctg_lib.convention.review import (
    CENT,
    Delay,
    Figure,
    Late,
    Money,
    Over,
    Reading,
    Review,
    Unmeasured,
    readings,
    states,
)
from ctg_lib.convention.review import late as found_late
from ctg_lib.convention.review import money as every_line
from ctg_lib.convention.review import over as found_over
from ctg_lib.convention.review import unmeasured as found_unmeasured
from ctg_lib.value import Status
from ctg_lib.views import tables
from ctg_lib.views.view import Block, Mark, of_kind, source_line
from ctg_lib.views.wording import THIN, as_typed, day, euros, listing, number, plural

NO_ACTION = f"Aucune fiche action n’est écrite : copier {MODEL}, dans le dossier « {FOLDER} », sous un autre nom."
NO_LOG = (
    "Rien n’est encore écrit dans le suivi. Il se remplit dans suivi.xlsx, du dossier de la convention : une ligne par "
    "changement de statut, par étape faite, par dépense, par indicateur relevé."
)
EXAMPLE = "Exemple : ce bilan montre ce que l’outil fait. Il n’est celui de personne et n’engage personne."
NOTHING_LATE = "Rien n’est en retard, et rien n’a été fait après sa date."
NO_BUDGET = "Aucune fiche n’a de budget, et aucune dépense n’est écrite dans le suivi."
NO_MEASURE = "Aucune fiche n’a d’indicateur de suivi : ils s’écrivent dans chaque fiche, sous « suivi »."
ALL_MEASURED = "Aucun relevé attendu ne manque."
WAY = (
    "Chemin fait : part de l’écart entre le départ et la cible que la dernière valeur a parcourue. C’est une distance, "
    "pas un jugement."
)
ALL = "<strong>Ensemble</strong>"
READ = "lu dans le diagnostic"
# How a delay is counted: one, several.
COUNTED = {
    Delay.START: ("action pas encore engagée", "actions pas encore engagées"),
    Delay.STEP: ("étape non faite", "étapes non faites"),
    Delay.STEP_DONE: ("étape faite après sa date", "étapes faites après leur date"),
    Delay.END: ("action pas encore terminée", "actions pas encore terminées"),
}


# ── In a few lines ───────────────────────────────────────────────────────────────────────────────────────────────────


def summary(review: Review) -> Block:
    """How many fiches are in each state, then one line for what is late, for the budget, for the figures to take."""
    if not review.actions:
        return sentence(NO_ACTION)
    counts = [f"{number(len(numbers))} {_named(state, len(numbers))}" for state, numbers in states(review).items()]
    opening = f"Au {day(review.date)}, {plural(len(review.actions), 'fiche action', 'fiches action')}"
    lines = [_late_line(review), _budget_line(review), _measure_line(review)]
    banner = f'<p class="bandeau">{EXAMPLE}</p>' if any(one.exemple for one in review.actions) else ""
    silent = "" if review.log.told else f"<p>{NO_LOG}</p>"
    told = f"<p>{opening} : {listing(counts)}.</p><ul>{''.join(f'<li>{one}</li>' for one in lines)}</ul>"
    return Block(f'{banner}<div data-nombre="{Mark.TYPED}">{told}{silent}</div>')


def _named(state: State, count: int) -> str:
    """« 2 validées », « 2 en cours »."""
    return f"{state}s" if count > 1 and state.endswith("ée") else str(state)


def _late_line(review: Review) -> str:
    found = found_late(review)
    if not found:
        return NOTHING_LATE
    told = []
    for delay, words in COUNTED.items():
        some = [one for one in found if one.delay is delay]
        told += [f"{plural(len(some), *words)} ({fiches(one.fiche for one in some)})"] if some else []
    return f"Délais : {listing(told)}."


def _budget_line(review: Review) -> str:
    lines = every_line(review)
    if not lines:
        return NO_BUDGET
    year = review.date.year
    planned, spent = _sums(one for one in lines if one.year <= year)
    above = found_over(review)
    told = (
        f"dépassement à regarder ({fiches(one.fiche for one in above)})" if above else "aucune fiche ne dépasse le sien"
    )
    return f"Budget : {_agreed(spent, 'dépensé')}, pour {_agreed(planned, 'prévu')} jusqu’à {year} compris ; {told}."


def _measure_line(review: Review) -> str:
    found = found_unmeasured(review)
    if not found:
        return ALL_MEASURED
    words = plural(len(found), "indicateur n’a pas été relevé", "indicateurs n’ont pas été relevés")
    return f"Mesures : {words} à la date attendue ({fiches(one.fiche for one in found)})."


# ── Late ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def late(review: Review) -> Block:
    """Each thing that is late, or was done after its day, with its date and by how much."""
    if not review.actions:
        return sentence(NO_ACTION)
    found = found_late(review)
    if not found:
        return sentence(NOTHING_LATE)
    rows = [(_title(review, one.fiche), _what(review, one), on(one.due), _delayed(one)) for one in found]
    frame = pd.DataFrame(rows, columns=["Fiche", "Ce qui était prévu", "Pour le", "Où l’on en est"])
    return _table(review, f"Les retards, au {day(review.date)}", frame)


def _what(review: Review, one: Late) -> str:
    state = next(review.state(action) for action in review.actions if action.numero == one.fiche)
    if one.delay is Delay.START:
        return f"Commencer l’action (statut : {state})"
    return f"Terminer l’action (statut : {state})" if one.delay is Delay.END else text(one.step)


def _delayed(one: Late) -> str:
    if one.reached is not None:
        return f"fait le {on(one.reached)}, {plural(one.days, 'jour')} après"
    return f"en retard de {plural(one.days, 'jour')}" if one.days else "à faire ce jour"


# ── Money ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def budget(review: Review) -> Block:
    """What was spent for what was planned: by year and funder, then fiche by fiche."""
    if not review.actions:
        return sentence(NO_ACTION)
    lines = every_line(review)
    if not lines:
        return sentence(NO_BUDGET)
    return Block.stack([_by_funder(review, lines), _by_fiche(review, lines)])


def _by_funder(review: Review, lines: Sequence[Money]) -> Block:
    """Funders by years. The years to come have only what is planned."""
    years = sorted({one.year for one in lines})
    # Whoever pays in the order of the fiches, then what nobody pays yet, then all.
    funders = [one for one in dict.fromkeys(line.funder for line in lines) if one]
    groups = [(text(name), [one for one in lines if one.funder == name]) for name in funders]
    groups += [(TO_FIND, some)] if (some := [one for one in lines if not one.funder]) else []
    groups.append((ALL, list(lines)))
    rows = []
    for name, own in groups:
        cells = [_spent_of([one for one in own if one.year == year], year > review.date.year) for year in years]
        rows.append([name, *cells, _spent_of(own, ahead=False)])
    frame = pd.DataFrame(rows, columns=["Qui paie", *map(str, years), "Toutes les années"])
    return _table(review, f"Dépensé et prévu, par année et par financeur, au {day(review.date)}", frame)


def _spent_of(lines: Sequence[Money], ahead: bool) -> str:
    planned, spent = _sums(lines)
    if not lines:
        return "—"
    told = _agreed(planned, "prévu")
    return told if ahead else f"{_euros(spent)}<br><small>sur {told}</small>"


def _by_fiche(review: Review, lines: Sequence[Money]) -> Block:
    year, above = review.date.year, found_over(review)
    names = ["Fiche", "Prévu en tout", f"Prévu jusqu’à {year} compris", "Dépensé", "Dépassement"]
    rows = []
    for fiche in dict.fromkeys(one.fiche for one in lines):
        told = [_excess(one) for one in above if one.fiche == fiche]
        own = [one for one in lines if one.fiche == fiche]
        rows.append([_title(review, fiche), *_until(own, year), "<br>".join(told) or "aucun"])
    several = plural(len({one.fiche for one in above}), "fiche") if above else "aucun"
    rows.append([ALL, *_until(lines, year), several])
    return _table(
        review, f"Dépensé et prévu, fiche par fiche, au {day(review.date)}", pd.DataFrame(rows, columns=names)
    )


def _until(lines: Sequence[Money], year: int) -> tuple[str, str, str]:
    """What is planned in all, what is planned and what is spent up to a year."""
    planned, spent = _sums(one for one in lines if one.year <= year)
    return _euros(_sums(lines)[0]), _euros(planned), _euros(spent)


def _excess(one: Over) -> str:
    """« Caf : 500 € de trop (4 500 € pour 4 000 € prévus) »."""
    where = f"{text(one.funder)} : " if one.funder else f"en {one.year} : " if one.year else ""
    return f"{where}{_euros(one.excess)} de plus ({_euros(one.spent)} pour {_agreed(one.planned, 'prévu')})"


def _sums(lines: Iterable[Money]) -> tuple[float, float]:
    """What is planned, and what is spent."""
    held = list(lines)
    return sum(one.planned for one in held), sum(one.spent for one in held)


def _agreed(amount: float, word: str) -> str:
    """« 0 € prévu », « 4 000 € prévus »."""
    return f"{_euros(amount)} {word}{'s' if amount >= 2 else ''}"


def _euros(amount: float) -> str:
    """Whole euros, with cents where there are some."""
    if abs(amount - round(amount)) < CENT:
        return euros(amount)
    return f"{number(amount, 2)}\u00a0€"


# ── Measures ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def measures(review: Review) -> Block:
    """Each measure: where it starts from, its last value and its date, its target, the way done, who takes it."""
    if not review.actions:
        return sentence(NO_ACTION)
    found = readings(review)
    if not found:
        return sentence(NO_MEASURE)
    frame = pd.DataFrame([_measure(review, one) for one in found])
    hidden = any(Status.MASKED in (one.baseline, one.value) for one in found)
    few = f" Les effectifs de personnes de {_few(review)} sont masqués." if hidden else ""
    table = _table(review, f"Les indicateurs de suivi, au {day(review.date)}", frame)
    return Block(f'{table.html}<p class="source">{WAY}{few}</p>')


def _measure(review: Review, one: Reading) -> dict[str, str]:
    unit = f", en {text(one.unit)}" if one.unit else ""
    named = f"{text(one.name)}{unit}<br><small>{_title(review, one.fiche)}</small>"
    if one.indicator:
        start, last, way, who = READ, READ, "dit à l’évaluation", "le diagnostic"
    else:
        start = _dated(review, one.baseline, one.based, "non écrit")
        last = _dated(review, one.value, one.taken, "pas encore relevé")
        way, who = _way(one), text(one.who) or "non dit"
    target = "non fixée" if one.target is None else as_typed(one.target)
    return {
        "Indicateur": named,
        "Départ": start,
        "Dernière valeur": last,
        "Cible": target,
        "Chemin fait": way,
        "Qui relève": who,
    }


def _dated(review: Review, figure: Figure, date: datetime.date | None, none: str) -> str:
    if figure is None or date is None:
        return none
    told = _few(review) if isinstance(figure, Status) else as_typed(figure)
    return f"{told}<br><small>{on(date)}</small>"


def _way(one: Reading) -> str:
    """« 60 % », « masqué », or why there is none."""
    if isinstance(one.way, Status):
        return one.way.label
    if one.way is not None:
        return f"{number(100 * one.way)}{THIN}%"
    if one.target is not None and one.target == one.baseline:
        return "sans objet : la cible est le départ"
    return "pas encore connu"


def _few(review: Review) -> str:
    return f"moins de {number(review.least)}"


def unmeasured(review: Review) -> Block:
    """The figures that were due and were not taken."""
    if not review.actions:
        return sentence(NO_ACTION)
    found = found_unmeasured(review)
    if not found:
        return sentence(ALL_MEASURED)
    frame = pd.DataFrame([_missing(review, one) for one in found])
    return _table(review, f"Les relevés qui manquent, au {day(review.date)}", frame)


def _missing(review: Review, one: Unmeasured) -> dict[str, str]:
    return {
        "Indicateur": f"{text(one.name)}<br><small>{_title(review, one.fiche)}</small>",
        "À relever": str(one.frequency),
        "Attendu le": on(one.due),
        "Retard": plural(one.days, "jour") if one.days else "attendu ce jour",
        "Dernier relevé": on(one.last) if one.last else "jamais",
    }


# ── What every part says ─────────────────────────────────────────────────────────────────────────────────────────────


def origin(review: Review) -> str:
    """Where all of it comes from, as a line of source tells it."""
    return f"fiches action et suivi de la convention (suivi.xlsx), au {day(review.date)}"


def sentence(words: str) -> Block:
    """One sentence where there is nothing to lay out."""
    return Block(f"<p>{of_kind(Mark.TYPED, words)}</p>")


def _table(review: Review, caption: str, frame: pd.DataFrame) -> Block:
    return Block(tables.plain(caption, frame, Mark.TYPED, kind="suivi") + source_line((origin(review),)))


def on(date: datetime.date) -> str:
    """A date on one line of a narrow column."""
    return day(date).replace(" ", "\u00a0")


def titled(action: Action) -> str:
    """« 3. Ouvrir un lieu d’accueil », escaped."""
    return f"{action.numero}. {text(action.titre)}"


def _title(review: Review, fiche: int) -> str:
    return titled(next(one for one in review.actions if one.numero == fiche))


def fiches(numbers: Iterable[int]) -> str:
    """In order: « fiche 3 », « fiches 1, 3 et 4 »."""
    told = sorted(set(numbers))
    return f"{'fiche' if len(told) == 1 else 'fiches'}\u00a0{listing([number(one) for one in told])}"
