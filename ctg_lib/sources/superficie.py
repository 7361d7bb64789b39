"""Area of the communes, from Insee's « comparateur de territoires » as a third party republishes it.

The republication renames every column, separates with commas, and repeats a commune for each of its postal codes. Its
other figures (population, births, unemployment) are read from Insee's own files: only the area and, to check it, the
population are taken here.
"""

from __future__ import annotations

import re
from pathlib import Path

from ctg_lib import geography
from ctg_lib.errors import Problem
from ctg_lib.sources import reading
from ctg_lib.sources.card import Held, Source, Table
from ctg_lib.sources.schema import Numbers

SEPARATOR = ","
AREA = "superficie_km2"
POPULATION = r"population_(?P<census>20[0-9]{2})"
_TEXT = r"insee_\w+|commune\w*|code_postal|lat|lng"


def read(path: Path) -> list[Table]:
    """One table, of the year of its newest population: `superficie_km2` and that population, by commune.

    A row marked `COMD` bears the name of a delegated commune, and the code and the figures of the whole: it repeats the
    row of that commune. `control` holds the population of each against the legal one.
    """
    sheet = reading.open_sheet(path, ["insee_com", "commune_type", AREA], separator=SEPARATOR)
    years = {match["census"]: name for name in sheet.cells.columns if (match := re.fullmatch(POPULATION, name))}
    if not years:
        sheet.wrong(
            "aucune colonne de population datée (population_2021).", row=1, remedy="reprendre le fichier entier."
        )
        sheet.done()
    year = max(years)
    columns = [AREA, years[year]]
    repeated = sheet.cells.duplicated(["insee_com", *columns])
    sheet.cells = sheet.cells[~repeated]
    codes = sheet.codes("insee_com", "commune")
    numbers, marks = sheet.numbers(columns, SOURCE.schema, key=["insee_com"])
    sheet.done()
    others = [name for name in sheet.cells.columns if name not in columns and not re.fullmatch(_TEXT, name)]
    ignored = [f"colonne « {name} » : lue dans les fichiers de l’Insee" for name in others]
    if repeated.any():
        ignored.append(f"{int(repeated.sum())} lignes répétées (autre code postal, commune déléguée)")
    index = reading.places("commune", codes)
    return [reading.table(SOURCE, year, "communes", index, numbers, marks, ignored=ignored)]


def control(table: Table, held: Held) -> list[Problem]:
    """Each row must be a whole commune: its population is the legal one of the year, at today's communes."""
    legal = held("population_legale", table.vintage)
    if legal is None:
        return []
    name = f"population_{table.vintage}"
    carried = geography.carry(table.values.loc["commune", [name]]).values[name].dropna()
    expected = legal.loc["commune", "PMUN"].reindex(carried.index)
    wrong = carried[expected.notna() & carried.ne(expected)]
    return [
        Problem(
            f"{code} : {value:.0f} habitants en {table.vintage}, contre {expected[code]:.0f} dans les populations "
            "légales : la ligne n’est pas celle de la commune entière.",
            column=name,
            remedy="corriger la ligne d’après l’Insee, ou la retirer.",
        )
        for code, value in wrong.items()
    ]


SOURCE = Source(
    id="superficie",
    title="Superficie des communes (comparateur de territoires de l’Insee, colonnes renommées par un tiers)",
    short="Insee, comparateur de territoires",
    producer="Insee, d’après un tiers qui renomme les colonnes",
    licence="Licence Ouverte 2.0",
    page="https://www.insee.fr/fr/statistiques/2521169",
    levels=("commune",),
    headers={"derive": ("insee_com", "commune_type", "insee_parente", AREA, r"population_20[0-9]{2}")},
    separator=SEPARATOR,
    read=read,
    # The smallest commune has four hectares, the largest eighteen thousand square kilometres.
    schema={AREA: Numbers(low=0.01, high=20_000), POPULATION: Numbers(high=10_000_000, multiple_of=1)},
    secrecy="Aucun secret.",
    caveat=(
        "Superficie cadastrale en kilomètres carrés, forêts et montagnes comprises : la densité d’une commune dit peu "
        "de celle de ses quartiers habités."
    ),
    lag="la superficie ne change qu’avec les fusions de communes",
    without_address="fichier republié par un tiers ; l’Insee donne la superficie dans son comparateur (SUPERF)",
    control=control,
)
