"""Social housing (loi SRU, article 55): what the State's inventory says of a commune, and who may be subject to it.

The text counts the municipal population, and « au moins » its threshold (CCH, art. L. 302-5 and R. 302-14).
"""

from __future__ import annotations

import datetime

from ctg_lib.analysis.duty import MUNICIPAL, SRU_RATE, SRU_TARGET, Rows, State, grouped, in_force, valued
from ctg_lib.territory import Level, Territory

_ILE_DE_FRANCE = "11"


def social_housing(territory: Territory, on: datetime.date, rows: Rows) -> tuple[State, str]:
    """The state of the duty for a commune, and its sentence, that calls figures by their names."""
    return _listed(on, rows) if valued(rows.get(SRU_RATE)) else _not_listed(territory, on, rows)


def _listed(on: datetime.date, rows: Rows) -> tuple[State, str]:
    rate, target = rows[SRU_RATE], rows.get(SRU_TARGET)
    assert rate is not None
    if target is None or not valued(target):
        rates = [f"{in_force(name, on).value:.0f}\u202f%" for name in ("sru_taux", "sru_taux_reduit")]
        told = f"{{{SRU_RATE}}} de logements sociaux ; l’objectif est de {' ou '.join(rates)} selon l’agglomération."
        return State.DEPENDS, told
    told = f"{{{SRU_RATE}}} de logements sociaux pour un objectif de {{{SRU_TARGET}}} des résidences principales"
    if rate["value"] < target["value"]:
        return State.DUE, f"{told} : la commune est en déficit et doit le rattraper, sauf exemption."
    return State.NOT_DUE, f"{told} : l’objectif est atteint, il n’y a rien à rattraper."


def _not_listed(territory: Territory, on: datetime.date, rows: Rows) -> tuple[State, str]:
    """A commune that the inventory does not list: it lists those that are subject to the law, and no other."""
    least, near_paris, around, centre = (
        in_force(name, on).value
        for name in (
            "sru_seuil_population",
            "sru_seuil_population_paris",
            "sru_seuil_agglomeration",
            "sru_seuil_commune_centre",
        )
    )
    row = rows.get(MUNICIPAL)
    known = row is not None and valued(row)
    told = f"Population municipale : {{{MUNICIPAL}}}. " if known else ""
    region = territory.parent(Level.REGION)
    lowest = near_paris if region is not None and region.code == _ILE_DE_FRANCE else least
    if row is not None and known and row["value"] < lowest:
        return State.NOT_DUE, f"{told}Seuil : au moins {grouped(lowest)} habitants."
    return State.DEPENDS, (
        f"{told}La commune n’est pas dans l’inventaire chargé. La loi vaut à partir de {grouped(least)} habitants "
        f"({grouped(near_paris)} dans l’unité urbaine de Paris), dans une agglomération ou une intercommunalité de "
        f"plus de {grouped(around)} habitants qui a une commune de plus de {grouped(centre)} : la préfecture le sait."
    )
