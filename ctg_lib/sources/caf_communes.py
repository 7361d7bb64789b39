"""Cnaf, `s_ben_*`: households and persons covered by the Caf on 31 December, from the commune to the nation.

Four files of one shape. Those of communes and intercommunalités are rounded to 5; those of départements and of the
nation are exact and monthly: their Decembers alone are read. Benefits for disabled persons begin at the
intercommunalité.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ctg_lib import parameters
from ctg_lib.errors import Problem
from ctg_lib.sources import reading
from ctg_lib.sources.card import Held, RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers
from ctg_lib.value import Status

PERSONS = "indnbp_"
HOUSEHOLDS = "indfoy_"
BENEFICIARIES = "indben_"
AMOUNTS = "indmtt_"
ROUNDING = 5
COUNTED = rf"(?:{PERSONS}|{HOUSEHOLDS}|{BENEFICIARIES})\w+"
# What the indicators read: a file without one of these is another file, or a spoilt one.
NEEDED = (
    "indfoy_ndur",
    "indnbp_ndur",
    "indfoy_rsa",
    "indfoy_ppa",
    "indfoy_ndural",
    "indfoy_af",
    "indfoy_ndurpaje",
)
# Adults and children with a disability: told for each commune as what it is, not released.
DISABILITY = ("indben_aah", "indben_aeeh")
_WITHHELD = (Status.NOT_RELEASED, "la Cnaf ne publie l’AAH et l’AEEH qu’à partir de l’intercommunalité")
_ROUNDED = (Status.ROUNDED, f"arrondi par la Cnaf au multiple de {ROUNDING} le plus proche")
_DECEMBER = (r"20[0-9]{2}-12", "AAAA-12 (décembre)")
_MONTH = (r"20[0-9]{2}-(?:0[1-9]|1[0-2])(?:-01)?", "AAAA-MM")
_EXACT = {COUNTED: Numbers(multiple_of=1, otherwise="n’est pas un nombre entier de foyers ou de personnes")}
_PORTAL = "https://data.caf.fr/api/explore/v2.1/catalog/datasets/{}/exports/csv"


@dataclass(frozen=True)
class _Shape:
    """One of the four files. key: its column of codes, empty for the nation. nowhere: codes of no territory."""

    dataset: str
    level: str
    key: str
    nowhere: str = ""
    without: str = ""
    rounded: bool = False


SHAPES = {
    # Households that the Cnaf cannot place stand under an empty or technical code: they belong to no commune.
    "communes": _Shape(
        "s_ben_com_f", "commune", "numcomdo", r"|[0-9AB]{0,2}X+|99999", "sans commune (foyers non localisés)", True
    ),
    "epci": _Shape("s_ben_epci_f", "epci", "numepci", r"|X+|9+", "sans intercommunalité", True),
    "dep": _Shape("s_ben_dep", "departement", "numdep", r"|X+|9+", "sans département"),
    "nat": _Shape("s_ben_nat", "france", ""),
}


def read(path: Path) -> list[Table]:
    """One table for each December. Amounts (`indmtt_*`) are those of one month: they are left out."""
    sheet = reading.open_sheet(path, ["dtreffre"])
    part = next((name for name, shape in SHAPES.items() if shape.key in sheet.cells), "nat")
    shape = SHAPES[part]
    sheet.require(SOURCE.headers[shape.dataset])
    ignored = [f"colonne « {name} » : montants du seul mois" for name in sheet.cells if name.startswith(AMOUNTS)]
    ignored += _drop_rows_of_nowhere(sheet, shape)
    codes = sheet.codes(shape.key, shape.level) if shape.key else pd.Series("FR", index=sheet.cells.index)
    ignored += [*_keep_decembers(sheet, shape), *_keep_the_fullest(sheet, shape)]
    key = ["dtreffre", *([shape.key] if shape.key else [])]
    columns = [name for name in sheet.cells.columns if re.fullmatch(COUNTED, name)]
    numbers, marks = sheet.numbers(columns, SOURCE.schema if shape.rounded else _EXACT, key=key)
    _check_households(sheet, shape, numbers)
    sheet.done()
    if shape.level == "commune":
        for name in DISABILITY:
            if name not in columns:
                numbers[name], marks[name] = float("nan"), pd.Series([_WITHHELD] * len(marks), marks.index)
    extra = dict.fromkeys(columns, _ROUNDED) if shape.rounded else {}
    tables = []
    for date, rows in sheet.cells.groupby("dtreffre").groups.items():
        index = reading.places(shape.level, codes[rows])
        tables.append(
            reading.table(
                SOURCE, str(date), part, index, numbers.loc[rows], marks.loc[rows], extra=extra, ignored=ignored
            )
        )
    return tables


def _drop_rows_of_nowhere(sheet: reading.Sheet, shape: _Shape) -> list[str]:
    if not shape.key:
        return []
    nowhere = sheet.cells[shape.key].str.strip().str.fullmatch(shape.nowhere)
    sheet.cells = sheet.cells[~nowhere]
    return [_lines(int(nowhere.sum()), shape.without)] if nowhere.any() else []


def _keep_decembers(sheet: reading.Sheet, shape: _Shape) -> list[str]:
    """Only Decembers are published by commune; of a monthly file the other months are left out, and told."""
    months = sheet.pattern("dtreffre", *(_DECEMBER if shape.rounded else _MONTH)).str[:7]
    december = months.str.endswith("-12")
    if not december.any():
        sheet.wrong("aucun mois de décembre.", column="dtreffre", remedy="reprendre le fichier entier du producteur.")
    sheet.cells = sheet.cells.assign(dtreffre=months)[december | shape.rounded]
    left = len(months) - len(sheet.cells)
    return [_lines(left, "d’autres mois que décembre")] if left else []


def _lines(count: int, which: str) -> str:
    return f"{count} ligne{'s' if count > 1 else ''} {which}"


def _keep_the_fullest(sheet: reading.Sheet, shape: _Shape) -> list[str]:
    """Of several rows for one territory and date (the Cnaf writes technical ones), the one with most households.

    Two rows that differ and have as many households are left there: one too many, as everywhere.
    """
    if shape.level not in ("epci", "departement"):
        return []
    keys = sheet.cells[["dtreffre", shape.key]].apply(lambda column: column.str.strip())
    told, dropped = [], []
    for (date, code), rows in keys[keys.duplicated(keep=False)].groupby(["dtreffre", shape.key]).groups.items():
        households = pd.to_numeric(sheet.cells.loc[rows, "indfoy_ndur"].str.replace(",", "."), errors="coerce")
        if households.isna().all():
            continue
        best = households.idxmax()
        same = sheet.cells.loc[rows].eq(sheet.cells.loc[best]).all(axis=1)
        lesser = [row for row in rows if row != best and (same[row] or not households[row] >= households[best])]
        dropped += lesser
        counts = ", ".join(f"{households[row]:g}" for row in lesser)
        if lesser:
            told.append(f"« {code} », {date} : ligne de {households[best]:g} foyers gardée, écartée celle de {counts}")
    sheet.cells = sheet.cells.drop(dropped)
    return told


def _check_households(sheet: reading.Sheet, shape: _Shape, numbers: pd.DataFrame) -> None:
    """A household has at least one person, and rounding keeps that order; the nation has millions of them."""
    for row in numbers.index[numbers["indnbp_ndur"] < numbers["indfoy_ndur"]]:
        sheet.wrong(
            "moins de personnes couvertes que de foyers.",
            row=row,
            column="indnbp_ndur",
            remedy="vérifier que les deux colonnes ne sont pas interverties.",
        )
    if not shape.key:
        least = parameters.value("cnaf_foyers_france_minimum")
        for row in numbers.index[numbers["indfoy_ndur"] < least]:
            sheet.wrong(
                "trop peu de foyers pour la France entière, et aucune colonne de territoire.",
                row=row,
                column="indfoy_ndur",
                remedy="reprendre le fichier du producteur, avec sa colonne de codes.",
            )


def agrees_with_the_nation(table: Table, held: Held) -> list[Problem]:
    """The sum of the communes of the whole country is that of the nation, within the tolerance, benefit by benefit.

    Checked whichever of the two files comes last. An extract of some départements is not the country.
    """
    known = held(table.source, table.vintage)
    read_now = table.values
    communes, nation = (_of_level(level, read_now, known) for level in ("commune", "france"))
    if communes is None or nation is None or not {table.part} & {"communes", "nat"}:
        return []
    codes = communes.index.get_level_values("territory")
    departements = {code[:3] if code.startswith("97") else code[:2] for code in codes}
    if len(departements) < parameters.value("cnaf_controle_departements"):
        return []
    tolerance = parameters.value("cnaf_controle_ecart")
    problems = []
    for name in [name for name in communes if name in nation and name not in DISABILITY]:
        total, published = communes[name].sum(), nation[name].iloc[0]
        if published > 0 and abs(total / published - 1) > tolerance:
            what = (
                f"{table.vintage} : les communes font {total:.0f}, la France {published:.0f}, soit "
                f"{_percent(total / published - 1)} d’écart pour {_percent(tolerance)} tolérés."
            )
            remedy = "un des deux fichiers est tronqué, ou une colonne décalée : reprendre les deux chez le producteur."
            problems.append(Problem(what, column=name, remedy=remedy))
    return problems


def _percent(share: float) -> str:
    return f"{100 * abs(share):.1f}\u202f%".replace(".", ",")


def _of_level(level: str, *tables: pd.DataFrame | None) -> pd.DataFrame | None:
    """The rows of a level in the first table that has some."""
    for values in tables:
        if values is not None and level in values.index.get_level_values("level"):
            return values.xs(level, level="level", drop_level=False)
    return None


SOURCE = Source(
    id="caf_communes",
    title="Toutes prestations : foyers allocataires et personnes couvertes (s_ben, quatre niveaux)",
    short="Cnaf, allocataires",
    producer="Cnaf",
    licence="Licence Ouverte 2.0",
    page="https://data.caf.fr/explore/dataset/s_ben_com_f/",
    levels=("commune", "epci", "departement", "france"),
    headers={shape.dataset: ("dtreffre", *([shape.key] if shape.key else []), *NEEDED) for shape in SHAPES.values()},
    read=read,
    schema={
        COUNTED: Numbers(
            multiple_of=ROUNDING,
            otherwise=f"n’est pas un multiple de {ROUNDING} : la Cnaf arrondit tous ses effectifs communaux",
            remedy="vérifier qu’il s’agit bien du fichier diffusé, et non d’un fichier interne de la Caf.",
        )
    },
    secrecy=(
        "Communes et intercommunalités : effectifs arrondis par la Cnaf au multiple de 5 le plus proche, un x publié "
        "vaut de x − 2 à x + 2. Départements et France : effectifs exacts. L’AAH et l’AEEH ne sont pas diffusées par "
        "commune."
    ),
    caveat=(
        "Régime Caf seul (la MSA n’y est pas), photographie de décembre. Un foyer allocataire n’est ni un ménage ni "
        "une personne, et un foyer peut percevoir plusieurs prestations : les colonnes ne s’additionnent pas."
    ),
    lag="environ douze mois après la date de référence (décembre N paraît fin N + 1), d’après les éditions passées",
    files={"2024-12": tuple(RemoteFile(_PORTAL.format(shape.dataset)) for shape in SHAPES.values())},
    reach={COUNTED: (ROUNDING - 1) / 2},
    not_released={
        "epci": "fichier des intercommunalités (s_ben_epci_f) non chargé",
        "departement": "fichier des départements (s_ben_dep) non chargé",
        "region": "la Cnaf ne publie pas ces effectifs par région",
        "france": "fichier national (s_ben_nat) non chargé",
    },
    # Its exact perimeter is not written in the file: no ratio is made with a « France » of another source.
    france="France entière (périmètre de la Cnaf)",
    control=agrees_with_the_nation,
)
