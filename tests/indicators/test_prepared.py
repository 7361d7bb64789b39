"""A pass over many territories gives each of them the very rows that it computes alone."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from ctg_lib import chapters, reads
from ctg_lib.batch.vectorised import held
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.convention import local_files
from ctg_lib.indicators.cells import Shelf
from ctg_lib.indicators.prepared import Computed, Prepared, Sliced
from ctg_lib.indicators.targets import Targets
from ctg_lib.territory import Territory
from tests.published import EDITION, METROPOLE, SORBIERS

PLACES = (SORBIERS, "42224", METROPOLE, "42")


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf(local_files.store(Territory.of("FR"), ""))


@pytest.fixture(scope="module")
def prepared(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """As a worker finds it: written, and read."""
    folder = tmp_path_factory.mktemp("passe")
    Prepared.compute(shelf, Targets.of(held(map(Territory.of, PLACES), shelf))).write(folder)
    return Prepared.read(folder)


@pytest.mark.parametrize(
    "code", [pytest.param(one, marks=pytest.mark.slow if one in ("42224", "42") else ()) for one in PLACES]
)
def test_the_rows_of_a_territory_are_those_that_it_computes(code: str, shelf: Shelf, prepared: Prepared) -> None:
    place = Territory.of(code)
    alone, sliced = Diagnostic(place, EDITION, shelf), Diagnostic(place, EDITION, shelf, prepared)
    assert isinstance(sliced._seen, Sliced)
    assert isinstance(alone._seen, Computed)
    pd.testing.assert_frame_equal(sliced.values, alone.values)
    for name in {name for one in chapters.every().values() for name in one.mapped}:
        pd.testing.assert_frame_equal(sliced.communes(name), alone.communes(name))


def test_a_territory_that_the_pass_does_not_hold_is_computed(shelf: Shelf, prepared: Prepared) -> None:
    far = Territory.of("05169")
    assert not prepared.holds([("commune", far.code)])
    assert isinstance(prepared.seen(shelf, Targets.around(far)), Computed)


def test_what_a_territory_alone_sees_is_computed_for_it(shelf: Shelf, prepared: Prepared) -> None:
    """A table laid before the store, that the pass did not have, is read and not passed over."""
    name = "pr_taux_pauvrete"
    place = Territory.of(SORBIERS)
    table, manifest = shelf.store.laid[0]
    other = Shelf(shelf.store.with_tables([(table, replace(manifest, file="autre.csv"))]))
    seen = prepared.seen(other, Targets.around(place))
    assert isinstance(seen, Sliced)
    assert seen.own == {table.source}
    pd.testing.assert_frame_equal(seen.rows(name), Diagnostic(place, EDITION, shelf)._rows(name))


def test_a_row_that_was_computed_before_is_still_noted_as_read(shelf: Shelf, prepared: Prepared) -> None:
    diagnostic = Diagnostic(Territory.of(SORBIERS), EDITION, shelf, prepared)
    _ = diagnostic.values, diagnostic.services
    reads.forget()
    diagnostic.own("pr_taux_pauvrete")
    assert reads.noted() == ["filosofi_2023"]
    _ = diagnostic.services
    assert "bpe" in reads.noted()
