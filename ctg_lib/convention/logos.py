"""The logos that the two sides lay in the folder of their convention: the only ones that a page ever bears."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

from ctg_lib import folders
from ctg_lib.errors import InputError, Problem
from ctg_lib.territory import Territory

FOLDER = "logos"
# A page stays light, and a file that is no picture is never put into it: the first bytes say what it is.
HEAVIEST = 200_000
KINDS = {".png": ("image/png", b"\x89PNG\r\n\x1a\n"), ".jpg": ("image/jpeg", b"\xff\xd8\xff")}
MOST = 4


@dataclass(frozen=True)
class Logo:
    """A picture and whose it is, as the name of its file says (« Commune de Sorbiers.png »)."""

    name: str
    address: str

    @property
    def alt(self) -> str:
        """What is read in its place."""
        return f"Logo de l’organisme « {self.name} »"


def logos(territory: Territory) -> list[Logo]:
    """The logos of a territory, by name of file; none where the folder is not there.

    Raises InputError with every file that is no PNG nor JPEG, too heavy, or one too many.
    """
    folder = folders.conventions() / territory.code / FOLDER
    paths = sorted(path for path in folder.glob("*") if not path.name.startswith(".")) if folder.is_dir() else []
    problems = [problem for path in paths for problem in _wrong(path)]
    if len(paths) > MOST:
        problems.append(Problem(f"{len(paths)} logos : il y a place pour {MOST}.", FOLDER, remedy="en enlever."))
    if problems:
        raise InputError(f"Logos {territory.of_name} : {len(problems)} problème(s).", problems)
    return [Logo(path.stem, _address(path)) for path in paths]


def _wrong(path: Path) -> list[Problem]:
    name = f"{FOLDER}/{path.name}"
    kind = KINDS.get(path.suffix.lower().replace("jpeg", "jpg"))
    if kind is None or not path.is_file():
        return [Problem("ce n’est pas une image PNG ou JPEG.", name, remedy="l’enregistrer en .png ou en .jpg.")]
    content = path.read_bytes()
    if not content.startswith(kind[1]):
        return [
            Problem("le contenu n’est pas celui que dit l’extension.", name, remedy="enregistrer l’image à nouveau.")
        ]
    if len(content) > HEAVIEST:
        heavy = f"l’image pèse {len(content) // 1000} Ko, plus de {HEAVIEST // 1000}."
        return [Problem(heavy, name, remedy="la réduire : 600 pixels de large suffisent.")]
    return []


def _address(path: Path) -> str:
    kind, _ = KINDS[path.suffix.lower().replace("jpeg", "jpg")]
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
