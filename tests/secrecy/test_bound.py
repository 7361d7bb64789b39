"""What is bound to what, what each cell is told to be, and what must then be hidden beside it."""

from __future__ import annotations

import datetime
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from ctg_lib.secrecy.bound import Bound, bind
from ctg_lib.secrecy.draft import BOTH, PUBLIC, REST, Key, Label, State, words
from ctg_lib.secrecy.grid import COMMUNE, Grid
from ctg_lib.secrecy.ledger import Ledger
from ctg_lib.secrecy.protection import protect
from ctg_lib.secrecy.rules import Agreement, Rules
from ctg_lib.sources.card import Table
from tests.attacks.populations import BOOKS, Population, populations
from tests.secrecy.valley import CAF, COMMUNES, EPCI, OFFER, A, B, C, D, bound, cell, label, masked, valley

HOURS = "EAJE_HEURES_REALISEES"
OURS = Rules.ours()
BANDS = ("QF_MOINS_400", "QF_400_799", "QF_800_1199", "QF_1200_PLUS", "QF_INCONNU")


def shown(population: Population, rules: Rules = OURS) -> list[Table]:
    return [table for table, _ in protect(population.laid(), population.members, rules, Ledger.blank())]


def place(found: Bound, commune: str, name: str) -> int:
    return found.keys.index(cell(commune, name))


# ── What is small ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (4, True), (5, False), (60, False)])
def test_a_count_of_persons_is_small_under_five(count: int, small: bool) -> None:
    found = bound(valley(CAF, {"IMPAYES": [count, 20, 30, 40]}))
    assert label(found, A, "IMPAYES") is (Label.SMALL if small else None)


@pytest.mark.parametrize(("count", "small"), [(0, False), (5, True), (10, True), (11, False)])
def test_a_count_that_speaks_of_income_is_small_under_eleven(count: int, small: bool) -> None:
    found = bound(valley(CAF, {"FOYERS_REFERENCE": [count, 200, 300, 400]}))
    assert label(found, A, "FOYERS_REFERENCE") is (Label.SMALL if small else None)


def test_a_whole_that_is_small_hides_all_its_parts_zeros_included() -> None:
    figures = {
        "FOYERS_REFERENCE": [8, 200, 300, 400],
        "FOYERS_DEPENDANTS_50": [8, 50, 60, 70],
        "FOYERS_DEPENDANTS_100": [0, 0, 20, 30],
    }
    found = bound(valley(CAF, figures))
    assert label(found, A, "FOYERS_REFERENCE") is Label.SMALL
    assert label(found, A, "FOYERS_DEPENDANTS_50") is Label.TOGETHER
    assert label(found, A, "FOYERS_DEPENDANTS_100") is Label.TOGETHER, "la partie d’une partie aussi"
    assert label(found, B, "FOYERS_DEPENDANTS_100") is None, "un zéro parmi beaucoup est donné"
    assert {(A, name) for name in figures} <= masked(shown(valley(CAF, figures)))
    assert (B, "FOYERS_DEPENDANTS_100") not in masked(shown(valley(CAF, figures)))


def test_a_sum_of_bands_that_is_small_hides_every_band() -> None:
    figures = {name: [value, 50, 60, 70] for name, value in zip(BANDS, (3, 0, 4, 0, 2), strict=True)}
    found = bound(valley(CAF, figures | {"QF_TOUS": [9, 250, 300, 350]}))
    assert label(found, A, "QF_TOUS") is Label.SMALL
    assert {label(found, A, name) for name in BANDS} == {Label.TOGETHER}
    assert {label(found, B, name) for name in (*BANDS, "QF_TOUS")} == {None}


def test_an_intercommunalite_that_has_few_hides_all_its_communes() -> None:
    found = bound(valley(CAF, {"IMPAYES": [0, 1, 3, 0]}))
    assert label(found, EPCI, "IMPAYES") is Label.SMALL
    assert {label(found, commune, "IMPAYES") for commune in COMMUNES} == {Label.TOGETHER}
    assert masked(shown(valley(CAF, {"IMPAYES": [0, 1, 3, 0]}))) == {(one, "IMPAYES") for one in (*COMMUNES, EPCI)}


