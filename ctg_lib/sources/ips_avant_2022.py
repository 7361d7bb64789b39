"""Éducation nationale (DEPP), indices de position sociale (IPS) of schools and collèges: the closed series, to 2021."""

from __future__ import annotations

from pathlib import Path

from ctg_lib.sources import reading, schools
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.ips_series import ALIASES, KINDS, NEEDED, SCHEMA, establishments, listed, places

FIRST, LAST = 2016, 2021
_PORTAL = "https://data.education.gouv.fr/api/explore/v2.1/catalog/datasets/{}/exports/csv"


def read(path: Path) -> list[Table]:
    """One table for each rentrée: number of establishments with an IPS in each commune; their indices in the places."""
    sheet = schools.open_export(path, NEEDED, ALIASES)
    what = listed(sheet)
    found = establishments(sheet, since=FIRST, until=LAST)
    sheet.done()
    tables = []
    for vintage in sorted(set(found["vintage"])):
        chosen = found[found["vintage"] == vintage]
        communes = schools.covered(chosen["commune"], int(vintage[:4]))
        values = schools.counts(chosen[chosen["ips"].notna()], communes, list(KINDS[what].values()))
        index = reading.places("commune", communes)
        part = f"{what}s"
        tables.append(reading.table(SOURCE, vintage, part, index, values, values.iloc[:, :0], places=places(chosen)))
    return tables


SOURCE = Source(
    id="ips_avant_2022",
    title="Indices de position sociale (IPS) des écoles et des collèges, série close en 2021",
    short="Éducation nationale, IPS (série close)",
    producer="Éducation nationale, DEPP",
    licence="Licence Ouverte 2.0",
    page="https://data.education.gouv.fr/explore/dataset/fr-en-ips_ecoles/",
    levels=("commune",),
    headers={
        "libelles": ("Rentrée scolaire", "UAI", "Code INSEE de la commune", "Secteur", "IPS"),
        "export": ("rentree_scolaire", "uai", "code_insee_de_la_commune", "secteur", "ips"),
    },
    read=read,
    schema=SCHEMA,
    secrecy=(
        "Pas d’IPS là où les élèves sont trop peu nombreux (seuil non vérifié), ni pour les écoles maternelles (dans "
        "la Loire, une seule de ce nom en a un). Une école sans IPS n’a pas de ligne."
    ),
    caveat=(
        "Série close, remplacée par une autre en 2022 : un écart entre les deux n’est pas une évolution sociale. Ce "
        "fichier ne porte aucune moyenne nationale ni départementale."
    ),
    lag="aucun : la série est close",
    files={"2021-09": tuple(RemoteFile(_PORTAL.format(name)) for name in ("fr-en-ips_ecoles", "fr-en-ips_colleges"))},
    not_released=dict.fromkeys(("france",), "le fichier de la série close ne porte aucune moyenne nationale"),
)
