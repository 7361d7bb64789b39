"""The figures for machines: `indicators.csv`, `indicators.json`, and `datapackage.json` that describes them both.

The description follows Frictionless (Data Package v1): type, meaning and allowed words of each column, licences,
sources, and the dictionary of the indicators as a table of its own, inside the file.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

from ctg_lib import indicators, sources
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.documents import CTG
from ctg_lib.errors import InputError, Problem
from ctg_lib.export.annex import used_tables
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.territory import Level
from ctg_lib.value import COLUMNS, KEY, UNITS, Status
from ctg_lib.views.wording import day, vintage

LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}
# The columns of the long table as a spreadsheet names them.
CAPTIONS = {
    "indicator": "Indicateur",
    "territory": "Territoire",
    "level": "Niveau",
    "vintage": "Millésime",
    "unit": "Unité",
    "value": "Valeur",
    "low": "Borne basse",
    "high": "Borne haute",
    "numerator": "Numérateur",
    "denominator": "Dénominateur",
    "status": "Statut",
    "method": "Méthode, ou raison",
    "source": "Tables lues",
}
# What each column of the long table is, as someone who receives it must read it.
MEANING = {
    "indicator": "Identifiant de l’indicateur, décrit dans la table « dictionary »",
    "territory": "Code du territoire : Insee, SIREN, FR, ou identifiant d’un groupe de communes ; du texte, toujours",
    "level": "Niveau du territoire",
    "vintage": "Millésime du chiffre ; vide quand la source n’est pas chargée",
    "unit": "Unité de « value », « low » et « high » ; une part va de 0 à 1",
    "value": "La valeur ; vide quand il n’y en a pas : « status » et « method » disent alors pourquoi",
    "low": "Borne basse de l’intervalle, quand il y en a un",
    "high": "Borne haute de l’intervalle, quand il y en a un",
    "numerator": "Effectif au numérateur, quand l’indicateur en a un",
    "denominator": "Effectif au dénominateur, quand l’indicateur en a un",
    "status": "Statut de la valeur",
    "method": "Comment la valeur a été obtenue, ou pourquoi elle manque",
    "source": "Tables lues, « source@millésime », jointes par « + »",
}
NUMBERS = ("value", "low", "high", "numerator", "denominator")
_WORDS = {"level": [str(one) for one in Level], "unit": list(UNITS), "status": [str(one) for one in Status]}


def csv(values: pd.DataFrame) -> str:
    """The long table: comma, dot decimals."""
    return str(values.to_csv(index=False, lineterminator="\n"))


def read_csv(path: Path) -> pd.DataFrame:
    """The long table of a file that `csv` wrote: codes keep their zeros, an empty text is no blank.

    Raises InputError when it is not such a file.
    """
    try:
        values = pd.read_csv(
            path,
            dtype={name: "float64" if name in NUMBERS else "str" for name in COLUMNS},
            keep_default_na=False,
            na_values=dict.fromkeys(NUMBERS, ""),
        )
    except (OSError, ValueError) as error:
        why = Problem(f"lecture impossible ({type(error).__name__}).", path.name, remedy="refaire le diagnostic.")
        raise InputError(f"{path.name} n’est pas la table d’un diagnostic.", [why]) from None
    if list(values.columns) != list(COLUMNS):
        why = Problem(
            "les colonnes ne sont pas celles d’un diagnostic.", path.name, row=1, remedy="refaire le diagnostic."
        )
        raise InputError(f"{path.name} n’est pas la table d’un diagnostic.", [why])
    return values


def as_json(diagnostic: Diagnostic, values: pd.DataFrame) -> str:
    """The same rows as objects, with what they are about; a blank is `null`."""
    rows = [
        {name: None if pd.isna(cell) else cell for name, cell in zip(COLUMNS, row, strict=True)}
        for row in values.itertuples(index=False)
    ]
    territory = diagnostic.territory
    head = {
        "territory": {"code": territory.code, "level": str(territory.level), "name": territory.name},
        "edition": diagnostic.date,
        "values": rows,
    }
    return json.dumps(head, ensure_ascii=False, indent=0) + "\n"


def datapackage(diagnostic: Diagnostic, values: pd.DataFrame, files: dict[str, bytes], title: str = CTG.title) -> str:
    """The description of `files` (those written above, by name), fit for any Frictionless reader."""
    territory = diagnostic.territory
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": f"diagnostic-{territory.code.lower()}",
        "title": f"{title} : {territory.name} ({territory.code}), édition du {day(diagnostic.date)}",
        "created": f"{diagnostic.date}T00:00:00Z",
        "licenses": [LICENCE],
        "sources": _sources(diagnostic),
        "resources": [
            {
                **_file("indicators", "indicators.csv", files),
                "profile": "tabular-data-resource",
                "title": "Toutes les valeurs, une ligne par indicateur, territoire et millésime",
                "mediatype": "text/csv",
                "dialect": {"delimiter": ",", "decimalChar": "."},
                "schema": _schema(),
            },
            *_others(files),
            {
                "name": "dictionary",
                "profile": "tabular-data-resource",
                "title": "Dictionnaire des indicateurs",
                "data": dictionary(list(dict.fromkeys(values["indicator"]))).to_dict("records"),
                "schema": {
                    "fields": [{"name": name, "type": "string", "title": title} for name, title in ENTRY.items()],
                    "primaryKey": ["id"],
                },
            },
        ],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


ENTRY = {
    "id": "Identifiant",
    "label": "Libellé",
    "theme": "Thème",
    "question": "Question",
    "role": "Besoin, réponse ou contexte",
    "unit": "Unité",
    "polarity": "Sens de lecture",
    "formula": "Calcul",
    "sources": "Sources et colonnes lues",
    "precision": "Précision",
    "caveat": "Précaution",
    "reference": "Référence",
}


def dictionary(names: list[str]) -> pd.DataFrame:
    """What each indicator is, as declared; columns = `ENTRY`, all of text."""
    rows = []
    for one in map(indicators.indicator, names):
        read = "; ".join(f"{wanted.source} ({', '.join(wanted.columns)})" for wanted in one.inputs)
        rows.append(
            (
                one.id,
                one.label,
                THEMES[one.theme],
                one.question,
                one.role.label,
                one.unit.label or one.unit.id,
                one.polarity.label,
                one.formula,
                read,
                one.precision.label,
                one.caveat,
                one.reference,
            )
        )
    return pd.DataFrame(rows, columns=list(ENTRY))


def _schema() -> dict[str, Any]:
    fields = []
    for name in COLUMNS:
        constraints: dict[str, Any] = {"required": True} if name in ("indicator", "territory") else {}
        if name in _WORDS:
            constraints |= {"required": True, "enum": _WORDS[name]}
        fields.append(
            {
                "name": name,
                "type": "number" if name in NUMBERS else "string",
                "description": MEANING[name],
                **({"constraints": constraints} if constraints else {}),
            }
        )
    reference = {"fields": ["indicator"], "reference": {"resource": "dictionary", "fields": ["id"]}}
    return {"fields": fields, "missingValues": [""], "primaryKey": KEY, "foreignKeys": [reference]}


def _file(name: str, path: str, files: dict[str, bytes]) -> dict[str, Any]:
    content = files[path]
    digest = hashlib.sha256(content).hexdigest()
    kind = path.rpartition(".")[2]
    return {
        "name": name,
        "path": path,
        "format": kind,
        **({} if kind == "xlsx" else {"encoding": "utf-8"}),
        "bytes": len(content),
        "hash": f"sha256:{digest}",
    }


# The same rows, for whom a CSV is not what they need: title and media type.
_OTHERS = {
    "indicators.json": ("Les mêmes lignes en JSON", "application/json"),
    "indicators.xlsx": (
        "Les tableaux de la page et les mêmes lignes, pour un tableur",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


def _others(files: dict[str, bytes]) -> list[dict[str, Any]]:
    return [
        {**_file(path.replace(".", "-"), path, files), "title": title, "mediatype": kind}
        for path, (title, kind) in _OTHERS.items()
        if path in files
    ]


def _sources(diagnostic: Diagnostic) -> list[dict[str, str]]:
    years: dict[str, list[str]] = {}
    for name, year in used_tables(diagnostic):
        years.setdefault(name, []).append(vintage(year))
    told = []
    for name, found in years.items():
        card = sources.source(name)
        about = {"title": f"{card.producer}, {card.title} ({', '.join(found)}) ; {card.licence}"}
        told.append(about | ({"path": card.page} if card.page.startswith("http") else {}))
    return told
