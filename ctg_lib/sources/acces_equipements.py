"""Insee, access to facilities: minutes by car from each inhabited cell of 200 m to the nearest facility of a type.

One Parquet a région, a row a cell and a type of facility of the BPE. Columns of the store, one row a commune, for each
of `SERVICES`: `POP_CRECHE` (inhabitants counted), `MINUTES_CRECHE` (sum over the cells of inhabitants × minutes) and
`LOIN15_CRECHE` (inhabitants further than that many minutes). All three may be added up over communes: the mean of an
intercommunalité is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ctg_lib import geography, parameters, parquet
from ctg_lib.sources import opening, reading
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.dated import year_of
from ctg_lib.sources.schema import Numbers, failures
from ctg_lib.value import Status

# A cell cut by the border of a commune or of a quarter has one row for each side, with the inhabitants of that side.
CELL = ("idSrc", "depcom", "iris")
NEEDED = (*CELL, "pop", "typeeq_id", "duree")
# A service that the BPE tells by several types is as near as the nearest of them.
SERVICES = {
    "CRECHE": ("D502", "D509"),
    "RPE": ("D504",),
    "ALSH": ("D505",),
    "ECOLE": ("C107", "C108", "C109"),
    "COLLEGE": ("C201",),
    "LYCEE": ("C301", "C302"),
    "FRANCE_SERVICES": ("A128",),
    "POSTE": ("A206", "A207", "A208"),
    "FRANCE_TRAVAIL": ("A122",),
    "GENERALISTE": ("D265",),
    "PHARMACIE": ("D307",),
    "MAISON_SANTE": ("D113",),
    "AINES_HEBERGEMENT": ("D401",),
    "AINES_DOMICILE": ("D403",),
    "BIBLIOTHEQUE": ("F307",),
    "GYMNASE": ("F121",),
    "BASSIN": ("F101",),
    "GARE": ("E107", "E108", "E109"),
}
KINDS = tuple(kind for kinds in SERVICES.values() for kind in kinds)
COUNTED, MINUTES = "POP_", "MINUTES_"
# The threshold is in the name: figures counted with another one are never taken for these.
LIMIT = int(parameters.value("acces_minutes_loin"))
FAR = f"LOIN{LIMIT}_"
# A file wrong from end to end is told by its first rows: millions of problems would help nobody.
_TOLD = 100
_PARTIAL = (
    Status.NOT_RELEASED,
    "durée non donnée pour une partie des habitants : une moyenne partielle serait fausse",
)


@dataclass(frozen=True)
class Grid:
    """The rows of the types that are read, and the cells that they are about.

    rows: cell (place in `cells`), kind (place in `KINDS`), duree (minutes, NaN where the file gives none); index = the
        line, the header being 1. cells: depcom and pop; index = the first line of each. others: rows of other types.
    """

    rows: pd.DataFrame
    cells: pd.DataFrame
    others: int


def read(path: Path) -> list[Table]:
    """One table: rows = communes, columns = `POP_…`, `MINUTES_…`, `LOIN15_…` of each service that the file knows.

    Where some inhabitants of a commune have no duration to a service, that commune has no figure of it. The vintage is
    the year in the name of the file, which its columns do not tell.
    """
    path = Path(path)
    year = year_of(path)
    sheet = _opened(path)
    grid = _grid(path, sheet)
    _check_whole(sheet, grid)
    values, marks = by_commune(grid)
    index = reading.places("commune", values.index)
    ignored = [f"lignes d’autres types d’équipement : {grid.others}"] if grid.others else []
    return [reading.table(SOURCE, year, _regions(values.index), index, values, marks, ignored=ignored)]


def _opened(path: Path) -> reading.Sheet:
    """The names of the columns, without a row: each of those that are read is there, and numbers are numbers."""
    schema = opening.parquet_schema(path)
    sheet = reading.Sheet(path.name, pd.DataFrame(columns=schema.names))
    sheet.require(NEEDED)
    for name in SOURCE.schema:
        kind = schema.field(name).type
        if not (pa.types.is_floating(kind) or pa.types.is_integer(kind)):
            sheet.wrong(f"elle n’est pas faite de nombres ({kind}).", 1, name, "reprendre le fichier du producteur.")
    sheet.done()
    return sheet


def _grid(path: Path, sheet: reading.Sheet) -> Grid:
    """Read a batch at a time: of a file of tens of millions of rows, only a third is ever held, as numbers."""
    cells: dict[str, int] = {}
    people, kept, met, line = np.empty(0), [], [], 2
    for batch in _batches(path):
        rows = _wanted(batch, line)
        line += len(batch)
        code, keys = pd.factorize(rows["key"])
        rows["cell"] = np.array([cells.setdefault(key, len(cells)) for key in keys], dtype="int32")[code]
        fresh = rows.loc[rows["cell"] >= len(people), ["cell", "depcom", "pop"]].drop_duplicates("cell")
        people = np.append(people, fresh["pop"])
        _check(sheet, rows, people[rows["cell"]])
        met.append(fresh[["depcom", "pop"]])
        kept.append(rows[["cell", "kind", "duree"]])
    if not cells:
        sheet.wrong(
            "aucune ligne des types d’équipement lus.",
            column="typeeq_id",
            remedy="reprendre le fichier du producteur, tous types compris.",
        )
        sheet.done()
    count = sum(map(len, kept))
    return Grid(pd.concat(kept), pd.concat(met), others=line - 2 - count)


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    try:
        yield from parquet.batches(path, NEEDED)
    except (OSError, ValueError) as error:
        raise opening.unreadable_parquet(path, error) from None


def _wanted(batch: pa.RecordBatch, line: int) -> pd.DataFrame:
    """The rows of the types that are read: key (of the cell), depcom, kind, pop, duree. line: that of the first row."""
    kind = pc.index_in(batch["typeeq_id"].cast(pa.string()), pa.array(KINDS))
    chosen = kind.is_valid()
    rows = batch.filter(chosen)
    text = [pc.fill_null(rows[name].cast(pa.string()), "") for name in CELL]
    frame = pd.DataFrame(
        {
            "key": pc.binary_join_element_wise(*text, " ").to_pandas(),
            "depcom": text[CELL.index("depcom")].to_pandas(),
            "kind": kind.drop_null().to_numpy(zero_copy_only=False).astype("int8"),
            **{name: rows[name].cast(pa.float64()).to_numpy(zero_copy_only=False) for name in SOURCE.schema},
        }
    )
    return frame.set_axis(np.flatnonzero(chosen.to_numpy(zero_copy_only=False)) + line)


def _check(sheet: reading.Sheet, rows: pd.DataFrame, people: np.ndarray) -> None:
    """Refuse impossible numbers, and a cell with two populations; people: those of the first row of its cell."""
    for failure in islice(failures(rows[list(SOURCE.schema)], SOURCE.schema), _TOLD + 1):
        sheet.wrong(failure.what, row=failure.row, column=failure.column, remedy=failure.remedy)
    other = rows["pop"].ne(people) & rows["pop"].notna() & ~np.isnan(people)
    for row, told, first in zip(rows.index[other], rows.loc[other, "pop"], people[other], strict=True):
        what = f"{told:.10g} habitants, et {first:.10g} sur une autre ligne du même carreau."
        sheet.wrong(what, row=row, column="pop", remedy="reprendre le fichier du producteur.")
    if len(sheet.problems) > _TOLD:
        _done(sheet)


def _check_whole(sheet: reading.Sheet, grid: Grid) -> None:
    """Refuse a cell with two durations to one type, and communes that do not exist; then tell all that was found."""
    key = grid.rows["cell"].astype("int64") * len(KINDS) + grid.rows["kind"]
    for row in grid.rows.index[key.duplicated()][: _TOLD + 1]:
        what = f"deuxième durée d’un même carreau pour le type {KINDS[grid.rows.at[row, 'kind']]}."
        sheet.wrong(what, row=row, column="typeeq_id", remedy="ne garder qu’une durée par carreau et par type.")
    sheet.cells = grid.cells[["depcom"]].drop_duplicates()
    sheet.codes("depcom", "commune")
    _done(sheet)


def _done(sheet: reading.Sheet) -> None:
    """`Sheet.done`, and of too many problems the first ones."""
    if len(sheet.problems) > _TOLD:
        sheet.problems = sorted(sheet.problems, key=lambda problem: problem.row or 0)[:_TOLD]
        last = sheet.problems[-1].row
        sheet.wrong(f"seuls les {_TOLD} premiers problèmes sont dits.", row=last, remedy="reprendre le fichier entier.")
    sheet.done()


def by_commune(grid: Grid) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The three sums of each service that the file knows, rows = communes; and why some have none."""
    rows = grid.rows
    minutes = np.full((len(grid.cells), len(KINDS)), np.nan)
    minutes[rows["cell"], rows["kind"]] = rows["duree"]
    people = grid.cells["pop"].to_numpy()
    place, communes = pd.factorize(grid.cells["depcom"].str.strip(), sort=True)

    def total(amounts: np.ndarray) -> np.ndarray:
        return np.bincount(place, amounts, len(communes))

    values, lacking = {}, {}
    known = set(rows["kind"])
    for service, kinds in SERVICES.items():
        columns = [KINDS.index(kind) for kind in kinds if KINDS.index(kind) in known]
        if not columns:
            continue
        nearest = np.fmin.reduce(minutes[:, columns], axis=1)
        untold = np.isnan(nearest)
        sums = {
            COUNTED + service: total(people * ~untold),
            MINUTES + service: total(people * np.where(untold, 0.0, nearest)),
            FAR + service: total(people * (nearest > LIMIT)),
        }
        values.update(sums)
        lacking.update(dict.fromkeys(sums, total(people * untold) > 0))
    gone = pd.DataFrame(lacking, index=communes)
    marks = pd.DataFrame({name: [_PARTIAL if one else None for one in gone[name]] for name in gone}, dtype=object)
    return pd.DataFrame(values, index=communes).mask(gone), marks.set_axis(communes)


