"""The evaluation as it is displayed: exact sentences, numbers that are tied, text that is escaped, no cause told."""

from __future__ import annotations

import ast
import datetime
import re
from itertools import product

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from ctg_lib import folders
from ctg_lib.analysis.trend import Apart, Move, Way
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention.criteria import Facts, grid
from ctg_lib.convention.elsewhere import Compared, Elsewhere, comparisons
from ctg_lib.convention.evaluation import Read, Record, results
from ctg_lib.convention.follow_up import Measured
from ctg_lib.convention.parts import evaluation as parts
from ctg_lib.export import told
from ctg_lib.export.page import finished
from ctg_lib.export.parsed import Page
from ctg_lib.views.view import Block, spoken
from tests.convention.evaluated import SIGNED, action, diagnostic, measure, record, with_rows

# Words by which a change would be said to come from an action, or an action to have an effect.
CAUSAL = (
    "grâce", "permis", "permet", "permettre", "effet de", "effet sur", "effets de", "effets sur", "dû à", "due à",
    "dus à", "dues à",
    "en raison de", "impact de", "impact sur", "impact du", "résulte de", "résulte du", "résultat de",
    "a entraîné", "ont entraîné", "entraîne", "à cause", "en conséquence", "conséquence de", "s’explique", "explique",
    "parce que", "provoqu", "a fait baisser", "a fait reculer", "a fait augmenter", "attribuable", "imputable",
    "du fait de", "contribu", "lié à", "liée à", "produit par", "efficace", "a réduit", "a amélioré", "améliore",
)  # fmt: skip
SAID_BY = (
    "analysis/trend.py", "convention/evaluation.py", "convention/elsewhere.py", "convention/criteria.py",
    "convention/frozen.py", "convention/parts/evaluation.py",
)  # fmt: skip
ACTIONS = (
    measure("impact", "Foyers percevant le RSA", indicateur="ad_rsa", millesime="2022-12", cible=90),
    measure("impact", "Foyers percevant la Paje", indicateur="pe_paje", millesime="2022-12", cible=170),
    measure("impact", "Naissances, moyenne de trois ans", indicateur="pe_naiss_3ans", millesime="2023", cible=70),
    measure(
        "impact",
        "Part des non-scolarisés sans diplôme ou au plus le brevet",
        indicateur="pr_sans_diplome",
        millesime="2017",
        cible=15,
    ),
    measure("impact", "Foyers allocataires de la Caf", indicateur="ad_alloc", millesime="2022-12"),
    measure("impact", "Petits", indicateur="pe_0_4", millesime="2023"),
    measure("impact", "Population", indicateur="ctx_pop_totale", millesime="2018"),
    measure("impact", "Généralistes", indicateur="sa_apl65", millesime="2022"),
    measure("résultat", "Sans départ", indicateur="ad_rsa"),
    measure(
        "réalisation",
        "Venues",
        unite="familles",
        source="Registre",
        reference={"valeur": 0, "date": "2026-12-31"},
        cible=30,
    ),
    measure(
        "résultat", "Taux", unite="%", source="Registre", reference={"valeur": 12.5, "date": "2026-12-31"}, cible=80
    ),
    measure("moyens", "Temps passé", unite="jours", source="Service"),
)
LOG = (
    Measured(1, "Venues", datetime.date(2028, 3, 1), 4.0),
    Measured(1, "Taux", datetime.date(2028, 3, 1), 45.25),
)


