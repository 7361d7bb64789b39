"""`ctg check`: everything that people wrote in a convention's folder, read without making anything of it."""

from __future__ import annotations

from ctg_lib import folders
from ctg_lib.convention import dossier, local_files, logos, new
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
    """A line for each spreadsheet of figures of the folders that are a territory's own: what was read of it, in French.

    Those as `ctg new` laid them down are said to be blank. Raises as `check` does.
    """
    codes = local_files.folders_of(territory) or [territory.code]
    lines = []
    for code in codes:
        filled = local.workbooks(code, local_files.REGISTERS)
        read = read_all(filled, Store(), chain=Chain.LOCAL, date=date)
        lines += [f"{code}/{path.name} : {_said(table)}" for path, (table, _) in zip(filled, read, strict=True)]
        laid = (folders.conventions() / code / f"{card.id}.xlsx" for card in new.filled_on_site())
        lines += [f"{code}/{one.name} : pas encore rempli." for one in laid if one.is_file() and one not in filled]
    return lines


def _said(table: Table) -> str:
    numbers = plural(int(table.values.notna().to_numpy().sum()), "nombre lu", "nombres lus")
    named = 0 if table.places is None else len(table.places)
    services = [plural(named, "service nommé", "services nommés")] if named else []
    return f"{', '.join([numbers, *services])}, de {table.vintage}."
