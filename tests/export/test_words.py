"""What an official reads: French, every number the one of `indicators.csv`, nothing said that the data cannot say.

The page is read by Chromium, and not by the parser of `checks.py`.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Browser

from ctg_lib import chapters, indicators
from ctg_lib.views import embedded
from ctg_lib.vintage import compare
from tests.export.watching import watch
from tests.published import KEY, SORBIERS, Publication

NARROW, WIDE, MINUS = "\u202f", "\u00a0", "\u2212"
ENGLISH = (
    r"the|and|with|from|this|that|value|values|missing|published|not_released|rounded_by_source|secret_at_source"
    r"|zoom in|zoom out|warning|error|untitled|true|false|null|show|hide|index|figure of|no description"
)
# In the page as data, not as words: names of files, of public repositories and of columns.
NAMES = re.compile(r"[\w./@-]*[\w-]+\.(?:csv|gz|parquet|geojson|json|fr)\b|\([\w-]+/[\w.-]+\)|@[\w-]+/[\w-]+|\w+_\w+")


@pytest.fixture(scope="module")
def seen(chromium: Browser, publication: Publication) -> dict[str, Any]:
    """Texts of the page block by block, texts that are spoken, and keyed numbers, as the browser has them."""
    opened = watch(chromium, publication.page)
    found: dict[str, Any] = opened.page.evaluate(
        """() => {
             document.querySelectorAll('details').forEach(one => one.open = true);
             const blocks = [...document.querySelectorAll('h1,h2,h3,p,li,th,td,caption,summary,strong,a,text')]
               .filter(one => !one.closest('.folium-map') && !one.querySelector('p,li,td'))
               .map(one => one.innerText.trim()).filter(Boolean);
             const spoken = [...document.querySelectorAll('[alt],[aria-label],[title]')]
               .flatMap(one => ['alt', 'aria-label', 'title'].map(name => one.getAttribute(name))).filter(Boolean);
             const keyed = [...document.querySelectorAll('data[data-cle]')].map(one => ({
               key: one.dataset.cle, value: one.value, text: one.textContent,
               sentence: (one.closest('p,li,tr') || one).textContent}));
             const together = [...document.querySelectorAll('p,li,figure')].map(one =>
               [...one.querySelectorAll('data[data-cle]')].map(data => data.dataset.cle));
             const rows = [...document.querySelectorAll('tr')].map(row =>
               [...row.cells].map(cell => cell.textContent.trim()));
             const parts = {};
             let chapter = '';
             for (const one of document.querySelectorAll('main h2, main h3')) {
               if (one.tagName === 'H2') parts[chapter = one.textContent.trim()] = [];
               else parts[chapter].push(one.textContent.trim());
             }
             const pictures = [...document.querySelectorAll('img')].map(one => one.src);
             return {blocks, spoken, keyed, together, rows, parts, pictures};
           }"""
    )
    opened.context.close()
    return found


@pytest.fixture(scope="module")
def texts(seen: dict[str, Any]) -> list[str]:
    """Everything that is read: blocks, alternatives, and the texts drawn in the charts."""
    drawn = [
        text
        for source in seen["pictures"]
        for text in re.findall(r"<text[^>]*>([^<]+)</text>", embedded.drawing(source) or "")
    ]
    assert len(drawn) > 50
    return [*seen["blocks"], *seen["spoken"], *drawn]


def offending(texts: list[str], pattern: str, flags: int = 0) -> list[str]:
    return [f"« {found[0]} » dans « {text[:100]} »" for text in texts for found in re.finditer(pattern, text, flags)]


def test_decimals_have_a_comma(texts: list[str]) -> None:
    kept = [re.sub(r"Licence Ouverte 2\.0|ctg_lib [\d.]+", "", NAMES.sub("", text)) for text in texts]
    assert offending(kept, r"(?<![\d.])\d+\.\d+(?!\.\d)") == []
    assert offending(texts, r"\d,\d"), "aucune décimale : le test ne regarde rien"


def test_thousands_hold_together(texts: list[str]) -> None:
    assert offending(texts, r"(?<!\w)\d{1,3}[ \u00a0]\d{3}(?!\w)") == []
    assert offending(texts, rf"\d{NARROW}\d{{3}}")


def test_nothing_empty_shows_its_inner_name(texts: list[str]) -> None:
    assert offending(texts, r"\b(nan|None|NaT|undefined|NaN|inf)\b") == []
    assert offending(texts, r"élément de page|@@|\{\{|data-cle") == []


def test_no_english_is_left(texts: list[str]) -> None:
    assert offending([NAMES.sub(" ", text) for text in texts], rf"\b({ENGLISH})\b", re.IGNORECASE) == []


def test_french_typography(texts: list[str]) -> None:
    assert offending(texts, r"'") == []
    assert offending(texts, r"\w [;!?»]|« | :(?=\s|$)") == []
    assert offending(texts, r"\d %|\d[ ]€") == []
    assert offending(texts, r"(?<!\w)-\d") == [], "un nombre négatif s’écrit avec le signe moins"


def test_acronyms_keep_their_capitals(texts: list[str]) -> None:
    """In running text; between parentheses or in names of columns, the producer's spelling stands."""
    running = [re.sub(r"\(\w+\)", "", NAMES.sub("", text)) for text in texts]
    assert offending(running, r"\b(caf|rsa|paje|insee|bpe|ehpad|epci|eaje)\b") == []


