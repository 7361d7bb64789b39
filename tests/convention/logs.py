"""Logs of actions as a test fills them: the template of `ctg new`, then lines typed below its examples."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

from ctg_lib import folders
from ctg_lib.convention import templates
from ctg_lib.convention.actions import Action, State
from ctg_lib.convention.log_book import BOOK
from tests.sources.local_books import Lines, saved, type_line

SORBIERS = "42302"
NEXT = {
    State.TO_VALIDATE: (State.VALIDATED,),
    State.VALIDATED: (State.STARTED, State.ABANDONED),
    State.STARTED: (State.RUNNING, State.ABANDONED),
    State.RUNNING: (State.DONE, State.ABANDONED),
}


def refusal(before: State, after: State, why: str) -> str:
    """A few of the rules of the states, which have their own tests."""
    return "" if after in NEXT.get(before, ()) else f"« {after} » ne peut pas suivre « {before} »."


def template() -> bytes:
    return templates.workbook(BOOK, SORBIERS, {SORBIERS: "Sorbiers"})


def lay(lines: Mapping[str, Lines], name: str = "suivi.xlsx") -> Path:
    """A log in the folder of Sorbiers."""
    file = openpyxl.load_workbook(io.BytesIO(template()))
    for sheet, several in lines.items():
        for line in several:
            type_line(file[sheet], line)
    folder = folders.conventions() / SORBIERS
    folder.mkdir(parents=True, exist_ok=True)
    return saved(file, folder / name)


def action(numero: int = 1, **fields: Any) -> Action:
    """A fiche that nothing is wrong with: two milestones, two funders, a measure taken on site and one that is read."""
    return Action.model_validate(
        {
            "numero": numero,
            "titre": f"Action {numero}",
            "statut": "validée",
            "themes": ["petite_enfance"],
            "constats": "Des familles restent sans réponse.",
            "description": "Ouvrir un lieu.",
            "public": {"cible": "Familles"},
            "territoire": "La commune",
            "budget": [
                {"annee": 2027, "cout": 10_000, "financements": {"Commune": 6_000, "Caf": 4_000}},
                {"annee": 2028, "cout": 8_000, "financements": {"Commune": 5_000, "Caf": 3_000}},
            ],
            "calendrier": {
                "debut": day("2027-01-01"),
                "fin": day("2028-12-31"),
                "etapes": [
                    {"date": day("2027-06-30"), "quoi": "Ouverture du lieu"},
                    {"date": day("2028-03-31"), "quoi": "Premier bilan avec les familles"},
                ],
            },
            "suivi": [
                {
                    "nature": "résultat",
                    "nom": "Familles accueillies",
                    "unite": "familles",
                    "source": "Registre du lieu",
                    "reference": {"valeur": 0, "date": day("2026-12-31")},
                    "cible": 40,
                    "frequence": "chaque année",
                    "qui": "Responsable du lieu",
                },
                {"nature": "impact", "nom": "Naissances", "indicateur": "pe_naiss_3ans", "frequence": "chaque année"},
            ],
            **fields,
        }
    )


def day(iso: str) -> datetime.date:
    return datetime.date.fromisoformat(iso)
