"""Accidents that happen to a published file between its producer and us: each a function of its text and of chance.

`HARMLESS` accidents must change no figure. `HARMFUL` ones end in an error, or in the very figures of the cells that are
left. An accident that cannot be told from a true figure (a digit swapped for another) is not here: no reader sees it.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable

Accident = Callable[[bytes, str, random.Random], bytes]


def _lines(raw: bytes) -> list[str]:
    return raw.decode("utf-8-sig").splitlines()


def _joined(lines: list[str], end: str = "\n") -> bytes:
    return (end.join(lines) + end).encode()


def _cells(raw: bytes, separator: str) -> list[list[str]]:
    """Cells as a CSV reader sees them: a separator between quotes is text."""
    return list(csv.reader(_lines(raw), delimiter=separator))


def _written(rows: list[list[str]], separator: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


# ── What must change nothing ─────────────────────────────────────────────────────────────────────────────────────────


def columns_moved(raw: bytes, separator: str, chance: random.Random) -> bytes:
    rows = _cells(raw, separator)
    order = list(range(len(rows[0])))
    chance.shuffle(order)
    return _written([[row[place] for place in order] for row in rows], separator)


def rows_in_another_order(raw: bytes, separator: str, chance: random.Random) -> bytes:
    head, *body = _lines(raw)
    chance.shuffle(body)
    return _joined([head, *body])


def byte_order_mark(raw: bytes, separator: str, chance: random.Random) -> bytes:
    return b"\xef\xbb\xbf" + raw.removeprefix(b"\xef\xbb\xbf")


def windows_line_ends(raw: bytes, separator: str, chance: random.Random) -> bytes:
    return _joined(_lines(raw), "\r\n")


def blank_lines(raw: bytes, separator: str, chance: random.Random) -> bytes:
    lines = _lines(raw)
    for _ in range(chance.randint(1, 3)):
        lines.insert(chance.randint(1, len(lines)), "")
    return _joined(lines)


def nameless_columns(raw: bytes, separator: str, chance: random.Random) -> bytes:
    return _joined([line + separator * 3 for line in _lines(raw)])


def spaces_around(raw: bytes, separator: str, chance: random.Random) -> bytes:
    return _written([[f" {cell} " for cell in row] for row in _cells(raw, separator)], separator)


HARMLESS: dict[str, Accident] = {
    one.__name__: one
    for one in (
        columns_moved,
        rows_in_another_order,
        byte_order_mark,
        windows_line_ends,
        blank_lines,
        nameless_columns,
        spaces_around,
    )
}


# ── What must be told, or leave the other cells as they are ──────────────────────────────────────────────────────────


def column_dropped(raw: bytes, separator: str, chance: random.Random) -> bytes:
    rows = _cells(raw, separator)
    gone = chance.randrange(len(rows[0]))
    return _written([row[:gone] + row[gone + 1 :] for row in rows], separator)


def column_renamed(raw: bytes, separator: str, chance: random.Random) -> bytes:
    rows = _cells(raw, separator)
    place = chance.randrange(len(rows[0]))
    name = rows[0][place]
    rows[0][place] = chance.choice([f"{name}_old", name.lower(), name.upper(), f"Colonne {place}", ""])
    return _written(rows, separator)


def column_doubled(raw: bytes, separator: str, chance: random.Random) -> bytes:
    rows = _cells(raw, separator)
    place = chance.randrange(len(rows[0]))
    return _written([[*row, row[place]] for row in rows], separator)


def line_cut(raw: bytes, separator: str, chance: random.Random) -> bytes:
    lines = _lines(raw)
    place = chance.randrange(1, len(lines))
    cells = lines[place].split(separator)
    lines[place] = separator.join(cells[: chance.randrange(1, max(2, len(cells)))])
    return _joined(lines)


def end_of_file_cut(raw: bytes, separator: str, chance: random.Random) -> bytes:
    lines = _lines(raw)
    last = lines[-1].split(separator)
    return _joined([*lines[:-1], separator.join(last[: chance.randrange(1, max(2, len(last)))])])


def row_doubled(raw: bytes, separator: str, chance: random.Random) -> bytes:
    lines = _lines(raw)
    lines.insert(chance.randint(1, len(lines)), chance.choice(lines[1:]))
    return _joined(lines)


def header_repeated(raw: bytes, separator: str, chance: random.Random) -> bytes:
    lines = _lines(raw)
    lines.insert(chance.randint(2, len(lines)), lines[0])
    return _joined(lines)


def row_shifted(raw: bytes, separator: str, chance: random.Random) -> bytes:
    """One row slides by a cell, as when a cell was deleted with « décaler vers la gauche »."""
    rows = _cells(raw, separator)
    row = rows[chance.randrange(1, len(rows))]
    row[:] = [*row[1:], ""] if chance.random() < 0.5 else ["", *row[:-1]]
    return _written(rows, separator)


def total_in_the_body(raw: bytes, separator: str, chance: random.Random) -> bytes:
    rows = _cells(raw, separator)
    total = [str(chance.randint(10_000, 99_999)) for _ in rows[0]]
    total[0] = chance.choice(["Total", "TOTAL", "Ensemble", ""])
    rows.insert(chance.choice([len(rows), chance.randint(1, len(rows))]), total)
    return _written(rows, separator)


def note_at_the_end(raw: bytes, separator: str, chance: random.Random) -> bytes:
    return _joined([*_lines(raw), chance.choice(["Source : producteur", "Champ : France", "s : secret"])])


def leading_zeros_lost(raw: bytes, separator: str, chance: random.Random) -> bytes:
    """What a spreadsheet does to codes: « 01004 » becomes 1004."""
    rows = _cells(raw, separator)
    kept = [[cell.lstrip("0") if cell.isdigit() and len(cell) > 1 else cell for cell in row] for row in rows[1:]]
    return _written([rows[0], *kept], separator)


def other_separator(raw: bytes, separator: str, chance: random.Random) -> bytes:
    return raw.replace(separator.encode(), chance.choice([b"\t", b"|", b";" if separator == "," else b","]))


def other_decimal_mark(raw: bytes, separator: str, chance: random.Random) -> bytes:
    rows = _cells(raw, separator)
    swapped = {".": ",", ",": "."}
    for row in rows[1:]:
        for place, cell in enumerate(row):
            bare = cell.removeprefix("-").replace(".", "", 1).replace(",", "", 1)
            if bare.isdigit() and ("." in cell or "," in cell) and separator != ",":
                row[place] = "".join(swapped.get(mark, mark) for mark in cell)
    return _written(rows, separator)


def latin_1(raw: bytes, separator: str, chance: random.Random) -> bytes:
    return raw.decode("utf-8-sig").encode("cp1252", errors="replace")


def utf_16(raw: bytes, separator: str, chance: random.Random) -> bytes:
    return raw.decode("utf-8-sig").encode("utf-16")


def bytes_cut(raw: bytes, separator: str, chance: random.Random) -> bytes:
    """A download that stopped within a line, not in its last cell: there, only the hash of the whole file tells."""
    place = chance.randrange(1, len(raw) - 1)
    line = raw.rfind(b"\n", 0, place) + 1
    place = max(place, line + 1)
    rest = raw[place:].split(b"\n", 1)[0]
    if separator.encode() in rest:
        return raw[:place]
    last = raw.rfind(separator.encode(), line, place)
    return raw[:last] if last > line else raw[: max(1, line - 1)]


def open_quote(raw: bytes, separator: str, chance: random.Random) -> bytes:
    place = chance.randrange(len(raw))
    return raw[:place] + b'"' + raw[place:]


def letter_in_a_number(raw: bytes, separator: str, chance: random.Random) -> bytes:
    rows = _cells(raw, separator)
    row = rows[chance.randrange(1, len(rows))]
    place = chance.randrange(len(row))
    row[place] = chance.choice(["n.d.", "#REF!", "1 234", "12O", "—", "1e", row[place] + " %"])
    return _written(rows, separator)


def sign_changed(raw: bytes, separator: str, chance: random.Random) -> bytes:
    rows = _cells(raw, separator)
    row = rows[chance.randrange(1, len(rows))]
    numbers = [place for place, cell in enumerate(row) if cell.isdigit() and cell.strip("0")]
    if numbers:
        place = chance.choice(numbers)
        row[place] = f"-{row[place]}"
    return _written(rows, separator)


HARMFUL: dict[str, Accident] = {
    one.__name__: one
    for one in (
        column_dropped,
        column_renamed,
        column_doubled,
        line_cut,
        end_of_file_cut,
        row_doubled,
        header_repeated,
        row_shifted,
        total_in_the_body,
        note_at_the_end,
        leading_zeros_lost,
        other_separator,
        other_decimal_mark,
        latin_1,
        utf_16,
        bytes_cut,
        open_quote,
        letter_in_a_number,
        sign_changed,
    )
}
