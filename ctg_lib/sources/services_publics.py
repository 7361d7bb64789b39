"""Schools, France services, CCAS, health sites and points-justice, by name, as republished from four registers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading, schools
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.lists import month_of, typographic
from ctg_lib.value import Status

NEEDED = ("code_commune", "famille", "nom", "identifiant_de_l_etablissement", "statut_public_prive", "san_urg")
SCHOOLS = ("ecole", "college", "lycee")
# Family in the file -> column of the store.
_OTHERS = {
    "france-services": "france_services",
    "ccas": "ccas",
    "sante": "sante",
    "point-justice": "point_justice",
}
KINDS = (*SCHOOLS, *_OTHERS.values())
EMERGENCY = "urgences"
# Sections that are part of a collège or lycée which has its own row.
_SECTIONS = r"section d'enseignement .*"
# A scanner is no place of care: it has its own row in the register.
_EQUIPMENT = r"EML\b.*"
_NOT_LISTED = (
    Status.NOT_RELEASED,
    "pas de ligne dans l’annuaire, qui ne connaît pas tous les CCAS : ce n’est pas une absence",
)


def read(path: Path) -> list[Table]:
    """One table, of the day in the file name: number of places of each kind in every commune of the départements.

    A school that has several sites counts once; sections and heavy equipment are not places of their own. A commune
    without a row has none, except for the CCAS, that the directory does not all know.
    """
    sheet = reading.open_sheet(path, NEEDED)
    vintage = month_of(path)
    ignored = _drop_parts(sheet)
    communes = sheet.codes("code_commune", "commune")
    families = sheet.pattern("famille", "|".join([*SCHOOLS, *_OTHERS]), ", ".join([*SCHOOLS, *_OTHERS]))
    urgent = sheet.pattern("san_urg", "OUI|NON|", "OUI, NON ou rien")
    uais = _identifiers(sheet, families)
    sheet.done()
    ids = uais.where(uais.ne(""), [f"{family}-{row}" for row, family in families.items()])
    found = schools.listing(
        {
            "id": ids,
            "kind": families.replace(_OTHERS),
            "name": sheet.cells["nom"].map(typographic),
            "commune": communes,
            "statut": sheet.cells["statut_public_prive"].str.strip(),
            "urgences": urgent,
        }
    )
    places = found.drop_duplicates("id").reset_index(drop=True)
    if len(places) < len(found):
        ignored.append(f"{len(found) - len(places)} lignes d’autres sites d’un même établissement")
    return [_table(places, vintage, ignored)]


def _table(places: pd.DataFrame, vintage: str, ignored: list[str]) -> Table:
    communes = schools.covered(places["commune"], int(vintage[:4]))
    values = schools.counts(places, communes, KINDS)
    emergencies = places.loc[places["urgences"] == "OUI", "commune"].value_counts()
    values[EMERGENCY] = emergencies.reindex(communes, fill_value=0).astype(float)
    values["ccas"] = values["ccas"].where(values["ccas"] > 0)
    marks = pd.DataFrame(None, index=values.index, columns=["ccas"], dtype=object)
    unlisted = values["ccas"].isna()
    marks.loc[unlisted, "ccas"] = pd.Series([_NOT_LISTED] * int(unlisted.sum()), index=values.index[unlisted])
    index = reading.places("commune", values.index)
    return reading.table(SOURCE, vintage, "services", index, values, marks, ignored=ignored, places=places)


def _drop_parts(sheet: reading.Sheet) -> list[str]:
    """Rows that are a part of another place."""
    names = sheet.cells["nom"].str.strip()
    family = sheet.cells["famille"].str.strip()
    sections = family.isin(SCHOOLS) & names.str.lower().str.replace("’", "'").str.fullmatch(_SECTIONS)
    equipment = family.eq("sante") & names.str.fullmatch(_EQUIPMENT)
    sheet.cells = sheet.cells[~sections & ~equipment]
    told = {
        "sections d’un collège ou d’un lycée": int(sections.sum()),
        "équipements matériels lourds, qui ne sont pas des lieux de soins": int(equipment.sum()),
    }
    return [f"{count} lignes : {reason}" for reason, count in told.items() if count]


def _identifiers(sheet: reading.Sheet, families: pd.Series) -> pd.Series:
    """The UAI of each school; an empty text for the other places, which have no identifier in the file."""
    school = families.isin(SCHOOLS)
    of_schools = reading.Sheet(sheet.file, sheet.cells[school], sheet.problems)
    found = schools.identifiers(of_schools, "identifiant_de_l_etablissement")
    return found.reindex(sheet.cells.index, fill_value="")


SOURCE = Source(
    id="services_publics",
    title="Services publics : écoles, collèges, lycées, France services, CCAS, santé, points-justice",
    short="Éducation nationale, Dila et Finess, services",
    producer="Éducation nationale, Dila (annuaire de l’administration), ministère de la Santé (Finess)",
    licence="Licence Ouverte 2.0",
    page="https://www.data.gouv.fr/datasets/service-public-fr-annuaire-de-l-administration-base-de-donnees-locales/",
    levels=("commune",),
    headers={"services": NEEDED},
    read=read,
    schema={},
    secrecy="Aucun secret : lieux ouverts au public ; ni adresse, ni contact.",
    caveat=(
        "Quatre répertoires réunis par un tiers, photographiés un même jour. L’annuaire des CCAS est incomplet : une "
        "commune sans ligne peut en avoir un. « Collège » et « lycée » comprennent l’enseignement adapté et des écoles "
        "privées hors contrat. La santé n’a que les établissements sanitaires : ni maison de santé, ni Ehpad, ni "
        "médecin. Une France services itinérante n’est comptée qu’à sa base."
    ),
    lag="répertoires tenus à jour chaque semaine ou chaque mois ; la réunion par un tiers, sans calendrier",
    without_address="réunion de quatre répertoires par un tiers ; chacun se télécharge chez son producteur",
)
