"""From the text of a published CSV to checked numbers; every mistake is collected, then told at once.

A reader opens a `Sheet`, asks it for codes, numbers and vintages, and ends with `sheet.done()`, which raises one
`InputError` if anything was wrong. Nothing is guessed: a lost leading zero, a foreign separator or a stray letter is an
error with its remedy, never a silent repair.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd

from ctg_lib import folders, parquet
from ctg_lib.errors import InputError, MissingSourceError, Problem
from ctg_lib.sources import opening, workbooks
from ctg_lib.sources.card import FLAG_COLUMNS, Source, Table
from ctg_lib.sources.schema import Schema, declared_for, failures
from ctg_lib.value import Status

CODE = {
    "commune": r"(?:[0-9]{2}|2[AB])[0-9]{3}",
    "epci": r"2[0-9]{8}",
    "departement": r"[0-9]{2,3}|2[AB]",
    "region": r"[0-9]{2}",
    # Below the commune: kept for those who map or explore; no figure of a page is of that level.
    "iris": r"(?:[0-9]{2}|2[AB])[0-9]{7}",
    "qpv": r"Q[PN](?:[0-9]{2}|2[AB])[0-9]{3}[0-9A-Z]",
}
# Digits, one decimal mark at most: an exponent comes from computers that re-serialise.
NUMBER = r"-?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?"

# Codes by which producers say that there is no number, and what each means.
SECRET_CODES = {"s": (Status.SECRET, "secret statistique à la source")}
ABSENT_CODES = {
    "": (Status.NOT_RELEASED, "case vide dans le fichier : non diffusé ou secret, le fichier ne le dit pas"),
    "ns": (Status.NOT_RELEASED, "non significatif d’après le producteur"),
    "nd": (Status.NOT_RELEASED, "non disponible d’après le producteur"),
}


@dataclass
class Sheet:
    """The text of one CSV file: `cells` (all text, index = line number as a spreadsheet shows it) and its problems."""

    file: str
    cells: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, what: str, row: object = None, column: str | None = None, remedy: str | None = None) -> None:
        line = int(str(row)) if row is not None else None
        self.problems.append(Problem(what, file=self.file, row=line, column=column, remedy=remedy))

    def done(self) -> None:
        """Raise everything that was found wrong, from top to bottom of the file, or nothing."""
        if self.problems:
            count = len(self.problems)
            title = f"{self.file} : {'1 problème' if count == 1 else f'{count} problèmes'} ; rien n’a été enregistré."
            raise InputError(title, sorted(self.problems, key=lambda problem: problem.row or 0))

    def require(self, columns: Iterable[str]) -> None:
        """Stop at once when columns are missing: nothing else can be read without them."""
        other_case = {name.lower(): name for name in self.cells.columns}
        for column in columns:
            if column in self.cells.columns:
                continue
            found = other_case.get(column.lower())
            what = f"elle s’appelle « {found} » dans le fichier." if found else "elle manque."
            remedy = f"écrire « {column} »." if found else "reprendre le fichier du producteur, colonnes comprises."
            self.wrong(what, row=1, column=column, remedy=remedy)
        self.done()

    def codes(self, column: str, level: str, *, current: bool = True) -> pd.Series:
        """Territory codes of a column, text, all well formed and known at `level`.

        current: False for files older than the oldest geography at hand, whose codes may since have disappeared:
            only their form is checked then.
        """
        codes = self.cells[column].str.strip()
        if level in _NAMED_BY_THEIR_FORM:
            for row, code in codes[~codes.str.fullmatch(CODE[level])].items():
                what = f"« {code} » n’est pas {_NAMED_BY_THEIR_FORM[level]}."
                self.wrong(what, row=row, column=column, remedy="corriger le code ou retirer la ligne.")
            return codes
        known = known_codes(level)
        good = are_known(codes, level) if current else codes.str.fullmatch(CODE[level])
        for row, code in codes[~good].items():
            what, remedy = _code_trouble(code, level, known)
            self.wrong(what, row=row, column=column, remedy=remedy)
        return codes

    def numbers(
        self,
        columns: Sequence[str],
        schema: Schema,
        *,
        key: Sequence[str] = (),
        codes: Mapping[str, tuple[Status, str]] = ABSENT_CODES,
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Numbers of some columns (NaN where a code stands) and the frame of (status, detail) pairs where one does.

        schema: what they may be. key: columns whose text no two rows may share.
        """
        numbers, marks = self.parsed(columns, codes)
        self.check(numbers, declared_for(schema, columns), key)
        return numbers, marks

    def parsed(
        self, columns: Sequence[str], codes: Mapping[str, tuple[Status, str]] = ABSENT_CODES
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The same, before any check of what the numbers may be."""
        values, marks = {}, {}
        for column in columns:
            text = self.cells[column].str.strip()
            marked = text.isin(list(codes))
            good = text.str.fullmatch(NUMBER)
            for row, cell in text[~good & ~marked].items():
                self.wrong(
                    f"« {cell} » n’est pas un nombre.",
                    row=row,
                    column=column,
                    remedy="écrire le nombre sans espace ni unité, ou laisser le code du producteur.",
                )
            # Adding zero makes one zero of « -0 » and « 0 ».
            number = text.where(good).str.replace(",", ".", regex=False).astype(float) + 0.0
            values[column] = number
            marks[column] = text.where(marked).map(codes, na_action="ignore").astype(object)
        return pd.DataFrame(values, index=self.cells.index), pd.DataFrame(marks, index=self.cells.index)

    def check(
        self, numbers: pd.DataFrame, declared: Schema, key: Sequence[str] = (), marks: pd.DataFrame | None = None
    ) -> None:
        """Refuse numbers that are not what their column declares, and two rows for one key.

        numbers: rows of the sheet, or some of them. marks: why a number is missing, where one must not be.
        """
        keys = self.cells.loc[numbers.index, list(key)].apply(lambda column: column.str.strip())
        for failure in failures(numbers.join(keys), declared, key):
            what = failure.what
            if failure.blank:
                mark = marks.at[failure.row, failure.column] if marks is not None else None
                if not isinstance(mark, tuple):
                    continue  # no number could be read there, and that was told
                what = f"pas d’effectif ({mark[1]})."
            self.wrong(what, row=failure.row, column=failure.column, remedy=failure.remedy)

    def pattern(self, column: str, pattern: str, example: str) -> pd.Series:
        """Text of a column that must all match a pattern (years, dates)."""
        text = self.cells[column].str.strip()
        for row, cell in text[~text.str.fullmatch(pattern)].items():
            what = f"« {cell} » n’est pas de la forme {example}."
            self.wrong(what, row=row, column=column, remedy=f"écrire {example}, ou retirer la ligne.")
        return text


def table(
    card: Source,
    vintage: str,
    part: str,
    index: pd.MultiIndex,
    numbers: pd.DataFrame,
    marks: pd.DataFrame,
    *,
    extra: Mapping[str, tuple[Status, str]] | None = None,
    ignored: Sequence[str] = (),
    places: pd.DataFrame | None = None,
) -> Table:
    """The tidy table of rows that were read, in the order of their territories whatever the order of the file.

    index: (level, territory) of each row. marks: as `Sheet.numbers` gives them, same rows. extra: a flag for every
    number of a column (rounding at source). places: the establishments that the file lists (`PLACE_COLUMNS`).
    """
    order = index.argsort()
    values = numbers.set_axis(index).iloc[order]
    marked = flags(values, marks.iloc[order], extra)
    return Table(card.id, vintage, part, values, marked, tuple(ignored), places)


def flags(
    values: pd.DataFrame, marks: pd.DataFrame, extra: Mapping[str, tuple[Status, str]] | None = None
) -> pd.DataFrame:
    """The sparse table of flags, column by column, from marks in the row order of `values`."""
    blocks = [pd.DataFrame(columns=FLAG_COLUMNS, dtype="str")]
    for column in marks.columns:
        marked = marks[column].notna().to_numpy()
        if marked.any():
            statuses, details = zip(*marks[column][marked], strict=True)
            blocks.append(flag(values.index[marked], column, list(map(str, statuses)), details))
    for column, (status, detail) in (extra or {}).items():
        filled = values.index[values[column].notna()]
        blocks.append(flag(filled, column, str(status), detail))
    return pd.concat(blocks, ignore_index=True)


def flag(where: pd.MultiIndex, variable: str, status: str | Sequence[str], detail: str | Sequence[str]) -> pd.DataFrame:
    """Rows of the table of flags for some territories of one variable."""
    levels, territories = where.get_level_values(0), where.get_level_values(1)
    columns = (levels, territories, variable, status, detail)
    return pd.DataFrame(dict(zip(FLAG_COLUMNS, columns, strict=True)), index=range(len(where)), dtype="str")


def places(level: str, codes: Iterable[str]) -> pd.MultiIndex:
    """The (level, territory) index of rows that are all of one level."""
    codes = list(codes)
    return pd.MultiIndex.from_arrays([[level] * len(codes), codes], names=["level", "territory"])


def open_sheet(path: Path, required: Iterable[str] = (), separator: str = opening.SEPARATOR) -> Sheet:
    """Read a CSV (UTF-8, plain or gzip) as text, refuse what is not one, and check its required columns."""
    return _checked(path, opening.table(path, separator), required)


def open_workbook(path: Path, sheet: str, *, header_row: int = 1, required: Iterable[str] = ()) -> Sheet:
    """The same of one sheet of a spreadsheet (.xlsx); the rows above `header_row` are titles and notes."""
    return _checked(path, workbooks.table(path, sheet, header_row), required)


def _checked(path: Path, opened: tuple[pd.DataFrame, list[Problem]], required: Iterable[str]) -> Sheet:
    cells, problems = opened
    sheet = Sheet(Path(path).name, cells, problems)
    sheet.done()
    sheet.require(required)
    return sheet


@cache
def _reference(folder: Path, table: str, column: str) -> frozenset[str]:
    try:
        return frozenset(parquet.frame(folder / f"{table}.parquet", [column])[column])
    except (OSError, ValueError):
        raise MissingSourceError(
            "Les tables de référence des territoires manquent, ou sont abîmées.",
            [Problem("lecture impossible.", f"{table}.parquet", remedy="les refaire par « make reference ».")],
        ) from None


def known_codes(level: str) -> frozenset[str]:
    """Every code met at a level since 2021, merged communes and arrondissements included."""
    return _reference(folders.reference(), *_REFERENCE[level])


def are_known(codes: pd.Series, level: str) -> pd.Series:
    """For each code, whether it is one of `known_codes`, which are kept ready: a file of ten rows costs ten looks."""
    known = _ready(folders.reference(), *_REFERENCE[level])
    return pd.Series(known.get_indexer(codes.to_numpy(dtype=object)) >= 0, codes.index)


@cache
def _ready(folder: Path, table: str, column: str) -> pd.Index:
    return pd.Index(sorted(_reference(folder, table, column)), dtype=object)


def _code_trouble(code: str, level: str, known: frozenset[str]) -> tuple[str, str]:
    if code.isdigit() and f"0{code}" in known:
        return f"« {code} » : le zéro initial a été perdu.", f"écrire « 0{code} », colonne au format texte."
    if not any(character.isdigit() for character in code):
        return f"« {code} » n’est pas un code (ligne de total ou de note).", "retirer la ligne."
    return f"« {code} » : {_NAMES[level]} inconnu.", "corriger le code ou retirer la ligne."


_REFERENCE = {
    "commune": ("communes", "code"),
    "epci": ("epci", "siren"),
    "departement": ("departements", "code"),
    "region": ("regions", "code"),
}
_NAMED_BY_THEIR_FORM = {
    "iris": "un code d’IRIS (code de la commune, puis quatre chiffres)",
    "qpv": "un code de quartier prioritaire (QP ou QN, puis six caractères)",
}
_NAMES = {
    "commune": "code de commune",
    "epci": "SIREN d’intercommunalité",
    "departement": "code de département",
    "region": "code de région",
}


def current_communes(*, since: int) -> frozenset[str]:
    """Codes of today's communes that already were communes in a year (or in the oldest geography at hand)."""
    return _communes_since(folders.reference(), since)


@cache
def _communes_since(folder: Path, year: int) -> frozenset[str]:
    first = _first_editions(folder)
    return frozenset(first.index[first <= max(year, first.min())])


@cache
def _first_editions(folder: Path) -> pd.Series:
    communes = parquet.frame(folder / "communes.parquet", ["code", "type", "premier_cog"])
    return communes[communes["type"] == "commune-actuelle"].set_index("code")["premier_cog"]
