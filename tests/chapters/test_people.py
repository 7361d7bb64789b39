"""What the chapters on inhabitants, old age and journeys say, from small fictitious tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ctg_lib.chapters import mobilite, portrait, seniors
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.indicators.cells import Shelf
from ctg_lib.indicators.portrait import AGES, STEP
from ctg_lib.ingestion import ingest
from ctg_lib.sources.card import Chain
from ctg_lib.sources.rp_ages import aged
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from tests.indicators.fictitious import Cell, Place, shelf
from tests.sources.tables import EXTRACTS

HERE = "42302"
Tables = Mapping[str, Mapping[Place, Mapping[str, Cell]]]


def diagnostic(tables: Tables) -> Diagnostic:
    return Diagnostic(Territory.of(HERE), "2026-11-24", shelf(tables))


def plain(sentence: str | None) -> str:
    """The sentence as it is read."""
    text = re.sub(r"<[^>]+>", "", sentence or "")
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-")


# ── Why the population changes ───────────────────────────────────────────────────────────────────────────────────────


def moved(now: float, before: float, births: float, deaths: float) -> Diagnostic:
    """A commune between the censuses of 2016 and 2022, with so many births and deaths a year."""
    tables: dict[str, dict[Place, dict[str, Cell]]] = {
        "rp@2016": {HERE: {"P16_POP": before}},
        "rp@2022": {HERE: {name.replace("P_", "P22_"): now / len(AGES) for name in AGES}},
    }
    for year in range(2022 - STEP, 2022):
        tables[f"etat_civil@{year}"] = {HERE: {"naissances": births, "deces": deaths}}
    return diagnostic(tables)


def test_the_change_is_told_with_its_two_causes() -> None:
    said = plain(portrait._why(moved(now=10_500, before=10_000, births=150, deaths=100)))
    assert said == (
        "Variation annuelle de la population (2016-2022) : 0,82 %, dont 0,49 % par les naissances et les décès et "
        "0,33 % par les arrivées et les départs."
    )


def test_a_balance_of_a_few_events_is_an_order_of_magnitude() -> None:
    said = plain(portrait._why(moved(now=1_050, before=1_000, births=12, deaths=10)))
    assert said.endswith("C’est un ordre de grandeur : quelques naissances ou décès de plus le changeraient.")


def test_without_one_of_the_censuses_nothing_is_said() -> None:
    assert portrait._why(diagnostic({"rp@2022": {HERE: dict.fromkeys(AGES, 100.0)}})) is None


def test_the_history_is_three_lines_that_nothing_joins(tmp_path: Path) -> None:
    store = Store([tmp_path])
    extract = EXTRACTS / "population_historique/population_historique_extrait.csv"
    ingest([extract], store, chain=Chain.REPUBLISHED, date="2026-11-24")
    view = portrait._history(Diagnostic(Territory.of(HERE), "2026-11-24", Shelf(Store([tmp_path]))))
    assert view is not None
    for label in portrait.DEFINITIONS.values():
        assert label in view.data
    assert plain(view.message).startswith("1 990 habitants en 1876, 8 116 en 2023. Trois définitions se suivent")
    # A year has one definition: two columns of three are empty on each line.
    assert view.data.count("<td>—</td>") == 2 * 14
    assert portrait._history(diagnostic({})) is None


# ── Old age ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def old(young_retired: float, aged_75: float, facilities: float = 0) -> Diagnostic:
    """A commune with so many inhabitants of 60-74 years and of 75 and over, spread over their bands."""
    ages = dict.fromkeys(aged(), 10.0)
    ages.update(dict.fromkeys(aged(60, 74), young_retired / len(aged(60, 74))))
    ages.update(dict.fromkeys(aged(75), aged_75 / len(aged(75))))
    services = {"D401": facilities, "D403": 0.0, "D265": 2.0}
    return diagnostic({"rp_ages@2023": {HERE: ages}, "bpe@2025": {HERE: services}})


def test_those_who_will_be_75_are_told_beside_those_who_are() -> None:
    assert "sont plus nombreux que les 75 ans et plus (864)" in plain(seniors._coming(old(1528, 864)))
    assert "sont moins nombreux que" in plain(seniors._coming(old(500, 864)))


def test_a_gap_of_a_handful_is_no_gap() -> None:
    assert "sont à peu près aussi nombreux que les 75 ans et plus (9)" in plain(seniors._coming(old(11, 9)))


def test_a_ratio_over_a_few_old_people_is_not_told() -> None:
    # 85 and over: six of the ten bands from 75 on.
    assert seniors._helpers(old(100, 40)) is None
    assert plain(seniors._helpers(old(100, 100))).startswith("Pour 100 habitants de 85 ans et plus, il y en a")


def test_what_a_home_changes_is_said_either_way() -> None:
    assert plain(seniors._homes(old(100, 100))).startswith("Aucun établissement d’hébergement n’est compté sur place")
    assert "parmi les plus âgés de ces chiffres" in plain(seniors._homes(old(100, 100, facilities=2)))


def test_who_helps_at_home_depends_on_what_is_there() -> None:
    asked = " ".join(map(plain, seniors._questions(old(100, 100))))
    assert "Aucun service d’aide à domicile n’est installé sur place" in asked
    assert "trouvent-ils à recruter" not in asked


# ── Journeys ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_why_buses_are_not_taken_is_asked_where_cars_prevail() -> None:
    def asked(cars: float, buses: float) -> str:
        cells = {"POP": 1000.0, "TRANS_5": cars, "TRANS_6": buses}
        return " ".join(map(plain, mobilite._questions(diagnostic({"rp_navettes@2023": {HERE: cells}}))))

    assert "Qu’est-ce qui retient" in asked(800, 50)
    assert "Qu’est-ce qui retient" not in asked(300, 500)


def test_waiting_figures_are_told_among_what_is_not_known() -> None:
    for chapter, waiting in ((seniors.CHAPTER, "se_80_seul"), (mobilite.CHAPTER, "mo_sans_voit")):
        assert waiting in chapter.others
        assert waiting not in chapter.needs + chapter.services
