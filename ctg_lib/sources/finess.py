"""Finess, t-finess.csv: establishments for disabled and older people and health sites, with their places.

Columns of the store, one row a commune. Counts: `ESMS_ENFANTS` and `ESMS_ADULTES` (disabled children, disabled
adults), `AINES_HEBERGEMENT` (Ehpad, résidences autonomie and others), `AINES_DOMICILE` (care and help at home), `PMI`,
`ECOUTE_JEUNES` (maisons des adolescents, points accueil écoute), `URGENCES`. Installed places of the first four: the
same names with `_PLACES`.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading, schools
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.lists import typographic
from ctg_lib.sources.schema import Numbers
from ctg_lib.value import Status

NEEDED = (
    "finess",
    "etat",
    "type",
    "rs",
    "categ_code",
    "com_code",
    "san_urg",
    "esms_capaTot_inst",
    "geoloc_4326_lat",
    "geoloc_4326_long",
    "date_maj",
)
# Categories of the register, by its own nomenclature of establishments (checked on 2026-11-27).
CATEGORIES = {
    "ESMS_ENFANTS": (
        *("182", "183", "186", "188", "189", "190", "192", "194", "195", "196"),
        *("221", "238", "377", "390", "396", "402"),
    ),
    "ESMS_ADULTES": (
        *("198", "246", "249", "252", "253", "255", "370", "379", "382", "395"),
        *("437", "445", "446", "448", "449"),
    ),
    "AINES_HEBERGEMENT": ("202", "381", "500", "501", "502"),
    "AINES_DOMICILE": ("207", "209", "354", "460"),
    "PMI": ("223", "224", "230"),
    "ECOUTE_JEUNES": ("701", "702"),
}
WITH_PLACES = ("ESMS_ENFANTS", "ESMS_ADULTES", "AINES_HEBERGEMENT", "AINES_DOMICILE")
EMERGENCY = "URGENCES"
PLACES = "_PLACES"
KINDS = (*CATEGORIES, EMERGENCY)
_KIND_OF = {code: kind for kind, codes in CATEGORIES.items() for code in codes}
_DEGREES = {"geoloc_4326_lat": Numbers(low=-90, high=90), "geoloc_4326_long": Numbers(low=-180, high=180)}
_CAPACITY = {"esms_capaTot_inst": Numbers(high=5_000, multiple_of=1, otherwise="n’est pas un nombre entier de places")}
_NO_DEGREE = {"": (Status.NOT_RELEASED, "non localisé"), ".": (Status.NOT_RELEASED, "non localisé")}
_NO_CAPACITY = dict.fromkeys(("", "."), (Status.NOT_RELEASED, "capacité non renseignée"))
_PARTIAL = (
    Status.NOT_RELEASED,
    "capacité non renseignée pour l’un des établissements : une somme partielle serait fausse",
)


def read(path: Path) -> list[Table]:
    """One table, dated by the newest of its rows: establishments open on that day, by commune and kind.

    A legal entity is no place, and neither is a closed establishment: both are left out. Where one establishment of a
    commune does not give its places, the commune has no sum of them.
    """
    sheet = reading.open_sheet(path, NEEDED, separator=SOURCE.separator)
    day = sheet.pattern("date_maj", r"20[0-9]{2}-[0-9]{2}-[0-9]{2}.*", "AAAA-MM-JJ").max()
    sheet.done()
    communes_of_all = sheet.cells["com_code"].str.strip()
    ignored = _drop_others(sheet)
    sheet.pattern("finess", r"[0-9][0-9AB][0-9]{7}", "neuf caractères, zéro initial compris")
    communes = sheet.codes("com_code", "commune")
    degrees, _ = sheet.numbers(list(_DEGREES), _DEGREES, key=["finess"], codes=_NO_DEGREE)
    capacity, _ = sheet.numbers(list(_CAPACITY), _CAPACITY, codes=_NO_CAPACITY)
    sheet.done()
    urgent = sheet.cells["san_urg"].str.strip().eq("OUI")
    found = schools.listing(
        {
            "id": sheet.cells["finess"].str.strip(),
            "kind": sheet.cells["categ_code"].str.strip().map(_KIND_OF).mask(urgent, EMERGENCY),
            "name": sheet.cells["rs"].map(typographic),
            "commune": communes,
            "latitude": degrees["geoloc_4326_lat"],
            "longitude": degrees["geoloc_4326_long"],
            "places": capacity["esms_capaTot_inst"],
        }
    )
    # A commune that the file names only for what is left out is covered all the same.
    covered = schools.covered(communes_of_all[reading.are_known(communes_of_all, "commune")], int(day[:4]))
    values, marks = _values(found, covered)
    index = reading.places("commune", values.index)
    return [reading.table(SOURCE, day[:7], "etablissements", index, values, marks, ignored=ignored, places=found)]


def _drop_others(sheet: reading.Sheet) -> list[str]:
    """Rows that are no open establishment of a kind that is read."""
    text = {name: sheet.cells[name].str.strip() for name in ("etat", "type", "categ_code", "san_urg")}
    reasons = {
        "entités juridiques, qui ne sont pas des lieux": text["type"] != "ET",
        "établissements fermés": text["etat"] != "ACTUEL",
        "autres catégories d’établissements": ~(text["categ_code"].isin(list(_KIND_OF)) | text["san_urg"].eq("OUI")),
    }
    left, told = pd.Series(True, index=sheet.cells.index), []
    for reason, gone in reasons.items():
        if (left & gone).any():
            told.append(f"{int((left & gone).sum())} lignes : {reason}")
        left &= ~gone
    sheet.cells = sheet.cells[left]
    if sheet.cells.empty:
        sheet.wrong("aucun établissement ouvert des catégories lues.", remedy="reprendre le fichier du producteur.")
        sheet.done()
    return told


def _values(places: pd.DataFrame, communes: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts and places by commune, and why some have no sum of places."""
    values = schools.counts(places, communes, KINDS)
    columns = {}
    for kind in WITH_PLACES:
        grouped = places[places["kind"] == kind].groupby("commune")["places"]
        sums = grouped.sum().reindex(communes, fill_value=0.0)
        whole = ~grouped.apply(lambda one: one.isna().any()).reindex(communes, fill_value=False).astype(bool)
        columns[kind + PLACES] = sums.where(whole)
    sums = pd.DataFrame(columns)
    marks = pd.DataFrame(None, index=sums.index, columns=sums.columns, dtype=object)
    for name in sums:
        lacking = sums[name].isna()
        marks.loc[lacking, name] = pd.Series([_PARTIAL] * int(lacking.sum()), index=sums.index[lacking])
    return pd.concat([values, sums], axis=1), marks


SOURCE = Source(
    id="finess",
    title="Finess : établissements et services pour personnes handicapées et âgées, urgences (t-finess)",
    short="Finess, établissements",
    producer="ministère de la Santé",
    licence="Licence Ouverte 2.0",
    page="https://www.data.gouv.fr/datasets/referentiel-finess-t-finess/",
    levels=("commune",),
    headers={"t-finess": ("finess", "etat", "type", "categ_code", "com_code", "san_urg", "esms_capaTot_inst")},
    read=read,
    schema={**_DEGREES, **_CAPACITY},
    secrecy="Aucun secret : établissements autorisés. Ni téléphone ni adresse n’est repris.",
    caveat=(
        "Établissements comptés là où ils sont installés : un service à domicile ou un institut reçoit de plusieurs "
        "communes. Places installées d’après le répertoire, non personnes présentes. Un établissement pour « personnes "
        "handicapées » sans autre précision d’âge est compté avec les adultes."
    ),
    lag="mis à jour tous les deux mois environ, d’après les éditions passées",
    files={"2026-09": (RemoteFile("https://www.data.gouv.fr/datasets/referentiel-finess-t-finess/"),)},
    separator=",",
)
