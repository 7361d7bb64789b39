"""Maps of every shape of territory, with a hole, an island, merged, alone, across borders; and why one is blank."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import shapely

from ctg_lib import folders
from ctg_lib.analysis import access_table
from ctg_lib.chapters import crossed_map, mapping
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.indicators.cells import Shelf
from ctg_lib.sources import contours, decoupage
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from ctg_lib.value import Status
from ctg_lib.views import leaflet
from ctg_lib.views.map_layers import FEW, MISSING, OUTSIDE, REASONS, SECRET, VOID, WITHHELD, Drawn
from ctg_lib.views.still_map import still
from ctg_lib.views.view import View, spoken
from tests import fictitious_france as invented
from tests.fictitious_france import ALPHA, BRAVO, CHARLIE, CITY, DELTA, ECHO, FOXTROT, GOLF
from tests.indicators.fictitious import Cell, shelf

SHARE, DATE = "ad_fibre", "2026-11-27"
# The seven communes of the Rhône that touch Saint-Étienne Métropole.
RHONE = ("69110", "69119", "69179", "69184", "69228", "69236", "69252")

# Alpha surrounds Delta; Écho is two islands; Foxtrot, Ville and Golf follow one another to the east of Alpha.
HOLE = shapely.box(4.1, 45.1, 4.2, 45.2)
SHAPES = {
    ALPHA: shapely.box(4.0, 45.0, 4.3, 45.3).difference(HOLE),
    DELTA: HOLE,
    FOXTROT: shapely.box(4.3, 45.0, 4.6, 45.3),
    CITY: shapely.box(4.6, 45.0, 4.9, 45.3),
    GOLF: shapely.box(4.9, 45.0, 5.2, 45.3),
    ECHO: shapely.MultiPolygon([shapely.box(5.5, 45.0, 5.6, 45.1), shapely.box(5.7, 45.0, 5.8, 45.1)]),
}


@pytest.fixture
def country(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The invented country with its outlines."""
    decoupage.write(invented.write_archives(tmp_path / "archives"), tmp_path / "data" / "reference")
    monkeypatch.setenv("CTG_DATA", str(tmp_path / "data"))
    outlined(tmp_path, SHAPES)
    return tmp_path


def outlined(folder: Path, shapes: Mapping[str, Any]) -> None:
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": shapely.geometry.mapping(shape)}
        for code, shape in shapes.items()
    ]
    path = folder / "contours.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    contours.write(path, folders.reference())
    contours._shapes.cache_clear()


def fibre(ready: float, all_of_them: float = 1000.0) -> dict[str, Cell]:
    return {"locaux_ftth": ready, "locaux_arcep": all_of_them}


USUAL = {code: fibre(500 + 50 * rank) for rank, code in enumerate((ALPHA, DELTA, FOXTROT, CITY, GOLF, ECHO))}


def of(place: str | Territory, cells: Mapping[str, Mapping[str, Cell]] = USUAL) -> Diagnostic:
    territory = Territory.of(place) if isinstance(place, str) else place
    return Diagnostic(territory, DATE, shelf({"fibre@2026-T2": cells}))


def view(diagnostic: Diagnostic) -> View:
    drawn = mapping.choropleth(diagnostic, [SHARE], "La fibre arrive-t-elle partout ?")
    assert drawn is not None
    return drawn


def plain(text: str) -> str:
    return html.unescape(spoken(text)).replace("\u00a0", " ").replace("\u202f", " ")


def spans(drawn: Drawn) -> list[tuple[float, ...]]:
    """The box around each line that surrounds the territory."""
    return sorted(tuple(round(each, 1) for each in ring.bounds) for ring in leaflet.edge(drawn, drawn.subject))


# ── Shapes of territories ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_territory_with_an_enclave_has_a_line_around_its_hole(country: Path) -> None:
    drawn = mapping.ground(of(ALPHA), "Alpha", (), near=True)
    assert spans(drawn) == [(4.0, 45.0, 4.3, 45.3), (4.1, 45.1, 4.2, 45.2)]
    assert drawn.focus == (ALPHA, DELTA, FOXTROT), "l’enclave touche ce qui l’entoure"
    features = json.loads(leaflet.outlines(drawn))["features"]
    centres = {one["properties"]["code"]: one["properties"]["centre"] for one in features}
    assert SHAPES[ALPHA].contains(shapely.Point(centres[ALPHA][::-1])), "le nom n’est pas écrit dans le trou"


def test_an_enclave_has_one_neighbour_all_around(country: Path) -> None:
    drawn = mapping.ground(of(DELTA), "Delta", (), near=True)
    assert spans(drawn) == [(4.1, 45.1, 4.2, 45.2)]
    assert set(drawn.focus) == {DELTA, ALPHA}


def test_an_island_has_all_its_pieces_and_no_neighbour(country: Path) -> None:
    drawn = mapping.ground(of(ECHO), "Écho", (), near=True)
    assert spans(drawn) == [(5.5, 45.0, 5.6, 45.1), (5.7, 45.0, 5.8, 45.1)]
    assert drawn.focus == (ECHO,)
    assert contours.neighbours([ECHO]) == []
    told = view(of(ECHO))
    assert "Écho" in told.data
    assert "1 commune n’a pas de contour chargé et ne figure pas sur la carte" in plain(told.message), "l’Île"


