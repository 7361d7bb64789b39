"""An indicator's whole story: each part says what a page says, or why it says nothing; widgets follow choices."""

from __future__ import annotations

import html

import pytest

from ctg_lib import explorer, indicators
from ctg_lib.chapters.distribution import among
from ctg_lib.errors import UsageError
from ctg_lib.explorer.indicator_story import FIRST, Story
from ctg_lib.explorer.look import standing
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.lineage import uses
from ctg_lib.views.view import Block, View
from tests.published import EDITION, METROPOLE, SORBIERS

SHARE = "ctx_0_14_part"


@pytest.fixture(scope="module")
def opened() -> Story:
    return explorer.story(SORBIERS, EDITION)


@pytest.fixture
def story(opened: Story) -> Story:
    return opened.choose(territory=SORBIERS, indicator=FIRST)


def text(shown: View | Block) -> str:
    return html.unescape(shown.html).replace("\u00a0", " ")


def test_each_part_is_that_of_the_page(story: Story) -> None:
    story.choose(indicator="ad_rsa")
    reading = story.asked.place.indicator("ad_rsa")
    assert story.definition() == reading.definition
    assert story.sentence() == str(reading)
    drawn = among("ad_rsa")(story.asked.place.diagnostic)
    assert drawn is not None
    assert story.distribution().html == drawn.html
    assert isinstance(story.map(), View)
    assert reading.explain().as_text() in html.unescape(story.origin().html)
    for place in uses.shown("ad_rsa"):
        assert place.told in text(story.readers())


def test_the_reasons_of_breaks_are_under_the_trend(story: Story) -> None:
    """The series of the census of employment, of Filosofi, of the benefits: whichever is broken here says why."""
    told = 0
    for one in indicators.in_theme("precarite"):
        history = story.choose(indicator=one.id).figure().history()
        reasons = [why for why in history["break_reason"] if why]
        drawn = story.trend()
        if isinstance(drawn, View):
            for why in reasons:
                assert why.rstrip(".") in html.unescape(drawn.html)
                told += 1
    assert told > 0


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"indicator": FIRST}, "un seul millésime a un chiffre"),
        ({"indicator": "pr_pauvrete_jeunes"}, "secret statistique"),
        ({"territory": "05169"}, "absent des fichiers chargés"),
    ],
)
def test_no_trend_says_why(story: Story, given: dict[str, str], why: str) -> None:
    assert why in text(story.choose(**given).trend())


def test_nothing_is_placed_without_a_figure_or_without_likes(story: Story) -> None:
    assert "secret statistique" in text(story.choose(indicator="pr_pauvrete_jeunes").distribution())
    assert "aucun département" in text(story.choose(territory="42", indicator="ad_rsa").distribution())
    assert "intercommunalités" in text(story.choose(territory=METROPOLE).distribution())
    assert "moins de deux communes" in text(story.choose(territory="05169").map())


def test_a_theme_takes_its_first_indicator(story: Story) -> None:
    assert story.choose(theme="seniors").asked.indicator == indicators.in_theme("seniors")[0].id


def test_bad_names_are_all_told_and_change_nothing(story: Story) -> None:
    before = story.asked
    with pytest.raises(UsageError) as refused:
        story.choose(territory="Sorbiers", theme="precarité", indicator="pr_taux_pauvrté")
    for right in ("05169", "precarite", "pr_taux_pauvrete (Taux de pauvreté"):
        assert right in str(refused.value)
    with pytest.raises(UsageError, match="n’est pas du thème"):
        story.choose(theme="seniors", indicator=FIRST)
    assert story.asked == before


# --- Widgets --------------------------------------------------------------------------------------------------------


def shown(story: Story) -> tuple[str, str, str]:
    panel = story.panel
    return panel.said.value, panel.pictures.value, panel.origin.value


def test_a_widget_changes_the_whole_story(story: Story) -> None:
    before = shown(story)
    story.panel.indicator.indicator.value = "pr_med"
    assert story.asked.indicator == "pr_med"
    assert all(one != other for one, other in zip(before, shown(story), strict=True))
    assert standing(story.map()) in story.panel.pictures.value
    story.panel.place.typed.value = "La Talaudière"
    assert story.asked.place.code == "42305"
    assert "La Talaudière" in html.unescape(story.panel.said.value)


def test_a_theme_offers_its_indicators_and_words_those_of_all_themes(story: Story) -> None:
    field = story.panel.indicator
    field.theme.value = "sante"
    assert [value for _, value in field.indicator.options] == [one.id for one in indicators.in_theme("sante")]
    assert story.asked.indicator == field.indicator.value
    field.words.value = "pauvreté"
    offered = [words for words, _ in field.indicator.options]
    assert len(offered) > 3
    assert all(words.partition("\u00a0: ")[0] in THEMES.values() for words in offered)
    assert story.asked.indicator == field.indicator.value
    field.words.value = "zzzz"
    assert "Aucun indicateur" in field.said.value


def test_widgets_follow_what_code_chooses(story: Story) -> None:
    story.panel.indicator.theme.value = "sante"
    story.choose(indicator=SHARE)
    field = story.panel.indicator
    assert (field.theme.value, field.indicator.value) == ("portrait", SHARE)


def test_without_widgets_it_is_one_line(story: Story) -> None:
    assert story._repr_mimebundle_()["text/plain"] == story.sentence()