# Read by hand from the files of the sample: Cnaf, Insee (civil registration, census), Drees.
TOLD = [
    (
        "Foyers percevant le RSA (fiche 1) : 100 en décembre 2022, 115 en décembre 2024, soit +15 %. Le "
        "chiffre augmente au-delà de la marge d’incertitude, plus qu’à Saint-Étienne Métropole (+7 %) ; on ne"
        " peut pas dire s’il change autrement que dans la Loire (16 830 puis 17 760)."
    ),
    (
        "Foyers percevant la Paje (fiche 1) : 200 en décembre 2022, 180 en décembre 2024, soit −10 %. Le "
        "chiffre recule au-delà de la marge d’incertitude, plus qu’à Saint-Étienne Métropole (−6 %) ; on ne "
        "peut pas dire s’il change autrement que dans la Loire (−7 %)."
    ),
    (
        "Naissances, moyenne de trois ans (fiche 1) : 66,3 en 2021-2023, 60,0 en 2023-2025. Le chiffre ne "
        "change pas au-delà de la marge d’incertitude ; on ne peut pas dire s’il change autrement qu’à "
        "Saint-Étienne Métropole (−5 %) ou que dans la Loire (−7 %)."
    ),
    (
        "Part des non-scolarisés sans diplôme ou au plus le brevet (fiche 1) : 19,0 % en 2017, 15,8 % en "
        "2023. Le chiffre recule au-delà de la marge d’incertitude ; on ne peut pas dire s’il change "
        "autrement qu’à Saint-Étienne Métropole (31,0 % puis 27,5 %), que dans la Loire (30,4 % puis 26,5 %) "
        "ou qu’en France (28,4 % puis 24,6 %)."
    ),
    (
        "Foyers allocataires de la Caf (fiche 1) : 1 245 en décembre 2022, 1 220 en décembre 2024, soit −2 %."
        " Le chiffre recule au-delà de la marge d’incertitude, alors qu’il ne change pas de façon lisible à "
        "Saint-Étienne Métropole (95 200 puis 95 190) et dans la Loire (158 015 puis 157 225)."
    ),
    (
        "Généralistes (fiche 1, « dont médecins de 65 ans ou moins ») : 3,1 en 2022, 2,7 en 2024. Le chiffre "
        "recule au-delà de la marge d’incertitude ; rien ne s’en compare à ailleurs : aucun territoire de "
        "comparaison n’a de chiffre à ces deux dates."
    ),
]


def whole() -> Record:
    """A fiche with a measure of every kind."""
    return record(action(*ACTIONS, questions=["Les familles viennent-elles ?"]), log=LOG)


def displayed(kept: Record, over: Diagnostic) -> dict[str, Block]:
    """Everything that the notebook shows of a record."""
    found = results(kept, over)
    against = comparisons(found, kept, over)
    return {
        "grid": parts.grid(grid(kept, found, against, Facts(enjeux=3, answered=2, late=0))),
        "results": parts.results(found, over),
        "comparisons": parts.comparisons(against, over),
        "questions": parts.questions(kept),
    }


@pytest.fixture(scope="module")
def blocks() -> dict[str, Block]:
    return displayed(whole(), diagnostic())


def sentences(block: Block) -> list[str]:
    """Its list, with plain spaces."""
    return [" ".join(one.get_text().split()) for one in BeautifulSoup(block.html, "html.parser").select("ul > li")]


def cells(block: Block) -> list[list[str]]:
    """The rows of its table, a bar where a line is cut."""
    soup = BeautifulSoup(block.html.replace("<br>", " | "), "html.parser")
    return [[" ".join(one.get_text().split()) for one in row.select("th, td")] for row in soup.select("tbody tr")]


def test_the_sentences_of_the_sample_to_the_letter(blocks: dict[str, Block]) -> None:
    assert sentences(blocks["comparisons"]) == TOLD


