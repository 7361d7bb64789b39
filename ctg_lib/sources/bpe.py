"""Insee, Base permanente des équipements: number of facilities by commune and type.

Which types count the same thing in two vintages is said by `bpe_passage` alone.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ctg_lib.sources import bpe_stock, reading
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers


def read(path: Path) -> list[Table]:
    """One table: rows = communes, columns = type codes (`D502`…), cells = number of facilities.

    Counted by Insee (two shapes) or here, from the file of the facilities one by one (`bpe_stock`): there each may also
    have its places, and those of social action are listed by name.

    The file writes positive counts only. A commune of a département that the file covers, without a row for a type
    that the file carries, has 0 of it; for any other type the file says nothing, and there is no column.
    """
    if bpe_stock.is_stock(path):
        return _of_stock(bpe_stock.open_stock(path))
    sheet = reading.open_sheet(path)
    ignored = _as_counts(sheet) if "FACILITY_TYPE" in sheet.cells else []
    sheet.require(SOURCE.headers["denombrement"])
    codes = sheet.codes("DEPCOM", "commune")
    years = sheet.pattern("AN", r"20[0-9]{2}", "AAAA")
    types = sheet.pattern("TYPEQU", r"[A-G][0-9]{3}", "D502")
    # Before 2021 the count is by IRIS: several rows make a commune.
    place = "DCIRIS" if "DCIRIS" in sheet.cells.columns else "DEPCOM"
    numbers, _ = sheet.numbers(["NB_EQUIP"], SOURCE.schema, key=[place, "TYPEQU", "AN"], codes={})
    _one_year(sheet, years)
    sheet.done()
    long = pd.DataFrame({"commune": codes, "type": types, "count": numbers["NB_EQUIP"]})
    wide = long.pivot_table(index="commune", columns="type", values="count", aggfunc="sum", fill_value=0.0)
    covered = _covered(set(codes), int(years.iloc[0]))
    wide = wide.reindex(covered, fill_value=0.0).rename_axis(columns=None).astype(float)
    index = reading.places("commune", wide.index)
    return [reading.table(SOURCE, years.iloc[0], "denombrement", index, wide, wide.iloc[:, :0], ignored=ignored)]


def _of_stock(sheet: reading.Sheet) -> list[Table]:
    codes = sheet.codes("DEPCOM", "commune")
    years = sheet.pattern("AN", r"20[0-9]{2}", "AAAA")
    types = sheet.pattern("TYPEQU", r"[A-G][0-9]{3}", "D502")
    capacity, _ = sheet.numbers(["CAPACITE"], bpe_stock.SCHEMA)
    degrees, _ = sheet.numbers(list(bpe_stock.DEGREES), bpe_stock.SCHEMA)
    _one_year(sheet, years)
    sheet.done()
    facilities = pd.DataFrame({"commune": codes, "type": types, "capacity": capacity["CAPACITE"]})
    covered = _covered(set(codes), int(years.iloc[0]))
    counts = pd.crosstab(facilities["commune"], facilities["type"]).reindex(covered, fill_value=0).astype(float)
    seats, marks = bpe_stock.seats(facilities, covered)
    values = pd.concat([counts.rename_axis(columns=None), seats], axis=1)
    index = reading.places("commune", values.index)
    places = bpe_stock.places(sheet, facilities, degrees)
    ignored = ["noms des professionnels et des commerces : non repris"]
    return [reading.table(SOURCE, years.iloc[0], "stock", index, values, marks, ignored=ignored, places=places)]


def _one_year(sheet: reading.Sheet, years: pd.Series) -> None:
    if years.nunique() > 1:
        sheet.wrong(f"plusieurs millésimes : {', '.join(sorted(set(years)))}.", column="AN", remedy="un par fichier.")


def _as_counts(sheet: reading.Sheet) -> list[str]:
    """The Melodi file under the names of the former one: communes and types, its totals and other levels left out."""
    sheet.require(SOURCE.headers["melodi"])
    text = sheet.cells[list(SOURCE.headers["melodi"])].apply(lambda column: column.str.strip())
    chosen = text["GEO_OBJECT"].eq("COM") & text["BPE_MEASURE"].eq("FACILITIES") & text["FACILITY_TYPE"].ne("_T")
    names = {"GEO": "DEPCOM", "FACILITY_TYPE": "TYPEQU", "TIME_PERIOD": "AN", "OBS_VALUE": "NB_EQUIP"}
    sheet.cells = text[chosen].rename(columns=names)[list(names.values())]
    if sheet.cells.empty:
        sheet.wrong("aucun équipement compté par commune.", remedy="reprendre le fichier du producteur.")
    sheet.done()
    return [f"{int((~chosen).sum())} lignes d’autres niveaux ou de totaux"]


def _covered(codes: set[str], year: int) -> list[str]:
    """The communes of the file, and those of the same départements that it does not name: they have none.

    A commune re-created since is left out: at the time, its facilities were counted with another.
    """
    departements = {_departement(code) for code in codes}
    others = {code for code in reading.current_communes(since=year) if _departement(code) in departements}
    return sorted(codes | others)


def _departement(code: str) -> str:
    return code[:3] if code.startswith("97") else code[:2]


SOURCE = Source(
    id="bpe",
    title="Base permanente des équipements, dénombrement par commune",
    short="Insee, BPE",
    producer="Insee",
    licence="Licence Ouverte 2.0",
    page="https://www.insee.fr/fr/metadonnees/source/serie/s1161",
    levels=("commune",),
    headers={
        "denombrement": ("DEPCOM", "TYPEQU", "AN", "NB_EQUIP"),
        "melodi": ("GEO", "GEO_OBJECT", "FACILITY_TYPE", "BPE_MEASURE", "TIME_PERIOD", "OBS_VALUE"),
        "stock": bpe_stock.NEEDED,
    },
    read=read,
    schema={
        "NB_EQUIP": Numbers(high=100_000, multiple_of=1, otherwise="n’est pas un nombre entier d’équipements"),
        **bpe_stock.SCHEMA,
    },
    secrecy="Aucun secret : équipements ouverts au public.",
    caveat=(
        "La BPE compte des lieux ou des professionnels, ni des places ni des horaires ; un équipement de la commune "
        "voisine n’y est pas. Les codes changent d’un millésime à l’autre : aucune évolution n’est lue par code."
    ),
    lag="environ douze mois après le 1er janvier de référence, d’après les éditions passées",
    files={"2025": (RemoteFile("https://api.insee.fr/melodi/file/DS_BPE/DS_BPE_2025_CSV_FR"),)},
)
