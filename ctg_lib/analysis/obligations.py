"""What the law asks of a territory on a date: the four competences of early childhood, social action, social housing.

The thresholds are dated parameters (`lois.yaml`), the populations are rows of the long table: nothing is counted here.
What no file tells (a competence transferred, an agglomeration) makes a duty « depend », and the sentence says on what.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pandas as pd

from ctg_lib.analysis.duty import (
    ANALYSIS,
    CENTRE,
    COMPETENCES,
    EVERYWHERE,
    HOUSING,
    IN_LIEU,
    LISTED_CENTRE,
    MUNICIPAL_THEN,
    RELAY,
    SCHEME,
    TOTAL,
    Duty,
    Rows,
    State,
    Threshold,
    analysis_year,
    called,
    headings,
    in_force,
    valued,
)
from ctg_lib.analysis.shared_obligations import Several
from ctg_lib.analysis.social_housing import social_housing
from ctg_lib.territory import Level, Territory

# Where these codes hold with adaptations that were not read: Mayotte and the overseas collectivities.
_ADAPTED = ("975", "976", "977", "978", "986", "987", "988")
# Their centres have a statute of their own (CASF, art. L. 123-4, III).
_PARIS_LYON_MARSEILLE = {"75056", "69123", "13055"}
UNREAD = "Les textes s’appliquent ici avec des adaptations qui n’ont pas été lues : à vérifier avec la préfecture."


def duties(territory: Territory, on: datetime.date, rows: Rows, members: pd.DataFrame | None = None) -> list[Duty]:
    """The duties of a commune, of an intercommunalité or of a group, in the order in which they are told.

    rows: those of the territory, under the names that `duty` gives them; None where there is none. members: for an
    intercommunalité or a group, the total populations of its communes, one row each. Nothing is told of wider
    territories.
    """
    if territory.level is Level.COMMUNE:
        seen: _Commune | Several = _Commune(territory, on, rows)
    elif territory.level in (Level.EPCI, Level.GROUPE):
        seen = Several(territory, on, rows, members)
    else:
        return []
    everywhere = [seen.everywhere(*named) for named in EVERYWHERE]
    childcare = [seen.by_population(one) for one in (*COMPETENCES, SCHEME)]
    return [
        *everywhere,
        *childcare,
        seen.in_lieu(*IN_LIEU),
        seen.by_population(RELAY),
        seen.by_population(CENTRE),
        seen.analysis(*ANALYSIS),
        seen.housing(*HOUSING),
    ]


@dataclass(frozen=True)
class _Commune:
    territory: Territory
    on: datetime.date
    rows: Rows

    def everywhere(self, identifier: str, title: str) -> Duty:
        """A competence that every commune has."""
        rule = in_force(COMPETENCES[0].rule, self.on)
        if self._adapted:
            return Duty(identifier, title, State.DEPENDS, UNREAD, rule, rule.valid_from)
        sentence = "Toutes les communes y sont tenues, quelle que soit leur population."
        return Duty(identifier, title, self._due(rule.valid_from), sentence, rule, rule.valid_from)

    def by_population(self, one: Threshold) -> Duty:
        """A duty that the total population decides."""
        rule = one.parameter(self.on)
        state, sentence = self._decided(one, rule.value, rule.valid_from)
        return Duty(one.id, one.title, state, sentence, rule, rule.valid_from, called(sentence, self.rows))

    def _decided(self, one: Threshold, value: float, since: datetime.date) -> tuple[State, str]:
        row = self.rows.get(TOTAL)
        if self._adapted:
            return State.DEPENDS, UNREAD
        if one is CENTRE and self.territory.code in _PARIS_LYON_MARSEILLE:
            told = "Paris, Lyon et Marseille ont un centre d’action sociale dont un décret fixe le statut."
            return self._due(since), told
        if row is None or not valued(row):
            told = f"La population totale n’est pas dans les fichiers chargés ; seuil : {one.words(value)}."
            return State.DEPENDS, told
        reached = one.reached(row["value"], value)
        told = f"Population totale : {{{TOTAL}}} ; seuil : {one.words(value)}. {one.beyond if reached else one.under}."
        then = self.rows.get(MUNICIPAL_THEN)
        if then is not None and valued(then) and one.reached(then["value"], value) is not reached:
            told += (
                f" La population municipale ({{{MUNICIPAL_THEN}}}) est de l’autre côté : le texte dit « habitants »."
            )
        return (self._due(since) if reached else State.NOT_DUE), told

    def in_lieu(self, identifier: str, title: str) -> Duty:
        """Whether the convention with the Caf stands in for the scheme."""
        rule = in_force("sppe_convention_dispense", self.on)
        scheme = self.by_population(SCHEME)
        plan = f"les {headings()} rubriques de l’article D. 214-10-1 du CASF"
        if self._adapted:
            state, sentence = State.DEPENDS, UNREAD
        elif scheme.state is State.NOT_DUE:
            state = State.NOT_DUE
            sentence = f"Le schéma étant facultatif, la convention n’a rien à remplacer ; {plan} peuvent la guider."
        else:
            state = State.DEPENDS
            sentence = (
                "Une convention avec la Caf dont le contenu est celui du schéma dispense d’en établir un : "
                f"à vérifier sur {plan}."
            )
        return Duty(identifier, title, state, sentence, rule, rule.valid_from)

    def analysis(self, identifier: str, title: str) -> Duty:
        """The analysis of social needs, in the calendar year that follows each renewal of municipal councils."""
        rule = in_force("abs_delai", self.on)
        renewed, year = analysis_year(self.on)
        centre = self.by_population(CENTRE)
        since = datetime.date(year, 1, 1)
        told = f"conseils municipaux renouvelés en {renewed}, rapport dû l’année civile qui suit, en {year}"
        if centre.state not in (State.DUE, State.COMING):
            listed = self.rows.get(LISTED_CENTRE)
            if not self._adapted and listed is not None and valued(listed) and listed["value"] > 0:
                found = "L’annuaire de l’administration nomme un centre communal d’action sociale"
                told = f"{found} : s’il est toujours ouvert, il la présente ({told})."
                return Duty(identifier, title, self._due(since), told, rule, since, in_the_year=True)
            doubt = UNREAD if self._adapted else f"Due si la commune a un centre communal d’action sociale : {told}."
            return Duty(identifier, title, State.DEPENDS, doubt, rule, since)
        if self.on.year > year:
            told += (
                ". S’il n’a pas été présenté, il reste dû ; les autres années, des analyses par thème sont possibles"
            )
        told = f"Le centre communal la présente : {told}."
        return Duty(identifier, title, self._due(since), told, rule, since, in_the_year=True)

    def housing(self, identifier: str, title: str) -> Duty:
        """Social housing, on the municipal population and the State's inventory."""
        rule = in_force("sru_seuil_population", self.on)
        state, told = (State.DEPENDS, UNREAD) if self._adapted else social_housing(self.territory, self.on, self.rows)
        return Duty(identifier, title, state, told, rule, rule.valid_from, called(told, self.rows))

    @property
    def _adapted(self) -> bool:
        return self.territory.code.startswith(_ADAPTED)

    def _due(self, since: datetime.date) -> State:
        return State.DUE if since <= self.on else State.COMING
