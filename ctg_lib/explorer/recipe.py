"""What to write for good once an indicator was tried: the files, the case to work out by hand, the commands."""

from __future__ import annotations

import html

from ctg_lib.chapters.context import Diagnostic
from ctg_lib.explorer import blocks
from ctg_lib.indicators.declaration import Indicator
from ctg_lib.value import Status
from ctg_lib.views.view import Block
from ctg_lib.views.wording import vintage


def told(one: Indicator, seen: Diagnostic) -> Block:
    """The steps, then the case, whose figure is left to be found in the published file: one never copies one's own.

    A theme has its module of indicators, its cases and its chapter, all three of its name.
    """
    steps = [
        (
            f"ctg_lib/indicators/{one.theme}.py",
            "La déclaration, telle quelle, à la fin du fichier (ou d’un voisin du même thème).",
        ),
        (
            f"tests/golden/{one.theme}.yaml",
            "Le cas ci-dessous, le chiffre calculé à la main d’après le fichier publié.",
        ),
        (
            f"ctg_lib/chapters/{one.theme}.py",
            f"L’identifiant {one.id}, à sa place parmi les autres, pour qu’un chapitre le montre.",
        ),
        ("make dictionary", "Refait le dictionnaire des indicateurs."),
        ("make test", "Vérifie le cas, et que rien n’est déclaré sans être vérifié (c’est long)."),
    ]
    table = blocks.tabled(
        "Pour l’ajouter pour de bon", "", ("Fichier ou commande", "Ce qu’on y écrit, ce qu’elle fait"), steps
    )
    return Block.stack([table, Block(f"<pre>{html.escape(case(one, seen))}</pre>")])


def case(one: Indicator, seen: Diagnostic) -> str:
    """A golden case of the territory at the vintage shown, without its figure."""
    place, row = seen.territory, seen.own(one.id)
    when = str(row["vintage"])
    lines = [
        f"- indicator: {one.id}",
        f'  case: "{place.name}, {vintage(when)}"' if when else f'  case: "{place.name}"',
        f'  territory: "{place.code}"',
        f"  level: {place.level}",
        f'  vintage: "{when}"',
        "  because: >-",
        "    … le calcul, posé d’après le fichier publié",
        "  value: …" if Status(row["status"]).has_value else "  value: null",
        f"  status: {row['status']}",
    ]
    return "\n".join(lines)
