"""Figures read from Python: a territory, an indicator of it, and frames that say what a page would say, no more."""
