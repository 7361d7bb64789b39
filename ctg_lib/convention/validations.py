"""What each side validated, when, and for which edition of the figures: a chapter, an enjeu, a fiche."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from pydantic import model_validator

from ctg_lib.convention.written import Written
from ctg_lib.views.wording import day

# The two sides that decide together, by the key that files give them.
SIDES = {"collectivite": "la collectivité", "caf": "la Caf"}


class Sign(Written):
    """The agreement of one side: its day, and the edition of the figures that was read, where that is said.

    A bare date is one too.
    """

    date: datetime.date
    edition: datetime.date | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, given: object) -> object:
        return given if isinstance(given, dict | Sign) else {"date": given}


class Validations(Written):
    """The agreements of both sides, as far as they were given."""

    collectivite: Sign | None = None
    caf: Sign | None = None

    @property
    def signs(self) -> dict[str, Sign]:
        """The agreements that were given, by side."""
        return {side: sign for side in SIDES if (sign := getattr(self, side))}

    @property
    def both(self) -> bool:
        """Whether both sides agreed."""
        return len(self.signs) == len(SIDES)

    @property
    def editions(self) -> frozenset[datetime.date]:
        """The editions of the figures that were named."""
        return frozenset(sign.edition for sign in self.signs.values() if sign.edition)

    def at(self, date: datetime.date) -> Validations:
        """Those that were given by the end of a day."""
        return Validations(**{side: sign for side, sign in self.signs.items() if sign.date <= date})

    def told(self, side: str, done: str = "validé") -> str:
        """« validé par la Caf le 3 décembre 2026 (chiffres de l’édition du 24 novembre 2026) », for one of `SIDES`."""
        sign = self.signs.get(side)
        if sign is None:
            return f"pas encore {done} par {SIDES[side]}"
        read = f"chiffres de l’édition du {day(sign.edition)}" if sign.edition else "édition des chiffres non précisée"
        return f"{done} par {SIDES[side]} le {day(sign.date)} ({read})"


def broken_rules(validations: Validations) -> Iterator[tuple[str, str, str]]:
    """What cannot be in agreements whose fields are sound: the key, what is wrong, and the remedy, in French."""
    for side, sign in validations.signs.items():
        if sign.edition and sign.edition > sign.date:
            yield (
                f"{side}.edition",
                f"l’édition du {day(sign.edition)} n’existait pas le {day(sign.date)}.",
                "corriger l’une des deux dates.",
            )
