"""The page as pandoc should read it for Word: what a sheet of paper cannot do left out, and each part with its style.

The tables of numbers behind a drawing stay in the spreadsheet, as for the PDF: Word has no part that opens and closes.
"""

from __future__ import annotations

import base64
import io
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import matplotlib as mpl
import resvg_py
from bs4 import BeautifulSoup, NavigableString, Tag
from PIL import Image

from ctg_lib.export.docx_style import TEXT_WIDTH
from ctg_lib.views import embedded

# 826 dots of the page on 174 mm of paper: 205 dots an inch, 2.2 MB in all.
ZOOM = 1.7
# Scripts, what is opened by hand, and what is said of the page alone: paper has none of them.
LEFT_OUT = (
    ("script", ""),
    ("style", ""),
    ("title", ""),
    ("a", "evitement"),
    ("div", "vive"),
    ("details", "donnees"),
    ("span", "page"),
)
# A tag, its class, what it lies in, and the style that it takes: the first that fits.
STYLES = (
    ("p", "surtitre", "header", "Surtitre"),
    ("h1", "", "header", "Title"),
    ("p", "sous-titre", "header", "Subtitle"),
    ("h2", "", "nav", "TOC Heading"),
    ("li", "", "nav", "toc 1"),
    ("p", "", "aside", "Avertissement"),
    ("p", "", "figcaption", "Chapeau de figure"),
    ("strong", "", "figcaption", "Caption"),
    ("img", "", "figure", "Figure"),
    ("p", "source", "main", "Source"),
    ("li", "", "ol", "Note"),
    ("li", "", "ul", "List Bullet"),
    ("p", "", "footer", "Mentions"),
)
LETTERS = (
    ("small", "bornes", "Bornes"),
    ("small", "date", "Millésime"),
    ("span", "vide", "Vide"),
    ("code", "", "Commande"),
)
# Pandoc reads nothing outside the first, passes over the next three, and would number what is in the others.
UNWRAPPED = ("main", "header", "nav", "footer", "figcaption", "figure")
STYLE = "custom-style"
_LONGEST = 16


def readable(page: str) -> tuple[str, str]:
    """The title of a page, and its HTML for pandoc: styles named, columns measured, drawings as PNG."""
    soup = BeautifulSoup(page, "html.parser")
    title = soup.title.get_text() if soup.title else ""
    for one in [one for name, kind in LEFT_OUT for one in _found(soup, name, kind)]:
        one.decompose()
    with ThreadPoolExecutor() as pool:
        for _ in pool.map(_drawn, soup("img")):
            pass
    for table in soup("table"):
        _table(soup, table)
    _named(soup)
    # A level up: the title of the document is no heading in Word, where chapters are « Titre 1 ».
    for heading in soup(["h2", "h3", "h4"]):
        heading.name = f"h{int(heading.name[1]) - 1}"
    for one in [*soup.select("nav ol, nav li"), *soup(UNWRAPPED)]:
        one.unwrap()
    return title, str(soup)


def _found(soup: BeautifulSoup, name: str, kind: str) -> list[Tag]:
    return list(soup(name, class_=kind) if kind else soup(name))


def _named(soup: BeautifulSoup) -> None:
    """The name of its style to each part that has one."""
    for name, kind, style in LETTERS:
        for one in _found(soup, name, kind):
            if name == "small":
                _on_its_line(soup, one)
            one.name, one.attrs = "span", {STYLE: style}
    for name, kind, place, style in STYLES:
        for one in _found(soup, name, kind):
            if one.find_parent(place) and not one.find(attrs={STYLE: True}, recursive=False):
                _styled(soup, one, style)


def png(svg: str) -> bytes:
    """A drawing in dots; its letters are those that Matplotlib carries, whatever the machine has.

    In 256 colours, more than any drawing of ours has: half the bytes, and nothing that is seen.
    """
    drawn = resvg_py.svg_to_bytes(svg_string=svg, zoom=ZOOM, dpi=96, skip_system_fonts=True, font_files=_fonts())
    dots = io.BytesIO()
    flat = Image.open(io.BytesIO(bytes(drawn))).convert("RGB")
    flat.quantize(256, dither=Image.Dither.NONE).save(dots, "PNG", optimize=True)
    return dots.getvalue()


