"""What lists of places share: the day in the name of the file, and comments without the means to reach a person.

A list says where places are on one day; it has no memory, and often dates itself nowhere but in its name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from ctg_lib.errors import InputError, Problem

_DAY = re.compile(r"(?<![0-9])(20[0-9]{2})-?(0[1-9]|1[0-2])(?:-?(?:0[1-9]|[12][0-9]|3[01]))?(?![0-9])")
# Addresses, links and telephone numbers, with the words that only announce them.
_CONTACTS = re.compile(
    r"(?:(?:en cliquant )?sur le lien suivant\s*:?\s*|sur\s+)?https?://\S+"
    r"|\S+@\S+\.\w+"
    r"|(?<![0-9])(?:\+33|0)\s*[1-9](?:[\s.-]*[0-9]{2}){4}(?![0-9])",
    re.IGNORECASE,
)


def month_of(path: Path) -> str:
    """`liste-fs-20240801.csv` is of `2024-08`, `services_2026-10-09_dep42.csv` of `2026-10`; else InputError."""
    name = Path(path).name
    found = _DAY.search(name)
    if found is None:
        what = "aucune colonne ne dit de quel jour est la liste, et le nom du fichier non plus."
        remedy = "garder le nom du producteur, ou y écrire la date (AAAA-MM-JJ)."
        raise InputError(f"{name} : la date n’est pas dite.", [Problem(what, file=name, remedy=remedy)])
    return f"{found[1]}-{found[2]}"


def without_contacts(text: str) -> str:
    """A comment without mail addresses, links nor telephone numbers: nothing personal is stored."""
    return " ".join(_CONTACTS.sub("", text).split()).strip(" :/-")


def typographic(text: str) -> str:
    """A name or a comment as French prints it: curved apostrophes, spaces that do not break before ; : ! and ?."""
    curved = " ".join(text.replace("'", "’").split())
    return re.sub(r" ([;!?])", "\u202f\\1", curved).replace(" :", "\u00a0:")


def named_in(text: str, names: Mapping[str, str]) -> list[str]:
    """The codes whose name stands in a text, in order of code. names: code -> name.

    Hyphens, capitals and accents do not count, « St » is « Saint ». A longer name is found first, so that
    « Saint-Étienne-le-Molard » is not Saint-Étienne.
    """
    left, found = f" {bare(text)} ", []
    for code, name in sorted(names.items(), key=lambda item: (-len(bare(item[1])), item[0])):
        whole = f" {bare(name)} "
        if whole in left:
            left = left.replace(whole, " | ")
            found.append(code)
    return sorted(found)


def bare(text: str) -> str:
    """The words of a name without case, accents nor punctuation: what two lists have in common."""
    letters = unicodedata.normalize("NFD", text.lower().replace("œ", "oe"))
    words = re.findall(r"[a-z0-9]+", "".join(mark for mark in letters if not unicodedata.combining(mark)))
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)
