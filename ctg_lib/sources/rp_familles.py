"""Insee, census: families by type and by number of children, `DS_RP_FAMILLE_COMP`.

The C that opens each name says, as in Insee's base-cc files, that the figure comes from the complementary processing:
one questionnaire in four in small communes. The rest is the code of the dimension, all others being at their total.
"""

from __future__ import annotations

from pathlib import Path

from ctg_lib.sources import melodi, reading
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.census import without_measure
from ctg_lib.sources.schema import Numbers

# All families; single parents, fathers, mothers; couples without, with children; blended, traditional families.
TYPES = ("_T", "1", "11", "12", "21", "22", "220", "223")
# Children under 25 in the family: none, one, two, three, four or more.
CHILDREN = {"0": "CH0_Y_LT25", "1": "CH1_Y_LT25", "2": "CH2_Y_LT25", "3": "CH3_Y_LT25", "4P": "CH_GE4_Y_LT25"}
CELLS = {
    **{f"C_TFN_{code.lstrip('_')}": {"TFN": code, "NCH": melodi.TOTAL} for code in TYPES},
    **{f"C_NCH_{name}": {"TFN": melodi.TOTAL, "NCH": code} for name, code in CHILDREN.items()},
}


def read(path: Path) -> list[Table]:
    """One table for each year; rows = territories, columns = one type of family, or one number of children, each."""
    sheet = reading.open_sheet(path, melodi.KEY)
    without_measure(sheet)
    return melodi.tables(sheet, SOURCE, CELLS)


SOURCE = Source(
    id="rp_familles",
    title="Recensement : familles par type et nombre d’enfants (DS_RP_FAMILLE_COMP)",
    short="Insee, recensement",
    producer="Insee",
    licence="Licence Ouverte 2.0",
    page="https://catalogue-donnees.insee.fr/fr/catalogue/recherche/DS_RP_FAMILLE_COMP",
    levels=("commune", "epci", "departement", "region", "france"),
    headers=melodi.headers(CELLS),
    read=read,
    schema=dict.fromkeys(CELLS, Numbers()),
    secrecy="Aucune case masquée ; les effectifs sous 200 environ sont peu précis.",
    caveat=(
        "Exploitation complémentaire : un questionnaire sur quatre dans les communes de moins de 10 000 habitants. "
        "Enfants de moins de 25 ans vivant au foyer. Familles recomposées : distinguées en 2023 seulement, sans "
        "évolution possible. Le sens des codes est à vérifier dans la nomenclature de l’Insee."
    ),
    lag="vers le milieu de la troisième année après le millésime, d’après les éditions passées",
    files={"2023": (RemoteFile("https://api.insee.fr/melodi/file/DS_RP_FAMILLE_COMP/DS_RP_FAMILLE_COMP_2023_CSV_FR"),)},
    france="France hors Mayotte",
)
