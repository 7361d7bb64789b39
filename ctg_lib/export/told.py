"""What a page tells: its numbers, words and sources. Each check yields lines, and what is wrong there in French."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pandas as pd

from ctg_lib.export.numbers import numbers, unmarked
from ctg_lib.export.parsed import TIES, Element, Found, Page, drawn, spoken
from ctg_lib.value import UNITS, Status
from ctg_lib.views.view import Mark, keys
from ctg_lib.views.wording import evolution, interval, joined, likely_band, quantity, row_text

# Numbers with a dot that are no decimals: versions, licences, names of files.
_NAMES = re.compile(r"ctg_lib [\d.]+|Licence Ouverte \d\.\d|\S+\.(?:csv|gz|parquet|json|geojson|xlsx?|zip)\b")
_DOT = re.compile(r"(?<![\w.,])\d+\.\d+(?!\w|[.,]\d)")
_SPACED = re.compile(r"(?<!\w)\d{1,3}(?: \d{3})+(?!\w)")
_STRAIGHT = re.compile(r"(?<=\w)'(?=\w)")
_BLANK = re.compile(r"\b(nan|NaN|None|NaT|null|undefined)\b")
# Words that French does not have, and those of the tools that the page is made with.
_ENGLISH = re.compile(
    r"\b(?:the|and|with|from|this|that|values?|missing|published|not_released|rounded_by_source|secret_at_source"
    r"|zoom (?:in|out)|warning|error|untitled|true|false|show|hide|loading|toggle|no data|figure of|no description)\b",
    flags=re.IGNORECASE,
)
# Files, public repositories and columns are named as their producers name them.
_SPELLED = re.compile(
    r"[\w./@-]*[\w-]+\.(?:csv|gz|parquet|geojson|json|xlsx?|fr)\b|\([\w-]+/[\w.-]+\)|@[\w-]+/[\w-]+|\w+_\w+"
)
# A row of the long table.
Row = dict[str, Any]
_DATED = re.compile(r"^Sources?\s*:.*(?:\b(?:19|20)\d\d\b|non chargée)", flags=re.DOTALL)


def spelling(page: Page) -> Found:
    """Numbers and words written as French does not, blanks without a reason, English left over."""
    for text in [*page.texts, *spoken(page), *drawn(page)]:
        if text.mark != Mark.TYPED:
            # A crèche may have an English name.
            yield from ((text.line, said) for said in _misspelt(text.words, english=text.mark == Mark.SOURCE))


# A page says the same few words again and again, and the pages of a territory those of one another.
@lru_cache(maxsize=8192)
def _misspelt(words: str, *, english: bool) -> tuple[str, ...]:
    """What is wrong with the writing of a text. english: it may be in English."""
    bare, start = _NAMES.sub(" ", words), _plain(words)[:60]
    found = [f"nombre écrit avec un point décimal : {one[0]}" for one in _DOT.finditer(bare)]
    found += [f"nombre que la fin de ligne pourrait couper : {one[0]}" for one in _SPACED.finditer(bare)]
    if _STRAIGHT.search(bare):
        found.append(f"apostrophe droite dans « {start} »")
    if blank := _BLANK.search(bare):
        found.append(f"valeur vide sans explication : « {blank[0]} » dans « {start} »")
    if not english and (foreign := _ENGLISH.search(_SPELLED.sub(" ", words))):
        found.append(f"anglais : « {foreign[0]} » dans « {start} »")
    return tuple(found)


def explained(page: Page) -> Found:
    """Every number is tied to a row, marked, or of a form that says what it is; alternatives have those of the page."""
    for text in page.texts:
        for found in unmarked(text.words) if text.mark is None else ():
            yield text.line, f"nombre rattaché à aucun chiffre : {found} dans « {_plain(text.words)[:80]} »"
    explained = {text.words for text in page.texts if text.mark is not None}
    told = {found for words in explained for found in numbers(words)}
    for one in page.of("img"):
        for found in unmarked(one.attributes.get("alt", "")):
            if found not in told and "data-nombre" not in one.attributes:
                yield one.line, f"nombre d’un texte de remplacement qui n’est pas dans la page : {found}"


def sourced(page: Page) -> Found:
    """A chart, a map or a table of comparison has under it its source and the vintage of that source."""
    waiting: Element | None = None
    for one in [*page.of("figure", "table", "p", "h2", "h3"), Element(0, "h2", {})]:
        kind = one.attributes.get("class", "")
        if kind == "source" and _DATED.search(one.text):
            waiting = None
        elif kind in ("vue", "comparaison") or one.tag in ("h2", "h3"):
            if waiting is not None:
                yield waiting.line, f"chiffres sans source datée : « {_plain(waiting.text)[:60]} »"
            waiting = one if kind in ("vue", "comparaison") else None


def tied(page: Page, values: pd.DataFrame) -> Found:
    """A value, its bounds or its change is the one of its row, and is written as that row is."""
    ties = [(one, [one.attributes[name] for name in TIES if name in one.attributes]) for one in page.elements]
    names = keys(values)
    told = names.isin({key for _, named in ties for key in named})
    # Plain dictionaries: the page tells most of these rows several times, and asks a dozen cells of each.
    rows: dict[str, Row] = dict(zip(names[told], values[told].to_dict("records"), strict=True))
    for one, named in ties:
        lacking = [key for key in named if key not in rows]
        for key in lacking:
            yield one.line, f"le chiffre {key} n’est pas dans indicators.csv"
        if named and not lacking:
            yield from ((one.line, said) for said in _differs(one, [rows[key] for key in named]))


def _differs(one: Element, rows: list[Row]) -> Iterator[str]:
    """What is wrong with an element tied to one row, or to the two that it tells the change between."""
    row, name = rows[0], one.attributes.get("data-cle")
    if name is not None and (not Status(row["status"]).has_value or pd.isna(row["value"])):
        yield f"le chiffre {name} n’a pas de valeur à montrer : {Status(row['status']).label}"
    elif name is not None and f"{row['value']:.12g}" != one.attributes.get("value"):
        yield f"le chiffre {name} diffère de indicators.csv"
    elif _plain(one.text).strip("()") not in map(_plain, _spellings(one, rows)):
        usual = _plain(next(_spellings(one, rows)))
        yield f"le chiffre {' et '.join(keys(pd.DataFrame(rows)))} s’écrit « {one.text} » et non « {usual} »"


def _spellings(one: Element, rows: list[Row]) -> Iterator[str]:
    """Every way of writing what an element tells, the usual one first."""
    row = rows[0]
    if "data-de" in one.attributes:
        yield evolution(*rows) if row["value"] else "pas d’évolution"
    elif "data-bornes" in one.attributes:
        yield interval(row)
        yield joined(row)
        if pd.notna(row["low"]):
            yield likely_band(row)
    else:
        yield row_text(row)
        yield quantity(row["value"], UNITS[row["unit"]], name=True)


def _plain(text: str) -> str:
    return " ".join(text.split())
