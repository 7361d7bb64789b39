from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources.france_services import BRANCH, BUS, FIXED, SERVED, SOURCE
from tests.sources.tables import altered, figure, one

EXTRACT = "france_services/liste-fs-20240801_extrait.csv"
# The communes that the bus of the south of the Loire names, but for Saint-Étienne where it is based.
NAMED = ["42092", "42097", "42123", "42186", "42225", "42234", "42242", "42259", "42271", "42283", "42302", "42305"]


def test_no_office_at_sorbiers_but_a_bus_that_names_it(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert (table.vintage, table.part) == ("2024-08", "liste")
    assert [figure(table, "42302", kind) for kind in (FIXED, BRANCH, BUS, SERVED)] == [0, 0, 0, 1]
    places = table.places
    assert places is not None
    (row,) = places[places["commune"] == "42302"].itertuples()
    assert (row.id, row.name, row.kind) == ("2916-42302", "Bus France services UDAF de la Loire Sud", SERVED)
    assert "Sorbiers" in row.commentaire


def test_a_bus_counts_where_it_is_based_and_names_the_others(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert figure(table, "42218", BUS) == 1
    assert figure(table, "42218", SERVED) == 0
    served = table.values.index[table.values[SERVED] > 0].get_level_values("territory")
    assert sorted(served) == NAMED


def test_a_branch_is_told_from_an_office(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert [figure(table, "42023", kind) for kind in (FIXED, BRANCH)] == [1, 1]
    assert [figure(table, "42187", kind) for kind in (FIXED, BRANCH, BUS)] == [1, 1, 1]


def test_a_comment_of_an_office_that_names_communes_serves_none(extracts: Path) -> None:
    """Pouilly-sous-Charlieu says « à Charlieu »: that is an address, not a round."""
    assert figure(one(SOURCE, extracts / EXTRACT), "42052", SERVED) == 0


def test_nothing_that_reaches_a_person_is_stored(extracts: Path) -> None:
    path = extracts / EXTRACT
    assert "@" in path.read_text(encoding="utf-8")
    places = one(SOURCE, path).places
    assert places is not None
    assert list(places.columns) == ["id", "kind", "name", "commune", "latitude", "longitude", "commentaire"]
    text = " ".join(places["commentaire"])
    assert "@" not in text
    assert "http" not in text


def test_what_is_refused(extracts: Path, tmp_path: Path) -> None:
    source = extracts / EXTRACT
    with pytest.raises(InputError, match="la date n’est pas dite"):
        SOURCE.read(altered(source, tmp_path, lambda text: text + "\n", "liste.csv"))
    with pytest.raises(InputError, match="n’est pas de la forme"):
        SOURCE.read(altered(source, tmp_path, lambda text: text.replace('"Fixe"', '"Camion"')))
    with pytest.raises(InputError) as caught:
        SOURCE.read(altered(source, tmp_path, lambda text: text.replace('"42159"', '"4159"')))
    assert any("4159" in str(problem) for problem in caught.value.problems)
    with pytest.raises(InputError) as caught:
        SOURCE.read(altered(source, tmp_path, lambda text: text.replace(",45.81745,", ",4581745,")))
    assert any("dépasse le maximum" in str(problem) for problem in caught.value.problems)


def test_it_is_recognised_by_its_columns_between_commas(extracts: Path) -> None:
    assert recognise(extracts / EXTRACT) is SOURCE


def test_the_real_file(real_files: Path) -> None:
    table = one(SOURCE, real_files / "france-services/liste-fs-20240801.csv")
    assert [table.values[kind].sum() for kind in (FIXED, BRANCH, BUS, SERVED)] == [21, 2, 2, 12]
    assert len(table.values) == 320
    assert figure(table, "42302", SERVED) == 1
