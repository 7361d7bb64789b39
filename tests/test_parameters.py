"""Constants of law and method: each one dated, with its reference, and what is not verified is listed as such."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

import ctg_lib
from ctg_lib import parameters
from ctg_lib.errors import UsageError
from ctg_lib.parameters import Parameter
from ctg_lib.sources import caf_communes, caf_qf, dares, filosofi

EVERY = parameters.every()
FOLDER = Path(parameters.__file__).parent


def entry(**changes: object) -> dict[str, object]:
    """The fields of a parameter, some of them changed."""
    return {**EVERY[0].model_dump(), **changes}


@pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one.id}-{one.valid_from}")
def test_each_is_dated_named_and_referenced(one: Parameter) -> None:
    assert re.fullmatch(r"[a-z0-9_]+", one.id)
    for text in (one.label, one.unit, one.reference):
        assert text == text.strip() != ""
    assert one.valid_from <= one.checked_on
    assert one.checked_on >= datetime.date(2026, 1, 1)
    assert one.value > 0


def test_a_date_has_one_value() -> None:
    keys = [(one.id, one.valid_from) for one in EVERY]
    assert len(keys) == len(set(keys))


def test_every_file_is_a_list_of_parameters() -> None:
    files = [path for path in FOLDER.glob("*.yaml") if path.stem not in parameters.OTHER_FILES]
    entries = [item for path in files for item in yaml.safe_load(path.read_text(encoding="utf-8"))]
    assert len(entries) == len(EVERY)


def test_what_was_not_read_in_the_text_of_its_producer_is_known() -> None:
    """The annex prints this list: it shrinks when someone reads the text, and never grows unseen."""
    assert {one.id for one in EVERY if not one.verified} == {
        "cnaf_arrondi_communal",
        "cnaf_arrondi_montants",
        "filosofi_pauvrete_personnes",
        "rp_commune_population",
        "rp_quartier_population",
        "rp_taux_sondage_complementaire",
        "rp_seuil_enquete_exhaustive",
        "rp_ecart_minimal_millesimes",
        "rp_ecart_sans_enquete_annulee",
        "rp_bruit_relatif_commune",
        "apl_seuil_sous_dense",
        "acces_minutes_loin",
        "loyers_annonces_minimum",
        "detour_route",
        "rayon_acces",
    }


def test_each_is_used_by_the_code_or_stated_by_a_reader() -> None:
    """A constant that nothing reads would be a threshold typed elsewhere."""
    code = [path.read_text(encoding="utf-8") for path in Path(ctg_lib.__file__).parent.rglob("*.py")]
    # Facts of publication, that the annex prints: the rules by which a producer protected the figures of a source.
    stated = {"cnaf_arrondi_communal"} | {one.id for one in EVERY if one.source}
    unused = {one.id for one in EVERY if not any(f'"{one.id}"' in text for text in code)}
    assert unused <= stated


def test_the_readers_apply_the_stated_constants() -> None:
    assert parameters.value("cnaf_arrondi_communal") == caf_communes.ROUNDING == caf_qf.ROUNDING
    assert parameters.value("dares_arrondi_communal") == dares.ROUNDING
    assert parameters.value("filosofi_plancher_pauvrete") == filosofi.FLOOR


def test_the_version_in_force_on_a_date(monkeypatch: pytest.MonkeyPatch) -> None:
    old = Parameter(**entry(id="seuil", value=10, valid_from=datetime.date(2020, 1, 1)))
    new = Parameter(**entry(id="seuil", value=20, valid_from=datetime.date(2025, 1, 1)))
    monkeypatch.setattr(parameters, "_all", lambda: {"seuil": [old, new]})
    assert parameters.value("seuil") == 20
    assert parameters.value("seuil", datetime.date(2024, 12, 31)) == 10
    assert parameters.value("seuil", datetime.date(2025, 1, 1)) == 20
    with pytest.raises(UsageError, match="Aucune valeur du paramètre « seuil » au 31/12/2019"):
        parameters.parameter("seuil", datetime.date(2019, 12, 31))


def test_a_rule_of_law_has_its_article_and_where_it_was_read() -> None:
    entries = yaml.safe_load((FOLDER / "lois.yaml").read_text(encoding="utf-8"))
    assert len(entries) >= 15
    for one in (Parameter(**entry) for entry in entries):
        assert one.article
        assert one.link.startswith("https://")


def test_the_versions_of_a_rule_are_told_in_order() -> None:
    renewals = parameters.dated("mandat_municipal")
    assert [one.valid_from.year for one in renewals] == [2020, 2026]
    assert parameters.dated("inconnu") == []


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UsageError, match="Aucune valeur du paramètre « inconnu »"):
        parameters.value("inconnu")


@pytest.mark.parametrize("change", [{"valeur": 3}, {"valid_from": "hier"}, {"value": "dix"}, {"verified": None}])
def test_a_malformed_entry_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Parameter(**entry(**change))
