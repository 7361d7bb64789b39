from __future__ import annotations

import pytest

from ctg_lib import parameters
from ctg_lib.export.annex import _constant


@pytest.mark.parametrize(
    ("identifier", "printed"),
    [
        ("cnaf_controle_ecart", "1,5\u202f%"),
        ("evolution_notable", "5\u202f%"),
        ("rp_bruit_relatif_commune", "3\u202f%"),
        ("detour_route", "1,3 km de route par km à vol d’oiseau"),
        ("rp_seuil_enquete_exhaustive", "10\u202f000 habitants"),
        ("numerateur_ordre_de_grandeur", "20"),
    ],
)
def test_a_constant_is_printed_with_all_its_decimals(identifier: str, printed: str) -> None:
    """What the annex states is what the figures were made with: 1.3 is not « 1 », nor 1.5 % « 2 % »."""
    assert _constant(parameters.parameter(identifier)) == printed
