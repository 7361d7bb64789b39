"""`make bench`: a batch beside the ordinary way, the floor, itself at another size, and one worker beside two.

The ordinary way is one `papermill` command and one `jupyter nbconvert` command a notebook. The floor is the same
content made by one plain Python process: the cells called one after the other, the page, the CSV. Everything is run
here and now, in turns; only ratios travel from one machine to another.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ctg_lib import folders
from ctg_lib.chapters.documents import CTG
from ctg_lib.territory import Territory
from tests.published import EDITION, PROJECT, own_data

DOCUMENT = PROJECT / "docs" / "lots.md"
MARKS = ("<!-- mesures -->", "<!-- /mesures -->")
SUBJECT = "42302"


@dataclass(frozen=True)
class Cost:
    """Seconds of a clock and of processor."""

    wall: float
    cpu: float

    def over(self, count: int) -> Cost:
        return Cost(self.wall / count, self.cpu / count)


def timed(work: Callable[[], object]) -> Cost:
    """The cost of some work, of the processes that it started and waited for included."""
    before, start = _cpu(), time.monotonic()
    work()
    return Cost(time.monotonic() - start, _cpu() - before)


def _cpu() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


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
    """What a batch cost: from its start to its first territory, and from there for each of the others."""

    whole: Cost
    start: float
    each: float
    memory: int


def batch(data: Path, codes: Sequence[str], workers: int) -> Batch:
    """A batch by its command, each line of it timed as it comes; memory: of the process that leads it, in MB."""
    words = [sys.executable, "-m", "ctg_lib.cli", "batch", *codes, "--date", EDITION, "--json"]
    before, begun = _cpu(), time.monotonic()
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
    whole = Cost(time.monotonic() - begun, _cpu() - before)
    each = (seen[-1] - seen[0]) / max(1, len(seen) - 1)
    return Batch(whole, seen[0], each, peak)


def _peak(number: int) -> int:
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{number}/status").read_text(encoding="ascii"))
    return int(found[1]) // 1024 if found else 0


def floor(codes: Sequence[str]) -> Cost:
    """The content of some communes in one plain process, its start and its pass left aside: seconds for each."""
    said = _call([sys.executable, "-m", "tests.benchmarks.floor", *codes])
    return Cost(*json.loads(said))


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
            every = batch(own_data(Path(name) / "tout"), codes, os.cpu_count() or 1)
            found["320"] = [every.each / each for each in found["each"]]
            found["memory"] = [every.memory / memory for memory in found["memory at size"]]
    for key, (label, unit) in LABELS.items():
        if key in found:
            yield label.format(size=size, rest=len(codes)), found[key], unit


LABELS = {
    "ordinary": ("manière ordinaire, une commune après l’autre : combien de fois plus longue que le lot", ""),
    "two": ("deux paires de commandes à la fois : combien de fois plus longues que le lot", ""),
    "floor": ("processeur du lot, sur celui du plancher", ""),
    "workers": ("un ouvrier, sur deux : combien de fois plus long", ""),
    "320": ("par commune, {rest} communes sur {size}", ""),
    "memory": ("mémoire du processus qui mène, {rest} communes sur {size}", ""),
    "cpu": ("processeur par commune, pour {size} communes", "s"),
    "wall": ("temps par commune, pour {size} communes, mise en route comprise", "s"),
    "start": ("mise en route, jusqu’à la première commune", "s"),
    "nothing": ("rien n’a changé, {size} communes vérifiées", "s"),
}


def _round(home: Path, some: Sequence[str], found: dict[str, list[float]]) -> None:
    """One turn of everything."""
    cores = os.cpu_count() or 1
    (home / "ordinaire").mkdir()
    alone = timed(lambda: ordinary(home / "ordinaire", 1))
    data = own_data(home / "lot")
    lot = batch(data, some, cores)
    again = batch(data, some, cores)
    (home / "deux").mkdir()
    both = timed(lambda: ordinary(home / "deux", 2))
    plain = floor(some[:8])
    one = batch(own_data(home / "un"), some[:16], 1)
    two = batch(own_data(home / "une-paire"), some[:16], 2)
    size = len(some)
    spent = lot.whole.cpu / size
    for key, value in {
        "ordinary": alone.wall / (lot.whole.wall / size),
        "two": both.wall / (lot.whole.wall / size),
        "floor": spent / plain.cpu,
        "workers": one.each / two.each,
        "each": lot.each,
        "memory at size": float(lot.memory),
        "cpu": spent,
        "wall": lot.whole.wall / size,
        "start": lot.start,
        "nothing": again.whole.wall,
    }.items():
        found.setdefault(key, []).append(value)


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
