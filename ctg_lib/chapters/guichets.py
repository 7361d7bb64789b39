"""Where rights are asked for, by name: France services, the buses that serve a commune, CCAS, points-justice."""

from __future__ import annotations

from ctg_lib.chapters.chapter import known, text
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.places import listed
from ctg_lib.chapters.sentences import kept, shown
from ctg_lib.territory import Level
from ctg_lib.views.wording import listing, period, readable

LISTED = ("ad_fs_liste", "ad_fs_bus", "ad_fs_bus_cite", "ad_fs_annuaire", "ad_ccas", "ad_point_justice")
# Three lists count the offices, each in its own way.
COUNTED = {"ad_fs": "à la BPE de l’Insee", "ad_fs_liste": "à la liste de l’ANCT", "ad_fs_annuaire": "à l’annuaire"}
WAITING = ("ad_cnum", "ad_mednum", "ad_france_travail")

france_services = listed(
    "france_services",
    "Les France services de la liste de l’ANCT",
    kinds={
        "fs_fixe": "lieu fixe",
        "fs_antenne": "antenne",
        "fs_bus": "bus, à sa base",
        "fs_bus_cite": "bus qui dit desservir la commune",
    },
    measures={"commentaire": "Ce que dit la liste"},
)
directory = listed(
    "services_publics",
    "À l’annuaire de l’administration",
    kinds={"ccas": "CCAS", "france_services": "France services", "point_justice": "point-justice"},
)
online = known("Aide au numérique et à l’emploi", WAITING)


def offices(diagnostic: Diagnostic) -> str | None:
    """Whether a France services is installed, by the list and by the later directory, each with its date."""
    rows = [row for name in ("ad_fs_liste", "ad_fs_annuaire") if readable(row := diagnostic.own(name))]
    if not rows or any(row["value"] for row in rows):
        return None
    dates = [text(period(row)) for row in rows]
    when = dates[0] if len(dates) == 1 else f"{dates[0]}, puis {dates[1]}"
    return f"Aucune France services n’est installée {text(diagnostic.territory.at_name)} ({when})."


def buses(diagnostic: Diagnostic) -> str | None:
    """The buses that say that they serve the territory, by name; the list says neither days nor hours."""
    row = diagnostic.own("ad_fs_bus_cite")
    if not readable(row) or not row["value"]:
        return None
    names = _named(diagnostic, str(row["vintage"]))
    later = diagnostic.own("ad_fs_annuaire")
    silent = (
        f" L’annuaire de l’administration ({text(period(later))}) ne dit pas quelles communes un bus dessert\u00a0: la "
        "tournée est à vérifier."
        if readable(later)
        else ""
    )
    several = len(diagnostic.territory.communes) > 1
    who = f"{shown(row)} communes {text(diagnostic.territory.of_name)}" if several else text(diagnostic.territory.name)
    return (
        f"D’après le commentaire de la liste ({text(period(row))}), un bus dessert {who}\u00a0: {names}, sans jour ni "
        f"heure.{silent}"
    )


def _named(diagnostic: Diagnostic, vintage: str) -> str:
    places = diagnostic.shelf.store.places("france_services", vintage)
    here = places[places["commune"].isin(diagnostic.territory.communes) & places["kind"].eq("fs_bus_cite")]
    return ", ".join(text(name) for name in sorted(set(here["name"])))


def lists(diagnostic: Diagnostic) -> str | None:
    """That the lists do not count the same offices, where it shows: in the territory, or in its intercommunalité."""
    epci = next((one for one in diagnostic.comparators if one.level is Level.EPCI), None)
    for place, level in ((diagnostic.territory, None), (epci, Level.EPCI)):
        rows = {who: diagnostic.row(name, level) for name, who in COUNTED.items()}
        held = {who: row for who, row in rows.items() if row is not None and readable(row)}
        if place is not None and len({row["value"] for row in held.values()}) > 1:
            counts = listing([f"{shown(row)} {who} ({text(period(row))})" for who, row in held.items()])
            return (
                f"Les listes de France services n’en comptent pas autant {text(place.at_name)}\u00a0: {counts}. Leurs "
                "dates diffèrent, et l’annuaire compte aussi les antennes et les bus\u00a0: aucune ne fait foi seule."
            )
    return None


def told(diagnostic: Diagnostic) -> list[str]:
    """What the lists say of the territory."""
    return kept(offices(diagnostic), lists(diagnostic), buses(diagnostic))
