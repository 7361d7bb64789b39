"""What an indicator is: its question, what it is reckoned from, and how to read it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ctg_lib import sources
from ctg_lib.indicators.declaration import THEMES, Indicator
from ctg_lib.reading import display

# The caption of each part, as it is displayed.
CAPTIONS = {
    "question": "Question",
    "theme": "Thème",
    "unit": "Unité",
    "role": "Rôle",
    "polarity": "Sens de lecture",
    "formula": "Calcul",
    "columns": "Lu dans",
    "sources": "Source",
    "precision": "Précision",
    "secrecy": "Secret",
    "caveat": "Précaution",
    "reference": "Référence",
}


@dataclass(frozen=True)
class Definition:
    """An indicator as it is declared; all of it is French text, but for the names.

    columns: for each source read, the names of the columns that the producer gives them. sources: the title, producer
    and licence of each. caveat: empty where there is none.
    """

    indicator: str
    label: str
    question: str
    theme: str
    unit: str
    role: str
    polarity: str
    formula: str
    columns: dict[str, tuple[str, ...]]
    sources: tuple[str, ...]
    precision: str
    secrecy: tuple[str, ...]
    caveat: str
    reference: str

    @classmethod
    def of(cls, one: Indicator) -> Definition:
        """The definition of a declared indicator."""
        columns: dict[str, tuple[str, ...]] = {}
        for wanted in one.inputs:
            columns[wanted.source] = tuple(dict.fromkeys((*columns.get(wanted.source, ()), *wanted.columns)))
        cards = [sources.source(name) for name in columns]
        return cls(
            indicator=one.id,
            label=one.label,
            question=one.question,
            theme=THEMES[one.theme],
            unit=one.unit.label or one.unit.id,
            role=one.role.label,
            polarity=one.polarity.label,
            formula=one.formula,
            columns=columns,
            sources=tuple(f"{card.title} ({card.producer}, {card.licence})" for card in cards),
            precision=one.precision.label,
            secrecy=tuple(dict.fromkeys(card.secrecy for card in cards)),
            caveat=one.caveat,
            reference=one.reference,
        )

    def __str__(self) -> str:
        return "\n".join([f"{self.label} ({self.indicator})", *(f"  {name} : {text}" for name, text in self._parts())])

    def _repr_html_(self) -> str:
        return display.listed(f"{self.label} ({self.indicator})", self._parts())

    def _parts(self) -> list[tuple[str, str]]:
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        told["columns"] = " ; ".join(f"{name} ({', '.join(columns)})" for name, columns in self.columns.items())
        told |= {name: " ; ".join(told[name]) for name in ("sources", "secrecy")}
        return [(caption, told[name]) for name, caption in CAPTIONS.items() if told[name]]
