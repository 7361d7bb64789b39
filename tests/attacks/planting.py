"""Numbers slipped into files, each in a place of its own where one could be forgotten."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from html import escape
from typing import Any

import openpyxl
import pikepdf
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ctg_lib.views import embedded

CANARY = "4242117"
SHOWN = "4\u202f242\u202f117"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>{SHOWN}</title><path d="M0 0"/></svg>'
# In: the content of an honest file. Out: the same with the canary in it.
Planting = Callable[[bytes], bytes]


def _png() -> bytes:
    told, stream = PngInfo(), io.BytesIO()
    told.add_text("Comment", f"effectif {CANARY}")
    Image.new("1", (2, 2)).save(stream, "PNG", pnginfo=told)
    return stream.getvalue()


def _into_page(inside: str) -> Planting:
    return lambda page: page.decode().replace("</main>", f"{inside}</main>").encode()


IN_A_PAGE = {
    "paragraphe": f"<p>{SHOWN}</p>",
    "nombre en deux morceaux": "<p><b>4</b>\u202f242\u202f<i>117</i></p>",
    "espaces ordinaires": "<p>4 242 117 foyers</p>",
    "élément fermé": f'<details hidden><p style="display:none">{SHOWN}</p></details>',
    "texte de remplacement": f'<img src="data:," alt="Carte : {SHOWN} foyers">',
    "bulle": f'<span title="{SHOWN}">a</span>',
    "étiquette lue": f'<div role="region" aria-label="{SHOWN}"></div>',
    "attribut de données": f'<data value="{CANARY}" data-cle="a|b|c|d">a</data>',
    "nom d’ancre": f'<i id="n{CANARY}"></i>',
    "commentaire": f"<!-- reste : {CANARY} -->",
    "métadonnée": f'<meta name="description" content="{CANARY}">',
    "bloc JSON": f'<script type="application/json">{{"a": [{CANARY}]}}</script>',
    "script": f"<script>var a = '{SHOWN}'.length;</script>".replace("\u202f", "\\u202f"),
    "feuille de style": f'<style>p::after {{ content: "{CANARY}" }}</style>',
    "dessin, texte": f"<svg><text>{SHOWN}</text></svg>",
    "dessin, description": f"<svg><desc>{SHOWN}</desc></svg>",
    "dessin en adresse, titre": f'<img src="{embedded.address(SVG)}" alt="Un dessin qui a un titre.">',
    "dessin en base64": f'<img src="data:image/svg+xml;base64,{base64.b64encode(SVG.encode()).decode()}" alt="Un">',
    "points, commentaire": f'<img src="data:image/png;base64,{base64.b64encode(_png()).decode()}" alt="Une image">',
    "page dans la page": f'<iframe srcdoc="{escape(f"<p>{SHOWN}</p>")}"></iframe>',
}


def _into_workbook(change: Callable[[openpyxl.Workbook], object]) -> Planting:
    def planted(content: bytes) -> bytes:
        book, stream = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
        change(book)
        book.save(stream)
        return stream.getvalue()

    return planted


def _hidden_sheet(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet("Calculs")
    sheet.sheet_state = "veryHidden"
    sheet["C4"] = int(CANARY)


def _hidden_column(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[1]
    sheet["Z3"] = int(CANARY)
    sheet.column_dimensions["Z"].hidden = True


IN_A_WORKBOOK: dict[str, Callable[[openpyxl.Workbook], object]] = {
    "feuille cachée": _hidden_sheet,
    "colonne cachée": _hidden_column,
    "formule": lambda book: book.worksheets[1].__setitem__("Z3", f"={CANARY}+0"),
    "commentaire": lambda book: setattr(book.worksheets[1]["A3"], "comment", Comment(SHOWN, "a")),
    "nom défini": lambda book: book.defined_names.add(DefinedName("reste", attr_text=CANARY)),
    "propriété": lambda book: setattr(book.properties, "description", f"{SHOWN} foyers"),
    "propriété libre": lambda book: book.custom_doc_props.append(StringProperty(name="reste", value=CANARY)),
    "pied de page": lambda book: setattr(book.worksheets[1].oddFooter.left, "text", CANARY),
    "format de nombre": lambda book: setattr(book.worksheets[1]["A3"], "number_format", f'"{CANARY}"'),
    "message de saisie": lambda book: setattr(book.worksheets[1].sheet_properties, "codeName", f"n{CANARY}"),
}


def _into_document(change: Callable[[Any], object]) -> Planting:
    def planted(content: bytes) -> bytes:
        document, stream = Document(io.BytesIO(content)), io.BytesIO()
        change(document)
        document.save(stream)
        return stream.getvalue()

    return planted


def _unseen(document: Any) -> None:
    run = document.add_paragraph().add_run(SHOWN)
    run.font.hidden = True


def _in_pieces(document: Any) -> None:
    paragraph = document.add_paragraph()
    for piece in ("4\u202f2", "42\u202f1", "17"):
        paragraph.add_run(piece)


def _deleted(document: Any) -> None:
    """What was erased with the changes followed."""
    gone, run, text = OxmlElement("w:del"), OxmlElement("w:r"), OxmlElement("w:delText")
    text.text = SHOWN
    run.append(text)
    gone.append(run)
    document.add_paragraph()._p.append(gone)


IN_A_DOCUMENT: dict[str, Callable[[Any], object]] = {
    "texte caché": _unseen,
    "nombre en trois morceaux": _in_pieces,
    "texte effacé": _deleted,
    "commentaire": lambda document: document.add_comment(document.add_paragraph("a").add_run("b"), SHOWN),
    "texte de remplacement": lambda document: next(document.element.body.iter(qn("wp:docPr"))).set("descr", SHOWN),
    "propriété": lambda document: setattr(document.core_properties, "keywords", SHOWN),
    "pied de page": lambda document: document.sections[0].footer.add_paragraph(SHOWN),
    "image": lambda document: document.add_picture(io.BytesIO(_png())),
}


def _with_part(name: str, text: str) -> Planting:
    """An archive with one part more."""

    def planted(content: bytes) -> bytes:
        stream = io.BytesIO(content)
        with zipfile.ZipFile(stream, "a") as opened:
            opened.writestr(name, text)
        return stream.getvalue()

    return planted


def _into_pdf(change: Callable[[pikepdf.Pdf], object]) -> Planting:
    def planted(content: bytes) -> bytes:
        stream = io.BytesIO()
        with pikepdf.open(io.BytesIO(content)) as opened:
            change(opened)
            opened.save(stream)
        return stream.getvalue()

    return planted


def _xmp(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:description"] = SHOWN


def _tag(name: str) -> Callable[[pikepdf.Pdf], object]:
    return lambda opened: opened.Root.StructTreeRoot.K[0].__setitem__(name, pikepdf.String(SHOWN))


def _drawn(before: bytes) -> Callable[[pikepdf.Pdf], object]:
    """Text at the end of the first page, in a font that every reader has."""

    def change(opened: pikepdf.Pdf) -> None:
        page = opened.pages[0]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.add_resource(font, pikepdf.Name.Font, pikepdf.Name("/Ajout"))
        page.contents_add(b" q BT /Ajout 9 Tf " + before + b" (" + CANARY.encode() + b") Tj ET Q ")

    return change


def _layer(opened: pikepdf.Pdf) -> None:
    """A layer that is closed when the file opens."""
    group = opened.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("calque")))
    opened.Root.OCProperties = pikepdf.Dictionary(OCGs=[group], D=pikepdf.Dictionary(OFF=[group]))
    opened.pages[0].add_resource(group, pikepdf.Name.Properties, pikepdf.Name("/Calque"))
    opened.pages[0].contents_add(b" /OC /Calque BDC ")
    _drawn(b"90 90 Td")(opened)
    opened.pages[0].contents_add(b" EMC ")


IN_A_PDF: dict[str, Callable[[pikepdf.Pdf], object]] = {
    "titre du fichier": lambda opened: opened.docinfo.__setitem__("/Subject", SHOWN),
    "métadonnées": _xmp,
    "pièce jointe": lambda opened: opened.attachments.__setitem__("a.txt", SHOWN.encode()),
    "texte de remplacement": _tag("/Alt"),
    "texte lu": _tag("/ActualText"),
    "texte invisible": _drawn(b"3 Tr 90 90 Td"),
    "texte hors de la page": _drawn(b"-900 -900 Td"),
    "calque fermé": _layer,
}


def _into_notebook(change: Callable[[dict[str, Any]], object]) -> Planting:
    def planted(content: bytes) -> bytes:
        notebook = json.loads(content)
        change(notebook)
        return json.dumps(notebook).encode()

    return planted


def _output(notebook: dict[str, Any]) -> dict[str, Any]:
    outputs: list[dict[str, Any]] = notebook["cells"][0]["outputs"]
    return outputs[0]


IN_A_NOTEBOOK: dict[str, Callable[[dict[str, Any]], object]] = {
    "métadonnées": lambda one: one["metadata"].update(papermill={"parameters": {"reste": int(CANARY)}}),
    "métadonnées d’une cellule": lambda one: one["cells"][0]["metadata"].update({f"n{CANARY}": 1}),
    "métadonnées d’une sortie": lambda one: _output(one)["metadata"].update(a=SHOWN),
    "code": lambda one: one["cells"][0].update(source=["a = 4_242", f"\nb = {CANARY}"]),
    "sortie d’erreur": lambda one: one["cells"][0]["outputs"].append(
        {"output_type": "stream", "name": "stderr", "text": ["reste 4\u202f242", "\u202f117"]}
    ),
    "autre forme d’une sortie": lambda one: _output(one)["data"].update({"application/json": {"a": [SHOWN]}}),
    "page dans une sortie": lambda one: _output(one)["data"].update(
        {"text/html": ['<iframe srcdoc="', escape(f"<p>{SHOWN}</p>"), '"></iframe>']}
    ),
    "dessin dans une sortie": lambda one: _output(one)["data"].update({"image/svg+xml": SVG}),
    "points dans une sortie": lambda one: _output(one)["data"].update({"image/png": base64.b64encode(_png()).decode()}),
}

PLANTED: dict[tuple[str, str], Planting] = {
    **{("html", place): _into_page(inside) for place, inside in IN_A_PAGE.items()},
    **{("xlsx", place): _into_workbook(change) for place, change in IN_A_WORKBOOK.items()},
    ("xlsx", "partie de l’archive"): _with_part("xl/reste.txt", CANARY),
    **{("docx", place): _into_document(change) for place, change in IN_A_DOCUMENT.items()},
    ("docx", "propriété libre"): _with_part("docProps/reste.xml", f"<a><b>{CANARY}</b></a>"),
    ("docx", "note de bas de page"): _with_part(
        "word/notes.xml", f"<w:p {nsdecls('w')}><w:r><w:t>{SHOWN}</w:t></w:r></w:p>"
    ),
    ("docx", "dessin"): _with_part("word/media/a.svg", SVG),
    **{("pdf", place): _into_pdf(change) for place, change in IN_A_PDF.items()},
    **{("ipynb", place): _into_notebook(change) for place, change in IN_A_NOTEBOOK.items()},
    ("csv", "colonne de plus"): lambda content: content.replace(b"\n", f",{CANARY}\n".encode()),
    ("csv", "raison"): lambda content: content.replace(b"petit effectif", SHOWN.encode()),
    ("json", "nom"): lambda content: content.replace(b'"unit"', f'"n{CANARY}": 1, "unit"'.encode(), 1),
    ("json", "valeur"): lambda content: content.replace(b"petit effectif", SHOWN.encode()),
}
