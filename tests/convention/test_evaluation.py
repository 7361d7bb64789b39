"""From a starting value to a result: what was reached, what cannot be compared, what happened elsewhere meanwhile."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_lib.analysis.evolution import between
from ctg_lib.analysis.trend import Apart, Way
from ctg_lib.convention import evaluation
from ctg_lib.convention.actions import State
from ctg_lib.convention.charter import Charter
from ctg_lib.convention.criteria import Criterion, Facts, grid
from ctg_lib.convention.elsewhere import Compared, comparisons
from ctg_lib.convention.evaluation import CENSUS, OnSite, Outcome, Read, Record, results, target
from ctg_lib.convention.follow_up import Log, Measured, Spent
from ctg_lib.indicators.declaration import Indicator
from ctg_lib.vintage import Comparison, Verdict
from tests.convention.evaluated import SIGNED, action, diagnostic, measure, record, with_rows

DAY = datetime.date(2028, 6, 30)


def read(indicator: str, vintage: str | None, **said: Any) -> Read:
    """The result of one indicator of the diagnostic over the sample."""
    when = said.pop("date", None)
    one = action(measure("impact", indicateur=indicator, millesime=vintage, **said))
    (found,) = results(record(one, **({"date": when} if when else {})), diagnostic())
    assert isinstance(found, Read)
    return found


def on_site(
    *taken: tuple[str, float], start: float | None = 0.0, aim: float | None = 30, unit: str = "séances"
) -> OnSite:
    """The result of one measure taken on site, on the days and with the values given."""
    reference = None if start is None else {"valeur": start, "date": "2026-12-31"}
    one = action(measure(name="Mesure", unite=unit, source="Registre", reference=reference, cible=aim))
    log = tuple(Measured(1, "Mesure", datetime.date.fromisoformat(day), value) for day, value in taken)
    (found,) = results(record(one, log=log, date=DAY), diagnostic())
    assert isinstance(found, OnSite)
    return found


# --- measures taken on site ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "aim", "value", "outcome"),
    [
        (0, 30, 30, Outcome.REACHED),
        (0, 30, 31, Outcome.REACHED),
        (0, 30, 12, Outcome.ON_THE_WAY),
        (10, 30, 10, Outcome.NOT_REACHED),
        (10, 30, 8, Outcome.NOT_REACHED),
        # Waiting lists go down.
        (40, 10, 10, Outcome.REACHED),
        (40, 10, 6, Outcome.REACHED),
        (40, 10, 25, Outcome.ON_THE_WAY),
        (40, 10, 45, Outcome.NOT_REACHED),
        (20, 20, 20, Outcome.REACHED),
        (20, 20, 23, Outcome.NOT_JUDGED),
        (None, 30, 12, Outcome.NOT_JUDGED),
        (0, None, 12, Outcome.NO_TARGET),
    ],
)
def test_the_direction_is_that_from_the_start_to_the_target(
    start: float | None, aim: float | None, value: float, outcome: Outcome
) -> None:
    assert on_site(("2028-01-15", value), start=start, aim=aim).outcome is outcome


@given(st.integers(10, 100), st.integers(10, 100), st.integers(10, 100))
def test_a_target_is_reached_alike_when_everything_is_counted_the_other_way(start: int, aim: int, value: int) -> None:
    """An oracle: what is aimed at above, seen in a mirror, is aimed at below."""
    there = on_site(("2028-01-15", value), start=start, aim=aim).outcome
    mirrored = on_site(("2028-01-15", 200 - value), start=200 - start, aim=200 - aim).outcome
    assert there is mirrored
    if start != aim:
        share = (value - start) / (aim - start)
        assert there is (Outcome.REACHED if share >= 1 else Outcome.ON_THE_WAY if share > 0 else Outcome.NOT_REACHED)


def test_the_result_is_the_last_figure_of_the_log_by_that_day_and_after_the_start() -> None:
    found = on_site(("2027-01-15", 5), ("2028-06-30", 18), ("2028-07-01", 30), ("2026-01-01", 99))
    assert found.arrival is not None
    assert (found.arrival.value, found.arrival.date) == (18, DAY)
    early = on_site(("2026-12-31", 3))
    assert (early.outcome, early.notes) == (
        Outcome.NOT_MEASURED,
        ("le journal de suivi n’en dit rien depuis la valeur de départ",),
    )


def test_a_handful_of_persons_is_hidden_and_its_target_is_not_judged() -> None:
    """« Cible atteinte » beside a target of four would say that they are four."""
    found = on_site(("2028-01-15", 4), aim=4, unit="familles")
    assert found.arrival is not None
    assert (found.arrival.hidden, found.outcome) == (True, Outcome.NOT_JUDGED)
    assert on_site(("2028-01-15", 4), aim=4, unit="séances").outcome is Outcome.REACHED
    none = on_site(("2028-01-15", 0), aim=4, unit="familles")
    assert none.arrival is not None
    assert not none.arrival.hidden
    start = on_site(("2028-01-15", 12), start=3, unit="personnes")
    assert start.departure is not None
    assert (start.departure.hidden, start.outcome) == (True, Outcome.NOT_JUDGED)


def test_a_fiche_that_was_given_up_is_not_evaluated() -> None:
    kept, gone = action(measure()), action(measure(), number=2, state=State.ABANDONED, motif="…")
    assert [one.fiche.numero for one in results(record(kept, gone), diagnostic())] == [1]
    by_then = record(kept, states={1: State.ABANDONED})
    assert results(by_then, diagnostic()) == []


# --- indicators of the diagnostic ------------------------------------------------------------------------------------


def test_counts_of_the_caf_of_two_decembers_are_read() -> None:
    found = read("ad_rsa", "2022-12", cible=90)
    assert found.start.row is not None
    assert found.row is not None
    assert (found.start.row["value"], found.row["value"], found.row["vintage"]) == (100, 115, "2024-12")
    assert (found.outcome, found.notes) == (Outcome.NOT_REACHED, ())
    assert read("pe_paje", "2022-12", cible=170).outcome is Outcome.ON_THE_WAY
    assert read("pe_paje", "2022-12", cible=190).outcome is Outcome.REACHED


def test_nothing_of_a_later_day_is_read() -> None:
    found = read("ad_rsa", "2022-12", date=datetime.date(2024, 6, 30))
    assert found.row is not None
    assert found.row["vintage"] == "2023-12"
    assert read("ad_rsa", "2022-12", date=datetime.date(2023, 6, 30)).notes == (
        "aucune date plus récente n’est chargée",
    )


def test_a_share_is_aimed_at_as_people_write_it() -> None:
    found = read("ad_rsa_pct", "2022-12", cible=3)
    assert target(found.measure) == pytest.approx(0.03)
    assert found.outcome is Outcome.REACHED
    assert target(read("pe_paje", "2022-12", cible=170).measure) == 170


def test_a_change_inside_the_margin_is_not_progress() -> None:
    found = read("pe_naiss_3ans", "2023", cible=40)
    assert found.outcome is Outcome.NOT_REACHED
    assert found.notes == (
        "les deux moyennes ont en commun l’année 2023",
        "le changement ne dépasse pas la marge d’incertitude",
    )
    assert "la cible est dans la marge d’incertitude du chiffre" in read("pe_naiss_3ans", "2023", cible=55).notes


def test_a_census_cannot_tell_before_from_after_and_what_can_is_named() -> None:
    """Two census vintages less than five years apart share surveys; births and the Caf's counts are of each year."""
    soon = with_rows({}, "pe_naiss", "pe_naiss_3ans", "pe_paje", "pe_0_4")
    values = soon.values
    census = values[values["indicator"] == "pe_0_4"]
    later = census.assign(vintage="2026", source=census["source"].str.replace("@2023", "@2026"))
    whole = soon.with_values(values)
    whole._computed["pe_0_4"] = pd.concat([census, later], ignore_index=True)
    one = action(measure("impact", indicateur="pe_0_4", millesime="2023", cible=420))
    (found,) = results(record(one), whole)
    assert isinstance(found, Read)
    assert found.outcome is Outcome.NOT_MEASURED
    assert found.notes == (
        CENSUS,
        "recensement : moins de 5 ans d’écart, les deux millésimes partagent des années d’enquête",
    )
    assert found.instead == ("pe_naiss", "pe_naiss_3ans", "pe_paje")


