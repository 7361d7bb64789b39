"""The BPE one facility a row (`BPE24.parquet`, CSV of `BPE25.zip`): places, and the facilities of social action.

A professional who works alone is a person: names are kept for establishments alone, never for doctors nor shops.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from ctg_lib.sources import opening, reading, schools
from ctg_lib.sources.lists import typographic
from ctg_lib.sources.schema import Numbers
from ctg_lib.value import Status

NEEDED = ("AN", "NOMRS", "DEPCOM", "TYPEQU", "CAPACITE", "LONGITUDE", "LATITUDE", "QUALITE_XY")
DEGREES = ("LATITUDE", "LONGITUDE")
SCHEMA = {
    "CAPACITE": Numbers(high=100_000, multiple_of=1, otherwise="n’est pas un nombre entier de places"),
    "LATITUDE": Numbers(low=-90, high=90),
    "LONGITUDE": Numbers(low=-180, high=180),
}
SEATS = "CAPACITE_"
# Establishments that a page may name: France Travail, France services, health, old age, early childhood, disability,
# libraries.
_NAMED = r"A122|A128|D1[0-9]{2}|D[456][0-9]{2}|F307"
_PARTIAL = (
    Status.NOT_RELEASED,
    "places non renseignées pour l’un des équipements : une somme partielle serait fausse",
)


def is_stock(path: Path) -> bool:
    """Whether a file has one row a facility: Parquet, or a CSV with the columns of the stock."""
    return _is_parquet(path) or {"NOMRS", "CAPACITE"} <= set(opening.header(path))


def open_stock(path: Path) -> reading.Sheet:
    """The columns that are read, as text."""
    if not _is_parquet(path):
        return reading.open_sheet(path, NEEDED)
    import pyarrow.parquet as pq

    names = pq.read_schema(path).names
    frame = pd.read_parquet(path, columns=[name for name in NEEDED if name in names])
    text = frame.astype("str").where(frame.notna(), "")
    sheet = reading.Sheet(Path(path).name, text.set_axis(range(2, len(text) + 2)))
    sheet.require(NEEDED)
    return sheet


def seats(facilities: pd.DataFrame, communes: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Places by commune for each type of which some facility has them (`CAPACITE_D502`…), and why some have no sum.

    facilities: one row each; commune, type, capacity (NaN where the file gives none).
    """
    sums, marks = {}, {}
    for kind in sorted(set(facilities.loc[facilities["capacity"].notna(), "type"])):
        grouped = facilities[facilities["type"] == kind].groupby("commune")["capacity"]
        total = grouped.sum().reindex(communes, fill_value=0.0)
        lacking = grouped.count().lt(grouped.size()).reindex(communes, fill_value=False)
        sums[SEATS + kind] = total.mask(lacking)
        marks[SEATS + kind] = pd.Series([_PARTIAL if one else None for one in lacking], index=communes, dtype=object)
    return pd.DataFrame(sums, index=communes), pd.DataFrame(marks, index=communes)


def places(sheet: reading.Sheet, facilities: pd.DataFrame, degrees: pd.DataFrame) -> pd.DataFrame:
    """The establishments that a page may name; a point put at random in the commune is no place of theirs."""
    kept = facilities["type"].str.fullmatch(_NAMED)
    found = facilities[kept].assign(
        name=sheet.cells.loc[kept, "NOMRS"].map(typographic),
        latitude=degrees.loc[kept, "LATITUDE"],
        longitude=degrees.loc[kept, "LONGITUDE"],
    )
    random = sheet.cells.loc[kept, "QUALITE_XY"].str.strip().str.match("m", flags=re.IGNORECASE)
    found.loc[random, ["latitude", "longitude"]] = float("nan")
    found = found.sort_values(["commune", "type", "name"])
    rank = found.groupby(["commune", "type"]).cumcount() + 1
    return schools.listing(
        {
            "id": found["commune"] + "-" + found["type"] + "-" + rank.astype("str").str.zfill(3),
            "kind": found["type"],
            "name": found["name"],
            "commune": found["commune"],
            "latitude": found["latitude"],
            "longitude": found["longitude"],
            "places": found["capacity"],
        }
    )


def _is_parquet(path: Path) -> bool:
    with Path(path).open("rb") as stream:
        return stream.read(4) == b"PAR1"
