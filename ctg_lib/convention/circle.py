"""The territories that are told together: their figures add up to the same totals, in one document or in another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ctg_lib import folders
from ctg_lib.errors import CtgError
from ctg_lib.gazetteer import gazetteer
from ctg_lib.secrecy.grid import Row
from ctg_lib.sources import local
from ctg_lib.territory import Level, Territory


def around(territory: Territory) -> list[Territory]:
    """The territories that have a folder and share a total with this one, near or far; the smallest first.

    Two communes share the total of their intercommunalité, and that of a group that has a folder. Of a département or
    more, none: nobody fills a workbook for it.
    """
    if territory.level not in (Level.COMMUNE, Level.EPCI, Level.GROUPE):
        return []
    groups = list(_groups())
    reached: set[str] = set()
    fresh = set(territory.communes)
    while fresh:
        reached |= fresh
        wider = [place for place in (*map(Territory.of, _homes(fresh)), *groups) if reached & set(place.communes)]
        fresh = {commune for place in wider for commune in place.communes} - reached
    held = {path.name for path in folders.conventions().glob("*") if path.is_dir()}
    named = [Territory.of(code) for code in (*reached, *_homes(reached)) if code in held]
    met = [group for group in groups if set(group.communes) <= reached]
    return sorted([*named, *met], key=lambda place: (len(place.communes), place.code))


def members(places: Iterable[Territory]) -> dict[Row, Sequence[str]]:
    """The communes of each territory that those of some folders may add up to."""
    several = list(places)
    communes = {commune for place in several for commune in place.communes}
    groups = [place for place in several if place.level is Level.GROUPE]
    return {(str(one.level), one.code): one.communes for one in (*map(Territory.of, _homes(communes)), *groups)}


def _homes(communes: Iterable[str]) -> list[str]:
    """The intercommunalités of some communes, by code."""
    book = gazetteer().communes
    return sorted({epci for code in communes if code in book and (epci := book[code].epci)})


def _groups() -> Iterable[Territory]:
    """The groups of communes that have a folder: only their workbooks say which communes they are made of."""
    known = gazetteer()
    for path in sorted(folders.conventions().glob("*")):
        if not path.is_dir() or path.name in known.communes or path.name in known.epci:
            continue
        for workbook in local.workbooks(path.name):
            try:
                place = local.territory_of(workbook)
            except CtgError:
                continue
            if place and place.level is Level.GROUPE and place.code == path.name:
                yield place
                break
