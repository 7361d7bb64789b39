"""Logos: those of the convention's folder, with the words of their name, and nothing that is no picture."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from matplotlib.figure import Figure

from ctg_lib import folders
from ctg_lib.convention import logos as module
from ctg_lib.convention.logos import logos
from ctg_lib.errors import InputError
from ctg_lib.export import docx
from ctg_lib.export.page import letterhead
from ctg_lib.territory import Territory
from tests.system import system_libraries

SORBIERS = Territory.of("42302")


def picture(kind: str = "png") -> bytes:
    stream = io.BytesIO()
    Figure(figsize=(1, 1)).savefig(stream, format=kind)
    return stream.getvalue()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(folders, "conventions", lambda: tmp_path)
    made = tmp_path / "42302" / module.FOLDER
    made.mkdir(parents=True)
    return made


def test_without_a_folder_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "conventions", lambda: tmp_path)
    assert logos(SORBIERS) == []
    assert letterhead(SORBIERS) == ""


def test_each_is_inlined_with_the_words_of_its_name(folder: Path) -> None:
    (folder / "Caf de la Loire.jpg").write_bytes(picture("jpg"))
    (folder / 'Commune "de" <Sorbiers>.png').write_bytes(picture())
    first, second = logos(SORBIERS)
    assert first.address.startswith("data:image/jpeg;base64,")
    assert second.address.startswith("data:image/png;base64,")
    html = letterhead(SORBIERS)
    assert 'alt="Logo de l’organisme « Caf de la Loire »"' in html
    assert "&lt;Sorbiers&gt;" in html
    assert html.count("<img ") == 2


def test_a_logo_keeps_its_shape_within_its_room(folder: Path) -> None:
    stream = io.BytesIO()
    Figure(figsize=(6, 1), dpi=100).savefig(stream, format="png")
    (folder / "large.png").write_bytes(stream.getvalue())
    (folder / "carré.jpeg").write_bytes(picture("jpeg"))
    square, wide = logos(SORBIERS)
    assert (wide.width, wide.height) == (module.WIDTH, round(module.WIDTH / 6))
    assert (square.width, square.height) == (module.HEIGHT, module.HEIGHT)


def test_word_has_the_logos_at_their_size(folder: Path) -> None:
    system_libraries(docx.missing())
    (folder / "Commune.png").write_bytes(picture())
    page = f"<html><head><title>T</title></head><body><header>{letterhead(SORBIERS)}<h1>T</h1></header></body></html>"
    written = Document(io.BytesIO(docx.docx(page, "2026-11-24")))
    (shown,) = written.inline_shapes
    assert (round(shown.width.mm), round(shown.height.mm)) == (19, 19)
    assert shown._inline.docPr.get("descr") == "Logo de l’organisme « Commune »"


def test_what_is_no_picture_is_refused_all_at_once(folder: Path) -> None:
    (folder / "Caf.svg").write_text("<svg><script>alert(1)</script></svg>", encoding="utf-8")
    (folder / "Commune.png").write_text("<script>", encoding="utf-8")
    (folder / "Lourd.png").write_bytes(picture() + b"0" * module.HEAVIEST)
    (folder / ".cache").write_text("", encoding="utf-8")
    with pytest.raises(InputError) as error:
        logos(SORBIERS)
    told = {str(one.file): one.what for one in error.value.problems}
    assert set(told) == {"logos/Caf.svg", "logos/Commune.png", "logos/Lourd.png"}
    assert "PNG ou JPEG" in told["logos/Caf.svg"]
    assert "PNG ou JPEG" in told["logos/Commune.png"]
    assert "pèse" in told["logos/Lourd.png"]


def test_a_page_has_room_for_four(folder: Path) -> None:
    for name in "abcde":
        (folder / f"{name}.png").write_bytes(picture())
    with pytest.raises(InputError, match="il y a place pour 4"):
        logos(SORBIERS)
