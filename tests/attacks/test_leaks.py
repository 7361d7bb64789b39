"""A hidden figure told anywhere is found, in each format and each way of telling; the honest folder has none."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from ctg_lib.export import docx, pdf
from ctg_lib.export.data import CAPTIONS
from tests.attacks import eyes, small
from tests.attacks.leaks import hidden_keys, leaks
from tests.attacks.reading import Key
from tests.attacks.small import LABEL, MAPPED, SECRET

HIDDEN = "masqué"
KEYED = "|".join((SECRET.indicator, SECRET.level, SECRET.territory, SECRET.vintage))
TOLD = f"{LABEL} : 3 (Sorbiers)."
SENTENCES: dict[str, Callable[[str], str]] = {
    "case sans clé": lambda page: page.replace(HIDDEN, "3", 1),
    "case et mention": lambda page: page.replace(HIDDEN, f"{HIDDEN} 3", 1),
    "clé": lambda page: page.replace("</main>", f'<p><data value="3" data-cle="{KEYED}">trois</data></p></main>'),
    "bornes": lambda page: page.replace("</main>", f'<p data-bornes="{KEYED}">2 à 4</p></main>'),
    "phrase": lambda page: page.replace("</main>", f"<p>{TOLD}</p></main>"),
    "texte de remplacement": lambda page: page.replace('alt="Carte', f'alt="{TOLD} Carte', 1),
    "commentaire": lambda page: page.replace("</main>", f"<!-- {TOLD} --></main>"),
    "carte, bulle": lambda page: page.replace(f'"{MAPPED.territory}":"{HIDDEN}"', f'"{MAPPED.territory}":"3"', 1),
    "carte, couleur": lambda page: page.replace(
        f'"{MAPPED.territory}":"#f4f1ea"', f'"{MAPPED.territory}":"#e6efef"', 1
    ),
    "carte, mention": lambda page: page.replace(
        f'"marks":{{"{MAPPED.territory}":"s"', f'"marks":{{"{MAPPED.territory}":"3"'
    ),
    "carte, tableau": lambda page: "3".join(page.rsplit(HIDDEN, 1)),
}
Leak = Callable[[Path], None]


def page(change: Callable[[str], str]) -> Leak:
    def planted(path: Path) -> None:
        honest = path.read_text(encoding="utf-8")
        path.write_text(change(honest), encoding="utf-8")

    return planted


def made(writer: Callable[[str], bytes], change: Callable[[str], str]) -> Leak:
    """A file that is made from a page which tells too much, beside the honest page."""

    def planted(path: Path) -> None:
        path.write_bytes(writer(change(path.with_name("diagnostic.html").read_text(encoding="utf-8"))))

    return planted


def row(name: str) -> Leak:
    """A number in a column of the hidden row of the CSV."""

    def planted(path: Path) -> None:
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        place = head.split(",").index(name)
        hidden = next(at for at, line in enumerate(lines) if line.startswith(",".join(SECRET)))
        cells = lines[hidden].split(",")
        cells[place] = "3"
        lines[hidden] = ",".join(cells)
        path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")

    return planted


def tree(path: Path) -> None:
    read = json.loads(path.read_text(encoding="utf-8"))
    next(one for one in read["values"] if Key(*(one[name] for name in Key._fields)) == SECRET)["numerator"] = 3
    path.write_text(json.dumps(read), encoding="utf-8")


def sheet(name: str) -> Leak:
    """The first hidden cell of a sheet; in the long table, the value of the hidden row."""

    def planted(path: Path) -> None:
        book = openpyxl.load_workbook(path)
        cell = next(cell for line in book[name].iter_rows() for cell in line if cell.value == HIDDEN)
        column = cell.column
        if name == "Toutes les valeurs":
            column = next(one.column for one in book[name][1] if one.value == CAPTIONS["value"])
        book[name].cell(cell.row, column).value = 3
        book.save(path)

    return planted


def output(data: dict[str, str]) -> Leak:
    """One form more of what a cell of the notebook shows, or another one."""

    def planted(path: Path) -> None:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"][0]["outputs"][0]["data"] |= data
        path.write_text(json.dumps(notebook), encoding="utf-8")

    return planted


def shown(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(HIDDEN, "3", 1), encoding="utf-8")


def described(path: Path) -> None:
    document = Document(str(path))
    document.core_properties.comments = "sans chiffre"
    document.add_paragraph(TOLD)
    document.save(str(path))


LEAKS: dict[tuple[str, str], Leak] = {
    **{("html", place): page(change) for place, change in SENTENCES.items()},
    **{("csv", name): row(name) for name in ("value", "low", "high", "numerator")},
    ("json", "numerator"): tree,
    ("xlsx", "tableau de la page"): sheet("Un chapitre"),
    ("xlsx", "longue table"): sheet("Toutes les valeurs"),
    **{
        ("docx", place): made(lambda html: docx.docx(html, small.DATE), SENTENCES[place])
        for place in ("case sans clé", "phrase", "texte de remplacement")
    },
    ("docx", "paragraphe ajouté"): described,
    **{
        ("pdf", place): made(pdf.pdf, SENTENCES[place])
        for place in ("case sans clé", "phrase", "texte de remplacement")
    },
    ("ipynb", "sortie"): shown,
    ("ipynb", "texte brut"): output({"text/plain": TOLD}),
    ("ipynb", "page dans une sortie"): output({"text/html": f'<iframe srcdoc="&lt;p&gt;{TOLD}&lt;/p&gt;"></iframe>'}),
}


def test_each_format_has_a_leak() -> None:
    assert {kind for kind, _ in LEAKS} == set(small.FORMATS)


def test_the_hidden_keys_are_those_of_the_rows_without_a_figure_to_show(honest: Path) -> None:
    assert hidden_keys(honest / "indicators.csv") == {SECRET, MAPPED}


def test_the_honest_folder_has_no_leak(honest: Path) -> None:
    """And not for want of having looked there: the hidden keys are read in every format but the tables of rows."""
    found = eyes.look(honest)
    seen = {one.file for one in found if one.key == SECRET}
    assert seen == {
        str(small.path(honest, kind).relative_to(honest)) for kind in ("html", "docx", "pdf", "xlsx", "ipynb")
    }
    assert leaks(honest, found) == []


@pytest.mark.parametrize(("kind", "how"), LEAKS, ids=[" : ".join(one) for one in LEAKS])
def test_a_leak_is_found(kind: str, how: str, honest: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(honest, tmp_path / "42302")
    path = small.path(folder, kind)
    before = path.read_bytes()
    LEAKS[kind, how](path)
    assert path.read_bytes() != before
    found = leaks(folder)
    assert {one.file for one in found} == {str(path.relative_to(folder))}
    assert {(one.indicator, one.territory) for one in found} <= {
        (SECRET.indicator, one.territory) for one in (SECRET, MAPPED)
    }


def test_a_figure_that_is_published_for_another_date_is_no_leak(honest: Path, tmp_path: Path) -> None:
    """A sentence without a date may tell that of the year before; another number would be one."""
    folder = shutil.copytree(honest, tmp_path / "42302")
    csv = small.path(folder, "csv")
    before = ",".join(
        [SECRET.indicator, SECRET.territory, SECRET.level, "2023-12", "foyers", "35,,,35,,published,,a@2023"]
    )
    csv.write_text(csv.read_text(encoding="utf-8") + before + "\n", encoding="utf-8")
    html = small.path(folder, "html")
    honestly = html.read_text(encoding="utf-8")
    html.write_text(honestly.replace("</main>", f"<p>{LABEL} : 35 (Sorbiers).</p></main>"), encoding="utf-8")
    assert leaks(folder) == []
    html.write_text(honestly.replace("</main>", f"<p>{LABEL} : 36 (Sorbiers).</p></main>"), encoding="utf-8")
    assert len(leaks(folder)) == 1
