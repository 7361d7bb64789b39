"""What applies to a commune: programmes, mountain, ABC classes, neighbourhoods. Real rows of the Loire."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.ingestion import recognise
from ctg_lib.sources.card import Table
from ctg_lib.sources.zonages import ABC_LABELS, MOUNTAIN_LABELS, PROGRAMMES, SOURCE, TENSE_LABELS
from tests.sources.tables import altered, figure, one, status

EXTRACT = "zonages/zonages_2026_extrait.csv"
OLDER = "zonages/zonage-abc-juillet-2024_extrait.csv"


def names(table: Table, commune: str, kind: str) -> list[str]:
    assert table.places is not None
    found = table.places
    return list(found.loc[(found["commune"] == commune) & (found["kind"] == kind), "name"])


def test_what_applies_to_sorbiers(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert (table.vintage, table.part) == ("2026", "communes")
    assert MOUNTAIN_LABELS[int(figure(table, "42302", "zone_montagne"))] == "en partie"
    assert ABC_LABELS[int(figure(table, "42302", "abc"))] == "B2"
    assert TENSE_LABELS[int(figure(table, "42302", "zonage_tlv"))] == "non tendue"
    assert sum(figure(table, "42302", name) for name in PROGRAMMES) == 0
    assert names(table, "42302", "crte") == ["CRTE Saint-Etienne Métropole"]
    assert names(table, "42302", "territoire_industrie") == ["Vallée du Gier, de l'Ondaine et de Loire Sud"]


def test_sorbiers_has_no_priority_neighbourhood(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert figure(table, "42302", "qpv") == 0
    assert names(table, "42302", "qpv") == []


def test_several_neighbourhoods_of_one_commune(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert names(table, "42183", "qpv") == ["Montcel - Centre Ville", "Montrambert Méline"]
    assert figure(table, "42218", "qpv") == 9
    assert figure(table, "42218", "cite") == 1


def test_a_list_of_abc_classes_of_another_date(extracts: Path) -> None:
    """42305 was B1 in July 2024 and is B2 in the list of 2026: both stay, and the gap is not explained."""
    older, newer = one(SOURCE, extracts / OLDER), one(SOURCE, extracts / EXTRACT)
    assert (older.vintage, older.part) == ("2024-07", "abc")
    assert [ABC_LABELS[int(figure(table, "42305", "abc"))] for table in (older, newer)] == ["B1", "B2"]
    assert [ABC_LABELS[int(figure(table, "42302", "abc"))] for table in (older, newer)] == ["B2", "B2"]
    assert older.places is None


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (EXTRACT, "42302;0;", "42302;2;", "dépasse le maximum possible (1)"),
        (EXTRACT, "Métropole;2;B2;;0\n42305", "Métropole;3;B2;;0\n42305", "dépasse le maximum possible (2)"),
        (EXTRACT, "Métropole;2;B2;;0\n42305", "Métropole;2;B3;;0\n42305", "« B3 » n’est pas une classe du zonage ABC"),
        (EXTRACT, "42302;", "42305;", "ligne en double pour 42305"),
        (EXTRACT, "42302;", "99302;", "code de commune inconnu"),
        (EXTRACT, "lib_crte", "crte", "lib_crte"),
        (EXTRACT, "Zonage ABC en vigueur", "Zonage en vigueur", "manque ou est double"),
        (OLDER, "5 juillet 2024", "5 thermidor 2024", "« thermidor » n’est pas un mois"),
    ],
)
def test_what_is_refused(extracts: Path, tmp_path: Path, name: str, old: str, new: str, told: str) -> None:
    path = altered(extracts / name, tmp_path, lambda text: text.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    assert told in str(caught.value)


def test_a_blank_is_not_a_no(extracts: Path, tmp_path: Path) -> None:
    table = one(SOURCE, altered(extracts / EXTRACT, tmp_path, lambda text: text.replace("42302;0;", "42302;;")))
    assert status(table, "42302", "pvd") == "not_released"


def test_a_class_may_be_written_with_a_space(extracts: Path, tmp_path: Path) -> None:
    table = one(SOURCE, altered(extracts / OLDER, tmp_path, lambda text: text.replace("Rive-de-Gier;B2", "x;A bis")))
    assert figure(table, "42186", "abc") == 1


def test_the_real_files(real_files: Path) -> None:
    path = real_files / "dares-zonages-population/zonages_2026_dep42.csv"
    older = real_files / "openfisca/zonage-abc-juillet-2024.csv"
    assert [recognise(one).id for one in (path, older)] == ["zonages", "zonages"]
    now, before = one(SOURCE, path), one(SOURCE, older)
    assert now.values["zone_montagne"].value_counts().to_dict() == {1: 186, 0: 102, 2: 32}
    assert now.values["qpv"].gt(0).sum() == 11
    earlier = before.values["abc"].reindex(now.values.index)
    differ = earlier.index[earlier.ne(now.values["abc"])]
    assert list(differ.get_level_values("territory")) == ["42275", "42305"]
