"""The pages of words of the project, as the tests read them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FRONT_PAGES = ("README.md", "LISEZMOI.md")
FRENCH = (
    "LISEZMOI.md",
    "GLOSSARY.md",
    "CHANGELOG.md",
    "docs/fichiers_locaux.md",
    "docs/accessibilite.md",
    "docs/intervalles.md",
    "docs/lots.md",
    "docs/grappe.md",
    "docs/index.md",
    "docs/premiers_pas.md",
)
PAGES = (
    *FRONT_PAGES,
    "GLOSSARY.md",
    "CHANGELOG.md",
    "data/README.md",
    "docs/accessibilite.md",
    "docs/ajouter.md",
    "docs/fichiers_locaux.md",
    "docs/dictionnaire.md",
    "docs/grappe.md",
    "docs/index.md",
    "docs/intervalles.md",
    "docs/lots.md",
    "docs/premiers_pas.md",
    "tests/sources/README.md",
    "tests/golden/LISEZMOI.md",
)


@cache
def text(page: str) -> str:
    return (PROJECT / page).read_text(encoding="utf-8")


def fenced(page: str, language: str) -> list[str]:
    """The lines of the fenced blocks of one language, in order."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", text(page), flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def commands(page: str) -> list[str]:
    return [line.strip() for line in fenced(page, "sh")]


def prose(page: str) -> str:
    """The page without its fenced blocks, its code spans and the targets of its links."""
    return re.sub(r"^```.*?^```$|`[^`\n]*`|\]\([^)]*\)", "", text(page), flags=re.MULTILINE | re.DOTALL)


def code_spans(page: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text(page), flags=re.MULTILINE | re.DOTALL))
