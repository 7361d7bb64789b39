"""Lieux de médiation numérique (national map): places that help with the internet, some by a conseiller numérique.

Columns of the store, one row a commune: `LIEUX`, every place; `CONSEILLERS`, those of the national programme.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading, schools
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.lists import typographic
from ctg_lib.sources.schema import Numbers

# Columns of the national schema of « lieux de médiation numérique ».
NEEDED = ("id", "nom", "code_insee", "latitude", "longitude", "date_maj", "services", "dispositif_programmes_nationaux")
PLACES, ADVISERS = "LIEUX", "CONSEILLERS"
_PROGRAMME = "conseillers numériques"
_DEGREES = {"latitude": Numbers(low=-90, high=90), "longitude": Numbers(low=-180, high=180)}


def read(path: Path) -> list[Table]:
    """One table, dated by the newest of its rows: places by commune.

    A place whose commune has no code is left out and told: its postal code may be that of several communes. Names,
    mail addresses and telephone numbers of the persons who work there are left out.
    """
    sheet = reading.open_sheet(path, NEEDED, separator=SOURCE.separator)
    day = sheet.pattern("date_maj", r"20[0-9]{2}-[0-9]{2}-[0-9]{2}.*", "AAAA-MM-JJ").max()
    nowhere = sheet.cells["code_insee"].str.strip().eq("")
    sheet.cells = sheet.cells[~nowhere]
    communes = sheet.codes("code_insee", "commune")
    degrees, _ = sheet.numbers(list(_DEGREES), _DEGREES, key=["id"])
    sheet.done()
    programmes = sheet.cells["dispositif_programmes_nationaux"].str.lower().str.split("|")
    advised = programmes.map(lambda names: _PROGRAMME in {name.strip() for name in names})
    places = schools.listing(
        {
            "id": sheet.cells["id"].str.strip(),
            "kind": pd.Series(PLACES, index=sheet.cells.index).mask(advised, ADVISERS),
            "name": sheet.cells["nom"].map(typographic),
            "commune": communes,
            **degrees,
        }
    )
    values = schools.counts(places, schools.covered(communes, int(day[:4])), (PLACES, ADVISERS))
    # A place with an adviser is one of the places.
    values[PLACES] += values[ADVISERS]
    ignored = [f"{int(nowhere.sum())} lieux sans code de commune"] if nowhere.any() else []
    index = reading.places("commune", values.index)
    none = values.iloc[:, :0]
    return [reading.table(SOURCE, day[:7], "lieux", index, values, none, ignored=ignored, places=places)]


SOURCE = Source(
    id="conseillers_numeriques",
    title="Lieux de médiation numérique, dont ceux d’un conseiller numérique",
    short="ANCT, médiation numérique",
    producer="ANCT et La Mednum",
    licence="Licence Ouverte 2.0",
    page="https://www.data.gouv.fr/datasets/lieux-de-mediation-numerique-cartographie-nationale/",
    levels=("commune",),
    headers={"lieux": NEEDED},
    read=read,
    schema=_DEGREES,
    secrecy="Aucun secret : lieux ouverts au public. Aucun nom d’agent, courriel ni téléphone n’est repris.",
    caveat=(
        "Cartographie alimentée par les lieux eux-mêmes : ni complète ni toujours à jour, un zéro y veut dire aucun "
        "lieu recensé. Un lieu compte une fois, quel que soit le nombre de ses conseillers et de ses heures ; un lieu "
        "sans code de commune n’est pas compté."
    ),
    lag="mise à jour chaque jour, d’après la fiche du portail",
    files={
        "2026-10": (
            RemoteFile("https://www.data.gouv.fr/datasets/lieux-de-mediation-numerique-cartographie-nationale/"),
        )
    },
    separator=",",
)
