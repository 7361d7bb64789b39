"""French marks that cannot go alone to the next line."""

from __future__ import annotations

import re


def typeset(text: str) -> str:
    """The same text, with a no-break space before « : » and its like, and inside the quotation marks."""
    return re.sub(r" (?=[»:;?!])|(?<=«) ", "\u00a0", text)
