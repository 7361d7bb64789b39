"""Insee, census of 2023: young children by the employment of their parents, `DS_RP_TD_FAMILLE_AGEENF_COMP`.

Its ages are under 2 and 2 to 5; those of the table that it replaces (`rp_td_fam6`) are under 3 and 3 to 5: two series.
"""

from __future__ import annotations

from pathlib import Path

from ctg_lib.sources import melodi, reading
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.census import without_measure
from ctg_lib.sources.schema import Numbers

AGES = ("Y_LT2", "Y2T5")
# Father alone, mother alone: employed, not; couple: both employed, the man alone, the woman alone, neither.
PARENTS = ("A111", "A112", "A121", "A122", "A221", "A222", "A223", "A224")
# As in `rp_familles`, the C says that the figure comes from one questionnaire in four in small communes.
CELLS = {f"C_{age}_{parents}": {"AGE": age, "TFN": parents} for age in AGES for parents in PARENTS}


def of(age: str, *parents: str) -> tuple[str, ...]:
    """Columns of one age for some situations of the parents, by default all of them."""
    return tuple(f"C_{age}_{one}" for one in parents or PARENTS)


def read(path: Path) -> list[Table]:
    """One table for each year; rows = territories, columns = one age and one situation of the parents each."""
    sheet = reading.open_sheet(path, melodi.KEY)
    without_measure(sheet)
    return melodi.tables(sheet, SOURCE, CELLS)


SOURCE = Source(
    id="rp_familles_age",
    title="Recensement : jeunes enfants selon l’emploi de leurs parents (DS_RP_TD_FAMILLE_AGEENF_COMP)",
    short="Insee, recensement",
    producer="Insee",
    licence="Licence Ouverte 2.0",
    page="https://catalogue-donnees.insee.fr/fr/catalogue/recherche/DS_RP_TD_FAMILLE_AGEENF_COMP",
    levels=("commune", "epci", "departement", "region", "france"),
    headers=melodi.headers(CELLS),
    read=read,
    schema=dict.fromkeys(CELLS, Numbers()),
    secrecy="Aucune case masquée ; les effectifs sous 200 environ sont peu précis.",
    caveat=(
        "Exploitation complémentaire : un questionnaire sur quatre dans les communes de moins de 10 000 habitants, "
        "donc un large intervalle. Âges : moins de 2 ans et 2 à 5 ans, à vérifier dans la nomenclature de l’Insee "
        "(Y_LT2, Y2T5) ; l’ancien tableau (TD_FAM6) distinguait moins de 3 ans et 3 à 5 ans : aucune évolution de l’un "
        "à l’autre."
    ),
    lag="vers le milieu de la troisième année après le millésime, d’après les éditions passées",
    files={
        "2023": (
            RemoteFile(
                "https://api.insee.fr/melodi/file/DS_RP_TD_FAMILLE_AGEENF_COMP/DS_RP_TD_FAMILLE_AGEENF_COMP_2023_CSV_FR"
            ),
        )
    },
    france="France hors Mayotte",
)