def test_the_table_of_results_to_the_letter(blocks: dict[str, Block]) -> None:
    rows = {row[0].split(" | ")[0]: row[1:] for row in cells(blocks["results"])}
    assert rows["Foyers percevant le RSA"] == [
        "100 (décembre 2022) | 98 à 102", "90", "115 (décembre 2024) | 113 à 117", "Cible non atteinte"
    ]  # fmt: skip
    assert rows["Petits"] == [
        "388 (2023)", "—", "—",
        ("Non mesuré | Le recensement ne sépare pas l’avant de l’après dans une même convention. "
         "| Aucune date plus récente n’est chargée. "
         "| Se lisent chaque année, sur le même thème : Naissances de l’année ; Naissances, moyenne de trois ans ; "
         "Foyers percevant la Paje."),
    ]  # fmt: skip
    assert rows["Population"][3] == (
        "Non mesuré | Le recensement ne sépare pas l’avant de l’après dans une même convention. | Recensement : moins "
        "de 5 ans d’écart, les deux millésimes partagent des années d’enquête. "
        "| Une mesure prise sur place, chaque année, peut la remplacer."
    )
    assert rows["Part des non-scolarisés sans diplôme ou au plus le brevet"] == [
        "19,0 % (2017)",
        "15,0 %",
        "15,8 % (2023)",
        "En chemin vers la cible",
    ]
    assert rows["Venues"] == [
        "0 familles (31 décembre 2026)", "30 familles", "effectif trop faible (1er mars 2028)",
        "Ne se juge pas | L’effectif est trop faible pour être dit.",
    ]  # fmt: skip
    assert rows["Taux"] == [
        "12,5 % (31 décembre 2026)", "80 %", "45,25 % (1er mars 2028)", "En chemin vers la cible"
    ]  # fmt: skip
    assert rows["Temps passé"] == ["—", "—", "—", "Non mesuré | Le journal de suivi n’en dit rien."]


def test_every_number_is_tied_or_marked_and_every_word_is_spelled(blocks: dict[str, Block]) -> None:
    shown = "".join(one.html for one in blocks.values())
    page = Page(finished(f'<!DOCTYPE html><html lang="fr"><body><h2>Évaluation</h2>{shown}</body></html>'))
    names = [one["indicateur"] for one in ACTIONS if "indicateur" in one]
    values = pd.concat([diagnostic()._rows(name) for name in dict.fromkeys(names)], ignore_index=True)
    found = [*told.spelling(page), *told.explained(page), *told.sourced(page), *told.tied(page, values)]
    assert found == []
    # Both dates of each figure, and the change of each place, lead to their rows.
    tied = BeautifulSoup(shown, "html.parser")
    assert len(tied.select("data[data-cle]")) > 30
    assert len(tied.select("[data-de]")) == 8
    captions = [one.get_text() for one in tied.select("caption")]
    assert len(captions) == len(set(captions)) == 2


def test_a_figure_that_only_the_edition_has_is_marked_so() -> None:
    before = diagnostic()._rows("ad_rsa")
    now = with_rows({("ad_rsa", "commune", "2022-12"): 112.0})
    kept = record(action(measure("impact", "RSA", indicateur="ad_rsa", millesime="2022-12")), kept={SIGNED: before})
    shown = displayed(kept, now)
    soup = BeautifulSoup(shown["results"].html, "html.parser")
    assert [one.get_text() for one in soup.select("[data-nombre=edition]")] == ["100", "98 à 102"]
    (row,) = cells(shown["results"])
    assert row[4] == "Sans cible | La source a corrigé depuis le chiffre de départ : celui qui a été signé reste."
    # Beside other territories, each figure is the one of today: the page says why it is not that of the table.
    assert "112 en décembre 2022 (corrigé depuis la signature), " in sentences(shown["comparisons"])[0]
    page = Page(finished(f'<html lang="fr"><body>{"".join(one.html for one in shown.values())}</body></html>'))
    assert list(told.tied(page, now._rows("ad_rsa"))) == []
    assert list(told.explained(page)) == []


def test_a_first_date_that_is_no_longer_loaded_is_that_of_the_edition_everywhere() -> None:
    before = diagnostic()._rows("ad_rsa")
    left = before[before["vintage"] == "2024-12"]
    now = with_rows({}, "ad_rsa").with_values(left)
    kept = record(action(measure("impact", "RSA", indicateur="ad_rsa", millesime="2022-12")), kept={SIGNED: before})
    block = displayed(kept, now)["comparisons"]
    assert "plus qu’à Saint-Étienne Métropole (+7 %)" in sentences(block)[0]
    page = Page(finished(f'<html lang="fr"><body>{block.html}</body></html>'))
    assert list(told.tied(page, left.reset_index(drop=True))) == []
    assert list(told.explained(page)) == []


