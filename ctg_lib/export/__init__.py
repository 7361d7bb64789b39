"""From executed notebooks to one page that opens offline, and the checks that it must pass."""