@cache
def _fonts() -> list[str]:
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return [str(folder / f"{name}.ttf") for name in ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique")]


def _drawn(picture: Tag) -> None:
    source = str(picture["src"])
    if drawing := embedded.drawing(source):
        dots = png(drawing)
        source = f"data:image/png;base64,{base64.b64encode(dots).decode()}"
    across, down = float(str(picture["width"])), float(str(picture["height"]))
    # A drawing has the width of the text; a logo its own, at 96 dots an inch.
    width = TEXT_WIDTH if picture.find_parent("figure") else across * 25.4 / 96
    size = {"width": f"{width:.1f}mm", "height": f"{width * down / across:.1f}mm"}
    picture.attrs = {"src": source, "alt": picture["alt"], **size}


def _styled(soup: BeautifulSoup, one: Tag, name: str) -> None:
    """This part as paragraphs of a style: around what is a paragraph or a word, inside what holds some."""
    block = soup.new_tag("div", attrs={STYLE: name})
    if one.name in {"li", "th", "td"}:
        paragraph = soup.new_tag("p")
        paragraph.extend(list(one.contents))
        block.append(paragraph)
        one.append(block)
    else:
        one.wrap(block)
        one.name = "img" if one.name == "img" else "p"


def _on_its_line(soup: BeautifulSoup, small: Tag) -> None:
    """An interval stands under its number, a date under its label, as on the page."""
    before = small.previous_sibling
    if isinstance(before, NavigableString) and not before.strip():
        before.extract()
    small.insert_before(soup.new_tag("br"))


def _table(soup: BeautifulSoup, table: Tag) -> None:
    suffix = " d’annexe" if table.find_parent(id="methode") else ""
    head, *lines = [line(["th", "td"]) for line in table("tr")]
    figures = [bool(lines) and all(_is_figure(line[place]) for line in lines) for place in range(len(head))]
    compared = "comparaison" in _names(table)
    columns = soup.new_tag("colgroup")
    for share in _shares(table, [head, *lines]):
        columns.append(soup.new_tag("col", attrs={"style": f"width:{share:.1%}"}))
    table.thead.insert_before(columns)
    for cell, figure in zip(head, figures, strict=True):
        _styled(soup, cell, f"Cellule d’en-tête{suffix or ' chiffrée' * figure}")
    for line in lines:
        for cell, figure in zip(line, figures, strict=True):
            # The territory itself comes first among those compared.
            own = " du territoire" if compared and cell is line[1] else " chiffrée"
            _styled(soup, cell, f"Cellule{own}" if figure and not suffix else f"Cellule{suffix}")


def _is_figure(cell: Tag) -> bool:
    """Whether a cell holds one number of the page, or the word that stands for it, and nothing else."""
    if cell.name == "th":
        return False
    alone = [one for one in cell.find_all(True, recursive=False) if one.name in {"data", "a"} or "vide" in _names(one)]
    loose = "".join(str(one) for one in cell.find_all(string=True, recursive=False)).strip()
    return (len(alone) == 1 and not loose) or cell.get_text(strip=True) in {"", "–"}


def _names(tag: Tag) -> list[str]:
    return [str(one) for one in tag.get_attribute_list("class") if one]


def _shares(table: Tag, lines: list[list[Tag]]) -> list[float]:
    """The part of the width that each column takes; one label and its numbers, else by how much is written there."""
    count = len(lines[0])
    if "comparaison" in _names(table) and count > 1:
        share = min(0.2, 0.66 / (count - 1))
        return [1 - share * (count - 1), *[share] * (count - 1)]
    columns = [[line[place].get_text(" ").strip() for line in lines] for place in range(count)]
    written = [max(map(len, column)) ** 0.75 for column in columns]
    shares = [max(one / sum(written), _least(column)) for one, column in zip(written, columns, strict=True)]
    return [one / sum(shares) for one in shares]


def _least(column: list[str]) -> float:
    """What keeps the longest word of a column in one piece, on lines of about 110 letters."""
    longest = max(len(word) for text in column for word in re.split(r"[ \n]", text))
    return (min(longest, _LONGEST) + 3) / 110
