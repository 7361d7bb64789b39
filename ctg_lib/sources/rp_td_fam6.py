"""Insee, census up to 2022: young children by the employment of their parents, the former table TD_FAM6.

Its ages are under 3 and 3 to 5; those of the table that replaces it (`rp_familles_age`) are under 2 and 2 to 5: two
series, in two sources, so that nothing compares one with the other.
"""

from __future__ import annotations

import re
from pathlib import Path

from ctg_lib.sources import reading
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.dated import year_of
from ctg_lib.sources.schema import Numbers

VARIABLE = r"AGEFOR5\d\d_TF12\d\d"
# Under 3, 3 to 5.
AGES = ("00", "03")
# Father alone, mother alone: employed, not; couple: both employed, the man alone, the woman alone, neither.
PARENTS = ("11", "12", "21", "22", "41", "42", "43", "44")
NEEDED = tuple(f"AGEFOR5{age}_TF12{parents}" for age in AGES for parents in PARENTS)


def of(age: str, *parents: str) -> tuple[str, ...]:
    """Columns of one age for some situations of the parents, by default all of them."""
    return tuple(f"C_AGEFOR5{age}_TF12{one}" for one in parents or PARENTS)


def read(path: Path) -> list[Table]:
    """One table, of the year in the file name: children by commune, one column an age and a situation of the parents.

    As in `rp_familles`, a C is set before each name: one questionnaire in four in small communes.
    """
    sheet = reading.open_sheet(path, ["CODGEO", *NEEDED])
    columns = [name for name in sheet.cells.columns if re.fullmatch(VARIABLE, name)]
    codes = sheet.codes("CODGEO", "commune")
    numbers, marks = sheet.numbers(columns, SOURCE.schema, key=["CODGEO"])
    sheet.done()
    index = reading.places("commune", codes)
    named = (frame.add_prefix("C_") for frame in (numbers, marks))
    return [reading.table(SOURCE, year_of(path), "communes", index, *named)]


SOURCE = Source(
    id="rp_td_fam6",
    title="Recensement : jeunes enfants selon l’emploi de leurs parents, ancien tableau (TD_FAM6)",
    short="Insee, recensement",
    producer="Insee",
    licence="Licence Ouverte 2.0",
    page="https://www.insee.fr/fr/information/2880845",
    levels=("commune",),
    headers={"commune": ("CODGEO", r"AGEFOR500_TF12\d\d", r"AGEFOR503_TF12\d\d")},
    read=read,
    schema={VARIABLE: Numbers()},
    secrecy="Aucune case masquée ; les effectifs sous 200 environ sont peu précis.",
    caveat=(
        "Exploitation complémentaire : un questionnaire sur quatre dans les communes de moins de 10 000 habitants, "
        "donc un large intervalle. Âges : moins de 3 ans et 3 à 5 ans ; le tableau de 2023 distingue moins de 2 ans et "
        "2 à 5 ans : aucune évolution de l’un à l’autre. Le sens des codes est à vérifier chez l’Insee."
    ),
    lag="série close : remplacée en 2023 par DS_RP_TD_FAMILLE_AGEENF_COMP",
    without_address=(
        "feuille COM du classeur BTX_TD_FAM6 de l’Insee, enregistrée en « CSV UTF-8 », la ligne des noms de colonnes "
        "en tête, l’année gardée dans le nom du fichier"
    ),
)
