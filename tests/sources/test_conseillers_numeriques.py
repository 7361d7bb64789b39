from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources.conseillers_numeriques import SOURCE
from tests.sources.tables import altered, figure, one

SMALL = "conseillers_numeriques/fictif_mediation_numerique.csv"


def test_places_and_those_with_an_adviser(extracts: Path) -> None:
    table = one(SOURCE, extracts / SMALL)
    assert (table.vintage, table.part) == ("2026-10", "lieux")
    assert [figure(table, "01001", name) for name in ("LIEUX", "CONSEILLERS")] == [2, 1]
    assert [figure(table, "01002", name) for name in ("LIEUX", "CONSEILLERS")] == [1, 0]


def test_a_place_without_a_commune_is_told_and_left_out(extracts: Path) -> None:
    table = one(SOURCE, extracts / SMALL)
    assert table.ignored == ("1 lieux sans code de commune",)
    assert figure(table, "01004", "LIEUX") == 0


def test_nothing_that_reaches_a_person_is_stored(extracts: Path) -> None:
    places = one(SOURCE, extracts / SMALL).places
    assert places is not None
    assert list(places.columns) == ["id", "kind", "name", "commune", "latitude", "longitude"]
    assert places["latitude"].isna().sum() == 1


def test_what_is_refused(extracts: Path, tmp_path: Path) -> None:
    source = extracts / SMALL
    for change, told in (
        (("fictif-2,", "fictif-1,"), "fictif-1"),
        ((",01002,2 rue", ",1002,2 rue"), "zéro initial"),
        (("46.001", "46,001"), "au lieu de"),
        (("dispositif_programmes_nationaux", "labels"), "elle manque"),
    ):
        with pytest.raises(InputError) as caught:
            SOURCE.read(altered(source, tmp_path, lambda text, pair=change: text.replace(*pair)))
        assert told in " ".join(str(problem) for problem in caught.value.problems)


def test_it_is_recognised_by_its_columns_between_commas(extracts: Path) -> None:
    assert recognise(extracts / SMALL) is SOURCE
