"""Etalab, « découpage administratif »: the reference tables of territories and legal populations, for all France.

`python -m ctg_lib.sources.decoupage FOLDER` reads the six archives of the package `@etalab/decoupage-administratif`
(one edition of the COG each, figures of Insee and DGCL, Licence Ouverte) and writes `data/reference/`: the same bytes
each time. The populations, whose years differ from file to file, are the subject of `decoupage_populations`.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ctg_lib import folders
from ctg_lib.errors import CtgError, InputError, MissingSourceError, Problem, UsageError
from ctg_lib.geography import CURRENT, History
from ctg_lib.sources import decoupage_populations
from ctg_lib.sources.card import Chain
from ctg_lib.sources.decoupage_populations import EDITIONS, Package, has_dated_population

PACKAGE = "@etalab/decoupage-administratif"
FORMER = "commune-ancienne"
# Fields without which a record cannot be used.
REQUIRED = {
    "communes": {"code", "nom", "type"},
    "epci": {"code", "nom", "type", "membres"},
    "departements": {"code", "nom", "typeLiaison", "region"},
    "regions": {"code", "nom", "typeLiaison"},
}
_COMMUNES = {
    **dict.fromkeys(("code", "nom", "type", "chef_lieu"), pa.string()),
    "liaison": pa.int8(),
    **dict.fromkeys(("epci", "departement", "region"), pa.string()),
    **dict.fromkeys(("population_municipale", "population_totale"), pa.int32()),
    **dict.fromkeys(("anciens_codes", "nom_delegue"), pa.string()),
    **dict.fromkeys(("premier_cog", "dernier_cog"), pa.int16()),
    "issue_de": pa.string(),
}
_EPCI = {
    **dict.fromkeys(("siren", "nom", "nature"), pa.string()),
    "membres": pa.int16(),
    "departements": pa.string(),
    "dernier_cog": pa.int16(),
}
_DEPARTEMENTS = {
    **dict.fromkeys(("code", "nom"), pa.string()),
    "liaison": pa.int8(),
    **dict.fromkeys(("region", "chef_lieu", "zone"), pa.string()),
}
_REGIONS = {name: kind for name, kind in _DEPARTEMENTS.items() if name != "region"}
SCHEMAS = {
    "communes": pa.schema(_COMMUNES),
    "epci": pa.schema(_EPCI),
    "departements": pa.schema(_DEPARTEMENTS),
    "regions": pa.schema(_REGIONS),
    "populations": decoupage_populations.SCHEMA,
}
_SORTED_CODES = ("code", "chef_lieu", "anciens_codes", "siren")
_MOSTLY_UNIQUE = ("nom", "nom_delegue", "population_municipale", "population_totale")
Row = dict[str, Any]


def read(path: Path) -> Package:
    """The records of one archive, by file. Raises InputError, with every problem, when it is not that package."""
    name = Path(path).name
    problems: list[Problem] = []
    package: Package = {}
    try:
        with tarfile.open(path, "r:gz") as archive:
            for part, wanted in REQUIRED.items():
                try:
                    stream = archive.extractfile(f"package/data/{part}.json") or io.BytesIO()
                    package[part] = json.load(stream)
                except (KeyError, ValueError) as error:
                    problems.append(Problem(f"{part}.json absent ou illisible ({type(error).__name__}).", file=name))
                    continue
                lacking = sum(not wanted <= row.keys() for row in package[part])
                if lacking or not package[part]:
                    fields = ", ".join(sorted(wanted))
                    problems.append(Problem(f"{part}.json : vide, ou {lacking} ligne(s) sans {fields}.", file=name))
    except (OSError, EOFError, tarfile.TarError) as error:
        problems.append(Problem(f"archive illisible ({type(error).__name__}).", file=name))
    if problems:
        raise InputError(f"{name} n’est pas une archive de {PACKAGE}.", problems)
    return package


def read_all(folder: Path) -> dict[int, Package]:
    """The six editions, by COG. Raises with the list of all archives that are missing or unreadable."""
    absent = [edition.archive for edition in EDITIONS if not (folder / edition.archive).is_file()]
    if absent:
        problems = [Problem("archive absente.", file=name, remedy="la déposer dans ce dossier.") for name in absent]
        raise MissingSourceError(f"{folder} ne contient pas toutes les éditions de {PACKAGE}.", problems)
    packages: dict[int, Package] = {}
    wrong: list[Problem] = []
    for edition in EDITIONS:
        try:
            packages[edition.cog] = read(folder / edition.archive)
        except InputError as error:
            wrong += error.problems
    if wrong:
        raise InputError(f"Des archives de {PACKAGE} sont abîmées.", wrong)
    return packages


def communes(packages: Mapping[int, Package]) -> list[Row]:
    """Every commune code met, one row each, sorted: today's communes, and what became of all the other codes.

    `chef_lieu` is the current commune that holds the code; EPCI, département and région are those of that commune.
    `premier_cog` and `dernier_cog` bound the editions in which the code was a commune. `issue_de` is the commune that
    a re-created one left. Raises InputError when an old code leads nowhere.
    """
    last = packages[max(packages)]
    current = {row["code"]: row for row in last["communes"] if row["type"] == CURRENT}
    members = {member["code"]: (group["code"], member) for group in last["epci"] for member in group["membres"]}
    delegated = {row["code"]: row["nom"] for row in last["communes"] if row["type"] != CURRENT}
    holders, spans, names = _holders(last), _spans(packages), _names(packages)
    _refuse_lost(names.keys() - holders.keys())
    left = _left(packages, holders, spans)
    former = defaultdict(list)
    for code in sorted(holders.keys() - current.keys()):
        former[holders[code]].append(code)
    table = []
    for code in sorted(holders):
        holder, named = current[holders[code]], names.get(code, {})
        siren, member = members.get(holder["code"], (None, {}))
        dated = code in current and has_dated_population(holder)
        first, final = spans.get(code, (None, None))
        row = {
            "code": code,
            "nom": named.get("nom"),
            "type": named["type"] if named.get("cog") == max(packages) else FORMER,
            "chef_lieu": holder["code"],
            "liaison": named.get("typeLiaison"),
            "epci": siren,
            "departement": holder["departement"],
            "region": holder["region"],
            "population_municipale": holder.get("population") if dated else None,
            "population_totale": member.get("populationTotale") if dated else None,
            "anciens_codes": " ".join(former[code]) or None,
            "nom_delegue": delegated.get(code) if code in current else None,
            "premier_cog": first,
            "dernier_cog": final,
            "issue_de": left.get(code),
        }
        table.append(row)
    return table


def _holders(last: Package) -> dict[str, str]:
    """Code → the current commune that holds it.

    The seat said by a commune déléguée wins over `anciensCodes`, which still lists 60455 under the commune it has left.
    """
    holders: dict[str, str] = {}
    for row in last["communes"]:
        if row["type"] == CURRENT:
            holders |= dict.fromkeys(row.get("anciensCodes", ()), row["code"])
    for row in last["communes"]:
        if row["type"] != CURRENT:
            holders[row["code"]] = row.get("chefLieu") or row["commune"]
    return holders | {row["code"]: row["code"] for row in last["communes"] if row["type"] == CURRENT}


def _spans(packages: Mapping[int, Package]) -> dict[str, tuple[int, int]]:
    """Code → first and last edition in which it is a commune; InputError if one came back after an absence."""
    years = defaultdict(list)
    for cog in sorted(packages):
        for row in packages[cog]["communes"]:
            if row["type"] == CURRENT:
                years[row["code"]].append(cog)
    broken = [code for code, seen in years.items() if seen[-1] - seen[0] != len(seen) - 1]
    if broken:
        problems = [Problem(f"{code} disparaît puis revient.") for code in sorted(broken)]
        raise InputError("Des communes ne se suivent pas d’une édition à l’autre.", problems)
    return {code: (seen[0], seen[-1]) for code, seen in years.items()}


def _names(packages: Mapping[int, Package]) -> dict[str, Row]:
    """Code → the newest record that names it, with its edition (`cog`); a commune wins over its own part."""
    names: dict[str, Row] = {}
    for cog in sorted(packages):
        ranked = sorted(packages[cog]["communes"], key=lambda row: row["type"] == CURRENT)
        names |= {row["code"]: {**row, "cog": cog} for row in ranked}
    return names


def _left(
    packages: Mapping[int, Package], holders: Mapping[str, str], spans: Mapping[str, tuple[int, int]]
) -> dict[str, str]:
    """Re-created commune → the commune that it was a part of until then (a mere change of seat is no split)."""
    left: dict[str, str] = {}
    for code, (first, final) in spans.items():
        if first == min(packages) or final < max(packages):
            continue
        for row in packages[first - 1]["communes"]:
            if row["code"] == code and holders[row["chefLieu"]] != code:
                left[code] = row["chefLieu"]
    return left


def _refuse_lost(codes: Iterable[str]) -> None:
    lost = sorted(codes)
    if lost:
        problems = [Problem(f"{code} n’a pas de commune actuelle.") for code in lost]
        raise InputError("Des codes des éditions passées ne mènent nulle part.", problems)


def groupings(packages: Mapping[int, Package]) -> list[Row]:
    """EPCI, today's and those gone since the first edition, sorted. `departements`: the one with most communes first.

    `membres` and `departements` are empty for an EPCI that is gone.
    """
    last = max(packages)
    home = {row["code"]: row["departement"] for row in packages[last]["communes"] if row["type"] == CURRENT}
    table = {}
    for cog in sorted(packages):
        for group in packages[cog]["epci"]:
            counts = Counter(home[member["code"]] for member in group["membres"] if cog == last)
            ordered = sorted(counts, key=lambda code: (-counts[code], code))
            table[group["code"]] = {
                "siren": group["code"],
                "nom": " ".join(group["nom"].split()),
                "nature": group["type"],
                "membres": counts.total() or None,
                "departements": " ".join(ordered) or None,
                "dernier_cog": cog,
            }
    return [table[siren] for siren in sorted(table)]


def _areas(records: Sequence[Row]) -> list[Row]:
    """Départements or régions, sorted by code."""
    renamed = {"typeLiaison": "liaison", "chefLieu": "chef_lieu"}
    rows = [{renamed.get(name, name): value for name, value in row.items()} for row in records]
    return sorted(rows, key=lambda row: row["code"])


def build(packages: Mapping[int, Package]) -> tuple[dict[str, pa.Table], list[Row]]:
    """The five tables of `data/reference/`, and the comparison of the years that several files give."""
    last = packages[max(packages)]
    places = communes(packages)
    history = History({name: [row[name] for row in places] for name in SCHEMAS["communes"].names})
    today = [row for row in last["communes"] if row["type"] == CURRENT]
    figures, overlaps = decoupage_populations.series(packages, history, today)
    rows = {
        "communes": places,
        "epci": groupings(packages),
        "departements": _areas(last["departements"]),
        "regions": _areas(last["regions"]),
        "populations": figures,
    }
    return {name: pa.Table.from_pylist(rows[name], schema=schema) for name, schema in SCHEMAS.items()}, overlaps


def write(folder: Path, target: Path) -> dict[str, int]:
    """Build from the archives of `folder` into `target`, all tables ready before the first is put in place.

    Returns the number of rows of each table.
    """
    packages = read_all(folder)
    tables, overlaps = build(packages)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".ecriture-", dir=target) as name:
        fresh = Path(name)
        for table, content in tables.items():
            _write_table(content, fresh / f"{table}.parquet")
        text = json.dumps(_provenance(folder, tables, overlaps), ensure_ascii=False, indent=1)
        (fresh / "decoupage.json").write_text(text + "\n", encoding="utf-8")
        for path in sorted(fresh.iterdir()):
            path.replace(target / path.name)
    return {table: content.num_rows for table, content in tables.items()}


def _write_table(table: pa.Table, path: Path) -> None:
    """Small and always the same bytes: sorted codes as differences, repeated words as a dictionary."""
    codes = [name for name in _SORTED_CODES if name in table.column_names]
    repeated = [name for name in table.column_names if name not in (*codes, *_MOSTLY_UNIQUE)]
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=repeated,
        column_encoding=dict.fromkeys(codes, "DELTA_BYTE_ARRAY"),
    )


def _provenance(folder: Path, tables: Mapping[str, pa.Table], overlaps: list[Row]) -> Row:
    """Where the tables came from, and what was compared."""
    editions = [
        {
            "version": edition.version,
            "cog": edition.cog,
            "archive": edition.archive,
            "sha256": hashlib.sha256((folder / edition.archive).read_bytes()).hexdigest(),
            "annee_communes_json": edition.communes_year,
            "annee_epci_json": edition.epci_year,
        }
        for edition in EDITIONS
    ]
    return {
        "paquet": PACKAGE,
        "producteur": "Insee (COG, populations légales) et DGCL (intercommunalités), réunis par Etalab",
        "licence": "Licence Ouverte",
        "chaine": str(Chain.REPUBLISHED),
        "editions": editions,
        "lignes": {table: content.num_rows for table, content in tables.items()},
        "annees_donnees_par_plusieurs_fichiers": overlaps,
    }


def main(arguments: Sequence[str]) -> int:
    """Command of the module: one argument, the folder of the archives. Returns the exit code."""
    try:
        if len(arguments) != 1:
            raise UsageError("Usage : python -m ctg_lib.sources.decoupage DOSSIER_DES_ARCHIVES")
        target = folders.reference()
        rows = write(Path(arguments[0]), target)
    except CtgError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    for table, count in rows.items():
        sys.stdout.write(f"{table}.parquet : {count} lignes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
