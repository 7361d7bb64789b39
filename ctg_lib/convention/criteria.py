"""The nine criteria of an evaluation: the question of each, what is judged, and what the convention's files say of it.

Nothing is scored: the comité judges, from what is counted here and from what it knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ctg_lib.analysis.trend import Way
from ctg_lib.convention.actions import Action, Nature, State
from ctg_lib.convention.elsewhere import Compared
from ctg_lib.convention.evaluation import MEASURED, OnSite, Outcome, Read, Record
from ctg_lib.views.wording import THIN, WIDE, day, euros, number, plural


@dataclass(frozen=True)
class Facts:
    """What other files say: the enjeux, the comité, the observations, the log. None where nobody wrote anything.

    overlaps: what two actions, or an action and another scheme, both do. late: fiches behind their calendar.
    parity: the meetings where both sides came in equal numbers. agreed: the decisions that both sides took.
    """

    enjeux: int | None = None
    answered: int | None = None
    overlaps: int | None = None
    late: int | None = None
    meetings: int | None = None
    parity: int | None = None
    decisions: int | None = None
    agreed: int | None = None
    consultations: int | None = None
    respondents: int | None = None
    observations: int | None = None
    by_inhabitants: int | None = None


@dataclass(frozen=True)
class Criterion:
    """One line of the grid, in French. known: sentences of what is counted; lacking: what would be needed to judge."""

    name: str
    question: str
    judged: str
    known: tuple[str, ...]
    lacking: tuple[str, ...]


def grid(
    record: Record, found: Sequence[OnSite | Read], compared: Sequence[Compared], facts: Facts
) -> tuple[Criterion, ...]:
    """The nine criteria, in their order. found, compared: what `evaluation` and `elsewhere` give of the same record."""
    said = {
        "Pertinence": _relevance(record, facts),
        "Cohérence": _coherence(record, facts),
        "Effectivité": _delivery(record, found, facts),
        "Efficacité": _targets(found, Nature.RESULT, "indicateur de résultat", "indicateurs de résultat"),
        "Efficience": _cost(record, found),
        "Impact": _impact(found, compared),
        "Durabilité": _lasting(record),
        "Gouvernance": _governance(facts),
        "Participation": _participation(facts),
    }
    return tuple(_criterion(name, *_ASKED[name], list(told)) for name, told in said.items())


_ASKED = {
    "Pertinence": (
        "Les actions répondent-elles aux besoins du diagnostic, et y répondent-elles encore\u00a0?",
        "Chaque enjeu a au moins une action, chaque action un enjeu.",
    ),
    "Cohérence": (
        "Les fiches s’accordent-elles entre elles et avec les autres démarches du territoire\u00a0?",
        "Les autres documents que les actions servent, ce qui se recoupe.",
    ),
    "Effectivité": (
        "Les actions ont-elles été menées\u00a0?",
        "L’état des fiches, les retards, ce qui a été réalisé.",
    ),
    "Efficacité": ("Les cibles sont-elles atteintes\u00a0?", "Les indicateurs de résultat, au regard de leur cible."),
    "Efficience": (
        "À quel coût\u00a0?",
        "Les dépenses, au regard de ce qui était prévu et des personnes touchées.",
    ),
    "Impact": (
        "La situation des habitants a-t-elle changé\u00a0?",
        "Les indicateurs d’impact, au regard de ce qui se passe ailleurs aux mêmes dates.",
    ),
    "Durabilité": (
        "Ce qui a été engagé durera-t-il après la convention\u00a0?",
        "Les financements écrits au-delà de la convention, les actions pérennisées.",
    ),
    "Gouvernance": (
        "Le partenariat a-t-il été réel\u00a0?",
        "La parité des présences, les décisions prises par les deux côtés.",
    ),
    "Participation": (
        "Les familles et les habitants ont-ils été entendus\u00a0?",
        "Les consultations, la part des observations qui viennent d’habitants.",
    ),
}


@dataclass(frozen=True)
class _Lacking:
    """What would be needed, and where to write it."""

    what: str


Told = Iterator[str | _Lacking]


def _criterion(name: str, question: str, judged: str, told: list[str | _Lacking]) -> Criterion:
    known = tuple(one for one in told if isinstance(one, str))
    return Criterion(name, question, judged, known, tuple(one.what for one in told if isinstance(one, _Lacking)))


def _relevance(record: Record, facts: Facts) -> Told:
    if facts.enjeux and facts.answered is not None:
        yield f"{_of(facts.answered, facts.enjeux, 'enjeu | a', 'enjeux | ont')} au moins une action."
    else:
        yield _Lacking("les enjeux, dans objectifs.yaml")
    if record.fiches:
        tied = sum(bool(one.enjeux) for one in record.fiches)
        yield f"{_of(tied, len(record.fiches), 'fiche | nomme', 'fiches | nomment')} un enjeu."


def _coherence(record: Record, facts: Facts) -> Told:
    if record.fiches:
        tied = sum(bool(one.liens) for one in record.fiches)
        yield f"{_of(tied, len(record.fiches), 'fiche | sert', 'fiches | servent')} aussi un autre document."
    else:
        yield _Lacking("les fiches action, dans actions/")
    if facts.overlaps is not None:
        yield f"{plural(facts.overlaps, 'recoupement')} avec d’autres actions ou d’autres documents."


def _delivery(record: Record, found: Sequence[OnSite | Read], facts: Facts) -> Told:
    if not record.actions:
        yield _Lacking("les fiches action, dans actions/")
        return
    states = Counter(record.state(one) for one in record.actions)
    listed = ", ".join(f"{number(states[one])} «\u00a0{one}\u00a0»" for one in State if states[one])
    yield f"{plural(len(record.actions), 'fiche')}\u00a0: {listed}."
    if facts.late is None:
        yield _Lacking("les étapes atteintes, dans suivi.xlsx")
    else:
        yield f"{plural(facts.late, 'fiche')} en retard."
    yield from _targets(found, Nature.DELIVERY, "indicateur de réalisation", "indicateurs de réalisation")


def _targets(found: Sequence[OnSite | Read], nature: Nature, one: str, many: str) -> Told:
    """How many targets are reached out of those measured, and what was not."""
    own = [result for result in found if result.measure.nature is nature]
    if not own:
        yield _Lacking(f"un {one}, sous « suivi » dans les fiches")
        return
    counts = Counter(result.outcome for result in own)
    measured = sum(counts[outcome] for outcome in MEASURED)
    if measured:
        reached = plural(counts[Outcome.REACHED], "cible atteinte", "cibles atteintes")
        way = f", {number(counts[Outcome.ON_THE_WAY])} en chemin" if counts[Outcome.ON_THE_WAY] else ""
        yield f"{reached}{way}, sur {plural(measured, one, many)} que l’on peut juger."
    if counts[Outcome.NOT_MEASURED]:
        yield f"{plural(counts[Outcome.NOT_MEASURED], one, many)} sans mesure à cette date."
    if rest := counts[Outcome.NO_TARGET] + counts[Outcome.NOT_JUDGED]:
        yield f"{plural(rest, one, many)} sans cible, ou sans de quoi juger."
    if not measured:
        yield _Lacking(f"une cible, une valeur de départ et une mesure pour un {one} au moins")


def _cost(record: Record, found: Sequence[OnSite | Read]) -> Told:
    """What was spent by then on the fiches that were decided, of what was planned up to that year."""
    decided = [one for one in record.fiches if record.state(one) not in (State.IDEA, State.TO_VALIDATE)]
    planned = sum(year.cout for one in decided for year in one.budget if year.annee <= record.date.year)
    spent = {one.numero: _spent(record, one) for one in decided}
    if not any(spent.values()):
        yield _Lacking("les dépenses, dans suivi.xlsx")
    elif planned:
        share = number(100 * sum(spent.values()) / planned)
        until = f"jusqu’en {record.date.year} compris ({share}{THIN}%)"
        yield f"{euros(sum(spent.values()))} dépensés, pour {euros(planned)} prévus {until}."
    else:
        yield f"{euros(sum(spent.values()))} dépensés, sans budget prévu à cette date."
        yield _Lacking("le budget par année, dans les fiches")
    each = [told for one in decided if spent[one.numero] and (told := _each(one, spent[one.numero], record, found))]
    yield from each
    if not each:
        yield _Lacking("un indicateur de réalisation qui compte des personnes, pour les fiches qui ont des dépenses")


def _each(fiche: Action, spent: float, record: Record, found: Sequence[OnSite | Read]) -> str:
    """Euros per person reached, where one measure of a fiche counts them; empty where none does, or several."""
    people = [
        one
        for one in found
        if isinstance(one, OnSite)
        and one.fiche is fiche
        and one.measure.nature is Nature.DELIVERY
        and record.of_people(one.measure.unite or "")
    ]
    if len(people) != 1 or people[0].arrival is None or people[0].arrival.hidden or people[0].arrival.value <= 0:
        return ""
    reached = people[0].arrival.value
    counted = f"{number(reached)}{WIDE}{people[0].measure.unite}"
    return f"Fiche {fiche.numero}\u00a0: {euros(spent)} pour {counted}, soit {euros(spent / reached)} en moyenne."


def _spent(record: Record, fiche: Action) -> float:
    return sum(one.euros for one in record.log.spent if one.fiche == fiche.numero and one.date <= record.date)


def _impact(found: Sequence[OnSite | Read], compared: Sequence[Compared]) -> Told:
    own = [one for one in found if one.measure.nature is Nature.IMPACT]
    if not own:
        yield _Lacking("un indicateur d’impact, sous « suivi » dans les fiches")
        return
    told = [one for one in own if one.outcome is not Outcome.NOT_MEASURED]
    many = plural(len(own), "indicateur d’impact", "indicateurs d’impact")
    yield f"Lus à deux dates\u00a0: {number(len(told))} sur {many}."
    moved = [one for one in compared if one.result.measure.nature is Nature.IMPACT]
    if moved:
        beyond = sum(one.move.way is not Way.STEADY for one in moved)
        told_of = _of(beyond, len(moved), "chiffre du diagnostic | change", "chiffres du diagnostic | changent")
        yield f"{told_of} au-delà de la marge d’incertitude."
    if not told:
        yield _Lacking("une seconde date pour un indicateur d’impact au moins")


def _lasting(record: Record) -> Told:
    if not record.fiches:
        yield _Lacking("les fiches action, dans actions/")
        return
    lasting = sum(record.state(one) is State.LASTING for one in record.fiches)
    yield f"{_of(lasting, len(record.fiches), 'fiche', 'fiches')} à l’état «\u00a0{State.LASTING}\u00a0»."
    end = record.charter.fin
    if end is None:
        yield _Lacking("le premier jour de la convention (« debut »), dans convention.yaml")
        return
    later = sum(any(year.annee > end.year and year.financements for year in one.budget) for one in record.fiches)
    yield f"{_of(later, len(record.fiches), 'fiche | a', 'fiches | ont')} un financement écrit après le {day(end)}."


def _governance(facts: Facts) -> Told:
    if facts.meetings and facts.parity is not None:
        yield f"{_of(facts.parity, facts.meetings, 'réunion', 'réunions')} avec autant de présents de chaque côté."
    else:
        yield _Lacking("les réunions et les présences du comité, dans comite.yaml")
    if facts.decisions and facts.agreed is not None:
        agreed = _of(facts.agreed, facts.decisions, "décision | porte", "décisions | portent")
        yield f"{agreed} l’accord des deux côtés."
    else:
        yield _Lacking("les décisions du comité, dans comite.yaml")
    yield _Lacking("ce que les partenaires en disent\u00a0: à leur demander")


def _participation(facts: Facts) -> Told:
    if facts.consultations:
        heard = f", {plural(facts.respondents, 'réponse')} en tout" if facts.respondents else ""
        yield f"{plural(facts.consultations, 'consultation')} d’habitants{heard}."
    else:
        yield _Lacking("les consultations d’habitants, dans observations.xlsx")
    if facts.observations and facts.by_inhabitants is not None:
        told = _of(facts.by_inhabitants, facts.observations, "observation | vient", "observations | viennent")
        yield f"{told} d’habitants."
    else:
        yield _Lacking("les observations du terrain, dans observations.xlsx")


def _of(some: int, every: int, one: str, many: str) -> str:
    """« 2 fiches sur 6 nomment », of « fiche | nomme » and « fiches | nomment »."""
    noun, _, verb = (many if some > 1 else one).partition(" | ")
    return f"{number(some)}{WIDE}{noun} sur {number(every)}{f' {verb}' if verb else ''}"
