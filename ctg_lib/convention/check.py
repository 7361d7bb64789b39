"""`ctg check`: everything that people wrote in a convention's folder, read without making anything of it."""

from __future__ import annotations

from ctg_lib.convention import local_files, plan
from ctg_lib.convention.actions import Action
from ctg_lib.errors import InputError
from ctg_lib.territory import Territory


def check(territory: Territory, date: str) -> list[Action]:
    """The fiches of a territory, when nothing is wrong in its folder, spreadsheets included.

    Raises InputError, or NominativeError for a spreadsheet that lists persons, with the problems of all the files.
    """
    refused: InputError | None = None
    try:
        local_files.store(territory, date)
    except InputError as error:
        refused = error
    try:
        actions = plan.actions(territory)
    except InputError as error:
        if refused is None:
            raise
        raise type(refused)(refused.title, [*refused.problems, *error.problems]) from None
    if refused is not None:
        raise refused
    return actions
