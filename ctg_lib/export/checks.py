"""What a page must never be published with. Every failure is listed, and nothing is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pandas as pd

from ctg_lib.errors import PageRefusedError, Problem
from ctg_lib.value import KEY
from ctg_lib.views.view import MINIMUM_ALT

_LOADING = {"src", "srcset", "data", "poster", "action", "formaction", "background", "xlink:href"}


class _Page(HTMLParser):
    """What the checks need of a page: tags with their attributes, text outside scripts and styles, keyed numbers."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[int, str, dict[str, str]]] = []
        self.texts: list[tuple[int, str]] = []
        self._inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((self.getpos()[0], tag, {name: value or "" for name, value in attrs}))
        if tag in ("script", "style"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside and data.strip():
            self.texts.append((self.getpos()[0], data))


def check(page: str, values: pd.DataFrame, name: str = "diagnostic.html") -> None:
    """Raise PageRefusedError with every reason not to publish; values: the long table that goes with the page."""
    parsed = _Page(page)
    found = [
        *_requests(parsed, page),
        *_pictures(parsed),
        *_structure(parsed),
        *_numbers(parsed),
        *_keyed(parsed, values),
    ]
    if found:
        problems = [Problem(what, file=name, row=line) for line, what in found]
        raise PageRefusedError(f"{name} ne peut pas être publiée : {len(problems)} problème(s).", problems)


def _requests(page: _Page, text: str) -> Iterator[tuple[int, str]]:
    for line, tag, attributes in page.tags:
        for attribute, value in attributes.items():
            loads = attribute in _LOADING or (attribute == "href" and tag not in ("a", "area"))
            if loads and value and not value.startswith(("data:", "#")):
                yield line, f"la page demanderait un fichier extérieur : {tag} {attribute}={value[:80]}"
    for style in re.finditer(r"<style[^>]*>(.*?)</style>", text, flags=re.DOTALL):
        for found in re.finditer(r"@import|url\(\s*['\"]?(?!data:|#)", style[1]):
            yield text[: style.start(1) + found.start()].count("\n") + 1, "une feuille de style demande un fichier"


def _pictures(page: _Page) -> Iterator[tuple[int, str]]:
    for line, tag, attributes in page.tags:
        if tag == "img" and len(attributes.get("alt", "")) < MINIMUM_ALT:
            yield line, "image sans texte de remplacement"
        if "No description has been provided" in attributes.get("alt", ""):
            yield line, "image au texte de remplacement par défaut"


def _structure(page: _Page) -> Iterator[tuple[int, str]]:
    language = [attributes.get("lang") for _, tag, attributes in page.tags if tag == "html"]
    if language != ["fr"]:
        yield 1, 'la langue de la page n’est pas déclarée : lang="fr"'
    levels = [(line, int(tag[1])) for line, tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    if sum(level == 1 for _, level in levels) != 1:
        yield 1, "la page doit avoir un titre de niveau 1 et un seul"
    for (_, before), (line, after) in zip(levels, levels[1:], strict=False):
        if after > before + 1:
            yield line, f"un niveau de titre est sauté : h{before} puis h{after}"
    seen: set[str] = set()
    for line, _, attributes in page.tags:
        identifier = attributes.get("id")
        if identifier and identifier in seen:
            yield line, f"l’identifiant « {identifier} » est utilisé deux fois"
        seen.add(identifier or "")


def _numbers(page: _Page) -> Iterator[tuple[int, str]]:
    for line, text in page.texts:
        for found in re.finditer(r"(?<![\w.])\d+\.\d+(?![\w.])", text):
            # Versions (1.2.3), file names and articles of law (L. 214-1-3) are no decimal numbers.
            if not re.search(r"ctg_lib|Licence|licence|\.(csv|parquet|json)", text):
                yield line, f"nombre écrit avec un point décimal : {found[0]}"
        if re.search(r"\b(nan|NaN|None|null|undefined)\b", text):
            yield line, f"valeur vide sans explication : « {text.strip()[:60]} »"


def _keyed(page: _Page, values: pd.DataFrame) -> Iterator[tuple[int, str]]:
    known = {"|".join(key): value for *key, value in values[[*KEY_ORDER, "value"]].itertuples(index=False)}
    for line, tag, attributes in page.tags:
        key = attributes.get("data-cle")
        if tag != "data" or key is None:
            continue
        if key not in known:
            yield line, f"le chiffre {key} n’est pas dans indicators.csv"
        elif f"{known[key]:.12g}" != attributes.get("value"):
            yield line, f"le chiffre {key} diffère de indicators.csv"


KEY_ORDER = ["indicator", "level", "territory", "vintage"]
assert sorted(KEY_ORDER) == sorted(KEY)
