"""`recap.csv`: how each territory of the batches stands, one row each; made by a machine, opened in spreadsheets.

It adds up: the rows of territories that a batch is not about are kept. No cell of it is taken for a formula, however
the spreadsheet cuts its lines.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path

from ctg_lib import folders
from ctg_lib.dates import is_date
from ctg_lib.errors import InputError, Problem
from ctg_lib.territory import Level, Territory

FILE = "recap.csv"
HEADER = (
    "Code",
    "Niveau",
    "Nom",
    "Département",
    "Intercommunalité",
    "État",
    "Édition",
    "Avertissements",
    "Cause",
    "Remède",
    "Chapitre",
)


class State(StrEnum):
    """How the diagnostic of a territory stands after a batch."""

    # An up-to-date diagnostic stands.
    DONE = "fait"
    # Bad input, secrecy, or a page that its checks refuse.
    REFUSED = "refusé"
    # The work broke off: exception, kernel dead, memory, time limit.
    FAILED = "en échec"
    # The batch was interrupted before it.
    WAITING = "à faire"


@dataclass(frozen=True)
class Outcome:
    """What became of one territory.

    departement, epci: names, empty where it has none. date: edition of the diagnostic that stands in its folder
    (AAAA-MM-JJ), empty where none does. warnings: a line each. cause, remedy: in French, for what is not done.
    chapter: the notebook at fault, if one is. What neither a page nor a spreadsheet can hold is left out of each text.
    """

    code: str
    level: Level
    name: str
    departement: str
    epci: str
    state: State
    date: str = ""
    warnings: tuple[str, ...] = ()
    cause: str = ""
    remedy: str = ""
    chapter: str = ""

    def __post_init__(self) -> None:
        for one in fields(self):
            if one.type == "str":
                object.__setattr__(self, one.name, _writable(getattr(self, one.name)))
        lines = (re.sub(r"\s*\n\s*", " ", _writable(one)).strip() for one in self.warnings)
        object.__setattr__(self, "warnings", tuple(one for one in lines if one))

    @classmethod
    def of(
        cls,
        territory: Territory,
        state: State,
        *,
        date: str = "",
        warnings: Sequence[str] = (),
        cause: str = "",
        remedy: str = "",
        chapter: str = "",
    ) -> Outcome:
        """The outcome of a territory, which says itself where it lies."""
        departement, epci = territory.parent(Level.DEPARTEMENT), territory.parent(Level.EPCI)
        return cls(
            territory.code,
            territory.level,
            territory.name,
            departement.name if departement else "",
            epci.name if epci else "",
            state,
            date,
            tuple(warnings),
            cause,
            remedy,
            chapter,
        )


# Colours of a terminal first, so that nothing is left of them; then control characters and halves of characters.
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Characters: a cell of a spreadsheet holds hardly more.
LONGEST = 30_000


def _writable(text: str) -> str:
    text = _UNWRITABLE.sub("", re.sub(r"\r\n?", "\n", _COLOURS.sub("", text)))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def edition(outcomes: Sequence[Outcome], asked: str) -> str:
    """The edition that a page on them all is of: the one asked for, or the last that stands where none of it was made.

    A batch may be stopped before anything is done.
    """
    stand = [one.date for one in outcomes if one.state is State.DONE and one.date]
    return asked if asked in stand else max(stand, default=asked)


def merged(earlier: Iterable[Outcome], now: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """By code, the rows of now, and those of earlier for the other territories."""
    rows = {one.code: one for one in (*earlier, *now)}
    return tuple(rows[code] for code in sorted(rows))


def write(outcomes: Iterable[Outcome], folder: Path) -> Path:
    """Write `recap.csv` in a folder, whole or not at all: sorted by code, one row a territory."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADER)
    for one in merged((), outcomes):
        writer.writerow(map(_guarded, _cells(one)))
    path = folder / FILE
    folders.write(path, stream.getvalue())
    return path


def _cells(one: Outcome) -> tuple[str, ...]:
    return (
        one.code,
        one.level.label,
        one.name,
        one.departement,
        one.epci,
        one.state,
        one.date,
        "\n".join(one.warnings),
        one.cause,
        one.remedy,
        one.chapter,
    )


# Where a cell begins, for a spreadsheet that knows the comma; and for one that expects « ; » or tabs, and cuts there.
_BEGINS = r"(^|[;\t\n])(\"*)"
_FORMULA = re.compile(rf"{_BEGINS}('*)(?=[=+\-@])")
_GUARDED = re.compile(rf"{_BEGINS}'('*)(?=[=+\-@])")


