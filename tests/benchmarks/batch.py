"""`make bench`: a batch beside the ordinary way, the floor, itself at another size, and one worker beside two.

The ordinary way is one `papermill` command and one `jupyter nbconvert` command a notebook. The floor is the same
content made by one plain Python process: the cells called one after the other, the page, the CSV. Everything is run
here and now, in turns; only ratios travel from one machine to another.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ctg_lib import folders
from ctg_lib.chapters.documents import CTG
from ctg_lib.territory import Territory
from tests.published import EDITION, PROJECT, own_data

DOCUMENT = PROJECT / "docs" / "lots.md"
MARKS = ("<!-- mesures -->", "<!-- /mesures -->")
SUBJECT = "42302"
Found = TypeVar("Found")


def timed(work: Callable[[], object]) -> float:
    """The seconds that some work takes."""
    start = time.monotonic()
    work()
    return time.monotonic() - start


def ordinary(folder: Path, at_once: int) -> None:
    """Every notebook of one commune, by two commands each."""

    def one(name: str) -> None:
        target = folder / f"{name}.ipynb"
        given = ["-r", "territoire", SUBJECT, "-r", "date_edition", EDITION]
        notebook = str(folders.notebooks() / f"{name}.ipynb")
        _call([f"{_bin()}/papermill", notebook, str(target), *given, "--no-progress-bar"])
        _call([f"{_bin()}/jupyter", "nbconvert", "--to", "html", str(target)])

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(one, CTG.chapters))


def _bin() -> str:
    return str(Path(sys.executable).parent)


def _call(words: Sequence[str], environment: dict[str, str] | None = None) -> str:
    run = subprocess.run(words, env=os.environ | (environment or {}), capture_output=True, text=True, check=True)
    return run.stdout


@dataclass(frozen=True)
class Batch:
    """Seconds: the whole, up to the first territory, and from there for each of the others.

    memory: of the process that leads it, in MB.
    """

    whole: float
    start: float
    each: float
    memory: int


def batch(data: Path, codes: Sequence[str], workers: int) -> Batch:
    """A batch by its command, each line of it timed as it comes."""
    words = [sys.executable, "-m", "ctg_lib.cli", "batch", *codes, "--date", EDITION, "--json"]
    begun = time.monotonic()
    seen: list[float] = []
    peak = 0
    with subprocess.Popen(
        [*words, "--ouvriers", str(workers)],
        env=os.environ | {"CTG_DATA": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        for line in process.stdout or ():
            assert json.loads(line)["state"] == "done", line
            seen.append(time.monotonic() - begun)
            peak = _peak(process.pid)
    return Batch(time.monotonic() - begun, seen[0], (seen[-1] - seen[0]) / max(1, len(seen) - 1), peak)


def _peak(number: int) -> int:
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{number}/status").read_text(encoding="ascii"))
    return int(found[1]) // 1024 if found else 0


def floor(codes: Sequence[str]) -> float:
    """The content of some communes in one plain process, its start and its pass left aside: seconds for each."""
    return float(_call([sys.executable, "-m", "tests.benchmarks.floor", *codes]))


def measured(rounds: int, size: int, whole: bool) -> Iterator[tuple[str, list[float], str]]:
    """Each ratio: what it is of, what each round gave, its unit."""
    codes = [one.code for one in Territory.of("42").members()]
    some = codes[:: max(1, len(codes) // size)][:size]
    found: dict[str, list[float]] = {}
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            home = Path(name)
            sys.stderr.write(f"tour {number + 1} sur {rounds}…\n")
            _round(home, some, found)
    if whole:
        with tempfile.TemporaryDirectory() as name:
            data, cores = own_data(Path(name) / "tout"), os.cpu_count() or 1
            every = _told("toutes", batch(data, codes, cores))
            found["nothing of all"] = [_told("rien n’a changé", batch(data, codes, cores)).whole]
            found["all"] = [every.whole / 60]
            found["each of all"] = [every.each]
            found["320"] = [every.each / each for each in found["each"]]
            found["memory"] = [every.memory / memory for memory in found["memory at size"]]
    for key, (label, unit) in LABELS.items():
        if key in found:
            yield label.format(size=size, rest=len(codes)), found[key], unit


LABELS = {
    "ordinary": ("manière ordinaire, une commune après l’autre : combien de fois plus longue que le lot", ""),
    "two": ("deux paires de commandes à la fois : combien de fois plus longues que le lot", ""),
    "floor": ("temps de cœur du lot, sur celui du plancher", ""),
    "workers": ("un ouvrier, sur deux : combien de fois plus long", ""),
    "320": ("par commune, {rest} communes sur {size}", ""),
    "each of all": ("une commune de plus, sur {rest}", "s"),
    "each": ("une commune de plus, sur {size}", "s"),
    "all": ("les {rest} communes, mise en route comprise", "min"),
    "nothing of all": ("rien n’a changé, {rest} communes vérifiées", "s"),
    "memory": ("mémoire du processus qui mène, {rest} communes sur {size}", ""),
    "ordinary alone": ("manière ordinaire, une commune", "s"),
    "wall": ("le lot, par commune, mise en route comprise", "s"),
    "core": ("le lot, temps de cœur par commune, mise en route comprise", "s"),
    "plain": ("le plancher, par commune", "s"),
    "nothing": ("rien n’a changé, {size} communes vérifiées", "s"),
    "start": ("mise en route, jusqu’à la première commune", "s"),
}


def _round(home: Path, some: Sequence[str], found: dict[str, list[float]]) -> None:
    """One turn of everything."""
    cores = os.cpu_count() or 1
    size = len(some)
    (home / "ordinaire").mkdir()
    (home / "deux").mkdir()
    alone = _told("la manière ordinaire", timed(lambda: ordinary(home / "ordinaire", 1)))
    data = own_data(home / "lot")
    lot = _told("le lot", batch(data, some, cores))
    both = _told("deux paires de commandes", timed(lambda: ordinary(home / "deux", 2)))
    again = _told("rien n’a changé", batch(data, some, cores))
    plain = _told("le plancher", floor(some[:8]))
    one = _told("un ouvrier", batch(own_data(home / "un"), some[:16], 1))
    two = _told("deux ouvriers", batch(own_data(home / "une-paire"), some[:16], 2))
    each = lot.whole / size
    for key, value in {
        "ordinary": alone / each,
        "two": both / each,
        "floor": each * cores / plain,
        "workers": one.each / two.each,
        "each": lot.each,
        "memory at size": float(lot.memory),
        "core": each * cores,
        "plain": plain,
        "ordinary alone": alone,
        "wall": each,
        "start": lot.start,
        "nothing": again.whole,
    }.items():
        found.setdefault(key, []).append(value)


def _told(what: str, found: Found) -> Found:
    """What was measured, said at once: a tour takes a quarter of an hour."""
    sys.stderr.write(f"{what} : {found}\n")
    return found


def table(lines: Sequence[tuple[str, list[float], str]]) -> str:
    """The table of the document, in French."""
    rows = [f"| {label} | {_number(min(values))} | {_number(max(values))} | {unit} |" for label, values, unit in lines]
    return "\n".join(["| mesure | la plus petite | la plus grande | unité |", "|---|---|---|---|", *rows])


def _number(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def main(words: Sequence[str]) -> int:
    """Measure, print, and write the table where the document keeps it. words: rounds, communes, `tout`."""
    rounds, size = (int(words[place]) if len(words) > place else default for place, default in ((0, 2), (1, 50)))
    lines = list(measured(rounds, size, "tout" in words))
    told = f"{rounds} tours, {os.cpu_count()} cœurs, {size} communes de la Loire.\n\n{table(lines)}"
    sys.stdout.write(told + "\n")
    text = DOCUMENT.read_text(encoding="utf-8")
    before, after = text.index(MARKS[0]) + len(MARKS[0]), text.index(MARKS[1])
    DOCUMENT.write_text(f"{text[:before]}\n{told}\n{text[after:]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