# ── Establishments ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("worked", "few"),
    [
        ((), False),
        ((0.0, 0.0), False),
        ((900.0,), True),
        ((900.0, 800.0), True),
        ((900.0, 800.0, 700.0), False),
        ((900.0, 10.0, 10.0), True),
        ((85.0, 10.0, 5.0), False),
        ((86.0, 9.0, 5.0), True),
    ],
)
def test_what_one_or_two_creches_do_is_hidden_and_what_one_does_almost_alone(
    worked: tuple[float, ...], few: bool
) -> None:
    hours = {(A, HOURS): worked, **{(one, HOURS): (500.0, 600.0, 700.0) for one in (B, C, D)}}
    found = bound(valley(OFFER, {HOURS: [sum(worked), 1800, 1800, 1800]}, hours=hours))
    assert label(found, A, HOURS) is (Label.FEW if few else None)
    assert label(found, B, HOURS) is None
    assert label(found, EPCI, HOURS) is None


def test_the_whole_of_two_creches_is_shown_where_the_creches_of_each_commune_agree() -> None:
    day = datetime.date(2026, 1, 15)
    population = valley(OFFER, {HOURS: [900, 800, 0, 0]}, hours={(A, HOURS): (900,), (B, HOURS): (800,)})
    one = replace(OURS, agreements=(Agreement(HOURS, A, "le gestionnaire", "utile", day),))
    both = replace(OURS, agreements=(*one.agreements, Agreement(HOURS, B, "l’autre", "utile", day)))
    assert [label(bound(population, rules=one), place, HOURS) for place in (A, B, EPCI)] == [None, *[Label.FEW] * 2]
    assert [label(bound(population, rules=both), place, HOURS) for place in (A, B, EPCI)] == [None] * 3


def test_a_total_that_would_leave_two_creches_together_is_hidden() -> None:
    """Three crèches in one commune, shown; one in each of two others, hidden: each manager would know the other's."""
    three = (1000.0, 1000.0, 1000.0)
    alone = valley(
        OFFER, {HOURS: [3000, 700, 800, 0]}, hours={(A, HOURS): three, (B, HOURS): (700,), (C, HOURS): (800,)}
    )
    found = bound(alone)
    assert [label(found, place, HOURS) for place in (A, B, C, EPCI)] == [None, *[Label.FEW] * 3]
    more = valley(
        OFFER,
        {HOURS: [3000, 700, 800, 900]},
        hours={(A, HOURS): three, (B, HOURS): (700,), (C, HOURS): (800,), (D, HOURS): (900,)},
    )
    assert label(bound(more), EPCI, HOURS) is None


# ── What nobody prints ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_rest_of_a_whole_is_a_cell_that_nobody_prints() -> None:
    pupils = {"ELEVES_PREMIER_DEGRE": [120, 200, 300, 400], "PERISCOLAIRE_INSCRITS": [118, 100, 200, 300]}
    found = bound(valley(OFFER, pupils))
    rest = place(found, A, f"{REST}PERISCOLAIRE_INSCRITS")
    assert found.system.value[rest] == 2
    assert found.system.hidden[rest]
    assert found.system.cost[rest] == 0
    assert (found.system.least[rest], found.system.most[rest]) == (1, 4)
    assert np.isnan(found.system.least[place(found, B, f"{REST}PERISCOLAIRE_INSCRITS")]), "cent autres ne disent rien"
    # 2 that are left tell as much as 2 that are counted: the figure that would give them is hidden.
    tables = shown(valley(OFFER, pupils))
    assert (A, "PERISCOLAIRE_INSCRITS") in masked(tables)
    for table in tables:
        assert {one.variable for one in table.decisions} <= set(BOOKS[OFFER].variables)
        assert set(table.values) <= set(BOOKS[OFFER].variables)


def test_what_two_parts_share_is_a_cell_that_nobody_prints() -> None:
    young = {"JEUNES_PPA": [40, 50, 60, 70], "JEUNES_AL": [30, 30, 30, 30], "JEUNES_PPA_OU_AL": [67, 70, 75, 80]}
    found = bound(valley(CAF, young))
    both = place(found, A, f"{BOTH}JEUNES_PPA_OU_AL")
    assert found.system.value[both] == 3
    assert found.system.hidden[both]
    assert (found.system.least[both], found.system.most[both]) == (1, 4)
    hidden = masked(shown(valley(CAF, young)))
    assert {(A, name) for name in young} & hidden, "deux parties et leur réunion diraient les 3 qui ont les deux"
    assert masked(shown(valley(CAF, young | {"JEUNES_PPA_OU_AL": [60, 70, 75, 80]}))) == set(), "10 ont les deux"


# ── What everybody knows already ────────────────────────────────────────────────────────────────────────────────────


