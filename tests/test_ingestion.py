from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from ctg_lib import ingestion
from ctg_lib import store as store_module
from ctg_lib.errors import CtgError, InputError
from ctg_lib.ingestion import ingest, recognise
from ctg_lib.sources.card import Chain
from ctg_lib.store import Store
from tests.sources.tables import EXTRACTS

CAF = EXTRACTS / "caf_communes/s_ben_com_f_extrait.csv"
COMMUNES = EXTRACTS / "filosofi_2023/filosofi_2023_communes_extrait.csv"
REFERENCE = EXTRACTS / "filosofi_2023/filosofi_2023_reference_dep42_metropole.csv"


def republished(*paths: Path, store: Store, date: str = "2026-01-01") -> list[ingestion.Ingested]:
    return ingest(paths, store, chain=Chain.REPUBLISHED, date=date, origin="dépôt public")


def bytes_of(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store([tmp_path / "store"])


def test_the_same_file_twice_changes_nothing(store: Store) -> None:
    first = republished(CAF, COMMUNES, store=store)
    assert all(table.written for table in first)
    before = bytes_of(store.roots[0])
    second = republished(CAF, COMMUNES, store=store, date="2027-01-01")
    assert not any(table.written for table in second)
    assert all(table.changed.empty for table in second)
    assert bytes_of(store.roots[0]) == before


def test_a_changed_reader_reads_its_files_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    republished(CAF, store=store)
    monkeypatch.setattr(ingestion, "code_version", lambda source: "autre")
    assert all(table.written for table in republished(CAF, store=store))


def test_two_files_of_one_table_stand_side_by_side(store: Store) -> None:
    republished(COMMUNES, REFERENCE, store=store)
    values, _ = store.read("filosofi_2023", "2023")
    assert values.loc[("commune", "42302"), "MED_SL"] == 28_620
    assert values.loc[("departement", "42"), "MED_SL"] == 24_800
    assert len(store.parts["filosofi_2023", "2023"]) == 2


def test_the_manifest_says_where_the_figures_come_from(store: Store) -> None:
    (table,) = republished(COMMUNES, store=store)
    manifest = table.manifest
    assert manifest.file == COMMUNES.name
    assert len(manifest.sha256) == 64
    assert (manifest.chain, manifest.origin, manifest.ingested) == ("republie", "dépôt public", "2026-01-01")
    assert (manifest.rows, manifest.variables) == (8, 2)


def test_the_official_file_replaces_and_lists_every_cell_that_differs(store: Store, tmp_path: Path) -> None:
    """The official file is long; one figure differs, and a blank turns out to be a figure (fictitious)."""
    republished(COMMUNES, store=store)
    head = "GEO;GEO_OBJECT;FILOSOFI_MEASURE;CONF_STATUS;OBS_STATUS;TIME_PERIOD;OBS_VALUE\n"
    rows = [
        ("42302", "MED_SL", "F", "28630"),
        ("42302", "PR_MD60", "F", "9"),
        ("42008", "MED_SL", "F", "19000"),
        ("42207", "PR_MD60", "C", ""),
    ]
    text = head + "".join(f"{code};COM;{measure};{conf};A;2023;{value}\n" for code, measure, conf, value in rows)
    official = written(tmp_path / "DS_FILOSOFI_CC_2023_data.csv", text)
    (table,) = ingest([official], store, chain=Chain.PRODUCER, date="2026-02-01")
    changed = table.changed.set_index(["territory", "variable"])
    assert changed.loc[("42302", "MED_SL"), ["before", "after"]].tolist() == [28_620, 28_630]
    assert pd.isna(changed.loc[("42008", "MED_SL"), "before"])
    assert pd.isna(changed.loc[("42207", "PR_MD60"), "after"])
    # The same 9 %, rounded in both.
    assert ("42302", "PR_MD60") not in changed.index
    assert changed.loc[("42008", "MED_SL"), ["before_status", "after_status"]].tolist() == ["not_released", "published"]
    assert changed.loc[("42207", "PR_MD60"), ["before_status", "after_status"]].tolist() == [
        "published",
        "secret_at_source",
    ]
    values, flags = store.read("filosofi_2023", "2023")
    assert values.loc[("commune", "42302"), "MED_SL"] == 28_630
    reasons = flags.set_index(["territory", "variable"])["status"]
    assert reasons[("42207", "PR_MD60")] == "secret_at_source"
    assert ("42008", "MED_SL") not in reasons.index
    assert values.loc[("commune", "42218"), "MED_SL"] == 20_880, "ce que le fichier officiel ne dit pas reste"
    origin = store.origin("filosofi_2023", "2023", "commune", "42302", "MED_SL")
    assert origin is not None
    assert origin.manifest.chain == Chain.PRODUCER


class StoppedError(BaseException):
    """Like Ctrl-C: nothing of ours catches it for good."""


def failing(real: Callable, step: int, error: BaseException) -> Callable:
    """The real function, but for its call number `step`, which fails."""
    calls = iter(range(1_000))

    def function(*arguments: object, **options: object) -> object:
        if next(calls) == step:
            raise error
        return real(*arguments, **options)

    return function


# Three of the five years of the file are there, with other figures: three renames in pairs, then two alone.
STEPS = [
    *(("write", step) for step in range(10)),
    *(("rename", step) for step in range(8)),
]


@pytest.mark.slow
@pytest.mark.parametrize("error", [OSError(28, "plus de place"), StoppedError()], ids=["disque", "Ctrl-C"])
@pytest.mark.parametrize(("name", "step"), STEPS)
def test_a_file_of_many_years_is_written_whole_or_not_at_all(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, step: int, error: BaseException
) -> None:
    lines = CAF.read_text(encoding="utf-8").replace(";1220;", ";1225;").splitlines()
    former = [line for line in lines if not line.startswith(("2021", "2023"))]
    republished(written(tmp_path / "avant.csv", "\n".join(former) + "\n"), store=store)
    before = bytes_of(store.roots[0])
    owner, attribute = (store_module, "_write") if name == "write" else (Path, "rename")
    with monkeypatch.context() as patch:
        patch.setattr(owner, attribute, failing(getattr(owner, attribute), step, error))
        with pytest.raises((CtgError, StoppedError)):
            republished(CAF, store=store)
    assert bytes_of(store.roots[0]) == before
    assert not list(store.roots[0].rglob(".*"))
    assert Store(store.roots).vintages("caf_communes") == ["2020-12", "2022-12", "2024-12"]
    # The same call then goes through.
    assert all(table.written for table in republished(CAF, store=store))
    assert Store(store.roots).vintages("caf_communes") == [f"{year}-12" for year in range(2020, 2025)]


@pytest.mark.parametrize("step", range(8))
def test_a_power_cut_leaves_each_table_whole(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """From that rename on nothing works any more, not even putting back: what is read is whole, former or new."""
    text = CAF.read_text(encoding="utf-8")
    changed = text.replace(";1220;", ";1225;").replace(";1260;", ";1265;")
    republished(written(tmp_path / "avant.csv", changed), store=store)
    rename, calls = Path.rename, iter(range(1_000))

    def dead(path: Path, target: Path) -> Path:
        if next(calls) >= step:
            raise OSError(5, "plus de courant")
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", dead)
        with pytest.raises(CtgError):
            republished(CAF, store=store)
    after = Store(store.roots)
    assert after.vintages("caf_communes") == [f"{year}-12" for year in range(2020, 2025)]
    first, last = (after.read("caf_communes", f"{year}-12")[0] for year in (2020, 2024))
    assert first.loc[("commune", "42302"), "indfoy_ndur"] == (1260 if step >= 2 else 1265)
    assert last.loc[("commune", "42302"), "indfoy_ndur"] == 1225
    # Reading the file again puts everything in order.
    republished(CAF, store=after)
    assert Store(store.roots).read("caf_communes", "2024-12")[0].loc[("commune", "42302"), "indfoy_ndur"] == 1220
    assert not list(store.roots[0].rglob(".*"))


def test_the_file_of_another_departement_does_not_take_the_place(store: Store, tmp_path: Path) -> None:
    republished(CAF, store=store)
    text = CAF.read_text(encoding="utf-8")
    for old, new in (("42302", "69001"), ("42045", "69002"), ("42218", "69003")):
        text = text.replace(old, new)
    republished(written(tmp_path / "rhone.csv", text), store=store)
    values, _ = store.read("caf_communes", "2024-12")
    assert {"42302", "69001"} <= set(values.index.get_level_values("territory"))
    assert {part.manifest.part for part in store.parts["caf_communes", "2024-12"]} == {"communes-42", "communes-69"}


def test_the_one_commune_file_is_named_after_it(store: Store) -> None:
    republished(EXTRACTS / "rp/base_cc_comparateur_42302.csv", store=store)
    assert {part.manifest.part for part in store.parts["rp", "2022"]} == {"comparateur-42302"}


def test_a_file_of_all_of_france_has_a_plain_name(store: Store) -> None:
    republished(EXTRACTS / "couverture_petite_enfance/txcouv_pe_epci_2023.csv", store=store)
    assert {part.manifest.part for part in store.parts["couverture_petite_enfance", "2023"]} == {"epci"}


def test_two_files_for_one_place_are_refused(store: Store, tmp_path: Path) -> None:
    copy = written(tmp_path / "copie.csv", CAF.read_text(encoding="utf-8"))
    other = written(tmp_path / "autre.csv", CAF.read_text(encoding="utf-8").replace(";1220;", ";1225;"))
    assert republished(CAF, copy, store=store), "deux copies d’un fichier ne se contredisent pas"
    before = bytes_of(store.roots[0])
    with pytest.raises(InputError, match="Plusieurs fichiers portent la même table"):
        republished(CAF, other, store=store)
    assert bytes_of(store.roots[0]) == before


def test_a_store_kept_to_some_territories(store: Store) -> None:
    def keep(index: pd.MultiIndex) -> pd.Series:
        return pd.Series(index.get_level_values("territory") == "42302")

    (table,) = ingest([COMMUNES], store, chain=Chain.REPUBLISHED, date="2026-01-01", keep=keep)
    values, flags = store.read("filosofi_2023", "2023")
    assert list(values.index) == [("commune", "42302")]
    assert set(flags["territory"]) == {"42302"}
    assert table.manifest.rows == 1


def test_a_republication_read_again_does_not_take_the_place_of_the_official_file(store: Store) -> None:
    ingest([COMMUNES], store, chain=Chain.PRODUCER, date="2026-01-01")
    republished(COMMUNES, store=store)
    origin = store.origin("filosofi_2023", "2023", "commune", "42302", "MED_SL")
    assert origin is not None
    assert origin.manifest.chain == Chain.PRODUCER
    kept = store.roots[0] / "filosofi_2023" / "2023"
    assert {path.name for path in kept.iterdir()} == {"commune-42", "commune-42-producteur"}
    assert [part.manifest.chain for part in store.parts["filosofi_2023", "2023"]] == [Chain.PRODUCER]


def test_the_source_may_be_said(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", "CODGEO;P22_POP\n42302;8071\n")
    (table,) = ingest([path], store, chain=Chain.REPUBLISHED, date="2026-01-01", source="rp")
    assert table.table.source == "rp"


def test_recognition_of_every_real_file(real_files: Path) -> None:
    folders = {
        "cnaf-communes": {"caf_communes"},
        "cnaf-petite-enfance": {"couverture_petite_enfance"},
        "insee-filosofi": {"filosofi"},
        "insee-dossier-complet": {"rp"},
        "insee-rp-ages-etat-civil": {"rp_ages", "etat_civil"},
        "insee-rp-emploi-logement-diplomes": {"rp_diplomes", "rp_logement", "rp_navettes"},
    }
    for folder, expected in folders.items():
        found = {recognise(path).id for path in (real_files / folder).glob("*.csv*")}
        assert found == expected


def test_a_file_of_another_kind_is_not_taken_for_one_of_ours(real_files: Path) -> None:
    for name in (
        "insee-bpe-drees-filosofi/bpe_2025_types_retenus.csv",
        "formats-reference/fr-en-carte-scolaire-colleges-publics.csv",
        "insee-cog/commune_2021.csv.gz",
        "insee-cog/departement2021.csv",
        "insee-cog/region2021.csv",
    ):
        with pytest.raises(InputError):
            recognise(real_files / name)
