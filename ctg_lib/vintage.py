"""Vintages, and whether two of them may be compared: allowed, warned or refused, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ctg_lib import parameters
from ctg_lib.parameters import ruptures


class Verdict(StrEnum):
    """What may be said of two vintages of one source."""

    ALLOWED = "permise"
    WARNED = "avec réserve"
    REFUSED = "refusée"


@dataclass(frozen=True)
class Comparison:
    """The verdict and its reason, in French; the reason is empty when nothing stands in the way."""

    verdict: Verdict
    reason: str = ""


ALLOWED = Comparison(Verdict.ALLOWED)
# The census itself, and what others make of it; the tables of the census have names that begin alike.
_ON_THE_CENSUS = ("rp", "population_legale", "population_historique", "neet", "licences_sportives")


def compare(
    source: str,
    before: str,
    after: str,
    *,
    variable: str = "",
    other: str | None = None,
    level: str = "",
    territory: str = "",
) -> Comparison:
    """Whether a change from `before` to `after` may be computed; the order of the two does not matter.

    source: id of the source; other: id of the source of `after`, when it is another one. variable, level, territory:
    the column without the year in its name, and whose figure it is: what is not said is not looked at.
    """
    if other and other != source:
        series = [one for one in ruptures.every() if one.across and {source, other} <= set(one.sources)]
        return worst(map(_verdict, series)) if series else _other_source()
    before, after = sorted((before, after), key=ruptures.moment)
    declared = broken(source, before, after, variable=variable, level=level, territory=territory)
    if rolling(source):
        return worst([_census(int(before[:4]), int(after[:4])), declared])
    if before[4:] != after[4:]:
        return Comparison(Verdict.REFUSED, "les deux dates ne tombent ni le même mois ni le même trimestre")
    return declared


def broken(
    source: str, before: str, after: str, *, variable: str = "", level: str = "", territory: str = ""
) -> Comparison:
    """What the declared breaks alone say of two vintages of a source, given in order."""
    if before == after:
        return ALLOWED
    found = [
        one
        for one in ruptures.every()
        if source in one.sources
        and not one.across
        and one.separates(before, after)
        and one.concerns(variable, level, territory)
    ]
    # What holds between any two vintages is told where no dated break says more.
    dated = worst(_verdict(one) for one in found if one.between)
    always = worst(_verdict(one) for one in found if not one.between)
    return dated if dated.verdict is always.verdict else worst([dated, always])


def worst(several: Iterable[Comparison]) -> Comparison:
    """The most severe verdict, with every reason that leads to it, each once."""
    found = list(several)
    for verdict in (Verdict.REFUSED, Verdict.WARNED):
        reasons = dict.fromkeys(one.reason for one in found if one.verdict is verdict)
        if reasons:
            return Comparison(verdict, " ; ".join(reasons))
    return ALLOWED


def rolling(source: str) -> bool:
    """Whether each vintage rests on five annual surveys, four of which the next one shares: the census."""
    return source in _ON_THE_CENSUS or source.startswith("rp_")


def _verdict(one: ruptures.Break) -> Comparison:
    return Comparison(Verdict(one.verdict), one.told)


def _other_source() -> Comparison:
    return Comparison(Verdict.REFUSED, "les deux chiffres viennent de sources différentes")


def _census(before: int, after: int) -> Comparison:
    gap = int(parameters.value("rp_ecart_minimal_millesimes"))
    if after - before < gap:
        return Comparison(
            Verdict.REFUSED,
            f"recensement : moins de {gap} ans d’écart, les deux millésimes partagent des années d’enquête",
        )
    lacking = parameters.parameter("rp_ecart_sans_enquete_annulee")
    if after - before < lacking.value and before < lacking.valid_from.year <= after + 2:
        return Comparison(
            Verdict.WARNED,
            f"recensement : l’enquête de {lacking.valid_from.year} a été annulée, "
            f"l’Insee conseille {lacking.value:.0f} ans d’écart",
        )
    return ALLOWED
