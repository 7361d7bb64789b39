"""Éducation nationale, annuaire de l’éducation: schools, collèges, lycées, where they are and what they have."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading, schools
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers

NEEDED = (
    "identifiant_de_l_etablissement",
    "nom_etablissement",
    "type_etablissement",
    "statut_public_prive",
    "code_commune",
    "ecole_maternelle",
    "ecole_elementaire",
    "restauration",
    "ulis",
    "latitude",
    "longitude",
    "etat",
    "libelle_nature",
    "date_maj_ligne",
)
SCHOOLS = ("ecole_maternelle", "ecole_elementaire", "ecole_primaire", "ecole_autre")
_OTHERS = {"college": "college", "lycee": "lycee", "erea": "erea", "medico_social": "medico_social"}
KINDS = (*SCHOOLS, *_OTHERS.values())
# What some of the schools and collèges declare: one column each for the two degrees.
SERVICES = ("ecole_ulis", "ecole_restauration", "college_ulis")
_DEGREES = {"latitude": Numbers(low=-90, high=90), "longitude": Numbers(low=-180, high=180)}


def read(path: Path) -> list[Table]:
    """One table, dated by the newest of its rows: number of open establishments of each kind in each commune.

    An establishment has one row for each of its sites: it counts once, with its first site. Sections (SEGPA, section
    professionnelle) belong to another establishment and are left out, with offices and places of advice.
    """
    sheet = schools.open_export(path, NEEDED)
    day = sheet.pattern("date_maj_ligne", r"20[0-9]{2}-[0-9]{2}-[0-9]{2}.*", "AAAA-MM-JJ").max()
    ignored = _drop_others(sheet)
    uais = schools.identifiers(sheet, "identifiant_de_l_etablissement")
    communes = schools.today(sheet.codes("code_commune", "commune"))
    degrees, _ = sheet.numbers(list(_DEGREES), _DEGREES)
    services = pd.DataFrame({name: _declared(sheet, name) for name in ("ulis", "restauration")})
    kinds = _kinds(sheet)
    sheet.done()
    found = schools.listing(
        {
            "id": uais,
            "kind": kinds,
            "name": sheet.cells["nom_etablissement"].str.strip(),
            "commune": communes,
            **degrees,
            **services,
        }
    )
    once = found.drop_duplicates("id").reset_index(drop=True)
    if len(once) < len(found):
        ignored.append(f"{len(found) - len(once)} lignes d’autres sites d’un même établissement")
    values = _values(once, int(day[:4]))
    index = reading.places("commune", values.index)
    return [reading.table(SOURCE, day[:7], "annuaire", index, values, values.iloc[:, :0], ignored=ignored, places=once)]


def _drop_others(sheet: reading.Sheet) -> list[str]:
    """Rows that are no establishment of their own, or that are not open."""
    text = {name: sheet.cells[name].map(schools.technical) for name in ("etat", "type_etablissement", "libelle_nature")}
    reasons = {
        "établissements qui ne sont pas ouverts": text["etat"] != "ouvert",
        "services ou lieux d’information, hors enseignement": ~text["type_etablissement"].isin(["ecole", *_OTHERS]),
        "sections d’un autre établissement": text["libelle_nature"].str.startswith("section_"),
    }
    left, told = pd.Series(True, index=sheet.cells.index), []
    for reason, gone in reasons.items():
        if (left & gone).any():
            told.append(f"{int((left & gone).sum())} lignes : {reason}")
        left &= ~gone
    sheet.cells = sheet.cells[left]
    if sheet.cells.empty:
        sheet.wrong("aucun établissement ouvert.", remedy="reprendre le fichier du producteur.")
        sheet.done()
    return told


def _declared(sheet: reading.Sheet, column: str) -> pd.Series:
    """1 where it is declared, 0 where it is said not to be, NaN where the directory says nothing."""
    sheet.pattern(column, r"[01]?", "0, 1 ou rien")
    return pd.to_numeric(sheet.cells[column].str.strip(), errors="coerce").astype(float)


def _kinds(sheet: reading.Sheet) -> pd.Series:
    """What each establishment is; a school by the two levels that it says it has."""
    levels = [_declared(sheet, name).eq(1) for name in ("ecole_maternelle", "ecole_elementaire")]
    kinds = pd.Series("ecole_autre", index=sheet.cells.index)
    kinds = kinds.mask(levels[0] & ~levels[1], "ecole_maternelle").mask(levels[1] & ~levels[0], "ecole_elementaire")
    kinds = kinds.mask(levels[0] & levels[1], "ecole_primaire")
    others = sheet.cells["type_etablissement"].map(schools.technical).map(_OTHERS)
    return kinds.where(others.isna(), others)


def _values(places: pd.DataFrame, year: int) -> pd.DataFrame:
    """The kinds, then what schools and collèges declare, in every commune covered."""
    communes = schools.covered(places["commune"], year)
    values = schools.counts(places, communes, KINDS)
    school = places["kind"].isin(SCHOOLS)
    having = {
        "ecole_ulis": school & places["ulis"].eq(1),
        "ecole_restauration": school & places["restauration"].eq(1),
        "college_ulis": places["kind"].eq("college") & places["ulis"].eq(1),
    }
    for name in SERVICES:
        values[name] = places.loc[having[name], "commune"].value_counts().reindex(communes, fill_value=0).astype(float)
    return values


SOURCE = Source(
    id="en_annuaire",
    title="Annuaire de l’éducation : écoles, collèges, lycées (fr-en-annuaire-education)",
    short="Éducation nationale, annuaire",
    producer="Éducation nationale",
    licence="Licence Ouverte 2.0",
    page="https://data.education.gouv.fr/explore/dataset/fr-en-annuaire-education/",
    levels=("commune",),
    headers={
        "annuaire": (
            "identifiant_de_l_etablissement",
            "type_etablissement",
            "code_commune",
            "ecole_maternelle",
            "ecole_elementaire",
            "etat",
        )
    },
    read=read,
    schema=_DEGREES,
    secrecy="Aucun secret : établissements ouverts au public.",
    caveat=(
        "Annuaire tenu chaque jour, sans mémoire : les écoles fermées n’y sont plus. La restauration et l’ULIS sont "
        "déclaratives : une case vide ne veut pas dire non. Une ULIS est un dispositif, l’annuaire ne dit pas combien "
        "d’élèves y sont."
    ),
    lag="mis à jour chaque jour, d’après la fiche du portail",
    files={
        "2026-10": (
            RemoteFile(
                "https://data.education.gouv.fr/api/explore/v2.1/catalog/datasets/fr-en-annuaire-education/exports/csv"
            ),
        )
    },
)
