"""The vintage of files that say it nowhere but in their name."""

from __future__ import annotations

import re
from pathlib import Path

from ctg_lib.errors import InputError, Problem

_YEAR = r"(?<![0-9])20[0-9]{2}(?![0-9])"


def year_of(path: Path) -> str:
    """The last year in a file name: `AAV2020_au_01-01-2026.xlsx` is of 2026; InputError when there is none."""
    name = Path(path).name
    found = re.findall(_YEAR, name)
    if not found:
        raise InputError(
            f"{name} : l’année n’est pas dite.",
            [
                Problem(
                    "aucune colonne ne la porte, et le nom du fichier non plus.",
                    file=name,
                    remedy="garder le nom du producteur, ou y écrire l’année (quatre chiffres).",
                )
            ],
        )
    return str(found[-1])
