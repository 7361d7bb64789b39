"""The one way in which dates are typed."""

from __future__ import annotations

import datetime


def is_date(text: str) -> bool:
    """Whether a text is a date of the form AAAA-MM-JJ: Python also reads 20261124 and 2026-W48-2."""
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
