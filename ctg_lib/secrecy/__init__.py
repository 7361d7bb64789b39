"""Nobody can be recognised: what is hidden of the figures collected on site, beside what, and what was told before."""
