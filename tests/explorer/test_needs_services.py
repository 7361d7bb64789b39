"""The bench of needs and services: choices, what they change, the widgets, the plan of the IGN, and its notebook."""

from __future__ import annotations

import ast
import html
import re
from pathlib import Path

import nbformat
import numpy as np
import papermill
import pytest
from playwright.sync_api import Browser, expect

import ctg_lib as ctg
from ctg_lib import chapters, folders, indicators
from ctg_lib.analysis.reach import reached
from ctg_lib.analysis.service_types import TYPES
from ctg_lib.chapters import mapping
from ctg_lib.errors import InputError, UsageError
from ctg_lib.explorer.background import CREDIT, WARNING
from ctg_lib.explorer.choices import COUNTS, RADII
from ctg_lib.explorer.needs_services import NeedsServices
from ctg_lib.run.notebook import execute
from ctg_lib.views.leaflet import SCRIPTS, asset
from ctg_lib.views.wording import alphabetical
from tests.published import EDITION, SORBIERS

NOTEBOOK = folders.notebooks() / "explorer" / "15_besoins_services.ipynb"
FIRST = {"need": "pe_0_4", "service": "creche", "radius": 10, "classes": "quantiles", "count": 4, "plan": False}


@pytest.fixture(scope="module")
def opened() -> NeedsServices:
    return ctg.explore(SORBIERS, EDITION)


@pytest.fixture
def bench(opened: NeedsServices) -> NeedsServices:
    return opened.choose(**FIRST)


def shown(bench: NeedsServices) -> tuple[str, str, str, str]:
    return bench.map().standalone, bench.table().html, bench.sentence(), bench.sensitivity()


def cells(bench: NeedsServices, commune: str) -> list[str]:
    (line,) = re.findall(rf'<th[^>]* scope="row">{commune}</th>(.*?)</tr>', bench.table().html)
    return [html.unescape(cell) for cell in re.findall(r"<td>(.*?)</td>", line)]


def addresses(text: str) -> set[str]:
    """Hosts of what is not Leaflet itself, whose comments name some and ask for none."""
    inside = html.unescape(text)
    for name in (*SCRIPTS, "leaflet.css"):
        inside = inside.replace(asset(name), "")
    return set(re.findall(r"(?:https?:)?//([\w-]+(?:\.[\w-]+)+)", inside))


# --- Choices --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        ({"need": "se_75p_part"}, (True, True, True, True)),
        ({"service": "france_services"}, (True, True, True, True)),
        ({"radius": 5}, (True, True, True, True)),
        ({"classes": "natural"}, (True, False, False, True)),
        ({"count": 3}, (True, False, False, True)),
    ],
)
def test_each_choice_changes_what_it_should(
    bench: NeedsServices, given: dict[str, object], changed: tuple[bool, ...]
) -> None:
    before = shown(bench)
    after = shown(bench.choose(**given))
    assert tuple(one != other for one, other in zip(before, after, strict=True)) == changed
    assert shown(bench.choose(**FIRST)) == before


def test_the_table_says_what_the_indicators_of_distance_say(bench: NeedsServices) -> None:
    rows = bench.choose(service="france_services").diagnostic.communes("ad_fs_km").set_index("territory")
    reach = reached(bench._ground, bench._services, TYPES["france_services"], 10)
    both = reach.join(rows["value"].rename("published"), how="inner").dropna(subset=["published"])
    assert len(both) > 50
    assert np.allclose(both["cost"], both["published"])
    assert cells(bench, "Sorbiers")[1] == mapping.row_text(rows.loc[SORBIERS])


def test_a_smaller_radius_loses_what_the_sensitivity_says(bench: NeedsServices) -> None:
    def in_reach(radius: int) -> int:
        return int((bench.choose(radius=radius)._reach["count"] > 0).sum())

    lost = in_reach(10) - in_reach(5)
    assert lost > 0
    assert f"{lost} de moins à 5\u00a0km" in bench.choose(radius=10).sensitivity()


def test_services_within_a_radius_are_those_of_a_naive_count(bench: NeedsServices) -> None:
    ground, counts = bench._ground, bench._services.counts(bench._ground.communes)["lycee"]
    latitude, longitude = np.radians(ground.points).T
    row = ground.rank[SORBIERS]
    inner = np.sin(latitude) * np.sin(latitude[row]) + np.cos(latitude) * np.cos(latitude[row]) * np.cos(
        longitude - longitude[row]
    )
    km = 6371.0088 * 1.3 * np.arccos(np.clip(inner, -1, 1))
    reach = reached(ground, bench._services, TYPES["lycee"], 10).loc[SORBIERS]
    assert reach["count"] == counts[km <= 10].sum() > 0