def test_six_years_apart_a_census_is_read() -> None:
    found = read("pr_sans_diplome", "2017", cible=15)
    assert (found.outcome, found.notes) == (Outcome.ON_THE_WAY, ())


def test_an_estimate_measures_nothing() -> None:
    found = read("pe_0_2_tendance", "2027")
    assert (found.outcome, found.notes) == (
        Outcome.NOT_MEASURED,
        ("c’est une estimation, qui ne mesure pas un changement",),
    )


def test_a_break_is_told_whether_it_forbids_the_comparison_or_not() -> None:
    warned = read("lo_al", "2020-12", cible=300)
    assert warned.row is not None
    assert warned.notes == (
        "le calcul des aides au logement a changé en janvier 2021 : la baisse d’alors n’est pas celle du besoin",
    )
    refused = read("ctx_pop_totale", "2018", cible=8300)
    assert (refused.outcome, refused.row) == (Outcome.NOT_MEASURED, None)
    assert refused.notes == (
        CENSUS,
        "recensement : moins de 5 ans d’écart, les deux millésimes partagent des années d’enquête",
    )
    five = read("ctx_pop_legale", "2018")
    assert five.row is not None
    assert five.notes == ("recensement : l’enquête de 2021 a été annulée, l’Insee conseille 6 ans d’écart",)


