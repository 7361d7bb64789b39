"""What this system lets a batch do."""

from __future__ import annotations

import sys


def available() -> bool:
    """Whether this system can fork a process that has imported everything."""
    return sys.platform == "linux"
