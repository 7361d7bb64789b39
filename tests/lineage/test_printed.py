"""From what a page prints, a number or a key, back to the figures that print so."""

from __future__ import annotations

import pytest

from ctg_lib import folders
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.errors import UsageError
from ctg_lib.indicators.cells import Shelf
from ctg_lib.lineage import printed
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from ctg_lib.value import Status
from ctg_lib.views.view import key
from ctg_lib.views.wording import row_text


@pytest.fixture(scope="module")
def sorbiers() -> Diagnostic:
    return Diagnostic(Territory.of("42302"), "2026-11-27", Shelf(Store([folders.PROJECT / "data" / "sample"])))


@pytest.mark.parametrize("asked", ["45,0 %", "45,0\u202f%", "45,0%", " 45,0", "45.0 %"])
def test_a_number_is_found_whatever_its_spaces(asked: str, sorbiers: Diagnostic) -> None:
    assert ("ad_couv", "42302") in {(one.indicator, one.territory) for one in printed.of_number(sorbiers, asked)}


def test_the_territory_comes_first_then_its_comparators_then_bounds(sorbiers: Diagnostic) -> None:
    found = printed.of_number(sorbiers, "115")
    assert (found[0].indicator, found[0].territory, found[0].part) == ("ad_rsa", "42302", printed.VALUE)
    assert [one.level != "commune" for one in found] == sorted(one.level != "commune" for one in found)
    bound = printed.of_number(sorbiers, "117")
    assert "ad_rsa" in {one.indicator for one in bound if one.part == printed.BOUND}


def test_each_value_shown_is_found_again_from_its_words(sorbiers: Diagnostic) -> None:
    for name in ("pr_taux_pauvrete", "ad_couv", "ctx_pop_legale", "pr_med", "pe_0_2", "ctx_solde_nat", "mo_voit"):
        row = sorbiers.own(name)
        assert Status(row["status"]).has_value
        assert key(row) in {one.key for one in printed.of_number(sorbiers, row_text(row))}


def test_what_prints_nowhere_is_told(sorbiers: Diagnostic) -> None:
    with pytest.raises(UsageError, match="Aucun chiffre de Sorbiers ne s’imprime « 123,456 % »"):
        printed.of_number(sorbiers, "123,456 %")
    with pytest.raises(UsageError, match="n’a pas de chiffre"):
        printed.of_number(sorbiers, "beaucoup")


def test_the_text_gives_the_command_that_goes_on(sorbiers: Diagnostic) -> None:
    text = printed.of_number(sorbiers, "115")[0].as_text("42302")
    assert "ctg explain 42302 ad_rsa --millesime 2024-12" in text
    assert "Accès aux droits (60_acces_droits)" in text


def test_a_key_of_the_page_names_a_figure(sorbiers: Diagnostic) -> None:
    named = printed.of_key(key(sorbiers.own("ad_rsa")))
    assert (named.indicator, named.level, named.territory, named.vintage) == ("ad_rsa", "commune", "42302", "2024-12")


@pytest.mark.parametrize("text", ["ad_rsa|42302", "ad_rsa|commune||2024-12", "a|b|c|d|e", "ad_rsa|groupe|gier|2024-12"])
def test_what_is_no_key_of_one_territory_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="clé"):
        printed.of_key(text)
