"""The pictures of LISEZMOI and README, made again from what its steps write: `make pictures`.

The same project gives the same pictures, as far as its browser and its fonts are the same: no test
compares their pixels. Nothing of a real commune is in them but published figures; what is typed is what LISEZMOI says.
"""

from __future__ import annotations

import html
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from ctg_lib.convention.new import lay_down
from ctg_lib.territory import Territory
from tests import typed
from tests.jupyterlab import IDLE, RUN_ALL, run, serving
from tests.published import PROJECT, own_data, published
from tests.system import system_program

DOCS = PROJECT / "docs"
SORBIERS, OWN = "42302", "42234"
SHEET, ROWS, COLUMNS = "EAJE et MAM", 5, 6
STYLE = """
body { margin: 0; font: 13px Carlito, Calibri, "DejaVu Sans", sans-serif; } main { padding: 6px; }
table { border-collapse: collapse; table-layout: fixed; width: 1080px; }
td, th { border: 1px solid #c9ced3; padding: 3px 5px; } td { vertical-align: top; }
th { background: #f0f1f2; font-weight: normal; color: #555; width: 28px; }
p { margin: 6px 0 0; } p * { display: inline-block; padding: 3px 12px; border: 1px solid #c9ced3; }
p b { background: #dfe8f2; }
"""
NOTEBOOK = "50_mon_fichier.ipynb"
# Colours kept: enough for a page of text, and a fifth of the weight.
COLOURS = 96


def light(picture: bytes, name: str) -> None:
    """Write a picture of docs/, its colours counted."""
    few = (
        Image.open(io.BytesIO(picture))
        .convert("RGB")
        .quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    )
    few.save(DOCS / f"{name}.png", optimize=True)
    sys.stdout.write(f"docs/{name}.png\n")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=system_program("chromium", "chromium-browser", "google-chrome")
        )
        yield browser
        browser.close()


def page(browser: Browser, file: Path, take: Callable[[Page], bytes]) -> bytes:
    """What is taken of a page of ours, opened as a file."""
    opened = browser.new_page(viewport={"width": 1100, "height": 1250}, locale="fr-FR")
    opened.goto(file.as_uri())
    picture = take(opened)
    opened.close()
    return picture


def counted_on_site(opened: Page) -> bytes:
    """The table of the places counted on site, with its notes and its source."""
    table = opened.locator("div.defile", has_text="les places recensées sur place").first
    table.scroll_into_view_if_needed()
    return table.screenshot(animations="disabled")


def sheet(browser: Browser, workbook: Path) -> bytes:
    """The first rows of the sheet that was filled, drawn from the workbook: letters, numbers, colours, tabs."""
    opened = browser.new_page(viewport={"width": 1100, "height": 400}, locale="fr-FR")
    opened.set_content(drawn(openpyxl.load_workbook(workbook)))
    picture = opened.locator("main").screenshot(animations="disabled")
    opened.close()
    return picture


def drawn(book: Any) -> str:
    """A sheet of a workbook as HTML."""
    cells = book[SHEET]
    letters = [get_column_letter(column) for column in range(1, COLUMNS + 1)]
    widths = "".join(f'<col style="width:{cells.column_dimensions[letter].width * 5}px">' for letter in letters)
    head = "".join(f"<th>{letter}</th>" for letter in letters)
    rows = "".join(
        f"<tr><th>{line[0].row}</th>{''.join(map(_cell, line))}</tr>"
        for line in cells.iter_rows(min_row=1, max_row=ROWS, max_col=COLUMNS)
    )
    tabs = "".join(f"<b>{name}</b>" if name == SHEET else f"<span>{name}</span>" for name in book.sheetnames[:5])
    return f"<style>{STYLE}</style><main><table><col><tr><th></th>{head}</tr>{widths}{rows}</table><p>{tabs}</p></main>"


def _cell(cell: Any) -> str:
    fill, font = cell.fill.fgColor.rgb, cell.font
    style = f"background:#{fill[-6:]};" if cell.fill.fill_type else ""
    style += f"color:#{font.color.rgb[-6:]};" if font.color is not None and isinstance(font.color.rgb, str) else ""
    style += ("font-weight:bold;" if font.b else "") + ("font-style:italic;" if font.i else "")
    style += "text-align:right;" if isinstance(cell.value, int | float) else ""
    return f'<td style="{style}">{"" if cell.value is None else html.escape(str(cell.value))}</td>'


def notebook(browser: Browser, data: Path, folder: Path) -> bytes:
    """The notebook of one's own files in JupyterLab, on the commune that was filled, run from top to bottom."""
    notebooks = folder / "notebooks"
    notebooks.mkdir()
    source = (PROJECT / "notebooks" / "explorer" / NOTEBOOK).read_text(encoding="utf-8")
    (notebooks / NOTEBOOK).write_text(source.replace(SORBIERS, OWN), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "CTG_DATA": str(data)}
    environment |= {"JUPYTER_CONFIG_PATH": str(PROJECT / "notebooks" / ".jupyter")}
    command = [sys.executable, "-m", "jupyterlab", "--expose-app-in-browser", "--LabApp.default_url=/lab"]
    with serving(command, notebooks, folder, environment, root_dir=str(notebooks)) as address:
        opened = browser.new_page(viewport={"width": 1200, "height": 900}, locale="fr-FR")
        opened.goto(address.replace("/lab?", f"/lab/tree/{NOTEBOOK}?"))
        run(opened, address, NOTEBOOK, lambda: opened.evaluate(RUN_ALL))
        opened.wait_for_selector(".jp-Notebook .widget-vbox table", timeout=120_000)
        opened.evaluate("() => { window.jupyterapp.commands.execute('application:toggle-left-area'); }")
        opened.wait_for_selector(IDLE, timeout=300_000)
        opened.locator(".widget-vbox select").first.select_option(label="Ce que les classeurs ajoutent")
        opened.locator(".widget-vbox").get_by_text("Sans classeur").wait_for(timeout=60_000)
        opened.locator(".widget-vbox").first.scroll_into_view_if_needed()
        opened.wait_for_timeout(2000)
        picture = opened.screenshot(animations="disabled")
        opened.close()
    return picture


def main() -> None:
    """All of them, one after the other."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        data = own_data(folder / "data")
        patch.setenv("CTG_DATA", str(data))
        patch.delenv("CTG_CONVENTIONS", raising=False)
        first = published(data, SORBIERS).page
        lay_down(Territory.of(OWN))
        workbook = typed.fill(data / "conventions" / OWN)
        own = published(data, OWN).page
        with chromium() as browser:
            light(sheet(browser, workbook), "classeur")
            light(page(browser, first, lambda opened: opened.screenshot(animations="disabled")), "page")
            light(page(browser, own, counted_on_site), "recensement")
            light(notebook(browser, data, folder), "notebook")


if __name__ == "__main__":
    main()
