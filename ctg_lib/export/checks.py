"""What a page must never be published with. Every failure is listed, and nothing is written."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from itertools import pairwise

import pandas as pd

from ctg_lib.errors import PageRefusedError, Problem
from ctg_lib.export import told
from ctg_lib.export.parsed import Found, Page
from ctg_lib.views.view import MINIMUM_ALT

_LOADING = {"src", "srcset", "data", "poster", "action", "formaction", "background", "xlink:href", "ping", "manifest"}
# Tags that fetch, or hold a document that these checks would not read.
_REFUSED = {"link", "base", "iframe", "frame", "object", "embed", "applet", "portal"}
_DEFAULT_ALT = "No description has been provided"


def check(page: str, values: pd.DataFrame, name: str = "diagnostic.html") -> None:
    """Raise PageRefusedError with every reason not to publish; values: the long table that goes with the page."""
    parsed = Page(page)
    found = [
        *_requests(parsed),
        *_scripts(parsed),
        *_pictures(parsed),
        *_headings(parsed),
        *_addresses(parsed),
        *_tables(parsed),
        *told.spelling(parsed),
        *told.explained(parsed),
        *told.sourced(parsed),
        *told.tied(parsed, values),
    ]
    if found:
        problems = [Problem(what, file=name, row=line) for line, what in sorted(found)]
        raise PageRefusedError(f"{name} ne peut pas être publiée : {len(problems)} problème(s).", problems)


def _requests(page: Page) -> Found:
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


def _scripts(page: Page) -> Found:
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
        if one.attributes.get("type") == "application/json":
            # Data: no browser runs it.
            continue
        digest = base64.b64encode(hashlib.sha256(one.text.encode()).digest()).decode()
        if f"'sha256-{digest}'" not in rules.get("script-src", set()):
            yield one.line, "un script n’est pas de ceux que la page déclare"
    for one in page.elements:
        if handlers := [name for name in one.attributes if name.startswith("on")]:
            yield one.line, f"un attribut lance un script : {one.tag} {handlers[0]}"
        if one.attributes.get("href", "").strip().lower().startswith("javascript:"):
            yield one.line, "un lien lance un script"


def _pictures(page: Page) -> Found:
    for one in page.of("img"):
        if _DEFAULT_ALT in one.attributes.get("alt", ""):
            yield one.line, "image au texte de remplacement par défaut"
        elif len(one.attributes.get("alt", "")) < MINIMUM_ALT:
            yield one.line, "image sans texte de remplacement"


def _headings(page: Page) -> Found:
    if [one.attributes.get("lang") for one in page.of("html")] != ["fr"]:
        yield 1, 'la langue de la page n’est pas déclarée : lang="fr"'
    if [bool(one.text.strip()) for one in page.of("title") if not one.drawn] != [True]:
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


def _addresses(page: Page) -> Found:
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


def _tables(page: Page) -> Found:
    captions = sum(bool(one.text.strip()) for one in page.of("caption"))
    if captions != len(page.of("table")):
        yield 1, f"{len(page.of('table'))} tableaux pour {captions} légendes"
    for one in page.of("th", "td"):
        if one.tag == "th" and one.attributes.get("scope") not in ("col", "row"):
            yield one.line, f"en-tête de tableau sans portée : {one.text.strip()[:60]}"
        if not one.text.strip():
            yield one.line, "case de tableau vide, sans explication"
