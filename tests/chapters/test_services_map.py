"""Services on a map: at their point or in their commune, told in a table, and what other lists say beside them."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from ctg_lib import folders
from ctg_lib.analysis.service_types import FAMILIES, TYPES
from ctg_lib.analysis.services import COLUMNS
from ctg_lib.chapters import carte, mapping, services_map
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.indicators.cells import Shelf
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from ctg_lib.views.map_layers import Drawn
from ctg_lib.views.view import View, spoken
from tests.analysis.lists import Laid, laid

SORBIERS, SAINT_CHAMOND, BEYOND = "42302", "42207", "69119"
TITLE = "Quels services, et où ?"
SAMPLE = folders.PROJECT / "data" / "sample"


def of(*lists: Laid, place: str = SORBIERS) -> Diagnostic:
    return Diagnostic(Territory.of(place), "2026-11-27", Shelf(Store([SAMPLE], lists)))


@pytest.fixture(scope="module")
def sorbiers() -> Diagnostic:
    return of()


def plain(text: str) -> str:
    return html.unescape(spoken(text)).replace("\u00a0", " ").replace("\u202f", " ")


def service(kind: str, commune: str, **known: Any) -> dict[str, Any]:
    nothing = dict.fromkeys(("latitude", "longitude", "capacity"), float("nan"))
    return {"type": kind, "commune": commune, "name": "", "count": 1, "source": "bpe@2025", **nothing, **known}


def drawn(diagnostic: Diagnostic, *several: dict[str, Any]) -> Drawn:
    ground = mapping.ground(diagnostic, TITLE, ())
    return services_map.with_services(ground, pd.DataFrame(several, columns=COLUMNS), ("petite_enfance",))


def view(diagnostic: Diagnostic, *families: str, names: tuple[str, ...] = ("pe_0_4_part",)) -> View | None:
    """The services over a need; of all families where none is named."""
    return services_map.served(names, TITLE, families or tuple(FAMILIES))(diagnostic)


def test_a_service_has_a_point_where_its_place_is_known_and_else_shares_that_of_its_commune(
    sorbiers: Diagnostic,
) -> None:
    one = drawn(
        sorbiers,
        service("creche", SORBIERS, name="Les Hirondelles", latitude=45.49, longitude=4.45, capacity=30.0),
        service("creche", SORBIERS, latitude=45.48, longitude=4.44),
        service("creche", SORBIERS, count=2),
        service("micro_creche", SORBIERS),
        service("ecole", SAINT_CHAMOND, count=8),
    )
    known, unknown = one.points
    assert plain(known.text) == "Les Hirondelles\ncrèche, Sorbiers\n30 places"
    assert known.capacity == 30
    assert unknown.text == "crèche\ncrèche, Sorbiers"
    assert unknown.capacity != unknown.capacity, "pas de capacité : pas de taille"
    shared = {group.commune: [plain(item.text) for item in group.items] for group in one.groups}
    assert shared == {"Saint-Chamond": ["8 écoles"], "Sorbiers": ["2 crèches", "1 micro-crèche"]}
    assert [(layer.family.id, layer.shown) for layer in one.layers] == [("petite_enfance", True), ("enfance", False)]
    assert dict(one.layers[0].letters) == {"C": "crèche", "M": "micro-crèche"}


def test_a_service_out_of_the_map_is_not_drawn_and_half_a_place_is_none(sorbiers: Diagnostic) -> None:
    one = drawn(sorbiers, service("creche", "01001"), service("creche", SORBIERS, latitude=45.49))
    assert not one.points
    assert [group.commune for group in one.groups] == ["Sorbiers"]
    shape = one.outlines.set_index("code").geometry[SORBIERS]
    west, south, east, north = shape.bounds
    assert south < one.groups[0].latitude < north
    assert west < one.groups[0].longitude < east


def test_at_least_eight_kinds_of_real_services_around_sorbiers(sorbiers: Diagnostic) -> None:
    told = view(sorbiers)
    assert told is not None
    here = sorbiers.services.kept
    here = here[here["commune"].eq(SORBIERS)]
    assert here["type"].nunique() >= 8
    said = plain(told.message)
    assert said.startswith("À Sorbiers : 1 crèche, 8 écoles, ")
    assert "Dans aucune liste chargée" in said
    # A few kinds are only counted; France services stand at their points.
    placed = sorbiers.services.kept.dropna(subset="latitude")
    assert set(placed["type"]) >= {"france_services"}
    assert "position dans la commune inconnue" in told.picture
    for label in ("BPE", "France services"):
        assert any(label in line for line in told.sources), label


def test_what_only_a_list_set_aside_counts_is_not_said_to_be_nowhere(
    sorbiers: Diagnostic, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = sorbiers.services
    here = services.kept["commune"].eq(SORBIERS)
    kind = TYPES[min(set(services.kept["type"]) - set(services.kept.loc[here, "type"]))]
    one = services.kept[services.kept["type"].eq(kind.id)].head(1).assign(commune=SORBIERS, reason="déjà compté")
    aside = pd.concat([services.aside, one], ignore_index=True)
    monkeypatch.setitem(sorbiers.__dict__, "_services", replace(services, aside=aside))
    told = view(sorbiers)
    assert told is not None
    nowhere, _, argued = plain(told.message).partition("La liste retenue n’en a pas, une autre en compte : ")
    assert argued == f"{kind.one}."
    assert kind.one not in nowhere.partition("Dans aucune liste chargée")[2]


def test_the_table_has_a_number_for_each_commune_and_a_dash_where_no_list_speaks(sorbiers: Diagnostic) -> None:
    found = services_map._of(sorbiers.services, FAMILIES)
    ground = mapping.ground(sorbiers, TITLE, ())
    table = services_map.counts_table(TITLE, ground, sorbiers.services, found)
    assert table.count("<tr>") == len(ground.outlines) + 1
    beyond = next(line for line in table.split("<tr>") if Territory.of(BEYOND).name in plain(line))
    assert beyond.count("—") == found["type"].nunique(), "hors des listes : ni zéro ni blanc"
    own = next(line for line in table.split("<tr>") if ">Sorbiers<" in line)
    counts = sorbiers.services.counts([SORBIERS]).loc[SORBIERS].dropna()
    assert own.count("—") == found["type"].nunique() - len(counts.index.intersection(found["type"].unique()))


def test_only_the_families_asked_for_are_on_the_map(sorbiers: Diagnostic) -> None:
    told = view(sorbiers, "sante")
    assert told is not None
    assert 'value="sante" checked' in told.picture
    assert 'value="enfance"' not in told.picture
    assert TYPES["ecole"].one not in plain(told.message)


def test_without_a_coloured_commune_or_a_service_there_is_no_map(sorbiers: Diagnostic) -> None:
    assert view(sorbiers, names=()) is None
    assert view(sorbiers, "aucune") is None


def test_what_other_lists_say_is_shown_with_its_reason() -> None:
    """The workbook names two crèches of Sorbiers, the published list counts one."""
    places = [
        {"kind": "Multi-accueil", "name": name, "commune": SORBIERS, "places": 20.0}
        for name in ("Les Hirondelles", "<b>Les Mésanges</b>")
    ]
    whole = laid("offre_locale", {SORBIERS: {"EAJE_NOMBRE": 2.0}}, places)
    block = services_map.compared_lists(of(whole))
    assert block is not None
    line = next(row for row in block.html.split("<tr>") if "Crèches" in row)
    told = plain(line)
    assert "2 (" in told
    assert "1 (" in told
    assert "une liste plus sûre couvre la commune" in told
    assert "<b>" not in block.html
    # Schools of two lists: the surer one is kept, and the annuaire that is not loaded is named by nobody.
    lonely = Diagnostic(Territory.of(SORBIERS), "2026-11-27", Shelf(Store([], [whole])))
    assert services_map.compared_lists(lonely) is None


def test_the_commune_is_asked_where_its_services_are(sorbiers: Diagnostic) -> None:
    asked = plain(" ".join(carte._questions(sorbiers)))
    assert "Où sont exactement les services (crèches, " in asked
    assert "offre_locale.xlsx" in asked
