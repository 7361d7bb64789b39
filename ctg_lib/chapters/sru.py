"""What article 55 of the loi SRU asks of a commune, from the inventory of the State: its table and its sentences."""

from __future__ import annotations

import datetime

import pandas as pd

from ctg_lib.analysis.duty import MUNICIPAL, State
from ctg_lib.analysis.social_housing import social_housing
from ctg_lib.chapters.chapter import compared, text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.sentences import kept, shown
from ctg_lib.sources.schools import departement
from ctg_lib.territory import Level
from ctg_lib.views.view import Block, Mark, of_kind
from ctg_lib.views.wording import number, plural, readable, vintage

SOURCE = "sru"
TABLE = ("lo_sru", "lo_sru_cible", "lo_sru_lls", "lo_sru_manque", "lo_sru_prelevement")
DEFICIT, LACKING, EXEMPT = "Commune_deficitaire", "Commune_carencee", "Commune_exemptee"


def inventory(diagnostic: Diagnostic) -> Block | None:
    """The table of a commune that the inventory lists; None elsewhere."""
    if not readable(diagnostic.own("lo_sru")):
        return None
    return compared(diagnostic, "Logement social : ce que la loi SRU demande", TABLE)


def sentences(diagnostic: Diagnostic) -> list[str]:
    """Where the commune stands, or how many communes of the territory are in deficit.

    Nothing is told where no inventory is loaded, or where the one at hand does not cover the département.
    """
    held = diagnostic.shelf.store.vintages(SOURCE)
    if not held:
        return []
    cells = diagnostic.shelf.table(SOURCE, held[-1]).values.loc["commune"]
    if not _covers(cells, diagnostic):
        return []
    cells = cells[cells.index.isin(diagnostic.territory.communes)]
    if diagnostic.territory.level is not Level.COMMUNE:
        return _of_several(diagnostic, cells, held[-1])
    return _of_one(diagnostic, cells.iloc[0]) if len(cells) else [_outside(diagnostic, held[-1])]


def headline(diagnostic: Diagnostic) -> str | None:
    """One sentence for a commune in deficit; None elsewhere."""
    held = diagnostic.shelf.store.vintages(SOURCE)
    if not held or diagnostic.territory.level is not Level.COMMUNE:
        return None
    cells = diagnostic.shelf.table(SOURCE, held[-1]).values
    place = ("commune", diagnostic.territory.code)
    rate, target = diagnostic.own("lo_sru"), diagnostic.own("lo_sru_cible")
    if place not in cells.index or cells.at[place, DEFICIT] != 1 or not (readable(rate) and readable(target)):
        return None
    lacking = diagnostic.own("lo_sru_manque")
    short = (
        f"il en manque environ {shown(lacking)}"
        if readable(lacking) and lacking["value"]
        else "la commune est en déficit de logements sociaux"
    )
    return (
        f"Logement social\u00a0: {shown(rate)} des résidences principales au sens de la loi SRU "
        f"({vintage(rate['vintage'])}), pour un objectif de {shown(target)}\u00a0: {short}."
    )


def _covers(cells: pd.DataFrame, diagnostic: Diagnostic) -> bool:
    """Whether the inventory at hand has rows of every département of the territory: silence then means something."""
    there = {departement(code) for code in cells.index}
    return {departement(code) for code in diagnostic.territory.communes} <= there


def _of_one(diagnostic: Diagnostic, flags: pd.Series) -> list[str]:
    rate, target, count = (diagnostic.own(name) for name in ("lo_sru", "lo_sru_cible", "lo_sru_lls"))
    if not readable(rate) or not readable(target):
        return [f"La loi SRU concerne la commune, mais l’inventaire n’en donne pas le taux ({text(rate['method'])})."]
    day = _january(rate["vintage"])
    place = text(diagnostic.territory.name)
    number = f", soit {shown(count, name=True)} au sens de la loi" if readable(count) else ""
    told = (
        f"{day}, {place} a {shown(rate)} de logements sociaux parmi ses résidences principales{number}. L’article 55 "
        f"de la loi SRU en demande {shown(target)}"
    )
    if flags[DEFICIT] != 1:
        return [f"{told}\u00a0: d’après l’inventaire, la commune n’est pas en déficit."]
    return [f"{told}\u00a0: la commune est en déficit. {_asked(diagnostic)}", *_consequences(diagnostic, flags)]


def _asked(diagnostic: Diagnostic) -> str:
    lacking = diagnostic.own("lo_sru_manque")
    missing = (
        f"À nombre de logements inchangé, il en manque environ {shown(lacking)}. "
        if readable(lacking) and lacking["value"]
        else ""
    )
    return (
        f"{missing}La loi lui demande de rattraper ce retard par périodes de trois ans\u00a0; l’objectif de la période "
        "est notifié par le préfet, et aucun fichier chargé ne le donne."
    )


def _consequences(diagnostic: Diagnostic, flags: pd.Series) -> list[str]:
    """The levy of the year after the inventory, and whether the State declared the commune in default or exempt."""
    levy = diagnostic.own("lo_sru_prelevement")
    paid = None
    if readable(levy):
        year = int(levy["vintage"][:4]) + 1
        paid = (
            f"Prélèvement net de {year}, dépenses déduites et majoration comprise\u00a0: {shown(levy)}."
            if levy["value"]
            else f"Aucun prélèvement net en {year} ({shown(levy)}), malgré le déficit."
        )
    default = "L’État a déclaré la commune en carence." if flags[LACKING] == 1 else None
    exempt = "Elle est exemptée de l’obligation pour la période en cours." if flags[EXEMPT] == 1 else None
    neither = None if default or exempt else "D’après l’inventaire, la commune n’est ni carencée, ni exemptée."
    return kept(paid, default, exempt, neither)


def _outside(diagnostic: Diagnostic, held: str) -> str:
    on, rows = datetime.date.fromisoformat(diagnostic.date), {MUNICIPAL: diagnostic.own(MUNICIPAL)}
    state, _ = social_housing(diagnostic.territory, on, rows)
    sure = "n’est pas" if state is State.NOT_DUE else "n’est sans doute pas"
    return (
        f"{text(diagnostic.territory.name)} n’est pas dans l’inventaire SRU ({text(_january(held)).lower()})\u00a0: "
        f"elle {sure} soumise à l’article 55, ce qui ne veut pas dire qu’elle n’a pas de logement social."
    )


def _of_several(diagnostic: Diagnostic, cells: pd.DataFrame, held: str) -> list[str]:
    if cells.empty:
        return []
    deficit = int(cells[DEFICIT].eq(1).sum())
    listed = of_kind(Mark.COUNT, plural(len(cells), "commune"))
    lacking = of_kind(Mark.COUNT, number(deficit))
    told = (
        f"{_january(held)}, l’inventaire SRU compte {listed} {text(diagnostic.territory.at_name)}, dont {lacking} en "
        "déficit de logements sociaux. Les autres ne sont pas soumises à l’article 55, et il n’en dit rien."
    )
    return [told]


def _january(held: str) -> str:
    return f"Au 1er {vintage(held)}"
