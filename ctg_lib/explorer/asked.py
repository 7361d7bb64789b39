"""What a bench looks at: a territory and an indicator, chosen by name, refused together where they do not exist."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ctg_lib import indicators
from ctg_lib.errors import Problem, UsageError
from ctg_lib.reading.place import Place
from ctg_lib.reading.reading import Reading
from ctg_lib.territory import Territory


@dataclass(frozen=True)
class Asked:
    """A territory on a date, and the id of an indicator."""

    place: Place
    indicator: str

    @property
    def reading(self) -> Reading:
        """The indicator of the territory."""
        return self.place.indicator(self.indicator)

    def changed(self, territory: str | None, theme: str | None, indicator: str | None) -> Asked:
        """The same with what is given. theme: its first indicator, where no indicator is given.

        Raises UsageError, which lists all that does not exist, and the right names.
        """
        found, problems = self, []
        for part, given in (("territory", territory), ("theme", theme), ("indicator", indicator)):
            if given is None:
                continue
            try:
                found = found._with(part, given)
            except UsageError as error:
                problems += [Problem(error.title), *error.problems]
        if problems:
            raise UsageError("Ce choix n’est pas possible.", problems)
        if theme is not None and indicator is not None and indicators.indicator(indicator).theme != theme:
            raise UsageError(f"L’indicateur « {indicator} » n’est pas du thème « {theme} ».")
        return found

    def _with(self, part: str, given: str) -> Asked:
        if part == "territory":
            place = Territory.parse(given)
            # What was read of the same territory is kept.
            return self if place == self.place.territory else replace(self, place=Place(place, self.place.date))
        if part == "theme":
            return replace(self, indicator=indicators.in_theme(given)[0].id)
        return replace(self, indicator=indicators.indicator(given).id)
