"""What may be chosen on the bench of needs and services, and what is told of a choice that does not exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from ctg_lib import indicators
from ctg_lib.analysis.service_types import FAMILIES, TYPES
from ctg_lib.analysis.services import Services
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.errors import Problem, UsageError
from ctg_lib.indicators.declaration import THEMES, Indicator, Role
from ctg_lib.sources import contours
from ctg_lib.views.classes import METHODS

# Kilometres by the road that is supposed, or the unit of a file of travel; numbers of classes, up to the colours that
# the eye tells apart.
RADII = (2.0, 5.0, 10.0, 15.0, 20.0, 30.0)
COUNTS = (3, 4, 5)
_CLOSE = 5


@dataclass(frozen=True)
class Choice:
    """need: an indicator. service: a kind of `TYPES`. radius: of `RADII`. classes: a method of `classes.METHODS`.

    count: how many classes, of `COUNTS`. plan: whether the plan of the IGN is asked for under the map.
    """

    need: str
    service: str
    radius: float
    classes: str = "quantiles"
    count: int = 4
    plan: bool = False


@dataclass(frozen=True)
class Offered:
    """What each part of a choice may be: the name to write, and its French words."""

    need: Mapping[str, str]
    service: Mapping[str, str]
    radius: Mapping[float, str]
    classes: Mapping[str, str]
    count: Mapping[int, str]
    plan: Mapping[bool, str]

    def first(self, radius: float) -> Choice:
        """What is shown before anything is chosen."""
        return Choice(
            need="pe_0_4" if "pe_0_4" in self.need else next(iter(self.need)),
            service="creche" if "creche" in self.service else next(iter(self.service)),
            radius=radius if radius in self.radius else next(iter(self.radius)),
        )

    def changed(self, choice: Choice, given: Mapping[str, object]) -> Choice:
        """The choice with what is given in place of what it was; UsageError lists all that does not exist."""
        problems = list(self._wrong(given))
        if problems:
            raise UsageError("Ce choix n’est pas possible.", problems)
        return replace(choice, **given)  # type: ignore[arg-type]  # each part was checked above

    def _wrong(self, given: Mapping[str, object]) -> Iterator[Problem]:
        for name, value in given.items():
            names = getattr(self, name, None)
            if names is None:
                parts = ", ".join(asdict(self))
                yield Problem(f"« {name} » ne se choisit pas ici.", remedy=f"ce qui se choisit : {parts}.")
            elif not isinstance(value, str | int | float) or value not in names:
                yield Problem(f"{name} : « {value} » n’existe pas.", remedy=_right(names, str(value)))


def _right(names: Mapping[object, str], wrong: str) -> str:
    """The names there are, those that look like the wrong one first, with their French words."""
    told = {f"{name:g}" if isinstance(name, float) else str(name): words for name, words in names.items()}
    by_words = {words: name for name, words in told.items()}
    close = [*difflib.get_close_matches(wrong, told, _CLOSE), *difflib.get_close_matches(wrong, by_words, _CLOSE)]
    nearest = dict.fromkeys(by_words.get(one, one) for one in close)
    first = f"peut-être {' ; '.join(f'{one} ({told[one]})' for one in nearest)}. " if nearest else ""
    return f"{first}Noms possibles : {', '.join(told)}."


def offered(diagnostic: Diagnostic, services: Services, unit: str) -> Offered:
    """What may be chosen for a territory, from what is loaded; unit: that of the radius."""
    return Offered(
        need={one.id: f"{THEMES[one.theme]} : {one.label}" for one in _needs(diagnostic)},
        service={
            kind.id: f"{FAMILIES[kind.family].label} : {kind.many}"
            for kind in TYPES.values()
            if services.known[kind.id] or (services.kept["type"] == kind.id).any()
        },
        radius={radius: f"{radius:g} {unit}" for radius in RADII},
        classes={name: words for name, (words, _) in METHODS.items()},
        count={count: f"{count} classes" for count in COUNTS},
        plan={False: "non", True: "oui"},
    )


def _needs(diagnostic: Diagnostic) -> Iterator[Indicator]:
    """Those whose table has a line for two communes of the map or more, in the order of the themes."""
    around = contours.drawable((*diagnostic.surroundings, *diagnostic.neighbours))
    for one in indicators.catalogue().values():
        if one.role is not Role.SERVICE and _told(diagnostic, one, around):
            yield one


def _told(diagnostic: Diagnostic, one: Indicator, around: list[str]) -> bool:
    source, columns = one.inputs[0].source, one.inputs[0].columns
    for vintage in reversed(diagnostic.shelf.vintages(source, columns)):
        values = diagnostic.shelf.table(source, vintage).values
        here = values.index.get_level_values("territory").isin(around)
        if len(values.loc[here, list(columns)].dropna()) > 1:
            return True
    return False
