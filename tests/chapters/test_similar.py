"""Communes like Sorbiers, from the real figures: who they are, what is printed of them, and no rank ever."""

from __future__ import annotations

import html
import re

import pytest

from ctg_lib import folders, indicators
from ctg_lib.analysis.comparison import Gap
from ctg_lib.analysis.similar import Chosen
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.similar import block, compared
from ctg_lib.errors import UsageError
from ctg_lib.indicators.cells import Shelf
from ctg_lib.store import Store
from ctg_lib.territory import Territory

SAMPLE = Shelf(Store([folders.PROJECT / "data" / "sample"]))
LOIRE = Territory.of("42")


def of(place: str) -> Diagnostic:
    return Diagnostic(Territory.parse(place), "2026-11-24", SAMPLE)


def plain(text: str) -> str:
    """As it is read."""
    return html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ").replace("\u202f", " ")


def names(place: str, indicator: str) -> list[str]:
    return [Territory.of(peer.code).name for peer in compared(of(place), indicator).similar.peers]


def test_sorbiers_is_like_the_well_off_suburbs_of_saint_etienne() -> None:
    """Towns of four to ten thousand of the same basin; neither the city, nor its poor towns, nor a village."""
    near = names("42302", "pr_chom")
    assert near[:4] == ["Saint-Genest-Lerpt", "Saint-Jean-Bonnefonds", "Veauche", "Villars"]
    assert len(near) == 15
    assert {"Saint-Étienne", "Roanne", "Rive-de-Gier", "Le Chambon-Feugerolles"}.isdisjoint(near)
    for code in (peer.code for peer in compared(of("42302"), "pr_chom").similar.peers):
        assert 3_500 <= (Territory.of(code).population().value or 0) <= 16_000


def test_a_village_is_like_villages_and_a_city_like_nobody() -> None:
    populations = [
        Territory.of(peer.code).population().value or 0 for peer in compared(of("42322"), "pr_chom").similar.peers
    ]
    assert max(populations) < 5_000
    city = compared(of("42218"), "pr_chom").similar
    assert [peer.far for peer in city.peers] == [False, *[True] * 14]
    assert "Ressemblance lointaine pour 14 communes." in plain(block(of("42218"), "pr_chom").html)


def test_every_commune_that_has_the_figures_is_a_candidate_but_the_commune_itself() -> None:
    found = compared(of("42302"), "pr_chom").similar
    assert found.candidates + len(found.without) == len(LOIRE.communes) - 1 == 319
    # Seven have no median income, some of which lack more.
    assert sum("Niveau de vie médian" in why for why in found.without.values()) == 7
    assert "42302" not in {peer.code for peer in found.peers}


def test_a_village_without_median_income_is_compared_on_the_rest() -> None:
    place = next(
        code
        for code, why in compared(of("42302"), "pr_chom").similar.without.items()
        if why.endswith("(nouvelle série)")
    )
    found = compared(of(place), "pr_chom").similar
    assert set(found.left_out) == {"pr_med"}
    assert len(found.peers) == 15
    assert "la commune elle-même n’a pas ce chiffre" in plain(block(of(place), "pr_chom").html)


def test_what_is_compared_is_not_what_they_are_alike_in() -> None:
    """Chosen with the income, the group of a rate of poverty would be near by construction."""
    with_income, without = names("42302", "pr_chom"), names("42302", "pr_taux_pauvrete")
    assert set(with_income) != set(without)
    seen = compared(of("42302"), "pr_taux_pauvrete")
    assert "pr_med" not in seen.similar.values.columns
    assert "Variables laissées de côté : niveau de vie médian" in plain(block(of("42302"), "pr_taux_pauvrete").html)


def test_the_sentence_has_the_verdict_the_side_and_the_quartiles() -> None:
    told = plain(block(of("42302"), "pa_mono_pct").html)
    assert re.search(
        r"Par rapport aux communes semblables : niveau plus faible \(sous le premier quartile\)\. "
        r"La médiane des +15 communes +qui ont ce chiffre est de +[\d,]+ % +; la moitié d’entre elles sont entre",
        told,
    )


@pytest.mark.parametrize(
    ("place", "indicator", "reason"),
    [
        ("42302", "ctx_pop", "un effectif ne se compare pas entre territoires de tailles différentes"),
        ("42302", "pe_tcg", "la Cnaf ne publie ce taux que pour les communes de plus de 10 000 habitants"),
        ("42218", "pe_tcg", "moins de 10 des communes semblables ont ce chiffre"),
    ],
)
def test_what_is_not_compared_prints_its_reason_and_no_quartile(place: str, indicator: str, reason: str) -> None:
    seen = compared(of(place), indicator)
    assert (seen.verdict.gap, seen.verdict.reason, seen.quartiles) == (Gap.NOT_COMPARED, reason, None)
    told = plain(block(of(place), indicator).html)
    assert f"non comparé ({reason})" in told
    assert "quartile" not in told


@pytest.mark.parametrize("indicator", ["pr_chom", "pr_taux_pauvrete", "lo_hlm", "ctx_dens", "pe_tcg"])
def test_nobody_is_ranked_and_every_figure_of_the_list_is_printed(indicator: str) -> None:
    drawn = block(of("42302"), indicator)
    told = plain(drawn.html)
    assert not re.search(r"\brang\b|\d+ ?e sur|\bpremière\b|dernière", told)
    assert "n’est pas un classement" in told
    seen = compared(of("42302"), indicator).similar
    assert drawn.html.count("<tr>") == 2 + len(seen.peers)
    for used in seen.used:
        assert indicators.indicator(used.variable.indicator).label in told
        assert used.variable.reason in told
    assert drawn.html == block(of("42302"), indicator).html


def test_the_list_of_the_comite_is_told_with_its_reason() -> None:
    chosen = Chosen(tuple(code for code in LOIRE.communes if code != "42302")[:12], "elles ont le même bassin de vie")
    seen = compared(of("42302"), "pr_chom", chosen)
    assert {peer.code for peer in seen.similar.peers} == set(chosen.communes)
    told = plain(block(of("42302"), "pr_chom", chosen).html)
    assert "Liste choisie par le comité" in told
    assert "Sa raison : elles ont le même bassin de vie." in told


@pytest.mark.parametrize("place", ["244200770", "42", "vallee-du-gier=42207,42225"])
def test_only_a_commune_has_communes_like_it(place: str) -> None:
    with pytest.raises(UsageError, match="se cherchent pour une commune"):
        compared(of(place), "pr_chom")


def test_an_indicator_that_does_not_exist_is_refused_with_near_names() -> None:
    with pytest.raises(UsageError, match="pr_chom"):
        compared(of("42302"), "pr_chomage")
