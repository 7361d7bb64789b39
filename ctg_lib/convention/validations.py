"""What each side validated, when, and for which edition of the figures."""

from __future__ import annotations

import datetime
from typing import Any

from pydantic import model_validator

from ctg_lib.convention.written import Written
from ctg_lib.views.wording import day

SIDES = {"collectivite": "la collectivité", "caf": "la Caf"}


class Sign(Written):
    """The agreement of one side; a date written alone is one that does not say for which edition."""

    date: datetime.date
    edition: datetime.date | None = None

    @model_validator(mode="before")
    @classmethod
    def _date_alone(cls, said: Any) -> Any:
        return said if isinstance(said, dict) else {"date": said}


class Validations(Written):
    """The agreements of both sides."""

    collectivite: Sign | None = None
    caf: Sign | None = None

    @property
    def both(self) -> bool:
        """Whether the two sides agreed."""
        return self.collectivite is not None and self.caf is not None

    @property
    def editions(self) -> set[datetime.date]:
        """The editions of the figures that were before their eyes, as far as they say."""
        return {one.edition for one in (self.collectivite, self.caf) if one and one.edition}

    def told(self, side: str) -> str:
        """« validé par la Caf le 3 décembre 2026 (chiffres de l’édition du 24 novembre 2026) », for a side."""
        sign: Sign | None = getattr(self, side)
        if sign is None:
            return f"pas encore validé par {SIDES[side]}"
        edition = f"chiffres de l’édition du {day(sign.edition)}" if sign.edition else "édition des chiffres non dite"
        return f"validé par {SIDES[side]} le {day(sign.date)} ({edition})"
