"""`suivi.xlsx`: the log of the actions, a sheet for each thing that happens to a fiche, filled by many all year.

The declaration alone: `follow_up` reads it and holds it against the fiches.
"""

from __future__ import annotations

import datetime

from ctg_lib.convention.actions import State
from ctg_lib.convention.registers import Register
from ctg_lib.sources.local_early import PERSONS
from ctg_lib.sources.local_forms import Column, Form, Kind

# What a column is called, wherever it stands.
FICHE, DATE, WHO, STATE, WHY = "Fiche", "Date", "Par", "Statut", "Pourquoi"
STEP, REACHED, FUNDER, EUROS = "Étape", "Faite le", "Financeur", "Montant"
MEASURE, VALUE = "Indicateur", "Valeur"

_FICHE = Column(FICHE, "Le numéro de la fiche action.", Kind.COUNT, 1, required=True, high=9999)
_DAY = datetime.date(2027, 3, 15)


def _day(caption: str, explains: str) -> Column:
    return Column(caption, explains, Kind.DATE, _DAY, required=True)


def _who(explains: str) -> Column:
    return Column(WHO, f"{explains} Une fonction, jamais un nom.", Kind.NAME, "coordination de la convention")


PROGRESS = Form(
    "Avancement",
    "Une ligne chaque fois qu’une fiche change de statut. La date est celle du changement, pas celle de la saisie.",
    (
        _FICHE,
        _day(DATE, "Le jour où la fiche est passée à ce statut."),
        Column(
            STATE,
            "Le nouveau statut de la fiche.",
            Kind.CHOICE,
            str(State.STARTED),
            choices=tuple(map(str, State)),
            required=True,
        ),
        _who("Qui le constate ou le décide."),
        Column(
            WHY,
            "Ce qui explique le changement. Obligatoire pour une fiche abandonnée.",
            Kind.TEXT,
            "Le recrutement est fait, les séances commencent.",
        ),
    ),
)
STEPS = Form(
    "Étapes",
    "Une ligne par étape du calendrier d’une fiche, le jour où elle est faite.",
    (
        _FICHE,
        Column(
            STEP,
            "L’étape, avec les mots de la fiche. Les premiers mots suffisent s’ils n’en désignent qu’une.",
            Kind.NAME,
            "Ouverture du lieu",
            required=True,
        ),
        _day(REACHED, "Le jour où elle a été faite."),
    ),
)
SPENDING = Form(
    "Dépenses",
    "Une ligne par dépense, ou par total de dépenses d’une même date, pour chaque financeur d’une fiche.",
    (
        _FICHE,
        _day(DATE, "Le jour de la dépense, ou de l’arrêté des comptes."),
        Column(FUNDER, "Qui paie : un des financeurs écrits dans la fiche.", Kind.NAME, "Commune", required=True),
        Column(EUROS, "En euros, sans le signe €.", Kind.AMOUNT, 1250.5, required=True, high=100_000_000),
    ),
)
MEASURES = Form(
    "Mesures",
    "Une ligne par relevé d’un indicateur de suivi. Ceux du diagnostic sont lus, et ne s’écrivent pas ici.",
    (
        _FICHE,
        Column(
            MEASURE,
            "L’indicateur, avec le nom qu’il a dans la fiche. Les premiers mots suffisent s’ils n’en désignent qu’un.",
            Kind.NAME,
            "Familles accueillies",
            required=True,
        ),
        _day(DATE, "Le jour auquel la valeur se rapporte."),
        Column(
            VALUE,
            "La valeur, dans l’unité de la fiche. Un petit effectif s’écrit tel quel : il est masqué à l’affichage.",
            Kind.AMOUNT,
            24,
            required=True,
            high=100_000_000,
            secrecy=PERSONS,
        ),
        _who("Qui a relevé le chiffre."),
    ),
)
BOOK = Register(
    "suivi",
    "Suivi",
    "Suivi des fiches action",
    "Ce que deviennent les actions : statuts, étapes faites, dépenses, indicateurs relevés. À compléter tout au long "
    "de la convention, par la coordination avec les pilotes des fiches.",
    (PROGRESS, STEPS, SPENDING, MEASURES),
)
