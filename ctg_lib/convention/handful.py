"""Too few people to be told of: counted in a cell, or said in a sentence that somebody typed.

A sentence is looked at word by word: a number from 1 to the threshold, in figures or in words, then a noun of persons
(« deux familles », « 3 jeunes enfants », « une seule maman »). What only sounds so is let through: a share (« une
famille sur trois »), a class (« trois enfants et plus »), the size of households in general (« familles de 3
enfants »). « Un enfant » said of any child is taken for one child: in doubt, nothing is shown.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

_TOKEN = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?[a-z]*|[a-z]+|[^\w\s]")
_JOINED = re.compile(r"(?<=[a-z])[-\u2010\u2011](?=[a-z])|['’]")
_PERSONS = """
    personne individu habitant citoyen citoyenne administre voisin voisine adulte femme homme dame monsieur messieurs
    famille foyer menage couple fratrie parent maman mere papa pere conjoint conjointe celibataire veuf veuve tuteur
    enfant bebe nourrisson fille garcon frere soeur jumeau jumelle gamin gamine gosse mineur mineure orphelin orpheline
    adolescent adolescente ado jeune eleve ecolier ecoliere collegien collegienne lyceen lyceenne etudiant etudiante
    apprenti apprentie retraites senior aine ainee papi papy mamie aidant aidante benevole
    allocataire beneficiaire usager usagere locataire proprietaire resident residente
    chomeur chomeuse salarie salariee demandeur demandeuse demandes
    refugie refugiee migrant migrante exile exilee victime malade handicape handicapee autiste
"""
# Between the number and the noun: « trois autres jeunes mamans », « deux de nos familles ».
_BETWEEN = """
    seul seule seuls seules autre autres jeune jeunes petit petite petits petites grand grande grands grandes vieux
    vieille vieilles nouveau nouvel nouvelle nouveaux nouvelles ancien ancienne anciens anciennes meme memes
    de d des nos vos leurs ces ses mes
