"""YAML that a person wrote, read into a model: every mistake at once, in French, with its line and its remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, PrivateAttr, StringConstraints, ValidationError

from ctg_lib.errors import Problem

M = TypeVar("M", bound=BaseModel)
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True)
class Place:
    """Where something was read: its file, and the line of each of its keys."""

    file: str
    lines: Mapping[str, int]

    def line(self, key: str) -> int | None:
        """The line of a key; of one that is not there, that of what it belongs to."""
        parts = key.split(".")
        nearest = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
        return next((self.lines[at] for at in nearest if at in self.lines), None)


class Written(BaseModel):
    """Whatever a person writes: an unknown key is a mistake, never left aside."""

    # YAML also has words for what is no number (.nan) and no end (.inf).
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    # Of the whole of a file: what stands in it may be right, and wrong beside another file.
    _place: Place | None = PrivateAttr(None)

    def problem(self, key: str, what: str, remedy: str) -> Problem:
        """What is wrong under a key, and where it was read."""
        place = self._place or Place("", {})
        return Problem(what, place.file or None, place.line(key), key, remedy)


_TOLD = {
    "missing": ("la clé manque.", "l’ajouter."),
    "invalid_key": ("cette clé n’existe pas.", "corriger son nom d’après le modèle, ou l’enlever."),
    "extra_forbidden": ("cette clé n’existe pas.", "corriger son nom d’après le modèle, ou l’enlever."),
    "string_type": ("un texte est attendu.", "l’écrire entre guillemets."),
    "string_too_short": ("il n’y a rien.", "l’écrire, ou enlever la ligne."),
    "int_type": ("un nombre entier est attendu.", "l’écrire sans guillemets ni unité."),
    "int_parsing": ("un nombre entier est attendu.", "l’écrire sans guillemets ni unité."),
    "int_from_float": ("un nombre entier est attendu.", "l’écrire sans décimales."),
    "float_type": ("un nombre est attendu.", "l’écrire sans guillemets ni unité, avec un point pour les décimales."),
    "float_parsing": ("un nombre est attendu.", "l’écrire sans guillemets ni unité, avec un point pour les décimales."),
    "finite_number": ("un nombre est attendu.", "l’écrire en chiffres, ou enlever la ligne."),
    "bool_type": ("true ou false est attendu.", "écrire true pour oui, false pour non."),
    "bool_parsing": ("true ou false est attendu.", "écrire true pour oui, false pour non."),
    "date_type": ("une date est attendue.", "l’écrire AAAA-MM-JJ."),
    "date_parsing": ("une date est attendue.", "l’écrire AAAA-MM-JJ."),
    "date_from_datetime_parsing": ("une date est attendue.", "l’écrire AAAA-MM-JJ."),
    "date_from_datetime_inexact": ("une date est attendue, sans heure.", "l’écrire AAAA-MM-JJ."),
    "greater_than_equal": ("le nombre est trop petit.", "le corriger."),
    "less_than_equal": ("le nombre est trop grand.", "le corriger."),
    "too_short": ("la liste est vide.", "écrire au moins une ligne, précédée d’un tiret."),
    "tuple_type": ("une liste est attendue.", "une ligne par élément, précédée d’un tiret."),
    "dict_type": ("des lignes « clé : valeur » sont attendues.", "les écrire en retrait, sous la clé."),
    "model_type": ("des lignes « clé : valeur » sont attendues.", "les écrire en retrait, sous la clé."),
}


class _Loader(yaml.SafeLoader):
    """YAML without its traps: nothing refers to what is written elsewhere, and what cannot be is a text.

    The 31st of February stays as it is written, for the model to refuse. (A key written twice is told by `_twice`.)
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem_mark=self.get_mark())
        return super().compose_node(parent, index)


