"""The cases of `tests/golden/*.yaml`: how they are written, read and held against the engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from ctg_lib import indicators, sources
from ctg_lib.gazetteer import Level
from ctg_lib.indicators.cells import Resolved
from ctg_lib.indicators.engine import compute
from ctg_lib.indicators.targets import Targets
from ctg_lib.secrecy.ledger import Ledger
from ctg_lib.secrecy.protection import protect
from ctg_lib.secrecy.rules import Rules
from ctg_lib.sources.card import FLAG_COLUMNS, Table
from ctg_lib.store import INDEX
from ctg_lib.territory import Territory
from ctg_lib.value import Status
from ctg_lib.views.wording import interval, row_text
from tests.attacks.populations import manifest
from tests.indicators.fictitious import Cell, shelf

FOLDER = Path(__file__).parent.parent / "golden"
SOURCE_AT_VINTAGE = re.compile(r"([a-z_0-9]+)@(20\d\d(?:-(?:\d\d|T[1-4]))?)")


class Flagged(BaseModel):
    """A cell that is not a plain published number."""

    model_config = ConfigDict(extra="forbid")
    value: float | None = None
    status: Status
    detail: str = ""

    @property
    def cell(self) -> Cell:
        return self.value, self.status, self.detail


class Case(BaseModel):
    """One expected figure; `because` gives the arithmetic, in French, for whoever checks it by hand."""

    model_config = ConfigDict(extra="forbid")
    indicator: str
    case: str = Field(min_length=1)
    territory: str
    level: Level
    communes: list[str] = []
    vintage: str
    fictitious: dict[str, dict[str, float | Flagged]] = {}
    because: str = Field(min_length=5)
    value: int | float | None
    low: int | float | None = None
    high: int | float | None = None
    numerator: int | float | None = None
    denominator: int | float | None = None
    status: Status
    method: str = ""
    shown: str | None = None
    interval: str | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Case:
        assert self.status.has_value == (self.value is not None), "un statut avec valeur a une valeur, les autres non"
        assert all(SOURCE_AT_VINTAGE.fullmatch(name) for name in self.fictitious), "écrire source@millésime"
        return self

    @property
    def place(self) -> Territory:
        if self.level is Level.GROUPE:
            return Territory.group(self.territory, self.communes)
        if self.level is Level.REGION:
            return Territory.region(self.territory)
        return Territory.of("FR" if self.level is Level.FRANCE else self.territory)

    def row(self, sample: pd.DataFrame) -> pd.Series:
        """The engine's row: from the long table of the sample, or from the fictitious cells of the case."""
        table = self._computed() if self.fictitious else sample
        found = table[
            (table["indicator"] == self.indicator)
            & (table["level"] == str(self.level))
            & (table["territory"] == self.territory)
            & (table["vintage"] == self.vintage)
        ]
        assert len(found) == 1, f"{len(found)} ligne(s) pour {self.indicator}, {self.territory}, {self.vintage}"
        return found.iloc[0]

    def _computed(self) -> pd.DataFrame:
        one = indicators.indicator(self.indicator)
        tables = {name: {self.territory: self._cells(name)} for name in self.fictitious}
        return compute(Resolved(shelf(tables), Targets.of([self.place])), [one])

    def _cells(self, table: str) -> dict[str, Cell]:
        """The cells of a table as written; `others` stands for every column declared and not named."""
        source = table.split("@")[0]
        card = sources.source(source)
        given = {
            name: cell.cell if isinstance(cell, Flagged) else cell for name, cell in self.fictitious[table].items()
        }
        rest = given.pop("others", None)
        named = {card.name_without_year(name) for name in given}
        for wanted in indicators.indicator(self.indicator).inputs:
            if rest is not None and wanted.source == source:
                given.update(dict.fromkeys((name for name in wanted.columns if name not in named), rest))
        return _protected(table, self.territory, given) if card.book else given


def _protected(name: str, commune: str, given: Mapping[str, Cell]) -> dict[str, Cell]:
    """What may be shown of the cells of a workbook: nothing reads it otherwise."""
    source, vintage = name.split("@")
    row = ("commune", commune)
    cells = {column: cell if isinstance(cell, tuple) else (cell, None) for column, cell in given.items()}
    values = pd.DataFrame({column: [cell[0]] for column, cell in cells.items()}, dtype=float)
    marks = [(*row, column, str(cell[1]), *(cell[2:] or ("",))) for column, cell in cells.items() if cell[1]]
    flags = pd.DataFrame(marks, columns=FLAG_COLUMNS, dtype="str")
    index = pd.MultiIndex.from_tuples([row], names=INDEX)
    filled = Table(source, vintage, "classeur", values.set_axis(index), flags, unprotected=True)
    ((safe, _),) = protect([(filled, manifest(source))], {}, Rules.ours(), Ledger.blank())
    said = {flag.variable: (Status(flag.status), flag.detail) for flag in safe.flags.itertuples()}
    shown = safe.values.loc[row]
    return {column: (shown[column], *said[column]) if column in said else shown[column] for column in values}


def cases() -> list[Case]:
    """Every case of every theme."""
    return [case for theme in files() for case in read(theme)]


# Verdicts on observations are of another form (`tests/convention/test_confrontation.py`).
VERDICTS = FOLDER / "verdicts.yaml"


def files() -> list[Path]:
    return [path for path in sorted(FOLDER.glob("*.yaml")) if path != VERDICTS]


@cache
def read(path: Path) -> list[Case]:
    """The cases of a theme, read once."""
    return [Case(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]


def differences(case: Case, row: pd.Series) -> Iterator[str]:
    """Everything in which the engine's row is not what the case expects; nothing when it holds."""
    for name in ("value", "low", "high", "numerator", "denominator"):
        expected = getattr(case, name)
        if name in case.model_fields_set and not same(expected, row[name]):
            yield f"{name} : attendu {expected}, calculé {row[name]}"
    if row["status"] != case.status:
        yield f"status : attendu {case.status}, calculé {row['status']}"
    if case.method not in row["method"]:
        yield f"method : « {case.method} » n’est pas dans « {row['method']} »"
    for name, text in (("shown", row_text(row)), ("interval", interval(row))):
        expected = getattr(case, name)
        if expected is not None and text != expected:
            yield f"{name} : attendu « {expected} », écrit « {text} »"


def same(expected: float | None, found: float) -> bool:
    """As precise as it is written: 0.1846 stands for 0.18455 to 0.18465; a whole number stands for itself."""
    if expected is None:
        return bool(pd.isna(found))
    if isinstance(expected, int):
        return abs(found - expected) <= 1e-6 * max(1, abs(expected))
    decimals = len(repr(expected).partition(".")[2])
    return bool(abs(found - expected) <= 0.5 * 10**-decimals + 1e-9)
