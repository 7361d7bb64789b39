"""Insee, grille de densité: how densely each commune is inhabited, in three classes and in seven."""

from __future__ import annotations

from pathlib import Path

from ctg_lib.sources import reading, workbooks
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.dated import year_of
from ctg_lib.sources.schema import Numbers

CLASSES = ("DENS", "DENS7")
SHEET = "Maille communale"
HEADER_ROW = 5


def read(path: Path) -> list[Table]:
    """One table, of the year in the file name: classes by commune. A class is a name, not a quantity."""
    if workbooks.is_workbook(path):
        sheet = reading.open_workbook(path, SHEET, header_row=HEADER_ROW, required=["CODGEO", *CLASSES])
    else:
        sheet = reading.open_sheet(path, ["CODGEO", *CLASSES])
    codes = sheet.codes("CODGEO", "commune")
    numbers, marks = sheet.numbers(CLASSES, SOURCE.schema, key=["CODGEO"])
    # Each of the seven classes is a part of one of the three.
    mixed = numbers.dropna()[lambda frame: frame["DENS7"].map(_OF_SEVEN) != frame["DENS"]]
    for row, (three, seven) in mixed.iterrows():
        sheet.wrong(
            f"la classe {seven:.0f} sur sept n’est pas dans la classe {three:.0f} sur trois.",
            row=row,
            column="DENS7",
            remedy="vérifier que les deux colonnes ne sont pas interverties ou décalées.",
        )
    sheet.done()
    year = year_of(path)
    return [reading.table(SOURCE, year, "communes", reading.places("commune", codes), numbers, marks)]


# Urban: dense, then intermediate (small towns, urban belts…); rural: bourgs, scattered, very scattered.
_OF_SEVEN = {1: 1, 2: 2, 3: 2, 4: 2, 5: 3, 6: 3, 7: 3}

SOURCE = Source(
    id="densite",
    title="Grille de densité des communes, en trois et en sept classes",
    short="Insee, grille de densité",
    producer="Insee",
    licence="Licence Ouverte 2.0",
    page="https://www.insee.fr/fr/information/8571524",
    levels=("commune",),
    headers={"communale": ("CODGEO", "DENS", "LIBDENS", "DENS7", "LIBDENS7")},
    workbook=(SHEET,),
    read=read,
    schema={
        "DENS7": Numbers(low=1, high=7, multiple_of=1, otherwise="n’est pas une classe"),
        "DENS": Numbers(low=1, high=3, multiple_of=1, otherwise="n’est pas une classe"),
    },
    secrecy="Aucun secret.",
    caveat=(
        "Sept classes, d’après la part des habitants qui vivent dans des carreaux denses : 1 grands centres urbains, "
        "2 centres urbains intermédiaires, 3 petites villes, 4 ceintures urbaines, 5 bourgs ruraux, 6 rural à habitat "
        "dispersé, 7 rural à habitat très dispersé. Un numéro de classe ne se moyenne pas."
    ),
    lag="une nouvelle grille tous les quatre ou cinq ans, reportée chaque année au découpage communal",
    files={"2025": (RemoteFile("https://www.insee.fr/fr/statistiques/fichier/8571524/fichier_diffusion_2025.xlsx"),)},
    additive=False,
)