def _or_text(kind: str) -> None:
    tag = f"tag:yaml.org,2002:{kind}"
    make = yaml.SafeLoader.yaml_constructors[tag]

    def construct(loader: _Loader, node: yaml.ScalarNode) -> Any:
        try:
            return make(loader, node)
        except ValueError:
            return loader.construct_scalar(node)

    _Loader.add_constructor(tag, construct)


for _kind in ("timestamp", "int", "float"):
    _or_text(_kind)
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_BADLY = "le fichier n’est pas écrit comme il faut (YAML)."
_LAYOUT = "voir les retraits (des espaces, jamais de tabulation), les « : » et les guillemets."


def read(path: Path, model: type[M], folder: Path) -> tuple[M | None, dict[str, int], list[Problem]]:
    """The model that a file holds, the line of each of its keys, and what is wrong; no model where something is.

    folder: what the file is named from.
    """
    name = str(path.relative_to(folder))
    try:
        text = path.read_text(encoding="utf-8-sig")
        tree = yaml.compose(text, Loader=_Loader)
        content = yaml.load(text, Loader=_Loader)
        lines, again = _lines(tree), _twice(tree)
    except OSError:
        what, remedy = "le fichier ne peut pas être lu.", "le fermer là où il est ouvert, ou vérifier les droits."
        return None, {}, [Problem(what, name, remedy=remedy)]
    except UnicodeDecodeError:
        return None, {}, [Problem("le fichier n’est pas en UTF-8.", name, remedy="l’enregistrer en UTF-8.")]
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        return None, {}, [Problem(_BADLY, name, mark.line + 1 if mark else None, remedy=_LAYOUT)]
    repeated = [Problem("la clé est écrite deux fois.", name, line, key, "n’en garder qu’une.") for key, line in again]
    if not isinstance(content, dict):
        return None, {}, [Problem("le fichier est vide, ou n’a pas de clés.", name, remedy="repartir du modèle.")]
    try:
        made = model.model_validate(content)
    except ValidationError as error:
        return None, lines, repeated + [_problem(one, Place(name, lines)) for one in error.errors()]
    if repeated:
        return None, lines, repeated
    if isinstance(made, Written):
        made._place = Place(name, lines)
    return made, lines, []


def _problem(error: Any, place: Place) -> Problem:
    name, key = place.file, ".".join(str(part) for part in error["loc"])
    line = place.line(key)
    if error["type"] in ("enum", "literal_error"):
        known = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
        return Problem(
            f"« {error['input']} » n’est pas un des mots attendus.", name, line, key, f"choisir parmi : {known}."
        )
    if error["type"].startswith("date_") and _DAY.fullmatch(str(error["input"])):
        return Problem(f"le {error['input']} n’est pas dans le calendrier.", name, line, key, "corriger la date.")
    what, remedy = _TOLD.get(error["type"], ("la valeur n’est pas celle attendue.", "la corriger d’après le modèle."))
    return Problem(what, name, line, key, remedy)


def _lines(node: Any, at: str = "") -> dict[str, int]:
    """The line of each key and element, by its path."""
    found: dict[str, int] = {}
    if isinstance(node, yaml.MappingNode):
        children = [(key.value, key.start_mark.line + 1, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        children = [(str(place), value.start_mark.line + 1, value) for place, value in enumerate(node.value)]
    else:
        return found
    for key, line, value in children:
        path = f"{at}.{key}" if at else str(key)
        found[path] = line
        found |= _lines(value, path)
    return found


def _twice(node: Any) -> list[tuple[str, int]]:
    """Keys that stand twice in one mapping: YAML keeps the last one without a word."""
    if isinstance(node, yaml.MappingNode):
        names = [key.value for key, _ in node.value]
        again = [
            (key.value, key.start_mark.line + 1)
            for place, (key, _) in enumerate(node.value)
            if key.value in names[:place]
        ]
        return again + [one for _, value in node.value for one in _twice(value)]
    if isinstance(node, yaml.SequenceNode):
        return [one for value in node.value for one in _twice(value)]
    return []
