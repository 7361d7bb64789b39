from __future__ import annotations

from ctg_lib.indicators.targets import Targets, comparators
from ctg_lib.territory import Level, Territory

SORBIERS = Territory.of("42302")


def test_a_territory_and_what_it_is_compared_with() -> None:
    targets = Targets.around(SORBIERS)
    assert list(targets.rows) == [
        ("commune", "42302"),
        ("epci", "244200770"),
        ("departement", "42"),
        ("region", "84"),
        ("france", "FR"),
    ]
    assert targets.rows.names == ["level", "territory"]
    sizes = targets.members.groupby("level").size()
    assert sizes["epci"] == 53
    assert sizes["departement"] == 320
    assert "commune" not in sizes


def test_each_territory_counts_once() -> None:
    targets = Targets.of([SORBIERS, Territory.of("42"), SORBIERS])
    assert list(targets.rows) == [("commune", "42302"), ("departement", "42")]


def test_one_comparator_a_level() -> None:
    """An intercommunalité over two départements is compared with the one that holds most of its communes."""
    lyonnais = Territory.of("200066587")
    assert [one.code for one in comparators(lyonnais)] == ["69", "84", "FR"]
    assert [one.level for one in comparators(SORBIERS)] == [
        Level.EPCI,
        Level.DEPARTEMENT,
        Level.REGION,
        Level.FRANCE,
    ]
    assert comparators(Territory.of("FR")) == []


def test_a_group_has_its_communes_as_members() -> None:
    group = Territory.group("vallee", ["42207", "42302"])
    targets = Targets.of([group])
    assert list(targets.members["commune"]) == ["42207", "42302"]
    assert set(targets.members["level"]) == {"groupe"}


def test_communes_alone_have_no_members() -> None:
    assert Targets.of([SORBIERS]).members.empty