def test_the_territory_is_first_and_nothing_known_is_not_told_as_at_least_zero(bench: NeedsServices) -> None:
    table = bench.choose(service="france_services", radius=5).table().html
    first = [html.unescape(name) for name in re.findall(r'<th[^>]* scope="row">([^<]*)</th>', table)]
    assert first[0] == "Sorbiers"
    assert first[1:] == sorted(first[1:], key=alphabetical)
    assert "au moins 0" not in table
    assert table.count("0 connu") > 5


def test_a_notebook_shows_a_sentence_as_it_is_read(bench: NeedsServices) -> None:
    for said in (bench.sentence(), bench.sensitivity()):
        assert "\u00a0" in said
        assert repr(said) == said
        assert html.escape(said) in said._repr_html_()


@pytest.mark.parametrize("width", [380, 900])
def test_the_frame_of_a_map_is_as_high_as_the_map_and_its_legend(
    chromium: Browser, bench: NeedsServices, tmp_path: Path, width: int
) -> None:
    (tmp_path / "page.html").write_text(f"<!DOCTYPE html><p>Avant</p>{bench.map().standalone}", encoding="utf-8")
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto((tmp_path / "page.html").as_uri())
    frame = page.frames[1]
    expect(frame.locator(".legende").last).to_be_visible()
    expect(page.locator("iframe")).to_have_attribute("style", re.compile(r"height: \d+px"))
    inside = frame.evaluate("[document.documentElement.scrollHeight, innerHeight, document.body.offsetHeight]")
    page.close()
    assert inside[0] == inside[1] == inside[2]


def test_places_are_shared_where_their_capacity_is_known(bench: NeedsServices) -> None:
    """The sample knows no capacity: one is given to each nursery, and all places reached are shared among children."""
    assert "Les places ne se partagent pas" in bench.table().html
    services = bench._services
    kept = services.kept.assign(capacity=services.kept["capacity"].where(services.kept["type"] != "creche", 20.0))
    bench.__dict__["_services"] = type(services)(kept, services.aside, services.known)
    bench.__dict__.pop("_reckoned", None)
    try:
        reach = reached(bench._ground, bench._services, TYPES["creche"], 10)
        places = 20.0 * (kept["type"] == "creche").sum()
        assert (reach["shared"].to_numpy() * bench._ground.children).sum() == pytest.approx(places)
        assert (reach["decayed"].to_numpy() * bench._ground.children).sum() == pytest.approx(places)
        assert "(2SFCA)" in bench.table().html
        assert float(cells(bench, "Sorbiers")[3].replace(",", ".")) == pytest.approx(
            100 * reach.loc[SORBIERS, "shared"], abs=0.051
        )
    finally:
        bench.__dict__["_services"] = services
        bench.__dict__.pop("_reckoned", None)


def test_what_is_offered_is_a_need_or_a_service_that_is_known(bench: NeedsServices) -> None:
    offered = bench.offered
    assert len(offered.need) > 100
    assert {str(indicators.indicator(name).role) for name in offered.need} == {"besoin", "contexte"}
    assert "france_services" in offered.service
    assert not {"mam", "laep", "evs"} & set(offered.service), "aucune liste de l’échantillon ne les connaît"
    assert (tuple(offered.radius), tuple(offered.count)) == (RADII, COUNTS)


def test_bad_names_are_all_told_with_the_right_ones(bench: NeedsServices) -> None:
    with pytest.raises(UsageError) as refused:
        bench.choose(need="pe_04", service="crèches", radius=7, classes="jenks", rayon=5)
    told = str(refused.value)
    assert len(refused.value.problems) == 5
    for right in ("peut-être pe_0_4 (", "france_services", "2, 5, 10, 15, 20, 30", "quantiles, equal, natural"):
        assert right in told
    assert "ce qui se choisit : need, service, radius, classes, count, plan" in told
    assert bench.choice == bench.choose(**FIRST).choice


@pytest.mark.slow
def test_a_need_without_figures_here_is_refused_and_changes_nothing(bench: NeedsServices) -> None:
    silent = [name for name in bench.offered.need if mapping.figure(bench.diagnostic, name) is None]
    for name in silent[:1]:
        with pytest.raises(UsageError, match="n’a de chiffre dans aucune commune"):
            bench.choose(need=name)
        bench.panel.choices["need"].value = name
        assert "n’a de chiffre" in bench.panel.said.value
        assert bench.panel.picture.value == ""
    assert bench.choice.need == "pe_0_4"


# --- Widgets --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [("need", "se_75p_part"), ("service", "pharmacie"), ("radius", 5.0), ("classes", "equal"), ("count", 5)],
)
def test_a_widget_changes_what_is_shown(bench: NeedsServices, name: str, value: object) -> None:
    panel = bench.panel
    before = panel.picture.value, panel.said.value
    panel.choices[name].value = value
    assert getattr(bench.choice, name) == value
    assert (panel.picture.value, panel.said.value) != before
    assert panel.picture.value == bench.map().standalone
    assert html.escape(bench.sentence()) in panel.said.value
    assert bench.table().html in panel.table.value


