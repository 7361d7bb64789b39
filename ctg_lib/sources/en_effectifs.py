"""Éducation nationale (DEPP), pupils and classes of each school at the rentrée.

The file has no Insee code: its code of the commune is a postal code, which several communes share, and names are no
keys. A school is therefore put in its commune by its UAI, which another file carries (`complete`): the annuaire, else
the IPS of schools. Read alone, the file gives the totals of départements and the pupils of each school.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pandas as pd

from ctg_lib.gazetteer import gazetteer
from ctg_lib.sources import reading, schools
from ctg_lib.sources.card import Listed, RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers
from ctg_lib.value import Status

PUPILS = "nombre_total_eleves"
PARTS = ("nombre_eleves_preelementaire_hors_ulis", "nombre_eleves_elementaire_hors_ulis", "nombre_eleves_ulis")
COUNTED = ("nombre_total_classes", PUPILS, *PARTS)
# Pupils of the schools whose IPS is known, and the sums that a mean weighted by them needs.
WEIGHED = ("eleves_ips", "eleves_x_ips", "eleves_x_ips_national_public")
NEEDED = ("rentree_scolaire", "numero_ecole", "denomination_principale", "patronyme", "commune", "secteur", *COUNTED)
# Labels that do not spell the technical names.
ALIASES = {
    "numero_de_l_ecole": "numero_ecole",
    "nombre_total_de_classes": "nombre_total_classes",
    "nombre_total_d_eleves": PUPILS,
    "nombre_d_eleves_en_pre_elementaire_hors_ulis": PARTS[0],
    "nombre_d_eleves_en_elementaire_hors_ulis": PARTS[1],
    "nombre_d_eleves_en_ulis": PARTS[2],
}
KINDS = {"public": "ecole_publique", "prive": "ecole_privee"}
_NOT_WEIGHED = (Status.MISSING, "les IPS des écoles de cette rentrée ne sont pas chargés")


def read(path: Path) -> list[Table]:
    """One table for each rentrée: sums by département (told by the UAI); the pupils of each school in the places."""
    sheet = schools.open_export(path, NEEDED, ALIASES)
    vintages = schools.autumns(sheet, "rentree_scolaire", since=2019)
    uais = schools.identifiers(sheet, "numero_ecole")
    sectors = sheet.cells["secteur"].map(schools.technical).str.extract(r"^(public|prive)", expand=False)
    for row, sector in sheet.cells["secteur"][sectors.isna()].items():
        sheet.wrong(f"secteur « {sector} » inconnu.", row=row, column="secteur", remedy="public ou privé.")
    numbers, _ = sheet.numbers(COUNTED, SOURCE.schema, key=["rentree_scolaire", "numero_ecole"], codes={})
    for row in numbers.index[numbers[list(PARTS)].sum(axis=1) > numbers[PUPILS]]:
        what = "les élèves par niveau sont plus nombreux que le total."
        sheet.wrong(what, row=row, column=PUPILS, remedy="vérifier que les colonnes ne sont pas interverties.")
    sheet.done()
    names = sheet.cells["denomination_principale"].str.strip() + " " + sheet.cells["patronyme"].str.strip()
    found = {"id": uais, "kind": sectors.map(KINDS), "name": names.str.strip(), "commune": None, **numbers}
    listing = pd.DataFrame(found).assign(vintage=vintages, commune_nommee=sheet.cells["commune"].str.strip())
    return [
        _summed(schools.listing(rows.drop(columns="vintage")), str(vintage))
        for vintage, rows in listing.groupby("vintage", sort=True)
    ]


def _summed(places: pd.DataFrame, vintage: str) -> Table:
    """The sums by département of France; schools of overseas collectivities are in none."""
    where = places["id"].map(schools.departement_of_school)
    inside = reading.are_known(where, "departement")
    values = places[inside].groupby(where[inside])[list(COUNTED)].sum().assign(**dict.fromkeys(WEIGHED, float("nan")))
    index = reading.places("departement", values.index)
    ignored = [f"{int((~inside).sum())} écoles hors des départements"] if not inside.all() else []
    return reading.table(SOURCE, vintage, "ecoles", index, values, _marks(values), ignored=ignored, places=places)


def _marks(values: pd.DataFrame) -> pd.DataFrame:
    """Why the weighed sums are blank, where they are."""
    marks = pd.DataFrame(index=values.index, columns=values.columns, dtype=object)
    for column in WEIGHED:
        marks[column] = pd.Series([_NOT_WEIGHED] * len(values), index=values.index).where(values[column].isna())
    return marks


def complete(table: Table, listed: Listed) -> Table:
    """The same table with its communes, once other files say where its schools are.

    A school that no file places belongs to a commune that is not known: the communes of its name in its département
    lose their figures, or the whole département where there is none of that name. Never a sum over part of the schools.
    The mean IPS is weighed where the IPS of the same rentrée are held.
    """
    assert table.places is not None
    addresses = {
        **_where(listed("ips_avant_2022", "")),
        **_where(listed("ips", table.vintage)),
        **_where(listed("en_annuaire", "")),
    }
    places = table.places.assign(commune=table.places["id"].map(addresses))
    located = places[places["commune"].notna()]
    if located.empty:
        return table
    communes = schools.covered(located["commune"], int(table.vintage[:4]))
    weighed = _weighed(located, listed("ips", table.vintage))
    values = weighed.groupby("commune")[[*COUNTED, *WEIGHED]].sum(min_count=1).reindex(communes)
    values[list(COUNTED)] = values[list(COUNTED)].fillna(0.0)
    marks = _marks(values)
    lost = _unsure(places[places["commune"].isna()], communes)
    for code, school in lost.items():
        reason = f"une école n’est située par aucun fichier chargé ({school}) : une somme partielle serait fausse"
        values.loc[code] = float("nan")
        marks.loc[code] = pd.Series([(Status.MISSING, reason)] * len(values.columns), index=values.columns)
    index = reading.places("commune", communes)
    whole = reading.table(SOURCE, table.vintage, table.part, index, values, marks)
    return replace(
        table,
        values=pd.concat([whole.values, table.values]),
        flags=pd.concat([whole.flags, table.flags], ignore_index=True),
        places=places,
    )


def _where(found: pd.DataFrame) -> dict[str, str]:
    return dict(zip(found["id"], found["commune"], strict=True))


def _weighed(located: pd.DataFrame, ips: pd.DataFrame) -> pd.DataFrame:
    """Pupils of schools with an IPS, and their products by it and by the mean that it is compared with."""
    indices = ips.drop_duplicates("id").set_index("id") if "ips" in ips else pd.DataFrame(columns=["ips"])
    frame = located.assign(ips=located["id"].map(indices["ips"]).astype(float))
    mean = indices["ips_national_public"] if "ips_national_public" in indices else pd.Series(dtype=float)
    pupils = frame["nombre_eleves_elementaire_hors_ulis"].where(frame["ips"].notna())
    return frame.assign(
        eleves_ips=pupils,
        eleves_x_ips=pupils * frame["ips"],
        eleves_x_ips_national_public=pupils * frame["id"].map(mean).astype(float),
    )


def _unsure(lost: pd.DataFrame, communes: list[str]) -> dict[str, str]:
    """Communes whose figures would lack a school that no file places, each with that school."""
    book = gazetteer().communes
    named: dict[tuple[str, str], list[str]] = defaultdict(list)
    near: dict[str, list[str]] = defaultdict(list)
    for code in communes:
        own = schools.departement(code)
        near[own].append(code)
        named[own, schools.technical((book[code].name if code in book else None) or "")].append(code)
    found: dict[str, str] = {}
    for school in lost.itertuples():
        own = schools.departement_of_school(str(school.id))
        same = named.get((own, schools.technical(str(school.commune_nommee))))
        found.update(dict.fromkeys(same or near[own], f"{school.id}, {school.name}"))
    return found


SOURCE = Source(
    id="en_effectifs",
    title="Élèves et classes de chaque école à la rentrée (fr-en-ecoles-effectifs-nb_classes)",
    short="Éducation nationale, effectifs",
    producer="Éducation nationale, DEPP",
    licence="Licence Ouverte 2.0",
    page="https://data.education.gouv.fr/explore/dataset/fr-en-ecoles-effectifs-nb_classes/",
    levels=("commune", "departement"),
    headers={
        "export": ("rentree_scolaire", "numero_ecole", "nombre_total_classes", PUPILS, *PARTS),
        "libelles": (
            "Rentrée scolaire",
            "Numéro de l'école",
            "Nombre total de classes",
            "Nombre total d'élèves",
            "Nombre d'élèves en pré-élémentaire hors ULIS",
            "Nombre d'élèves en élémentaire hors ULIS",
            "Nombre d'élèves en ULIS",
        ),
    },
    read=read,
    complete=complete,
    schema={
        "nombre_total_classes": Numbers(high=100, multiple_of=1, otherwise="n’est pas un nombre entier de classes"),
        r"nombre_\w+": Numbers(high=2_000, multiple_of=1, otherwise="n’est pas un nombre entier d’élèves"),
    },
    secrecy="Aucune case masquée : élèves comptés par école.",
    caveat=(
        "Élèves comptés là où est l’école, non là où ils habitent. Écoles publiques et privées ; celles qui sont hors "
        "contrat n’y sont peut-être pas toutes (à vérifier). Le fichier n’a pas de code de commune : une école est "
        "placée par son identifiant, grâce à l’annuaire."
    ),
    lag="environ un an après la rentrée, d’après les éditions passées",
    files={
        "2025-09": (
            RemoteFile(
                "https://data.education.gouv.fr/api/explore/v2.1/catalog/datasets/fr-en-ecoles-effectifs-nb_classes/"
                "exports/csv"
            ),
        )
    },
    not_released={
        "commune": (
            "le fichier n’a pas de code de commune : ses écoles y sont placées par l’annuaire de l’éducation, à "
            "charger d’abord"
        )
    },
)
