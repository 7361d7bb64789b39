"""The workbooks that a commune and its Caf fill, from the empty template to the chapter that shows them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ctg_lib import chapters, folders, indicators
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention import check, example, guide, local_files, new
from ctg_lib.errors import InputError
from ctg_lib.explorer import blocks, faulty
from ctg_lib.indicators.cells import Shelf
from ctg_lib.lineage import quality, uses
from ctg_lib.sources import local
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from ctg_lib.views.view import Block
from ctg_lib.views.wording import as_typed, number, plural, row_text

if TYPE_CHECKING:
    from ctg_lib.explorer.menus import Menus
    from ctg_lib.sources.local_forms import Column, Form

# Whose example is shown where a territory has none of its own.
SORBIERS = "42302"
_FOLDER, _CHECK, _BRINGS = "folder", "check", "brings"
_MENDED = "À corriger d’abord dans le classeur. Il reste tel qu’il est : rien n’y est changé, rien n’est enregistré."


class OwnFiles:
    """The workbooks of a territory on a date: laid down or not, filled or not, right or not, and what they add.

    Where none is filled, an invented example is read in their place, that of Sorbiers if the territory has none:
    `invented` says so, and `shown` is the territory then told. Displayed in JupyterLab, it is a choice of tables.
    """

    def __init__(self, territory: Territory, date: str) -> None:
        self.territory, self.date = territory, date
        codes = local_files.folders_of(territory)
        self.invented = not any(local.workbooks(code, local_files.REGISTERS) for code in codes)
        has_one = (folders.examples() / territory.code).is_dir()
        self.shown = territory if has_one or not self.invented else Territory.of(SORBIERS)

    @contextmanager
    def _read(self) -> Iterator[None]:
        """Where the workbooks shown lie."""
        if not self.invented:
            yield
            return
        with example.shown(self.shown.code):
            yield

    @cached_property
    def diagnostic(self) -> Diagnostic:
        """The figures, those of the workbooks among them. Raises InputError with every mistake of the files."""
        with self._read():
            return Diagnostic(self.shown, self.date, Shelf(local_files.store(self.shown, self.date)))

    # --- Where the workbooks are, and how to fill them ---

    def folder(self) -> Block:
        """Each workbook: who fills it, where it lies, what it is at, and the command that comes next."""
        place = self.territory
        rows = [
            (f"{card.id}.xlsx", card.book.about if card.book else "", state, _next(place, state))
            for card in new.filled_on_site()
            for state in [quality.book_state(card, place)]
        ]
        columns = ("Classeur", "Ce qu’il recueille", "État", "La suite, dans le terminal")
        said = f"Dossier : data/conventions/{place.code}/"
        return blocks.tabled(f"Les classeurs {place.of_name}", said, columns, rows)

    def told(self) -> Block:
        """Whose figures are shown from here on: those of the territory, or an invented example."""
        if not self.invented:
            said = f"Les chiffres qui suivent sont ceux des classeurs {self.territory.of_name}."
            return blocks.said(said)
        said = (
            f"Aucun classeur {self.territory.of_name} n’est encore rempli. Ce qui suit montre un exemple, posé sur "
            f"{self.shown.name} : <strong>tous ses chiffres recensés sur place sont inventés</strong>. Dès qu’un "
            "classeur est rempli, le vôtre est lu à sa place."
        )
        return blocks.said(said)

    def guide(self, sheet: str, book: str = "offre_locale") -> Block:
        """What each column of a sheet expects, with the example that the template bears."""
        form = self._forms[book, sheet]
        rows = [(*line, _typed(column)) for line, column in zip(guide.lines(form), form.columns, strict=True)]
        return blocks.tabled(f"Feuille « {sheet} »", form.about, (*guide.HEADINGS, "Exemple"), rows)

    @property
    def _forms(self) -> Mapping[tuple[str, str], Form]:
        books = [card.book for card in new.filled_on_site() if card.book]
        return {(book.source, form.sheet): form for book in books for form in book.forms}

    # --- Whether they are right ---

    def check(self) -> Block:
        """What `ctg check` says: every mistake, with its file, sheet, row, column and remedy."""
        try:
            with self._read():
                check.check(self.shown, self.date)
        except InputError as error:
            return problems(error.title, _MENDED, error)
        said = f"Rien à corriger dans le dossier {self.shown.of_name}."
        return blocks.tabled("Vérification", said, (), ())

    @staticmethod
    def mistakes() -> Block:
        """What the check says of a workbook with mistakes: a copy of the example, spoiled on purpose."""
        error = faulty.refused()
        assert error is not None, "the copy was spoiled"
        return problems("Un classeur mal rempli, pour l’exemple", "Toutes les fautes sont dites ensemble.", error)

    # --- What they add ---

    def brings(self) -> Block:
        """Each figure that the workbooks give: in which chapters, what stood there before, what stands there now."""
        try:
            after = self.diagnostic
        except InputError as error:
            return problems(error.title, _MENDED, error)
        before = Diagnostic(self.shown, self.date, Shelf(Store()))
        rows = []
        for name in self._local:
            old, fresh = row_text(before.own(name)), row_text(after.own(name))
            if old != fresh:
                where = dict.fromkeys(one.title for one in uses.shown(name))
                rows.append((indicators.indicator(name).label, old, fresh, " ; ".join(where)))
        said = f"{plural(len(rows), 'indicateur')} sur {number(len(self._local))} que des classeurs peuvent donner."
        under = ["« Masqué » : un petit effectif n’est jamais montré, ni ce qui permettrait de le retrouver."]
        columns = ("Indicateur", "Sans classeur", "Avec", "Chapitres")
        return blocks.tabled(f"Ce que les classeurs ajoutent {self.shown.at_name}", said, columns, rows, under)

    @cached_property
    def _local(self) -> list[str]:
        """The indicators that read a workbook."""
        books = {card.id for card in new.filled_on_site()}
        every = indicators.catalogue().values()
        return [one.id for one in every if books & {wanted.source for wanted in one.inputs}]

    def in_chapter(self, identifier: str) -> Block:
        """The services of a chapter, then the gap, as the page shows them with the workbooks."""
        try:
            opened = chapters.opened(identifier, self.diagnostic)
        except InputError as error:
            return problems(error.title, _MENDED, error)
        return blocks.alone(Block.stack([opened.services(), opened.gap()]))

    @property
    def travel(self) -> Path:
        """An invented file of travel times between communes, of the form that `ctg.explore` takes."""
        return folders.examples() / "trajets.csv"

    # --- In JupyterLab ---

    @cached_property
    def offered(self) -> Mapping[str, tuple[str, Callable[[], Block]]]:
        """What may be shown, by name: its French words, and how it is made."""
        tables: dict[str, tuple[str, Callable[[], Block]]] = {
            _FOLDER: ("Où en sont mes classeurs", self.folder),
            _CHECK: ("Ce qui est à corriger", self.check),
            _BRINGS: ("Ce que les classeurs ajoutent", self.brings),
        }
        sheets = {
            f"{book}/{sheet}": (f"Remplir {book}.xlsx, feuille « {sheet} »", partial(self.guide, sheet, book))
            for book, sheet in self._forms
        }
        return tables | sheets

    @cached_property
    def menus(self) -> Menus:
        """The widget: `menus.choices["shown"].value`, a name of `offered`."""
        from ctg_lib.explorer.menus import parts

        return parts(self.offered)

    def _repr_mimebundle_(self, **asked: object) -> dict[str, Any]:
        return self.menus.bundle(**asked)


def problems(title: str, said: str, error: InputError) -> Block:
    """Every problem of an error, one a line, where it is and how to mend it."""
    cells = [(one.file, one.sheet, one.row, one.column, one.what, one.remedy) for one in error.problems]
    columns = ("Fichier", "Feuille", "Ligne", "Colonne", "Ce qui ne va pas", "Remède")
    rows: Iterable[tuple[str, ...]] = [tuple("" if cell is None else str(cell) for cell in row) for row in cells]
    return blocks.tabled(title, said, columns, rows)


def _typed(column: Column) -> str:
    """The example of a column, as a French spreadsheet shows it."""
    if isinstance(column.example, datetime.date):
        return f"{column.example:%d/%m/%Y}"
    return as_typed(column.example) if isinstance(column.example, int | float) else column.example


def _next(place: Territory, state: str) -> str:
    return {
        quality.AWAITED: f".venv/bin/ctg new {place.spelling}",
        quality.BLANK: f"le remplir, puis .venv/bin/ctg check {place.spelling}",
        quality.RECEIVED: f".venv/bin/ctg check {place.spelling}",
    }[state]
