"""Where a figure comes from, down to a cell of a file, and where a column goes, up to every page that shows it."""
