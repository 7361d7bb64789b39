"""The diagnostics of many territories: what changed alone is made again, and people are told what became of each."""