def test_what_people_typed_is_escaped() -> None:
    bad = "<script>alert(1)</script> & 30 %"
    one = measure("réalisation", bad, unite=bad, source=bad, reference={"valeur": 7, "date": "2026-12-31"}, cible=30)
    fiche = action(one, titre=bad, questions=[bad])
    shown = displayed(record(fiche, log=(Measured(1, bad, datetime.date(2028, 3, 1), 45.0),)), diagnostic())
    for block in shown.values():
        assert "<script" not in block.html
    assert "&lt;script&gt;" in shown["results"].html
    assert "&lt;script&gt;" in shown["questions"].html
    page = Page(finished(f'<html lang="fr"><body>{"".join(one.html for one in shown.values())}</body></html>'))
    assert list(told.explained(page)) == []


def test_where_nothing_is_written_one_sentence_says_how() -> None:
    shown = displayed(record(), diagnostic())
    assert spoken(shown["results"].html) == parts.NOTHING
    assert spoken(shown["questions"].html) == parts.UNASKED
    assert spoken(shown["comparisons"].html).startswith(parts.UNREAD)
    assert all(row[2] == "Rien encore" for row in cells(shown["grid"]) if row[0].startswith("Gouvernance"))


def test_the_questions_are_listed_fiche_by_fiche() -> None:
    kept = record(action(questions=["Une ?", "Deux ?"]), action(number=2), action(number=3, questions=["Trois ?"]))
    assert sentences(parts.questions(kept))[:1] == ["Fiche 1, Action 1Une ?Deux ?"]
    assert "Fiche 2" not in parts.questions(kept).html


def test_each_way_against_each_other_way_has_its_words() -> None:
    """Every pair of ways, and every verdict that can go with it."""
    seen = {
        (own, other, apart): _words(own, other, apart)
        for own, other, apart in product(Way, Way, Apart)
        if _possible(own, other, apart)
    }
    beyond = "au-delà de la marge d’incertitude"
    loire = "dans la Loire (16 830 puis 17 760)"
    assert seen[Way.UP, Way.UP, Apart.ABOVE] == f"Le chiffre augmente {beyond}, plus que {loire}."
    assert seen[Way.UP, Way.UP, Apart.BELOW] == f"Le chiffre augmente {beyond}, moins que {loire}."
    assert seen[Way.DOWN, Way.DOWN, Apart.BELOW] == f"Le chiffre recule {beyond}, plus que {loire}."
    assert seen[Way.DOWN, Way.DOWN, Apart.ABOVE] == f"Le chiffre recule {beyond}, moins que {loire}."
    assert seen[Way.DOWN, Way.UP, Apart.BELOW] == f"Le chiffre recule {beyond}, alors qu’il augmente {loire}."
    assert seen[Way.STEADY, Way.DOWN, Apart.ABOVE] == f"Le chiffre ne change pas {beyond}, alors qu’il recule {loire}."
    assert seen[Way.UP, Way.STEADY, Apart.ABOVE] == (
        f"Le chiffre augmente {beyond}, alors qu’il ne change pas de façon lisible {loire}."
    )
    untold = f"; on ne peut pas dire s’il change autrement que {loire}."
    assert all(words.endswith(untold) for (_, _, apart), words in seen.items() if apart is Apart.UNTOLD)
    assert len(set(seen.values())) == len({(own, _kind(own, other, apart)) for own, other, apart in seen})


def _possible(own: Way, other: Way, apart: Apart) -> bool:
    order = [Way.DOWN, Way.STEADY, Way.UP]
    if own is other:
        return apart is Apart.UNTOLD or own is not Way.STEADY
    above = order.index(own) > order.index(other)
    crossing = {own, other} == {Way.UP, Way.DOWN}
    return apart is (Apart.ABOVE if above else Apart.BELOW) or (apart is Apart.UNTOLD and not crossing)


