"""An explanation as it is printed: French, one fact a line, the figure first, then down to the cells of the files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from ctg_lib.lineage.cells import Cell
from ctg_lib.lineage.figure import Explanation, Term
from ctg_lib.sources.card import Chain
from ctg_lib.value import Status
from ctg_lib.views.wording import number, plural, vintage

# A formula with more terms is told by its sums; a longer table of communes is left to `--json`.
TERMS, COMMUNES, ABREAST = 8, 60, 4
_MINUS = "−"


def text(told: Explanation) -> str:
    """The whole explanation."""
    parts = [
        _figure(told),
        _section("Les colonnes lues", _terms(told)),
        _section("Les fichiers", _files(told)),
        _section("Les sources", _sources(told)),
        _section("Les règles et les textes", [f"  {rule.told}" for rule in told.rules]),
        _section("D’une date à l’autre", [f"  {one.told}" for one in told.breaks]),
        _section("Où il est montré", [f"  {place.told}" for place in told.shown_in] or ["  dans aucun chapitre"]),
        _section("À quoi il est comparé", _beside(told)),
    ]
    return "\n".join(line for part in parts for line in part)


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return [title, *lines] if lines else []


def _figure(told: Explanation) -> list[str]:
    # « 0 à 2 » already says its bounds.
    bounds = told.interval if told.interval != told.shown else ""
    between = f", entre {bounds.replace(' à ', ' et ')}" if bounds else ""
    when = vintage(told.vintage) or "aucune"
    over = f" (années {told.period})" if told.period != when and told.vintage else ""
    lines = [
        f"{told.label}, {told.name} ({told.territory})",
        f"  Question : {told.question}",
        f"  Valeur : {told.shown}{between}",
        f"  Date : {when}{over}",
        f"  Statut : {Status(told.status).label} ; {told.method}",
        f"  Calcul : {told.formula}",
    ]
    worked = arithmetic(told)
    # A column as it is published is the value itself.
    lines += [f"  Avec les nombres : {worked}"] if re.search(r"[=a-z]", worked) else []
    lines += [f"  Référence : {told.reference}"]
    lines += [f"  Précaution : {told.caveat}"] if told.caveat else []
    return [*lines, f"  Clé dans la page : {told.key}"]


def arithmetic(told: Explanation) -> str:
    """« 2 345 / 8 071 = 29,1 % »; why not, where it is no sum or ratio; empty where a number is missing."""
    if told.value is None or any(term.number is None for term in told.terms):
        return ""
    if told.constants is None:
        return "ni somme ni rapport : un modèle ou un taux composé, dont les nombres d’entrée sont ci-dessous"
    above = [(term.above or 0.0, term.number or 0.0) for term in told.terms if term.above]
    top = _sum(above, told.constants[0])
    end = f"{told.shown}" if told.unit == "part" else plain(told.value)
    if told.constants[1] is None:
        return top if top == end else f"{top} = {end}"
    below = [(term.below or 0.0, term.number or 0.0) for term in told.terms if term.below]
    scale = "" if told.scale == 1 else f"{number(told.scale)} × "
    return f"{scale}{_bracketed(top)} / {_bracketed(_sum(below, told.constants[1]))} = {end}"


def _bracketed(words: str) -> str:
    return f"({words})" if " + " in words or f" {_MINUS} " in words else words


def _sum(terms: Sequence[tuple[float, float]], constant: float) -> str:
    """« 12 + 3 × 4 − 5 », or the total and how many are added where they are many."""
    whole = constant + sum(times * value for times, value in terms)
    if len(terms) > TERMS:
        return f"{plain(whole)} [somme de {len(terms)} colonnes]"
    signed = [
        (times < 0, plain(value) if abs(times) == 1 else f"{plain(abs(times))} × {plain(value)}")
        for times, value in terms
    ]
    if constant or not signed:
        signed.append((constant < 0, plain(abs(constant))))
    first, *others = signed
    opening = f"{_MINUS}{first[1]}" if first[0] else first[1]
    return opening + "".join(f" {_MINUS if minus else '+'} {words}" for minus, words in others)


def plain(value: float) -> str:
    """A number with the decimals that it has, three at most; small factors keep four digits that count."""
    if value and abs(value) < 1:
        return f"{value:.4g}".replace(".", ",").replace("-", _MINUS)
    return number(value, len(f"{value:.3f}".rstrip("0").partition(".")[2]))


def _terms(told: Explanation) -> list[str]:
    lines: list[str] = []
    for (source, year), several in groupby(told.terms, key=lambda term: (term.source, term.vintage)):
        lines.append(f"  {source}, {vintage(year)}")
        for term in several:
            worth = "vide" if term.number is None else plain(term.number)
            among = f" ; chez le producteur, lignes où {', '.join(term.codes)}" if term.codes else ""
            side = _side(term) if told.constants and told.constants[1] is not None else ""
            lines.append(f"    {term.name} : {worth}{side} ; {term.meaning}{among}")
    if any(term.rows > 1 for term in told.terms):
        lines.append("  Un nombre lu sur plusieurs lignes en est la somme ; elles sont ci-dessous.")
    return lines


def _side(term: Term) -> str:
    if term.above is None:
        return ""
    return {
        (True, False): ", au numérateur",
        (False, True): ", au dénominateur",
        (True, True): ", au numérateur et au dénominateur",
    }[bool(term.above), bool(term.below)]


def _files(told: Explanation) -> list[str]:
    lines: list[str] = []
    by_file = sorted(told.cells, key=lambda cell: (cell.source, cell.file, cell.sha256, cell.vintage))
    for (_, file, _), several in groupby(by_file, key=lambda cell: (cell.source, cell.file, cell.sha256)):
        own = list(several)
        first = own[0]
        origin = f" : {first.origin}" if first.origin else ""
        lines += [f"  {file}", f"    {first.chain}{origin}", f"    {_when(first)}"]
        for year, dated in groupby(own, key=lambda cell: cell.vintage):
            cells = list(dated)
            one_row = len({cell.row for cell in cells}) == 1
            lines += _one_row(cells, year) if one_row else _many_rows(cells, year)
        why = dict.fromkeys(cell.line_why for cell in own if cell.line is None and cell.line_why)
        lines += [f"    Numéro de ligne : {reason}" for reason in why]
    return lines


def _one_row(own: Sequence[Cell], year: str) -> list[str]:
    """One row of the file: each of its cells."""
    lines = []
    for cell in own:
        sheet = f"feuille « {cell.sheet} », " if cell.sheet else ""
        named = f"colonne {cell.written}" if cell.written == cell.column else f"colonne « {cell.written} »"
        detail = f" : {cell.detail}" if cell.detail else ""
        line = f", n° {cell.line}" if cell.line else ""
        where = f"{sheet}ligne du code {cell.row}{line}, {named}"
        lines.append(f"    {vintage(year)}, {where} : {cell.value} ({cell.status}{detail})")
    return lines


def _many_rows(own: Sequence[Cell], year: str) -> list[str]:
    """The rows that were added up: a table of the communes, a few columns abreast."""
    columns = list(dict.fromkeys(cell.column for cell in own))
    held = {(cell.row, cell.column): cell for cell in own}
    rows = list(dict.fromkeys((cell.row, cell.name) for cell in own))
    many = plural(len(rows), "ligne additionnée", "lignes additionnées")
    lines = [f"    {vintage(year)} : {many}, de {rows[0][0]} à {rows[-1][0]}"]
    for start in range(0, len(columns), ABREAST):
        block = columns[start : start + ABREAST]
        lines.append(f"    Commune : {' ; '.join(f'colonne {name}' for name in block)}")
        for code, name in rows[:COMMUNES]:
            cells = [held.get((code, column)) for column in block]
            line = next((f", n° {cell.line}" for cell in cells if cell and cell.line), "")
            told = " ; ".join("–" if cell is None else _short(cell) for cell in cells)
            lines.append(f"      {code} {name}{line} : {told}")
        if len(rows) > COMMUNES:
            lines.append(f"      et {plural(len(rows) - COMMUNES, 'autre')} : « --json » les donne toutes")
    return lines


def _short(cell: Cell) -> str:
    return cell.value if cell.number is not None else cell.status


def _when(cell: Cell) -> str:
    """When a file was read, and by which fingerprint it is known: of a workbook, that of what may be shown of it."""
    read = f"lu le {cell.ingested}" if cell.ingested else "relu à chaque édition"
    local = cell.chain == Chain.LOCAL.label
    return f"{read} ; {'empreinte des chiffres montrés' if local else 'sha256'} {cell.sha256[:16]}…"


def _sources(told: Explanation) -> list[str]:
    lines = []
    for card in told.sources:
        lines += [
            f"  {card.title}",
            f"    {card.producer} ; {card.licence} ; {card.page}",
            f"    À savoir : {card.caveat}",
            f"    Secret : {card.secrecy}",
        ]
    return lines


def _beside(told: Explanation) -> list[str]:
    return [
        f"  {one.name} ({one.territory}) : {one.shown} ; {one.verdict}{f' ({one.reason})' if one.reason else ''}"
        for one in told.compared
    ]