def test_widgets_follow_what_code_chooses(bench: NeedsServices) -> None:
    panel = bench.panel
    bench.choose(service="lycee", radius=20)
    assert (panel.choices["service"].value, panel.choices["radius"].value) == ("lycee", 20)
    assert "lycée" in html.unescape(panel.said.value)


def test_words_of_a_choice_are_never_twice_the_same(bench: NeedsServices) -> None:
    for name in ("need", "service", "radius", "classes", "count"):
        words = [words for words, _ in bench.panel.choices[name].options]
        assert len(set(words)) == len(words)


# --- The plan of the IGN --------------------------------------------------------------------------------------------


def test_without_the_opt_in_no_address_and_with_it_that_host_alone(bench: NeedsServices) -> None:
    checkbox = bench.panel.choices["plan"]
    assert checkbox.value is False
    assert checkbox.description == WARNING
    assert addresses(bench.panel.picture.value) == set()
    checkbox.value = True
    assert addresses(bench.panel.picture.value) == {"data.geopf.fr"}
    assert CREDIT in html.unescape(bench.panel.picture.value)
    checkbox.value = False
    assert addresses(bench.panel.picture.value) == set()


def test_what_a_page_would_take_never_has_the_plan(bench: NeedsServices) -> None:
    assert bench.choose(plan=True).map().html == bench.choose(plan=False).map().html


# --- The notebook ---------------------------------------------------------------------------------------------------


def test_it_is_a_page_and_not_a_program() -> None:
    node = nbformat.read(NOTEBOOK, 4)
    code = [cell for cell in node.cells if cell.cell_type == "code"]
    assert list(papermill.inspect_notebook(str(NOTEBOOK))) == ["territoire", "date_edition"]
    assert code[1].source == "import ctg_lib as ctg\n\nbanc = ctg.explore(territoire, date_edition)"
    for cell in code:
        assert (cell.outputs, cell.execution_count) == ([], None)
        assert not [one for one in ast.walk(ast.parse(cell.source)) if isinstance(one, ast.FunctionDef | ast.Lambda)]
    prose = "\n".join(cell.source for cell in node.cells if cell.cell_type == "markdown")
    assert not re.search(r"\d|'|\"", re.sub(r"\]\([^)]+\)", "]", prose))


def test_it_is_no_chapter() -> None:
    assert NOTEBOOK.stem not in chapters.every()
    assert not [path for path in folders.notebooks().glob("*.ipynb") if path.stem == NOTEBOOK.stem]


def test_it_runs_from_top_to_bottom_without_a_click(tmp_path: Path) -> None:
    node = execute(NOTEBOOK, tmp_path / "essai.ipynb", {"territoire": SORBIERS, "date_edition": EDITION})
    outputs = [cell.outputs for cell in node.cells if cell.cell_type == "code"][2:]
    assert [len(one) for one in outputs] == [0, 1, 1, 1, 1, 1]
    assert "application/vnd.jupyter.widget-view+json" in outputs[1][0].data
    assert outputs[2][0].data["text/html"].startswith("<iframe")


def test_a_file_of_travel_times_takes_the_place_of_distances(tmp_path: Path) -> None:
    """Three lines, by hand: La Talaudière has the nearest collège of Sorbiers, 7 minutes away; Saint-Héand, 15."""
    path = tmp_path / "trajets.csv"
    path.write_text("origine;destination;minutes\n42302;42305;7\n42302;42234;15\n42305;42302;7,5\n", encoding="utf-8")
    seen = ctg.explore(SORBIERS, EDITION, path).choose(service="college", radius=10.0)
    counts = seen._services.counts(["42302", "42305", "42234"])["college"]
    with_college = [code for code, many in counts.items() if many > 0]
    row = seen._reach.loc["42302"]
    times = {"42305": 7.0, "42234": 15.0}
    assert row["cost"] == min(times[code] for code in with_college if code in times)
    assert row["count"] == sum(counts[code] for code, time in times.items() if time <= 10)
    assert "minutes" in seen.table().html
    assert "trajets.csv" in seen.table().html
    assert "vol d’oiseau" not in seen.table().html
    assert seen.offered.radius[10.0] == "10 minutes"


def test_every_mistake_of_a_file_of_travel_times_is_told(tmp_path: Path) -> None:
    path = tmp_path / "trajets.csv"
    path.write_text("origine;destination;minutes\n42302;42305;sept\n;42234;-1\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        ctg.explore(SORBIERS, EDITION, path)
    for line in ("ligne 2", "ligne 3"):
        assert line in str(told.value)
