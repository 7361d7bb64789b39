"""From a printed figure down to the file, the row and the column that it comes from."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from ctg_lib import indicators, sources
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.errors import UsageError
from ctg_lib.indicators.declaration import Indicator
from ctg_lib.sources.card import Chain, Source
from ctg_lib.territory import Level
from ctg_lib.value import Status
from ctg_lib.views.wording import interval, row_text
from ctg_lib.views.wording import vintage as vintage_text


@dataclass(frozen=True)
class Cell:
    """One cell read: which file, which row (the territory's code), which column, and under which licence."""

    source: str
    vintage: str
    title: str
    producer: str
    licence: str
    page: str
    file: str
    sha256: str
    chain: str
    origin: str
    ingested: str
    row: str
    column: str
    value: str
    status: str


@dataclass(frozen=True)
class Explanation:
    """Everything that is known of one figure; `cells` are those of the territory, or of its first communes."""

    indicator: str
    label: str
    territory: str
    name: str
    level: str
    vintage: str
    shown: str
    value: float | None
    low: float | None
    high: float | None
    interval: str
    status: str
    method: str
    formula: str
    reference: str
    caveat: str
    secrecy: tuple[str, ...]
    cells: tuple[Cell, ...]

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return asdict(self)

    def as_text(self) -> str:
        """For the screen, in French."""
        lines = [
            f"{self.label}, {self.name} ({self.territory})",
            f"  Valeur : {self.shown}" + (f", entre {self.interval.replace(' à ', ' et ')}" if self.interval else ""),
            f"  Date : {vintage_text(self.vintage) or 'aucune'}",
            f"  Statut : {Status(self.status).label} ; {self.method}",
            f"  Calcul : {self.formula}",
            f"  Référence : {self.reference}",
        ]
        lines += [f"  Précaution : {self.caveat}"] if self.caveat else []
        lines += [f"  Secret : {text}" for text in self.secrecy]
        groups: dict[tuple[str, str, str], list[Cell]] = {}
        for cell in self.cells:
            groups.setdefault((cell.file, cell.column, cell.vintage), []).append(cell)
        for cells in groups.values():
            lines += _read_lines(cells)
        return "\n".join(lines)


def _read_lines(cells: list[Cell]) -> list[str]:
    """Where one column was read: its cell, or the communes that were added up."""
    cell = cells[0]
    what = f"ligne {cell.row}, colonne {cell.column} : {cell.value} ({cell.status})"
    if len(cells) > 1:
        what = f"colonne {cell.column} : {len(cells)} lignes additionnées, de {cell.row} à {cells[-1].row}"
    return [
        f"  Lu dans {cell.file}, {what}",
        f"    {cell.title} ; {cell.producer}, {vintage_text(cell.vintage)} ; {cell.licence} ; {cell.page}",
        f"    {cell.chain}{f' : {cell.origin}' if cell.origin else ''}",
        f"    {_when(cell)} {cell.sha256[:16]}…",
    ]


def _when(cell: Cell) -> str:
    """When a file was read, and by which fingerprint it is known: of a workbook, that of what may be shown of it."""
    read = f"lu le {cell.ingested}" if cell.ingested else "relu à chaque édition"
    local = cell.chain == Chain.LOCAL.label
    return f"{read} ; {'empreinte des chiffres montrés' if local else 'sha256'}"


def explain(diagnostic: Diagnostic, identifier: str, vintage: str | None = None) -> Explanation:
    """The explanation of an indicator for the territory; UsageError when it or that vintage is not known."""
    one = indicators.indicator(identifier)
    year = vintage or diagnostic.vintage(identifier)
    row = diagnostic.row(identifier, vintage=year)
    if row is None:
        known = ", ".join(diagnostic.values.query("indicator == @identifier")["vintage"].unique())
        raise UsageError(f"« {identifier} » n’a pas de millésime {year}. Millésimes : {known}.")
    return Explanation(
        indicator=one.id,
        label=one.label,
        territory=diagnostic.territory.code,
        name=diagnostic.territory.name,
        level=str(diagnostic.territory.level),
        vintage=year,
        shown=row_text(row),
        value=None if row["value"] != row["value"] else float(row["value"]),
        low=None if row["low"] != row["low"] else float(row["low"]),
        high=None if row["high"] != row["high"] else float(row["high"]),
        interval=interval(row),
        status=row["status"],
        method=row["method"],
        formula=one.formula,
        reference=one.reference,
        caveat=one.caveat,
        secrecy=tuple(dict.fromkeys(sources.source(wanted.source).secrecy for wanted in one.inputs)),
        cells=tuple(_cells(diagnostic, one, row["source"])),
    )


def _cells(diagnostic: Diagnostic, one: Indicator, tokens: str) -> list[Cell]:
    """The cells behind a figure: those of the territory where published, else those of each of its communes."""
    found = []
    # The tokens stand in the order of the inputs, each as many times as it reads years.
    read = [wanted for wanted in one.inputs for _ in range(wanted.years)]
    for token, wanted in zip(filter(None, tokens.split("+")), read, strict=False):
        card, year = sources.source(wanted.source), token.split("@")[1]
        for column in wanted.columns:
            found += _column(diagnostic, card, year, column)
    return found


def _column(diagnostic: Diagnostic, card: Source, year: str, column: str) -> list[Cell]:
    store = diagnostic.shelf.store
    named = next(name for name in store.columns(card.id, year) if _is(card, name, column, year))
    values, flags = store.read(card.id, year, [named])
    own = (str(diagnostic.territory.level), diagnostic.territory.code)
    communes = [(str(Level.COMMUNE), code) for code in diagnostic.territory.communes]
    rows = [own] if own in values.index else [row for row in communes if row in values.index]
    status = flags.set_index(["level", "territory"])["status"]
    cells = []
    for row in rows:
        part = store.origin(card.id, year, *row, named)
        assert part is not None, f"no part holds {card.id} {year} {row}"
        manifest, value = part.manifest, values.loc[row, named]
        cells.append(
            Cell(
                source=card.id,
                vintage=year,
                title=card.title,
                producer=card.producer,
                licence=card.licence,
                page=card.page,
                file=manifest.file,
                sha256=manifest.sha256,
                chain=Chain(manifest.chain).label,
                origin=manifest.origin,
                ingested=manifest.ingested,
                row=row[1],
                column=named,
                value="vide" if value != value else f"{value:.12g}".replace(".", ","),
                status=Status(status.get(row, Status.PUBLISHED)).label,
            )
        )
    return cells


def _is(card: Source, name: str, column: str, year: str) -> bool:
    return card.name_without_year(name) == column and card.year_in_name(name) in (None, year[2:4])
