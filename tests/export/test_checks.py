"""Each check refuses a page that breaks it: a real page, spoilt one way at a time, is never published."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.documents import CTG, Part
from ctg_lib.errors import PageRefusedError
from ctg_lib.export import page as room
from ctg_lib.export.checks import check
from ctg_lib.export.parsed import Page
from ctg_lib.views import embedded
from ctg_lib.views.view import FRAGMENT
from tests.published import Publication

Spoil = Callable[[str], str]
ALT = r'(<img [^>]*?)alt="[^"]*"'


@pytest.fixture(scope="module")
def short(publication: Publication, diagnostic: Diagnostic) -> str:
    """The page of two of the chapters, which has some of everything: a hundred whole ones would be read otherwise."""
    document = replace(CTG, parts=(Part("", "", ("00_territoire", "70_logement")),))
    return room.render(diagnostic, publication.notebooks, document)


def test_the_real_page_passes(html: str, values: pd.DataFrame) -> None:
    check(html, values)


def test_the_page_of_two_chapters_passes(short: str, values: pd.DataFrame) -> None:
    check(short, values)


def before_end(text: str) -> Spoil:
    return lambda page: once(page, "</main>", f"{text}</main>")


def once(page: str, old: str, new: str) -> str:
    assert old in page, f"la page n’a plus « {old} » : cette épreuve ne prouverait rien"
    return page.replace(old, new, 1)


def swap(old: str, new: str) -> Spoil:
    return lambda page: once(page, old, new)


def rewrite(pattern: str, new: str) -> Spoil:
    def spoilt(page: str) -> str:
        changed, times = re.subn(pattern, new, page, count=1, flags=re.DOTALL)
        assert times == 1, f"la page n’a plus {pattern}"
        return changed

    return spoilt


def redraw(old: str, new: str) -> Spoil:
    """Change a text inside the first chart that has it."""

    def spoilt(page: str) -> str:
        for source in re.findall(r'src="([^"]+)"', page):
            drawing = embedded.drawing(source) or ""
            changed = re.sub(rf"(<text[^>]*>){old}(</text>)", rf"\g<1>{new}\g<2>", drawing, count=1)
            if changed != drawing:
                return page.replace(source, embedded.address(changed), 1)
        raise AssertionError(f"aucun graphique n’a {old}")

    return spoilt


LAYERS: dict[str, tuple[Spoil, str]] = {
    # Requests
    "script from elsewhere": (before_end('<script src="https://exemple.invalid/a.js"></script>'), "fichier extérieur"),
    "script of the next folder": (before_end('<script src="a.js"></script>'), "fichier extérieur"),
    "picture from elsewhere": (
        before_end('<img src="https://exemple.invalid/a.png" alt="Une image venue d’ailleurs, décrite ici">'),
        "fichier extérieur",
    ),
    "picture without a scheme": (
        before_end('<img src="//exemple.invalid/a.png" alt="Une image venue d’ailleurs, décrite ici">'),
        "fichier extérieur",
    ),
    "set of pictures": (
        before_end('<img srcset="https://exemple.invalid/a.png 2x" alt="Une image venue d’ailleurs, décrite">'),
        "fichier extérieur",
    ),
    "style sheet from elsewhere": (before_end('<link rel="stylesheet" href="https://exemple.invalid/a.css">'), "link"),
    "connection made in advance": (before_end('<link rel="preconnect" href="https://exemple.invalid">'), "link"),
    "import in a style": (swap("</style>", '@import "https://exemple.invalid/a.css";</style>'), "feuille de style"),
    "font in a style": (swap("</style>", "@font-face{src:url(a.woff2)}</style>"), "feuille de style"),
    "quoted address in a style": (swap("</style>", "a{background:url( 'https://a.invalid')}</style>"), "feuille de"),
    "style attribute": (before_end('<p style="background:url(https://exemple.invalid/a.png)">a</p>'), "attribut de"),
    "form": (before_end('<form action="https://exemple.invalid"></form>'), "fichier extérieur"),
    "video": (before_end('<video poster="https://exemple.invalid/a.png"></video>'), "fichier extérieur"),
    "page in the page": (before_end('<iframe srcdoc="<p>a</p>" title="Une page"></iframe>'), "iframe"),
    "object": (before_end('<object data="a.pdf"></object>'), "object"),
    "drawing that borrows": (before_end('<svg><use xlink:href="a.svg#b"></use></svg>'), "fichier extérieur"),
    "base address": (swap("<title>", '<base href="https://exemple.invalid/"><title>'), "base"),
    "reload": (swap("<title>", '<meta http-equiv="Refresh" content="5"><title>'), "se recharge"),
    "link that tells it was followed": (before_end('<a href="#methode" ping="https://a.invalid">a</a>'), "extérieur"),
    # Scripts
    "script that was not declared": (before_end("<script>fetch('https://exemple.invalid')</script>"), "déclare"),
    "script that was changed": (swap("L.control.scale", "L.control.attribution"), "déclare"),
    "script in an attribute": (before_end('<p onclick="alert(1)">a</p>'), "attribut lance un script"),
    "script in a link": (before_end('<a href=" JavaScript:alert(1)">a</a>'), "lien lance un script"),
    "no policy": (rewrite(r'<meta [^>]*"Content-Security-Policy"[^>]*>', ""), "politique de sécurité"),
    "policy that allows by default": (swap("default-src 'none'", "default-src *"), "politique de sécurité"),
    "policy that lets a picture through": (swap("img-src data:", "img-src data: https:"), "laisse passer"),
    "policy that lets a site through": (
        swap("font-src data:", "font-src data: https://exemple.invalid"),
        "laisse passer",
    ),
    # Pictures
    "picture without alternative": (rewrite(ALT, r"\1"), "sans texte de remplacement"),
    "picture with an empty alternative": (rewrite(ALT, r'\1alt=""'), "sans texte de remplacement"),
    "picture with a short alternative": (rewrite(ALT, r'\1alt="graphique"'), "sans texte de remplacement"),
    "picture with the default alternative": (
        rewrite(ALT, r'\1alt="No description has been provided for this image"'),
        "texte de remplacement par défaut",
    ),
    # Structure
    "no language": (swap('<html lang="fr">', "<html>"), "langue"),
    "other language": (swap('<html lang="fr">', '<html lang="en">'), "langue"),
    "no title": (rewrite(r"<title>[^<]*</title>", ""), "titre de document"),
    "title of a drawing alone": (
        rewrite(r"<title>[^<]*</title>", "<svg><title>Une commune</title></svg>"),
        "titre de document",
    ),
    "two titles": (before_end("<title>Un autre</title>"), "titre de document"),
    "empty title": (rewrite(r"<title>[^<]*</title>", "<title> </title>"), "titre de document"),
    "two main headings": (before_end("<h1>Encore</h1><p>a</p>"), "titre de niveau 1"),
    "no main heading": (rewrite(r"<h1>.*?</h1>", ""), "titre de niveau 1"),
    "heading skipped": (before_end("<h5>Trop bas</h5><p>a</p>"), "niveau de titre est sauté : h3 puis h5"),
    "heading over nothing": (before_end("<h3>Vide</h3><h3>Plein</h3><p>a</p>"), "rien sous le titre « Vide »"),
    "part that vanished": (rewrite(r"(<h3>La population</h3>).*?(<h3>)", r"\1\2"), "rien sous le titre"),
    "address used twice": (before_end('<p id="methode">a</p>'), "« methode » est utilisé 2 fois"),
    "link to nowhere": (before_end('<a href="#nulle-part">a</a>'), "ne mène nulle part"),
    "contents that lead nowhere": (rewrite(r'<h2 id="chapitre-logement">', "<h2>"), "#chapitre-logement"),
    "two parts of one name": (
        before_end('<div role="region" aria-label="A">a</div><div role="region" aria-label="A">a</div>'),
        "« A » ne désigne pas une seule",
    ),
    "part without a name": (before_end('<div role="region">a</div>'), "ne désigne pas une seule"),
    "table without caption": (rewrite(r"<caption>[^<]*</caption>", ""), "légendes"),
    "heading cell without scope": (rewrite(r'<th scope="col">', "<th>"), "sans portée"),
    "empty cell": (
        before_end('<table><caption>a</caption><tr><th scope="row">a</th><td> </td></tr></table>'),
        "case de tableau vide",
    ),
    # Numbers
    "decimal point": (before_end("<p>Le taux est de 12.5 %.</p>"), "point décimal : 12.5"),
    "decimal point before a full stop": (before_end("<p>Le taux est de 12.5.</p>"), "point décimal : 12.5"),
    "decimal point in an alternative": (rewrite(ALT, r'\1alt="12.5 places pour 100 enfants"'), "point décimal"),
    "decimal point beside a licence": (before_end("<p>12.5 % (Licence Ouverte 2.0).</p>"), "point décimal : 12.5"),
    "decimal point in a chart": (redraw(r"[^<]*\d[^<]*", "12.5"), "point décimal"),
    "space that a line may break": (before_end("<p>8 071 habitants</p>"), "fin de ligne"),
    "empty value": (before_end("<p>La valeur est nan.</p>"), "valeur vide"),
    "empty value in a chart": (redraw(r"[^<]*\d[^<]*", "nan"), "valeur vide"),
    "Python's own nothing": (before_end("<p>None</p>"), "valeur vide"),
    "straight apostrophe": (before_end("<p>l'enfant</p>"), "apostrophe droite"),
    "number of nothing": (before_end("<p>On compte 42 places.</p>"), "rattaché à aucun chiffre : 42 "),
    "number of nothing beside an interval": (before_end("<p>Entre 8,5\u202f% et 9,5\u202f%.</p>"), "chiffre : 8,5 %"),
    "number that only an alternative has": (
        rewrite(ALT, '\\1alt="On compte 987\u202f654 places"'),
        "n’est pas dans la page",
    ),
    # Words and sources
    "English": (before_end("<p>Values of the commune</p>"), "anglais : « Values »"),
    "English in a name": (before_end('<p aria-label="Zoom in">a</p>'), "anglais : « Zoom in »"),
    "chart without its source": (
        rewrite(r'(<figure class="vue">.*?)<p class="source".*?</p>', r"\1"),
        "sans source datée",
    ),
    "table without its source": (
        rewrite(r'(<table class="comparaison">.*?</table></div>.*?)<p class="source"[^>]*>Source.*?</p>', r"\1"),
        "sans source datée",
    ),
    "source without its date": (
        rewrite(r'(<figure class="vue">.*?<p class="source"[^>]*>)[^<]*', r"\1Source : Insee."),
        "sans source datée",
    ),
    # Keyed numbers
    "bounds changed": (rewrite(r'(<small class="bornes"[^>]*>)[^<]*', r"\g<1>1 à 2"), "s’écrit « 1 à 2 »"),
    "bounds of another figure": (
        rewrite(r'data-bornes="[^"]*"', 'data-bornes="inconnu|commune|42302|2022"'),
        "n’est pas dans indicators",
    ),
    "change changed": (rewrite(r"(<span [^>]*data-de=[^>]*>)[^<]*", "\\g<1>+99\u202f%"), "s’écrit « +99"),
    "value changed": (rewrite(r'(<data[^>]*value=")[^"]*', r"\g<1>9999"), "diffère de indicators.csv"),
    "text changed": (rewrite(r"(<data[^>]*>)[^<]*", r"\g<1>9"), "s’écrit « 9 »"),
    "unknown key": (rewrite(r'data-cle="[^"]*"', 'data-cle="inconnu|commune|42302|2022"'), "n’est pas dans indicators"),
    "secret told": (
        before_end('<p><data value="nan" data-cle="pr_pauvrete_jeunes|commune|42302|2021">9 %</data></p>'),
        "secret statistique",
    ),
}


@pytest.mark.parametrize("name", LAYERS)
def test_a_spoilt_page_is_refused(short: str, values: pd.DataFrame, name: str) -> None:
    spoil, told = LAYERS[name]
    with pytest.raises(PageRefusedError) as refused:
        check(spoil(short), values)
    assert refused.value.exit_code == 5
    assert any(told in problem.what for problem in refused.value.problems), str(refused.value)


def test_what_a_cell_displays_stands_in_the_page_as_it_was_written(publication: Publication, short: str) -> None:
    """Nothing reads the page and writes it again: only French spacing comes after."""
    cells = publication.notebooks["70_logement"].cells
    shown = [one.data[FRAGMENT] for cell in cells for one in cell.get("outputs", [])]
    assert sum(map(len, shown)) > 10_000
    without = [re.sub(r'<script id="contours-.*?</script>', "", one, flags=re.DOTALL) for one in shown]
    assert [one[:80] for one in without if room._spaced(one) not in short] == []


def test_the_elements_of_several_tags_come_in_the_order_of_the_page() -> None:
    page = Page("<h2>a</h2><p>b<img alt='c'></p><h2>d</h2><p data-nombre='loi'>e<b>f</b></p>g")
    assert [one.text for one in page.of("p", "h2", "table")] == ["a", "bc", "d", "ef"]
    assert [(one.words, one.mark) for one in page.texts if one.mark] == [("e", "loi"), ("f", "loi")]


def test_every_problem_is_told_at_once_with_its_line(html: str, values: pd.DataFrame) -> None:
    page = before_end("\n<p>12.5</p>\n<p>nan</p>\n<a href='#nulle-part'>a</a>")(html)
    with pytest.raises(PageRefusedError) as refused:
        check(page, values)
    assert len(refused.value.problems) == 3
    rows = [problem.row for problem in refused.value.problems]
    assert rows == sorted(rows)
    for problem in refused.value.problems:
        assert problem.row is not None
        line = page.splitlines()[problem.row - 1]
        assert any(part in line for part in ("12.5", "nan", "nulle-part"))


def test_a_number_of_another_table_is_refused(html: str, values: pd.DataFrame) -> None:
    """The page and the table that stands beside it say the same thing, whichever of the two is wrong."""
    other = values.copy()
    key = (values["indicator"] == "ctx_pop") & (values["territory"] == "42302")
    other.loc[key, "value"] += 1
    with pytest.raises(PageRefusedError, match=r"ctx_pop\|commune\|42302\|2022 diffère"):
        check(html, other)


@pytest.mark.parametrize(
    "text",
    [
        "Licence Ouverte 2.0",
        "ctg_lib 0.1.0",
        '<span data-nombre="texte">@etalab/decoupage-administratif 6.0.0</span>',
        "base-cc-filosofi-2021.csv",
        "CASF, art. L. 214-1-3",
        "https://exemple.invalid",
        "de 2019 à 2021",
        "de Nan-sous-Thil",
        "le 1er janvier 2024",
        '<span data-nombre="compte">42 places</span>',
        '<span data-nombre="source">Crèche The Place</span>',
    ],
)
def test_what_only_looks_wrong_passes(short: str, values: pd.DataFrame, text: str) -> None:
    check(before_end(f"<p>{text}</p>")(short), values)


def test_inlined_images_in_a_style_pass(short: str, values: pd.DataFrame) -> None:
    check(swap("</style>", 'a{background:url("data:image/gif;base64,AA")}</style>')(short), values)
