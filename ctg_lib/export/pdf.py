"""`diagnostic.pdf`: the page laid out on A4, tagged, with its bookmarks, its language and the number of each page.

WeasyPrint does it, without a browser; it asks the system for Pango, which a locked computer may lack: the reason is
then told and everything else is written.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

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
    import weasyprint
    from weasyprint.urls import URLFetcher

    # It tells, in English, of each rule of style that is meant for browsers.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    # What a page holds is read; nothing else is ever asked for.
    inside = URLFetcher(allowed_protocols={"data"})
    # Last in the page itself: a style given beside it would yield to those of the page.
    style = f"<style>{STYLE.read_text(encoding='utf-8')}</style></head>"
    document = weasyprint.HTML(string=page.replace("</head>", style, 1), url_fetcher=inside)
    written: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True, finisher=_numbered)
    return written


def _numbered(_: Any, file: Any) -> None:
    """Name the headings of tables by their order: WeasyPrint names them by their address in memory."""
    tagged = [one for one in file.objects if isinstance(one, dict)]
    names: dict[int, str] = {}
    for one in tagged:
        if isinstance(getattr(one.get("ID"), "string", None), int):
            one["ID"].string = names.setdefault(one["ID"].string, f"entete-{len(names)}")
    for one in tagged:
        for heading in one["A"].get("Headers", ()) if isinstance(one.get("A"), dict) else ():
            heading.string = names.get(heading.string, heading.string)
