"""Lovac (Cerema and ministère du Logement): vacant dwellings of the private stock, by commune.

One wide file: a pair of columns of vacant dwellings for each edition, and the private stock under the year before. An
edition describes 1 January of the year before it: `pp_vacant_26` and `ff_pp_total_25` are of January 2025.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from ctg_lib.sources import reading
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.schema import Numbers

CODE = r"CODGEO_[0-9]{2}"
VACANT, LONG, STOCK = "pp_vacant", "pp_vacant_plus_2ans", "ff_pp_total"
# The stock was `pp_total` up to the edition of 2025.
COLUMN = rf"(?P<what>{LONG}|{VACANT}|{STOCK}|pp_total)_(?P<year>[0-9]{{2}})"


def read(path: Path) -> list[Table]:
    """One table for each 1 January: vacant dwellings, those for two years or more, and the private stock."""
    sheet = reading.open_sheet(path)
    keys = [name for name in sheet.cells.columns if re.fullmatch(CODE, name)]
    found = _columns(list(sheet.cells.columns))
    if len(keys) != 1 or not found:
        what = "la colonne des codes (CODGEO_26…) ou celles des logements vacants manquent."
        sheet.wrong(what, row=1, remedy="reprendre le fichier communal du producteur.")
        sheet.done()
    codes = sheet.codes(keys[0], "commune")
    named = [name for own in found.values() for name in own.values()]
    numbers, marks = sheet.numbers(named, SOURCE.schema, key=keys, codes=reading.ABSENT_CODES | reading.SECRET_CODES)
    sheet.done()
    index = reading.places("commune", codes)
    tables = []
    for vintage, own in sorted(found.items()):
        back = {name: what for what, name in own.items()}
        values, reasons = (frame[list(back)].rename(columns=back) for frame in (numbers, marks))
        tables.append(reading.table(SOURCE, vintage, "communes", index, values, reasons))
    return tables


def _columns(names: list[str]) -> dict[str, dict[str, str]]:
    """Vintage → what is counted → its column."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for name in names:
        if match := re.fullmatch(COLUMN, name):
            stock = match["what"] in (STOCK, "pp_total")
            year = 2000 + int(match["year"]) - (0 if stock else 1)
            found[f"{year}-01"][STOCK if stock else match["what"]] = name
    return found


SOURCE = Source(
    id="lovac",
    title="Logements vacants du parc privé, dont depuis deux ans ou plus (Lovac)",
    short="Cerema et ministère du Logement, Lovac",
    producer="Cerema et ministère du Logement (DGALN)",
    licence="Licence Ouverte 2.0",
    page="https://www.data.gouv.fr/datasets/61816c6e23197bb34835228e/",
    levels=("commune",),
    headers={"communes": (CODE, rf"{VACANT}_[0-9]{{2}}", rf"{LONG}_[0-9]{{2}}", r"(?:ff_)?pp_total_[0-9]{2}")},
    read=read,
    schema={COLUMN: Numbers(multiple_of=1, otherwise="n’est pas un nombre entier de logements")},
    secrecy="« s » : secret statistique, dans la moitié des communes pour la vacance de deux ans ou plus.",
    caveat=(
        "Parc privé, d’après les fichiers fiscaux : un autre champ que la vacance du recensement. La photographie est "
        "celle du 1er janvier de l’année qui précède l’édition (à vérifier). Les sources fiscales ont changé : deux "
        "éditions ne se comparent pas. Vacant ne veut pas dire disponible (succession, travaux)."
    ),
    lag="environ dix-huit mois après le 1er janvier décrit, d’après l’édition de juin 2026",
    without_address=(
        "site data.gouv.fr, jeu « Logements vacants du parc privé », fichier des communes, à enregistrer en UTF-8"
    ),
    not_released=dict.fromkeys(
        ("departement", "region", "france"),
        "fichier de ce niveau non chargé, et une somme de communes sous secret serait partielle",
    ),
)