def test_where_the_newest_date_cannot_be_compared_the_newest_that_can_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(one: Indicator, before: pd.Series, after: pd.Series) -> Comparison:
        reformed = one.id == "ad_rsa" and after["vintage"] == "2024-12"
        return Comparison(Verdict.REFUSED, "réforme") if reformed else between(one, before, after)

    monkeypatch.setattr(evaluation, "between", broken)
    found = read("ad_rsa", "2021-12")
    assert found.row is not None
    assert found.row["vintage"] == "2023-12"
    alone = read("ad_rsa", "2023-12")
    assert (alone.row, alone.notes) == (None, ("réforme",))
    # The reform is of one benefit: the other counts of the theme can be read instead, but not that of which it is.
    assert "ad_rsa" not in alone.instead
    assert {"ad_alloc", "ad_ppa"} <= set(alone.instead)


def test_a_figure_that_was_corrected_stays_as_it_was_signed() -> None:
    before = diagnostic()._rows("ad_rsa")
    now = with_rows({("ad_rsa", "commune", "2022-12"): 112.0})
    one = action(measure("impact", indicateur="ad_rsa", millesime="2022-12", cible=113))
    kept = record(one, kept={SIGNED: before})
    (found,) = results(kept, now)
    assert isinstance(found, Read)
    assert found.start.row is not None
    assert found.start.row["value"] == 100
    assert found.notes[0] == "la source a corrigé depuis le chiffre de départ : celui qui a été signé reste"
    # Elsewhere is read in what is loaded today: at both dates, the change is then one of time alone.
    (set_against,) = comparisons([found], kept, now)
    assert set_against.before["value"] == 112


def test_without_the_signed_figures_there_is_no_result_and_the_remedy_is_told() -> None:
    found = read("ad_rsa", None)
    assert found.outcome is Outcome.NOT_MEASURED
    assert found.notes[0] == "les chiffres de l’édition du 24 novembre 2026 ne sont pas conservés"
    assert found.notes[1].startswith("relancer « ctg diagnostic 42302 --date 2026-11-24 »")


# --- what happened elsewhere -----------------------------------------------------------------------------------------


