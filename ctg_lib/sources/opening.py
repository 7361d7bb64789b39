"""From the bytes of a published file to a table of text: what is not a CSV in UTF-8 with `;` is refused, in French.

Nothing is interpreted here. Arrow reads the cells, so that a national file of several hundred megabytes fits in the
memory of an office computer; the index is the line number that a spreadsheet shows.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from ctg_lib.errors import InputError, Problem

SEPARATOR = ";"
MARKS = {";": "un point-virgule", ",": "une virgule", "\t": "une tabulation", "|": "une barre verticale"}
_EXPECTED = {";": "le point-virgule", ",": "la virgule"}
_HEAD = 1 << 20
_BINARY = (b"PK\x03\x04", b"PAR1", b"%PDF", b"\xd0\xcf\x11\xe0")


def header(path: Path, separator: str = SEPARATOR) -> list[str]:
    """Column names of a CSV, read from its first line alone; InputError when the file is not a CSV at all."""
    return _header(Path(path).name, _bytes(path, _HEAD), separator)


def split_header(path: Path, separator: str) -> list[str]:
    """What the first line of a text is once cut at a separator, whether or not it is the one of the file."""
    return _split(_bytes(path, _HEAD).split(b"\n", 1)[0], separator)


def parquet_schema(path: Path) -> pa.Schema:
    """Names and types of the columns of a Parquet file, whose rows are not read; InputError when it is not one."""
    try:
        return pq.read_schema(path)
    except (OSError, ValueError) as error:
        raise unreadable_parquet(path, error) from None


def unreadable_parquet(path: Path, error: Exception) -> InputError:
    """What to tell of a Parquet file that cannot be opened, or whose rows cannot be read to the end."""
    name = Path(path).name
    what, remedy = "le contenu est coupé ou abîmé.", "télécharger à nouveau le fichier."
    if isinstance(error, OSError) and error.errno:
        what, remedy = _opening_trouble(error)
    return InputError(f"{name} ne peut pas être lu.", [Problem(what, name, remedy=remedy)])


def _split(line: bytes, separator: str) -> list[str]:
    text = line.decode("utf-8-sig", errors="replace").rstrip("\r")
    return [cell.strip() for cell in next(csv.reader([text], delimiter=separator), [""])]


def table(path: Path, separator: str = SEPARATOR) -> tuple[pd.DataFrame, list[Problem]]:
    """All cells as text (columns = names as published, index = line number) and the problems of shape found.

    InputError at once for what cannot be opened as a CSV; the problems are left to the caller, who adds its own.
    """
    name = Path(path).name
    raw = _bytes(path)
    names = _header(name, raw, separator)
    _check_encoding(name, raw)
    problems = [*repeated_names(name, names), *_open_quotes(name, raw)]
    if problems:
        return pd.DataFrame(), problems
    cells, problems = _cells(name, raw, len(names), separator)
    # Spreadsheets saved as CSV leave columns without a name: they may go only if they hold nothing.
    for place, column in enumerate(names):
        if not column and cells[str(place)].str.strip().ne("").any():
            what = f"la colonne {place + 1}, sans nom, contient des valeurs."
            problems.append(Problem(what, name, 1, remedy="lui donner le nom que le producteur lui donne."))
    named = [place for place, column in enumerate(names) if column]
    return cells[[str(place) for place in named]].set_axis([names[place] for place in named], axis=1), problems


def _bytes(path: Path, limit: int = -1) -> bytes:
    """The content, decompressed, of a file or of its beginning."""
    name = Path(path).name
    try:
        with Path(path).open("rb") as stream:
            packed = stream.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else Path(path).open("rb") as stream:
            raw = stream.read(limit)
    except (OSError, EOFError, zlib.error) as error:
        what, remedy = _opening_trouble(error)
        raise InputError(f"{name} ne peut pas être lu.", [Problem(what, name, remedy=remedy)]) from None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refused(name, "n’est pas en UTF-8", "texte en UTF-16 (« Unicode »).", "enregistrer en « CSV UTF-8 ».")
    if raw.startswith(_BINARY) or b"\x00" in raw[:4096]:
        remedy = "donner le fichier CSV, décompressé ou en .gz (ni classeur, ni .zip, ni Parquet)."
        raise _refused(name, "n’est pas un fichier CSV", "contenu binaire.", remedy)
    if not raw.removeprefix(b"\xef\xbb\xbf").strip():
        raise _refused(name, "est vide", "aucune ligne.", "reprendre le fichier du producteur.")
    # Old spreadsheets end lines with a lone carriage return.
    return raw if b"\n" in raw else raw.replace(b"\r", b"\n")


def _opening_trouble(error: Exception) -> tuple[str, str]:
    if isinstance(error, FileNotFoundError):
        return "le fichier n’existe pas.", "vérifier le chemin."
    if isinstance(error, IsADirectoryError):
        return "c’est un dossier.", "donner les fichiers qu’il contient."
    if isinstance(error, PermissionError):
        return "la lecture en est interdite.", "vérifier les droits, ou fermer le logiciel qui le tient ouvert."
    if isinstance(error, (EOFError, zlib.error, gzip.BadGzipFile)):
        return "l’archive .gz est coupée ou abîmée.", "télécharger à nouveau le fichier."
    return f"le disque répond : {error.__class__.__name__}.", "vérifier le support, ou télécharger à nouveau."


def _refused(name: str, title: str, what: str, remedy: str, row: int | None = None) -> InputError:
    return InputError(f"{name} {title}.", [Problem(what, name, row, remedy=remedy)])


def _header(name: str, raw: bytes, separator: str) -> list[str]:
    line = raw.split(b"\n", 1)[0]
    _check_encoding(name, line)
    names = _split(line, separator)
    if not any(names):
        remedy = "la première ligne porte les noms de colonnes du producteur."
        raise _refused(name, "n’a pas d’en-tête", "la première ligne est vide.", remedy, row=1)
    used = [words for mark, words in MARKS.items() if mark in names[0]]
    if len(names) == 1 and used:
        remedy = f"enregistrer le fichier en CSV avec {_EXPECTED[separator]} pour séparateur."
        title = f"n’a pas {_EXPECTED[separator]} pour séparateur"
        raise _refused(name, title, f"les colonnes sont séparées par {used[0]}.", remedy, row=1)
    return names


def _check_encoding(name: str, raw: bytes) -> None:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        what = f"octet {raw[error.start]:#04x} illisible (fichier en latin-1 ou Windows-1252 ?)."
        raise _refused(name, "n’est pas en UTF-8", what, "enregistrer le fichier en « CSV UTF-8 ».", line) from None


def repeated_names(name: str, names: list[str]) -> Iterator[Problem]:
    """Columns that cannot be told apart."""
    for column in sorted({column for column in names if column and names.count(column) > 1}):
        yield Problem("deux colonnes portent le même nom.", name, 1, column, "n’en garder qu’une.")


def _open_quotes(name: str, raw: bytes) -> Iterator[Problem]:
    """Lines with a quote left open: the rows that follow would be swallowed into one cell, without a word."""
    if b'"' in raw:
        for number, line in enumerate(io.BytesIO(raw), start=1):
            if line.count(b'"') % 2:
                yield Problem("un guillemet n’est pas refermé.", name, number, remedy="le refermer ou l’ôter.")


def _cells(name: str, raw: bytes, width: int, separator: str) -> tuple[pd.DataFrame, list[Problem]]:
    """The body: columns named by their place, blank rows left out, rows of another width told."""
    columns = [str(place) for place in range(width)]
    uneven: dict[int, int] = {}

    def note(row: arrow_csv.InvalidRow) -> str:
        uneven[row.number] = row.actual_columns
        return "skip"

    start = raw.find(b"\n") + 1
    cells = pd.DataFrame(columns=columns, dtype="str")
    if start and start < len(raw):
        read = arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(memoryview(raw)[start:])),
            arrow_csv.ReadOptions(use_threads=False, column_names=columns, block_size=1 << 24),
            arrow_csv.ParseOptions(delimiter=separator, ignore_empty_lines=False, invalid_row_handler=note),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.large_string()), strings_can_be_null=False, check_utf8=False
            ),
        )
        cells = read.to_pandas()
    # Arrow numbers the body from 1; the header is line 1 of the file.
    lines = np.setdiff1d(np.arange(1, len(cells) + len(uneven) + 1), list(uneven)) + 1
    cells = cells.set_axis(lines)
    problems = [
        Problem(
            f"{found} case{'s' if found > 1 else ''} au lieu de {width}.",
            name,
            row + 1,
            remedy="la ligne est coupée, ou contient un séparateur de trop.",
        )
        for row, found in sorted(uneven.items())
    ]
    doubtful = cells[cells[columns[0]].str.strip() == ""]
    cells = cells.drop(doubtful.index[doubtful.apply(lambda column: column.str.strip() == "").all(axis=1)])
    if cells.empty and not problems:
        problems = [Problem("le fichier n’a que son en-tête.", name, 1, remedy="reprendre le fichier du producteur.")]
    return cells, problems
