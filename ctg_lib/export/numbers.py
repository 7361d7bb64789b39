"""Which numbers of a text need no key: those whose very form says that they are no figure of a territory.

Years and dates, references to a law, bounds of a class of ages or of incomes, and the size that a rate is given for
(« pour 1 000 habitants »). Any other number of a page is tied to its row (`views.view.keyed`), or lies in an element
that says what it is (`views.view.of_kind`).
"""

from __future__ import annotations

import re

_NUMBER = r"[−+]?\d+(?: \d{3})*(?:,\d+)?"
_YEAR = r"(?:1[6-9]|20)\d\d"
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_SIZES = r"(?:10 000|1 000|100)"
_JOINED = r"(?:(?:-| à | et |, )\d+)*"
_ARTICLE = r"[LRDA]\. ?\d+(?:-\d+)*"
_FORMS = (
    # Dates: « 27 novembre 2026 », « 1er janvier 2025 », « 4e trimestre 2024 », « 2023-2025 », « 2022 ».
    rf"(?:1er|\d\d?) (?:{_MONTHS})(?: {_YEAR})?",
    rf"[1-4]er?e? trimestre(?: {_YEAR})?",
    rf"\b{_YEAR}(?:-\d\d)?\b",
    # Law: « art. L. 214-1-3 et R. 123-1 », « article 55 », « décret n° 2016-824 ».
    rf"{_ARTICLE}(?:(?:, | et | à ){_ARTICLE})*",
    r"\barticles? \d+(?:-\d+)*",
    r"n° ?\d+(?:-\d+)*",
    # Classes: « moins de 3 ans », « 15-24 ans », « 0, 1 et 2 ans », « 75 ans et plus », « sous 800 € ».
    r"(?:moins|plus) de \d+(?: à \d+)? ans",
    rf"\b\d+{_JOINED} ans (?:et|ou) (?:plus|moins)",
    rf"\b\d+(?:-| à |, | et )\d+{_JOINED} ans",
    r"\b(?:avant|dès|après|à partir de) \d+ ans",
    r"(?:sous|inférieur à|tranche de quotient familial de) \d+ €",
    # What a rate is given for: « pour 100 enfants ».
    rf"\b(?:pour|sur) {_SIZES}\b",
)
_KNOWN = re.compile("|".join(_FORMS), flags=re.IGNORECASE)
# A number with a dot is none that French writes: another check tells it.
_FOUND = re.compile(rf"(?<![\w.])(?!\d+\.\d){_NUMBER}(?: ?%)?")


def unmarked(text: str) -> list[str]:
    """The numbers of a text that its form alone does not explain, as written, with plain spaces."""
    return _found(_KNOWN.sub(" ", _plain(text)))


def numbers(text: str) -> list[str]:
    """Every number of a text, whatever it is."""
    return _found(_plain(text))


def _plain(text: str) -> str:
    return re.sub(r"\s", " ", text.replace("\u2011", "-"))


def _found(text: str) -> list[str]:
    return [found[0].strip() for found in _FOUND.finditer(text)]
