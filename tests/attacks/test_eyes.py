"""The eyes of the attacker see: what is slipped into a file is found, and so is what a file publishes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attacks import eyes, small
from tests.attacks.lexicon import Lexicon, vintage
from tests.attacks.planting import CANARY, PLANTED
from tests.attacks.reading import Key, numbers_in

WRITTEN = {
    "4\u202f242\u202f117": ["4242117"],
    "4 242 117,50 €": ["4242117.5"],
    "4,242,117 ou 4.242.117": ["4242117", "4242117"],
    "0.184612067467": ["0.184612067467"],
    "4.242117e6": ["4242117"],
    "n4242117x": ["4242117"],
    "−0,2 de 2019-2021": ["0.2", "2019", "2021"],
    "198\n179 à 219": ["198", "179", "219"],
    "007": ["7"],
}
DATES = {
    "décembre 2024": "2024-12",
    "4e trimestre 2015": "2015-T4",
    "1er trimestre 2016": "2016-T1",
    "2023-2025": "2025",
    "2022": "2022",
    "2022, 2023": "",
    "un an": "",
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_number_has_one_spelling(text: str) -> None:
    assert [number for number, _ in numbers_in(text)] == WRITTEN[text]


@pytest.mark.parametrize("text", DATES)
def test_a_date_is_a_vintage(text: str) -> None:
    assert vintage(text) == DATES[text]


@pytest.mark.parametrize(("kind", "place"), PLANTED, ids=[" : ".join(one) for one in PLANTED])
def test_a_number_is_found_wherever_it_hides(kind: str, place: str, honest: Path, tmp_path: Path) -> None:
    clean = small.path(honest, kind)
    path = tmp_path / clean.name
    path.write_bytes(PLANTED[kind, place](clean.read_bytes()))
    assert CANARY not in eyes.numbers(clean)
    assert CANARY in eyes.numbers(path)


def test_it_is_told_with_the_words_around_it(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(f'<p>Il reste <b title="{CANARY} foyers">des foyers</b>.</p>', encoding="utf-8")
    assert eyes.numbers(path) == {"4242117": ["b l. 1 @title : 4242117 foyers"]}


def test_a_file_of_an_unknown_kind_is_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "journal.log"
    path.write_text(f"calcul : {CANARY}", encoding="utf-8")
    assert list(eyes.numbers(path)) == [CANARY]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{label} : 12 (Sorbiers), 18 (Loire).", {("42302", "12"), ("42", "18")}),
        ("{label}, Sorbiers 12 et Loire 18 ; autre chose : 5.", {("42302", "12"), ("42", "18")}),
        ("{label} : 12.", {("42302", "12")}),
        ("{label} en 2024, pour 100 enfants.", set()),
        ("Autre chose : 12 (Sorbiers).", set()),
    ],
)
def test_a_sentence_tells_of_the_place_that_it_names(text: str, told: set[tuple[str, str]]) -> None:
    places = {"Sorbiers": ("42302", "commune"), "Loire": ("42", "departement")}
    words = Lexicon({"Foyers percevant le RSA": ["ad_rsa"]}, places, own=("42302", "commune"))
    found = list(words.told(text.format(label="Foyers percevant le RSA")))
    assert {(key.territory, number) for key, number in found} == told
    assert {key.indicator for key, _ in found} <= {"ad_rsa"}


def test_every_figure_of_a_small_folder_is_seen_by_key_in_each_format(honest: Path) -> None:
    """Also where the file bears no key: in Word and in the PDF, by the words around it."""
    long = small.values()
    rows = {Key(*row): value for *row, value in zip(*(long[name] for name in [*Key._fields, "value"]), strict=True)}
    written = {key: f"{value:.12g}" for key, value in rows.items() if value == value}
    on_paper = {key: value for key, value in written.items() if not key.territory.startswith("01")}
    found = eyes.look(honest)
    assert len(written) == 7
    for kind in small.FORMATS:
        file = str(small.path(honest, kind).relative_to(honest))
        seen = {(one.key, number) for one in found if one.file == file for number, _ in numbers_in(one.text)}
        assert set((on_paper if kind in ("docx", "pdf") else written).items()) <= seen, kind
