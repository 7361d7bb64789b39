"""Insee, census by IRIS (base-ic-*): variables `P22_…`, `C22_…` in each quarter, and their sum in each commune.

The IRIS of a commune make the whole of it, and a commune that is not divided has one IRIS: their sum is therefore a
figure of every commune. These files alone have the ages 0-2, 3-5, 6-10, 11-17 and 18-24.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers
from ctg_lib.value import Status

VARIABLE = r"[PC](?P<year>\d{2})_"
# The ten classes of age that only this file has; together they make the population.
AGES = ("POP0002", "POP0305", "POP0610", "POP1117", "POP1824", "POP2539", "POP4054", "POP5564", "POP6579", "POP80P")
# What tells one subject file from another: a variable that it alone carries.
PARTS = {
    "evol_struct_pop": ("POP0002", "POP80P"),
    "couples_familles_menages": ("MENPSEUL", "FAMMONO"),
    "logement": ("LOGVAC", "RP_PROP"),
    "activite_residents": ("ACT1564", "CHOM1564"),
    "diplomes_formation": ("NSCOL15P", "SCOL1517"),
}
# Beyond this many persons, the classes of age are not those of the population beside them.
_TOLERANCE = 0.5
_INCOMPLETE = (Status.MISSING, "un IRIS de la commune n’a pas de chiffre, et une somme partielle serait fausse")


def read(path: Path) -> list[Table]:
    """One table for each census year found in the column names: its IRIS, and its communes as sums of all of them."""
    sheet = reading.open_sheet(path, ["IRIS", "COM", "TYP_IRIS"])
    columns = [name for name in sheet.cells.columns if re.match(VARIABLE, name)]
    if not columns:
        sheet.wrong("aucune colonne de recensement (P22_…).", row=1, remedy="donner une base infracommunale du RP.")
        sheet.done()
    iris, communes = sheet.codes("IRIS", "iris"), sheet.codes("COM", "commune")
    sheet.pattern("TYP_IRIS", "[HADZ]", "H, A, D ou Z")
    for row in iris.index[iris.str[:5] != communes]:
        what = f"l’IRIS {iris[row]} n’est pas de la commune {communes[row]}."
        sheet.wrong(what, row=row, column="COM", remedy="vérifier que les lignes ne sont pas décalées.")
    known = reading.ABSENT_CODES | reading.SECRET_CODES
    numbers, marks = sheet.numbers(columns, SOURCE.schema, key=["IRIS"], codes=known)
    _check_ages(sheet, numbers)
    sheet.done()
    tables = []
    for digits in sorted({str(SOURCE.year_in_name(name)) for name in columns}):
        own = [name for name in columns if SOURCE.year_in_name(name) == digits]
        values, why = _with_communes(numbers[own], marks[own], iris, communes)
        tables.append(reading.table(SOURCE, f"20{digits}", _part(own), values.index, values, why))
    return tables


def _with_communes(
    numbers: pd.DataFrame, marks: pd.DataFrame, iris: pd.Series, communes: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of the IRIS, then one for each commune: the sum of all its IRIS, or the reason why there is none."""
    quarters = reading.places("iris", iris)
    lacking = numbers.isna().groupby(communes.to_numpy()).any()
    sums = numbers.groupby(communes.to_numpy()).sum().mask(lacking)
    reasons = pd.DataFrame(
        {name: [_INCOMPLETE if gone else None for gone in lacking[name]] for name in lacking}, dtype=object
    )
    whole = reading.places("commune", sums.index)
    values = pd.concat([numbers.set_axis(quarters), sums.set_axis(whole)])
    return values, pd.concat([marks.set_axis(quarters), reasons.set_axis(whole)])


def _check_ages(sheet: reading.Sheet, numbers: pd.DataFrame) -> None:
    """The ten classes of age make the population: columns that slid or were swapped are seen there."""
    for digits in sorted({name[1:3] for name in numbers}):
        names = [f"P{digits}_{age}" for age in AGES]
        population = f"P{digits}_POP"
        if not {*names, population} <= set(numbers):
            continue
        gap = (numbers[names].sum(axis=1, skipna=False) - numbers[population]).abs()
        for row in gap.index[gap > _TOLERANCE]:
            sheet.wrong(
                f"les dix classes d’âge font {numbers.loc[row, names].sum():.0f}, et non la population.",
                row=row,
                column=population,
                remedy="vérifier que les colonnes ne sont pas décalées.",
            )


def _part(columns: list[str]) -> str:
    """The subject of the file, from the variables that it alone carries; the first that fits."""
    bare = {re.sub(VARIABLE, "", name) for name in columns}
    return next((part for part, own in PARTS.items() if bare & set(own)), "base_ic")


SOURCE = Source(
    id="rp_iris",
    title="Recensement par IRIS (base-ic), et sommes par commune",
    short="Insee, recensement par quartier",
    producer="Insee",
    licence="Licence Ouverte 2.0",
    page="https://www.insee.fr/fr/statistiques/8647014",
    levels=("iris", "commune"),
    headers={"iris": ("IRIS", "COM", "TYP_IRIS", r"[PC]\d\d_\w+", r"[PC]\d\d_POP\w*")},
    read=read,
    schema={VARIABLE + ".*": Numbers()},
    secrecy=(
        "Aucune case masquée ; dans un quartier, une case repose souvent sur quelques personnes : l’Insee conseille de "
        "ne pas lire un effectif de moins de 200 environ."
    ),
    caveat=(
        "Moyenne de cinq années d’enquête. La somme de tous les IRIS d’une commune est celle de la commune, qu’elle "
        "soit découpée ou non ; les communes réunies depuis le fichier sont additionnées."
    ),
    lag="à l’automne de la troisième année après le millésime, d’après les éditions passées",
    files={
        "2022": (
            RemoteFile("https://www.insee.fr/fr/statistiques/fichier/8647014/base-ic-evol-struct-pop-2022_csv.zip"),
        )
    },
    year=VARIABLE,
)
