"""The reference document of `diagnostic.docx`: A4, the title and the number of each page, and every style by its name.

It is made at each run from the template of python-docx, so that no binary file hides what a style is. The styles that
Word knows keep the names that it translates itself: a French Word shows « Titre 1 » for `heading 1`, « Légende » for
`caption`.
"""

from __future__ import annotations

import io
import re
import unicodedata
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

INK, GREY, LINE, ACCENT, VEIL, WARNING, CREAM = "1C2730", "55616B", "D5DBDF", "0F5C63", "EAF2F2", "9A6A1F", "FAF8F4"
# Those of Office on Windows and on Mac; LibreOffice has letters of the same width for both. None can be carried along.
SANS, SERIF = "Calibri", "Cambria"
SIDE, TOP, BOTTOM = 18, 16, 18
TEXT_WIDTH = 210 - 2 * SIDE
"""Millimetres between the margins."""

# Name: the style it is drawn from, and what differs. Sizes and spaces in points.
PARAGRAPHS: dict[str, tuple[str, dict[str, Any]]] = {
    "Body Text": ("Normal", {"before": 6, "after": 6, "line": 1.15}),
    "Surtitre": ("Normal", {"bold": True, "colour": ACCENT, "size": 11, "before": 24}),
    "Title": ("Normal", {"font": SERIF, "bold": True, "size": 30, "after": 4, "line": 1.0}),
    "Subtitle": ("Normal", {"size": 13, "colour": GREY, "after": 18}),
    "Heading 1": (
        "Normal",
        {"font": SERIF, "bold": True, "size": 19, "after": 8, "next": True, "page": True, "rule": ("top", 18, ACCENT)},
    ),
    "Heading 2": ("Normal", {"font": SERIF, "bold": True, "size": 13, "before": 18, "after": 4, "next": True}),
    "Heading 3": ("Normal", {"font": SERIF, "bold": True, "size": 11, "before": 12, "after": 3, "next": True}),
    "TOC Heading": (
        "Normal",
        {"font": SERIF, "bold": True, "size": 13, "after": 4, "next": True, "rule": ("top", 18, ACCENT)},
    ),
    "toc 1": ("Normal", {"after": 2}),
    "List Bullet": ("Normal", {"before": 2, "after": 4, "line": 1.15}),
    "Caption": ("Normal", {"bold": True, "size": 10.5, "before": 14, "after": 4, "next": True}),
    "Chapeau de figure": ("Normal", {"after": 4, "next": True}),
    "Figure": ("Normal", {"after": 2, "next": True}),
    "Source": ("Normal", {"size": 8.5, "colour": GREY, "before": 3, "after": 6}),
    "Note": ("Normal", {"size": 8.5, "colour": GREY, "before": 1, "after": 1, "next": True}),
    "Avertissement": (
        "Normal",
        {"size": 9.5, "before": 10, "after": 12, "rule": ("left", 24, WARNING), "fill": CREAM, "indent": 8},
    ),
    "Mentions": ("Normal", {"size": 8.5, "colour": GREY, "before": 18, "rule": ("top", 4, LINE)}),
    "Cellule": ("Normal", {"size": 9}),
    "Cellule chiffrée": ("Cellule", {"right": True}),
    "Cellule du territoire": ("Cellule chiffrée", {"bold": True}),
    "Cellule d’en-tête": ("Cellule", {"bold": True, "size": 8.5, "next": True}),
    "Cellule d’en-tête chiffrée": ("Cellule d’en-tête", {"right": True}),
    "Cellule d’annexe": ("Cellule", {"size": 7.5}),
    "Cellule d’en-tête d’annexe": ("Cellule d’en-tête", {"size": 7.5}),
    "Footer": ("Normal", {"size": 8, "colour": GREY}),
}
LETTERS: dict[str, dict[str, Any]] = {
    "Hyperlink": {"colour": ACCENT, "underline": True},
    "Renvoi": {},
    "Bornes": {"bold": False, "size": 8, "colour": GREY},
    "Millésime": {"size": 8, "colour": GREY},
    "Vide": {"bold": False, "italic": True, "colour": GREY},
    "Commande": {"font": "Consolas", "size": 6.5},
}
TABLE = "Tableau"
# The others are of our own.
BUILT_IN = {
    *("Body Text", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "TOC Heading", "toc 1", "List Bullet"),
    *("Caption", "Footer", "Hyperlink"),
}


