"""What the law asks where several communes are looked at together: an intercommunalité, or a group that is none.

The communes hold the duties. Whether they transferred them to their intercommunalité is in no file: each duty says what
it would be if they all had, on their total population, and how many communes keep it if none had.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pandas as pd

from ctg_lib.analysis.duty import (
    CENTRE,
    COMPETENCES,
    TOTAL,
    Duty,
    Rows,
    State,
    Threshold,
    analysis_year,
    grouped,
    headings,
    in_force,
    valued,
)
from ctg_lib.territory import Level, Territory
from ctg_lib.value import Status


@dataclass(frozen=True)
class Several:
    """An intercommunalité or a group, on a date; members: the total populations of its communes, one row each."""

    territory: Territory
    on: datetime.date
    rows: Rows
    members: pd.DataFrame | None = None

    def everywhere(self, identifier: str, title: str) -> Duty:
        """A competence that every commune has."""
        rule = in_force(COMPETENCES[0].rule, self.on)
        kept = f"chacune des {grouped(len(self.territory.communes))} communes y est tenue"
        sentence = f"{self._whose}À défaut, {kept}." if self._grouping else f"{kept[0].upper()}{kept[1:]}."
        return Duty(identifier, title, State.DEPENDS, sentence, rule, rule.valid_from)

    def by_population(self, one: Threshold) -> Duty:
        """A duty that depends on whose population is counted."""
        rule = one.parameter(self.on)
        figures: dict[str, pd.Series] = {}
        sentence = self._concerned(one, rule.value)
        row = self.rows.get(TOTAL)
        if self._grouping and one is not CENTRE:
            together = f"Si toutes l’ont fait, le seuil ({one.words(rule.value)}) se lit sur leur population totale"
            if row is not None and valued(row):
                figures = {TOTAL: row}
                side = "dépassé" if one.reached(row["value"], rule.value) else "non atteint"
                together += f", {{{TOTAL}}} : il est {side}"
            sentence = f"{self._whose}{together}. À défaut, {sentence[0].lower()}{sentence[1:]}"
        return Duty(one.id, one.title, State.DEPENDS, sentence, rule, rule.valid_from, figures)

    def in_lieu(self, identifier: str, title: str) -> Duty:
        """Whether the convention with the Caf stands in for the scheme."""
        rule = in_force("sppe_convention_dispense", self.on)
        sentence = (
            "Pour qui doit un schéma, une convention avec la Caf au contenu de ce schéma en dispense : "
            f"à vérifier sur les {headings()} rubriques de l’article D. 214-10-1 du CASF."
        )
        return Duty(identifier, title, State.DEPENDS, sentence, rule, rule.valid_from)

    def analysis(self, identifier: str, title: str) -> Duty:
        """The analysis of social needs: each centre, communal or not, has its own to present."""
        rule = in_force("abs_delai", self.on)
        renewed, year = analysis_year(self.on)
        sentence = (
            "Chaque centre communal d’action sociale, et le centre intercommunal s’il existe, présente la sienne : "
            f"conseils municipaux renouvelés en {renewed}, rapport dû l’année civile qui suit, en {year}."
        )
        return Duty(identifier, title, State.DEPENDS, sentence, rule, datetime.date(year, 1, 1))

    def housing(self, identifier: str, title: str) -> Duty:
        """Social housing: judged commune by commune."""
        rule = in_force("sru_seuil_population", self.on)
        sentence = "L’obligation se juge commune par commune : voir le diagnostic de chacune, et l’inventaire annuel."
        return Duty(identifier, title, State.DEPENDS, sentence, rule, rule.valid_from)

    def _concerned(self, one: Threshold, value: float) -> str:
        """How many of the communes are on the side of the duty, as far as their populations are known."""
        if self.members is None:
            return f"L’obligation est celle des communes {one.of_words(value)}."
        held = self.members[self.members["status"].map(lambda status: Status(status).has_value)]
        beyond = sum(one.reached(population, value) for population in held["value"])
        told = f"L’obligation est celle des communes {one.of_words(value)} : {grouped(beyond)} sur {grouped(len(held))}"
        lacking = len(self.territory.communes) - len(held)
        unknown = f" ({grouped(lacking)} sans population connue)" if lacking else ""
        return f"{told}{unknown}."

    @property
    def _grouping(self) -> bool:
        return self.territory.level is Level.EPCI

    @property
    def _whose(self) -> str:
        return (
            "L’intercommunalité n’y est tenue que si ses communes lui ont transféré la compétence, ce qu’aucun fichier "
            "ne dit. "
        )
