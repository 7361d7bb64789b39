"""Vintages, and whether two of them may be compared: allowed, warned or refused, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ctg_lib import parameters


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


# How the years of a source follow one another.
_ROLLING = {"rp", "rp_ages", "rp_logement", "rp_navettes", "rp_diplomes"}
_BROKEN_SERIES = {"filosofi", "filosofi_2023"}
_CODES_CHANGE = {"bpe"}
_HOUSING_REFORM = "2021"


def compare(source: str, before: str, after: str, *, variable: str = "", other: str | None = None) -> Comparison:
    """Whether a change from `before` to `after` may be computed; the order of the two does not matter.

    source: id of the source; other: id of the source of `after`, when it is another one. variable: for the Caf's
    counts, the benefit.
    """
    if other and other != source:
        if {source, other} == _BROKEN_SERIES:
            return Comparison(
                Verdict.REFUSED,
                "rupture de série : Filosofi 2023 suit une nouvelle méthode, et l’Insee proscrit la comparaison avec "
                "2021 et avant",
            )
        return Comparison(Verdict.REFUSED, "les deux chiffres viennent de sources différentes")
    before, after = sorted((before, after))
    if source in _ROLLING:
        return _census(int(before[:4]), int(after[:4]))
    if source in _CODES_CHANGE:
        return Comparison(Verdict.REFUSED, "les codes d’équipement changent d’un millésime à l’autre")
    if before[4:] != after[4:]:
        return Comparison(Verdict.REFUSED, "les deux dates ne tombent pas le même mois")
    if source == "caf_communes" and variable == "indfoy_ndural" and before[:4] < _HOUSING_REFORM <= after[:4]:
        return Comparison(
            Verdict.WARNED,
            "le calcul des aides au logement a changé en janvier 2021 : la baisse d’alors n’est pas celle du besoin",
        )
    return Comparison(Verdict.ALLOWED)


def _census(before: int, after: int) -> Comparison:
    gap = int(parameters.value("rp_ecart_minimal_millesimes"))
    if after - before < gap:
        return Comparison(
            Verdict.REFUSED,
            f"recensement : moins de {gap} ans d’écart, les deux millésimes partagent des années d’enquête",
        )
    if before < 2021 <= after + 2 and after - before == gap:
        return Comparison(
            Verdict.WARNED, "recensement : l’enquête de 2021 a été annulée, l’Insee conseille six ans d’écart"
        )
    return Comparison(Verdict.ALLOWED)
