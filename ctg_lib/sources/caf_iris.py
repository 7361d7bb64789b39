"""Cnaf, `data_CAF_*_IRIS`: households of the Caf by IRIS, large communes only.

No figure of a page is of this level: it is kept for those who map the districts of a town. Blanks are cells that the
producer does not release; a sum of IRIS would not be the figure of the commune.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from ctg_lib.sources import dated, reading
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.schema import Numbers
from ctg_lib.value import Status

ALL, COVERED, CHILDREN = "A", "PERCOU", "ENF"
COUNTED = rf"{ALL}|{COVERED}|AI|AM|ACSSENF|ACAVENF|AC3ENF|{CHILDREN}|ENF_\w+|A_\w+|AAL|AAPL|AAAH|APPA|ARSAS|APRES\d+"
NEEDED = ("CODGEO", "NOTE", ALL, COVERED)
# Thousands set apart, as two editions write them: exactly three digits after each narrow no-break space.
_APART = r"[0-9]{1,3}(?:\u202f[0-9]{3})+"
_RELEASED = "0"


def read(path: Path) -> list[Table]:
    """One table, of the year in the name of the file: no column gives it."""
    year = dated.year_of(path)
    sheet = reading.open_sheet(path, NEEDED)
    codes = sheet.codes("CODGEO", "iris")
    sheet.pattern("NOTE", r"[0-9]", "0")
    columns = [name for name in sheet.cells.columns if re.fullmatch(COUNTED, name)]
    mended = _close_thousands(sheet, columns)
    numbers, marks = sheet.numbers(columns, SOURCE.schema, key=["CODGEO"])
    for row in numbers.index[numbers[COVERED] < numbers[ALL]]:
        sheet.wrong(
            "moins de personnes couvertes que d’allocataires.",
            row=row,
            column=COVERED,
            remedy="vérifier que les deux colonnes ne sont pas interverties.",
        )
    sheet.done()
    _say_what_is_withheld(sheet, marks)
    others = [name for name in sheet.cells if name not in columns and name not in ("CODGEO", "NOTE")]
    ignored = [f"colonne « {name} » : nom ou code d’un autre territoire" for name in others]
    if mended:
        ignored.append(f"{mended} nombres écrits avec une espace de milliers (« 1\u202f039 ») : lus sans elle")
    return [reading.table(SOURCE, year, "iris", reading.places("iris", codes), numbers, marks, ignored=ignored)]


def _close_thousands(sheet: reading.Sheet, columns: list[str]) -> int:
    """Take the narrow space out of the numbers that the editions 2016 and 2017 write so; how many there were.

    Nothing is guessed: only groups of three digits are joined, any other space stays an error.
    """
    text = sheet.cells[columns].apply(lambda column: column.str.strip())
    apart = text.apply(lambda column: column.str.fullmatch(_APART))
    closed = text.apply(lambda column: column.str.replace("\u202f", "", regex=False))
    sheet.cells = sheet.cells.assign(**{name: text[name].mask(apart[name], closed[name]) for name in columns})
    return int(apart.to_numpy().sum())


def _say_what_is_withheld(sheet: reading.Sheet, marks: pd.DataFrame) -> None:
    """The note of a row says when the whole IRIS is withheld; elsewhere a lone blank says nothing of its reason."""
    notes = sheet.cells["NOTE"].str.strip()
    for row, note in notes[notes.ne(_RELEASED)].items():
        for name in marks.columns[marks.loc[row].notna()]:
            marks.at[row, name] = (Status.NOT_RELEASED, f"IRIS non diffusé d’après la colonne NOTE ({note})")


SOURCE = Source(
    id="caf_iris",
    title="Caractéristiques des foyers allocataires de la Caf par IRIS",
    short="Cnaf, allocataires par IRIS",
    producer="Cnaf, diffusé par l’Insee",
    licence="Licence Ouverte 2.0",
    page="https://www.insee.fr/fr/statistiques",
    levels=("iris",),
    headers={"data_CAF_IRIS": ("CODGEO", "NOTE", "PERCOU", "ACAVENF", "AC3ENF", "ENF_2", "A_NETUD_24", "ARSAS")},
    read=read,
    schema={
        COUNTED: Numbers(multiple_of=1, otherwise="n’est pas un nombre entier de foyers, de personnes ou d’enfants")
    },
    secrecy=(
        "Diffusé pour les IRIS des communes d’au moins 10 000 habitants (population ancienne). D’après les fichiers, "
        "le producteur laisse en blanc les IRIS de moins de 100 allocataires et les effectifs de moins de 5, zéros "
        "compris ; les autres ne sont pas arrondis."
    ),
    caveat=(
        "Régime Caf seul, photographie de décembre. Un quartier à l’effectif blanc n’est pas un quartier sans "
        "allocataire : la somme des IRIS n’est pas le chiffre de la commune. ENF_2 compte les enfants de moins de "
        "3 ans."
    ),
    lag="série arrêtée dans les fichiers connus : dernier millésime lu, 2020",
    without_address="Site de l’Insee, données des Caf par IRIS, un fichier par année.",
    not_released=dict.fromkeys(
        ("commune", "epci", "departement", "region", "france"),
        "fichier par quartier (IRIS), dont la somme n’est pas le chiffre de la commune",
    ),
    additive=False,
)