def _guarded(cell: str) -> str:
    """An apostrophe before what a spreadsheet would reckon."""
    return _FORMULA.sub(r"\1\2'\3", cell)


def _bare(cell: str) -> str:
    return _GUARDED.sub(r"\1\2\3", cell)


def read(folder: Path) -> tuple[Outcome, ...]:
    """The rows of the `recap.csv` of a folder, sorted by code; none where there is no such file.

    Raises InputError with everything that is wrong in it.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    rows = _rows(path)
    problems = [problem for row, cells in rows for problem in _trouble(row, cells)] + list(_twice(rows))
    if problems:
        raise _refused(problems)
    return merged((), (_outcome(cells) for _, cells in rows))


_AFRESH = f"le corriger, ou supprimer {FILE} : le prochain lot le récrit, pour ses seuls territoires."


def _refused(problems: Sequence[Problem]) -> InputError:
    return InputError(f"Le récapitulatif des lots ({FILE}) ne peut pas être lu.", problems)


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """The rows under the header, each with its number in a spreadsheet. Raises InputError where they cannot be told."""
    try:
        # Spreadsheets put a mark at the head of the file.
        text = path.read_bytes().decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    except (OSError, csv.Error, ValueError) as error:
        raise _refused([Problem(_unreadable(error), FILE, remedy=_AFRESH)]) from None
    if tuple(head) != HEADER:
        raise _refused([_wrong_header(head)])
    return [(number, [_bare(cell) for cell in cells]) for number, cells in enumerate(rows, start=2) if cells]


def _unreadable(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "le fichier n’est pas enregistré en UTF-8."
    return "le fichier ne s’ouvre pas." if isinstance(error, OSError) else "le fichier est vide ou coupé."


def _wrong_header(head: Sequence[str]) -> Problem:
    what = f"les colonnes attendues sont : {', '.join(HEADER)}."
    if len(head) < 2 or any(";" in cell for cell in head):
        what = f"les colonnes doivent être séparées par des virgules ; {what}"
    return Problem(what, FILE, row=1, remedy=_AFRESH)


_LEVELS = {one.label: one for one in (Level.COMMUNE, Level.EPCI, Level.GROUPE)}
_CODES = {Level.COMMUNE: r"\d{5}|2[AB]\d{3}", Level.EPCI: r"\d{9}", Level.GROUPE: r"[a-z][a-z0-9-]*"}


def _trouble(row: int, cells: Sequence[str]) -> Iterator[Problem]:
    def problem(column: int, what: str) -> Problem:
        return Problem(what, FILE, row=row, column=HEADER[column], remedy=_AFRESH)

    if len(cells) != len(HEADER):
        yield Problem(f"{len(cells)} cases au lieu de {len(HEADER)}.", FILE, row=row, remedy=_AFRESH)
        return
    code, level, name, _, _, state, date, *_ = cells
    if level not in _LEVELS:
        yield problem(1, f"« {level} » n’est pas un niveau : {', '.join(_LEVELS)}.")
    elif not re.fullmatch(_CODES[_LEVELS[level]], code):
        lost = " ; un tableur a pu lui ôter son zéro" if re.fullmatch(r"\d{4}", code) else ""
        yield problem(0, f"« {code} » n’est pas un code pour ce niveau ({level}){lost}.")
    if not name.strip():
        yield problem(2, "le nom manque.")
    if state not in list(State):
        yield problem(5, f"« {state} » n’est pas un état : {', '.join(State)}.")
    if date and not is_date(date):
        yield problem(6, f"« {date} » n’est pas une date (AAAA-MM-JJ).")


def _twice(rows: Iterable[tuple[int, list[str]]]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for row, cells in rows:
        first = seen.setdefault(cells[0], row)
        if first != row:
            what = f"« {cells[0]} » est déjà à la ligne {first}."
            yield Problem(what, FILE, row=row, column=HEADER[0], remedy="ne garder qu’une des deux lignes.")


def _outcome(cells: Sequence[str]) -> Outcome:
    code, level, name, departement, epci, state, date, warnings, cause, remedy, chapter = cells
    return Outcome(
        code,
        _LEVELS[level],
        name,
        departement,
        epci,
        State(state),
        date,
        tuple(warnings.split("\n")) if warnings else (),
        cause,
        remedy,
        chapter,
    )
