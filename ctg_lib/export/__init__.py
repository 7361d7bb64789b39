"""From executed notebooks to one page that opens offline, and the checks that it must pass."""

FORMATS = ("xlsx", "pdf", "docx")
"""What may be left out of a folder to gain time; the page, its CSV and its JSON are always there."""
