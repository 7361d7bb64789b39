"""Insee, the list of IRIS: into which statistical quarters each commune is divided, if it is."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading, workbooks
from ctg_lib.sources.card import PLACE_COLUMNS, RemoteFile, Source, Table
from ctg_lib.sources.dated import year_of
from ctg_lib.sources.schema import Numbers

SHEET = "Emboitements_IRIS"
HEADER_ROW = 6
# Inhabited, activity, other; Z: the commune is not divided, and stands for its only IRIS.
TYPES = {"H": "IRIS_H", "A": "IRIS_A", "D": "IRIS_D", "Z": "IRIS_Z"}
_NEEDED = ("CODE_IRIS", "LIB_IRIS", "TYP_IRIS", "DEPCOM")


def read(path: Path) -> list[Table]:
    """One table, of the year in the file name: number of IRIS of each type by commune, and each of them as a place."""
    if workbooks.is_workbook(path):
        sheet = reading.open_workbook(path, SHEET, header_row=HEADER_ROW, required=_NEEDED)
    else:
        sheet = reading.open_sheet(path, _NEEDED)
    iris = sheet.codes("CODE_IRIS", "iris")
    communes = sheet.codes("DEPCOM", "commune")
    types = sheet.pattern("TYP_IRIS", "|".join(TYPES), "H, A, D ou Z")
    for row in iris.index[iris.str[:5] != communes]:
        what = f"l’IRIS {iris[row]} n’est pas de la commune {communes[row]}."
        sheet.wrong(what, row=row, column="DEPCOM", remedy="vérifier que les lignes ne sont pas décalées.")
    for row in iris.index[iris.duplicated()]:
        sheet.wrong(f"ligne en double pour {iris[row]}.", row=row, column="CODE_IRIS", remedy="n’en garder qu’une.")
    sheet.done()
    counts = pd.crosstab(communes.to_numpy(), types.map(TYPES).to_numpy()).reindex(columns=list(TYPES.values()))
    counts = counts.fillna(0.0).astype(float).rename_axis(columns=None)
    listed = pd.DataFrame(
        {
            "id": iris,
            "kind": types,
            "name": sheet.cells["LIB_IRIS"].str.strip(),
            "commune": communes,
            "latitude": float("nan"),
            "longitude": float("nan"),
        }
    )[PLACE_COLUMNS].reset_index(drop=True)
    index = reading.places("commune", counts.index)
    return [reading.table(SOURCE, year_of(path), "communes", index, counts, counts.iloc[:, :0], places=listed)]


SOURCE = Source(
    id="iris",
    title="Liste des IRIS (quartiers statistiques) et de leurs communes",
    short="Insee, liste des IRIS",
    producer="Insee",
    licence="Licence Ouverte 2.0",
    page="https://www.insee.fr/fr/information/7708995",
    levels=("commune",),
    headers={"liste": ("CODE_IRIS", "LIB_IRIS", "TYP_IRIS", "GRD_QUART", "DEPCOM")},
    workbook=(SHEET,),
    read=read,
    schema=dict.fromkeys(TYPES.values(), Numbers(multiple_of=1)),
    secrecy="Aucun secret.",
    caveat=(
        "Un IRIS d’habitat compte autour de 2 000 habitants ; toutes les communes de 10 000 habitants ou plus sont "
        "découpées, et la plupart de celles de 5 000 à 10 000. Un IRIS n’est pas un quartier vécu."
    ),
    lag="une liste par an, au découpage communal du 1er janvier",
    files={"2024": (RemoteFile("https://www.insee.fr/fr/statistiques/fichier/7708995/reference_IRIS_geo2024.zip"),)},
)
