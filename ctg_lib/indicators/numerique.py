"""Inclusion numérique: what the networks reach. What the inhabitants do with them is counted nowhere by commune."""

from __future__ import annotations

from ctg_lib.indicators.declaration import Input, Polarity, Precision, Role, ratio

ratio(
    "ad_fibre",
    Input("fibre", ("locaux_ftth",)),
    Input("fibre", ("locaux_arcep",)),
    label="Part des locaux raccordables à la fibre",
    question="La fibre arrive-t-elle partout ?",
    theme="acces_droits",
    role=Role.SERVICE,
    unit="part",
    reference="ANCT, France Très Haut Débit, d’après l’Arcep",
    precision=Precision.EXACT,
    polarity=Polarity.BETTER_SERVED,
    caveat="Locaux, professionnels compris : raccordable ne veut dire ni raccordé, ni à l’aise avec internet.",
)
