"""`index.html` as it is written: every territory, only links that lead somewhere, and nothing that a check refuses."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag

from ctg_lib import folders
from ctg_lib.batch import places
from ctg_lib.batch.index_page import render
from ctg_lib.batch.index_rows import DOCUMENTS
from ctg_lib.batch.lot import Order, report
from ctg_lib.batch.outline_map import LENGTH, sheet
from ctg_lib.batch.recap import Outcome, State
from ctg_lib.errors import PageRefusedError
from ctg_lib.export.checks import check
from ctg_lib.gazetteer import gazetteer
from ctg_lib.territory import Level, Territory
from ctg_lib.value import COLUMNS
from tests.batch.batches import (
    BEFORE,
    EDITION,
    FAILED,
    OWN,
    PAGE_ONLY,
    REFUSED,
    REFUSED_AGAIN,
    SHARED,
    WAITING,
    WARNED,
    groupings,
    loire,
    loire_files,
)
from tests.export.watching import html_errors

NO_FIGURE = pd.DataFrame(columns=list(COLUMNS))


@pytest.fixture(scope="module")
def page() -> str:
    return render(loire(), EDITION, loire_files())


@pytest.fixture(scope="module")
def soup(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "html.parser")


def plain(node: Tag) -> str:
    return re.sub(r"\s+", " ", node.get_text(" ")).strip()


def row(soup: BeautifulSoup, code: str) -> Tag:
    found = soup.select_one(f"#t-{code}")
    assert found is not None
    return found


def done(*codes: str) -> list[Outcome]:
    return [Outcome.of(Territory.of(code), State.DONE, date=EDITION) for code in codes]


def of(outcomes: list[Outcome], files: dict[str, tuple[str, ...]] | None = None) -> BeautifulSoup:
    """The page of some outcomes, which the checks must let pass."""
    page = render(outcomes, EDITION, files or {})
    check(page, NO_FIGURE, places.INDEX)
    return BeautifulSoup(page, "html.parser")


def test_it_passes_the_checks_of_every_page(page: str) -> None:
    check(page, NO_FIGURE, places.INDEX)
    with pytest.raises(PageRefusedError, match="rattaché à aucun chiffre : 12"):
        check(page.replace("</main>", "<p>On compte 12 places.</p></main>"), NO_FIGURE, places.INDEX)


def test_the_html_checker_finds_no_error(page: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    assert html_errors(tmp_path / "index.html") == []


def test_the_same_outcomes_in_another_order_give_the_same_bytes(page: str) -> None:
    shuffled = {code: tuple(reversed(files)) for code, files in reversed(loire_files().items())}
    assert render(list(reversed(loire())), EDITION, shuffled) == page


def test_its_head_says_where_what_and_how_many(soup: BeautifulSoup) -> None:
    title, heading, under = (soup.select_one(name) for name in ("title", "h1", ".sous-titre"))
    assert title
    assert heading
    assert under
    assert plain(title) == "Diagnostics partagés : Loire, 24 novembre 2026"
    assert plain(heading) == "Loire"
    assert plain(under) == "320 communes · édition du 24 novembre 2026"


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ([], "Aucun diagnostic n’a encore été demandé."),
        ([State.DONE], "Le diagnostic est fait."),
        ([State.DONE] * 3, "Les 3 diagnostics sont faits."),
        ([State.DONE, State.REFUSED], "1 diagnostic est fait sur 2 ; 1 est refusé."),
        (
            [State.DONE] * 2 + [State.REFUSED] * 2 + [State.FAILED, State.WAITING],
            "2 diagnostics sont faits sur 6 ; 2 sont refusés, 1 en échec et 1 à faire.",
        ),
        ([State.FAILED] * 2, "Aucun diagnostic n’est fait sur 2 ; 2 sont en échec."),
    ],
)
def test_one_sentence_counts_the_states(states: list[State], told: str) -> None:
    communes = ("42302", "42207", "42005", "42183", "42330", "42218")
    outcomes = [Outcome.of(Territory.of(code), state) for code, state in zip(communes, states, strict=False)]
    (said,) = of(outcomes).select(".bilan")
    assert re.sub(r"\s", " ", said.text) == told


def test_every_territory_has_its_row_in_alphabetical_order(soup: BeautifulSoup) -> None:
    rows = soup.select(".territoires tbody tr")
    assert len(rows) == 320
    names = [plain(one.select_one("th") or one) for one in rows]
    assert names[:3] == ["Aboën", "Ailleux", "Ambierle"]
    assert names.index("Saint-Étienne") < names.index("Saint-Étienne-le-Molard") < names.index("Saint-Galmier")
    assert {plain(one.select("td")[0]) for one in rows} == {one.code for one in loire()}
    assert plain(row(soup, "42302")).startswith("Sorbiers 42302 Saint-Étienne Métropole fait")


def test_a_link_is_made_only_to_a_file_that_is_there_and_to_each_of_them(soup: BeautifulSoup) -> None:
    links = {str(one["href"]) for one in soup.select("a[href]") if not str(one["href"]).startswith("#")}
    there = {f"{code}/{file}" for code, files in loire_files().items() for file in files if file in DOCUMENTS}
    assert links == there | {"recap.csv"}


def test_the_text_of_a_link_says_where_it_leads(soup: BeautifulSoup) -> None:
    texts = [plain(one) for one in row(soup, "42207").select(".documents a")]
    assert texts == [f"{one} de Saint-Chamond" for one in DOCUMENTS.values()]
    assert plain(row(soup, "42001").select(".documents a")[0]) == "Diagnostic d’Aboën"
    assert plain(row(soup, REFUSED).select("td")[-1]) == "aucun document"
    addresses = [str(one["href"]) for one in soup.select(".documents a")]
    assert len(set(addresses)) == len(addresses)
    assert len({plain(one) for one in soup.select(".documents a")}) == len(addresses)


def test_what_is_not_done_has_its_cause_and_its_remedy(soup: BeautifulSoup) -> None:
    refused = row(soup, REFUSED)
    told = plain(refused)
    assert "refusé La page ne peut pas être publiée." in told
    assert "Chapitre en cause : Enfance (30_enfance)." in told
    assert "Remède : corriger le fichier, puis relancer « ctg batch »." in told
    (folded,) = refused.select("details")
    assert plain(folded).startswith("Le détail pour Andrézieux-Bouthéon - ligne 0 : case vide.")
    assert "Les documents sont ceux de l’édition du 1er mars 2026." in plain(row(soup, REFUSED_AGAIN))
    failed = plain(row(soup, FAILED))
    assert "en échec MemoryError: the kernel died Chapitre en cause : 92_bilan." in failed
    assert plain(row(soup, WAITING)).endswith("à faire aucun document")
    meanings = [plain(one) for one in soup.select(".sens li")]
    assert [one.split(" : ")[0] for one in meanings] == ["Refusé", "En échec", "À faire"]


def test_a_warning_of_all_is_said_once_and_the_others_in_their_row(page: str, soup: BeautifulSoup) -> None:
    (banner,) = soup.select(".bandeau")
    assert plain(banner) == f"Pour tous les diagnostics faits : {SHARED}"
    assert page.count("à confirmer avant toute décision") == 1
    (folded,) = row(soup, WARNED).select("details")
    assert plain(folded) == f"1 avertissement pour Sorbiers {OWN}"
    alone = of([Outcome.of(Territory.of("42302"), State.DONE, date=EDITION, warnings=(SHARED, OWN))])
    assert alone.select(".bandeau") == []
    assert "2 avertissements" in plain(row(alone, "42302"))


def test_another_edition_is_said_and_the_one_of_the_page_is_not() -> None:
    outcomes = [*done("42302"), Outcome.of(Territory.of("42207"), State.DONE, date=BEFORE)]
    soup = of(outcomes)
    assert "Édition du 1er mars 2026." in plain(row(soup, "42207"))
    assert "Édition" not in plain(row(soup, "42302"))
    failed = of([Outcome.of(Territory.of("42302"), State.FAILED)], {"42302": PAGE_ONLY})
    assert "Les documents sont antérieurs." in plain(row(failed, "42302"))


def test_homonyms_are_told_apart() -> None:
    outcomes = done("42302", "05169", "42207")
    soup = of(outcomes, {one.code: PAGE_ONLY for one in outcomes})
    assert plain(row(soup, "42302").select("a")[0]) == "Diagnostic de Sorbiers (Loire)"
    assert plain(row(soup, "05169").select("a")[1]) == "Synthèse de Sorbiers (Hautes-Alpes)"
    assert plain(row(soup, "42207").select("a")[0]) == "Diagnostic de Saint-Chamond"
    same = [Outcome(code, Level.COMMUNE, "Le Bourg", "Loire", "", State.DONE) for code in ("42998", "42999")]
    assert [plain(one) for one in of(same).select("tbody th")] == ["Le Bourg (42998)", "Le Bourg (42999)"]


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [
        (done("42302"), "Sorbiers"),
        (done("42302", "42207"), "Saint-Étienne Métropole"),
        (done("42302", "42005", "69123"), "Loire et Rhône"),
        (done("42302", "69123", "01004", "05169"), "Diagnostics partagés"),
    ],
)
def test_it_is_named_after_what_holds_them_all(outcomes: list[Outcome], told: str) -> None:
    (heading,) = of(outcomes).select("h1")
    assert heading.text == told


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [
        (done("42302"), "1 commune"),
        (done("42302", "42207"), "2 communes sur 53"),
        (done("42302", "42005", "69123"), "3 communes sur 586"),
        (done("42302", "69123", "01004", "05169"), "4 communes"),
        (done("42302", "244200770"), "1 commune · 1 intercommunalité"),
    ],
)
def test_a_part_of_a_place_is_not_told_as_the_whole_of_it(outcomes: list[Outcome], told: str) -> None:
    (under,) = of(outcomes).select(".sous-titre")
    assert plain(under) == f"{told} · édition du 24 novembre 2026"


def test_two_groupings_of_one_name_are_not_one_place() -> None:
    """Two « CC des Quatre Rivières », in the Haute-Saône and in Seine-Maritime."""
    members = gazetteer().members[Level.EPCI]
    (heading,) = of(done(members["247000623"][0], members["247400666"][0])).select("h1")
    assert "Quatre Rivières" not in heading.text


def test_the_map_says_how_many_it_draws_and_not_of_how_many() -> None:
    soup = of(done("42302", "42207", "69123"))
    (drawn,) = soup.select(".carte-lot")
    assert str(drawn["aria-label"]).startswith("Carte de 2\u00a0communes\u00a0:")


def test_groupings_and_groups_have_their_rows() -> None:
    group = Outcome.of(Territory.group("gier", ["42207", "42302"], "Vallée du Gier"), State.DONE, date=EDITION)
    outcomes = [*done("244200770", "42302"), group, Outcome.of(Territory.of("29155"), State.WAITING)]
    soup = of(outcomes, {"244200770": PAGE_ONLY, "gier": PAGE_ONLY})
    assert plain(row(soup, "244200770")).startswith("Saint-Étienne Métropole intercommunalité 244200770 sans objet")
    assert plain(row(soup, "244200770").select("a")[0]) == "Diagnostic de Saint-Étienne Métropole"
    assert plain(row(soup, "gier").select("a")[0]) == "Diagnostic du groupe « Vallée du Gier »"
    assert "Ouessant 29155 aucune" in plain(row(soup, "29155"))
    (under,) = soup.select(".sous-titre")
    assert plain(under).startswith("2 communes · 1 intercommunalité · 1 groupe de communes ·")


def test_every_grouping_of_france_is_a_page_too() -> None:
    page = render(groupings(), EDITION, {one.code: PAGE_ONLY for one in groupings()})
    check(page, NO_FIGURE, places.INDEX)
    assert page.count("<tr id=") == len(groupings()) > 1200


def test_names_with_a_number_or_an_english_word_are_names() -> None:
    """There is a commune of This, and there are groupings of so many valleys."""
    this = Territory.of("08450")
    assert this.name == "This"
    for state in State:
        outcomes = [Outcome.of(this, state), *done("42302")]
        of([*outcomes, Outcome("42207", Level.COMMUNE, "Saint-Chamond", "Loire", "CC des 4 Rivières", state)])
        of(outcomes[:1])
        of([replace(outcomes[0], code="42207"), *done("42302")])


HOSTILE = "<script>alert(1)</script>\"'&amp;@@CSP@@{{ 7 * 7 }}</title></svg>\n<b>"


def test_whatever_is_told_is_escaped(tmp_path: Path) -> None:
    outcome = Outcome(
        "42302", Level.COMMUNE, HOSTILE, HOSTILE, HOSTILE, State.FAILED, "", (HOSTILE,), HOSTILE * 5, HOSTILE, HOSTILE
    )
    other = Outcome("42207", Level.COMMUNE, HOSTILE, HOSTILE, "", State.DONE, EDITION, (HOSTILE,))
    page = render([outcome, other], EDITION, {"42302": PAGE_ONLY})
    soup = BeautifulSoup(page, "html.parser")
    assert len(soup.select("script")) == 1
    assert soup.select("b, main title title") == []
    assert "49" not in plain(row(soup, "42302"))
    assert "@@CSP@@" in plain(row(soup, "42302"))
    check(page, NO_FIGURE, places.INDEX)
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    assert html_errors(tmp_path / "index.html") == []


# ── The map ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_map_draws_each_commune_names_it_and_leads_to_it(soup: BeautifulSoup) -> None:
    shapes = soup.select(".carte-lot a")
    assert len(shapes) == 320
    by_title = {plain(one.select_one("title") or one): one for one in shapes}
    assert by_title["Sorbiers (42302) : fait"]["href"] == "42302/diagnostic.html"
    assert by_title[f"Saint-Chamond ({REFUSED_AGAIN}) : refusé"]["href"] == f"{REFUSED_AGAIN}/diagnostic.html"
    assert by_title[f"Andrézieux-Bouthéon ({REFUSED}) : refusé"]["href"] == f"#t-{REFUSED}"
    assert {str(one["tabindex"]) for one in shapes} == {"-1"}, "le tableau donne les mêmes arrêts"


def test_its_states_are_told_by_pattern_legend_and_words(page: str, soup: BeautifulSoup) -> None:
    assert [plain(one) for one in soup.select(".legende li")] == [
        "fait (316)",
        "refusé (2)",
        "en échec (1)",
        "à faire (1)",
    ]
    for slug in ("refuse", "echec", "attente"):
        assert len(soup.select(f"#motif-{slug}")) == 1
        assert f".carte-lot .{slug} {{ fill: url(#motif-{slug}); }}" in page
    alternative = re.sub(r"\s", " ", str(soup.select(".carte-lot")[0]["aria-label"]))
    assert alternative == (
        "Carte de 320 communes : en couleur pleine, 316 diagnostics faits ; en hachures, 2 diagnostics refusés "
        "(Andrézieux-Bouthéon et Saint-Chamond) ; en quadrillage, 1 diagnostic en échec "
        f"({Territory.of(FAILED).name}) ; en points, 1 diagnostic à faire ({Territory.of(WAITING).name}). "
        "Le tableau qui suit donne les mêmes liens."
    )
    (source,) = soup.select("figure .source")
    assert "contours 2025" in source.text


def test_what_has_no_outline_is_said(tmp_path: Path) -> None:
    soup = of(done("42302", "05169", "29155"))
    (absent,) = soup.select(".absents")
    assert plain(absent) == (
        "Sans contour dans les fichiers de l’outil, absents de la carte : Ouessant et Sorbiers (Hautes-Alpes)."
    )
    assert len(soup.select(".carte-lot a")) == 1
    many = of([*done("42302"), *(Outcome.of(one, State.DONE) for one in Territory.of("05").members()[:15])])
    assert plain(many.select(".absents")[0]).endswith(" et 3 autres.")
    (one,) = of(done("42302", "29155")).select(".absents")
    assert plain(one).startswith("Sans contour dans les fichiers de l’outil, absent de la carte : ")


def test_there_is_no_map_where_nothing_can_be_drawn() -> None:
    soup = of(done("05169", "29155"))
    assert soup.select("svg, figure, .absents") == []
    assert sheet(done("05169")) is None
    assert sheet([]) is None


def test_a_grouping_lies_under_its_communes() -> None:
    laid = sheet(done("42302", "244200770"))
    assert laid is not None
    assert list(laid.paths) == ["244200770", "42302"]
    assert max(laid.width, laid.height) == LENGTH
    assert laid.paths["244200770"].count("M") < 5, "une seule ligne autour de toutes ses communes"


def test_a_part_of_a_place_lies_on_the_whole_of_it() -> None:
    """Two communes of an intercommunalité of 53, on its outline; nothing under all of its communes, nor without it."""
    two, members = done("42302", "42207"), Territory.of("244200770").communes
    soup = of(two)
    (ground,) = soup.select(".carte-lot > .autour")
    assert str(ground["d"]).count("M") < 5, "une seule ligne autour de toutes ses communes"
    assert [plain(one) for one in soup.select(".legende li")] == ["fait (2)", "51 autres communes"]
    assert "faits ; en gris, 51 autres communes." in re.sub(r"\s", " ", str(soup.select(".carte-lot")[0]["aria-label"]))
    under, alone = sheet(two, members), sheet(two)
    assert under is not None
    assert alone is not None
    assert (len(under.ground) > 500, alone.ground) == (True, "")
    # Drawn at the scale of the whole, each is smaller.
    assert all(len(under.paths[code]) < len(alone.paths[code]) for code in alone.paths)
    for everything in (of(done(*members)), of(done("42302")), of(done("42302", "244200770"))):
        assert everything.select(".autour") == []
    # One commune of the place without outline: what would be drawn under is not the place.
    assert sheet(two, [*members, "05169"]) == alone


def test_an_outline_is_where_it_should_be() -> None:
    """The path of a commune, followed step by step, stays in the drawing and ends beside where it began."""
    laid = sheet(done("42302"))
    assert laid is not None
    x, y = 0, 0
    for ring in laid.paths["42302"].split("M")[1:]:
        start, steps = ring.removesuffix("z").split("l")
        x, y = map(int, start.split())
        numbers = [int(one) for one in steps.split()]
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + across, y + down
            assert 0 <= x <= laid.width
            assert 0 <= y <= laid.height
    assert html.escape(laid.paths["42302"]) == laid.paths["42302"]


def test_it_follows_the_files_of_what_was_just_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row of a territory says the same with a PDF as without."""
    (tmp_path / "reference").symlink_to(folders.reference())
    monkeypatch.setenv("CTG_DATA", str(tmp_path))
    sorbiers = Territory.of("42302")
    order, outcome = Order((sorbiers,), EDITION), Outcome.of(sorbiers, State.DONE, date=EDITION)
    folder = tmp_path / "output" / "42302"
    folder.mkdir(parents=True)
    (folder / "diagnostic.html").touch()

    def links(*, made: bool) -> list[str]:
        report(order, [outcome], made=made)
        page = (tmp_path / "output" / places.INDEX).read_text(encoding="utf-8")
        return re.findall(r'href="42302/([\w.]+)"', page.partition("<table")[2])

    assert links(made=True) == ["diagnostic.html"]
    (folder / "diagnostic.pdf").touch()
    (folder / "fiches.html").touch()
    assert links(made=False) == ["diagnostic.html"], "nothing was made: nothing is read"
    assert links(made=True) == ["diagnostic.html", "fiches.html", "diagnostic.pdf"]
    (folder / "diagnostic.pdf").unlink()
    assert links(made=True) == ["diagnostic.html", "fiches.html"]