def test_the_sum_that_the_cnaf_publishes_is_taken_as_known() -> None:
    care = {"CMG_AM": [3, 40, 50, 60], "CMG_DOMICILE": [20, 20, 20, 20], "CMG_STRUCTURE": [30, 30, 30, 30]}
    found = bound(valley(CAF, care))
    total = place(found, A, f"{PUBLIC}CMG_AM")
    assert found.system.value[total] == 53
    assert found.system.hidden[total], "personne ne l’écrit ici"
    assert (found.system.low[total], found.system.high[total]) == (53, 57), "elle l’arrondit à 55"
    hidden = {name for commune, name in masked(shown(valley(CAF, care))) if commune == A}
    assert "CMG_AM" in hidden
    assert len(hidden) > 1, "seul, il se déduirait du total que la Cnaf publie"


def test_a_public_total_that_is_itself_small_tells_nothing() -> None:
    care = {"CMG_AM": [1, 40, 50, 60], "CMG_DOMICILE": [2, 20, 20, 20], "CMG_STRUCTURE": [0, 30, 30, 30]}
    keys = bound(valley(CAF, care)).keys
    assert ((COMMUNE, A), f"{PUBLIC}CMG_AM") not in keys
    assert ((COMMUNE, B), f"{PUBLIC}CMG_AM") in keys


def test_the_total_that_the_cnaf_publishes_above_is_neither_hidden_nor_unknown() -> None:
    found = bound(valley(CAF, {"AAH": [3, 20, 30, 40]}))
    assert found.system.shown[place(found, EPCI, "AAH")]
    total = place(found, EPCI, f"{PUBLIC}AAH")
    assert (found.system.low[total], found.system.high[total]) == (93, 97), "elle arrondit 93 à 95"
    hidden = masked(shown(valley(CAF, {"AAH": [3, 20, 30, 40]})))
    assert (A, "AAH") in hidden
    assert (EPCI, "AAH") not in hidden
    assert len(hidden) == 2


def test_what_the_caf_hides_takes_another_figure_with_it_where_the_total_is_public() -> None:
    silent = valley(CAF, {"AAH": [None, 20, 30, 40]}, secret={(A, "AAH"): 3})
    found = bound(silent)
    at, total = place(found, A, "AAH"), place(found, EPCI, f"{PUBLIC}AAH")
    assert found.system.value[at] == 4, "le nombre n’est dans aucun classeur : un autre en tient lieu"
    assert (found.system.low[at], found.system.high[at]) == (1, 7)
    assert (found.system.least[at], found.system.most[at]) == (1, 7), "autant de place vers le haut que vers le bas"
    assert (found.system.low[total], found.system.high[total]) == (94, 94), "nul ne sait comment il fut arrondi"
    assert label(found, A, "AAH") is Label.SMALL
    assert masked(shown(silent)) == {(B, "AAH")}, "le plus petit des autres"
    statuses = pd.concat([table.flags for table in shown(silent)]).set_index(["territory", "variable"])["status"]
    assert statuses[A, "AAH"] == "secret_at_source"
    assert statuses[EPCI, "AAH"] == "missing", "nul n’a de total à masquer"


def test_what_the_caf_hides_takes_nothing_with_it_where_nobody_publishes_the_total() -> None:
    assert masked(shown(valley(CAF, {"IMPAYES": [None, 20, 30, 40]}, secret={(A, "IMPAYES"): 3}))) == set()


def test_a_band_that_the_caf_hides_takes_another_one_with_it() -> None:
    figures: dict[str, list[float | None]] = {
        name: [value, 50, 60, 70] for name, value in zip(BANDS, (None, 40, 50, 60, 30), strict=True)
    }
    silent = valley(CAF, figures, secret={(A, "QF_MOINS_400"): 7})
    assert {name for commune, name in masked(shown(silent)) if commune == A} == {"QF_INCONNU"}


def test_a_blank_that_nobody_hides_is_no_secret() -> None:
    assert masked(shown(valley(CAF, {"AAH": [None, 20, 30, 40]}))) == set()


# ── What earlier editions told ──────────────────────────────────────────────────────────────────────────────────────

SMALL, BESIDE = words(Label.SMALL, 5), words(Label.SHIELD, 5)
FIRST: State = {
    cell(one, "IMPAYES"): told for one, told in zip((*COMMUNES, EPCI), (SMALL, BESIDE, 30.0, 40.0, 93.0), strict=True)
}


def before(found: Bound, number: int = 0) -> dict[Key, float]:
    """What an edition left to reckon, as the weights of an extra relation."""
    at = found.keys.index((("avant", str(number)), PUBLIC))
    (row,) = found.system.relations[:, [at]].nonzero()[0]
    weights = found.system.relations[[row], :].toarray()[0]
    return {found.keys[place]: float(weights[place]) for place in np.flatnonzero(weights)}


