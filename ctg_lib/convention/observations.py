"""What the members of the comité see on the ground, and what inhabitants answered when asked, as workbooks tell it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ctg_lib.convention import observation_book as book
from ctg_lib.convention import registers
from ctg_lib.convention.actions import unknown
from ctg_lib.convention.handful import few_people, hidden_count
from ctg_lib.convention.observation_book import AGAINST, THEME_IDS, Direction, Verdict
from ctg_lib.convention.registers import Line
from ctg_lib.errors import InputError, Problem
from ctg_lib.sources.local_forms import folded
from ctg_lib.territory import Level, Territory


@dataclass(frozen=True)
class Observation:
    """What somebody sees, the figures that should show it, and what the comité decided of it.

    theme: its id. who: a function. against: the level compared with, None for the first that has the figure. people:
    how many are concerned, None where nobody knows. edition: that of the figures that the comité had before its eyes.
    """

    number: int
    text: str
    theme: str
    who: str
    college: str
    date: datetime.date
    place: str = ""
    strength: str = ""
    expected: tuple[str, ...] = ()
    direction: Direction | None = None
    against: Level | None = None
    people: int | None = None
    verdict: Verdict | None = None
    decided: datetime.date | None = None
    edition: datetime.date | None = None
    why: str = ""

    def of_few(self, least: float) -> bool:
        """Whether it is about so few people that none of it may be shown."""
        told = (self.text, self.place, self.who, self.why)
        return hidden_count(self.people, least) or any(few_people(one, least) for one in told)


@dataclass(frozen=True)
class Answer:
    """How many persons gave an answer to a question. theme: its id, empty where nobody said."""

    question: str
    text: str
    count: int
    theme: str = ""


@dataclass(frozen=True)
class Consultation:
    """Inhabitants who were asked something: when, how, who they are, how many answered, and what."""

    number: int
    date: datetime.date
    mode: str
    public: str
    received: int
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Observations:
    """Everything that the workbooks of a territory say, in the order of its numbers."""

    seen: tuple[Observation, ...] = ()
    consulted: tuple[Consultation, ...] = ()


def read_observations(territory: Territory) -> tuple[Observations, list[InputError]]:
    """What the workbooks of a territory's folder say, and what is wrong in them, every mistake of a file at once.

    Nothing is read of a workbook that has a mistake.
    """
    lines, wrong = registers.read(book.BOOK, territory, _Rules().broken)
    seen = [_observation(line) for line in lines if line.sheet == book.OBSERVED.sheet]
    asked: dict[float, list[Line]] = {}
    for line in lines:
        if line.sheet == book.CONSULTED.sheet:
            asked.setdefault(line.number(book.NUMBER) or 0, []).append(line)
    return Observations(
        tuple(sorted(seen, key=lambda one: one.number)),
        tuple(_consultation(several) for _, several in sorted(asked.items())),
    ), wrong


def _observation(line: Line) -> Observation:
    direction, verdict = line.text(book.DIRECTION), line.text(book.VERDICT)
    return Observation(
        number=_whole(line, book.NUMBER),
        text=line.text(book.SAID),
        theme=THEME_IDS[line.text(book.THEME)],
        who=line.text(book.WHO),
        college=line.text(book.COLLEGE),
        date=_given(line, book.DATE),
        place=line.text(book.PLACE),
        strength=line.text(book.STRENGTH),
        expected=_named(line),
        direction=Direction(direction) if direction else None,
        against=AGAINST.get(line.text(book.COMPARED)),
        people=None if line.number(book.PEOPLE) is None else _whole(line, book.PEOPLE),
        verdict=Verdict(verdict) if verdict else None,
        decided=line.date(book.DECIDED),
        edition=line.date(book.EDITION),
        why=line.text(book.WHY),
    )


def _consultation(lines: Sequence[Line]) -> Consultation:
    first = lines[0]
    return Consultation(
        number=_whole(first, book.NUMBER),
        date=_given(first, book.DATE),
        mode=first.text(book.MODE),
        public=first.text(book.PUBLIC),
        received=_whole(first, book.RECEIVED),
        answers=tuple(map(_answer, lines)),
    )


def _answer(line: Line) -> Answer:
    theme = THEME_IDS.get(line.text(book.THEME), "")
    return Answer(line.text(book.QUESTION), line.text(book.ANSWER), _whole(line, book.COUNT), theme)


def _whole(line: Line, caption: str) -> int:
    """A count of a row that is sound and says it."""
    return int(line.number(caption) or 0)


def _given(line: Line, caption: str) -> datetime.date:
    """A date that the workbook requires."""
    found = line.date(caption)
    assert found is not None, f"{caption} is required"
    return found


def _named(line: Line) -> tuple[str, ...]:
    """The indicators that a row names, each once."""
    return tuple(dict.fromkeys(name for one in line.text(book.EXPECTED).split(";") if (name := one.strip())))


# ── What is wrong ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Rules:
    """What rows must not say of one another, over all the workbooks of a territory.

    A row whose cell could not be read lacks it: it was told, and nothing is said of it again.
    """

    numbers: dict[float, Line] = field(default_factory=dict)
    consultations: dict[float, Line] = field(default_factory=dict)
    answers: dict[tuple[object, ...], Line] = field(default_factory=dict)

    def broken(self, lines: Sequence[Line]) -> Iterator[Problem]:
        """Everything that is wrong between the rows of one more workbook."""
        for line in lines:
            if line.number(book.NUMBER) == 0:
                yield line.problem(book.NUMBER, "0 n’est pas un numéro.", "numéroter à partir de 1.")
            if line.sheet == book.OBSERVED.sheet:
                yield from self._observed(line)
            else:
                yield from self._consulted(line)

    def _observed(self, line: Line) -> Iterator[Problem]:
        number = line.number(book.NUMBER)
        if number is not None and (first := self.numbers.setdefault(number, line)) is not line:
            yield line.problem(book.NUMBER, f"le numéro {number:g} sert déjà {_at(first, line)}.", "en changer.")
        yield from (
            line.problem(book.EXPECTED, what, remedy) for _, what, remedy in unknown(book.EXPECTED, _named(line))
        )
        yield from _claimed(line)
        yield from _decided(line)

    def _consulted(self, line: Line) -> Iterator[Problem]:
        number = line.number(book.NUMBER)
        if number is None:
            return
        first = self.consultations.setdefault(number, line)
        for caption in (book.DATE, book.MODE, book.PUBLIC, book.RECEIVED):
            if {caption} <= set(first.cells) & set(line.cells) and line.cells[caption] != first.cells[caption]:
                what = f"ce n’est pas ce que dit la consultation {number:g} {_at(first, line)}."
                yield line.problem(caption, what, "écrire la même chose, ou changer le numéro.")
        key = (number, folded(line.text(book.QUESTION)), folded(line.text(book.ANSWER)))
        if all(key) and (same := self.answers.setdefault(key, line)) is not line:
            what = f"la même réponse est déjà donnée {_at(same, line)}."
            yield line.problem(book.ANSWER, what, "ne garder qu’une ligne, ou distinguer les réponses.")
        count, received = line.number(book.COUNT), line.number(book.RECEIVED)
        if count is not None and received is not None and count > received:
            what = f"plus de personnes ont donné cette réponse qu’il n’y a de « {book.RECEIVED} »."
            yield line.problem(book.COUNT, what, "vérifier les deux nombres.")


def _at(first: Line, line: Line) -> str:
    """Where the other row stands, seen from this one."""
    return f"à la ligne {first.row}" + ("" if first.file == line.file else f" de {first.file}")


def _claimed(line: Line) -> Iterable[Problem]:
    """A direction and its indicators go together; a change over time is compared with nobody."""
    said, names = line.text(book.DIRECTION), _named(line)
    if said and not names and book.EXPECTED in line.cells:
        yield line.problem(
            book.EXPECTED, "un sens est attendu, et aucun indicateur n’est nommé.", "le nommer, ou vider."
        )
    if names and not said and book.DIRECTION in line.cells:
        remedy = f"choisir parmi : {', '.join(Direction)}."
        yield line.problem(book.DIRECTION, "des indicateurs sont nommés, et leur sens attendu n’est pas dit.", remedy)
    if line.text(book.COMPARED) and said and Direction(said).over_time:
        what = "une hausse ou une baisse se lit sur le territoire lui-même."
        yield line.problem(book.COMPARED, what, "laisser la case vide.")


def _decided(line: Line) -> Iterable[Problem]:
    """What the comité decided has a date, after the observation and after the figures that it looked at."""
    verdict, decided, seen = line.text(book.VERDICT), line.date(book.DECIDED), line.date(book.DATE)
    edition = line.date(book.EDITION)
    if verdict and decided is None and book.DECIDED in line.cells:
        yield line.problem(
            book.DECIDED, "il y a un verdict du comité, et pas de date.", "écrire le jour de la décision."
        )
    if not verdict and book.VERDICT in line.cells:
        for caption in (book.DECIDED, book.EDITION, book.WHY):
            if line.text(caption):
                what = "la case est remplie, et il n’y a pas de verdict du comité."
                yield line.problem(caption, what, f"remplir « {book.VERDICT} », ou vider la case.")
    if decided and seen and decided < seen:
        yield line.problem(book.DECIDED, "la décision est avant l’observation.", "corriger l’une des deux dates.")
    if decided and edition and edition > decided:
        yield line.problem(
            book.EDITION,
            "cette édition des chiffres est postérieure à la décision.",
            "donner l’édition que le comité a lue.",
        )
