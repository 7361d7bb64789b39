"""A workbook with mistakes, to see what is said of them: a copy of the example, never a file of anybody."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ctg_lib import folders, sources
from ctg_lib.convention import guide
from ctg_lib.errors import InputError
from ctg_lib.ingestion import read_all
from ctg_lib.sources.card import Chain
from ctg_lib.store import Store

BOOK = "offre_locale"
# Sheet, column, what is typed there: a unit, a part greater than its whole, a number that a space makes a text.
MISTAKES: tuple[tuple[str, str, str | int], ...] = (
    ("EAJE et MAM", "Places", "30 places"),
    ("Assistantes maternelles", "En activité", 40),
    ("Demandes non satisfaites", "Enfants sans place", "1 4"),
)
# Under the captions, then the line marked EXEMPLE.
_ROW = 3


def refused() -> InputError | None:
    """What the reader of workbooks says of the example once spoiled; it is written nowhere that lasts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{BOOK}.xlsx"
        _spoil(path)
        try:
            read_all([path], Store(), chain=Chain.LOCAL, date="")
        except InputError as error:
            return error
    return None


def _spoil(path: Path) -> None:
    import openpyxl

    card = sources.source(BOOK)
    assert card.book is not None
    forms = {form.sheet: form for form in card.book.forms}
    workbook = openpyxl.load_workbook(folders.examples() / "42302" / path.name)
    for name, caption, typed in MISTAKES:
        captions = [cell.value for cell in workbook[name][1]]
        place = captions.index(guide.heading(forms[name].column(caption))) + 1
        workbook[name].cell(_ROW, place).value = typed
    workbook.save(path)
