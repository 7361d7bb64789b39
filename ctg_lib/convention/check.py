"""`ctg check`: everything that people wrote in a convention's folder, read without making anything of it."""

from __future__ import annotations

from ctg_lib.convention import dossier, local_files, logos
from ctg_lib.convention.dossier import Dossier
from ctg_lib.errors import InputError, together
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
