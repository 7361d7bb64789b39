"""Which territories are told together, and that each of their documents then hides the same cells."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ctg_lib import folders
from ctg_lib.analysis import access_table
from ctg_lib.convention import circle, local_files
from ctg_lib.sources.local_forms import Book
from ctg_lib.territory import Territory
from tests.convention.laying import lay
from tests.published import EDITION
from tests.sources.local_books import CAF, OFFER

# Two small intercommunalités side by side: real codes, invented figures.
VALLEY, PLAIN = "200023372", "244200630"
A, B, C, D = "74056", "74143", "74266", "74290"
REQUESTS, DISABILITY = "Demandes non satisfaites", "Handicap"
COUNTS = dict(zip((A, B, C, D), (3, 21, 33, 44), strict=True))


@pytest.fixture(autouse=True)
def _without_distances(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The distances to services take seconds, and are the business of other tests."""
    monkeypatch.setattr(access_table, "laid", lambda _: [])


def asked(*communes: str) -> dict[str, list[dict[str, object]]]:
    return {REQUESTS: [{"Commune": one, "Enfants sans place": COUNTS.get(one, 30)} for one in communes]}


def around(place: str) -> list[str]:
    return [one.code for one in circle.around(Territory.parse(place))]


def folder(*codes: str) -> None:
    for code in codes:
        (folders.conventions() / code).mkdir(parents=True)


# ── Which folders ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_communes_of_an_intercommunalite_are_told_together_the_smallest_first() -> None:
    folder(VALLEY, D, A)
    for place in (A, B, D, VALLEY):
        assert around(place) == [A, D, VALLEY], "le classeur d’une commune passe avant celui de l’intercommunalité"


def test_a_folder_that_shares_no_total_is_not_looked_into() -> None:
    folder(VALLEY, A, PLAIN, Territory.of(PLAIN).communes[0])
    assert around(A) == [A, VALLEY]
    assert around(PLAIN) == [Territory.of(PLAIN).communes[0], PLAIN]


def test_without_a_folder_nothing_is_told() -> None:
    assert around(A) == []
    (folders.conventions()).mkdir(parents=True)
    (folders.conventions() / A).write_text("un fichier n’est pas un dossier", encoding="utf-8")
    assert around(A) == []


@pytest.mark.parametrize("place", ["74", "FR"])
def test_of_a_departement_or_more_none(place: str) -> None:
    folder(VALLEY, A)
    assert around(place) == []
    assert local_files.gather(Territory.of(place), EDITION).store.laid == ()


def test_a_group_over_two_intercommunalites_brings_all_their_communes_together() -> None:
    first, second, *_ = Territory.of(PLAIN).communes
    folder(VALLEY, PLAIN, B, second)
    assert around(A) == [B, VALLEY]
    spelling = f"pont={A},{first}"
    lay("pont", asked(A, first), spelling=spelling)
    expected = [B, second, "pont", VALLEY, PLAIN]
    for place in (A, B, second, VALLEY, PLAIN, spelling):
        assert around(place) == sorted(expected, key=lambda code: (_size(code, spelling), code))
    rows = circle.members(circle.around(Territory.of(A)))
    assert set(rows) == {("epci", VALLEY), ("epci", PLAIN), ("groupe", "pont")}
    assert set(rows["groupe", "pont"]) == {A, first}


def _size(code: str, spelling: str) -> int:
    return len(Territory.parse(spelling if code == "pont" else code).communes)


def test_a_group_whose_workbook_cannot_be_opened_brings_nobody() -> None:
    folder(VALLEY, "pont")
    (folders.conventions() / "pont" / "offre_locale.xlsx").write_bytes(b"PK\x03\x04 autre chose")
    assert around(A) == [VALLEY]


# ── The same cells in every document ────────────────────────────────────────────────────────────────────────────────


def tables(place: str) -> list[tuple[str, pd.DataFrame, pd.DataFrame]]:
    """What is laid before the store for a territory."""
    laid = local_files.gather(Territory.parse(place), EDITION).store.laid
    return [(where.sha256, table.values, table.flags) for table, where in laid]


def same(place: str, other: str) -> bool:
    one, two = tables(place), tables(other)
    assert one
    for (_, values, flags), (_, others, marks) in zip(one, two, strict=True):
        pd.testing.assert_frame_equal(values, others)
        pd.testing.assert_frame_equal(flags, marks)
    return [digest for digest, *_ in one] == [digest for digest, *_ in two]


@pytest.mark.parametrize("place", [A, B, D])
def test_a_commune_and_its_intercommunalite_show_the_very_same(place: str) -> None:
    lay(A, asked(A))
    lay(VALLEY, asked(A, B, C, D) | {"CCAS": [{"Commune": B, "Aides accordées": 2}]})
    lay(VALLEY, {DISABILITY: [{"Commune": one, "Bénéficiaires de l’AAH": COUNTS[one]} for one in COUNTS]}, book=CAF)
    assert same(place, VALLEY)


def test_the_total_of_the_intercommunalite_hides_a_second_commune_in_each_document() -> None:
    lay(VALLEY, asked(A, B, C, D))
    for place in (A, C, VALLEY):
        assert hidden(place, OFFER) == {(A, "DEMANDES_NON_SATISFAITES"), (D, "DEMANDES_NON_SATISFAITES")}


def test_a_group_hides_what_its_total_would_tell_in_the_documents_of_its_communes_too() -> None:
    """The group is all but the smallest: its total, beside that of the valley, would be that of the commune left."""
    lay(VALLEY, asked(A, B, C, D))
    lay("trois", asked(B, C, D), spelling=f"trois={B},{C},{D}")
    assert hidden(A, OFFER) == hidden(VALLEY, OFFER) == hidden(f"trois={B},{C},{D}", OFFER)
    places = {code for code, _ in hidden(A, OFFER)}
    assert A in places
    assert {"trois", VALLEY} & places, "le total des trois et celui des quatre donneraient la quatrième"


def hidden(place: str, book: Book) -> set[tuple[str, str]]:
    """The cells that are hidden in the document of a territory."""
    laid = local_files.gather(Territory.parse(place), EDITION).store.laid
    flags = pd.concat([table.flags for table, _ in laid if table.source == book.source])
    own = flags[flags["status"] == "masked_here"]
    return set(zip(own["territory"], own["variable"], strict=True))
