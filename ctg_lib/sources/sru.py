"""Ministère du Logement, « Communes et inventaire SRU »: social housing of the communes that article 55 concerns.

One file a year, whose column names carry dates, sometimes accents, and one a space. Rates and amounts are texts
(« 16,36% », « 109 660,39 € ») in the producer's file, plain numbers in a republication: both are read.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers
from ctg_lib.value import Status

CODE = "Code_INSEE_commune"
_PERIOD = r"(?:_20[0-9]{2}_20[0-9]{2})?"
# Each variable under the name that it keeps here, and the producer's name of it, whatever the edition.
COLUMNS = {
    "Nombre_lls": r"Nombre_lls_ ?Inventaire_au_01_01_(?P<inventory>20[0-9]{2})",
    "Taux_SRU": r"Taux_SRU_au_01_01_(?P<inventory>20[0-9]{2})",
    "Taux_cible_commune": rf"Taux_cible_commune{_PERIOD}",
    "Commune_deficitaire": r"[Cc]ommune_d[eé]ficitaire(?:_au_01-01-20[0-9]{2}|_20[0-9]{2})?",
    "Commune_carencee": rf"Commune_carenc[eé]e{_PERIOD}",
    "Commune_exemptee": rf"Commune_exempt[eé]e{_PERIOD}",
    "Prelevement_net": r"Pr[eé]l[eè]vement_net_20[0-9]{2}_dont_majoration",
}
# Where the producer writes words in place of a number.
_WORDS = {
    text: (Status.NOT_RELEASED, f"le fichier écrit « {text} » à la place d’un nombre")
    for text in ("Pas d'inventaire", ">25%", ">20%", "Entrée au dispositif")
}
_AMOUNT = r"-?[0-9][0-9\s]*(?:[.,][0-9]+)?\s*[%€]?"
_NOTHING = r"-\s*€"
_COMMUNES_ONLY = "l’inventaire est communal ; une somme sur les seules communes soumises serait partielle"
_FLAG = Numbers(high=1, multiple_of=1, otherwise="n’est ni 0 ni 1")


def read(path: Path) -> list[Table]:
    """One table, of 1 January of the inventory: counts, rates in per cent, amounts in euros, flags 0 or 1."""
    sheet = reading.open_sheet(path, [CODE])
    year = _rename(sheet)
    codes = sheet.codes(CODE, "commune")
    sheet.cells = sheet.cells.assign(**{name: _plain(sheet.cells[name]) for name in COLUMNS})
    numbers, marks = sheet.numbers(list(COLUMNS), SOURCE.schema, key=[CODE], codes=reading.ABSENT_CODES | _WORDS)
    sheet.done()
    others = [name for name in sheet.cells if name not in COLUMNS and name != CODE]
    ignored = [f"colonne « {name} » : lue ailleurs, ou sans usage ici" for name in others]
    index = reading.places("commune", codes)
    return [reading.table(SOURCE, f"{year}-01", "communes", index, numbers, marks, ignored=ignored)]


def _rename(sheet: reading.Sheet) -> str:
    """Give the columns the names that they keep here, and tell the year of the inventory."""
    found: dict[str, str] = {}
    years = set()
    for name, pattern in COLUMNS.items():
        matches = [match for column in sheet.cells.columns if (match := re.fullmatch(pattern, column))]
        if len(matches) != 1:
            what = "elle manque." if not matches else "plusieurs colonnes y ressemblent."
            sheet.wrong(what, row=1, column=name, remedy="reprendre le fichier du producteur, colonnes comprises.")
            continue
        found[matches[0][0]] = name
        years |= {matches[0]["inventory"]} if "inventory" in matches[0].groupdict() else set()
    if len(years) > 1:
        remedy = "reprendre le fichier du producteur."
        sheet.wrong("les logements et le taux ne sont pas du même inventaire.", row=1, remedy=remedy)
    sheet.done()
    sheet.cells = sheet.cells.rename(columns=found)
    return str(years.pop())


def _plain(cells: pd.Series) -> pd.Series:
    """Amounts without spaces nor units; words are left as they are."""
    text = cells.str.strip()
    amount = text.str.fullmatch(_AMOUNT)
    bare = text.str.replace(r"[\s%€]", "", regex=True)
    plain = text.mask(amount, bare).mask(text.str.fullmatch(_NOTHING), "0")
    return plain.replace({"true": "1", "false": "0", "True": "1", "False": "0"})


SOURCE = Source(
    id="sru",
    title="Inventaire SRU : logements sociaux des communes soumises à l’article 55",
    short="Ministère du Logement, inventaire SRU",
    producer="Ministère du Logement (DGALN/DHUP)",
    licence="Licence Ouverte 2.0",
    page="https://www.data.gouv.fr/datasets/communes-et-inventaire-sru/",
    levels=("commune",),
    headers={"inventaire": (CODE, *COLUMNS.values())},
    read=read,
    schema={
        "Nombre_lls": Numbers(multiple_of=1, otherwise="n’est pas un nombre entier de logements"),
        "Taux_SRU": Numbers(high=100),
        "Taux_cible_commune": Numbers(high=100),
        "Commune_(deficitaire|carencee|exemptee)": _FLAG,
        "Prelevement_net": Numbers(),
    },
    secrecy="Aucun secret : l’inventaire est public.",
    caveat=(
        "L’inventaire ne porte que sur les communes soumises à l’article 55 de la loi SRU : une commune absente n’est "
        "pas une commune sans logement social. Son décompte n’est ni celui du répertoire des bailleurs ni celui du "
        "recensement. Un prélèvement nul n’exclut pas le déficit."
    ),
    lag="un à deux ans après le 1er janvier de l’inventaire, d’après les éditions passées",
    files={
        "2025-01": (
            RemoteFile(
                "https://static.data.gouv.fr/resources/communes-et-inventaire-sru/20260811-123753/"
                "donnees-sru-data-gouv-2026.csv"
            ),
        ),
        "2024-01": (
            RemoteFile(
                "https://static.data.gouv.fr/resources/communes-et-inventaire-sru/20251219-143258/"
                "donnees-sru-data-gouv-2025-v2.csv"
            ),
        ),
    },
    # Rates are not added up, and counts of some communes only would be partial sums.
    additive=False,
    not_released={
        "commune": (
            "commune absente de l’inventaire chargé : non soumise à l’article 55, ou hors des départements qu’il "
            "couvre ; ce n’est pas un taux nul"
        ),
        **dict.fromkeys(("epci", "departement", "region", "france", "groupe"), _COMMUNES_ONLY),
    },
)
