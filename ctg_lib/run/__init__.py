"""Run the notebooks of a diagnostic and publish what they made."""
