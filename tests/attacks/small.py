"""A small published folder, written with the project's own writers. Every figure is fictitious, and two are hidden."""

from __future__ import annotations

import html
from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd

from ctg_lib.chapters.context import Diagnostic
from ctg_lib.export import data, docx, pdf, spreadsheet
from ctg_lib.export.page import finished
from ctg_lib.indicators import indicator
from ctg_lib.territory import Territory
from ctg_lib.value import UNITS
from ctg_lib.views import charts, maps, tables
from ctg_lib.views.map_layers import SECRET as UNTOLD
from ctg_lib.views.view import FRAGMENT, View, keyed
from tests.attacks.reading import Key
from tests.indicators.fictitious import shelf
from tests.views import samples

DATE = "2026-11-24"
SOURCES = ("Source fictive 2024",)
SCHOOLS, BENEFIT = "en_ecoles", "ad_rsa"
LABEL = indicator(BENEFIT).label
COLUMNS = {"Sorbiers": ("42302", "commune"), "Saint-Étienne Métropole": ("244200770", "epci")}
# Hidden: that of the commune, and that of a commune of the map.
SECRET, MAPPED = (Key(BENEFIT, code, "commune", "2024-12") for code in ("42302", "01004"))
FORMATS = ("csv", "json", "xlsx", "html", "docx", "pdf", "ipynb")


def values() -> pd.DataFrame:
    """Two indicators of a commune and of its intercommunalité, one of them mapped over five communes."""
    benefit = {"indicator": BENEFIT, "unit": "foyers", "vintage": "2024-12", "source": "caf_communes@2024-12"}
    schools = {"indicator": SCHOOLS, "unit": "equipements", "vintage": "2025", "source": "bpe@2025"}
    why = ("masked_here", "masqué : petit effectif")
    place, around = ({"territory": code, "level": level} for code, level in COLUMNS.values())
    rows = [
        _count(8, **schools, **place),
        _count(257, **schools, **around),
        samples.blank(*why, **benefit, **place),
        _count(16_005, **benefit, **around),
        *(_count(60 * rank, **benefit, territory=f"0100{rank}") for rank in (1, 2, 3, 5)),
        samples.blank(*why, **benefit, territory=MAPPED.territory),
    ]
    return pd.DataFrame(rows).reset_index(drop=True)


def _count(value: float, **told: str) -> pd.Series:
    return samples.row(**told, value=float(value), numerator=float(value), denominator=float("nan"))


def page(long: pd.DataFrame) -> str:
    """Its page: a table that compares, a map with the table of its figures, a chart."""
    rows = {(row["indicator"], row["territory"]): row for _, row in long.iterrows()}
    lines = [
        tables.Line(indicator(name).label, tuple(rows[name, code] for code, _ in COLUMNS.values()))
        for name in (SCHOOLS, BENEFIT)
    ]
    compared = tables.comparison("Les besoins", list(COLUMNS), lines, SOURCES)
    names = dict(zip(samples.outlines()["code"], samples.NAMES, strict=True))
    told = [keyed(rows[BENEFIT, code], tables.row_text(rows[BENEFIT, code])) for code in names]
    by_commune = pd.DataFrame({"Commune": [html.escape(one) for one in names.values()], LABEL: told})
    shown = tables.plain("Où vivent-ils ?", by_commune)
    shading = samples.shaded({"01004": UNTOLD}, LABEL)
    texts = {code: tables.row_text(rows[BENEFIT, code]) for code in names}
    drawn = samples.drawn(title="Où vivent-ils ?", shadings=(replace(shading, texts=texts),))
    alt = "Carte de cinq communes inventées, dont une est un secret."
    chart = charts.image(charts.stacked(["Sorbiers"], [("écoles", [8.0])], UNITS["equipements"]), f"Barre : {alt}")
    bars = tables.plain("Bruts", pd.DataFrame({"Lieu": ["Sorbiers"], "Écoles": ["8"]}))
    views = [
        View(maps.picture(drawn, alt)[0], "Où vivent-ils ?", alt, SOURCES, shown),
        View(chart, "Les écoles", alt, SOURCES, bars),
    ]
    return finished(
        '<!DOCTYPE html><html lang="fr"><head><title>Essai fictif</title></head><body><header><h1>Sorbiers</h1>'
        f"</header><main><h2>Un chapitre</h2>{compared.html}{''.join(one.html for one in views)}</main></body></html>"
    )


def write(folder: Path) -> Path:
    """The folder of the honest page."""
    long = values()
    shown = page(long)
    # Without a source: nothing is computed beside these figures.
    diagnostic = Diagnostic(Territory.of("42302"), DATE, shelf({})).with_values(long)
    files = {
        "indicators.csv": data.csv(long).encode(),
        "indicators.json": data.as_json(diagnostic, long).encode(),
        "indicators.xlsx": spreadsheet.workbook(shown, long, DATE),
    }
    files["datapackage.json"] = data.datapackage(diagnostic, long, files).encode()
    files |= {"diagnostic.html": shown.encode(), "diagnostic.docx": docx.docx(shown, DATE)}
    files["diagnostic.pdf"] = pdf.pdf(shown)
    (folder / "notebooks").mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    main = shown[shown.index("<main>") : shown.index("</main>")]
    output = nbformat.v4.new_output("execute_result", data={"text/html": main, FRAGMENT: main, "text/plain": "page"})
    cell = nbformat.v4.new_code_cell("chapter.besoins()", outputs=[output], id="0")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "notebooks" / "60_acces_droits.ipynb")
    return folder


def path(folder: Path, kind: str) -> Path:
    """The file of a folder in one of `FORMATS`."""
    named = {"csv": "indicators.csv", "json": "indicators.json", "xlsx": "indicators.xlsx"}
    named["ipynb"] = "notebooks/60_acces_droits.ipynb"
    return folder / named.get(kind, f"diagnostic.{kind}")
