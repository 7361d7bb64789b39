"""`convention.yaml`: its dates, what it covers, every mistake with its line; how it is told on the page."""

from __future__ import annotations

import datetime
from pathlib import Path

import pandas as pd
import pytest

from ctg_lib.convention import charter
from ctg_lib.convention.charter import Charter, read_charter
from ctg_lib.convention.parts import identity
from ctg_lib.errors import Problem
from ctg_lib.export.checks import check
from ctg_lib.views.view import KEYED_BY
from tests.convention.evaluated import SORBIERS
from tests.convention.test_governance import page, rows, words

DAY = datetime.date.fromisoformat
FULL = Charter(
    signataires=("Commune", "Caf"),
    signature=DAY("2026-12-15"),
    debut=DAY("2027-01-01"),
    edition=DAY("2026-11-24"),
    themes=("petite_enfance", "jeunesse"),
    tient_lieu_de=("Contrat enfance",),
    source="Délibération n° 12",
)


def written(data: Path, text: str) -> None:
    folder = data / "conventions" / SORBIERS.code
    folder.mkdir(parents=True)
    (folder / charter.FILE).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("first", "years", "last"),
    [
        ("2027-01-01", 4, "2030-12-31"),
        ("2027-01-01", 5, "2031-12-31"),
        ("2024-03-01", 4, "2028-02-29"),
        ("2025-03-01", 4, "2029-02-28"),
        ("2028-02-29", 4, "2032-02-28"),
        ("2028-02-29", 5, "2033-02-28"),
        ("2023-12-18", 4, "2027-12-17"),
    ],
)
def test_the_last_day_is_the_eve_of_the_day_so_many_years_later(first: str, years: int, last: str) -> None:
    one = Charter.model_validate({"debut": first, "duree": years})
    assert one.fin == DAY(last)
    assert one.covers(DAY(first))
    assert one.covers(DAY(last))
    assert not one.covers(DAY(first) - datetime.timedelta(days=1))
    assert not one.covers(DAY(last) + datetime.timedelta(days=1))


def test_without_a_first_day_there_is_no_last_one_and_any_day_is_covered() -> None:
    assert Charter().duree == 4
    assert Charter().fin is None
    assert Charter().covers(DAY("1999-01-01"))


def test_the_file_laid_down_is_sound_and_says_nothing(data: Path) -> None:
    assert read_charter(SORBIERS) == (Charter(), [])
    written(data, charter.model(SORBIERS))
    found, problems = read_charter(SORBIERS)
    assert problems == []
    assert not identity.described(found)
    assert (found.territoire, found.duree, found.fin) == ("42302", 4, None)


BROKEN = {
    'exemple: false\nterritoire: "42207"\n': (2, "territoire", "n’est pas le territoire du dossier (42302)"),
    'exemple: false\nterritoire: "99999"\n': (2, "territoire", "n’est pas le territoire du dossier (42302)"),
    "themes:\n  - petite_enfance\n  - velo\n": (1, "themes", "le thème « velo » n’existe pas"),
    "duree: 4\ndebut: 2027-01-01\nsignature: 2031-01-01\n": (3, "signature", "après la fin de la convention"),
    "signature: 2026-12-15\nedition: 2026-12-16\n": (2, "edition", "après la signature"),
    "debut: 2027-01-01\nduree: 3\n": (2, "duree", "« 3 » n’est pas un des mots attendus"),
    "debut: 2027-01-01\nduree: 6\n": (2, "duree", "« 6 » n’est pas un des mots attendus"),
    "debut: janvier\n": (1, "debut", "une date est attendue"),
    "debut: 2027-02-30\n": (1, "debut", "le 2027-02-30 n’est pas dans le calendrier"),
    "theme: [jeunesse]\n": (1, "theme", "cette clé n’existe pas"),
    "signataires: La commune\n": (1, "signataires", "une liste est attendue"),
    "secret:\n  personnes: 2000\n": (2, "secret.personnes", "le nombre est trop grand"),
    "duree: 4\nduree: 5\n": (2, "duree", "écrite deux fois"),
}


