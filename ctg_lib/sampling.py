"""Make the embedded sample from a folder of published files: `python -m ctg_lib.sampling FOLDER AAAA-MM-JJ`.

The recipe (`data/sample/recipe.yaml`) names the files and the road each came by. Rows are restricted to the communes of
one département and to what they are compared with; the legal populations come from the reference table.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import yaml

from ctg_lib import folders
from ctg_lib.errors import CtgError, UsageError
from ctg_lib.ingestion import Ingested, ingest
from ctg_lib.sources.card import Chain
from ctg_lib.store import Store
from ctg_lib.territory import Level, Territory

REFERENCE_ORIGIN = "découpage administratif republié par Etalab, reporté au découpage communal actuel par le projet"


def sample_territories(departement: str) -> pd.MultiIndex:
    """Every commune of the département, their intercommunalités, the département, its région and France."""
    home = Territory.of(departement)
    communes = [("commune", code) for code in home.communes]
    epci = {one.code for code in home.communes for one in Territory.of(code).parents() if one.level is Level.EPCI}
    above = [("departement", departement), *((str(one.level), one.code) for one in home.parents())]
    return pd.MultiIndex.from_tuples([*communes, *(("epci", code) for code in sorted(epci)), *above, ("france", "FM")])


def _by_code(index: pd.MultiIndex, departement: str) -> pd.Series:
    """What a département holds by its code alone: former communes, IRIS, quartiers prioritaires."""
    starts = {"commune": departement, "iris": departement, "qpv": f"Q.{departement.zfill(3)}"}
    codes, levels = index.get_level_values("territory"), index.get_level_values("level")
    return sum((codes.str.match(start) & (levels == level) for level, start in starts.items()), levels == "")


def build(folder: Path, date: str) -> list[Ingested]:
    """Make `data/sample/` again from every file of its recipe; it stays as it was when one is wrong."""
    recipe_text = (folders.sample() / "recipe.yaml").read_text(encoding="utf-8")
    recipe = yaml.safe_load(recipe_text)
    wanted = sample_territories(recipe["departement"])
    fresh = Path(tempfile.mkdtemp(prefix=".sample-", dir=folders.data()))
    store = Store([fresh])

    def keep(index: pd.MultiIndex) -> pd.Series:
        return pd.Series(index.isin(wanted) | _by_code(index, recipe["departement"]))

    done: list[Ingested] = []
    roads: dict[str, list[Path]] = {}
    for entry in recipe["files"]:
        roads.setdefault(entry["origin"], []).append(folder / entry["path"])
    roads[REFERENCE_ORIGIN] = [folders.reference() / "populations.parquet"]
    try:
        for origin, paths in roads.items():
            done += ingest(paths, store, chain=Chain.REPUBLISHED, date=date, origin=origin, keep=keep)
        (fresh / "recipe.yaml").write_text(recipe_text, encoding="utf-8")
        fresh.chmod(0o755)
        folders.swap(fresh, folders.sample())
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return done


def main(arguments: Sequence[str]) -> int:
    """Command of the module: the folder, then the date; an error is its message and its exit code."""
    if len(arguments) != 2:
        sys.stderr.write("Usage : python -m ctg_lib.sampling DOSSIER AAAA-MM-JJ\n")
        return UsageError.exit_code
    try:
        done = build(Path(arguments[0]), arguments[1])
    except CtgError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    for one in done:
        named = f"{one.manifest.source} {one.manifest.vintage} {one.manifest.part}"
        sys.stdout.write(f"{named} : {one.manifest.rows} lignes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
