"""Ministère du Logement and Anil, « carte des loyers »: the advertised rent that a model predicts, with its interval.

The producer has one file a kind of dwelling, told by its name (`pred-app-…`, `pred-mai-…`); a republication has both,
told by a column `segment`. Neither holds its year: it is in the name of the file, or of the folder of a download.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from ctg_lib.sources import reading
from ctg_lib.sources.card import RemoteFile, Source, Table
from ctg_lib.sources.dated import year_of
from ctg_lib.sources.schema import Numbers
from ctg_lib.value import Status

RENT, LOW, HIGH, LISTINGS, FIT = "loypredm2", "lwr.IPm2", "upr.IPm2", "nbobs_com", "R2_adj"
NUMBERS = (RENT, LOW, HIGH, LISTINGS, FIT)
NEEDED = ("INSEE_C", *NUMBERS, "TYPPRED")
SEGMENTS = ("appartement", "maison")
# Flats of one or two rooms and of three or more have files of their own (`pred-app12-…`), that are not read.
_BY_NAME = {r"pred-app(?![0-9])": "appartement", r"pred-mai": "maison"}
# From what the prediction is made: the commune itself, or a wider zone where it has too few listings.
_MADE_FROM = {
    "commune": "prédit par un modèle à partir des annonces de la commune",
    "epci": "prédit par un modèle à partir des annonces de l’intercommunalité, faute d’assez d’annonces sur place",
    "maille": "prédit par un modèle à partir des annonces de communes voisines, faute d’assez d’annonces sur place",
}
_NO_ROW = (Status.NOT_RELEASED, "aucune ligne pour ce type de logement")


def read(path: Path) -> list[Table]:
    """One table: for each kind of dwelling the rent predicted, its interval of 95 %, and what they rest on."""
    sheet = reading.open_sheet(path, NEEDED)
    segments = _segments(sheet, path)
    codes = sheet.codes("INSEE_C", "commune")
    made_from = sheet.pattern("TYPPRED", "|".join(_MADE_FROM), "commune, epci ou maille")
    sheet.cells = sheet.cells.assign(segment=segments)
    numbers, marks = sheet.numbers(NUMBERS, SOURCE.schema, key=["INSEE_C", "segment"])
    _check_order(sheet, numbers)
    sheet.done()
    told = made_from.map(lambda kind: (Status.ESTIMATED, _MADE_FROM[kind])).astype(object)
    for name in (RENT, LOW, HIGH):
        marks[name] = marks[name].where(numbers[name].isna(), told)
    held = [name for name in SEGMENTS if name in set(segments)]
    wide = [_of_segment(frame, codes, segments, held) for frame in (numbers, marks)]
    # A commune without a row for one of the kinds has no prediction of it.
    wide[1] = wide[1].mask(wide[0].isna() & wide[1].isna(), pd.Series([_NO_ROW] * len(wide[1]), wide[1].index), axis=0)
    index = reading.places("commune", wide[0].index)
    return [reading.table(SOURCE, _year(path), "_".join(held), index, wide[0].astype(float), wide[1])]


def variable(segment: str, column: str) -> str:
    """`appartement_lwr_IPm2` is the lower bound of flats."""
    return f"{segment}_{column.replace('.', '_')}"


def _segments(sheet: reading.Sheet, path: Path) -> pd.Series:
    """The kind of dwelling of each row, from the column that says it or from the name of the file."""
    if "segment" in sheet.cells:
        return sheet.pattern("segment", "|".join(SEGMENTS), " ou ".join(SEGMENTS))
    name = Path(path).name
    found = [segment for pattern, segment in _BY_NAME.items() if re.search(pattern, name)]
    if not found:
        what = "ni appartements, ni maisons d’après le nom du fichier."
        sheet.wrong(what, row=1, remedy="garder le nom du producteur (pred-app-…, pred-mai-…) : lui seul le dit.")
        sheet.done()
    return pd.Series(found[0], index=sheet.cells.index)


def _year(path: Path) -> str:
    """The year in the name of the file, else that of the folder where a download is put."""
    folder = Path(path).parent.name
    return folder if re.fullmatch(r"20[0-9]{2}", folder) else year_of(path)


def _check_order(sheet: reading.Sheet, numbers: pd.DataFrame) -> None:
    wrong = (numbers[LOW] > numbers[RENT]) | (numbers[RENT] > numbers[HIGH])
    for row in numbers.index[wrong]:
        what = "le loyer n’est pas entre ses deux bornes."
        sheet.wrong(what, row=row, column=RENT, remedy="vérifier que les colonnes ne sont pas interverties.")


def _of_segment(frame: pd.DataFrame, codes: pd.Series, segments: pd.Series, held: list[str]) -> pd.DataFrame:
    """One row a commune, the columns of each kind side by side."""
    parts = [
        frame[segments == segment]
        .set_axis(codes[segments == segment], axis=0)
        .rename(columns=lambda column, segment=segment: variable(segment, column))
        for segment in held
    ]
    return pd.concat(parts, axis=1)


_FILE = (
    "https://static.data.gouv.fr/resources/carte-des-loyers-indicateurs-de-loyers-dannonce-par-commune-en-2025/"
    "20251211-{}.csv"
)
SOURCE = Source(
    id="loyers",
    title="Carte des loyers : loyer d’annonce prédit, appartements et maisons",
    short="Ministère du Logement et Anil, carte des loyers d’annonce",
    producer="Ministère du Logement et Anil",
    licence="Licence Ouverte 2.0",
    page=("https://www.data.gouv.fr/datasets/carte-des-loyers-indicateurs-de-loyers-dannonce-par-commune-en-2025"),
    levels=("commune",),
    headers={"republie": (*NEEDED, "segment"), "producteur": (*NEEDED, "id_zone", "nbobs_mail")},
    read=read,
    schema={
        r"loypredm2|lwr\.IPm2|upr\.IPm2": Numbers(low=1, high=100),
        LISTINGS: Numbers(multiple_of=1, otherwise="n’est pas un nombre entier d’annonces"),
        FIT: Numbers(low=None, high=1),
    },
    secrecy="Aucun secret : un modèle, non des baux.",
    caveat=(
        "Loyer d’annonce, charges comprises, qu’un modèle prédit pour un logement type mis en location (appartement de "
        "52 m², maison de 92 m²) : ni une moyenne, ni le loyer des locataires en place, ni celui du parc social. "
        "L’intervalle est celui du producteur, à 95 %, et il est large. À lire avec prudence sous 30 annonces dans la "
        "commune, ou quand le modèle explique moins de la moitié des écarts (R² sous 0,5). Deux éditions ne se "
        "comparent pas."
    ),
    lag="en décembre de l’année, d’après l’édition 2025 (annonces jusqu’au 3e trimestre)",
    files={
        "2025": tuple(
            RemoteFile(_FILE.format(name)) for name in ("145010/pred-app-mef-dhup", "145039/pred-mai-mef-dhup")
        )
    },
    additive=False,
    not_released=dict.fromkeys(
        ("epci", "departement", "region", "france", "groupe"),
        "loyer prédit par commune ; il ne se calcule pas à ce niveau",
    ),
)
