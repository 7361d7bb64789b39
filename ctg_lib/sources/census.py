"""What the long census tables that have one measure share."""

from __future__ import annotations

from ctg_lib.sources import reading

MEASURE = "RP_MEASURE"


def without_measure(sheet: reading.Sheet) -> None:
    """Leave out the column of the measure, which says the same in every row; several measures are refused."""
    if MEASURE not in sheet.cells:
        return
    found = sorted(set(sheet.cells[MEASURE].str.strip()))
    if len(found) > 1:
        what = f"plusieurs mesures : {', '.join(found)}."
        sheet.wrong(what, column=MEASURE, remedy="ne garder que les lignes d’une mesure.")
        sheet.done()
    sheet.cells = sheet.cells.drop(columns=MEASURE)
