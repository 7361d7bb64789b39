"""Insee, census (recensement de la population): the commune files, one row per commune, variables `P22_…`, `C22_…`.

The same variables come in several files: `dossier_complet` (all of them), `base-cc-*` (one subject each) and
`base_cc_comparateur` (a few). Each is one part of the same table. A file carries several vintages (`P22_`, `P16_`,
`P11_`): each goes to its own table.
"""

from __future__ import annotations

import re
from pathlib import Path

from ctg_lib.sources import reading
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.schema import Numbers

VARIABLE = r"[PC](?P<year>\d{2})_"
# What tells one subject file from another: a variable that it alone carries.
PARTS = {
    "dossier_complet": ("BPE_2024_C201", "ENCTOT25", "SNEMM_23"),
    "comparateur": ("ETTOT24", "ETTEF124"),
    "base_cc_evol_struct_pop": ("POP0014", "POP15P_CS1"),
    "base_cc_coupl_fam_men": ("MENPSEUL", "FAMMONO"),
    "base_cc_logement": ("LOGVAC", "RP_PROP"),
    "base_cc_emploi_pop_active": ("ACT1564", "EMPLT"),
    "base_cc_diplomes_formation": ("NSCOL15P", "SCOL1517"),
}


def read(path: Path) -> list[Table]:
    """One table for each census year found in the column names; other columns are listed as ignored."""
    sheet = reading.open_sheet(path, ["CODGEO"])
    columns = [name for name in sheet.cells.columns if re.match(VARIABLE, name)]
    if not columns:
        sheet.wrong("aucune colonne de recensement (P22_…, C22_…).", row=1, remedy="donner un fichier communal du RP.")
        sheet.done()
    codes = sheet.codes("CODGEO", "commune")
    known = reading.ABSENT_CODES | reading.SECRET_CODES
    numbers, marks = sheet.numbers(columns, SOURCE.schema, key=["CODGEO"], codes=known)
    sheet.done()
    part = _part(set(columns) | set(sheet.cells.columns))
    others = [name for name in sheet.cells.columns if name not in columns and name not in ("CODGEO", "LIBGEO")]
    ignored = [f"colonne « {name} » : hors recensement" for name in others]
    index = reading.places("commune", codes)
    tables = []
    for digits in sorted({str(SOURCE.year_in_name(name)) for name in columns}):
        own = [name for name in columns if SOURCE.year_in_name(name) == digits]
        tables.append(reading.table(SOURCE, f"20{digits}", part, index, numbers[own], marks[own], ignored=ignored))
    return tables


def _part(columns: set[str]) -> str:
    """The file family, from the variables that it alone carries; the first that fits."""
    bare = {re.sub(VARIABLE, "", name) for name in columns}
    return next((part for part, own in PARTS.items() if bare & set(own)), "base_cc")


SOURCE = Source(
    id="rp",
    title="Recensement de la population, fichiers communaux (dossier complet, base-cc, comparateur)",
    short="Insee, recensement",
    producer="Insee",
    licence="Licence Ouverte 2.0",
    page="https://www.insee.fr/fr/statistiques/5359146",
    levels=("commune",),
    # Many files have CODGEO: the census variables weigh double.
    headers={"commune": ("CODGEO", r"[PC]\d\d_\w+", r"[PC]\d\d_\w+")},
    read=read,
    schema={VARIABLE + ".*": Numbers()},
    secrecy="Aucune case masquée au niveau communal ; les petits effectifs sont peu précis.",
    caveat=(
        "Moyenne de cinq années d’enquête, centrée sur l’année affichée : deux millésimes proches se recouvrent et ne "
        "se comparent pas. Les variables C… (familles, ménages) viennent d’un questionnaire sur quatre dans les "
        "communes de moins de 10 000 habitants."
    ),
    lag="vers le milieu de la troisième année après le millésime, d’après les éditions passées",
    files={"2022": (RemoteFile("https://www.insee.fr/fr/statistiques/fichier/5359146/dossier_complet.zip"),)},
    year=VARIABLE,
)
