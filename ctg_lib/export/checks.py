"""What a page must never be published with. Every failure is listed, and nothing is written."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd

from ctg_lib.errors import PageRefusedError, Problem
from ctg_lib.value import UNITS, Status
from ctg_lib.views.view import MINIMUM_ALT, keys
from ctg_lib.views.wording import quantity, row_text

Found = Iterator[tuple[int, str]]

_LOADING = {"src", "srcset", "data", "poster", "action", "formaction", "background", "xlink:href", "ping", "manifest"}
# Tags that fetch, or hold a document that these checks would not read.
_REFUSED = {"link", "base", "iframe", "frame", "object", "embed", "applet", "portal"}
_SPOKEN = ("alt", "aria-label", "title", "placeholder")
_SVG = "data:image/svg+xml;base64,"
_DEFAULT_ALT = "No description has been provided"
# Numbers with a dot that are no decimals: versions, licences, names of files.
_NAMES = re.compile(r"ctg_lib [\d.]+|Licence Ouverte \d\.\d|\S+\.(?:csv|gz|parquet|json|geojson|xlsx?|zip)\b")
_DOT = re.compile(r"(?<![\w.,])\d+\.\d+(?!\w|[.,]\d)")
_SPACED = re.compile(r"(?<!\w)\d{1,3}(?: \d{3})+(?!\w)")
_STRAIGHT = re.compile(r"(?<=\w)'(?=\w)")
_BLANK = re.compile(r"\b(nan|NaN|None|NaT|null|undefined)\b")


@dataclass
class _Element:
    """A tag with its attributes and, once closed, the text inside it, pictures counted as text."""

    line: int
    tag: str
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


@dataclass
class _Page(HTMLParser):
    """What the checks need of a page: its elements in order, and its texts outside scripts and styles."""

    page: str
    elements: list[_Element] = field(default_factory=list)
    texts: list[tuple[int, str]] = field(default_factory=list)
    _open: list[_Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = _Element(self.getpos()[0], tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)
        if tag in ("img", "canvas"):
            self._say(element.attributes.get("alt") or tag)

    def handle_endtag(self, tag: str) -> None:
        places = [place for place, one in enumerate(self._open) if one.tag == tag]
        if places:
            del self._open[places[-1] :]

    def handle_data(self, data: str) -> None:
        self._say(data)
        if data.strip() and not (self._open and self._open[-1].tag in ("script", "style")):
            self.texts.append((self.getpos()[0], data))

    def _say(self, text: str) -> None:
        for one in self._open:
            one.pieces.append(text)

    def of(self, *tags: str) -> list[_Element]:
        return [one for one in self.elements if one.tag in tags]


_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def check(page: str, values: pd.DataFrame, name: str = "diagnostic.html") -> None:
    """Raise PageRefusedError with every reason not to publish; values: the long table that goes with the page."""
    parsed = _Page(page)
    found = [
        *_requests(parsed),
        *_scripts(parsed),
        *_pictures(parsed),
        *_headings(parsed),
        *_addresses(parsed),
        *_tables(parsed),
        *_numbers(parsed),
        *_keyed(parsed, values),
    ]
    if found:
        problems = [Problem(what, file=name, row=line) for line, what in sorted(found)]
        raise PageRefusedError(f"{name} ne peut pas être publiée : {len(problems)} problème(s).", problems)


def _requests(page: _Page) -> Found:
    for one in page.elements:
        if one.tag in _REFUSED:
            yield one.line, f"élément qui charge un autre document : {one.tag}"
        for attribute, value in one.attributes.items():
            loads = attribute in _LOADING or (attribute == "href" and one.tag not in ("a", "area"))
            if loads and value and not value.startswith(("data:", "#")):
                yield one.line, f"la page demanderait un fichier extérieur : {one.tag} {attribute}={value[:80]}"
            if attribute == "style" and _asks(value):
                yield one.line, f"un attribut de style demande un fichier : {value[:80]}"
        if one.tag == "style" and _asks(one.text):
            yield one.line, "une feuille de style demande un fichier"
        if one.attributes.get("http-equiv", "").lower() == "refresh":
            yield one.line, "la page se recharge d’elle-même"


def _asks(style: str) -> bool:
    return bool(re.search(r"@import|image-set\(|url\((?!\s*['\"]?(?:data:|#))", style, flags=re.IGNORECASE))


def _scripts(page: _Page) -> Found:
    """Only scripts that the page holds, and whose hash its content security policy gives, may run."""
    policies = [
        one.attributes.get("content", "")
        for one in page.of("meta")
        if one.attributes.get("http-equiv", "").lower() == "content-security-policy"
    ]
    rules = {words[0]: set(words[1:]) for part in "".join(policies).split(";") if (words := part.split())}
    if len(policies) != 1 or rules.get("default-src") != {"'none'"}:
        yield 1, "la politique de sécurité du contenu manque, ou n’interdit pas tout par défaut"
    for name, allowed in rules.items():
        if any(re.match(r"https?:|wss?:|\*|'self'|'unsafe-eval'|blob:", one) for one in allowed):
            yield 1, f"la politique de sécurité du contenu laisse passer des demandes : {name}"
    for one in page.of("script"):
        digest = base64.b64encode(hashlib.sha256(one.text.encode()).digest()).decode()
        if f"'sha256-{digest}'" not in rules.get("script-src", set()):
            yield one.line, "un script n’est pas de ceux que la page déclare"
    for one in page.elements:
        if handlers := [name for name in one.attributes if name.startswith("on")]:
            yield one.line, f"un attribut lance un script : {one.tag} {handlers[0]}"
        if one.attributes.get("href", "").strip().lower().startswith("javascript:"):
            yield one.line, "un lien lance un script"


def _pictures(page: _Page) -> Found:
    for one in page.of("img"):
        if _DEFAULT_ALT in one.attributes.get("alt", ""):
            yield one.line, "image au texte de remplacement par défaut"
        elif len(one.attributes.get("alt", "")) < MINIMUM_ALT:
            yield one.line, "image sans texte de remplacement"


def _headings(page: _Page) -> Found:
    if [one.attributes.get("lang") for one in page.of("html")] != ["fr"]:
        yield 1, 'la langue de la page n’est pas déclarée : lang="fr"'
    if [bool(one.text.strip()) for one in page.of("title")] != [True]:
        yield 1, "la page n’a pas de titre de document"
    levels = [(one.line, int(one.tag[1])) for one in page.of(*_TITLES)]
    if sum(level == 1 for _, level in levels) != 1:
        yield 1, "la page doit avoir un titre de niveau 1 et un seul"
    for (_, before), (line, after) in pairwise(levels):
        if after > before + 1:
            yield line, f"un niveau de titre est sauté : h{before} puis h{after}"
    for above, below in pairwise(page.of(*_TITLES, *_CONTENTS)):
        if above.tag in _TITLES and below.tag in _TITLES and below.tag <= above.tag:
            yield above.line, f"il n’y a rien sous le titre « {above.text.strip()} »"


_TITLES = ("h1", "h2", "h3", "h4", "h5", "h6")
_CONTENTS = ("p", "ul", "ol", "table", "figure", "img", "details")


def _addresses(page: _Page) -> Found:
    named = [(one.line, one.attributes["id"]) for one in page.elements if "id" in one.attributes]
    times = Counter(identifier for _, identifier in named)
    for line, identifier in named:
        if times[identifier] > 1:
            yield line, f"l’identifiant « {identifier} » est utilisé {times[identifier]} fois"
    for one in page.of("a"):
        address = one.attributes.get("href", "")
        if address.startswith("#") and address[1:] not in times:
            yield one.line, f"le lien « {address} » ne mène nulle part"
    regions = [
        (one.line, one.attributes.get("aria-label", ""))
        for one in page.elements
        if one.attributes.get("role") == "region"
    ]
    names = Counter(name for _, name in regions)
    for line, name in regions:
        if not name.strip() or names[name] > 1:
            yield line, f"le nom « {name} » ne désigne pas une seule partie de la page"


def _tables(page: _Page) -> Found:
    captions = sum(bool(one.text.strip()) for one in page.of("caption"))
    if captions != len(page.of("table")):
        yield 1, f"{len(page.of('table'))} tableaux pour {captions} légendes"
    for one in page.of("th", "td"):
        if one.tag == "th" and one.attributes.get("scope") not in ("col", "row"):
            yield one.line, f"en-tête de tableau sans portée : {one.text.strip()[:60]}"
        if not one.text.strip():
            yield one.line, "case de tableau vide, sans explication"


def _numbers(page: _Page) -> Found:
    spoken = [(one.line, one.attributes[name]) for one in page.elements for name in _SPOKEN if name in one.attributes]
    for line, text in [*page.texts, *spoken, *_drawn(page)]:
        bare = _NAMES.sub(" ", text)
        for found in _DOT.finditer(bare):
            yield line, f"nombre écrit avec un point décimal : {found[0]}"
        for found in _SPACED.finditer(bare):
            yield line, f"nombre que la fin de ligne pourrait couper : {found[0]}"
        if _STRAIGHT.search(bare):
            yield line, f"apostrophe droite dans « {text.strip()[:60]} »"
        if found_blank := _BLANK.search(bare):
            yield line, f"valeur vide sans explication : « {found_blank[0]} » dans « {text.strip()[:60]} »"


def _drawn(page: _Page) -> Found:
    """The texts inside the pictures of the page."""
    for one in page.of("img"):
        source = one.attributes.get("src", "")
        if source.startswith(_SVG):
            try:
                drawing = base64.b64decode(source.removeprefix(_SVG), validate=True).decode("utf-8")
            except (binascii.Error, UnicodeDecodeError):
                continue
            yield from ((one.line, text) for _, text in _Page(drawing).texts)


def _keyed(page: _Page, values: pd.DataFrame) -> Found:
    """A number of the page is the one of its row, and is written as that row is."""
    places = {key: place for place, key in enumerate(keys(values))}
    for one in page.of("data"):
        key = one.attributes.get("data-cle")
        if key is None:
            continue
        if key not in places:
            yield one.line, f"le chiffre {key} n’est pas dans indicators.csv"
            continue
        row = values.iloc[places[key]]
        if not Status(row["status"]).has_value or pd.isna(row["value"]):
            yield one.line, f"le chiffre {key} n’a pas de valeur à montrer : {Status(row['status']).label}"
        elif f"{row['value']:.12g}" != one.attributes.get("value"):
            yield one.line, f"le chiffre {key} diffère de indicators.csv"
        elif _plain(one.text) not in _spellings(row):
            yield one.line, f"le chiffre {key} s’écrit « {one.text} » et non « {row_text(row)} »"


def _spellings(row: pd.Series) -> set[str]:
    return {_plain(row_text(row)), _plain(quantity(row["value"], UNITS[row["unit"]], name=True))}


def _plain(text: str) -> str:
    return " ".join(text.split())
