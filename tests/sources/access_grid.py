"""The small Parquet file of the access to facilities, in Insee's format: invented cells, inhabitants and minutes.

`python -m tests.sources.access_grid` writes it again.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ctg_lib.sources.acces_equipements import KINDS
from tests.sources.tables import EXTRACTS

FILE = EXTRACTS / "acces_equipements" / "fictif_donnees_2025_reg84.parquet"
# Cell, commune, IRIS, inhabitants, type of facility, minutes. The second cell is cut by the border of two communes, and
# an island of the last commune has no road to a pharmacy.
ROWS: Sequence[tuple[str, str, str, float, str, float | None]] = (
    ("3950000_2560000", "01001", "010010000", 100.0, "D502", 20.0),
    ("3950000_2560000", "01001", "010010000", 100.0, "D509", 12.0),
    ("3950000_2560000", "01001", "010010000", 100.0, "D307", 4.5),
    ("3950000_2560000", "01001", "010010000", 100.0, "A101", 9.0),
    ("3950200_2560000", "01001", "010010000", 50.5, "D502", 16.0),
    ("3950200_2560000", "01001", "010010000", 50.5, "D509", 30.0),
    ("3950200_2560000", "01001", "010010000", 50.5, "D307", 6.0),
    ("3950200_2560000", "01002", "010020000", 9.5, "D502", 15.0),
    ("3950200_2560000", "01002", "010020000", 9.5, "D509", 31.0),
    ("3950200_2560000", "01002", "010020000", 9.5, "D307", 6.0),
    ("3950400_2560000", "01004", "010040101", 200.0, "D502", 2.0),
    ("3950400_2560000", "01004", "010040101", 200.0, "D307", 1.5),
    ("3950600_2560000", "01004", "010040102", 3.0, "D502", 18.0),
    ("3950600_2560000", "01004", "010040102", 3.0, "D307", None),
)


def frame() -> pd.DataFrame:
    """The rows written above."""
    return pd.DataFrame(ROWS, columns=["idSrc", "depcom", "iris", "pop", "typeeq_id", "duree"])


def whole() -> pd.DataFrame:
    """All of the file: each cell also has the other types, seven minutes away, and columns that nothing here reads."""
    cells = frame().drop_duplicates(["idSrc", "depcom"])
    others = [cells.assign(typeeq_id=kind, duree=7.0) for kind in KINDS if kind not in set(frame()["typeeq_id"])]
    rows = pd.concat([frame(), *others], ignore_index=True)
    return rows.assign(
        X=rows["idSrc"].str[:7].astype(int),
        Y=rows["idSrc"].str[8:].astype(int),
        distance=rows["duree"] * 0.8,
        domaine=rows["typeeq_id"].str[:1],
        dep=rows["depcom"].str[:2],
        reg="84",
    )


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    whole().to_parquet(FILE, index=False)
