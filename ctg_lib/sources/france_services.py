"""ANCT, liste des France services: offices, branches and buses, and the communes that a bus says it serves."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from ctg_lib import folders, geography
from ctg_lib.sources import reading, schools
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.lists import month_of, named_in, typographic, without_contacts
from ctg_lib.sources.schema import Numbers

NEEDED = (
    "id_fs",
    "lib_fs",
    "insee_com",
    "latitude",
    "longitude",
    "commentaire",
    "type_fs",
    "format_fs",
)
# Installed in the commune; a bus is counted where it is based.
FIXED, BRANCH, BUS = "fs_fixe", "fs_antenne", "fs_bus"
# A commune that the comment of a bus names as served; it says neither which days nor which hours.
SERVED = "fs_bus_cite"
KINDS = (FIXED, BRANCH, BUS, SERVED)
_FORMATS = r"Fixe|Fixe_antenne\(s\)|Multisites|Bus_équivalent"
_DEGREES = {"latitude": Numbers(low=-90, high=90), "longitude": Numbers(low=-180, high=180)}


def read(path: Path) -> list[Table]:
    """One table, of the day in the file name: how many of each kind in every commune of the départements listed.

    Each office is a place with its name and its comment; so is each commune that the comment of a bus names. Mail
    addresses, telephone numbers and street addresses are left out.
    """
    sheet = reading.open_sheet(path, NEEDED, separator=SOURCE.separator)
    vintage = month_of(path)
    communes = sheet.codes("insee_com", "commune")
    formats = sheet.pattern("format_fs", _FORMATS, "« Fixe », « Multisites » ou « Bus_équivalent »")
    types = sheet.pattern("type_fs", "Principal|Antenne", "« Principal » ou « Antenne »")
    degrees, _ = sheet.numbers(list(_DEGREES), _DEGREES, key=["id_fs"])
    sheet.done()
    kinds = pd.Series(FIXED, index=sheet.cells.index).mask(types == "Antenne", BRANCH)
    offices = schools.listing(
        {
            "id": sheet.cells["id_fs"].str.strip(),
            "kind": kinds.mask(formats == "Bus_équivalent", BUS),
            "name": sheet.cells["lib_fs"].map(typographic),
            "commune": communes,
            **degrees,
            "commentaire": sheet.cells["commentaire"].map(without_contacts).map(typographic),
        }
    )
    places = pd.concat([offices, _served(offices)], ignore_index=True)
    values = schools.counts(places, schools.covered(communes, int(vintage[:4])), KINDS)
    index = reading.places("commune", values.index)
    ignored = ["adresses, courriels et téléphones : non repris"]
    return [reading.table(SOURCE, vintage, "liste", index, values, values.iloc[:, :0], ignored=ignored, places=places)]


def _served(offices: pd.DataFrame) -> pd.DataFrame:
    """One row for each commune that the comment of a bus names, other than the one where it is based."""
    rows = []
    for bus in offices[offices["kind"] == BUS].itertuples():
        for commune in named_in(bus.commentaire, _names(folders.reference(), schools.departement(bus.commune))):
            if commune != bus.commune:
                rows.append((f"{bus.id}-{commune}", SERVED, bus.name, commune, bus.commentaire))
    return schools.listing(
        dict(zip(("id", "kind", "name", "commune", "commentaire"), zip(*rows, strict=True), strict=True))
        if rows
        else dict.fromkeys(("id", "kind", "name", "commune", "commentaire"), ())
    )


@cache
def _names(folder: Path, departement: str) -> dict[str, str]:
    """Code -> name of the current communes of a département; `folder` keys the cache."""
    table = geography.table("communes", ("code", "nom", "type", "departement"))
    rows = zip(*table.values(), strict=True)
    return {code: name for code, name, kind, place in rows if kind == geography.CURRENT and place == departement}


SOURCE = Source(
    id="france_services",
    title="Liste des France services : lieux fixes, antennes et bus",
    short="ANCT, liste des France services",
    producer="ANCT",
    licence="Licence Ouverte 2.0",
    page="https://www.data.gouv.fr/datasets/liste-des-structures-france-services/",
    levels=("commune",),
    headers={"liste": NEEDED},
    read=read,
    schema=_DEGREES,
    secrecy="Aucun secret : lieux ouverts au public. Ni courriel, ni téléphone, ni nom d’agent n’est repris.",
    caveat=(
        "Photographie d’un jour, sans mémoire. Un bus est compté à la commune de sa base ; celles qu’il dessert ne "
        "sont lues que dans le commentaire libre de la liste, qui peut les omettre ou les abréger, et ne dit ni les "
        "jours ni les heures. Une commune qui n’y est pas citée peut être desservie."
    ),
    lag="mise à jour plusieurs fois par an, sans calendrier publié",
    files={"2024-08": (RemoteFile("https://www.data.gouv.fr/datasets/liste-des-structures-france-services/"),)},
    separator=",",
)
