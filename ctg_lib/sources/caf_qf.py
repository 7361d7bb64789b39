"""Cnaf, `ndur_s_qf_400_com_f`: households of the Caf by band of 400 € of quotient familial, in each commune.

One row a commune, a December and a band. The bands become columns: `foyers_qf_0_399`, `personnes_qf_0_399`…
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ctg_lib.errors import Problem
from ctg_lib.sources import reading
from ctg_lib.sources.card import Held, RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers, declared_for
from ctg_lib.value import Status

ROUNDING = 5
# As the file words them, and as the store names them; the last are wider.
BANDS = {
    "moins de 400 euros": "0_399",
    "entre 400 et 799 euros": "400_799",
    "entre 800 et 1199 euros": "800_1199",
    "entre 1200 et 1599 euros": "1200_1599",
    "entre 1600 et 1999 euros": "1600_1999",
    "entre 2000 et 3999 euros": "2000_3999",
    "4000 euros ou plus": "4000_plus",
    "inconnu": "inconnu",
}
HOUSEHOLDS, PERSONS = "foyers_qf_", "personnes_qf_"
MEASURES = {"indfoy_ndur": HOUSEHOLDS, "indnbp_ndur": PERSONS}
COUNTED = rf"(?:{HOUSEHOLDS}|{PERSONS})\w+"
KEY = ("dtreffre", "numcomdo", "qf_400")
_ROUNDED = (Status.ROUNDED, f"arrondi par la Cnaf au multiple de {ROUNDING} le plus proche")
_NO_ROW = (Status.ROUNDED, "aucune ligne pour cette tranche dans le fichier : au plus 2, arrondis à 0")
_NOWHERE = r"|[0-9AB]{0,2}X+|99999"


def read(path: Path) -> list[Table]:
    """One table for each December. A band without a row counts no household: the Cnaf rounds, it does not hide."""
    sheet = reading.open_sheet(path, [*KEY, *MEASURES])
    nowhere = sheet.cells["numcomdo"].str.strip().str.fullmatch(_NOWHERE)
    sheet.cells = sheet.cells[~nowhere]
    codes = sheet.codes("numcomdo", "commune")
    dates = sheet.pattern("dtreffre", r"20[0-9]{2}-12", "AAAA-12 (décembre)")
    sheet.cells = sheet.cells.assign(qf_400=_bands(sheet))
    numbers, marks = sheet.parsed(list(MEASURES))
    sheet.check(numbers, declared_for(SOURCE.schema, list(MEASURES)), KEY, marks)
    for row in numbers.index[numbers["indnbp_ndur"] < numbers["indfoy_ndur"]]:
        sheet.wrong(
            "moins de personnes couvertes que de foyers.",
            row=row,
            column="indnbp_ndur",
            remedy="vérifier que les deux colonnes ne sont pas interverties.",
        )
    sheet.done()
    long = numbers.assign(date=dates, commune=codes, band=sheet.cells["qf_400"])
    count = int(nowhere.sum())
    ignored = [f"{count} ligne{'s' if count > 1 else ''} sans commune (foyers non localisés)"] if count else []
    return [_table(str(date), rows, ignored) for date, rows in long.groupby("date")]


def _bands(sheet: reading.Sheet) -> pd.Series:
    """The name of each row's band; a wording that is not known stops the reading."""
    words = sheet.cells["qf_400"].str.strip().str.lower().str.replace("€", "euros", regex=False)
    for row in words.index[~words.isin(list(BANDS))]:
        known = " ; ".join(BANDS)
        what = f"« {sheet.cells.at[row, 'qf_400']} » n’est pas une tranche connue."
        sheet.wrong(what, row=row, column="qf_400", remedy=f"écrire une de celles-ci : {known} ; ou retirer la ligne.")
    return words.map(BANDS).fillna(words)


def _table(date: str, rows: pd.DataFrame, ignored: list[str]) -> Table:
    wide = rows.pivot(index="commune", columns="band", values=list(MEASURES))
    wide.columns = [f"{MEASURES[str(measure)]}{band}" for measure, band in wide.columns]
    columns = [f"{prefix}{band}" for prefix in MEASURES.values() for band in BANDS.values()]
    wide = wide.reindex(columns=columns)
    absent = wide.isna()
    marks = absent.map(lambda hole: _NO_ROW if hole else _ROUNDED).astype(object)
    index = reading.places("commune", wide.index)
    return reading.table(SOURCE, date, "communes", index, wide.fillna(0.0), marks, ignored=ignored)


def makes_the_total(table: Table, held: Held) -> list[Problem]:
    """The bands of a commune make its households, where those are loaded: a lost row or a moved column shows there.

    Each of the counts is rounded, so the sum may be off by two for each.
    """
    known = held("caf_communes", table.vintage)
    if known is None or "indfoy_ndur" not in known:
        return []
    bands = [f"{HOUSEHOLDS}{band}" for band in BANDS.values()]
    sums = table.values[bands].sum(axis=1)
    totals = known["indfoy_ndur"].reindex(sums.index)
    reach = (ROUNDING - 1) / 2 * (len(bands) + 1)
    wrong = sums.index[(sums - totals).abs() > reach]
    return [
        Problem(
            f"{place[1]}, {table.vintage} : les tranches font {sums[place]:.0f} foyers, le fichier des prestations "
            f"{totals[place]:.0f}.",
            column="indfoy_ndur",
            remedy="une ligne manque ou une colonne est décalée : reprendre les deux fichiers chez le producteur.",
        )
        for place in wrong
    ]


_FIVES = Numbers(
    multiple_of=ROUNDING,
    blank=False,
    otherwise=f"n’est pas un multiple de {ROUNDING} : la Cnaf arrondit tous ses effectifs communaux",
    remedy="vérifier qu’il s’agit bien du fichier diffusé, et non d’un fichier interne de la Caf.",
)

SOURCE = Source(
    id="caf_qf",
    title="Foyers allocataires par tranche de quotient familial de 400 € (ndur_s_qf_400_com_f)",
    short="Cnaf, quotient familial",
    producer="Cnaf",
    licence="Licence Ouverte 2.0",
    page="https://data.caf.fr/explore/dataset/ndur_s_qf_400_com_f/",
    levels=("commune",),
    # What no other file of the Caf has counts three times: a lost column of those never makes one of these.
    headers={"ndur_s_qf_400_com_f": ("dtreffre", "qf_400", r"qf_\d+", r"qf_.+")},
    read=read,
    schema={r"ind(?:foy|nbp)_ndur": _FIVES},
    secrecy="Effectifs arrondis par la Cnaf au multiple de 5 le plus proche : un x publié vaut de x − 2 à x + 2.",
    caveat=(
        "Quotient familial de décembre : les revenus du foyer rapportés à ses parts. Foyers allocataires du régime Caf "
        "seulement : ceux qui ne perçoivent rien, souvent plus aisés, n’y sont pas. Qui additionne des tranches "
        "additionne leurs arrondis."
    ),
    lag="environ douze mois après la date de référence (décembre N paraît fin N + 1), d’après les éditions passées",
    files={
        "2024-12": (
            RemoteFile("https://data.caf.fr/api/explore/v2.1/catalog/datasets/ndur_s_qf_400_com_f/exports/csv"),
        )
    },
    reach={COUNTED: (ROUNDING - 1) / 2},
    not_released=dict.fromkeys(("region", "france"), "la Cnaf ne publie pas ces effectifs dans le fichier communal"),
    control=makes_the_total,
)
