"""Pairs of vintages that are refused or warned, each with its printed reason, where the change would have been."""

from __future__ import annotations

import html
import re
from typing import NamedTuple

import pandas as pd
import pytest

from ctg_lib import chapters, folders, indicators
from ctg_lib.chapters import drawing
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.sentences import caf_change
from ctg_lib.indicators.cells import Shelf
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from ctg_lib.value import Status
from ctg_lib.views.view import View
from ctg_lib.vintage import Verdict

SHELF = Shelf(Store([folders.PROJECT / "data" / "sample"]))
REFUSED, WARNED = Verdict.REFUSED, Verdict.WARNED
SHARED = "recensement : moins de 5 ans d’écart, les deux millésimes partagent des années d’enquête"
CANCELLED = "recensement : l’enquête de 2021 a été annulée, l’Insee conseille 6 ans d’écart"


class Pair(NamedTuple):
    """An indicator of a place at two vintages, and what is printed between them."""

    indicator: str
    before: str
    after: str
    verdict: Verdict
    reason: str
    place: str = "42302"


PAIRS = (
    # The rolling census: under five years, and five years astride the survey that was cancelled.
    Pair("ctx_pop_legale", "2019", "2023", REFUSED, SHARED),
    Pair("lo_hlm", "2020", "2023", REFUSED, SHARED),
    Pair("pr_chom", "2017", "2022", WARNED, CANCELLED),
    # The facilities: codes, the register behind them, and what Insee says of any two vintages.
    Pair(
        "pe_rpe",
        "2019",
        "2024",
        REFUSED,
        "les codes d’équipement changent d’un millésime à l’autre ; depuis 2021 la base n’a plus le même répertoire "
        "(Sirus au lieu de Sirene) et compte nettement moins d’équipements",
    ),
    Pair("pe_rpe", "2024", "2025", REFUSED, "des codes d’équipement changent encore en 2025 (à vérifier)"),
    Pair(
        "pe_eaje",
        "2024",
        "2025",
        WARNED,
        "l’Insee déconseille de comparer directement deux millésimes de la base des équipements ; celui-ci a gardé son "
        "code entre ces deux-là",
    ),
    # The Caf: reforms of what is counted, and months that do not match.
    Pair(
        "ad_rsa",
        "2015-12",
        "2016-12",
        REFUSED,
        "la prime d’activité a remplacé le RSA « activité » et la prime pour l’emploi le 1er janvier 2016 : avant et "
        "après, ce ne sont pas les mêmes foyers que l’on compte",
    ),
    Pair(
        "ad_ppa",
        "2018-12",
        "2019-12",
        WARNED,
        "la prime d’activité a été relevée et ouverte à des revenus plus élevés en janvier 2019 : la hausse d’alors "
        "est celle du droit, non du besoin",
    ),
    Pair(
        "lo_al",
        "2020-12",
        "2021-12",
        WARNED,
        "le calcul des aides au logement a changé en janvier 2021 : la baisse d’alors n’est pas celle du besoin",
    ),
    Pair(
        "pe_cmg",
        "2024-12",
        "2025-12",
        WARNED,
        "le complément de libre choix du mode de garde a été réformé en septembre 2025 (calcul à l’heure, parents "
        "seuls jusqu’aux 12 ans de l’enfant) : le nombre de foyers aidés change avec le droit",
    ),
    Pair(
        "ad_rsa",
        "2023-06",
        "2024-12",
        REFUSED,
        "les deux dates ne tombent ni le même mois ni le même trimestre",
    ),
    # Others: a closed series, a law that registers more people, maps that are no series, a commune that is another one.
    Pair(
        "pe_tcg",
        "2021",
        "2022",
        REFUSED,
        "jusqu’en 2021 les taux sont ceux d’une série close, qui ne donne pas les mêmes chiffres que la série courante "
        "pour l’année 2022 qu’elles ont en commun (à vérifier)",
    ),
    Pair(
        "pr_inscr_nb",
        "2024-T4",
        "2025-T4",
        REFUSED,
        "depuis janvier 2025 les allocataires du RSA et les jeunes suivis par les missions locales sont inscrits "
        "d’office à France Travail : le nombre d’inscrits augmente sans que l’emploi recule",
    ),
    Pair(
        "lo_loyer_app",
        "2022",
        "2023",
        REFUSED,
        "la carte des loyers compare des communes, pas des années : d’après le ministère, elle ne mesure pas "
        "l’évolution des loyers",
    ),
    Pair(
        "sa_apl",
        "2023",
        "2024",
        REFUSED,
        "le même code désigne Débats-Rivière-d’Orpra jusqu’en 2023 et la commune nouvelle de Solore-en-Forez ensuite",
        "42084",
    ),
    Pair(
        "pr_med_epci",
        "2015",
        "2016",
        REFUSED,
        "Saint-Étienne Métropole n’a pas le même périmètre : 165 884 ménages fiscaux en 2015, 170 264 en 2016",
        "244200770",
    ),
)


