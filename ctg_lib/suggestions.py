"""The right name for a wrong one: near by its letters, or by the French words of what it names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches

MOST = 3


def nearest(wrong: str, names: Mapping[str, str], most: int = MOST) -> dict[str, str]:
    """The names that may have been meant, the likeliest first, each with its French words.

    names: the names there are, with the words of each. Those that are spelled alike come first, then those whose words
    hold all that was typed, the shortest first, then those whose words are spelled alike.
    """
    asked = plain(wrong)
    spelled = get_close_matches(wrong.strip().lower(), names, most, 0.75)
    holding = sorted((name for name in names if says(names[name], asked)), key=lambda name: len(names[name]))
    by_words = {plain(words): name for name, words in names.items()}
    alike = [by_words[one] for one in get_close_matches(asked, by_words, most, 0.7)]
    vaguely = [] if spelled or holding or alike else get_close_matches(wrong.strip().lower(), names, 3, 0.5)
    return {name: names[name] for name in list(dict.fromkeys([*spelled, *holding, *alike, *vaguely]))[:most]}


def told(found: Mapping[str, str]) -> str:
    """« pa_mono (Familles monoparentales) ; pa_mono_pct (Part des familles monoparentales) »."""
    return "\u202f; ".join(f"{name} ({words})" for name, words in found.items())


def says(words: str, asked: str) -> bool:
    """Whether French words hold every word asked, or words that begin so; accents and capitals do not count."""
    held = plain(words).split()
    typed = plain(asked).split()
    return bool(typed) and all(any(one.startswith(start) for one in held) for start in typed)


def plain(text: str) -> str:
    """Without accents, capitals and punctuation: « Taux d’activité » is `taux d activite`."""
    spelled = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(one for one in spelled if not unicodedata.combining(one))))
