"""`ctg check`: everything that people wrote in a convention's folder, read without making anything of it."""

from __future__ import annotations

from ctg_lib.convention import dossier, local_files, logos
from ctg_lib.convention.dossier import Dossier
from ctg_lib.errors import InputError, together
from ctg_lib.ingestion import read_all
from ctg_lib.sources import local
from ctg_lib.sources.card import Chain, Table
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from ctg_lib.views.wording import plural


def check(territory: Territory, date: str) -> Dossier:
    """The dossier of a territory, when nothing is wrong in its folder, spreadsheets included.

    Raises InputError, or NominativeError for a spreadsheet that lists persons, with the problems of all the files.
    """
    refused: list[InputError] = []
    try:
        local_files.store(territory, date)
    except InputError as error:
        refused.append(error)
    found = Dossier(territory)
    try:
        found = dossier.read(territory)
    except InputError as error:
        refused.append(error)
    try:
        logos.logos(territory)
    except InputError as error:
        refused.append(error)
    if refused:
        whole = together(refused)
        # The file of the convention is read for its secrecy, then for the rest.
        told = list(dict.fromkeys(whole.problems))
        count = plural(len(told), "problème")
        raise whole if len(refused) == 1 else type(whole)(f"Dossier {territory.of_name} : {count}.", told)
    return found


def read_on_site(territory: Territory, date: str) -> list[str]:
    """A line for each spreadsheet of the folders that are a territory's own: what the edition of `date` takes of it.

    Raises as `check` does.
    """
    return [line for code in local_files.folders_of(territory) for line in _told(code, date)]


def _told(code: str, date: str) -> list[str]:
    filled = local.workbooks(code, local_files.REGISTERS)
    read = read_all(filled, Store(), chain=Chain.LOCAL, date=date)
    said = {path: _taken(table, date) for path, (table, _) in zip(filled, read, strict=True)}
    return [
        f"{code}/{path.name} : {said.get(path) or (BLANK if local.card_of(path) else UNKNOWN)}."
        for path in local.spreadsheets(code, local_files.REGISTERS)
    ]


BLANK, UNKNOWN = "pas encore rempli", "pas reconnu, il n’est pas lu"


def _taken(table: Table, date: str) -> str:
    """« 30 chiffres pour le diagnostic, 8 services nommés, de 2025 »; totals of an unfinished inventory are none."""
    figures = plural(int(table.values.notna().to_numpy().sum()), "chiffre pour", "chiffres pour")
    named = 0 if table.places is None else len(table.places)
    services = [plural(named, "service nommé", "services nommés")] if named else []
    late = " : année à venir, il n’est pas pris" if local_files.ahead(table, date) else ""
    return f"{', '.join([f'{figures} le diagnostic', *services])}, de {table.vintage}{late}"