def seen(pair: Pair) -> Diagnostic:
    """The place with two invented values of the indicator at the two vintages, and nothing else."""
    place, one = Territory.of(pair.place), indicators.indicator(pair.indicator)
    rows = [
        {
            "indicator": one.id,
            "territory": place.code,
            "level": str(place.level),
            "vintage": vintage,
            "unit": one.unit.id,
            "value": value,
            "low": value - 2,
            "high": value + 2,
            "numerator": value,
            "denominator": float("nan"),
            "status": str(Status.PUBLISHED),
            "method": "valeur publiée",
            "source": f"{one.inputs[0].source}@{vintage}",
        }
        for vintage, value in ((pair.before, 300.0), (pair.after, 500.0))
    ]
    return Diagnostic(place, "2026-11-24", SHELF).with_values(pd.DataFrame(rows))


def plain(text: str) -> str:
    """As it is read, every space the same."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", text)))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.indicator}-{pair.before}-{pair.after}")
def test_the_reason_is_printed_under_the_curve_and_under_its_table(pair: Pair) -> None:
    view = drawing.trend(seen(pair), [pair.indicator], ["série"], "Titre", "Message.")
    assert isinstance(view, View)
    word = {REFUSED: "courbe coupée", WARNED: "à lire avec réserve"}[pair.verdict]
    for where in (view.picture, view.data, view.alt):
        assert f"{word} : {pair.reason}." in plain(where)


def test_twelve_pairs_and_more_are_held() -> None:
    assert len(PAIRS) >= 12
    assert {pair.verdict for pair in PAIRS} == {REFUSED, WARNED}
    assert len({pair.reason for pair in PAIRS}) >= 12


@pytest.mark.parametrize("pair", [one for one in PAIRS if one.indicator in ("ad_rsa", "ad_ppa", "lo_al")], ids=str)
def test_a_sentence_of_the_caf_gives_the_reason_in_place_of_the_change(pair: Pair) -> None:
    told = plain(str(caf_change(seen(pair), pair.indicator, "foyers")))
    assert f" : évolution non comparée entre {_month(pair.before)} et {_month(pair.after)} ({pair.reason})." in told
    assert "hausse :" not in told
    assert "%" not in told


def _month(vintage: str) -> str:
    return {"06": "juin", "12": "décembre"}[vintage[5:]] + f" {vintage[:4]}"


def gap(chapter: str, pair: Pair) -> str:
    """What a chapter says, of a place of which nothing but the pair is known."""
    return plain(" ".join(chapters.every()[chapter].gap(seen(pair))))


def pair_of(indicator: str) -> Pair:
    return next(one for one in PAIRS if one.indicator == indicator)


def test_the_chapter_on_poverty_gives_the_reason_where_the_registered_would_be_compared() -> None:
    pair = pair_of("pr_inscr_nb")
    assert f"évolution non comparée entre 4e trimestre 2024 et 4e trimestre 2025 ({pair.reason})." in gap(
        "80_precarite", pair
    )


def test_the_chapter_on_health_gives_the_reason_in_a_commune_that_is_another_one() -> None:
    pair = pair_of("sa_apl")
    told = gap("78_sante", pair)
    assert f"évolution non comparée entre 2023 et 2024 ({pair.reason})." in told
    assert "Au fil des éditions" not in told


def test_the_closed_series_of_incomes_is_not_set_beside_the_new_one() -> None:
    told = plain(" ".join(chapters.every()["80_precarite"].gap(Diagnostic(Territory.of("42302"), "2026-11-24", SHELF))))
    assert (
        "Ce qui suit est d’une série close, à ne pas rapprocher de la nouvelle (rupture de série : Filosofi 2023 suit "
        "une nouvelle méthode, et l’Insee proscrit la comparaison avec 2021 et avant)."
    ) in told