def test_a_merged_commune_has_the_figures_of_all_that_it_became(country: Path) -> None:
    """Alpha of 2022 is 60 premises of 100, Bravo 20 of 100, Charlie 10 of 100: together 90 of 300."""
    before = {ALPHA: fibre(60, 100), BRAVO: fibre(20, 100), CHARLIE: fibre(10, 100), GOLF: fibre(95, 100)}
    figure = mapping.figure(of(ALPHA, before), SHARE)
    assert figure is not None
    assert figure.values[ALPHA] == pytest.approx(0.3)
    assert not {BRAVO, CHARLIE} & set(figure.values)
    assert figure.blanks == dict.fromkeys((DELTA, ECHO, FOXTROT, CITY), OUTSIDE)
    drawn = mapping.ground(of(ALPHA, before), "Alpha", ())
    assert set(drawn.outlines["code"]) == set(SHAPES)


def test_a_commune_of_no_intercommunalite_is_drawn_with_what_touches_it(country: Path) -> None:
    golf = of(GOLF)
    drawn = mapping.ground(golf, "Golf", ())
    assert (golf.surroundings, golf.neighbours) == ((GOLF,), (CITY,))
    assert drawn.subject == {GOLF}
    assert not drawn.around, "une seule ligne autour d’une seule commune"
    assert drawn.focus == (GOLF,)
    assert [weight for _, weight in leaflet.borders(drawn)] == [3.2]
    assert "Golf" in view(golf).data


def test_a_lone_island_has_no_classes_and_no_map(country: Path) -> None:
    outlined(country, SHAPES | {GOLF: shapely.box(6.0, 45.0, 6.1, 45.1)})
    assert mapping.figure(of(GOLF), SHARE) is None
    assert mapping.choropleth(of(GOLF), [SHARE], "La fibre") is None
    assert crossed_map.crossing(of(GOLF), [(SHARE, SHARE)], "La fibre") is None


# ── Why a commune is blank ───────────────────────────────────────────────────────────────────────────────────────────


def gap(status: Status, why: str) -> dict[str, Cell]:
    return {"locaux_ftth": (None, status, why), "locaux_arcep": 1000.0}


WHY = {
    DELTA: (gap(Status.SECRET, "moins de onze"), SECRET, "secret"),
    FOXTROT: (gap(Status.NOT_RELEASED, "le producteur ne le donne pas"), WITHHELD, "non diffusé"),
    CITY: (gap(Status.MISSING, "ligne vide"), MISSING, "manquant"),
    ECHO: (gap(Status.NOT_APPLICABLE, "sans réseau"), VOID, "sans objet"),
}


def test_each_reason_is_told_apart_in_words_table_and_legends(country: Path) -> None:
    cells = {ALPHA: fibre(500), GOLF: fibre(700)} | {code: cell for code, (cell, _, _) in WHY.items()}
    place = Territory.group("tous", [*SHAPES])
    figure = mapping.figure(of(place, cells), SHARE)
    assert figure is not None
    assert figure.blanks == {code: mark for code, (_, mark, _) in WHY.items()}
    texts = [figure.texts[code].casefold() for code in WHY]
    assert len(set(texts)) == len(WHY)
    told = view(of(place, cells))
    live = told.picture.split('class="vive"')[1]
    for code, (_, mark, word) in WHY.items():
        assert word in figure.texts[code].casefold()
        assert f">{mark}</span>{REASONS[mark]}</li>" in live
        row = next(line for line in told.data.split("<tr>") if f">{Territory.of(code).name}<" in line)
        assert word in plain(row).casefold()
    for mark in (OUTSIDE, FEW):
        assert f">{mark}</span>" not in live


def test_a_commune_of_which_nothing_is_loaded_is_not_called_missing(country: Path) -> None:
    """Foxtrot has no line in the table; that of Ville has no figure."""
    cells = {code: cell for code, cell in USUAL.items() if code != FOXTROT} | {CITY: gap(Status.MISSING, "ligne vide")}
    figure = mapping.figure(of(ALPHA, cells), SHARE)
    assert figure is not None
    assert figure.blanks == {FOXTROT: OUTSIDE, CITY: MISSING}
    assert figure.texts[FOXTROT] == REASONS[OUTSIDE]
    assert "hors données" in plain(view(of(ALPHA, cells)).data)


# ── The real outlines ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def loire() -> Shelf:
    sample = Store([folders.PROJECT / "data" / "sample"])
    return Shelf(sample.with_tables(access_table.laid(sample)))


@pytest.fixture(scope="module")
def sorbiers(loire: Shelf) -> Diagnostic:
    return Diagnostic(Territory.of("42302"), DATE, loire)


