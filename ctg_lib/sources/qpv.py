"""Insee, priority neighbourhoods (QPV, list of 2015): people, incomes and employment, one row a neighbourhood.

Three files of one shape; their columns without a name at the end of each line are empty. Two of them have a column `A`
that does not mean the same: beneficiaries of the Caf in the first two, job seekers of category A in the third.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from ctg_lib.gazetteer import gazetteer
from ctg_lib.sources import reading, schools
from ctg_lib.sources.card import Source, Table
from ctg_lib.sources.dated import year_of
from ctg_lib.sources.schema import Numbers

KEY = ("CODGEO", "LIBGEO")
# What tells the three files apart, and the part of the table that each is.
PARTS = {"demographie": "POP_MUN", "revenus": "DISP_Q2", "insertion": "TX_TOT_EMPL"}
# Job seekers of category A, under a name that the beneficiaries of the Caf do not bear.
_CATEGORY_A = {"A": "DEFM_A", "A_F": "DEFM_A_F", "A_H": "DEFM_A_H"}
_NOT_NUMBERS = r"CODGEO|LIBGEO|LIB_COM|NOTE_\w+"
_SPACES = r"(?<=[0-9])[\s\u202f\u00a0](?=[0-9])"
NUMBER_OF = "quartiers_2015"


def read(path: Path) -> list[Table]:
    """One table of neighbourhoods (level qpv); the file that names their communes gives a second one, of communes.

    The second counts the neighbourhoods of each commune (`quartiers_2015`) and lists them in its places.
    """
    sheet = reading.open_sheet(path, KEY)
    part = next((name for name, own in PARTS.items() if own in sheet.cells), "")
    if not part:
        what = f"ni démographie, ni revenus, ni insertion : aucune colonne {', '.join(PARTS.values())}."
        sheet.wrong(what, row=1, remedy="reprendre l’un des trois fichiers de l’Insee (DEMO, REVN, IPRO).")
        sheet.done()
    if part == "insertion":
        sheet.cells = sheet.cells.rename(columns=_CATEGORY_A)
    codes = sheet.codes("CODGEO", "qpv")
    columns = [name for name in sheet.cells.columns if not re.fullmatch(_NOT_NUMBERS, name)]
    sheet.cells = sheet.cells.assign(
        **{name: sheet.cells[name].str.replace(_SPACES, "", regex=True) for name in columns}
    )
    numbers, marks = sheet.numbers(columns, SOURCE.schema, key=["CODGEO"], codes=_MARKS)
    sheet.done()
    notes = [name for name in sheet.cells.columns if name.startswith("NOTE_")]
    ignored = [f"colonne « {name} » : note de l’Insee" for name in notes]
    vintage = year_of(path)
    index = reading.places("qpv", codes)
    tables = [reading.table(SOURCE, vintage, part, index, numbers, marks, ignored=ignored)]
    if "LIB_COM" in sheet.cells:
        tables.append(_of_communes(sheet, codes, vintage))
    return tables


_MARKS = reading.ABSENT_CODES | reading.SECRET_CODES


def _of_communes(sheet: reading.Sheet, codes: pd.Series, vintage: str) -> Table:
    """How many neighbourhoods each commune has, and which; those of a commune that is not found are told."""
    rows, lost = [], []
    for row, names in sheet.cells["LIB_COM"].items():
        code = codes[row]
        for name in map(str.strip, names.split(",")):
            commune = _communes_by_name(code).get(_plain(name))
            if commune:
                rows.append((code, "qpv", sheet.cells.at[row, "LIBGEO"].strip(), commune))
            else:
                lost.append(f"{code} : commune « {name} » absente du découpage actuel")
    listed = schools.listing(pd.DataFrame(rows, columns=["id", "kind", "name", "commune"]).to_dict("list"))
    communes = schools.covered(listed["commune"], int(vintage))
    values = schools.counts(listed, communes, ["qpv"]).rename(columns={"qpv": NUMBER_OF})
    index = reading.places("commune", values.index)
    return reading.table(SOURCE, vintage, "communes", index, values, values.iloc[:, :0], ignored=lost, places=listed)


def _communes_by_name(code: str) -> dict[str, str]:
    """The communes of the département that a code of neighbourhood opens with (QP042001, QP971001), by their names."""
    book = gazetteer()
    departement = code[2:5].removeprefix("0")
    return {
        _plain(one.name): one.code
        for one in book.communes.values()
        if one.departement == departement and one.name and one.code == one.holder
    }


def _plain(name: str) -> str:
    return name.casefold().replace("’", "'")


SOURCE = Source(
    id="qpv",
    title="Quartiers prioritaires de la politique de la ville (liste de 2015) : population, revenus, insertion",
    short="Insee, quartiers prioritaires",
    producer="Insee, avec Cnaf, Cnam, France Travail et ASP",
    licence="Licence Ouverte 2.0",
    page="https://sig.ville.gouv.fr/",
    levels=("qpv", "commune"),
    headers={name: (*KEY, own) for name, own in PARTS.items()},
    read=read,
    schema={
        r"TX_\w+|TP60|PMIMP|BREV": Numbers(high=100),
        r"EVOL_\w+|PIMPOT": Numbers(low=None),
        r"P(?:ACT|PEN|PSOC|PAT)": Numbers(low=None, high=200),
        r".*": Numbers(),
    },
    secrecy=(
        "Case vide ou « ns » : l’Insee ne diffuse pas les chiffres d’un quartier trop petit (seuil non vérifié). Dans "
        "la Loire, les deux quartiers de moins de 900 habitants n’ont que la moitié des chiffres de l’emploi."
    ),
    caveat=(
        "Quartiers de la liste de 2015 : celle de 2024 n’a ni les mêmes quartiers ni les mêmes limites, et deux "
        "quartiers de même nom peuvent différer. Un quartier peut couvrir deux communes : ses chiffres ne se "
        "répartissent pas entre elles. Taux en pour cent, revenus en euros par an et par unité de consommation."
    ),
    lag="environ deux ans après l’année, d’après les éditions passées",
    without_address="site de l’Insee, « Données statistiques sur les quartiers prioritaires » (DEMO, REVN, IPRO)",
    additive=False,
)
