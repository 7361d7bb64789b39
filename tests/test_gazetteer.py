"""What a person types: found, or refused with what to type instead."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_lib.errors import TerritoryError
from ctg_lib.gazetteer import Level, gazetteer
from ctg_lib.territory import Territory


def refusal(text: object) -> TerritoryError:
    with pytest.raises(TerritoryError) as caught:
        Territory.of(text)  # type: ignore[arg-type]
    assert caught.value.exit_code == 2
    assert caught.value.problems
    assert any(problem.remedy for problem in caught.value.problems)
    return caught.value


@pytest.mark.parametrize(
    ("text", "level", "code"),
    [
        ("42302", Level.COMMUNE, "42302"),
        (" 42302 ", Level.COMMUNE, "42302"),
        ("2A004", Level.COMMUNE, "2A004"),
        ("2a004", Level.COMMUNE, "2A004"),
        ("97411", Level.COMMUNE, "97411"),
        ("01004", Level.COMMUNE, "01004"),
        ("75056", Level.COMMUNE, "75056"),
        ("244200770", Level.EPCI, "244200770"),
        ("42", Level.DEPARTEMENT, "42"),
        ("2b", Level.DEPARTEMENT, "2B"),
        ("974", Level.DEPARTEMENT, "974"),
        ("84", Level.DEPARTEMENT, "84"),  # Vaucluse, never the région
        ("FR", Level.FRANCE, "FR"),
        ("france", Level.FRANCE, "FR"),
        ("Saint-Étienne", Level.COMMUNE, "42218"),
        ("ST ETIENNE", Level.COMMUNE, "42218"),
        ("l'etrat", Level.COMMUNE, "42092"),
        ("L’ÉTRAT", Level.COMMUNE, "42092"),
        ("les noes", Level.COMMUNE, "42158"),
        ("saint etienne metropole", Level.EPCI, "244200770"),
        ("Monts du Lyonnais", Level.EPCI, "200066587"),
        ("Communauté de communes des Monts du Lyonnais", Level.EPCI, "200066587"),
        ("Loire Forez agglomération", Level.EPCI, "200065886"),
        ("Haute-Loire", Level.DEPARTEMENT, "43"),
        ("Auvergne-Rhône-Alpes", Level.REGION, "84"),
    ],
)
def test_codes_and_names_that_only_one_territory_bears(text: str, level: Level, code: str) -> None:
    found = Territory.of(text)
    assert (found.level, found.code) == (level, code)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("Sorbiers", ["Sorbiers (05169, Hautes-Alpes)", "Sorbiers (42302, Loire)"]),
        ("Paris", ["Paris (75056, Paris)", "Paris (département 75)"]),
        ("La Réunion", ["La Réunion (47222, Lot-et-Garonne)", "La Réunion (département 974)", "région 04"]),
        ("Loire", ["Loiré (49178, Maine-et-Loire)", "Loire (département 42)"]),
        ("Quatre Rivières", ["247000623", "247400666"]),
        ("Bors", ["Bors (Canton de Tude-et-Lavalette)", "Bors (Canton de Charente-Sud)"]),
    ],
)
def test_a_name_with_several_candidates_is_refused_with_all_of_them(text: str, candidates: list[str]) -> None:
    error = refusal(text)
    assert len(error.problems) == int(error.title.split(" désigne ")[1].split()[0])
    for candidate in candidates:
        assert any(candidate in problem.what for problem in error.problems), candidate


@pytest.mark.parametrize(
    ("text", "padded", "name"),
    [("1004", "01004", "Ambérieu-en-Bugey"), ("1", "01", "Ain"), ("5169", "05169", "Sorbiers")],
)
def test_a_lost_leading_zero_is_told_and_never_repaired(text: str, padded: str, name: str) -> None:
    problem = refusal(text).problems[0]
    assert "zéro" in problem.what
    assert problem.remedy == f"écrire {padded} ({name})."


@pytest.mark.parametrize(
    ("code", "holder"),
    [
        ("42004", "42268 (Vézelin-sur-Loire)"),
        ("42082", "42268 (Vézelin-sur-Loire)"),
        ("42072", "42217 (La Côte-Saint-Didier)"),
        ("42109", "42084 (Solore-en-Forez)"),
        ("42252", "42084 (Solore-en-Forez)"),
        ("42291", "42245 (Vêtre-sur-Anzon)"),
        ("42080", "42225 (Genilac)"),
        ("75101", "75056 (Paris)"),
        ("69389", "69123 (Lyon)"),
        ("13216", "13055 (Marseille)"),
    ],
)
def test_what_is_not_a_commune_names_the_commune_of_today(code: str, holder: str) -> None:
    error = refusal(code)
    assert code in error.title
    assert error.problems[0].remedy == f"écrire {holder}."
    expected = "arrondissement municipal" if holder[:5] in ("75056", "69123", "13055") else "n’est plus une commune"
    assert expected in error.title


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Amions", "Amions (42004) fait partie de Vézelin-sur-Loire"),
        ("Culoz", "Culoz (01138) fait partie de Culoz-Béon"),
    ],
)
def test_the_name_of_a_part_names_the_commune_of_today(text: str, what: str) -> None:
    assert refusal(text).problems[0].what.startswith(what)


def test_an_unknown_name_comes_with_close_ones() -> None:
    assert "La Ricamarie (42183, Loire)" in refusal("Ricamarie").problems[0].what
    assert refusal("xyzzy").problems[0].what == "rien d’approchant."


@pytest.mark.parametrize("text", ["42999", "9999", "123456", "00000", "2A999", "123", "97999"])
def test_unknown_codes_are_refused(text: str) -> None:
    assert "code inconnu" in refusal(text).title


def test_an_epci_that_is_gone_says_until_when() -> None:
    assert "CA d’Agen, présente jusqu’en 2021" in refusal("200035459").problems[0].what
    assert "SIREN" in refusal("214203028").problems[0].what


@pytest.mark.parametrize("value", [42302, 1004, 42302.0, True, None, b"42302", ["42302"]])
def test_codes_are_text_and_nothing_else(value: object) -> None:
    assert refusal(value).title == "Un code de territoire est un texte."


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_blank_is_refused(text: str) -> None:
    assert refusal(text).title == "Le territoire est vide."


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=12) | st.from_regex(r"[0-9AB]{1,9}", fullmatch=True))
def test_any_text_is_a_current_territory_or_one_french_refusal(text: str) -> None:
    try:
        communes = Territory.of(text).communes
    except TerritoryError:
        refusal(text)
    else:
        assert gazetteer().communes.keys() >= set(communes)
