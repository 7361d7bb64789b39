"""The pictures of LISEZMOI and README, made again from what its steps write: `make pictures`.

The same project gives the same pictures, as far as its browser, its spreadsheet and its fonts are the same: no test
compares their pixels. Nothing of a real commune is in them but published figures; what is typed is what LISEZMOI says.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from ctg_lib.convention.new import lay_down
from ctg_lib.territory import Territory
from tests import typed
from tests.jupyterlab import serving
from tests.published import PROJECT, own_data, published
from tests.system import system_program

DOCS = PROJECT / "docs"
SORBIERS, OWN = "42302", "42234"
SHEET, ROWS = "EAJE et MAM", 6
NOTEBOOK = "50_mon_fichier.ipynb"
# Colours kept: enough for a page of text, and a fifth of the weight.
COLOURS = 96


def light(picture: bytes, name: str, box: tuple[int, int, int, int] | None = None) -> None:
    """Write a picture of docs/, cut to a box, its colours counted."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image = image.crop(box) if box else image
    few = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(DOCS / f"{name}.png", optimize=True)
    sys.stdout.write(f"docs/{name}.png\n")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_program("chromium"), args=["--no-sandbox"])
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


def spreadsheet(workbook: Path, folder: Path) -> bytes:
    """The first rows of the sheet that was filled, as a spreadsheet lays it out."""
    book = openpyxl.load_workbook(workbook)
    for name in [name for name in book.sheetnames if name != SHEET]:
        book[name].sheet_state = "hidden"
    book.active = book.sheetnames.index(SHEET)
    sheet = book[SHEET]
    sheet.print_area = f"A1:G{ROWS}"
    sheet.print_options.gridLines = sheet.print_options.headings = True
    one = folder / "feuille.xlsx"
    book.save(one)
    os.spawnv(
        os.P_WAIT,
        system_program("soffice"),
        ["soffice", "--headless", f"-env:UserInstallation={(folder / 'bureau').as_uri()}", "--convert-to", "pdf",
         "--outdir", str(folder), str(one)],
    )  # fmt: skip
    os.spawnv(
        os.P_WAIT,
        system_program("pdftoppm"),
        ["pdftoppm", "-png", "-r", "110", "-singlefile", str(folder / "feuille.pdf"), str(folder / "feuille")],
    )
    return (folder / "feuille.png").read_bytes()


def inked(picture: bytes) -> tuple[int, int, int, int]:
    """The box of what is not white, with a margin."""
    image = Image.open(io.BytesIO(picture)).convert("L").point(lambda tone: 255 * (tone < 250))
    left, top, right, bottom = image.getbbox() or (0, 0, *image.size)
    return max(left - 8, 0), max(top - 8, 0), right + 8, bottom + 8


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
        opened.wait_for_selector(".jp-NotebookPanel .jp-CodeCell", timeout=120_000)
        opened.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=120_000)
        opened.wait_for_timeout(3000)
        opened.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
        opened.wait_for_selector(".jp-Notebook .widget-vbox table", timeout=120_000)
        opened.evaluate("() => { window.jupyterapp.commands.execute('application:toggle-left-area'); }")
        opened.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", timeout=300_000)
        opened.locator("select").first.select_option(label="Ce que les classeurs ajoutent")
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
        sheet = spreadsheet(workbook, folder)
        light(sheet, "classeur", inked(sheet))
        with chromium() as browser:
            light(page(browser, first, lambda opened: opened.screenshot(animations="disabled")), "page")
            light(page(browser, own, counted_on_site), "recensement")
            light(notebook(browser, data, folder), "notebook")


if __name__ == "__main__":
    main()
