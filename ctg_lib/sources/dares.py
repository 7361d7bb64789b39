"""Dares: job seekers registered at France Travail by commune of residence, categories A, B and C, fourth quarters.

A long file: one row a commune, date, sex and band of ages. The mean of the three month-ends of the quarter is rounded
to 5. There is no seniority in it: those registered for a year or more are not published by commune.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading, schools
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers
from ctg_lib.value import Status

ROUNDING = 5
COUNT = "nombre_de_demandeurs_d_emploi"
NEEDED = ("date", "code_commune", "sexe", "tranche_d_age", "categorie", COUNT)
EVERYONE = "defm_abc"
# Variable of each marginal total, by sex and band of ages as the file spells them (without accents nor capitals).
CELLS = {
    ("total", "total"): EVERYONE,
    ("femmes", "total"): "defm_abc_femmes",
    ("hommes", "total"): "defm_abc_hommes",
    ("total", "moins_de_25_ans"): "defm_abc_moins_25",
    ("total", "de_25_a_49_ans"): "defm_abc_25_49",
    ("total", "50_ans_et_plus"): "defm_abc_50_plus",
}
_SEXES = {sex for sex, _ in CELLS}
_AGES = {age for _, age in CELLS}
_ROUNDED = (Status.ROUNDED, f"moyenne du trimestre, arrondie par la Dares au multiple de {ROUNDING}")
_NO_ROW = (Status.NOT_RELEASED, "aucune ligne pour ce détail dans le fichier")
# Paris, Lyon and Marseille have a row of their own beside those of their arrondissements.
_ARRONDISSEMENTS = r"751(?:0[1-9]|1[0-9]|20)|6938[1-9]|132(?:0[1-9]|1[0-6])"
_WITH_ARRONDISSEMENTS = ("75056", "69123", "13055")


def read(path: Path) -> list[Table]:
    """One table for each quarter: registered persons, all of them, then by sex and by age where the file has them."""
    sheet = schools.open_export(path, NEEDED)
    sheet.pattern("categorie", "ABC", "ABC")
    if "type_de_donnees" in sheet.cells:
        sheet.pattern("type_de_donnees", "Brutes", "Brutes")
    dates = sheet.pattern("date", r"20[0-9]{2}-T4", "AAAA-T4 (seul le quatrième trimestre est publié)")
    ignored = [*_name_variables(sheet), *_drop_rows_of_no_commune(sheet)]
    codes = sheet.codes("code_commune", "commune")
    numbers, marks = sheet.numbers([COUNT], SOURCE.schema, key=["date", "code_commune", "variable"])
    sheet.done()
    long = pd.DataFrame(
        {"date": dates[codes.index], "code": codes, "variable": sheet.cells["variable"]}
        | {"number": numbers[COUNT], "mark": marks[COUNT]}
    )
    wide = long.pivot(index=["date", "code"], columns="variable", values=["number", "mark"])
    names = [name for name in CELLS.values() if name in set(long["variable"])]
    values = wide["number"][names].astype(float).rename_axis(columns=None)
    reasons = wide["mark"][names].astype(object).rename_axis(columns=None)
    reasons = reasons.mask(values.isna() & reasons.isna(), pd.Series([_NO_ROW] * len(reasons), reasons.index), axis=0)
    _check_sexes(sheet, values)
    return [_table(date, values.loc[date], reasons.loc[date], ignored) for date in sorted(set(long["date"]))]


def _name_variables(sheet: reading.Sheet) -> list[str]:
    """Adds the variable that each row is, and leaves out the crossings of sex and age."""
    sexes, ages = (sheet.cells[name].map(schools.technical) for name in ("sexe", "tranche_d_age"))
    for column, found, known in (("sexe", sexes, _SEXES), ("tranche_d_age", ages, _AGES)):
        for row in found.index[~found.isin(known)]:
            what = f"« {sheet.cells.at[row, column]} » n’est pas une valeur connue."
            sheet.wrong(what, row=row, column=column, remedy="reprendre le fichier du producteur.")
    sheet.done()
    variables = [CELLS.get(pair, "") for pair in zip(sexes, ages, strict=True)]
    crossed = variables.count("")
    sheet.cells = sheet.cells.assign(variable=variables)
    sheet.cells = sheet.cells[sheet.cells["variable"].ne("")]
    return [_lines(crossed, "de croisement du sexe et de l’âge")] if crossed else []


def _lines(count: int, which: str) -> str:
    return f"{count} ligne{'s' if count > 1 else ''} {which}"


def _drop_rows_of_no_commune(sheet: reading.Sheet) -> list[str]:
    """Totals of wider territories stand under the code « Total »; arrondissements are counted in their commune."""
    codes = sheet.cells["code_commune"].str.strip()
    whole = set(codes) & set(_WITH_ARRONDISSEMENTS)
    gone = {
        "de cumul (code « Total »)": codes.str.lower().eq("total"),
        "d’arrondissements, déjà comptés dans leur commune": codes.str.fullmatch(_ARRONDISSEMENTS) & bool(whole),
    }
    told = [_lines(int(rows.sum()), which) for which, rows in gone.items() if rows.any()]
    sheet.cells = sheet.cells[~pd.concat(gone, axis=1).any(axis=1)]
    return told


def _check_sexes(sheet: reading.Sheet, values: pd.DataFrame) -> None:
    """Women and men make everyone, but for the three roundings."""
    women, men = CELLS["femmes", "total"], CELLS["hommes", "total"]
    if women in values and men in values:
        gap = (values[women] + values[men] - values[EVERYONE]).abs()
        whole = values.index.get_level_values("code").isin(_WITH_ARRONDISSEMENTS)
        for date, code in values.index[gap.gt(2 * ROUNDING) & ~whole]:
            what = f"{code}, {date} : femmes et hommes ne font pas le total, même à l’arrondi près."
            sheet.wrong(what, column=COUNT, remedy="vérifier chez le producteur : une colonne est peut-être décalée.")
        sheet.done()


def _table(date: str, values: pd.DataFrame, reasons: pd.DataFrame, ignored: list[str]) -> Table:
    index = reading.places("commune", values.index)
    return reading.table(
        SOURCE, date, "communes", index, values, reasons, extra=dict.fromkeys(values, _ROUNDED), ignored=ignored
    )


SOURCE = Source(
    id="dares",
    title="Demandeurs d’emploi inscrits à France Travail, catégories A, B, C, par commune (4e trimestre)",
    short="Dares, demandeurs d’emploi",
    producer="Dares, d’après France Travail",
    licence="Licence Ouverte 2.0",
    page="https://data.dares.travail-emploi.gouv.fr/explore/dataset/dares_defm_communales-brutes/",
    levels=("commune",),
    headers={
        "technique": NEEDED,
        "libelles": (
            "Date",
            "Code commune",
            "Sexe",
            "Tranche d['’]âge",
            "Catégorie",
            "Nombre de demandeurs d['’]emploi",
        ),
    },
    read=read,
    schema={
        COUNT: Numbers(
            multiple_of=ROUNDING,
            otherwise=f"n’est pas un multiple de {ROUNDING} : la Dares arrondit tous ses effectifs communaux",
            remedy="vérifier qu’il s’agit bien du fichier diffusé, et non d’un fichier interne.",
        )
    },
    secrecy=(
        "Effectifs arrondis par la Dares au multiple de 5 (aucun n’est masqué dans la Loire) ; l’arrondi au plus "
        "proche est supposé. Un 0 publié peut cacher un ou deux inscrits."
    ),
    caveat=(
        "Habitants inscrits à France Travail, tenus de chercher un emploi, sans emploi ou en activité réduite "
        "(catégories A, B et C), en moyenne sur le quatrième trimestre ; données brutes. Ni le chômage au sens du BIT, "
        "ni celui du recensement. Dans une petite commune, la variation d’une année peut n’être que l’arrondi. "
        "L’ancienneté d’inscription n’est pas publiée par commune."
    ),
    lag="au cours de l’année qui suit le trimestre, d’après les éditions passées (à vérifier)",
    files={
        "2024-T4": (
            RemoteFile(
                "https://data.dares.travail-emploi.gouv.fr/api/explore/v2.1/catalog/datasets/"
                "dares_defm_communales-brutes/exports/csv?delimiter=%3B"
            ),
        )
    },
    # The mean of three whole numbers is a third of a whole number: the farthest from its rounding is 7/3.
    reach={r"defm_abc\w*": 7 / 3},
    not_released={
        "departement": "total départemental absent du fichier communal",
        "region": "total régional absent du fichier communal",
        "france": "total national absent du fichier communal, où il n’est pas une ligne de commune",
    },
)
