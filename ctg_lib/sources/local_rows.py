"""The rows of one sheet filled by hand: read cell by cell, then held against one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ctg_lib.sources import local_cells, local_grid, reading
from ctg_lib.sources.local_cells import Trouble
from ctg_lib.sources.local_forms import EXAMPLE, Book, Column, Form, Kind, folded
from ctg_lib.sources.local_grid import Faults, Pages
from ctg_lib.territory import Territory
from ctg_lib.value import Status

# A text, a number, nothing, or `Status.SECRET` where whoever fills the workbook hides it.
Row = Mapping[str, str | float | None]
DEGREES = (Kind.LATITUDE, Kind.LONGITUDE)


def read(pages: Pages, form: Form, book: Book, territory: Territory | None, faults: Faults) -> dict[int, Row]:
    """The rows of a sheet by their number; what is wrong goes to `faults`. A sheet that was removed says nothing."""
    name = folded(form.sheet)
    if name not in pages.cells:
        return {}
    cells, worksheet = pages.cells[name], pages.sheets[name]
    for trouble in local_grid.hidden(worksheet, cells):
        faults.add(trouble, form.sheet)
    if trouble_of_size := local_grid.too_large(worksheet):
        faults.add(trouble_of_size, form.sheet)
        return {}
    header = local_grid.header_row(cells, form)
    if header is None:
        what = "les noms de colonnes manquent" if cells else "la feuille est vide, noms de colonnes compris"
        faults.add(Trouble(f"{what}.", local_grid.TEMPLATE), form.sheet)
        return {}
    for number, trouble in local_grid.merged(worksheet, header):
        faults.add(trouble, form.sheet, number)
    places, wrong = local_grid.places(cells, header, form)
    for caption, trouble in wrong:
        faults.add(trouble, form.sheet, header, caption)
    here = _OneSheet(form, [one for one in form.columns if one.caption in places], book, faults)
    rows = {number: row for number, line in lines(pages, form).items() if (row := here.row(number, line))}
    here.together(rows, territory)
    return rows


def lines(pages: Pages, form: Form) -> dict[int, dict[str, object]]:
    """The lines of a sheet that say something, as typed: examples and communes written in advance are left out."""
    cells = pages.cells.get(folded(form.sheet), {})
    header = local_grid.header_row(cells, form)
    if header is None:
        return {}
    places, _ = local_grid.places(cells, header, form)
    found = {}
    for number in (one for one in cells if one > header):
        line = {caption: cells[number][place] for caption, place in places.items() if place in cells[number]}
        if line and not _in_advance(line, form) and not _untouched_example(line, form):
            found[number] = line
    return found


def _in_advance(line: Mapping[str, object], form: Form) -> bool:
    """Whether a line has nothing but the commune that the template wrote."""
    first = form.columns[0].caption
    return not form.lists and set(line) == {first} and not local_cells.is_total(line[first])


def _is_example(line: Mapping[str, object], form: Form) -> bool:
    return folded(line.get(form.columns[0].caption, "")).startswith(folded(EXAMPLE))


def _untouched_example(line: Mapping[str, object], form: Form) -> bool:
    """Whether a line is the example that the template shows, or what is left of it."""
    if not _is_example(line, form):
        return False
    rest = [form.column(caption) for caption in line if caption != form.columns[0].caption]
    return all(local_cells.read(line[one.caption], one) == local_cells.read(one.example, one) for one in rest)


def _is_copied(line: Mapping[str, object], form: Form) -> bool:
    """Whether a commune took the place of « EXEMPLE » and the invented establishment stayed."""
    rest = [one for one in form.columns if one.caption != form.columns[0].caption]
    if not form.lists or len(rest) < len(line) - 1 or not any(one.caption in line for one in rest):
        return False
    return all(
        local_cells.read(line.get(one.caption), one) == local_cells.read(one.example, one)
        for one in rest
        if one.kind not in (Kind.LATITUDE, Kind.LONGITUDE)
    )


class _OneSheet:
    """The lines of one sheet, and where to tell what is wrong with them."""

    def __init__(self, form: Form, columns: Sequence[Column], book: Book, faults: Faults) -> None:
        """columns: those that the sheet has; the others were told once, at its header."""
        self.form, self.columns, self.book, self.faults = form, columns, book, faults
        self.commune = form.columns[0].caption
        self.name = next((one.caption for one in form.columns if one.kind is Kind.NAME), None)

    def wrong(self, number: int, caption: str, trouble: Trouble) -> None:
        self.faults.add(trouble, self.form.sheet, number, caption)

    def row(self, number: int, line: Mapping[str, object]) -> Row:
        """One line, cell by cell; empty for totals and for an example that was changed, which are told."""
        labels = [one for one in (self.commune, self.name) if one]
        if total := next((one for one in labels if local_cells.is_total(line.get(one))), None):
            self.wrong(number, total, Trouble("ligne de total.", "la retirer : les totaux sont recalculés."))
            return {}
        if _is_example(line, self.form):
            what = "la ligne d’exemple a été modifiée, et ne serait pas lue."
            remedy = f"remplacer « {EXAMPLE} » par la commune, ou supprimer la ligne."
            self.wrong(number, self.commune, Trouble(what, remedy))
            return {}
        if _is_copied(line, self.form):
            what = "la ligne reprend celle de l’exemple, dont les chiffres sont inventés."
            self.wrong(number, self.commune, Trouble(what, "y écrire les vrais chiffres, ou supprimer la ligne."))
            return {}
        row: dict[str, str | float | None] = {}
        for column in self.columns:
            read = self._cell(line.get(column.caption), column)
            if isinstance(read, Trouble):
                self.wrong(number, column.caption, read)
            else:
                row[column.caption] = read
        return row

    def _cell(self, cell: object, column: Column) -> local_cells.Read:
        hidden = isinstance(cell, str) and "".join(cell.split()).casefold() in self.book.secret_codes
        return Status.SECRET if hidden and column.kind is Kind.COUNT else local_cells.read(cell, column)

    def together(self, rows: Mapping[int, Row], territory: Territory | None) -> None:
        """What cells say of one another: a commune elsewhere, a part above its whole, the same thing twice."""
        allowed = territory.communes if territory else reading.known_codes("commune")
        seen: dict[tuple[str, str], int] = {}
        for number, row in rows.items():
            commune = row.get(self.commune)
            if self.form.columns[0].kind is not Kind.COMMUNE or not isinstance(commune, str):
                continue
            if commune not in allowed:
                what = f"{commune} n’est pas une commune du territoire."
                self.wrong(number, self.commune, Trouble(what, "corriger le code, ou retirer la ligne."))
            self._degrees(number, row, commune)
            self._parts(number, row)
            name = row.get(self.name) if self.name else ""
            first = seen.setdefault((commune, folded(name)), number)
            if first != number and name is not None:
                remedy = "ne garder qu’une ligne, ou distinguer les noms." if self.name else "ne garder qu’une ligne."
                self.wrong(number, self.name or self.commune, Trouble(f"déjà donné à la ligne {first}.", remedy))

    def _degrees(self, number: int, row: Row, commune: str) -> None:
        held = [one for one in self.form.columns if one.kind in DEGREES and one.caption in row]
        given = [(one, value) for one in held if isinstance(value := row[one.caption], float)]
        if len(held) == len(DEGREES) and len(given) == 1:
            (lone,) = [one for one in held if row[one.caption] is None]
            self.wrong(number, lone.caption, Trouble("une coordonnée sans l’autre.", "donner les deux, ou aucune."))
        for column, value in given:
            if trouble := local_cells.misplaced(column.kind, value, commune):
                self.wrong(number, column.caption, trouble)

    def _parts(self, number: int, row: Row) -> None:
        for column in (one for one in self.form.columns if one.within):
            part, whole = row.get(column.caption), row.get(column.within)
            if isinstance(part, float) and isinstance(whole, float) and part > whole:
                secret = column.secrecy or self.form.column(column.within).secrecy
                part_told, whole_told = ("ce nombre", "") if secret else (f"{part:g}", f" ({whole:g})")
                what = f"{part_told} est plus que « {column.within} »{whole_told}, dont c’est une partie."
                self.wrong(number, column.caption, Trouble(what, "vérifier les deux nombres."))