def compared(indicator: str, vintage: str) -> Compared:
    """One indicator of the sample set against its comparators."""
    found = read(indicator, vintage)
    (one,) = comparisons([found], record(found.fiche), diagnostic())
    return one


def test_rsa_from_december_2022_to_december_2024_by_hand() -> None:
    """Sorbiers 100 ± 2 → 115 ± 2: from +10,8 % to +19,4 %. Saint-Étienne Métropole 12 195 → 12 995: from +4,9 % to
    +8,2 %. The Loire 16 830 → 17 760, sums of 320 rounded counts: from −1,0 % to +12,6 %, that holds +10,8 %."""
    one = compared("ad_rsa", "2022-12")
    assert (one.move.way, round(one.move.low, 3), round(one.move.high, 3)) == (Way.UP, 0.108, 0.194)
    told = {other.territory.name: (other.move.way, other.apart) for other in one.elsewhere}
    assert told == {"Saint-Étienne Métropole": (Way.UP, Apart.ABOVE), "Loire": (Way.STEADY, Apart.UNTOLD)}
    metropole = one.elsewhere[0].move
    assert (round(metropole.low, 3), round(metropole.high, 3)) == (0.049, 0.082)
    assert one.why == ""


def test_births_from_2021_2023_to_2023_2025_by_hand() -> None:
    """66,3 [57,4 ; 76,2] → 60,0 [51,6 ; 69,4]: the two meet. Saint-Étienne Métropole and the Loire fall for sure."""
    one = compared("pe_naiss_3ans", "2023")
    assert one.move.way is Way.STEADY
    assert [(other.move.way, other.apart) for other in one.elsewhere] == [(Way.DOWN, Apart.UNTOLD)] * 2


def test_what_no_comparator_has_is_said() -> None:
    assert compared("sa_apl65", "2022").why == "aucun territoire de comparaison n’a de chiffre à ces deux dates"


def test_where_the_source_no_longer_has_the_first_date_everyone_is_read_in_the_edition() -> None:
    before = diagnostic()._rows("ad_rsa")
    left = with_rows({}, "ad_rsa").values
    now = with_rows({}, "ad_rsa").with_values(left[(left["indicator"] == "ad_rsa") & (left["vintage"] == "2024-12")])
    one = action(measure("impact", indicateur="ad_rsa", millesime="2022-12"))
    kept = record(one, kept={SIGNED: before})
    (against,) = comparisons(results(kept, now), kept, now)
    assert [other.before["value"] for other in against.elsewhere] == [12195, 16830]
    assert (against.before["value"], against.elsewhere[0].apart) == (100, Apart.ABOVE)


# --- the grid --------------------------------------------------------------------------------------------------------


def lines(kept: Record, facts: Facts | None = None) -> dict[str, Criterion]:
    """The grid of a record, by the name of its criteria."""
    found = results(kept, diagnostic())
    against = comparisons(found, kept, diagnostic())
    return {one.name: one for one in grid(kept, found, against, facts or Facts())}


def test_an_empty_convention_says_of_each_criterion_what_is_missing() -> None:
    told = lines(record())
    assert list(told) == [
        "Pertinence",
        "Cohérence",
        "Effectivité",
        "Efficacité",
        "Efficience",
        "Impact",
        "Durabilité",
        "Gouvernance",
        "Participation",
    ]
    assert all(one.lacking and not one.known for one in told.values())


