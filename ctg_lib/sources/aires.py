"""Insee, aires d'attraction des villes: the place of each commune in the area of a town."""

from __future__ import annotations

from pathlib import Path

from ctg_lib.sources import reading, workbooks
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.dated import year_of
from ctg_lib.sources.schema import Numbers

SHEET = "Composition_communale"
HEADER_ROW = 6
CATEGORY = "CATEAAV2020"
# Insee's codes; a commune outside every area is told so, it is not missing.
CATEGORIES = {
    11: "commune-centre",
    12: "autre commune du pôle principal",
    13: "commune d’un pôle secondaire",
    20: "commune de la couronne",
    30: "commune hors attraction des villes",
}


def read(path: Path) -> list[Table]:
    """One table, of the year in the file name: the category of each commune. A category is a name, not a quantity."""
    needed = ["CODGEO", "AAV2020", CATEGORY]
    if workbooks.is_workbook(path):
        sheet = reading.open_workbook(path, SHEET, header_row=HEADER_ROW, required=needed)
    else:
        sheet = reading.open_sheet(path, needed)
    codes = sheet.codes("CODGEO", "commune")
    numbers, marks = sheet.numbers([CATEGORY], SOURCE.schema, key=["CODGEO"])
    known = ", ".join(map(str, CATEGORIES))
    for row, value in numbers[CATEGORY].dropna().items():
        if value not in CATEGORIES:
            sheet.wrong(
                f"« {value:.0f} » n’est pas une catégorie.", row=row, column=CATEGORY, remedy=f"un de : {known}."
            )
    sheet.done()
    year = year_of(path)
    return [reading.table(SOURCE, year, "communes", reading.places("commune", codes), numbers, marks)]


SOURCE = Source(
    id="aires",
    title="Aires d’attraction des villes 2020, composition communale",
    short="Insee, aires d’attraction des villes",
    producer="Insee",
    licence="Licence Ouverte 2.0",
    page="https://www.insee.fr/fr/information/4803954",
    levels=("commune",),
    headers={"communale": ("CODGEO", "AAV2020", "LIBAAV2020", CATEGORY)},
    workbook=(SHEET, "AAV2020"),
    read=read,
    schema={CATEGORY: Numbers(low=11, high=30, multiple_of=1, otherwise="n’est pas une catégorie")},
    secrecy="Aucun secret.",
    caveat=(
        "Une aire réunit un pôle et les communes dont au moins 15 % des actifs y travaillent (recensement de 2017) : "
        "les trajets du travail, et non ceux de l’école ou des services. Un numéro de catégorie ne se moyenne pas."
    ),
    lag="zonage de 2020, reporté chaque année au découpage communal",
    files={"2025": (RemoteFile("https://www.insee.fr/fr/statistiques/fichier/4803954/AAV2020_au_01-01-2025.zip"),)},
    additive=False,
)
