"""The spreadsheets filled on site: where they lie, and how one becomes a table like that of any producer."""

from __future__ import annotations

from pathlib import Path

from ctg_lib import folders, parameters, sources
from ctg_lib.sources import local_cover, local_grid, local_reading, local_values, reading
from ctg_lib.sources import workbooks as opening
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.local_early import ESTABLISHMENTS, INCOME, PERSONS
from ctg_lib.sources.local_forms import Book
from ctg_lib.sources.local_grid import Faults
from ctg_lib.territory import Territory

# How far the true figure may be from one that the Caf rounded to a multiple of 5.
REACH = 2.0
SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
# What Excel and LibreOffice lay beside a file that is open.
LOCKS = ("~$", ".~lock", ".")


def workbooks(code: str, besides: tuple[str, ...] = ()) -> list[Path]:
    """The workbooks that lie in the folder of a territory, by name: those whose name or whose first sheet says so.

    An .xls or .ods with the name of one of ours is among them, so that its reader says how to save it; a workbook that
    is still as `ctg new` laid it down is not. besides: how the names begin of those that somebody else reads, which are
    not even opened.
    """
    return [path for path in spreadsheets(code, besides) if (card := card_of(path)) and not _untouched(path, card)]


def spreadsheets(code: str, besides: tuple[str, ...] = ()) -> list[Path]:
    """Every spreadsheet that lies in the folder of a territory, ours or not, by name. besides: as for `workbooks`."""
    folder = folders.conventions() / code
    found = sorted(path for path in folder.glob("*") if path.suffix.lower() in SPREADSHEETS and path.is_file())
    return [path for path in found if not path.name.startswith(LOCKS) and not path.name.casefold().startswith(besides)]


def card_of(path: Path) -> Source | None:
    """The source that a spreadsheet is of, told by its name or by its first sheet; None where it is another one."""
    ours = [card for card in sources.catalogue().values() if card.book]
    if named := next((card for card in ours if path.name.casefold().startswith(card.id)), None):
        return named
    sheets = opening.sheet_names(path) if opening.is_workbook(path) else []
    return next((card for card in ours if card.book and card.book.cover in sheets), None)


def _untouched(path: Path, card: Source) -> bool:
    """Whether nothing was filled; what cannot be opened is not untouched: its reader will say why."""
    return bool(card.book and opening.is_workbook(path) and local_reading.is_blank(path, card.book))


def territory_of(path: Path) -> Territory | None:
    """The territory that the first sheet of a workbook names; None where it names none. Raises InputError."""
    card = card_of(path)
    if card is None or card.book is None:
        return None
    pages = local_grid.pages(path)
    return local_cover.read(pages, card.book, Faults(pages.file)).territory


def table(path: Path, card: Source) -> Table:
    """The one table of a workbook, at the year that its first sheet states, with its establishments."""
    assert card.book is not None
    filled = local_reading.read(path, card.book)
    values, marks, contributions = local_values.figures(filled, card.book)
    # Two intercommunalités of one département each have a workbook: neither part takes the place of the other.
    communes = filled.territory.communes
    part = "classeur" if len(communes) == 1 else filled.territory.code
    index = reading.places("commune", communes)
    values = values.set_axis(index)
    return Table(
        card.id,
        filled.cover.year,
        part,
        values,
        reading.flags(values, marks),
        places=local_values.places(filled, card.book),
        origin=filled.cover.origin,
        unprotected=True,
        contributions=contributions,
    )


def secrecy(book: Book) -> str:
    """The rules of secrecy of a workbook, in French, from the parameters that set them."""
    told = [_RULES[rule].format(parameters.value(rule)) for rule in _RULES if rule in book.secrecy.values()]
    return (
        f"Masqué avant toute diffusion : {' ; '.join(told)} ; avec ce qu’il faut d’autres effectifs pour qu’aucun ne "
        "se déduise. Un classeur où figurent des noms, des dates de naissance ou des numéros d’allocataire est refusé."
    )


_RULES = {
    PERSONS: "un effectif de personnes ou de foyers de moins de {:g}",
    INCOME: "de moins de {:g} quand il parle de revenus",
    ESTABLISHMENTS: "l’activité de moins de {:g} établissements",
}
