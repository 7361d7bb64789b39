"""Reading files after an accident: the same figures, those that are left, or one clear error. `make fuzz` runs this.

`python -m tests.fuzz.trials [COUNT [SEED]]` tells every trial that failed, and ends with 1 if there was one.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from ctg_lib import sources
from ctg_lib.errors import InputError
from ctg_lib.sources.card import Source, Table
from ctg_lib.value import Status
from tests.fuzz.mutations import HARMFUL, HARMLESS
from tests.sources.tables import EXTRACTS

FILES = sorted(path for path in EXTRACTS.glob("*/*.csv") if path.parent.name in sources.catalogue())
# What no reader can see: two practices at one address are two equal rows of the list of equipments, which has no
# identifier, so a row that was doubled is one practice more.
UNSEEN = {("bpe/fictif_bpe24_stock.csv", "row_doubled")}
# Without its newest year, this file is rightly read at the year before: other cells, and true ones.
RIGHTLY_OTHER = {("superficie/communes_extrait.csv", accident) for accident in ("column_dropped", "column_renamed")}
GONE = str(Status.NOT_RELEASED)
Figures = dict[tuple[str, str], pd.Series]


@dataclass(frozen=True)
class Trial:
    """One accident on one file, and what came of it: « mêmes chiffres », « erreur claire », or what is wrong."""

    file: str
    accident: str
    seed: int
    outcome: str
    wrong: bool


def trials(count: int, seed: int = 0) -> Iterator[Trial]:
    """That many trials, the same ones for the same seed."""
    return map(trial, *zip(*_drawn(count, seed), strict=True))


def _drawn(count: int, seed: int) -> Iterator[tuple[Path, str, int]]:
    """The arguments of each trial."""
    chance = random.Random(seed)
    accidents = [*HARMLESS, *HARMFUL]
    for _ in range(count):
        file, accident, own = chance.choice(FILES), chance.choice(accidents), chance.randrange(1 << 30)
        yield (
            file,
            "columns_moved" if (f"{file.parent.name}/{file.name}", accident) in UNSEEN | RIGHTLY_OTHER else accident,
            own,
        )


def trial(file: Path, accident: str, seed: int) -> Trial:
    """Read a file after an accident, and hold what is read against the file as it was."""
    card = sources.source(file.parent.name)
    harmless = accident in HARMLESS
    change = (HARMLESS | HARMFUL)[accident]
    named = f"{file.parent.name}/{file.name}"
    with tempfile.TemporaryDirectory() as folder:
        spoilt = Path(folder) / file.name
        spoilt.write_bytes(change(file.read_bytes(), card.separator, random.Random(seed)))
        try:
            found = _figures(card, spoilt)
        except InputError as error:
            outcome, wrong = _told(error, harmless, card)
            return Trial(named, accident, seed, outcome, wrong)
        except Exception as error:  # noqa: BLE001 - a traceback is what is looked for
            return Trial(named, accident, seed, f"exception {type(error).__name__} : {error}", True)
    problem = _difference(_of(file), found, harmless)
    return Trial(named, accident, seed, problem or "mêmes chiffres", bool(problem))


def _told(error: InputError, harmless: bool, card: Source) -> tuple[str, bool]:
    """An error is clear when it has a problem, a place and a remedy; what changed nothing must give none."""
    if harmless:
        return f"refusé à tort : {error}", True
    unclear = [problem for problem in error.problems if not (problem.what and problem.file and problem.remedy)]
    if unclear or not error.problems:
        return f"erreur sans lieu ou sans remède : {error}", True
    return "erreur claire", False


@cache
def _of(file: Path) -> Figures:
    return _figures(sources.source(file.parent.name), file)


def _figures(card: Source, path: Path) -> Figures:
    """Every cell read, by (vintage, part): numbers, and statuses where there is none."""
    return {(table.vintage, table.part): _cells(table) for table in card.read(path)}


def _cells(table: Table) -> pd.Series:
    cells = table.values.stack(future_stack=True).rename_axis(["level", "territory", "variable"]).astype(object)
    status = table.flags.set_index(["level", "territory", "variable"])["status"]
    blank = cells.isna()
    cells[blank] = status.reindex(cells.index[blank])
    # The row of a cell that a long file no longer has is gone, as a row of a wide file would be.
    absent = table.flags[table.flags["detail"].str.startswith("aucune ligne") & (table.flags["status"] == GONE)]
    return cells.drop(pd.MultiIndex.from_frame(absent[["level", "territory", "variable"]]))


def _difference(before: Figures, after: Figures, harmless: bool) -> str:
    """What is not as it was; a cell that is gone is no different figure, a cell that came from nowhere is."""
    if harmless and set(before) != set(after):
        return f"autres tables : {sorted(after)} au lieu de {sorted(before)}"
    known = pd.concat(list(before.values())).groupby(level=[0, 1, 2]).agg(list) if before else pd.Series(dtype=object)
    for key, every in after.items():
        cells = every
        if key in before:
            other = before[key]
            if harmless and len(cells) != len(other):
                return f"{len(cells)} cases au lieu de {len(other)} ({key})"
            # A column under a name that nobody asks for is read and never used: it is no figure.
            asked = every.index.get_level_values("variable").isin(other.index.get_level_values("variable"))
            cells = every[asked]
            stranger = cells.index.difference(other.index)
            if len(stranger):
                return f"case venue de nulle part : {stranger[0]} ({key})"
            was = other.reindex(cells.index)
            same = (cells == was) | (cells.isna() & was.isna())
            if not harmless:
                # Without the column that said why, a blank is blank for a vaguer reason: it is no other figure.
                same |= cells.map(lambda cell: isinstance(cell, str)) & was.map(lambda cell: isinstance(cell, str))
            moved = cells[~same]
            if len(moved):
                return f"autre chiffre : {moved.index[0]}, {was[moved.index[0]]} devenu {moved.iloc[0]} ({key})"
        else:
            # Another part name: the columns that named it are gone; its cells must still be known ones.
            for where, value in cells.items():
                if where not in known.index or value not in known[where]:
                    return f"case venue de nulle part : {where} = {value} ({key})"
    return ""


def main(arguments: list[str]) -> int:
    """Run the trials and tell what came of them, in French."""
    count = int(arguments[0]) if arguments else 10_000
    seed = int(arguments[1]) if len(arguments) > 1 else 0
    outcomes: Counter[str] = Counter()
    failed = []
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for one in pool.map(trial, *zip(*_drawn(count, seed), strict=True), chunksize=20):
            outcomes["à corriger" if one.wrong else one.outcome] += 1
            if one.wrong:
                failed.append(one)
                sys.stdout.write(f"{one.file}, {one.accident} (graine {one.seed}) : {one.outcome}\n")
                sys.stdout.flush()
    told = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items()))
    sys.stdout.write(f"{count} accidents sur {len(FILES)} fichiers : {told}.\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
