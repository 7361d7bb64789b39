"""The figures filled on site, in front of the published ones: read at each edition, never copied into the store.

Those of all the communes that are told together are read, whichever territory is asked for, so that every document
hides the same cells. What is wrong in the territory's own folders stops it; a workbook of another one that cannot be
read is told, and left out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ctg_lib import folders
from ctg_lib.analysis import access_table
from ctg_lib.convention import circle, log_book, observation_book, secrecy_rules
from ctg_lib.errors import InputError, together
from ctg_lib.ingestion import read_all
from ctg_lib.secrecy.ledger import Ledger
from ctg_lib.secrecy.protection import Laid, protect
from ctg_lib.sources import local
from ctg_lib.sources.card import Chain, Table
from ctg_lib.store import Store
from ctg_lib.territory import Level, Territory

# Workbooks of the convention that hold no figure: whoever reads them tells what is wrong there.
REGISTERS = (observation_book.BOOK.source, log_book.BOOK.source)


@dataclass(frozen=True)
class Gathered:
    """The store of a territory, its own workbooks before it; what could not be read of its neighbours, in French."""

    store: Store
    warnings: tuple[str, ...]


def store(territory: Territory, date: str) -> Store:
    """The store alone (`gather`)."""
    return gather(territory, date).store


def gather(territory: Territory, date: str) -> Gathered:
    """What is loaded, seen through the workbooks of a territory (`folders_of`) and of those that it is told with.

    Small counts are hidden. The distances to services are reckoned from all of it, and laid before it. date: the
    edition, empty where there is none. Raises InputError with every mistake of every file of its own folders, and
    NominativeError for a workbook that lists persons.
    """
    loaded, around, own = Store(), circle.around(territory), folders_of(territory)
    refused: list[InputError] = []
    try:
        rules, unread = secrecy_rules.rules(around, own)
    except InputError as error:
        refused.append(error)
    try:
        laid, silent = _read(around, own, loaded, date)
    except InputError as error:
        refused.append(error)
    if refused:
        raise together(refused)
    if laid:
        members = circle.members(around)
        communes = sorted({commune for place in around for commune in place.communes})
        rows = [*((str(Level.COMMUNE), code) for code in communes), *members]
        ledger = Ledger.blank() if folders.example_shown() else Ledger.read(rows)
        loaded = loaded.with_tables(protect(laid, members, rules, ledger))
    return Gathered(loaded.with_tables(access_table.laid(loaded)), (*silent, *unread))


def folders_of(territory: Territory) -> list[str]:
    """The folders that are a territory’s own: what is wrong there stops its diagnostic.

    For a commune, its own and that of its intercommunalité; for an intercommunalité or a group, those of its communes
    and its own.
    """
    if territory.level is Level.COMMUNE:
        epci = territory.parent(Level.EPCI)
        return [territory.code, *([epci.code] if epci else [])]
    return [*territory.communes, territory.code] if territory.level in (Level.EPCI, Level.GROUPE) else []


def ahead(table: Table, date: str) -> bool:
    """Whether a workbook is of a later year than the edition, which does not take it; none is, without a date."""
    return bool(date) and table.vintage[:4] > date[:4]


def _read(around: Sequence[Territory], own: Collection[str], loaded: Store, date: str) -> tuple[list[Laid], list[str]]:
    """The unprotected tables of every folder, the nearest to the ground first, and what could not be read."""
    paths = {place.code: local.workbooks(place.code, REGISTERS) for place in around}
    asked = [path for code in paths if code in own for path in paths[code]]
    # Those of the territory are looked at together: one run tells what is wrong in all of them.
    found = dict(zip(asked, read_all(asked, loaded, chain=Chain.LOCAL, date=date), strict=True))
    warnings = []
    for code in (code for code in paths if code not in own and paths[code]):
        try:
            read = read_all(paths[code], loaded, chain=Chain.LOCAL, date=date)
            found |= zip(paths[code], read, strict=True)
        except InputError as error:
            count = len(error.problems)
            told = "1 problème" if count == 1 else f"{count} problèmes"
            warnings.append(f"les classeurs du dossier {code} ne sont pas pris : {told}, voir « ctg check {code} ».")
    later = [path for path, (table, _) in found.items() if ahead(table, date)]
    warnings += [f"{path.name} ({found[path][0].vintage}) est d’après le {date} : il n’est pas pris." for path in later]
    kept = {path: read for path, read in found.items() if path not in later}
    return [kept[path] for several in paths.values() for path in several if path in kept], warnings