def _regions(communes: pd.Index) -> str:
    """The régions of the communes, that tell one file of a year from another: `reg84`."""
    area = geography.table("departements", ["code", "region"])
    region = dict(zip(area["code"], area["region"], strict=True))
    departements = communes.str[:2].where(~communes.str.startswith("97"), communes.str[:3])
    return "reg" + "-".join(sorted({str(region[code]) for code in departements}))


SOURCE = Source(
    id="acces_equipements",
    title="Accès de la population aux équipements : minutes en voiture, par carreau (donnees_AAAA_regRR)",
    short="Insee, accès aux équipements",
    producer="Insee",
    licence="Licence Ouverte 2.0",
    page=("https://www.data.gouv.fr/datasets/donnees-sur-la-localisation-et-lacces-de-la-population-aux-equipements/"),
    levels=("commune",),
    headers={"carreaux": NEEDED},
    read=read,
    # Ten hours by car to the nearest facility: beyond it, the column is in another unit.
    schema={"pop": Numbers(blank=False), "duree": Numbers(high=600)},
    secrecy=(
        "Aucune case masquée à notre connaissance : durées calculées, et habitants par carreau que l’Insee diffuse. "
        "Seules des sommes par commune en sont gardées."
    ),
    caveat=(
        "Temps en voiture d’après le distancier Metric-OSRM, sur les routes d’OpenStreetMap de 2022, sans "
        "embouteillage (à vérifier), jusqu’à l’équipement de la BPE le plus proche, même hors de la commune : ni "
        "places, ni horaires, ni transports en commun ; rien n’est dit de ceux qui n’ont pas de voiture. Ni fichier ni "
        "note de l’Insee n’a pu être lu ici : les colonnes et l’unité (minutes) sont celles que des programmes publics "
        "emploient pour les éditions 2023 à 2025. L’année de la population des carreaux est à vérifier."
    ),
    lag="à chaque millésime de la BPE ; les fichiers de l’édition 2024 sont de juillet 2025, d’après leur adresse",
    without_address=(
        "site data.gouv.fr, jeu « Données sur la localisation et l’accès de la population aux équipements », fichier "
        "de la région (84 pour Auvergne-Rhône-Alpes), sous le nom que lui donne l’Insee, qui dit l’année"
    ),
)
