"""Cnaf, `s_ben_com_f`: households and persons covered by the Caf in each commune, on 31 December."""

from __future__ import annotations

import re
from pathlib import Path

from ctg_lib.sources import reading
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers
from ctg_lib.value import Status

PERSONS = "indnbp_"
HOUSEHOLDS = "indfoy_"
AMOUNTS = "indmtt_"
ROUNDING = 5
COUNTED = rf"(?:{PERSONS}|{HOUSEHOLDS})\w+"
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
_ROUNDED = (Status.ROUNDED, f"arrondi par la Cnaf au multiple de {ROUNDING} le plus proche")


def read(path: Path) -> list[Table]:
    """One table for each December; communes only. Amounts (`indmtt_*`) are one month: they are left out."""
    sheet = reading.open_sheet(path, SOURCE.headers["s_ben_com_f"])
    # Households that the Cnaf cannot place stand under an empty or technical code: they belong to no commune.
    nowhere = sheet.cells["numcomdo"].str.strip().str.fullmatch(r"|[0-9AB]{0,2}X+|99999")
    sheet.cells = sheet.cells[~nowhere]
    codes = sheet.codes("numcomdo", "commune")
    dates = sheet.pattern("dtreffre", r"20[0-9]{2}-12", "AAAA-12 (décembre)")
    columns = [name for name in sheet.cells.columns if re.fullmatch(COUNTED, name)]
    numbers, marks = sheet.numbers(columns, SOURCE.schema, key=["dtreffre", "numcomdo"])
    # A household has at least one person, and rounding keeps that order.
    for row in numbers.index[numbers["indnbp_ndur"] < numbers["indfoy_ndur"]]:
        sheet.wrong(
            "moins de personnes couvertes que de foyers.",
            row=row,
            column="indnbp_ndur",
            remedy="vérifier que les deux colonnes ne sont pas interverties.",
        )
    sheet.done()
    ignored = [f"colonne « {name} » : montants du seul mois" for name in sheet.cells if name.startswith(AMOUNTS)]
    if nowhere.any():
        ignored.append(f"{int(nowhere.sum())} lignes sans commune (foyers non localisés)")
    extra = dict.fromkeys(columns, _ROUNDED)
    tables = []
    for date in sorted(set(dates)):
        rows = dates.eq(date)
        index = reading.places("commune", codes[rows])
        table = reading.table(SOURCE, date, "communes", index, numbers[rows], marks[rows], extra=extra, ignored=ignored)
        tables.append(table)
    return tables


SOURCE = Source(
    id="caf_communes",
    title="Toutes prestations : foyers allocataires et personnes couvertes par commune (s_ben_com_f)",
    short="Cnaf, allocataires",
    producer="Cnaf",
    licence="Licence Ouverte 2.0",
    page="https://data.caf.fr/explore/dataset/s_ben_com_f/",
    levels=("commune",),
    headers={"s_ben_com_f": ("dtreffre", "numcomdo", *NEEDED)},
    read=read,
    schema={
        COUNTED: Numbers(
            multiple_of=ROUNDING,
            otherwise=f"n’est pas un multiple de {ROUNDING} : la Cnaf arrondit tous ses effectifs communaux",
            remedy="vérifier qu’il s’agit bien du fichier diffusé, et non d’un fichier interne de la Caf.",
        )
    },
    secrecy="Effectifs arrondis par la Cnaf au multiple de 5 le plus proche : un x publié vaut de x − 2 à x + 2.",
    caveat=(
        "Régime Caf seul (la MSA n’y est pas), photographie de décembre. Un foyer allocataire n’est ni un ménage ni "
        "une personne, et un foyer peut percevoir plusieurs prestations : les colonnes ne s’additionnent pas."
    ),
    lag="environ douze mois après la date de référence (décembre N paraît fin N + 1), d’après les éditions passées",
    files={
        "2024-12": (RemoteFile("https://data.caf.fr/api/explore/v2.1/catalog/datasets/s_ben_com_f/exports/csv"),),
    },
    reach={COUNTED: (ROUNDING - 1) / 2},
    not_released=dict.fromkeys(
        ("epci", "departement", "region", "france"),
        "fichier communal seul chargé ; la Cnaf publie ce niveau dans un autre fichier",
    ),
)
