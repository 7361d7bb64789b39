"""The list of communes that the comité chose: kept with its reason, or refused with every mistake and its remedy."""

from __future__ import annotations

import datetime

import pytest

import ctg_lib
from ctg_lib import folders
from ctg_lib.convention import dossier
from ctg_lib.convention.check import check
from ctg_lib.convention.chosen import model
from ctg_lib.convention.committee import FILE, read_committee
from ctg_lib.errors import InputError, Problem
from ctg_lib.territory import Territory

SORBIERS = Territory.of("42302")
OTHERS = [code for code in Territory.of("42").communes if code != SORBIERS.code]


def written(codes: list[str], reason: str = "raison: Même bassin de vie.\n", date: str = "2026-12-15") -> str:
    listed = "".join(f'    - "{code}"\n' for code in codes)
    return f"semblables:\n  communes:\n{listed}  {reason}  date: {date}\n"


def lay(text: str, territory: Territory = SORBIERS) -> None:
    path = folders.conventions() / territory.code / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def problems(text: str, territory: Territory = SORBIERS) -> list[Problem]:
    lay(text, territory)
    committee, found = read_committee(territory)
    assert committee is None
    assert all(one.file == FILE and one.row and one.remedy for one in found)
    return found


def test_a_list_is_read_and_told_from_the_day_it_was_decided(data: object) -> None:
    lay(written(OTHERS[:12]))
    read = dossier.read(SORBIERS)
    other = read.committee.semblables if read.committee else None
    assert other is not None
    assert other.chosen.communes == tuple(OTHERS[:12])
    assert other.chosen.reason == "Même bassin de vie"
    for day, kept in ((datetime.date(2026, 12, 14), False), (datetime.date(2026, 12, 15), True)):
        committee = read.at(day).committee
        assert committee is not None
        assert (committee.semblables is not None) is kept


def test_the_comparison_rests_on_it_and_prints_the_reason(data: object) -> None:
    lay(written(OTHERS[:12]))
    assert "Liste choisie par le comité" in ctg_lib.dossier("42302", "2026-12-31").similar("pr_chom").html
    assert "Liste choisie" not in ctg_lib.dossier("42302", "2026-11-24").similar("pr_chom").html


def test_the_reason_is_text_and_nothing_else(data: object) -> None:
    lay(written(OTHERS[:12], reason="raison: des villes <b>proches</b> & semblables\n"))
    html = ctg_lib.dossier("42302", "2026-12-31").similar("pr_chom").html
    assert "des villes &lt;b&gt;proches&lt;/b&gt; &amp; semblables" in html
    assert "<b>proches" not in html


def test_every_mistake_is_told_at_once_with_its_line(data: object) -> None:
    found = problems(written(["42302", "42003", "42003", "99999", "42004", *OTHERS[20:30]]))
    told = {one.column: (one.row, one.what) for one in found}
    assert told["semblables.communes.0"] == (3, "42302 est la commune elle-même.")
    assert told["semblables.communes.2"] == (5, "42003 est écrit 2 fois.")
    assert told["semblables.communes.3"][0] == 6
    assert "code inconnu" in told["semblables.communes.3"][1]
    assert "n’est plus une commune" in told["semblables.communes.4"][1]
    assert len(found) == 4


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        (written(OTHERS[:9]), "semblables.communes", "9\u00a0communes : trop peu"),
        (written(OTHERS[:10], reason="\n"), "semblables.raison", "la clé manque"),
        (written(OTHERS[:10], date="2026-13-01"), "semblables.date", "calendrier"),
        (written(OTHERS[:10]).replace('"', ""), "semblables.communes.0", "un texte est attendu"),
        (written(OTHERS[:10], reason="raison: vu avec Mme Untel, adjointe\n"), "semblables.raison", "d’une personne"),
    ],
)
def test_a_mistake_is_told(text: str, key: str, words: str, data: object) -> None:
    found = problems(text)
    assert found[0].column == key
    assert words in found[0].what


def test_an_intercommunalite_has_none(data: object) -> None:
    metropole = Territory.of("244200770")
    assert "n’est pas une commune" in problems(written(OTHERS[:10]), metropole)[0].what
    assert "Pour une commune seulement" in model(metropole)


@pytest.mark.parametrize("code", ["42302", "97601", "75056"])
def test_the_example_of_the_template_is_of_other_communes(code: str) -> None:
    place = Territory.of(code)
    listed = [line for line in model(place).splitlines() if line.startswith("#    - ")]
    assert len(listed) == 10
    assert f'"{code}"' not in model(place)


def test_ctg_check_reads_it(data: object) -> None:
    lay(written(OTHERS[:9]))
    with pytest.raises(InputError) as refused:
        check(SORBIERS, "2026-12-31")
    assert any("trop peu pour en tirer une médiane" in one.what for one in refused.value.problems)
