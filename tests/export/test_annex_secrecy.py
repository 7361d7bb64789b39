"""What the annex says of secrecy: what was hidden or rounded, who agreed, which rules hold for the sources used."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from lxml import html

from ctg_lib import parameters
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.export import annex_secrecy
from ctg_lib.indicators.cells import Shelf
from ctg_lib.secrecy.rules import Agreement, Rules
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from tests.attacks.populations import Population
from tests.attacks.publishing import protected
from tests.secrecy.valley import CAF, COMMUNES, EPCI, OFFER, A, B, valley

HOURS = "EAJE_HEURES_REALISEES"
OURS = Rules.ours()
DATE = "2026-11-24"
BANDS = ("QF_MOINS_400", "QF_400_799", "QF_800_1199", "QF_1200_PLUS", "QF_INCONNU")
UNPAID = valley(CAF, {"IMPAYES": [3, 20, 30, 40]})
CRECHE = valley(OFFER, {HOURS: [900, 0, 0, 0]}, hours={(A, HOURS): (900.0,)})


def section(population: Population, rules: Rules = OURS, *used: str) -> str:
    """The text of the section, on one line."""
    store = Store(roots=[]).with_tables(protected(population, rules))
    diagnostic = Diagnostic(Territory.of(A), DATE, Shelf(store))
    written = annex_secrecy.decisions(diagnostic, used or population.figures)
    return " ".join(html.fromstring(f"<div>{written}</div>").text_content().split()) if written else ""


def lines(population: Population, rules: Rules = OURS) -> list[list[str]]:
    """The rows of its table."""
    store = Store(roots=[]).with_tables(protected(population, rules))
    written = annex_secrecy.decisions(Diagnostic(Territory.of(A), DATE, Shelf(store)), population.figures)
    rows = html.fromstring(f"<div>{written}</div>").xpath("//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")] for row in rows]


def test_it_says_how_many_are_small_and_how_many_protect_them() -> None:
    told = section(UNPAID)
    assert "1 effectif trop petit est masqué, 1 autre l’est pour qu’aucun ne se retrouve par soustraction." in told
    assert "effectifs arrondis" not in told
    assert "effectif arrondi" not in told
    assert "relève un seuil" not in told


def test_each_figure_has_a_line_with_the_place_and_the_reason() -> None:
    small, beside = sorted(lines(UNPAID), key=lambda line: line[3])
    assert small[3] == "effectif de moins de 5, pour que personne ne soit reconnu"
    assert A in small[2]
    assert beside[3] == "pour qu’un autre effectif masqué ne se déduise pas d’un total"
    assert B in beside[2]
    assert small[0] == beside[0]
    assert small[1] == beside[1] == "2025"


def test_places_are_named_up_to_four_and_counted_above() -> None:
    total, parts = sorted(lines(valley(CAF, {"IMPAYES": [1, 1, 1, 1]})), key=lambda line: line[3])
    assert total[2].endswith(f"({EPCI})")
    assert parts[3] == "moins de 5 dans l’ensemble : aucun détail n’en est donné"
    assert re.findall(r"\((\d+)\)", parts[2]) == list(COMMUNES)
    # The four communes of two workbooks that hide the same figure of the same year: more than can be read in a line.
    population = valley(CAF, {"IMPAYES": [1, 1, 1, 1]})
    twice = Store(roots=[]).with_tables([*protected(population), *protected(population)])
    written = annex_secrecy.decisions(Diagnostic(Territory.of(A), DATE, Shelf(twice)), [CAF])
    assert "8\u00a0territoires" in written


def test_more_hidden_beside_than_small_advises_to_round() -> None:
    told = section(valley(CAF, {"IMPAYES": [1, 20, 30, 40], "AAH": [3, 20, 30, 40]}))
    assert "arrondi: true" not in told, "autant autour que de petits"
    bands = {name: [value, 50, 60, 70] for name, value in zip(BANDS, (3, 40, 50, 60, 30), strict=True)}
    told = section(valley(CAF, bands | {"QF_TOUS": [183, 250, 300, 350]}))
    assert "arrondi: true" in told


def test_rounded_counts_are_told_and_no_other_rounding_is_advised() -> None:
    told = section(UNPAID, replace(OURS, rounded=True))
    assert "4 effectifs arrondis au lieu d’être masqués" in told
    assert "0 effectif trop petit" in told
    assert "arrondi: true" not in told


def test_who_agreed_is_told_with_why() -> None:
    agreed = Agreement(HOURS, A, "la gestionnaire <des Lutins>", "accord & lettre", datetime.date(2026, 1, 15))
    one = next(line for line in lines(CRECHE, replace(OURS, agreements=(agreed,))) if A in line[2])
    assert one[3] == "donné avec l’accord de : la gestionnaire <des Lutins> (15/01/2026). accord & lettre"


def test_an_activity_hidden_for_want_of_agreement_is_told_so() -> None:
    (line, *_) = [line for line in lines(CRECHE) if A in line[2]]
    assert line[3].startswith("activité de moins de 3 établissements")


def test_a_stricter_threshold_is_told_beside_that_of_the_project() -> None:
    told = section(UNPAID, replace(OURS, persons=10))
    assert "La convention relève un seuil : 10 au lieu de 5." in told
    assert told.count("relève un seuil") == 1, "les autres ne le sont pas"


def test_nothing_is_said_where_no_figure_of_the_site_is_used() -> None:
    assert section(UNPAID, OURS, "bpe") == ""
    assert section(UNPAID, OURS, "bpe", CAF) != ""


def test_the_number_that_is_hidden_is_nowhere_in_the_section() -> None:
    told = section(valley(CAF, {"IMPAYES": [3, 21, 65, 77]}))
    assert not re.findall(r"\b(?:3|21|24|65|77|166)\b", told)


def test_the_rules_are_those_of_the_sources_used() -> None:
    every = parameters.every()
    ours = {one.id for one in every if one.id.startswith(annex_secrecy.OURS)}
    others = sorted({one.source for one in every if one.source and one.id not in ours})
    assert len(ours) == 4
    assert len(others) > 1
    for source in others:
        found = annex_secrecy.rules([source])
        assert {one.source for one in found} == {source}
        assert not ours & {one.id for one in found}, "les nôtres ne valent que pour ce qui est recueilli sur place"
    both = {one.id: one for one in annex_secrecy.rules([CAF, others[0]])}
    assert ours <= set(both)
    assert {one.source for name, one in both.items() if name not in ours} == {others[0]}
    assert annex_secrecy.rules([]) == []
