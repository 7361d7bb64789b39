"""A figure set against that of others: whom one may name, in which order, and the words of the verdict."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import ctg_lib as ctg
from ctg_lib import indicators
from ctg_lib.analysis.comparison import TOO_SMALL, Gap, compare, reach
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.similar import compared
from ctg_lib.convention.committee import FILE, model
from ctg_lib.errors import InputError, UsageError
from ctg_lib.indicators.declaration import Precision
from ctg_lib.reading.place import Place
from ctg_lib.reading.rows import COLUMNS
from ctg_lib.territory import Level, Territory
from tests.published import EDITION, METROPOLE, SORBIERS

TINY = "42040"


@pytest.fixture(scope="module")
def sorbiers() -> Place:
    return ctg.territory(SORBIERS)


def test_the_sentence_of_the_project_holds(sorbiers: Place) -> None:
    found = ctg.territory("42302").indicator("pr_taux_pauvrete").compare()
    assert list(found.columns) == [*COLUMNS, "gap", "verdict", "favourable", "why_not"]
    told = found.set_index("level")
    assert told.loc["departement", "verdict"] == "niveau plus faible"
    assert told.loc["departement", "favourable"] is True
    # 9 % at Sorbiers, 16.8 % in the Loire.
    assert told.loc["departement", "gap"] == pytest.approx(0.09 - 0.168)
    assert told.loc["epci", "verdict"] == "non comparé"
    assert "ne se calcule pas depuis les communes" in told.loc["epci", "why_not"]


def test_by_default_it_says_what_a_page_says(sorbiers: Place) -> None:
    seen = sorbiers.diagnostic
    met = set()
    for name in indicators.catalogue():
        found = sorbiers.indicator(name).compare()
        assert list(found["level"]) == [str(one.level) for one in seen.comparators]
        for row, place in zip(found.itertuples(), seen.comparators, strict=True):
            verdict = seen.verdict(name, place.level)
            # A row of another date says so itself; a page has none to show there.
            expected = (verdict.label, verdict.favourable)
            if verdict.reason != "pas de chiffre de même date à ce niveau":
                assert (row.verdict, row.favourable, row.why_not) == (*expected, verdict.reason), name
            met.add(verdict.gap)
    assert met == set(Gap)


def test_those_set_beside_are_read_once_and_never_taken_for_others(
    sorbiers: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = ctg.diagnostic(SORBIERS, EDITION)
    seen.own("ctx_pop")  # looks at the territory itself, once
    two, one = [Territory.of("42207"), Territory.of("42")], [Territory.of(TINY)]
    looked: list[object] = []
    once = Diagnostic._looked_at
    monkeypatch.setattr(Diagnostic, "_looked_at", lambda own, targets: looked.append(targets) or once(own, targets))
    first = seen.across("ctx_pop", two)
    seen.across("ctx_0_14_part", two)
    assert len(looked) == 1
    assert list(seen.across("ctx_pop", one)["territory"]) == [TINY]
    pd.testing.assert_frame_equal(seen.across("ctx_pop", two), first)
    assert len(looked) == 3


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("epci", [METROPOLE]),
        ("42", ["42"]),
        ("42207", ["42207"]),
        ("Saint-Chamond", ["42207"]),
        ("gier=42207,42186", ["gier"]),
        (["42207", "epci", TINY, "42207"], ["42207", METROPOLE, TINY]),
    ],
)
def test_others_come_in_the_order_asked(sorbiers: Place, asked: str | list[str], codes: list[str]) -> None:
    assert list(sorbiers.indicator("ctx_0_14_part").compare(asked)["territory"]) == codes


def test_a_commune_is_granted_the_doubt_that_the_other_one_is(sorbiers: Place) -> None:
    """Both are known from a sample: as far as one may be read, the other one may."""
    one = indicators.indicator("ctx_0_14_part")
    assert one.precision is Precision.CENSUS
    members = [one.code for one in Territory.of("42").members() if one.code != SORBIERS][:120]
    there = sorbiers.indicator(one.id)
    found = there.compare(members).set_index("territory")
    own = sorbiers.diagnostic.own(one.id)
    rows = sorbiers.diagnostic.across(one.id, map(Territory.of, members)).set_index("territory")
    softened = 0
    for code, row in found[found["verdict"] != "non comparé"].iterrows():
        low, high = reach(one, rows.loc[code])
        own_low, own_high = reach(one, own)
        apart = own_low > high or own_high < low
        assert (row["verdict"] != "écart non significatif") == apart
        softened += compare(one, own, rows.loc[code]).label != row["verdict"]
    assert softened > 0
    back = ctg.territory(members[0]).indicator(one.id).compare(SORBIERS)["verdict"].iloc[0]
    opposite = {"niveau plus élevé": "niveau plus faible", "niveau plus faible": "niveau plus élevé"}
    assert opposite.get(back, back) == found["verdict"].loc[members[0]]


def test_a_handful_is_no_matter_of_comparison(sorbiers: Place) -> None:
    (found,) = sorbiers.indicator("ctx_0_14_part").compare(TINY).to_dict("records")
    assert (found["verdict"], found["why_not"]) == ("non comparé", TOO_SMALL)
    assert pd.isna(found["gap"])


def test_a_count_is_not_compared(sorbiers: Place) -> None:
    found = sorbiers.indicator("ad_rsa").compare("42207")
    assert found["verdict"].iloc[0] == "non comparé"
    assert "tailles différentes" in found["why_not"].iloc[0]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("departemnt", ["« departemnt »", "departement (département)"]),
        ("semblable", ["semblables (communes semblables)"]),
        (["epci", "Sorbier-les-Bains", "region", "99999"], ["Sorbier-les-Bains", "99999", "epci (intercommunalité)"]),
        ("Sorbiers", ["05169", "42302"]),
        (SORBIERS, ["le territoire lui-même"]),
    ],
)
def test_who_is_not_known_is_refused_with_who_is(sorbiers: Place, asked: str | list[str], said: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        sorbiers.indicator("ctx_0_14_part").compare(asked)
    for words in said:
        assert words in str(caught.value)


def test_the_communes_alike_come_in_the_order_of_their_likeness(sorbiers: Place) -> None:
    alike = compared(sorbiers.diagnostic, "pr_chom").similar.peers
    found = sorbiers.indicator("pr_chom").compare("semblables")
    assert list(found["territory"]) == [one.code for one in alike]
    assert len(found) == 15
    distances = [one.distance for one in alike]
    assert distances == sorted(distances)
    # The figure compared is not what they were chosen by: another one has other communes.
    assert set(found["territory"]) != set(sorbiers.indicator("pr_med").compare("semblables")["territory"])


def test_a_list_mixes_them_with_others_and_names_each_once(sorbiers: Place) -> None:
    alike = list(sorbiers.indicator("pr_chom").compare("semblables")["territory"])
    found = sorbiers.indicator("pr_chom").compare([alike[2], "semblables", "departement"])
    assert list(found["territory"]) == [alike[2], *(code for code in alike if code != alike[2]), "42"]


def test_neighbours_are_those_that_touch_it(sorbiers: Place) -> None:
    found = sorbiers.indicator("ctx_0_14_part").compare("voisines")
    assert list(found["territory"]) == list(sorbiers.neighbours()["code"])


def test_the_comite_may_put_others_in_their_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the day that it decided: before it, the list is the reckoned one."""
    folder = tmp_path / SORBIERS
    folder.mkdir()
    monkeypatch.setenv("CTG_CONVENTIONS", str(tmp_path))
    chosen = [code for code in Territory.of("42").communes if code != SORBIERS][:10]
    listed = "".join(f'    - "{code}"\n' for code in chosen)
    written = model(Territory.of(SORBIERS)).partition("semblables:")[0]
    written += f"semblables:\n  communes:\n{listed}  raison: Elles ont la même crèche\n  date: 2026-10-01\n"
    (folder / FILE).write_text(written, encoding="utf-8")
    after, before = (ctg.territory(SORBIERS, date).indicator("pr_chom") for date in ("2026-11-24", "2026-09-30"))
    assert sorted(after.compare("semblables")["territory"]) == chosen
    assert "Elles ont la même crèche" in after.similar().html
    assert len(before.compare("semblables")) == 15
    assert sorted(ctg.territory(SORBIERS).indicator("pr_chom").compare("semblables")["territory"]) == chosen
    (folder / FILE).write_text(written.replace("42005", "99999"), encoding="utf-8")
    with pytest.raises(InputError, match="99999"):
        after.similar()


def test_what_is_no_commune_has_no_communes_alike() -> None:
    for asked in ("semblables", ["region", "semblables"]):
        with pytest.raises(UsageError, match="n’en est pas une"):
            ctg.territory("42").indicator("pr_chom").compare(asked)


def test_a_level_that_does_not_hold_it_is_told() -> None:
    with pytest.raises(UsageError, match="niveaux possibles : region, france"):
        ctg.territory("42").indicator("ctx_0_14_part").compare(str(Level.EPCI))
