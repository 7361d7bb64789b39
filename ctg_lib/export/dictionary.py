"""The data dictionary: every indicator as declared, in Markdown. `docs/dictionnaire.md` is what it gives."""

from __future__ import annotations

from collections.abc import Iterator

from ctg_lib import indicators, sources
from ctg_lib.indicators.declaration import THEMES, Indicator
from ctg_lib.territory import Level


def markdown() -> str:
    """The whole dictionary, theme by theme, in the order of the catalogue."""
    every = list(indicators.catalogue().values())
    lines = [
        "# Dictionnaire des indicateurs",
        "",
        f"{len(every)} indicateurs, d’après leurs déclarations dans `ctg_lib/indicators/`. Cette page est écrite par",
        "`ctg indicators --dictionnaire` : ne pas la corriger à la main. `ctg explain CODE INDICATEUR` va d’un chiffre",
        "jusqu’au fichier, à la ligne et à la colonne d’où il vient.",
    ]
    for theme, title in THEMES.items():
        own = [one for one in every if one.theme == theme]
        if own:
            lines += ["", f"## {title}", ""]
            lines += [line for one in own for line in _entry(one)]
    return "\n".join(lines) + "\n"


def _entry(one: Indicator) -> Iterator[str]:
    yield f"### `{one.id}` — {one.label}"
    yield ""
    yield f"- Question : {one.question}"
    yield f"- Calcul : `{one.formula}` ({one.unit.label or one.unit.id}, {one.role.label}, {one.polarity.label})"
    for wanted in one.inputs:
        card = sources.source(wanted.source)
        yield f"- Source : `{card.id}`, {card.title} ; colonnes {', '.join(f'`{name}`' for name in wanted.columns)}"
    yield f"- Niveaux : {', '.join(Level(level).label for level in levels(one))}"
    yield f"- Précision : {one.precision.label}"
    yield "- Secret : " + " ".join(dict.fromkeys(sources.source(wanted.source).secrecy for wanted in one.inputs))
    if one.caveat:
        yield f"- Précaution : {one.caveat}"
    yield f"- Référence : {one.reference}"
    yield ""


def levels(one: Indicator) -> list[str]:
    """The levels at which an indicator may have a value: those that every source publishes, or that may be added up."""
    every = [str(level) for level in Level]
    common = set(every)
    for wanted in one.inputs:
        card = sources.source(wanted.source)
        common &= set(every) if card.additive and "commune" in card.levels else set(card.levels)
    return [level for level in every if level in common]
