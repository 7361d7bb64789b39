"""What is loaded and what is declared, as lists: for the screen and for machines."""

from __future__ import annotations

from ctg_lib import indicators, sources
from ctg_lib.indicators.cells import Shelf
from ctg_lib.sources.card import Chain
from ctg_lib.store import Store
from ctg_lib.views.wording import plural


def sources_loaded(today: str, store: Store | None = None) -> list[dict[str, object]]:
    """One entry a source: its card, the vintages held, how old, from which hand, what is next, who waits for it.

    today: AAAA-MM-JJ, from which the age of the newest vintage is told.
    """
    shelf = Shelf(store or Store())
    waiting = _waiting(shelf)
    rows: list[dict[str, object]] = []
    for card in sources.catalogue().values():
        held = shelf.store.vintages(card.id)
        manifests = [part.manifest for year in held for part in shelf.store.parts[card.id, year]]
        rows.append(
            {
                "id": card.id,
                "title": card.title,
                "producer": card.producer,
                "licence": card.licence,
                "page": card.page,
                "levels": list(card.levels),
                "vintages": held,
                "age": _age(held, today),
                "chain": sorted({Chain(one.chain).label for one in manifests}),
                "ingested": max((one.ingested for one in manifests), default=""),
                "next": card.lag,
                "waiting": waiting.get(card.id, []),
            }
        )
    return rows


def _age(held: list[str], today: str) -> str:
    """How long ago the newest vintage was, in whole years of the calendar."""
    if not held:
        return "rien n’est chargé"
    years = int(today[:4]) - int(held[-1][:4])
    return f"le plus récent est de l’année {held[-1][:4]}" + (f", il y a {plural(years, 'an')}" if years > 0 else "")


def _waiting(shelf: Shelf) -> dict[str, list[str]]:
    """For each source, the indicators that cannot be computed because it is not loaded."""
    found: dict[str, dict[str, None]] = {}
    for one in indicators.catalogue().values():
        for wanted in one.inputs:
            if not shelf.vintages(wanted.source, wanted.columns):
                found.setdefault(wanted.source, {})[one.id] = None
    return {name: list(waiting) for name, waiting in found.items()}


def indicators_declared(theme: str | None = None) -> list[dict[str, object]]:
    """One entry an indicator: everything that its declaration says; UsageError for an unknown theme."""
    return [
        {
            "id": one.id,
            "theme": one.theme,
            "label": one.label,
            "question": one.question,
            "role": str(one.role),
            "unit": one.unit.id,
            "formula": one.formula,
            "sources": [wanted.source for wanted in one.inputs],
            "columns": [name for wanted in one.inputs for name in wanted.columns],
            "precision": str(one.precision),
            "polarity": str(one.polarity),
            "additive": one.additive,
            "caveat": one.caveat,
            "reference": one.reference,
        }
        for one in indicators.in_theme(theme)
    ]
