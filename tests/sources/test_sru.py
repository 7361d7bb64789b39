from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources.sru import COLUMNS, SOURCE
from tests.sources.tables import altered, figure, one, status

EXTRACT = "sru/sru_inventaire-2025-01-01_extrait.csv"
FULL = "sru/fictif_donnees-sru-2024.csv"


def test_sorbiers_is_in_deficit(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert (table.vintage, table.part) == ("2025-01", "communes")
    assert {name: figure(table, "42302", name) for name in COLUMNS} == {
        "Nombre_lls": 565,
        "Taux_SRU": 16.36,
        "Taux_cible_commune": 20,
        "Commune_deficitaire": 1,
        "Commune_carencee": 0,
        "Commune_exemptee": 0,
        "Prelevement_net": 33_832,
    }


def test_no_levy_does_not_mean_no_deficit(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert figure(table, "42184", "Commune_deficitaire") == 1
    assert figure(table, "42184", "Prelevement_net") == 0


def test_a_commune_that_is_not_listed_has_no_row_at_all(extracts: Path) -> None:
    """Absence is not zero: the shelf then tells why there is no figure."""
    table = one(SOURCE, extracts / EXTRACT)
    assert ("commune", "42008") not in table.values.index
    assert "ce n’est pas un taux nul" in SOURCE.not_released["commune"]


def test_the_texts_of_the_producer_become_numbers(extracts: Path) -> None:
    """Accents in some names only, per cent signs, thin spaces and euros."""
    table = one(SOURCE, extracts / FULL)
    assert table.vintage == "2024-01"
    assert figure(table, "01001", "Taux_SRU") == 15.5
    assert figure(table, "01001", "Prelevement_net") == 12_345.6
    assert figure(table, "01004", "Prelevement_net") == 1_002_000
    assert figure(table, "01002", "Prelevement_net") == 0


def test_words_in_place_of_a_number_are_told(extracts: Path) -> None:
    table = one(SOURCE, extracts / FULL)
    assert status(table, "01002", "Nombre_lls") == "not_released"
    assert status(table, "01002", "Taux_SRU") == "not_released"
    assert "le fichier écrit « >25% » à la place d’un nombre" in set(table.flags["detail"])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("42302;565;16.36", "42302;565;163.6", "dépasse le maximum possible"),
        ("42302;565;16.36", "42302;565.5;16.36", "n’est pas un nombre entier de logements"),
        ("42302;565;16.36;20;1", "42302;565;16.36;20;2", "dépasse le maximum possible (1)"),
        ("42302;565;16.36", "42302;565;seize", "« seize » n’est pas un nombre"),
        ("42302;565", "42305;565", "ligne en double pour 42305"),
        ("42302;565", "99302;565", "code de commune inconnu"),
        ("Taux_SRU_au_01_01_2025", "Taux_SRU_au_01_01_2024", "pas du même inventaire"),
        ("Taux_SRU_au_01_01_2025", "Taux", "elle manque"),
        ("Commune_exemptee_2026_2028", "Commune_carencee", "plusieurs colonnes y ressemblent"),
    ],
)
def test_what_is_refused(extracts: Path, tmp_path: Path, old: str, new: str, told: str) -> None:
    path = altered(extracts / EXTRACT, tmp_path, lambda text: text.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    assert told in str(caught.value)


def test_the_real_file(real_files: Path) -> None:
    path = real_files / "dares-zonages-population/sru_inventaire-2025-01-01_dep42.csv"
    assert recognise(path).id == "sru"
    values = one(SOURCE, path).values
    assert len(values) == 38
    assert values["Commune_deficitaire"].sum() == 15
    assert ((values["Taux_SRU"] < values["Taux_cible_commune"]) == values["Commune_deficitaire"].eq(1)).all()
    assert values.index[values["Commune_carencee"].eq(1)].get_level_values("territory").to_list() == ["42279"]
