"""The figures filled on site, in front of the published ones: read at each edition, never copied into the store."""

from __future__ import annotations

from ctg_lib.analysis import access_table
from ctg_lib.ingestion import read_all
from ctg_lib.sources import local
from ctg_lib.sources.card import Chain
from ctg_lib.store import Store
from ctg_lib.territory import Level, Territory


def store(territory: Territory, date: str) -> Store:
    """What is loaded, seen through the workbooks that lie in the folders of a territory (`folders_of`).

    The distances to services are reckoned from all of it, and laid before it. date: the edition, empty where there is
    none. Raises InputError with every mistake of every workbook, and NominativeError for one that lists persons.
    """
    loaded = Store()
    paths = [path for code in folders_of(territory) for path in local.workbooks(code)]
    seen = loaded.with_tables(read_all(paths, loaded, chain=Chain.LOCAL, date=date)) if paths else loaded
    return seen.with_tables(access_table.laid(seen))


def folders_of(territory: Territory) -> list[str]:
    """The folders where a territory’s figures may lie, the most trusted first.

    A commune’s own, then that of its intercommunalité; for an intercommunalité or a group, those of its communes, whose
    own count is nearer the ground, then its own.
    """
    if territory.level is Level.COMMUNE:
        epci = territory.parent(Level.EPCI)
        return [territory.code, *([epci.code] if epci else [])]
    return [*territory.communes, territory.code] if territory.level in (Level.EPCI, Level.GROUPE) else []
