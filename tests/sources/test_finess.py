from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources.finess import CATEGORIES, SOURCE
from tests.sources.tables import altered, figure, one, status

SMALL = "finess/fictif_t-finess.csv"


def test_establishments_and_their_places_by_commune(extracts: Path) -> None:
    table = one(SOURCE, extracts / SMALL)
    assert (table.vintage, table.part) == ("2026-09", "etablissements")
    assert figure(table, "01001", "ESMS_ENFANTS") == 2
    assert figure(table, "01001", "ESMS_ENFANTS_PLACES") == 84
    assert figure(table, "01004", "AINES_HEBERGEMENT_PLACES") == 112
    assert figure(table, "01005", "AINES_DOMICILE") == 1
    assert figure(table, "01007", "URGENCES") == 1
    assert [figure(table, code, "PMI") for code in ("01001", "01002")] == [1, 0]


def test_one_place_without_capacity_leaves_no_sum(extracts: Path) -> None:
    """« . » is how the register writes that it does not know."""
    table = one(SOURCE, extracts / SMALL)
    assert figure(table, "01002", "ESMS_ADULTES") == 2
    assert status(table, "01002", "ESMS_ADULTES_PLACES") == "not_released"
    assert figure(table, "01001", "ESMS_ADULTES_PLACES") == 0


def test_what_is_closed_or_legal_or_of_another_kind_is_no_place(extracts: Path) -> None:
    table = one(SOURCE, extracts / SMALL)
    assert figure(table, "01008", "ESMS_ENFANTS") == 0
    assert [told.split(" : ")[1].split(",")[0] for told in table.ignored] == [
        "entités juridiques",
        "établissements fermés",
        "autres catégories d’établissements",
    ]
    assert table.places is not None
    assert "telephone" not in table.places
    assert not table.places["name"].str.contains("PHARMACIE").any()


def test_no_category_is_of_two_kinds() -> None:
    codes = [code for kind in CATEGORIES.values() for code in kind]
    assert len(codes) == len(set(codes))


def test_what_is_refused(extracts: Path, tmp_path: Path) -> None:
    source = extracts / SMALL
    for change, told in (
        (("010990001", "10990001"), "zéro initial"),
        ((",60,46.001", ",60.5,46.001"), "n’est pas un nombre entier de places"),
        (("010990002", "010990001"), "010990001"),
        ((",01001,01999 ALPHA,0400000001", ",1001,01999 ALPHA,0400000001"), "zéro initial"),
        (("2026-09-20", "20/09/2026"), "AAAA-MM-JJ"),
        (("esms_capaTot_inst", "capacite"), "elle manque"),
    ):
        with pytest.raises(InputError) as caught:
            SOURCE.read(altered(source, tmp_path, lambda text, pair=change: text.replace(*pair)))
        assert told in " ".join(str(problem) for problem in caught.value.problems)


def test_it_is_recognised_by_its_columns_between_commas(extracts: Path) -> None:
    assert recognise(extracts / SMALL) is SOURCE
