from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.sources.lists import month_of, named_in, typographic, without_contacts


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("liste-fs-20240801.csv", "2024-08"),
        ("services_2026-10-09_dep42.csv", "2026-10"),
        ("rna_waldec_20261001_dpt_42.csv", "2026-10"),
        ("liste_2026-11.csv", "2026-11"),
    ],
)
def test_the_day_is_in_the_name(name: str, month: str) -> None:
    assert month_of(Path(name)) == month


@pytest.mark.parametrize("name", ["liste.csv", "liste_2024.csv", "liste-20241301.csv", "n120240801.csv"])
def test_a_name_without_a_day_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="la date n’est pas dite"):
        month_of(Path(name))


def test_comments_lose_what_reaches_a_person() -> None:
    text = "Sur rendez-vous au 04 77 00 00 01 ou +33 4.77.00.00.02, a.b@exemple.fr : https://exemple.fr/page / le mardi"
    kept = without_contacts(text)
    for gone in ("77", "@", "http", "exemple"):
        assert gone not in kept
    assert kept.startswith("Sur rendez-vous au")
    assert kept.endswith("le mardi")
    assert without_contacts("Ouvert de 8h30 à 12h30 depuis le 13/09/22") == "Ouvert de 8h30 à 12h30 depuis le 13/09/22"


def test_a_longer_name_is_not_the_shorter_one() -> None:
    names = {"42218": "Saint-Étienne", "42219": "Saint-Étienne-le-Molard", "42302": "Sorbiers", "42095": "Firminy"}
    assert named_in("St Etienne le Molard, puis SORBIERS.", names) == ["42219", "42302"]
    assert named_in("St Etienne quartier Tarentaize", names) == ["42218"]
    assert named_in("Les Sorbiersois", names) == []


def test_names_are_printed_as_french_does() -> None:
    assert typographic("Centre communal d'action  sociale : accueil ?") == (
        "Centre communal d’action sociale\u00a0: accueil\u202f?"
    )
