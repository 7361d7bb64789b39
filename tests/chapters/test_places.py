"""What the local census names is named on the page, with its measures."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctg_lib
from ctg_lib import chapters
from tests.convention.test_local_files import lay
from tests.published import EDITION, METROPOLE, SORBIERS, own_data


@pytest.mark.parametrize("place", [SORBIERS, METROPOLE])
def test_a_creche_of_the_workbook_stands_by_its_name(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CTG_DATA", str(own_data(tmp_path / "data")))
    nursery = {"Commune": SORBIERS, "Nom de l’établissement": "Exemple fictif <A>", "Type": "Micro-crèche"}
    leisure = {"Commune": SORBIERS, "Nom de l’accueil": "Accueil fictif", "Places matin et soir": 41}
    centre = {"Commune": SORBIERS, "Nom de la structure": "Centre fictif", "Type": "Centre social"}
    lay(
        SORBIERS,
        {
            "EAJE et MAM": [nursery | {"Financement": "Paje (hors PSU)", "Places": 12}],
            "ALSH et périscolaire": [leisure | {"Places le mercredi": 0, "Places en vacances": 7}],
            "Centre social et EVS": [centre],
        },
    )
    diagnostic = ctg_lib.diagnostic(place, EDITION)
    shown = {name: chapters.opened(name, diagnostic).services()._repr_mimebundle_()["text/html"] for name in NAMED}
    for name, told in NAMED.items():
        assert told in shown[name], name
    # As it was typed: a whole number of places has no decimal.
    assert "<td>12</td>" in shown["20_petite_enfance"]
    assert "d’après le recensement local" not in chapters.opened("40_jeunesse", diagnostic).services().html


NAMED = {
    "20_petite_enfance": "Exemple fictif &lt;A&gt;",
    "30_enfance": "Accueil fictif",
    "55_vie_sociale": "Centre fictif",
}
