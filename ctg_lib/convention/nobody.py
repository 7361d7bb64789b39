"""Functions are written, never names: what somebody typed that gives a person away is refused, and never quoted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctg_lib.sources import local_persons


def named(texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """For each text, by its key, that looks like a person: the key, what is wrong, and the remedy, in French."""
    for key, words in texts:
        if local_persons.personal([words]):
            what = "ce texte semble donner le nom ou les coordonnées d’une personne."
            yield key, what, "écrire une fonction ; un lieu s’écrit avec ce qu’il est (« école Jean-Moulin »)."


def typed(value: object, at: str = "") -> Iterator[tuple[str, str]]:
    """Every text that somebody wrote, by its key."""
    if isinstance(value, str):
        yield at, value
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, tuple) else ()
    for name, child in children:
        yield from typed(child, f"{at}.{name}" if at else str(name))
