"""Insee, census: population by sex and age, `DS_RP_TD_POPULATION_AGESEX_PRINC`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ctg_lib.sources import melodi, reading
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers

# Single years as Insee publishes them, or bands of five years.
AGE = r"Y[0-9]{1,3}|Y_GE[0-9]{2,3}|Y[0-9]{1,2}T[0-9]{1,2}"
SEXES = ("F", "M")
BANDS = {**{f"Y{start}T{start + 4}": range(start, start + 5) for start in range(0, 95, 5)}, "Y_GE95": range(95, 101)}


def aged(first: int = 0, last: int = 100) -> tuple[str, ...]:
    """Columns of both sexes for the five-year bands from one age to another, bounds included: `aged(0, 4)`."""
    bands = [band for band, ages in BANDS.items() if first <= ages[0] and ages[-1] <= last]
    return tuple(f"{sex}_{band}" for sex in SEXES for band in bands)


def read(path: Path) -> list[Table]:
    """One table for each year: rows = territories, columns `F_Y0T4`, `M_Y0T4`… (persons, with decimals).

    From a file by single year of age, the bands are added up here and the single years (`F_Y0`, `F_Y1`…) kept beside.
    """
    sheet = reading.open_sheet(path, SOURCE.headers["long"])
    ignored = _drop_totals(sheet)
    index = melodi.places(sheet)
    years = sheet.pattern("TIME_PERIOD", r"20[0-9]{2}", "AAAA")
    sex = sheet.pattern("SEX", "|".join(SEXES), "F ou M")
    age = sheet.pattern("AGE", AGE, "Y0T4")
    numbers, reasons = melodi.observations(sheet)
    sheet.check(numbers, SOURCE.schema, [*melodi.KEY, "SEX", "AGE"], reasons)
    sheet.done()
    long = pd.DataFrame({"year": years, "variable": sex + "_" + age, "number": numbers["OBS_VALUE"]})
    long["level"], long["territory"] = index.get_level_values(0), index.get_level_values(1)
    wide = long.pivot(index=["year", "level", "territory"], columns="variable", values="number")
    values = _in_bands(sheet, wide)
    sheet.done()
    tables = []
    for year in sorted(set(years)):
        own = values.xs(year, level="year")
        table = reading.table(SOURCE, year, melodi.part(own.index), own.index, own, own.iloc[:, :0], ignored=ignored)
        tables.append(table)
    return tables


def _drop_totals(sheet: reading.Sheet) -> list[str]:
    """Totals of both sexes or of all ages are the sums of what is kept: one way to say a figure."""
    kinds = sheet.cells["GEO_OBJECT"].str.strip()
    other = kinds.str.fullmatch(melodi.OTHER_LEVELS)
    total = (sheet.cells["SEX"].str.strip() == melodi.TOTAL) | (sheet.cells["AGE"].str.strip() == melodi.TOTAL)
    sheet.cells = sheet.cells[~(other | total)]
    return [
        f"niveau « {kind} » : {count} lignes non lues" for kind, count in sorted(kinds[other].value_counts().items())
    ]


def _in_bands(sheet: reading.Sheet, wide: pd.DataFrame) -> pd.DataFrame:
    """The five-year bands of both sexes; one that is missing, for all or for one territory, is a problem."""
    single = "F_Y0" in wide or "M_Y0" in wide
    ages = [*(f"Y{age}" for age in range(100)), "Y_GE100"] if single else list(BANDS)
    wanted = [f"{sex}_{age}" for sex in SEXES for age in ages]
    for name in sorted(set(wide) - set(wanted)):
        sheet.wrong(f"« {name} » recouvre d’autres âges du fichier.", column="AGE", remedy="retirer ces lignes.")
    values = wide.reindex(columns=wanted)
    for name in values.columns[values.isna().all()]:
        sheet.wrong(f"aucune ligne pour {name}.", column="AGE", remedy="reprendre le fichier entier.")
    holes = values.isna() & ~values.isna().all()
    for (_, level, territory), row in holes[holes.any(axis=1)].iterrows():
        names = ", ".join(row.index[row])
        sheet.wrong(f"{territory} ({level}) n’a pas de ligne pour {names}.", remedy="reprendre le fichier entier.")
    if single:
        of_age = {
            f"{sex}_{age}": f"{sex}_{band}" for sex in SEXES for band, span in BANDS.items() for age in _names(span)
        }
        bands = values.T.groupby(values.columns.map(of_age), sort=False).sum().T
        values = pd.concat([bands, values], axis=1)
    return values.rename_axis(columns=None)


def _names(ages: range) -> list[str]:
    return [f"Y{age}" if age < 100 else "Y_GE100" for age in ages]


SOURCE = Source(
    id="rp_ages",
    title="Recensement : population par sexe et âge (DS_RP_TD_POPULATION_AGESEX_PRINC)",
    short="Insee, recensement",
    producer="Insee",
    licence="Licence Ouverte 2.0",
    page="https://catalogue-donnees.insee.fr/fr/catalogue/recherche/DS_RP_TD_POPULATION_AGESEX_PRINC",
    levels=("commune", "epci", "departement", "region", "france"),
    headers={"long": ("GEO", "GEO_OBJECT", "SEX", "AGE", "TIME_PERIOD", "OBS_VALUE")},
    read=read,
    # Every age of every territory has its number: a total without one of them would be wrong.
    schema={"OBS_VALUE": Numbers(blank=False)},
    secrecy="Aucune case masquée ; un âge isolé dans une petite commune repose sur quelques personnes.",
    caveat="Estimations pondérées sur cinq années d’enquête, population municipale, établissements compris.",
    lag="vers le milieu de la troisième année après le millésime, d’après les éditions passées",
    files={
        "2023": (
            RemoteFile(
                "https://api.insee.fr/melodi/file/DS_RP_TD_POPULATION_AGESEX_PRINC/"
                "DS_RP_TD_POPULATION_AGESEX_PRINC_2023_CSV_FR"
            ),
        )
    },
)