@pytest.mark.parametrize("text", BROKEN)
def test_each_mistake_says_where_and_how_to_mend_it(text: str, data: Path) -> None:
    written(data, text)
    _, problems = read_charter(SORBIERS)
    (problem,) = problems
    line, key, what = BROKEN[text]
    assert (problem.file, problem.row, problem.column) == (charter.FILE, line, key)
    assert what in problem.what
    assert problem.remedy


def test_every_mistake_is_told_at_once_with_its_own_line(data: Path) -> None:
    written(
        data,
        'territoire: "42207"\nsignature: 2032-01-01\ndebut: 2027-01-01\nedition: 2033-01-01\nthemes: [velo, moto]\n',
    )
    found, problems = read_charter(SORBIERS)
    assert found.debut == DAY("2027-01-01"), "ce qui est juste reste lu"
    assert [(one.column, one.row) for one in problems] == [
        ("territoire", 1),
        ("themes", 5),
        ("themes", 5),
        ("signature", 2),
        ("edition", 4),
    ]
    assert all(isinstance(one, Problem) and one.remedy for one in problems)


def told(one: Charter, date: str) -> dict[str, str]:
    """The lines of the table, by what they tell of."""
    pairs = rows(identity.identity(one, DAY(date)), "La convention territoriale globale")
    return {name: " ".join(said.split()) for name, said in pairs}


@pytest.mark.parametrize(
    ("date", "standing"),
    [
        ("2026-12-14", "en préparation"),
        ("2026-12-15", "signée, pas encore commencée"),
        ("2027-01-01", "en cours, année 1 sur 4"),
        ("2027-12-31", "en cours, année 1 sur 4"),
        ("2028-01-01", "en cours, année 2 sur 4"),
        ("2030-12-31", "en cours, année 4 sur 4"),
        ("2031-01-01", "terminée depuis le 31 décembre 2030"),
    ],
)
def test_where_one_stands_on_a_day(date: str, standing: str) -> None:
    assert told(FULL, date)["Où l’on en est"] == standing


def test_what_is_written_is_told_line_by_line() -> None:
    assert told(FULL, "2028-06-30") == {
        "Signataires": "Commune et Caf",
        "Signature": "le 15 décembre 2026",
        "Durée": "4 ans",
        "Du premier au dernier jour": "du 1er janvier 2027 au 31 décembre 2030",
        "Où l’on en est": "en cours, année 2 sur 4",
        "Thèmes": "petite enfance et jeunesse",
        "Tient lieu de": "Contrat enfance",
        "Chiffres signés": "édition du 24 novembre 2026",
    }
    assert "D’après : Délibération n° 12." in words(identity.identity(FULL, DAY("2028-06-30")))


def test_what_nobody_wrote_is_told_as_such() -> None:
    assert told(Charter(signataires=("Commune",), duree=5), "2028-06-30") == {
        "Signataires": "Commune",
        "Signature": "pas encore signée",
        "Durée": "5 ans",
        "Du premier au dernier jour": "premier jour non précisé",
        "Où l’on en est": "en préparation",
        "Thèmes": "non précisés",
        "Tient lieu de": "aucun autre document",
        "Chiffres signés": "édition non précisée",
    }


def test_nothing_described_says_how_it_is_written_and_an_example_that_it_is_one() -> None:
    assert identity.identity(Charter(), DAY("2028-06-30")).html == f"<p>{identity.HOW}</p>"
    assert identity.EXAMPLE not in identity.identity(FULL, DAY("2028-06-30")).html
    invented = FULL.model_copy(update={"exemple": True})
    assert identity.identity(invented, DAY("2028-06-30")).html.startswith(identity.EXAMPLE)


def test_what_is_typed_is_escaped_and_the_page_may_be_published() -> None:
    typed = "<script>alert(12)</script> & 34"
    one = FULL.model_copy(update={"signataires": (typed,), "tient_lieu_de": (typed,), "source": typed})
    block = identity.identity(one, DAY("2028-06-30"))
    assert "<script>" not in block.html
    assert words(block).count(typed) == 3
    check(page(block), pd.DataFrame(columns=KEYED_BY))