def _kind(own: Way, other: Way, apart: Apart) -> object:
    return apart if apart is Apart.UNTOLD or own is other else other


def _words(own: Way, other: Way, apart: Apart) -> str:
    """The sentence for a comparator that went some way, its figures left as they are."""
    fiche = action(measure("impact", "RSA", indicateur="ad_rsa", millesime="2022-12"))
    kept = record(fiche)
    (found,) = results(kept, diagnostic())
    assert isinstance(found, Read)
    (one,) = comparisons([found], kept, diagnostic())
    loire = one.elsewhere[1]
    # Too small a change to be written in %.
    little = Move(0.001, 0.0005, 0.002, other)
    beside = Elsewhere(loire.territory, loire.before, loire.after, little, apart)
    changed = Compared(one.result, one.before, one.after, Move(0.001, 0.0005, 0.002, own), (beside,), "")
    (said,) = sentences(parts.comparisons([changed], diagnostic()))
    return said[said.index("Le chiffre") :]


# --- no cause is ever told -------------------------------------------------------------------------------------------


def causes(text: str) -> list[str]:
    """The causal words of a text, without what is said not to be one."""
    bare = text.replace("l’action l’a fait changer", "")
    return [one for one in CAUSAL if re.search(rf"(?<!\w){one}", bare, flags=re.IGNORECASE)]


@pytest.mark.parametrize("name", SAID_BY)
def test_no_word_of_these_modules_tells_a_cause(name: str) -> None:
    tree = ast.parse((folders.PROJECT / "ctg_lib" / name).read_text(encoding="utf-8"))
    words = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert {one: causes(one) for one in words if causes(one)} == {}


def test_the_list_sees_what_it_must() -> None:
    assert causes("Le chiffre recule grâce à l’action.") == ["grâce"]
    assert causes("une baisse dûe au travail, un effet de la fiche") == ["effet de"]
    assert causes(parts.CAUTION) == []


def test_nothing_that_is_displayed_tells_a_cause_and_each_page_says_so(blocks: dict[str, Block]) -> None:
    for name, block in blocks.items():
        assert causes(spoken(block.html)) == [], name
    assert parts.CAUTION in blocks["results"].html
    assert parts.CAUTION in blocks["comparisons"].html


@given(st.floats(20, 400), st.floats(20, 400), st.floats(8000, 18000), st.floats(8000, 18000))
def test_whatever_the_figures_no_cause_is_told_and_the_words_follow_the_sign(
    before: float, after: float, elsewhere: float, later: float
) -> None:
    values = diagnostic()._rows("ad_rsa").copy()
    for (level, vintage), value in {
        ("commune", "2022-12"): before,
        ("commune", "2024-12"): after,
        ("epci", "2022-12"): elsewhere,
        ("epci", "2024-12"): later,
    }.items():
        here = (values["level"] == level) & (values["vintage"] == vintage)
        values.loc[here, ["value", "low", "high"]] = [value, value - 2, value + 2]
    now = with_rows({}, "ad_rsa").with_values(values[values["level"].isin(["commune", "epci"])])
    kept = record(action(measure("impact", "RSA", indicateur="ad_rsa", millesime="2022-12")))
    found = results(kept, now)
    (said,) = sentences(parts.comparisons(comparisons(found, kept, now), now))
    assert causes(said) == []
    # A naive oracle: the exact ratios, whatever is left to intervals.
    more = after / before > later / elsewhere
    if "recule au-delà de la marge d’incertitude, plus qu’à" in said or "augmente au-delà de la marge" in said:
        if ", plus qu’à" in said:
            assert more is (after > before)
        if ", moins qu’à" in said:
            assert more is (after < before)
    if "Le chiffre augmente" in said:
        assert after > before
    if "Le chiffre recule" in said:
        assert after < before