def test_what_an_edition_left_to_reckon_is_a_relation_too() -> None:
    """3 and 20 were hidden of 93: that they make 23 is known, whatever the next edition hides."""
    found = bound(valley(CAF, {"IMPAYES": [3, 20, 30, 40]}), FIRST)
    total = (("avant", "0"), PUBLIC)
    assert before(found) == {cell(A, "IMPAYES"): 1.0, cell(B, "IMPAYES"): 1.0, total: -1.0}
    at = found.keys.index(total)
    assert (found.system.value[at], found.system.low[at], found.system.high[at]) == (23, 23, 23)
    assert found.system.hidden[at]
    assert found.known == {cell(C, "IMPAYES"), cell(D, "IMPAYES"), cell(EPCI, "IMPAYES")}
    assert found.system.hidden[place(found, B, "IMPAYES")], "ce qui fut masqué le reste"


def test_what_an_edition_left_to_reckon_is_forgotten_where_it_is_no_longer_so() -> None:
    """5 and 20 make 25: beside 93, the new total would tell that those two have 2 more, so it is hidden."""
    found = bound(valley(CAF, {"IMPAYES": [5, 20, 30, 40]}), FIRST)
    assert not [key for key in found.keys if key[0][0] == "avant"]
    assert found.system.hidden[place(found, EPCI, "IMPAYES")]
    assert not found.system.shown[place(found, EPCI, "IMPAYES")]


def test_an_edition_that_did_not_speak_of_a_commune_left_nothing_to_reckon() -> None:
    silent = {key: told for key, told in FIRST.items() if key != cell(D, "IMPAYES")}
    found = bound(valley(CAF, {"IMPAYES": [3, 20, 30, 40]}), silent)
    assert not [key for key in found.keys if key[0][0] == "avant"]


def test_two_editions_that_left_the_same_to_reckon_make_one_relation() -> None:
    figures = valley(CAF, {"IMPAYES": [3, 20, 30, 40]})
    assert bound(figures, FIRST, FIRST).keys == bound(figures, FIRST).keys
    other = FIRST | {cell(C, "IMPAYES"): BESIDE, cell(B, "IMPAYES"): 20.0}
    found = bound(figures, FIRST, other)
    assert set(before(found, 1)) == {cell(A, "IMPAYES"), cell(C, "IMPAYES"), (("avant", "1"), PUBLIC)}
    assert cell(B, "IMPAYES") in found.known, "une seule des deux l’a donné, et c’est assez"


@pytest.mark.parametrize(
    ("value", "told", "ends"),
    [
        (20, [BESIDE], (5, np.inf)),
        (3, [words(Label.SMALL, 8)], (1, 4)),
        (3, [words(Label.TOGETHER, 4)], (1, 3)),
        (6, [words(Label.SMALL, 8)], (5, 7)),
        (6, [words(Label.SMALL, 8), words(Label.TOGETHER, 7)], (5, 6)),
        (20, [words(Label.BLOCK, 5)], (5, np.inf)),
        (20, [SMALL], (5, np.inf)),
        (20, [words(Label.SHIELD, 12)], (12, np.inf)),
    ],
)
def test_what_earlier_editions_said_of_a_hidden_count_bounds_it(
    value: int, told: list[str], ends: tuple[float, float]
) -> None:
    """All that was said holds at once, but for what was said of another count than today's."""
    states = [FIRST | {cell(A, "IMPAYES"): one} for one in told]
    found = bound(valley(CAF, {"IMPAYES": [value, 20, 30, 40]}), *states)
    at = place(found, A, "IMPAYES")
    assert found.system.hidden[at]
    assert (found.system.low[at], found.system.high[at]) == ends
    if value < 5:
        assert (found.system.least[at], found.system.most[at]) == (1, min(4, ends[1]))


# ── Any population ──────────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(populations())
def test_the_true_figures_are_one_of_those_that_the_system_allows(population: Population) -> None:
    """Every relation holds, every cell lies in its bounds and in what must stay possible, none is told and hidden."""
    for table, _ in population.laid():
        found = bind(Grid.of([table], population.members), BOOKS[table.source], OURS).system
        assert np.allclose(found.relations @ found.value, 0)
        assert not (found.hidden & found.shown).any()
        assert (found.low <= found.value)[found.hidden].all()
        assert (found.value <= found.high)[found.hidden].all()
        at = found.sensitive
        assert (found.least[at] <= found.value[at]).all()
        assert (found.value[at] <= found.most[at]).all()
