"""`diagnostic.pdf`: the page laid out on A4, tagged, with its bookmarks, its language and the number of each page.

WeasyPrint does it, without a browser; it asks the system for Pango, which a locked computer may lack: the reason is
then told and everything else is written.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ctg_lib.views.view import anchor

STYLE = Path(__file__).parent / "templates" / "diagnostic" / "pdf.css"
WITHOUT_PANGO = (
    "Le PDF n’est pas écrit : la bibliothèque Pango manque à ce système. Sous Debian ou Ubuntu : apt install "
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. En attendant, imprimer la page depuis un navigateur."
)


def missing() -> str:
    """Why no PDF can be written here, in French; empty where it can."""
    try:
        import weasyprint  # noqa: F401 - the import itself looks for the libraries
    except OSError:
        return WITHOUT_PANGO
    return ""


def pdf(page: str) -> bytes:
    """The PDF of a page; the same for the same page, on one system.

    Raises OSError where `missing` gives a reason.
    """
    written: bytes = _source(page).write_pdf(
        pdf_variant="pdf/ua-1", pdf_tags=True, finisher=_Finisher(_destinations(page))
    )
    return written


def sheets(page: str, prefix: str) -> dict[str, int]:
    """On how many sheets each part of a page lies whose address begins so, up to the next one.

    Raises OSError where `missing` gives a reason.
    """
    laid = _source(page).render().pages
    starts = {name: place for place, one in enumerate(laid) for name in one.anchors if name.startswith(prefix)}
    ends = [*list(starts.values())[1:], len(laid)]
    return {name: max(end - start, 1) for (name, start), end in zip(starts.items(), ends, strict=True)}


def _source(page: str) -> Any:
    import weasyprint
    from weasyprint.urls import URLFetcher

    # It tells, in English, of each rule of style that is meant for browsers.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    # What a page holds is read; nothing else is ever asked for.
    inside = URLFetcher(allowed_protocols={"data"})
    # Last in the page itself: a style given beside it would yield to those of the page.
    style = f"<style>{STYLE.read_text(encoding='utf-8')}</style></head>"
    return weasyprint.HTML(string=page.replace("</head>", style, 1), url_fetcher=inside)


_TARGET = re.compile(r'id="([^"]+)"[^>]*>(?:<h2>)?([^<]+)')
_OUTSIDE = re.compile(r'<a href="(https?:[^"]+)"[^>]*>([^<]+)</a>')


def _destinations(page: str) -> dict[str, str]:
    """What stands where each link leads, by the name or the address of the place."""
    words = {name: html.unescape(text).strip() for name, text in _TARGET.findall(page)}
    calculations = anchor("")
    inside = {
        name: f"{text}\u00a0: calcul et source" if name.startswith(calculations) else text
        for name, text in words.items()
    }
    return inside | {html.unescape(address): html.unescape(text) for address, text in _OUTSIDE.findall(page)}


@dataclass(frozen=True)
class _Finisher:
    """What WeasyPrint leaves to be said for those who hear the document: which way a heading reads, where a link leads.

    destinations: French words for the place that a link leads to, where its bare name or address would be read.
    """

    destinations: Mapping[str, str]

    def __call__(self, _: Any, file: Any) -> None:
        tagged: list[Any] = [one for one in file.objects if isinstance(one, dict)]
        self._name(tagged)
        self._turn({one.reference: one for one in tagged if "S" in one})
        for one in tagged:
            if one.get("Subtype") == "/Link":
                one["Contents"].string = self.destinations.get(one["Contents"].string, one["Contents"].string)

    @staticmethod
    def _name(tagged: list[Any]) -> None:
        """Name the headings of tables by their order: WeasyPrint names them by their address in memory."""
        names: dict[int, str] = {}
        for one in tagged:
            if isinstance(getattr(one.get("ID"), "string", None), int):
                one["ID"].string = names.setdefault(one["ID"].string, f"entete-{len(names)}")
        for one in tagged:
            for heading in one["A"].get("Headers", ()) if isinstance(one.get("A"), dict) else ():
                heading.string = names.get(heading.string, heading.string)

    @staticmethod
    def _turn(elements: Mapping[bytes, Any]) -> None:
        """Each heading says whether it heads a column or a row (PDF/UA-1, 7.5).

        The words of a cell that also holds a line of its own are tagged as a cell in the cell: that is undone first.
        """
        for one in elements.values():
            if one["S"] in ("/TH", "/TD") and elements[one["P"]]["S"] != "/TR":
                one["S"] = "/NonStruct"
                one.pop("ID", None)
        for one in elements.values():
            if one["S"] == "/TH":
                group = elements[elements[one["P"]]["P"]]["S"]
                scope = "/Column" if group == "/THead" else "/Row"
                one["A"] = type(one)({"O": "/Table", "Scope": scope})
