"""The first sheet of a workbook filled on site: its year, its territory, its origin, what is complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ctg_lib.errors import TerritoryError
from ctg_lib.sources import local_cells, local_grid
from ctg_lib.sources.local_cells import Trouble
from ctg_lib.sources.local_forms import ORIGIN, PLACE, ROUNDED, YEAR, Book, Column, Kind, Question, folded
from ctg_lib.sources.local_grid import Faults, Pages
from ctg_lib.territory import Level, Territory

ANSWER = "Réponse"
YEARS = (2000, 2100)
TYPES = (Level.COMMUNE, Level.EPCI, Level.GROUPE)


@dataclass(frozen=True)
class Cover:
    """Its answers. states: for each sheet of establishments, how far its inventory has gone, empty where not said."""

    year: str
    territory: Territory | None
    origin: str
    rounded: bool
    states: Mapping[str, str | None]


class _Answers:
    """The answers by question, and where to tell what is wrong with them."""

    def __init__(self, pages: Pages, book: Book, faults: Faults) -> None:
        self.sheet, self.faults = book.cover, faults
        rows = {folded(held.get(1, "")): row for row, held in pages.cells[folded(book.cover)].items()}
        self.rows = {one.label: rows[folded(one.label)] for one in book.questions if folded(one.label) in rows}
        self.said = {label: pages.cells[folded(book.cover)][row].get(2) for label, row in self.rows.items()}

    def wrong(self, question: Question, what: str, remedy: str) -> None:
        """A fault of one answer, told with its question."""
        self.faults.add(
            Trouble(f"{question.label} : {what}", remedy), self.sheet, self.rows.get(question.label), ANSWER
        )

    def text(self, question: Question) -> str:
        """An answer as text; a year or a code may have been typed as a number."""
        said = self.said.get(question.label)
        return f"{said:.10g}" if isinstance(said, float) else " ".join(str(said or "").split())

    def chosen(self, question: Question) -> str | None:
        """The answer among those of a drop-down: empty where there is none, None where it is wrong, which is told."""
        said = self.said.get(question.label)
        if local_cells.blank(said):
            return ""
        column = Column(question.label, question.explains, Kind.CHOICE, "", choices=question.choices)
        read = local_cells.read(said, column)
        if isinstance(read, Trouble):
            self.wrong(question, read.what, read.remedy)
            return None
        return str(read)


def read(pages: Pages, book: Book, faults: Faults) -> Cover:
    """Every answer; what is wrong goes to `faults`. Stops at once where the sheet itself is not there."""
    if folded(book.cover) not in pages.cells:
        faults.add(Trouble(f"la feuille « {book.cover} » manque.", local_grid.TEMPLATE))
        faults.done()
    answers = _Answers(pages, book, faults)
    for question in book.questions:
        if question.label not in answers.rows:
            answers.wrong(question, "la question a été effacée.", local_grid.TEMPLATE)
    for trouble in local_grid.hidden(pages.sheets[folded(book.cover)], pages.cells[folded(book.cover)]):
        faults.add(trouble, book.cover)
    rounding = answers.chosen(book.rounding) if book.rounding else None
    if book.rounding and rounding == "":
        answers.wrong(book.rounding, "il faut dire si les effectifs sont arrondis.", "choisir dans la liste.")
    return Cover(
        year=_year(answers),
        territory=_territory(answers),
        origin=answers.text(ORIGIN),
        rounded=rounding == ROUNDED,
        states={form.sheet: answers.chosen(Book.state(form)) for form in book.forms if form.lists},
    )


def _year(answers: _Answers) -> str:
    text = answers.text(YEAR)
    if text.isdigit() and YEARS[0] <= int(text) <= YEARS[1]:
        return text
    what = f"« {text} » n’est pas une année." if text else "l’année n’est pas dite."
    answers.wrong(YEAR, what, "écrire les quatre chiffres de l’année (exemple : 2025).")
    return ""


def _territory(answers: _Answers) -> Territory | None:
    text = answers.text(PLACE)
    try:
        found = Territory.parse(text)
    except TerritoryError as error:
        remedy = next((one.remedy for one in error.problems if one.remedy), "écrire le code Insee ou le SIREN.")
        answers.wrong(PLACE, error.title if text else "le territoire n’est pas dit.", remedy)
        return None
    if found.level in TYPES:
        return found
    what = f"« {text} » n’est ni une commune, ni une intercommunalité, ni un groupe de communes."
    answers.wrong(PLACE, what, "écrire le code Insee ou le SIREN.")
    return None


def unsaid(book: Book, pages: Pages, faults: Faults, sheet: str) -> None:
    """A sheet of establishments that is filled, while nobody says whether it is complete."""
    form = next(one for one in book.forms if one.sheet == sheet)
    what = "la feuille est remplie, mais il n’est pas dit si le recensement est complet."
    _Answers(pages, book, faults).wrong(Book.state(form), what, "choisir dans la liste.")
