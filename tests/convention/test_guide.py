"""What `docs/fichiers_locaux.md` says of the spreadsheets is what is declared, and what a command prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ctg_lib import cli, parameters, sources
from ctg_lib.convention import guide
from ctg_lib.convention.new import REGISTERS, filled_on_site
from ctg_lib.errors import InputError
from ctg_lib.sources.local_forms import COMPLETE, EXAMPLE, Book
from ctg_lib.typesetting import typeset
from tests import pages
from tests.sources.local_books import OFFER, filled, saved

PAGE, CONVENTION = "docs/fichiers_locaux.md", "docs/convention.md"
BOOKS: list[Book] = [card.book for card in filled_on_site() if card.book]
TOLD = [*((PAGE, book) for book in BOOKS), *((CONVENTION, book) for book in REGISTERS)]


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(("page", "book"), TOLD, ids=lambda one: getattr(one, "source", ""))
def test_the_sheets_are_told_as_they_are_declared(page: str, book: Book) -> None:
    """When a sheet changes, what stands between the two marks is `guide.markdown(book)`, typeset."""
    found = re.search(rf"<!-- {book.source} -->\n(.*?)<!-- fin -->", pages.text(page), flags=re.DOTALL)
    assert found
    assert found[1].strip() == typeset(guide.markdown(book)).strip()


def test_the_workbooks_the_thresholds_and_the_marks_are_those_of_the_code() -> None:
    text = spaced(pages.text(PAGE))
    for card in filled_on_site():
        assert f"`{card.id}.xlsx`" in text
    persons, income = (parameters.value(f"secret_local_{name}") for name in ("personnes", "revenus"))
    assert f"sous {persons:g} personnes ou foyers" in re.sub(r"\s+", " ", text)
    assert f"sous {income:g} pour ce qui parle de revenus" in re.sub(r"\s+", " ", text)
    for word in (EXAMPLE, f"« {COMPLETE} »", "« s »", "recensé sur place"):
        assert word in text


def test_every_abbreviation_of_the_sheets_is_explained() -> None:
    told = {
        word for row in re.findall(r"^\| ([^|]+) \|", pages.text(PAGE), flags=re.MULTILINE) for word in row.split(", ")
    }
    texts = " ".join(text for book in BOOKS for text in book.texts)
    met = set(re.findall(r"(?<![\w’])(?:[A-Z]{3,}|QF)(?!\w)", texts)) - {EXAMPLE, "SIREN", "CASF", "JJ", "AAAA", "CIAS"}
    assert len(met) > 8
    assert met - told == set()


def test_the_commands_exist_and_the_errors_are_those_that_a_reader_gives(tmp_path: Path) -> None:
    commands = pages.commands(PAGE)
    assert ".venv/bin/ctg new 42302" in commands
    named = {one.name for one in cli.app.registered_commands}
    assert {line.split()[1] for line in commands if line.startswith(".venv/bin/ctg ")} <= named
    file = filled(OFFER, {"Demandes non satisfaites": [{"Commune": "01001", "Enfants sans place": "1 200"}]})
    for name, places in (("Les Hirondelles", 12), ("Les Mésanges", "30 places")):
        file["EAJE et MAM"].append(["01001", name, "Multi-accueil", "PSU", places])
    with pytest.raises(InputError) as caught:
        sources.source("offre_locale").read(saved(file, tmp_path / "offre_locale.xlsx"))
    assert str(caught.value).splitlines() == pages.fenced(PAGE, "text")


def test_the_page_of_the_convention_names_every_file_and_its_commands_exist() -> None:
    text = pages.text(CONVENTION)
    for name in ("convention.yaml", "comite.yaml", "objectifs.yaml", "observations.xlsx", "suivi.xlsx", "modele.yaml"):
        assert f"`{name}`" in text
    named = {one.name for one in cli.app.registered_commands}
    asked = {line.split()[1] for line in pages.commands(CONVENTION)}
    assert {"new", "check", "diagnostic", "bilan", "evaluation"} == asked <= named


@pytest.mark.parametrize("page", [PAGE, CONVENTION])
def test_french_punctuation_is_held_by_no_break_spaces(page: str) -> None:
    said = "\n".join(re.sub(r"^\|[ :-]+\|[ |:-]*$", "", line) for line in pages.prose(page).splitlines())
    said = re.sub(r"<!-- .*? -->", "", said)
    assert re.findall(r".{0,20}(?:[^\S\n\u00a0][:;?!»]|«[^\u00a0]|\w[;?!»]|\w').{0,20}", said) == []