def test_neighbours_in_the_rhone_are_drawn_without_data(sorbiers: Diagnostic) -> None:
    figure = mapping.figure(sorbiers, "pe_0_4_part")
    assert figure is not None
    assert figure.blanks == dict.fromkeys(RHONE, OUTSIDE)
    told = mapping.choropleth(sorbiers, ["pe_0_4_part"], "Où vivent les enfants ?")
    assert told is not None
    assert f">hd</span>{html.escape(REASONS[OUTSIDE])}</li>" in told.picture
    assert plain(told.data).count("hors données") == len(RHONE)
    assert "Etalab, d’après l’IGN, contours 2025" in " ".join(told.sources)
    drawn = mapping.ground(sorbiers, "Sorbiers", ())
    assert set(RHONE) <= set(drawn.outlines["code"])
    assert not set(RHONE) & set(drawn.focus)


def test_the_sentence_tells_the_subject_its_intercommunalite_the_spread_and_what_would_change(
    sorbiers: Diagnostic,
) -> None:
    told = mapping.choropleth(sorbiers, ["pe_0_4_part"], "Où vivent les enfants ?")
    assert told is not None
    said = plain(told.message)
    assert re.search(r" : [\d,]+ % \(Sorbiers\), [\d,]+ % \(Saint-Étienne Métropole\)\.", said)
    assert re.search(r"Selon les communes de la carte, de [\d,]+ % à [\d,]+ %\.", said)
    assert re.search(r"avec des seuils naturels au lieu d’effectifs égaux, \d+ communes? sur \d+ change", said)
    assert "none" not in said.casefold()


def test_a_group_across_two_intercommunalites_has_both_around_it(loire: Shelf) -> None:
    """Saint-Chamond is of Saint-Étienne Métropole, Montbrison of Loire Forez."""
    both = Territory.group("deux-villes", ("42207", "42147"))
    homes = [Territory.of(code).parents() for code in both.communes]
    epci = [one for parents in homes for one in parents if str(one.level) == "epci"]
    assert len({one.code for one in epci}) == 2
    diagnostic = Diagnostic(both, DATE, loire)
    drawn = mapping.ground(diagnostic, "Deux villes", ())
    assert set(diagnostic.surroundings) == {code for one in epci for code in one.communes}
    assert drawn.subject == {"42207", "42147"}
    assert len(leaflet.edge(drawn, drawn.subject)) == 2
    told = mapping.choropleth(diagnostic, ["pe_0_4_part"], "Où vivent les enfants ?")
    assert told is not None
    assert "Carte de 140 communes" in told.alt or f"Carte de {len(drawn.focus)} communes" in told.alt


def test_a_commune_without_a_figure_has_the_range_of_the_others_in_the_same_sentence(loire: Shelf) -> None:
    """Essertines-en-Châtelneuf has too few households for its rate of poverty to be published."""
    drawn = mapping.choropleth(Diagnostic(Territory.of("42089"), DATE, loire), ["pr_taux_pauvrete"], "Pauvreté")
    assert drawn is not None
    assert "Taux de pauvreté (nouvelle série) : selon les communes de la carte, de " in plain(drawn.message)


def test_a_unit_that_its_label_names_is_not_named_again(sorbiers: Diagnostic) -> None:
    figures = [mapping.figure(sorbiers, name) for name in ("pe_0_4", "ctx_pop_var")]
    labels = [mapping.shaded(one).label for one in figures if one is not None]
    assert labels[0].startswith("Enfants de 0 à 4 ans (20")
    assert labels[1].startswith("Variation annuelle de la population, en %, % par an (20")


def test_a_crossing_has_every_commune_in_a_cell_or_a_reason(sorbiers: Diagnostic) -> None:
    told = crossed_map.crossing(sorbiers, [("se_75p_part", "sa_apl")], "Où ne se rencontrent-ils pas ?")
    assert told is not None
    need, answer = (mapping.figure(sorbiers, name, count=3) for name in ("se_75p_part", "sa_apl"))
    assert need is not None
    assert answer is not None
    shading = crossed_map._crossed(need, answer)
    assert set(shading.fills) == set(need.values)
    for code, mark in shading.marks.items():
        if code in need.blanks or code in answer.blanks:
            assert mark in REASONS
            continue
        # The fewer consultations there are, the farther to the right.
        row, column = need.classes.of(need.values[code]), answer.classes.of(answer.values[code])
        assert mark == f"{'ABC'[row]}{len(answer.classes) - column}", code
    assert re.search(r"Sorbiers est dans la case [ABC][123]", plain(told.message))


def test_a_still_map_of_every_real_shape_is_drawn(sorbiers: Diagnostic, loire: Shelf) -> None:
    """Saint-Étienne is in two pieces; a territory of one commune and of fifty-three."""
    for place in (Territory.of("42218"), Territory.of("244200770")):
        diagnostic = Diagnostic(place, DATE, loire)
        figure = mapping.figure(diagnostic, "pe_0_4_part")
        assert figure is not None
        shade = mapping.shading(
            figure.one.label, figure.values, figure.texts, figure.blanks, figure.classes, figure.legend
        )
        drawn = mapping.ground(diagnostic, place.name, (shade,), near=len(place.communes) == 1)
        assert still(drawn).axes
        assert len(leaflet.edge(drawn, drawn.subject)) >= (2 if place.code == "42218" else 1)
