"""What can go wrong, one class per situation: a French message, an exit code, never a traceback.

Every error lists *all* its problems at once, each with the place (file, row, column) and the remedy, so that
an analyst mends a file in one go. The exit codes are those that the command line promises.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One thing to mend, in French: what is wrong, where, and how to put it right.

    `row` is the line as a spreadsheet numbers it (the header is line 1); `sheet` is the sheet of a workbook.
    """

    what: str
    file: str | Path | None = None
    row: int | None = None
    column: str | None = None
    remedy: str | None = None
    sheet: str | None = None

    def __str__(self) -> str:
        where = [
            text
            for text in (
                str(self.file) if self.file is not None else "",
                f"feuille « {self.sheet} »" if self.sheet is not None else "",
                f"ligne {self.row}" if self.row is not None else "",
                f"colonne « {self.column} »" if self.column is not None else "",
            )
            if text
        ]
        place = f"{', '.join(where)} : " if where else ""
        remedy = f" Remède : {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{remedy}"


class CtgError(Exception):
    """Base of every error that a user may meet; `title` is one French sentence, `problems` the details."""

    exit_code = 1

    def __init__(self, title: str, problems: Iterable[Problem] = ()) -> None:
        self.title = title
        self.problems = tuple(problems)
        super().__init__(str(self))

    def __str__(self) -> str:
        return "\n".join([self.title, *(f"  - {problem}" for problem in self.problems)])


class UsageError(CtgError):
    """The command or the call is wrong: unknown option, unknown indicator, malformed parameter."""

    exit_code = 2


class TerritoryError(UsageError):
    """A code or a name that is not one current territory: unknown, malformed, merged, or with several candidates."""


class InputError(CtgError):
    """A file that cannot be read as what it claims to be; every problem is listed."""

    exit_code = 3


class NominativeError(InputError):
    """A file that lists persons: refused before anything of it is read."""

    exit_code = 5


def together(refused: Sequence[CtgError], title: str = "") -> InputError:
    """One error for several, with all their problems; that of a file that lists persons gives it its code.

    title: by default that of the same file, or of the first one.
    """
    persons = next((error for error in refused if isinstance(error, NominativeError)), None)
    kind = NominativeError if persons else InputError
    return kind(title or (persons or refused[0]).title, [problem for error in refused for problem in error.problems])


class MissingSourceError(CtgError):
    """The store lacks what was asked; the message names the sources and the command that fetches them."""

    exit_code = 4


class PageRefusedError(CtgError):
    """A page that must not be published: secrecy or a failed page check."""

    exit_code = 5
