"""French articles before the name of a place: « de Sorbiers », « du Bessat », « dans la Loire », « en France ».

Insee gives each name its kind of link (typeLiaison, TNCC): the article that goes with it. The article is part of the
published name of a commune (« Le Bessat »), never of that of a département or a région (« Loire »).
"""

from __future__ import annotations

import re

# TNCC: article, « de » + article, « à » + article
_ARTICLES = {
    2: ("Le ", "du ", "au "),
    3: ("La ", "de La ", "à La "),
    4: ("Les ", "des ", "aux "),
    5: ("L’", "de L’", "à L’"),
    6: ("Aux ", "des ", "aux "),
    7: ("Las ", "de Las ", "à Las "),
    8: ("Los ", "de Los ", "à Los "),
}
_OF_AREA = {0: "de ", 1: "d’", 2: "du ", 3: "de la ", 4: "des ", 5: "de l’"}
_IN_AREA = {0: "en ", 1: "en ", 2: "dans le ", 3: "dans la ", 4: "dans les ", 5: "dans l’"}
# Usage that the kind of link does not tell: « à » for islands and cities, « en » where the article is not said.
_AT_NAMES = {
    "La Réunion",
    "Mayotte",
    "Paris",
    "Saint-Barthélemy",
    "Saint-Martin",
    "Saint-Pierre-et-Miquelon",
    "Wallis et Futuna",
}
_IN_NAMES = {"Corse", "Corse-du-Sud", "Guadeloupe", "Guyane", "Haute-Corse", "Martinique", "Nouvelle-Aquitaine"}
_SEAT = {
    "CC ": "la CC ",
    "CA ": "la CA ",
    "CU ": "la CU ",
    "Métropole ": "la Métropole ",
    "Eurométropole ": "l’Eurométropole ",
}


def typographic(name: str) -> str:
    """The published name with the typographic apostrophe and French quotation marks."""
    quoted = re.sub(r"\s*(?:''|\")\s*(.*?)\s*(?:''|\")", " «\u00a0\\1\u00a0»", name)
    return " ".join(quoted.replace("'", "’").split(" ")).strip()


def of_commune(name: str, link: int | None) -> str:
    """« de Sorbiers », « d’Aboën », « du Bessat », « de La Ricamarie »."""
    if link in _ARTICLES:
        article, contracted, _ = _ARTICLES[link]
        return contracted + name.removeprefix(article)
    return ("d’" if link == 1 or (link is None and _starts_with_vowel(name)) else "de ") + name


def at_commune(name: str, link: int | None) -> str:
    """« à Sorbiers », « au Bessat », « aux Noës », « à La Ricamarie »."""
    if link in _ARTICLES:
        article, _, contracted = _ARTICLES[link]
        return contracted + name.removeprefix(article)
    return "à " + name


def of_area(name: str, link: int) -> str:
    """A département or a région: « de la Loire », « du Rhône », « d’Auvergne-Rhône-Alpes »."""
    return _OF_AREA[link] + name


def in_area(name: str, link: int) -> str:
    """A département or a région: « dans la Loire », « en Auvergne-Rhône-Alpes », « à Mayotte »."""
    if name in _AT_NAMES:
        return "à " + name
    return ("en " if name in _IN_NAMES else _IN_AREA[link]) + name


def of_grouping(name: str) -> str:
    """An EPCI: « de la CC des Monts du Lyonnais », « de Saint-Étienne Métropole »."""
    seat = _with_article(name)
    return f"de {seat}" if seat else ("d’" if _starts_with_vowel(name) else "de ") + name


def in_grouping(name: str) -> str:
    """An EPCI: « dans la CC des Monts du Lyonnais », « à Saint-Étienne Métropole »."""
    seat = _with_article(name)
    return f"dans {seat}" if seat else f"à {name}"


def _with_article(name: str) -> str | None:
    for start, full in _SEAT.items():
        if name.startswith(start):
            return full + name.removeprefix(start)
    return None


def _starts_with_vowel(name: str) -> bool:
    return name[:1] in "AEIOUÀÂÉÈÊËÎÏÔÖÙÛÜŒ"
