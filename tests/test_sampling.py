"""The embedded sample is what the project's own ingestion makes of the published files, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ctg_lib import folders, sampling
from ctg_lib.sources.card import Chain
from ctg_lib.store import Store


@pytest.fixture(scope="module")
def rebuilt(real_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The sample made again, in a folder of its own."""
    data = tmp_path_factory.mktemp("data")
    (data / "sample").mkdir()
    (data / "sample" / "recipe.yaml").write_bytes((folders.sample() / "recipe.yaml").read_bytes())
    (data / "reference").symlink_to(folders.reference())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CTG_DATA", str(data))
        sampling.build(real_files, "2026-11-24")
        return Store([data / "sample"])


@pytest.mark.slow
def test_sample_is_what_ingestion_makes(rebuilt: Store) -> None:
    embedded = Store([folders.sample()])
    assert list(rebuilt.parts) == list(embedded.parts)
    for key in embedded.parts:
        for fresh, stored in zip(rebuilt.parts[key], embedded.parts[key], strict=True):
            assert fresh.manifest.sha256 == stored.manifest.sha256
            pd.testing.assert_frame_equal(fresh.values(), stored.values())
            pd.testing.assert_frame_equal(fresh.flags(), stored.flags())


def test_sample_holds_the_departement_and_its_comparators_only() -> None:
    wanted = sampling.sample_territories("42")
    assert sum(level == "commune" for level, _ in wanted) == 320
    assert sum(level == "epci" for level, _ in wanted) == 11
    store = Store([folders.sample()])
    for parts in store.parts.values():
        for part in parts:
            index = part.values().index
            # Below the commune, or merged since: the code says the département.
            assert (index.isin(wanted) | _of_the_departement(index)).all(), part.folder


def _of_the_departement(index: pd.MultiIndex) -> pd.Series:
    levels, codes = (index.get_level_values(name) for name in index.names)
    here = levels.isin(["commune", "iris"]) & codes.str.startswith("42")
    return here | ((levels == "qpv") & codes.str.match("Q.042"))


def test_sample_says_that_it_is_republished() -> None:
    for parts in Store([folders.sample()]).parts.values():
        for part in parts:
            assert part.manifest.chain == Chain.REPUBLISHED
            assert part.manifest.origin
