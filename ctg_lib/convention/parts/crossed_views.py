"""What is seen on the ground and what the figures say of it, then what inhabitants answered: `85_regards_croises`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from ctg_lib.chapters.chapter import text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention.confrontation import Confrontation, confront
from ctg_lib.convention.handful import Withheld, withheld
from ctg_lib.convention.observation_book import AGAINST, BOOK, CONSULTED, OBSERVED, Verdict
from ctg_lib.convention.observations import Answer, Consultation, Observation, Observations
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.secrecy.rules import Rules
from ctg_lib.sources.local_forms import Form, folded
from ctg_lib.views.tables import plain
from ctg_lib.views.view import Block, Mark, of_kind, source_line
from ctg_lib.views.wording import day, listing, number, plural

_RULE = (
    "L’outil propose un verdict d’après les chiffres, leur marge d’erreur et le territoire de comparaison. Le comité "
    "décide, et les deux sont gardés."
)
_BESIDE = "« Non montré » : ce nombre permettrait d’en retrouver un autre, trop petit pour être dit."

# ── Observations ─────────────────────────────────────────────────────────────────────────────────────────────────────


def observations(told: Observations, diagnostic: Diagnostic, rules: Rules) -> Block:
    """Each observation beside the figures, theme by theme: the verdict proposed, and what the comité decided."""
    if not told.seen:
        return _unwritten("Aucune observation n’est écrite.", OBSERVED)
    shown = [(one, confront(one, diagnostic)) for one in told.seen if not one.of_few(rules.persons)]
    pieces = [f"<p>{_RULE}</p>", f"<p>{_counted(shown)}</p>"] if shown else []
    for theme, label in THEMES.items():
        rows = [_row(*pair) for pair in shown if pair[0].theme == theme]
        if rows:
            pieces.append(plain(f"{label} : observations et chiffres", pd.DataFrame(rows), kind="regards"))
    pieces += _not_shown(len(told.seen) - len(shown), rules)
    used = list(dict.fromkeys(part.indicator for _, found in shown for part in found.parts))
    return Block("".join(pieces) + (source_line(diagnostic.source_lines(used)) if used else ""))


def _row(one: Observation, found: Confrontation) -> dict[str, str]:
    return {
        "Observation": f"<strong>n° {one.number}</strong> {_typed(one.text)}<br><small>{_said_by(one)}</small>",
        "Ce que disent les chiffres": "<br>".join([*_expected(one), *found.sentences]),
        "Proposé par l’outil": str(found.verdict),
        "Décidé par le comité": _decision(one, found.verdict),
    }


def _said_by(one: Observation) -> str:
    """« Centre-bourg, 3 février 2027, élue à l’enfance (collectivité), plusieurs personnes »."""
    where = [_typed(one.place)] if one.place else []
    return ", ".join([*where, day(one.date), f"{_typed(one.who)} ({one.college})", *filter(None, [one.strength])])


def _expected(one: Observation) -> list[str]:
    """« Attendu : plus faible (comparé à : département). », where figures are named."""
    if not one.expected or one.direction is None:
        return []
    whom = {level: name for name, level in AGAINST.items()}
    than = f" (comparé à : {whom[one.against]})" if one.against else ""
    return [f"Attendu : {one.direction}{than}."]


def _decision(one: Observation, proposed: Verdict) -> str:
    """What the comité decided, when, on which figures and why; that it is not what the figures suggest is said."""
    if one.verdict is None or one.decided is None:
        return "pas encore décidé"
    edition = f"chiffres de l’édition du {day(one.edition)}" if one.edition else "édition des chiffres non dite"
    other = "" if one.verdict is proposed else "<br>Les chiffres d’aujourd’hui proposent autre chose."
    why = f"<br><small>{_typed(one.why)}</small>" if one.why else ""
    return f"<strong>{one.verdict}</strong>, le {day(one.decided)} ({edition}){other}{why}"


def _counted(shown: Sequence[tuple[Observation, Confrontation]]) -> str:
    """How many of each verdict, proposed and decided, and how often the two differ."""
    decided = [(one.verdict, found.verdict) for one, found in shown if one.verdict]
    proposed = _each([found.verdict for _, found in shown])
    words = f"{plural(len(shown), 'observation')}. Proposé par l’outil : {proposed}. "
    if not decided:
        return of_kind(Mark.COUNT, f"{words}Le comité n’a encore rien décidé.")
    words += f"Décidé par le comité : {_each([verdict for verdict, _ in decided])}"
    apart = sum(verdict is not other for verdict, other in decided)
    if not apart:
        return of_kind(Mark.COUNT, f"{words}.")
    return of_kind(
        Mark.COUNT, f"{words} ; {plural(apart, 'fois', 'fois')}, les chiffres d’aujourd’hui proposent autre chose."
    )


def _each(verdicts: Sequence[Verdict]) -> str:
    """« 2 confirmées, 1 nuancée et 3 non objectivables », in the order of the verdicts."""
    counts = {verdict: sum(one is verdict for one in verdicts) for verdict in Verdict}
    return listing([plural(count, str(verdict)) for verdict, count in counts.items() if count])


def _not_shown(count: int, rules: Rules) -> list[str]:
    """That some observations are there, of which nothing else may be said."""
    if not count:
        return []
    one, several = "observation non montrée : elle porte", "observations non montrées : chacune porte"
    least = of_kind(Mark.THRESHOLD, f"moins de {number(rules.persons)} personnes")
    return [f"<p>{of_kind(Mark.COUNT, plural(count, one, several))} sur {least}.</p>"]


# ── Consultations ────────────────────────────────────────────────────────────────────────────────────────────────────


def consultations(told: Observations, rules: Rules) -> Block:
    """What inhabitants answered, counted and never turned into shares: those who answer are no sample of anybody."""
    if not told.consulted:
        return _unwritten("Aucune consultation des habitants n’est écrite.", CONSULTED)
    return Block("".join(piece for one in told.consulted for piece in _consultation(one, rules.persons)))


def _consultation(one: Consultation, least: float) -> Iterator[str]:
    """Its head, then a table for each question; no number at all where those who answered are too few."""
    questions: dict[str, list[Answer]] = {}
    for answer in one.answers:
        questions.setdefault(folded(answer.question), []).append(answer)
    hidden = [withheld([answer.count for answer in several], one.received, least) for several in questions.values()]
    head = f"<strong>Consultation n° {one.number}</strong> : {one.mode}, {day(one.date)}, auprès de : "
    head += f"{_typed(one.public)}."
    if one.received == 0:
        yield f"<p>{head} Personne n’a répondu.</p>"
    elif one.received < least:
        yield f"<p>{head} Trop peu de personnes ont répondu pour que leurs réponses soient montrées.</p>"
    else:
        people = of_kind(Mark.COUNT, number(one.received))
        yield f"<p>{head} Ce que disent les {people} personnes qui ont répondu : elles ne représentent pas la "
        yield "population.</p>"
        for several, kept in zip(questions.values(), hidden, strict=True):
            cells = [_cell(at, answer, kept, least) for at, answer in enumerate(several)]
            yield plain(_caption(one, several[0]), pd.DataFrame(cells), Mark.TYPED)
        if any(kept.beside or kept.whole for kept in hidden):
            yield f'<p class="source">{_BESIDE}</p>'


def _caption(one: Consultation, first: Answer) -> str:
    theme = f"{THEMES[first.theme]} : " if first.theme else ""
    return f"Consultation n° {one.number}. {theme}{first.question}"


def _cell(at: int, answer: Answer, kept: Withheld, least: float) -> dict[str, str]:
    told = number(answer.count)
    if kept.whole or at in kept.beside:
        told = "non montré"
    elif at in kept.few:
        told = f"moins de {number(least)}"
    return {"Réponse": text(answer.text), "Personnes": told}


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _unwritten(what: str, form: Form) -> Block:
    return Block(
        f"<p>{what} Pour en écrire : le classeur {BOOK.source}.xlsx, feuille « {form.sheet} », dans le dossier de la "
        "convention, où « ctg new CODE » le dépose.</p>"
    )


def _typed(words: str) -> str:
    """What somebody typed, made safe; its numbers are theirs."""
    return of_kind(Mark.TYPED, text(words))