def reference(title: str) -> bytes:
    """An empty A4 document that has every style, and at its foot this title and the number of the page."""
    document = Document()
    styles = document.styles
    for style in list(styles):
        if style.name not in {"Normal", "Default Paragraph Font", "Normal Table", "No List"}:
            style.delete()
    _defaults(styles.element)
    _letters(styles["Normal"], {"font": SANS, "colour": INK, "size": 10})
    for name, (base, look) in PARAGRAPHS.items():
        style = _added(styles, name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.quick_style = styles[base], True
        _letters(style, look)
        _paragraph(style, look)
    for name, look in LETTERS.items():
        _letters(_added(styles, name, WD_STYLE_TYPE.CHARACTER), look)
    styles.element.append(_table_style())
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(SIDE)
    section.top_margin, section.bottom_margin, section.footer_distance = Mm(TOP), Mm(BOTTOM), Mm(9)
    _foot(section.footer.paragraphs[0], title)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _defaults(styles: Any) -> None:
    """What a style says when it says nothing: French, the letters of the text, no space around."""
    defaults = styles.find(qn("w:docDefaults"))
    for one in list(defaults):
        defaults.remove(one)
    letters = (
        f'<w:rPrDefault {nsdecls("w")}><w:rPr><w:rFonts w:ascii="{SANS}" w:hAnsi="{SANS}" w:eastAsia="{SANS}" '
        f'w:cs="{SANS}"/><w:sz w:val="20"/><w:szCs w:val="20"/>'
        '<w:lang w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    )
    defaults.append(parse_xml(letters))
    spaces = '<w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
    defaults.append(parse_xml(f"<w:pPrDefault {nsdecls('w')}>{spaces}</w:pPrDefault>"))


def _added(styles: Any, name: str, kind: WD_STYLE_TYPE) -> Any:
    style = styles.add_style(name, kind, builtin=name in BUILT_IN)
    # As Word names them: without spaces, accents or apostrophes.
    plain = unicodedata.normalize("NFD", "TOC 1" if name == "toc 1" else name)
    style.element.styleId = re.sub(r"[^A-Za-z0-9]", "", plain)
    style.hidden = style.unhide_when_used = False
    return style


def _letters(style: Any, look: dict[str, Any]) -> None:
    font = style.font
    font.size = Pt(look["size"]) if "size" in look else None
    font.color.rgb = RGBColor.from_string(look["colour"]) if "colour" in look else None
    for name in ("bold", "italic", "underline"):
        if name in look:
            setattr(font, name, look[name])
    if "font" in look:
        font.name = look["font"]


def _paragraph(style: Any, look: dict[str, Any]) -> None:
    form = style.paragraph_format
    form.space_before = Pt(look["before"]) if "before" in look else None
    form.space_after = Pt(look["after"]) if "after" in look else None
    form.line_spacing = look.get("line")
    form.keep_with_next = look.get("next")
    form.page_break_before = look.get("page")
    properties = style.element.get_or_add_pPr()
    if "rule" in look:
        side, eighths, colour = look["rule"]
        line = f'<w:{side} w:val="single" w:sz="{eighths}" w:space="6" w:color="{colour}"/>'
        _insert(properties, f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>")
    if "fill" in look:
        _insert(properties, f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{look["fill"]}"/>')
    if "indent" in look:
        form.left_indent = Pt(look["indent"])
    if look.get("right"):
        properties.append(parse_xml(f'<w:jc {nsdecls("w")} w:val="right"/>'))
    if level := style.name.startswith("Heading") and int(style.name[-1]):
        properties.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{level - 1}"/>'))


def _insert(properties: Any, xml: str) -> None:
    """Borders and shading come before the spaces: the order of the format is fixed."""
    after = [properties.find(qn(name)) for name in ("w:spacing", "w:ind", "w:contextualSpacing", "w:jc")]
    first = next((one for one in after if one is not None), None)
    element = parse_xml(xml)
    if first is None:
        properties.append(element)
    else:
        first.addprevious(element)


def _table_style() -> Any:
    """Horizontal lines only, a stronger one under the headings."""
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="Table"><w:name w:val="{TABLE}"/>'
        '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
        f'<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
        f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/></w:tblBorders><w:tblCellMar>'
        '<w:top w:w="45" w:type="dxa"/><w:left w:w="70" w:type="dxa"/><w:bottom w:w="45" w:type="dxa"/>'
        '<w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:tcPr>'
        f'<w:tcBorders><w:bottom w:val="single" w:sz="12" w:space="0" w:color="{INK}"/></w:tcBorders>'
        '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>'
    )


def _foot(paragraph: Any, title: str) -> None:
    paragraph.style = "Footer"
    stop = f'<w:tabs {nsdecls("w")}><w:tab w:val="right" w:pos="{Mm(TEXT_WIDTH).twips}"/></w:tabs>'
    paragraph._p.get_or_add_pPr().append(parse_xml(stop))
    paragraph.add_run(f"{title}\t")
    field(paragraph, "PAGE")
    paragraph.add_run(" / ")
    field(paragraph, "NUMPAGES")


def field(paragraph: Any, code: str) -> None:
    """A number that Word works out itself."""
    element = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), code)
    element.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>1</w:t></w:r>"))
    paragraph._p.append(element)