"""
PERSONS, BETWEEN = frozenset(_PERSONS.split()), frozenset(_BETWEEN.split())
_BETWEEN_AT_MOST = 3
_ALONE = frozenset({"seul", "seule", "unique"})
_HOUSEHOLDS = frozenset({"familles", "foyers", "menages", "couples", "parents", "meres", "peres", "mamans", "papas"})
_MADE_OF = frozenset({"de", "d", "avec", "ayant", "ont", "elevant"})
_PLACES = frozenset({"jeunes", "logement", "rural", "accueil", "vie", "occupationnel", "restaurant"})
_SHARES = frozenset({2, 3, 4, 5, 10, 20, 100, 1000})
_ABOUT = {
    "dizaine": 10,
    "douzaine": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
}
_BELOW_17 = "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
_UNITS = (*_BELOW_17.split(), "dix sept", "dix huit", "dix neuf")
_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
_SPELLED_ALIKE = {"une": "un", "vingts": "vingt", "cents": "cent"}
_LONGEST = 6


# ── Counts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def hidden_count(value: float | None, least: float) -> bool:
    """Whether a count of persons is too small to be told, under the threshold from which one is; none is told."""
    return value is not None and 0 < value < least


@dataclass(frozen=True)
class Withheld:
    """Which of some counts are not told: those that are too small, and one that would give them by subtraction.

    few, beside: their places. whole: none may be told, zeros included, nor which of them is small: only their total.
    """

    few: frozenset[int] = frozenset()
    beside: frozenset[int] = frozenset()
    whole: bool = False


def withheld(counts: Sequence[float], total: float, least: float) -> Withheld:
    """What must not be told of some counts that may add up to a total, so that no subtraction gives a small one.

    The total is under no threshold. With the small counts goes the smallest of the others, if each small one may then
    be anything from 1 to the threshold, even for a reader who knows this very rule; else nothing is told.
    """
    few = frozenset(at for at, count in enumerate(counts) if hidden_count(count, least))
    told = sorted((at for at, count in enumerate(counts) if count > 0 and at not in few), key=lambda at: counts[at])
    least, top, others = math.ceil(least), math.ceil(least) - 1, len(few) - 1
    left = total - sum(counts[at] for at in told)
    if not len(few) <= left <= len(few) * top:
        # Several answers each, or some that nobody wrote down: nothing can be subtracted.
        return Withheld(few)
    # With fewer persons than that, every answer may be small: to withhold two would tell that the others are not.
    if few and told and total >= least * len(counts):
        left += counts[told[0]]
        # Of two alike, the place of the one withheld tells which it is: it is taken for smaller than the next.
        most = counts[told[1]] - 1 if len(told) > 1 else math.inf
        if left - others * top - most <= 1 and left - others - least >= top:
            return Withheld(few, frozenset(told[:1]))
    return Withheld(whole=bool(few))


# ── Sentences ────────────────────────────────────────────────────────────────────────────────────────────────────────


def few_people(text: str, least: float) -> bool:
    """Whether a text says that it is about fewer persons, families or requests than a threshold, and not about none."""
    words = _TOKEN.findall(_bare(text))
    return any(
        any(0 < value < least for value in values) and _of_persons(words, start, end)
        for values, start, end in _quantities(words)
    )


def _bare(text: str) -> str:
    spelled = unicodedata.normalize("NFD", text.casefold().replace("œ", "oe"))
    return _JOINED.sub(" ", "".join(one for one in spelled if not unicodedata.combining(one)))


def _quantities(words: list[str]) -> Iterator[tuple[list[int], int, int]]:
    """Every quantity of a text, both ends of it where it is loose (« deux ou trois »), and the words that it takes."""
    at = 0
    while at < len(words):
        value, end = _number(words, at)
        if value is None:
            at += 1
            continue
        values, start, at = [value], at, end
        joint = end + (words[end : end + 1] in (["ou"], ["a"], ["et"], ["-"]))
        other, after = _number(words, joint)
        if other is not None and (joint > end or words[end] not in _ABOUT):
            values, end = [value, other], after
        if words[max(0, start - 1) : start] not in (["mille"], ["numero"], ["°"], ["no"]):
            yield values, start, end


def _number(words: list[str], at: int) -> tuple[int | None, int]:
    """The whole number that the words make from a place on, and the place after it; None where they make none."""
    if at >= len(words):
        return None, at
    word = words[at]
    if bare := re.fullmatch(r"[\d \u00a0\u202f]+", word):
        return int(re.sub(r"\D", "", bare[0])), at + 1
    if word in _ALONE or word in _ABOUT:
        return _ABOUT.get(word, 1), at + 1
    alike = [_SPELLED_ALIKE.get(one, one) for one in words[at : at + _LONGEST]]
    for many in range(len(alike), 0, -1):
        if (found := _spelled().get(tuple(alike[:many]))) is not None:
            return found, at + many
    return None, at


@cache
def _spelled() -> dict[tuple[str, ...], int]:
    """The numbers from 0 to 999 by their words, « vingt et un » as « vingt-et-un »."""
    return {tuple(_words(value).split()): value for value in range(1000)}


def _words(value: int) -> str:
    if value >= 100:
        hundreds, rest = divmod(value, 100)
        return " ".join([*([_UNITS[hundreds]] if hundreds > 1 else []), "cent", *([_words(rest)] if rest else [])])
    if value < 20:
        return _UNITS[value]
    tens = min(value // 10, 8) if value >= 80 else min(value // 10, 6)
    start, rest = ("quatre vingt" if tens == 8 else _TENS[tens]), value - 10 * tens
    if rest in (1, 11) and tens != 8:
        return f"{start} et {_words(rest)}"
    return f"{start} {_words(rest)}" if rest else start


def _of_persons(words: list[str], start: int, end: int) -> bool:
    """Whether a quantity counts persons, there and then."""
    at = end
    while at < len(words) and at - end < _BETWEEN_AT_MOST and words[at] in BETWEEN and not _ends(words, at):
        at += 1
    if at >= len(words) or not _is_person(words[at]):
        return False
    after = words[at + 1 : at + 5]
    place = words[at].startswith("foyer") and bool(_PLACES & set(after[:2]))
    return not (place or _is_share(after) or _is_class(after) or _in_general(words, start))


def _ends(words: list[str], at: int) -> bool:
    """Whether a word that may stand between is the noun itself: « deux jeunes », and not « deux jeunes mamans »."""
    return _is_person(words[at]) and not (at + 1 < len(words) and _is_person(words[at + 1]))


def _is_person(word: str) -> bool:
    return word in PERSONS or (word[-1:] in ("s", "x") and word[:-1] in PERSONS)


def _is_share(after: list[str]) -> bool:
    """« (une famille) sur trois », « (une famille monoparentale) sur dix »."""
    return any(word == "sur" and _number(after, at + 1)[0] in _SHARES for at, word in enumerate(after))


def _is_class(after: list[str]) -> bool:
    return after[:1] in (["et"], ["ou"]) and after[1:2] in (["plus"], ["moins"])


def _in_general(words: list[str], start: int) -> bool:
    """« (les familles) de (trois enfants) », « (parents) d’(un enfant) »: those of a household, of many of them."""
    before = words[max(0, start - 4) : start]
    return bool(before) and before[-1] in _MADE_OF and bool(_HOUSEHOLDS & set(before[:-1]))