def spending() -> Record:
    """Two fiches decided, an idea, and one given up, by the end of June 2028."""
    budget = [
        {"annee": 2027, "cout": 4000, "financements": {"Commune": 2500, "Caf": 1500}},
        {"annee": 2028, "cout": 6000, "financements": {"Commune": 6000}},
        {"annee": 2031, "cout": 1000, "financements": {"Commune": 1000}},
    ]
    nothing = {"valeur": 0, "date": "2026-12-31"}
    counted = {"source": "Registre", "reference": nothing}
    first = action(
        measure("réalisation", "Venues", unite="familles", cible=30, **counted),
        measure("résultat", "Séances", unite="séances", cible=10, **counted),
        measure("impact", "RSA", indicateur="ad_rsa", millesime="2022-12"),
        enjeux=["E1"],
        budget=budget,
        liens=[{"document": "Projet éducatif"}],
    )
    second = action(number=2, state=State.LASTING, budget=budget[:1])
    idea = action(number=3, state=State.IDEA, budget=budget)
    gone = action(number=4, state=State.ABANDONED, motif="…", budget=budget)
    spent = (
        Spent(1, datetime.date(2027, 5, 1), "Commune", 3000.0),
        Spent(1, datetime.date(2028, 5, 1), "Caf", 3000.0),
        Spent(1, datetime.date(2029, 5, 1), "Caf", 9000.0),
        Spent(4, datetime.date(2027, 5, 1), "Caf", 500.0),
    )
    day = datetime.date(2028, 3, 1)
    log = Log(spent=spent, measured=(Measured(1, "Venues", day, 40.0), Measured(1, "Séances", day, 4.0)))
    charter = Charter(debut=datetime.date(2027, 1, 1), edition=SIGNED)
    return record(first, second, idea, gone, date=DAY, log=log, charter=charter)


def plain(criterion: Criterion) -> list[str]:
    """What is known, with plain spaces."""
    return [" ".join(one.split()) for one in criterion.known]


@pytest.fixture
def evaluated() -> Record:
    return spending()


def test_what_is_counted_is_told_by_hand(evaluated: Record) -> None:
    facts = Facts(
        enjeux=5, answered=4, overlaps=2, late=1, meetings=6, parity=5, decisions=4, agreed=1,
        consultations=2, respondents=180, observations=12, by_inhabitants=3,
    )  # fmt: skip
    told = {name: plain(one) for name, one in lines(evaluated, facts).items()}
    assert told == {
        "Pertinence": ["4 enjeux sur 5 ont au moins une action.", "1 fiche sur 3 nomme un enjeu."],
        "Cohérence": [
            "1 fiche sur 3 sert aussi un autre document.",
            "2 recoupements avec d’autres actions ou d’autres documents.",
        ],
        "Effectivité": [
            "4 fiches : 1 « idée », 1 « en cours », 1 « pérennisée », 1 « abandonnée ».",
            "1 fiche en retard.",
            "1 cible atteinte, sur 1 indicateur de réalisation que l’on peut juger.",
        ],
        "Efficacité": ["0 cible atteinte, 1 en chemin, sur 1 indicateur de résultat que l’on peut juger."],
        # 4 000 and 6 000 of the first, 4 000 of the second; the idea, what was given up and 2031 do not count.
        "Efficience": [
            "6 000 € dépensés, pour 14 000 € prévus jusqu’en 2028 compris (43 %).",
            "Fiche 1 : 6 000 € pour 40 familles, soit 150 € en moyenne.",
        ],
        "Impact": [
            "Lus à deux dates : 1 sur 1 indicateur d’impact.",
            "1 chiffre du diagnostic sur 1 change au-delà de la marge d’incertitude.",
        ],
        "Durabilité": [
            "1 fiche sur 3 à l’état « pérennisée ».",
            "2 fiches sur 3 ont un financement écrit après le 31 décembre 2030.",
        ],
        "Gouvernance": [
            "5 réunions sur 6 avec autant de présents de chaque côté.",
            "1 décision sur 4 porte l’accord des deux côtés.",
        ],
        "Participation": [
            "2 consultations d’habitants, 180 réponses en tout.",
            "3 observations sur 12 viennent d’habitants.",
        ],
    }


def test_a_handful_of_persons_gives_no_cost_of_each(evaluated: Record) -> None:
    few = Log(spent=evaluated.log.spent, measured=(Measured(1, "Venues", datetime.date(2028, 3, 1), 4.0),))
    told = plain(lines(Record(**{**vars(evaluated), "log": few}))["Efficience"])
    assert [one for one in told if one.startswith("Fiche")] == []
