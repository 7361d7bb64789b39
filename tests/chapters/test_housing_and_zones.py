"""Real figures of Sorbiers, from the sample: what article 55 asks, rents, registered persons, zonings, fibre."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from ctg_lib import folders
from ctg_lib.chapters import acces_droits, logement, precarite, sru, zonages
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.indicators.cells import Shelf
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from ctg_lib.views.view import Block

Of = Callable[[str], Diagnostic]


@pytest.fixture(scope="module")
def of() -> Of:
    """The diagnostic of a territory over the embedded sample."""
    shelf = Shelf(Store([folders.PROJECT / "data" / "sample"]))
    return lambda code: Diagnostic(Territory.of(code), "2026-11-24", shelf)


def read(told: list[str] | Block | None) -> str:
    """What is read: one line a sentence or a row, its no-break spaces made plain."""
    assert told is not None
    text = told.html.replace("</tr>", "\n") if isinstance(told, Block) else "\n".join(told)
    bare = re.sub(r"</?(?:a|data)\b[^>]*>", "", text)
    plain = re.sub(r"<[^>]+>", " ", bare).replace("\u00a0", " ").replace("\u202f", " ")
    # The tags left spaces beside the marks that they stood against.
    close = re.sub(r" +([.,)])", r"\1", plain).replace("( ", "(")
    return "\n".join(" ".join(line.split()) for line in close.split("\n"))


# ── Article 55 ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sorbiers_is_in_deficit_and_what_the_law_asks_is_told_with_its_figures_and_date(of: Of) -> None:
    told = read(sru.sentences(of("42302")))
    assert "Au 1er janvier 2025, Sorbiers a 16,4 % de logements sociaux" in told
    assert "soit 565 logements au sens de la loi" in told
    assert "L’article 55 de la loi SRU en demande 20,0 %" in told
    assert "il en manque environ 126" in told
    assert "Prélèvement net de 2026" in told
    assert "33 832 €" in told
    assert "ni carencée, ni exemptée" in told
    table = read(sru.inventory(of("42302")))
    assert "Logements sociaux retenus à l’inventaire SRU janvier 2025 565" in table


def test_a_deficit_without_levy_a_default_a_target_reached_and_a_commune_that_is_not_listed(of: Of) -> None:
    assert "Aucun prélèvement net en 2026 (0 €), malgré le déficit." in read(sru.sentences(of("42184")))
    assert "L’État a déclaré la commune en carence." in read(sru.sentences(of("42279")))
    assert "d’après l’inventaire, la commune n’est pas en déficit" in read(sru.sentences(of("42218")))
    outside = read(sru.sentences(of("42001")))
    assert "n’est pas dans l’inventaire SRU (au 1er janvier 2025)" in outside
    assert "ne veut pas dire qu’elle n’a pas de logement social" in outside
    # Under 3 500 inhabitants the law settles it; Charlieu has more, and its agglomeration decides.
    assert "elle n’est pas soumise à l’article 55" in outside
    assert "elle n’est sans doute pas soumise à l’article 55" in read(sru.sentences(of("42052")))
    assert sru.inventory(of("42001")) is None


def test_where_the_inventory_has_no_row_of_the_departement_nothing_is_said(of: Of) -> None:
    """Ambérieu-en-Bugey may well be concerned: an extract of the Loire cannot tell."""
    assert sru.sentences(of("01004")) == []


def test_of_an_intercommunalite_the_communes_in_deficit_are_counted(of: Of) -> None:
    """Of the 53, 25 are in the inventory of 38 rows; seven of them have a rate under their target."""
    (told,) = sru.sentences(of("244200770"))
    assert "25 communes à Saint-Étienne Métropole, dont 7 en déficit" in read([told])


# ── Rents, jobs, fibre ───────────────────────────────────────────────────────────────────────────────────────────────


def test_rents_are_told_with_the_interval_of_the_model_and_caution_where_listings_are_few(of: Of) -> None:
    told = read(logement._gap(of("42302")))
    assert "Un appartement se propose à 11,8 € par m² et par mois, charges comprises (2025, entre 9,2 et 15,1)." in told
    assert "Une maison se propose à 10,9 € par m² et par mois, charges comprises (2025, entre 7,8 et 15,2)." in told
    assert "À lire avec prudence" not in told
    village = read(logement._gap(of("42008")))
    assert "peu d’annonces dans la commune (8 d’appartements et 7 de maisons)" in village


def test_the_question_on_social_housing_is_asked_where_some_is_lacking(of: Of) -> None:
    assert "logements sociaux qui manquent" in logement._questions(of("42302"))[0]
    assert len(logement._questions(of("42218"))) == len(logement._questions(of("42302"))) - 1


def test_registered_persons_hardly_move_and_the_rounding_is_counted(of: Of) -> None:
    assert precarite._change(of("42302")) is not None
    told = read(precarite._gap(of("42302")))
    assert (
        "Le nombre d’inscrits est presque stable : 445 au 4e trimestre 2015, 460 au 4e trimestre 2024, soit +3 % "
        "(−2 % à Saint-Étienne Métropole, −4 % dans la Loire)." in told
    )
    # A handful of persons says nothing.
    assert precarite._change(of("42008")) is None
    view = precarite._seekers(of("42302"))
    assert view is not None
    assert "de 445 en 2015 à 460 en 2024" in view.alt
    assert "458 à 462" in view.data


def test_a_line_of_zeros_is_not_drawn(of: Of) -> None:
    assert precarite._jobs(of("42045")) is None
    assert precarite._jobs(of("42302")) is not None


def test_fibre(of: Of) -> None:
    assert "98,7 % des locaux" in read(acces_droits._gap(of("42302")))


# ── Zonings ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_applies_to_sorbiers(of: Of) -> None:
    table = read(zonages.applied(of("42302")))
    assert "Zone de montagne (classement de 2017) en partie" in table
    assert "Quartiers prioritaires (liste de 2024) aucun" in table
    assert "Zonage ABC du logement B2" in table
    assert "CRTE Saint-Etienne Métropole" in table
    assert "l’Ondaine" in table
    assert "n’est pas expliqué" not in table
    assert zonages.neighbourhoods(of("42302")) is None


def test_two_lists_that_disagree_are_both_told(of: Of) -> None:
    table = read(zonages.applied(of("42305")))
    assert "Zonage ABC de La Talaudière : B2 dans la liste de 2026, B1 dans celle de juillet 2024." in table
    assert "L’écart n’est pas expliqué" in table


def test_neighbourhoods_by_their_figures_and_names_spelled_out_by_guess(of: Of) -> None:
    applied = read(zonages.applied(of("42218")))
    assert "Cités éducatives" in applied
    assert (
        "développé par supposition d’après le sigle de la liste, à vérifier : Avenir montagnes ingénierie." in applied
    )
    table = read(zonages.neighbourhoods(of("42183")))
    assert "Montrambert Méline 833 38,7 % 14 410 € 250 123" in table
    assert "La liste de 2015 n’est plus celle en vigueur" in table


def test_several_communes_are_counted_class_by_class(of: Of) -> None:
    table = read(zonages.applied(of("244200770")))
    assert "Zonage ABC du logement B2 : 30 communes ; C : 23 communes" in table
    assert "non : 9 communes ; oui : 29 communes ; en partie : 15 communes" in table
    # Two neighbourhoods that bear the same name are told in their communes.
    assert "Rive-de-Gier : Centre Ville, Grand Pont" in table
    assert "Saint-Chamond : Centre Ville, St Julien" in table
    # Of a région the lists at hand may lack most communes: nothing is told.
    region = Diagnostic(Territory.region("84"), "2026-11-24", of("42302").shelf)
    assert zonages.applied(region) is None
    assert zonages.neighbourhoods(region) is None
