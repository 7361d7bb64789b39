"""The logos that the two sides lay in the folder of their convention: the only ones that a page ever bears."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image

from ctg_lib import folders
from ctg_lib.errors import InputError, Problem
from ctg_lib.territory import Territory

FOLDER = "logos"
# A page stays light.
HEAVIEST = 200_000
KINDS = ("image/png", "image/jpeg")
MOST = 4


# The room that a logo has on the page, in its dots.
WIDTH, HEIGHT = 220, 72


@dataclass(frozen=True)
class Logo:
    """A picture and whose it is, as its file is named (« Commune de Sorbiers.png »), at its size on the page."""

    name: str
    address: str
    width: int
    height: int

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
    read = [_read(path) for path in paths]
    problems = [one for one in read if isinstance(one, Problem)]
    if len(paths) > MOST:
        problems.append(Problem(f"{len(paths)} logos : il y a place pour {MOST}.", FOLDER, remedy="en enlever."))
    if problems:
        raise InputError(f"Logos {territory.of_name} : {len(problems)} problème(s).", problems)
    return [one for one in read if isinstance(one, Logo)]


def _read(path: Path) -> Logo | Problem:
    """The logo of a file, known by what it holds and not by its extension."""
    name = f"{FOLDER}/{path.name}"
    refused = Problem("ce n’est pas une image PNG ou JPEG.", name, remedy="l’enregistrer en .png ou en .jpg.")
    if not path.is_file():
        return refused
    content = path.read_bytes()
    try:
        image = Image.from_blob(content)
    except (UnrecognizedImageError, UnexpectedEndOfFileError, InvalidImageStreamError):
        return refused
    if image.content_type not in KINDS or not image.px_width or not image.px_height:
        return refused
    if len(content) > HEAVIEST:
        heavy = f"l’image pèse {len(content) // 1000} Ko, plus de {HEAVIEST // 1000}."
        return Problem(heavy, name, remedy="la réduire : 600 pixels de large suffisent.")
    address = f"data:{image.content_type};base64,{base64.b64encode(content).decode('ascii')}"
    scale = min(WIDTH / image.px_width, HEIGHT / image.px_height)
    return Logo(path.stem, address, max(1, round(image.px_width * scale)), max(1, round(image.px_height * scale)))
