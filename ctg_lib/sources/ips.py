"""Éducation nationale (DEPP), indices de position sociale (IPS) of schools and collèges: the series since 2022."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading, schools
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.ips_series import ALIASES, CODES, KINDS, NEEDED, SCHEMA, establishments, listed, places
from ctg_lib.value import Status

FIRST = 2022
# On each row the producer prints its means: of all, of the public sector, of the private one.
MEANS = ("ips", "ips_public", "ips_prive")
LEVELS = {"departement": "ips_departemental", "france": "ips_national"}
PRINTED = tuple(name.replace("ips", opening, 1) for opening in LEVELS.values() for name in MEANS)
_NO_MEAN = (Status.NOT_RELEASED, "pas d’IPS communal publié, et une moyenne sans le nombre d’élèves serait fausse")
_NOT_PRINTED = (Status.NOT_RELEASED, "moyenne non publiée par le producteur pour ce secteur")
_PARTIAL = (
    Status.MISSING,
    "le fichier n’a pas toutes les communes de France : une somme partielle serait fausse",
)
# Collectivities overseas, which national means of the producer leave out.
_ELSEWHERE = ("975", "977", "978", "98")


def read(path: Path) -> list[Table]:
    """One table for each rentrée: number of establishments with an IPS in each commune, published means above.

    Columns: one a kind and sector (`ecole_publique`…), then `ecole_ips`, `ecole_ips_public`, `ecole_ips_prive` (or
    `college_…`), which are published for a département and for France, never for a commune. The index of each
    establishment is in the places, with the national mean of the public sector that goes with it.
    """
    sheet = schools.open_export(path, (*NEEDED, *PRINTED), ALIASES)
    what = listed(sheet)
    found = establishments(sheet, since=FIRST)
    means, _ = sheet.numbers(PRINTED, SCHEMA, codes=CODES)
    where = found["commune"].map(schools.departement)
    _refuse_rivals(sheet, means, {"departement": [found["vintage"], where], "france": [found["vintage"]]})
    sheet.done()
    found["ips_national_public"] = means["ips_national_public"]
    tables = []
    for vintage in sorted(set(found["vintage"])):
        chosen = found[found["vintage"] == vintage]
        values = _values(chosen, means.loc[chosen.index], what, int(vintage[:4]))
        part = f"{what}s"
        tables.append(
            reading.table(SOURCE, vintage, part, values.index, values, _marks(values, what), places=places(chosen))
        )
    return tables


def _refuse_rivals(sheet: reading.Sheet, means: pd.DataFrame, groups: dict[str, list[pd.Series]]) -> None:
    """A mean of a territory is the same on all its rows, or one of them is wrong."""
    for level, keys in groups.items():
        for column in (name for name in PRINTED if name.startswith(LEVELS[level])):
            first = means[column].groupby(keys).transform("first")
            differs = means[column].notna() & means[column].ne(first)
            for row, value in means.loc[differs, column].items():
                what = f"{value:g}, mais {first[row]:g} sur une autre ligne du même territoire."
                sheet.wrong(what, row=row, column=column, remedy="vérifier chez le producteur.")


def _values(chosen: pd.DataFrame, means: pd.DataFrame, what: str, year: int) -> pd.DataFrame:
    """Rows: the communes covered, their départements, France. Columns: the kinds, then the published means."""
    kinds = list(KINDS[what].values())
    communes = schools.covered(chosen["commune"], year)
    counted = schools.counts(chosen[chosen["ips"].notna()], communes, kinds)
    summed = counted.groupby([schools.departement(code) for code in communes]).sum()
    whole = {code for code in reading.current_communes(since=year) if not code.startswith(_ELSEWHERE)} <= set(communes)
    nation = summed.sum().to_frame("FR").T if whole else pd.DataFrame(index=["FR"], columns=kinds, dtype=float)
    where = chosen["commune"].map(schools.departement)
    above = {
        "departement": summed.join(_published(means, "departement", what).groupby(where).first()),
        "france": nation.join(_published(means, "france", what).groupby(lambda _: "FR").first()),
    }
    return pd.concat({"commune": counted, **above}, names=["level", "territory"])


def _published(means: pd.DataFrame, level: str, what: str) -> pd.DataFrame:
    """The means of a level under their names in the table."""
    opening = LEVELS[level]
    return means[[name for name in PRINTED if name.startswith(opening)]].rename(
        columns={name.replace("ips", opening, 1): f"{what}_{name}" for name in MEANS}
    )


def _marks(values: pd.DataFrame, what: str) -> pd.DataFrame:
    """Why a cell has no number."""
    marks = pd.DataFrame(index=values.index, columns=values.columns, dtype=object)
    level = values.index.get_level_values("level")
    for column in values:
        mean = column.startswith(f"{what}_ips")
        for name, mark in (("commune", _NO_MEAN), ("departement", _NOT_PRINTED), ("france", _NOT_PRINTED)):
            blank = values[column].isna().to_numpy() & (level == name)
            marks.loc[blank, column] = pd.Series([mark if mean else _PARTIAL] * int(blank.sum()), values.index[blank])
    return marks


SOURCE = Source(
    id="ips",
    title="Indices de position sociale (IPS) des écoles (depuis 2022) et des collèges (depuis 2023)",
    short="Éducation nationale, IPS",
    producer="Éducation nationale, DEPP",
    licence="Licence Ouverte 2.0",
    page="https://data.education.gouv.fr/explore/dataset/fr-en-ips-ecoles-ap2022/",
    levels=("commune", "departement", "france"),
    headers={
        "export": (
            "rentree_scolaire",
            "uai",
            "code_insee_de_la_commune",
            "secteur",
            "ips",
            "ips_national",
            "ips_departemental",
        ),
        "libelles": (
            "Rentrée scolaire",
            "UAI",
            "Code INSEE de la commune",
            "Secteur",
            "IPS",
            "IPS national",
            "IPS départemental",
        ),
    },
    read=read,
    schema=SCHEMA,
    secrecy=(
        "Pas d’IPS là où les élèves sont trop peu nombreux (seuil non vérifié), ni dans les écoles sans CM2, dont les "
        "maternelles (d’après la fiche du portail, à vérifier). Sans IPS ne veut pas dire sans école."
    ),
    caveat=(
        "L’IPS résume le milieu social des familles des élèves inscrits, où qu’ils habitent : plus il est élevé, plus "
        "ce milieu favorise la réussite scolaire. Ce n’est ni une note de l’école ni un revenu. Dans une petite école, "
        "quelques familles le font bouger de plusieurs points. À ne jamais rapprocher de la série d’avant 2022."
    ),
    lag=(
        "environ un an après la rentrée, d’après les éditions passées ; le jeu des écoles est dit « plus actualisé » "
        "après la rentrée 2024 par le portail (à vérifier)"
    ),
    files={
        "2024-09": (
            RemoteFile(
                "https://data.education.gouv.fr/api/explore/v2.1/catalog/datasets/fr-en-ips-ecoles-ap2022/exports/csv"
            ),
        ),
        "2025-09": (
            RemoteFile(
                "https://data.education.gouv.fr/api/explore/v2.1/catalog/datasets/fr-en-ips-colleges-ap2023/exports/csv"
            ),
        ),
    },
)
