"""An indicator tried in a cell: the figures that it would have for good, and nothing left behind."""

from __future__ import annotations

import re

import pytest
import yaml

import ctg_lib as ctg
from ctg_lib import explorer, indicators
from ctg_lib.errors import UsageError
from ctg_lib.explorer import recipe
from ctg_lib.explorer.trying import Trial
from ctg_lib.indicators.declaration import Input, Precision, Role, declared, ratio, total
from ctg_lib.sources.rp_ages import aged
from tests.explorer.test_data_quality import rows
from tests.published import EDITION, PROJECT, SORBIERS

AGED, EVERYONE = Input("rp_ages", aged(20, 24)), Input("rp_ages", aged())
SAID = {"question": "Un essai ?", "theme": "portrait", "role": Role.CONTEXT, "reference": "essai"}
YOUNG = {**SAID, "label": "Part des 20-24 ans", "unit": "part", "precision": Precision.CENSUS}


def twice(*names: str) -> None:
    for name in names:
        ratio(name, AGED, EVERYONE, **YOUNG)


@pytest.fixture(scope="module")
def opened() -> Trial:
    return explorer.trial(SORBIERS, EDITION)


@pytest.fixture
def young(opened: Trial) -> Trial:
    with opened:
        ratio("essai", AGED, EVERYONE, **YOUNG)
    return opened


def test_it_is_reckoned_by_the_engine_for_all_communes(young: Trial) -> None:
    """By hand, from the published file: women 165.2 + men 187.1 = 352.3 of 8,115.7."""
    frame = young.communes().set_index("territory")
    assert frame.loc[SORBIERS, "value"] == pytest.approx(352.3 / 8115.7)
    assert len(frame) == 320
    assert "4,3\u202f%" in young.figure().html
    assert "rp2023_population_sexe_age_quinquennal_dep42.csv" in young.explanation()
    assert [line[1] for line in rows(young.statuses())] == ["320"]


def test_it_tells_what_the_same_indicator_of_the_catalogue_tells(opened: Trial) -> None:
    """Its rounding and what is not released come with the source: declared anew under the id of another, it is it."""
    one = indicators.indicator("ad_rsa")
    with opened:
        total(one.id, one.inputs[0], **{**SAID, "label": "Essai", "unit": one.unit.id, "precision": one.precision})
    tried = opened.communes()
    assert "Arrondi" in opened.statuses().html
    assert "entre 113 et 117" in opened.figure().html
    assert indicators.indicator(one.id) is one
    known = ctg.territory(SORBIERS, EDITION).indicator(one.id).distribution()
    names = ["territory", "value", "low", "high", "shown", "status", "reason"]
    assert tried[names].equals(known[names])


def test_nothing_is_left_behind_and_a_cell_may_run_again(young: Trial) -> None:
    before = dict(indicators.catalogue())
    registry = dict(declared())
    with young:
        ratio("essai", AGED, EVERYONE, **{**YOUNG, "label": "Autre nom"})
    assert "Autre nom" in young.figure().html
    assert (indicators.catalogue(), declared()) == (before, registry)
    assert "essai" not in before
    with pytest.raises(UsageError, match="deux fois"), young:
        twice("essai", "essai")
    assert declared() == registry


def test_one_and_one_alone(opened: Trial) -> None:
    with pytest.raises(UsageError, match="aucun"), opened:
        pass
    with pytest.raises(UsageError, match="un_essai, deux_essais"), opened:
        twice("un_essai", "deux_essais")
    with pytest.raises(UsageError, match="exécuter d’abord"):
        opened.figure()


def test_a_column_that_the_source_lacks_is_told_where_the_figure_would_be(opened: Trial) -> None:
    with opened:
        ratio("essai", Input("rp_ages", ("F_Y20T25",)), EVERYONE, **YOUNG)
    assert "en attente d’un fichier qui ait ce détail" in opened.figure().html
    assert "Moins de deux communes" in opened.map().html
    assert "Trop peu de communes" in opened.spread().html


def test_it_is_on_the_last_line_of_a_chapter(young: Trial) -> None:
    table = young.in_chapter("10_portrait").html
    heads = re.findall(r'<th [^>]*scope="row"[^>]*>(.*?)</th>', table)
    assert "Part des 20-24 ans" in heads[-1]
    assert len(heads) > 15
    assert "<a " not in table
    with pytest.raises(UsageError, match="Chapitres"):
        young.in_chapter("portrait")


def test_the_case_to_fill_has_no_figure_of_the_program(young: Trial) -> None:
    with young._within() as seen:
        (case,) = yaml.safe_load(recipe.case(young.indicator, seen))
    assert case["indicator"] == "essai"
    assert (case["territory"], case["vintage"], case["value"]) == (SORBIERS, "2023", "…")
    files = [line[0] for line in rows(young.to_write())]
    assert files[:3] == [
        "ctg_lib/indicators/portrait.py",
        "tests/golden/portrait.yaml",
        "ctg_lib/chapters/portrait.py",
    ]
    assert "0,043" not in young.to_write().html


@pytest.mark.parametrize("theme", indicators.declaration.THEMES)
def test_every_theme_has_the_files_that_are_told(theme: str) -> None:
    for file in (f"ctg_lib/indicators/{theme}.py", f"tests/golden/{theme}.yaml", f"ctg_lib/chapters/{theme}.py"):
        assert (PROJECT / file).is_file()


def test_the_menu_follows_the_declaration(young: Trial) -> None:
    assert young.menus.shown.value == young.figure().html
    young.menus.choices["shown"].value = "definition"
    assert "Part des 20-24 ans" in young.menus.shown.value
    with young:
        ratio("essai", AGED, EVERYONE, **{**YOUNG, "label": "Autre nom"})
    assert "Autre nom" in young.menus.shown.value
