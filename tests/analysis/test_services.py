"""One truth for each kind of service and commune, whatever the lists loaded, and the others beside it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_lib import folders, sources
from ctg_lib.analysis.service_types import FAMILIES, TYPES
from ctg_lib.analysis.services import COLUMNS, Services, gather
from ctg_lib.ingestion import read_all
from ctg_lib.sources.card import Chain
from ctg_lib.sources.local_forms import IN_PROGRESS
from ctg_lib.store import Store
from ctg_lib.territory import Territory
from tests.analysis.lists import Laid, laid, store
from tests.sources.local_books import LETTERS, OFFER, OFFER_LINES, answers, filled, may_be_shown, saved

COMMUNES = tuple(LETTERS)
ALPHA, BRAVO, DELTA = COMMUNES[:3]
SURER = "une liste plus sûre couvre la commune"
NAMELESS = "un compte sans noms : il ne s’ajoute pas à une liste de noms"


def workbook(folder: Path, unfinished: str = "") -> list[Laid]:
    """« offre_locale.xlsx » of the six letters; unfinished: a sheet that its filler says is not."""
    forms = {form.sheet: OFFER.state(form).label for form in OFFER.forms if form.lists}
    said = answers(OFFER) | ({forms[unfinished]: IN_PROGRESS} if unfinished else {})
    path = saved(filled(OFFER, OFFER_LINES, said), folder / "offre_locale.xlsx")
    return may_be_shown(read_all([path], Store([]), chain=Chain.LOCAL, date="2026-11-24"))


def bpe(counts: dict[str, float], places: tuple[dict[str, Any], ...] = (), column: str = "D502") -> Laid:
    return laid("bpe", {code: {column: counts.get(code, 0.0)} for code in COMMUNES}, places)


def told(frame: pd.DataFrame, kind: str) -> list[tuple[Any, ...]]:
    """Commune, name, how many, list of each service of a kind."""
    rows = frame[frame["type"] == kind]
    return list(rows[["commune", "name", "count", "source"]].itertuples(index=False, name=None))


def reasons(found: Services, kind: str) -> list[str]:
    return found.aside.loc[found.aside["type"] == kind, "reason"].tolist()


# ── Which list wins ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_finished_workbook_wins_over_the_published_count(tmp_path: Path) -> None:
    """« complet » : une commune sans ligne n’a pas de crèche, quoi que dise la BPE."""
    found = gather(store(*workbook(tmp_path), bpe({ALPHA: 3, DELTA: 1})), COMMUNES)
    assert told(found.kept, "creche") == [
        (ALPHA, "Les Hirondelles", 1, "offre_locale@2025"),
        (BRAVO, "Les Étourneaux", 1, "offre_locale@2025"),
    ]
    assert told(found.aside, "creche") == [(ALPHA, "", 3, "bpe@2025"), (DELTA, "", 1, "bpe@2025")]
    assert reasons(found, "creche") == [SURER, SURER]
    assert found.counts(COMMUNES)["creche"].tolist() == [1, 1, 0, 0, 0, 0]
    micro = found.kept[found.kept["type"] == "micro_creche"]
    assert micro[["name", "capacity"]].to_numpy().tolist() == [["Les Mésanges", 12]]


def test_an_unfinished_workbook_settles_nothing_and_no_count_is_added_to_its_names(tmp_path: Path) -> None:
    lists = workbook(tmp_path, unfinished="EAJE et MAM")
    found = gather(store(*lists, bpe({ALPHA: 3, DELTA: 1})), COMMUNES)
    assert told(found.kept, "creche") == [
        (ALPHA, "Les Hirondelles", 1, "offre_locale@2025"),
        (BRAVO, "Les Étourneaux", 1, "offre_locale@2025"),
        (DELTA, "", 1, "bpe@2025"),
    ]
    assert told(found.aside, "creche") == [(ALPHA, "", 3, "bpe@2025")]
    assert reasons(found, "creche") == [NAMELESS]


def test_without_the_published_count_an_unfinished_workbook_leaves_the_rest_unknown(tmp_path: Path) -> None:
    found = gather(store(*workbook(tmp_path, unfinished="EAJE et MAM")), COMMUNES)
    assert found.known["creche"] == frozenset()
    np.testing.assert_array_equal(found.counts(COMMUNES)["creche"], [1, 1, np.nan, np.nan, np.nan, np.nan])


def test_what_no_list_knows_is_unknown_and_not_zero() -> None:
    found = gather(store(bpe({ALPHA: 3})), (*COMMUNES, "42302"))
    counts = found.counts((*COMMUNES, "42302"))
    assert list(counts) == list(TYPES)
    assert counts["creche"].tolist()[:-1] == [3, 0, 0, 0, 0, 0]
    assert np.isnan(counts.at["42302", "creche"]), "la liste n’a pas cette commune"
    assert counts.drop(columns="creche").isna().all(axis=None)
    nothing = gather(store(), COMMUNES)
    assert nothing.kept.empty
    assert nothing.aside.empty
    assert nothing.counts(COMMUNES).isna().all(axis=None)


def test_a_register_that_is_never_complete_denies_nothing() -> None:
    register = laid(
        "services_publics",
        {code: {"ccas": float(code == ALPHA)} for code in COMMUNES},
        ({"kind": "ccas", "name": "CCAS d’Alpha", "commune": ALPHA},),
    )
    counts = gather(store(register), COMMUNES).counts(COMMUNES)["ccas"]
    np.testing.assert_array_equal(counts, [1, *[np.nan] * 5])


def test_the_newest_vintage_is_the_one_read() -> None:
    old = laid("bpe", {ALPHA: {"D502": 9}}, vintage="2024")
    assert told(gather(store(old, bpe({ALPHA: 1})), COMMUNES).kept, "creche") == [(ALPHA, "", 1, "bpe@2025")]


# ── The same place in two lists ──────────────────────────────────────────────────────────────────────────────────────


def creche(name: str, **known: Any) -> dict[str, Any]:
    return {"kind": "D502", "name": name, "commune": BRAVO, **known}


def both(folder: Path, *places: dict[str, Any]) -> Services:
    """The unfinished workbook, where Bravo has « Les Étourneaux » without coordinates, and places of the BPE."""
    return gather(store(*workbook(folder, "EAJE et MAM"), bpe({BRAVO: len(places)}, places)), COMMUNES)


def test_a_place_named_twice_is_one_and_lends_what_the_first_list_lacks(tmp_path: Path) -> None:
    found = both(tmp_path, creche("CRECHE LES ETOURNEAUX", latitude=46.1, longitude=4.9, places=99), creche("La Huppe"))
    kept = found.kept[(found.kept["type"] == "creche") & (found.kept["commune"] == BRAVO)]
    assert kept["name"].tolist() == ["La Huppe", "Les Étourneaux"]
    assert kept.iloc[1][["latitude", "longitude", "capacity"]].tolist() == [46.1, 4.9, 20], (
        "la capacité reste la sienne"
    )
    assert reasons(found, "creche") == ["déjà compté : « Les Étourneaux »", SURER]


def test_two_places_a_few_steps_apart_are_one(tmp_path: Path) -> None:
    near = {"kind": "D502", "commune": ALPHA, "name": "Multi-accueil", "latitude": 46.1504, "longitude": 4.9196}
    far = near | {"name": "Autre accueil", "latitude": 46.16}
    found = gather(store(*workbook(tmp_path, "EAJE et MAM"), bpe({ALPHA: 2}, (near, far))), COMMUNES)
    assert [name for code, name, *_ in told(found.kept, "creche") if code == ALPHA] == [
        "Autre accueil",
        "Les Hirondelles",
    ]


def test_a_name_stands_for_one_place_only(tmp_path: Path) -> None:
    """Two crèches of the published list cannot both be the one of the workbook."""
    found = both(tmp_path, creche("Les Étourneaux"), creche("Les Étourneaux annexe"))
    assert [name for code, name, *_ in told(found.kept, "creche") if code == BRAVO] == [
        "Les Étourneaux",
        "Les Étourneaux annexe",
    ]


def test_a_name_within_a_longer_word_is_another_name(tmp_path: Path) -> None:
    found = both(tmp_path, creche("Les Étour"), creche("Mes Étourneauxles"))
    assert len([code for code, *_ in told(found.kept, "creche") if code == BRAVO]) == 3


def test_the_same_name_in_another_commune_is_another_place(tmp_path: Path) -> None:
    found = both(tmp_path, creche("Les Étourneaux") | {"commune": DELTA})
    assert [code for code, *_ in told(found.kept, "creche")] == [ALPHA, BRAVO, DELTA]


# ── Nothing is lost ──────────────────────────────────────────────────────────────────────────────────────────────────

NAMES = st.sampled_from(["", "Les Lutins", "LES LUTINS", "Lutins", "La Ruche", "Crèche la Ruche", "Le Nid"])
DEGREES = st.sampled_from([float("nan"), 46.1, 46.1005, 46.3])


@st.composite
def several(draw: st.DrawFn) -> list[Laid]:
    """A workbook finished here and there, and the BPE with its places, its counts, or both."""

    def places(kind: str) -> list[dict[str, Any]]:
        codes = draw(st.lists(st.sampled_from(COMMUNES), max_size=6))
        return [
            {"kind": kind, "commune": code, "name": draw(NAMES), "latitude": draw(DEGREES), "longitude": 4.9}
            for code in codes
        ]

    whole = {code: {"EAJE_NOMBRE": draw(st.sampled_from([float("nan"), 0.0, 2.0]))} for code in COMMUNES}
    counted = {code: {"D502": draw(st.sampled_from([0.0, 1.0, 4.0, float("nan")]))} for code in COMMUNES}
    return [laid("offre_locale", whole, places("Multi-accueil")), laid("bpe", counted, places("D502"))]


@settings(max_examples=80, deadline=None)
@given(several())
def test_what_is_kept_and_what_is_set_aside_are_all_that_was_read_each_once(lists: list[Laid]) -> None:
    found = gather(store(*lists), COMMUNES)
    read: Counter[tuple[Any, ...]] = Counter()
    for table, _ in lists:
        named = table.places if table.places is not None else pd.DataFrame(columns=["commune", "name"])
        read.update(
            (code, name, 1, f"{table.source}@2025") for code, name in zip(named["commune"], named["name"], strict=True)
        )
    counts = lists[1][0].values["D502"].droplevel("level")
    read.update((code, "", int(count), "bpe@2025") for code, count in counts.items() if count > 0)
    assert Counter(told(found.kept, "creche")) + Counter(told(found.aside, "creche")) == read
    assert found.aside["reason"].ne("").all()
    pd.testing.assert_frame_equal(found.kept, gather(store(*lists), COMMUNES).kept)


def test_the_real_lists_of_the_loire_are_all_there() -> None:
    """The embedded sample: every place of the schools, France services and public services is kept or set aside."""
    communes = Territory.of("42").communes
    sample = Store([folders.PROJECT / "data" / "sample"])
    found = gather(sample, communes)
    assert list(found.kept) == COLUMNS
    assert list(found.aside) == [*COLUMNS, "reason"]
    register = sample.places("services_publics", "2026-10")
    for kind, expected in (("ecole", "ecole"), ("college", "college"), ("lycee", "lycee")):
        rows = [*told(found.kept, kind), *told(found.aside, kind)]
        mine = [one for one in rows if one[3].startswith("services_publics@")]
        assert len(mine) == (register["kind"] == expected).sum()
    assert found.kept["capacity"].isna().all(), "aucune liste de l’échantillon ne donne de capacité"
    values, _ = sample.read("bpe", "2025", ["D502"])
    crèches = values.loc["commune"]["D502"].reindex(list(communes))
    assert found.counts(communes)["creche"].tolist() == crèches.tolist()


# ── What is declared ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_letters_tell_kinds_apart() -> None:
    """On paper a commune whose services are not placed has letters alone, of all families."""
    letters = [kind.letter for kind in TYPES.values()]
    assert len(set(letters)) == len(letters)
    assert max(map(len, letters)) <= 2
    assert {kind.family for kind in TYPES.values()} == set(FAMILIES)


def test_every_kind_is_told_by_a_list_and_the_columns_of_the_bpe_are_there() -> None:
    held = set(Store([folders.PROJECT / "data" / "sample"]).columns("bpe", "2025"))
    for kind in TYPES.values():
        assert kind.readings
        for reading in kind.readings:
            assert sources.source(reading.source).id == reading.source
            assert reading.source != "bpe" or set(reading.columns) <= held, kind.id
            assert reading.source != "offre_locale" or reading.whole in OFFER.variables, kind.id
