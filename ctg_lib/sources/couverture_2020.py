"""Cnaf, `TAUXCOUV2020.csv` and `TAUXCOUV2021.csv`: the last global rates of childcare published for every commune.

One row a commune, which repeats the rates of its intercommunalité and of France. No part of the rate is given, and
nothing followed: two points, of a method revised since, that are never put on the line of the current series.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ctg_lib.sources import dated, reading
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.schema import Numbers

RATE = "tauxcouv"
COMMUNE, EPCI = "NUM_COM", "NUM_EPCI"
# The two editions, and two copies of the first, do not name the same rates alike.
NAMES = {
    "commune": ("tauxcouv_com", "TAUXCOUV_COM", "TAUXCOUV_COMM"),
    "epci": ("tauxcouv_epci", "TAUXCOUV_EPCI"),
    "france": ("tauxcouv_fe", "tauxcouv_nat", "TAUXCOUV_FE", "TAUXCOUV_NAT"),
}
_OUTSIDE_ANY_EPCI = r"|X+|Z+|0+|ZZZZZZZZZ"
# The producer published this edition with its codes as numbers: those of the départements 01 to 09 have four digits.
LOST_ZEROS = "2021"
_OLDEST_GEOGRAPHY = "2021"


def read(path: Path) -> list[Table]:
    """One table, of the year in the name of the file: no column gives it."""
    year = dated.year_of(path)
    sheet = reading.open_sheet(path, [COMMUNE])
    rates = {level: next((name for name in names if name in sheet.cells), "") for level, names in NAMES.items()}
    if not rates["commune"]:
        sheet.require(NAMES["commune"][:1])
    ignored = _give_zeros_back(sheet) if year == LOST_ZEROS else []
    codes = sheet.codes(COMMUNE, "commune", current=year >= _OLDEST_GEOGRAPHY)
    held = {level: name for level, name in rates.items() if name and (level != "epci" or EPCI in sheet.cells)}
    numbers, marks = sheet.numbers(list(held.values()), SOURCE.schema, key=[COMMUNE])
    groups = {"commune": codes, "epci": _groupings(sheet), "france": pd.Series("FR", index=sheet.cells.index)}
    frames = [_told_once(sheet, level, groups[level], numbers[name], marks[name]) for level, name in held.items()]
    sheet.done()
    every = pd.concat(frames)
    index = pd.MultiIndex.from_frame(every[["level", "territory"]])
    left = [name for name in sheet.cells if name not in (COMMUNE, EPCI, *held.values())]
    ignored += [f"colonne « {name} »" for name in left]
    return [
        reading.table(
            SOURCE,
            year,
            "communes",
            index,
            every[["rate"]].set_axis([RATE], axis=1),
            every[["mark"]].set_axis([RATE], axis=1),
            ignored=ignored,
        )
    ]


def _give_zeros_back(sheet: reading.Sheet) -> list[str]:
    """Four digits are five again in the one edition that lost every leading zero.

    Elsewhere a lost zero is refused, for it comes from a spreadsheet that may have spoilt more. Here it is the
    producer's own file, that no download would mend: the loss is known, it is total (no code starts with a zero) and
    has one reading only (a code of four digits is no code). A file where some codes kept their zero is not that one:
    it stays as it is, and is refused row by row.
    """
    codes = sheet.cells[COMMUNE].str.strip()
    short = codes.str.fullmatch(r"[1-9][0-9]{3}")
    if not short.any() or codes.str.startswith("0").any():
        return []
    sheet.cells = sheet.cells.assign(**{COMMUNE: codes.mask(short, "0" + codes)})
    return [f"{int(short.sum())} codes de quatre chiffres lus avec leur zéro initial (défaut connu de cette édition)"]


def _groupings(sheet: reading.Sheet) -> pd.Series:
    """The EPCI of each commune, checked by its form: it may have disappeared since. Empty outside any."""
    if EPCI not in sheet.cells:
        return pd.Series("", index=sheet.cells.index)
    codes = sheet.cells[EPCI].str.strip()
    codes = codes.mask(codes.str.fullmatch(_OUTSIDE_ANY_EPCI), "")
    for row, code in codes[codes.ne("") & ~codes.str.fullmatch(reading.CODE["epci"])].items():
        sheet.wrong(f"« {code} » n’est pas un SIREN d’intercommunalité.", row=row, column=EPCI, remedy="le corriger.")
    return codes


def _told_once(sheet: reading.Sheet, level: str, codes: pd.Series, rates: pd.Series, marks: pd.Series) -> pd.DataFrame:
    """One row a territory: the rate that all its communes repeat; two rates for one place are refused."""
    frame = pd.DataFrame({"level": level, "territory": codes, "rate": rates, "mark": marks})[codes.ne("")]
    first = frame.drop_duplicates("territory")
    if level != "commune":
        expected = frame["territory"].map(first.set_index("territory")["rate"])
        for row in frame.index[frame["rate"].ne(expected) & ~(frame["rate"].isna() & expected.isna())]:
            what = f"deux taux pour {frame.at[row, 'territory']} : {expected[row]:g} et {frame.at[row, 'rate']:g}."
            sheet.wrong(what, row=row, column=str(rates.name), remedy="reprendre le fichier du producteur.")
    return first


SOURCE = Source(
    id="couverture_2020",
    title="Taux de couverture global de toutes les communes, éditions 2020 et 2021 (TAUXCOUV)",
    short="Cnaf, taux de couverture communal",
    producer="Cnaf",
    licence="Licence Ouverte 2.0",
    page="https://data.caf.fr/",
    levels=("commune", "epci", "france"),
    headers={
        "TAUXCOUV": (COMMUNE, EPCI, r"tauxcouv_comm?", r"tauxcouv_epci", r"tauxcouv_(?:fe|nat)"),
    },
    read=read,
    # Places may be more than children, by far where a village has two of them: the bound catches another unit.
    schema={r"(?i:tauxcouv)_\w+": Numbers(high=5000)},
    secrecy="Aucun secret signalé dans le fichier ; un taux communal peut reposer sur quelques enfants.",
    caveat=(
        "Deux éditions closes, 2020 et 2021, d’une méthode révisée depuis : à lire seules, jamais en suite de la série "
        "courante. Taux global seulement ; dans une petite commune il peut dépasser 100, ou valoir 0, et ne tenir qu’à "
        "quelques enfants."
    ),
    lag="série close : la Cnaf ne publie plus ce taux que pour les communes de plus de 10 000 habitants",
    without_address="Ancien site de données de la Cnaf : demander à la Caf TAUXCOUV2020.csv et TAUXCOUV2021.csv.",
    additive=False,
    not_released=dict.fromkeys(("departement", "region"), "taux répété dans le fichier, non lu à ce niveau"),
    france="France (périmètre de la Cnaf)",
)