def test_every_number_of_the_page_is_that_of_the_table(seen: dict[str, Any], values: pd.DataFrame) -> None:
    table = {tuple(row[name] for name in KEY): row for _, row in values.iterrows()}
    assert len(seen["keyed"]) > 300
    wrong = []
    for one in seen["keyed"]:
        row = table.get(tuple(one["key"].split("|")))
        if row is None or not same(float(one["value"]), row["value"]) or not printed_as(one["text"], row):
            wrong.append(one)
    assert wrong == []


def same(number: float, other: float) -> bool:
    return number == pytest.approx(other, rel=1e-9, abs=1e-9)


def printed_as(text: str, row: pd.Series) -> bool:
    """Whether a French text, « au plus » apart, is the value, to half a unit of its last printed digit."""
    found = re.match(rf"(?:au (?:plus|moins) )?({MINUS}?)(\d[\d{NARROW}]*)(?:,(\d+))?", text)
    if not found:
        return False
    sign, whole, decimals = found[1], found[2].replace(NARROW, ""), found[3] or ""
    number = float(f"{'-' if sign else ''}{whole}.{decimals or 0}")
    shown = row["value"] * (100 if "%" in text else 1)
    return abs(number - shown) <= 0.5 * 10 ** -len(decimals) + 1e-9


def test_keys_cover_the_territory_and_its_comparators(seen: dict[str, Any]) -> None:
    levels = {one["key"].split("|")[1] for one in seen["keyed"]}
    assert {"commune", "epci", "departement", "region", "france"} <= levels


def test_each_chapter_has_its_five_parts(seen: dict[str, Any]) -> None:
    for chapter in chapters.every().values():
        assert len(seen["parts"][chapter.title]) == 5, chapter.title
        assert seen["parts"][chapter.title][-2:] == ["Ce que l’on ne sait pas", "Ce que le comité peut examiner"]


def test_the_secret_of_the_young_is_kept(seen: dict[str, Any]) -> None:
    assert not [one for one in seen["keyed"] if one["key"].startswith(f"pr_pauvrete_jeunes|commune|{SORBIERS}|2021")]
    label = indicators.indicator("pr_pauvrete_jeunes").label
    cells = [
        row[1] for row in seen["rows"] if row[0].startswith(label) and len(row) > 1 and "2021" in row[0][len(label) :]
    ]
    assert cells
    for cell in cells:
        assert cell.startswith("secret statistique")
    told = [text for text in seen["blocks"] if "moins de 30 ans" in text and "secret statistique" in text]
    assert told
    for text in told:
        assert not re.search(rf"\d[\d,{NARROW}]*[{NARROW}{WIDE} ]?%", text)


def test_no_change_is_told_between_the_two_series_of_filosofi(seen: dict[str, Any], texts: list[str]) -> None:
    new, old = ("pr_med|", "pr_taux_pauvrete|"), ("pr_med_ancien|", "pr_pauvrete_ancien|", "pr_med_epci|")
    for keys in seen["together"]:
        assert not (any(key.startswith(new) for key in keys) and any(key.startswith(old) for key in keys)), keys
    reason = compare("filosofi", "2021", "2023", other="filosofi_2023").reason
    plain = re.sub(r"\s", " ", " ".join(texts))
    assert re.sub(r"\s", " ", reason) in plain
    change = r"(niveau de vie|pauvreté)[^.]*\b(hausse|baisse|augmente|recule|progresse|diminue)"
    assert offending(texts, change, re.IGNORECASE) == []


def test_no_coverage_rate_is_given_to_sorbiers_and_the_page_says_why(seen: dict[str, Any]) -> None:
    assert not [one for one in seen["keyed"] if one["key"].startswith("pe_tcg") and f"|{SORBIERS}|" in one["key"]]
    told = [text for text in seen["blocks"] if re.search(r"(Aucun|pas de) taux officiel à Sorbiers", text)]
    assert told
    for text in told:
        for part in (f"10{NARROW}000", "51,7", "59,8", "60,9"):
            assert part in text, text


def test_the_national_row_without_a_place_is_nowhere(texts: list[str], html: str) -> None:
    assert offending(texts, r"\bXX\b") == []
    assert "|XX|" not in html


def test_the_banner_and_each_source_line_say_republished(seen: dict[str, Any]) -> None:
    (banner,) = [text for text in seen["blocks"] if text.startswith("Chiffres republiés. ")]
    lines = [text for text in seen["blocks"] if re.match(r"Sources?\u00a0: ", text)]
    assert len(lines) >= 15
    for line in lines:
        assert line.endswith(".")
        assert "(republié)" in line
    for name in ("recensement", "allocataires", "Filosofi", "BPE"):
        assert name in banner


def test_the_annex_explains_every_indicator_that_is_shown(seen: dict[str, Any]) -> None:
    explained = {row[0].replace(NARROW, " ") for row in seen["rows"] if len(row) == 5}
    shown = {one["key"].split("|")[0] for one in seen["keyed"]}
    assert {indicators.indicator(name).label.replace(NARROW, " ") for name in shown} <= explained
