"""What changed since an earlier edition: told by the command, and in the page, from the folders alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from ctg_lib.cli import main
from ctg_lib.errors import InputError
from ctg_lib.export import data, editions
from ctg_lib.export.checks import check
from tests.published import EDITION, Publication, own_data

SECRET = "ad_rsa"


@pytest.fixture(scope="module")
def earlier(publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition of a year before: an older vintage, a revised file, another computation, a figure of its own."""
    folder = tmp_path_factory.mktemp("editions") / "2025"
    folder.mkdir()
    values = publication.values
    own = (values["territory"] == "42302") & (values["level"] == "commune")

    def cells(indicator: str, vintage: str = "") -> pd.Series:
        return own & (values["indicator"] == indicator) & (values["vintage"].eq(vintage) if vintage else True)

    newest = values[cells("pe_naiss_3ans")]["vintage"].max()
    values.loc[cells("pa_mono_pct"), "value"] -= 0.01
    values.loc[cells("pr_taux_pauvrete"), "value"] += 0.02
    values.loc[cells("lo_hlm"), ["value", "status"]] = [float("nan"), "missing"]
    values = values[~cells("pe_naiss_3ans", newest)]
    (folder / "indicators.csv").write_text(data.csv(values), encoding="utf-8")
    manifest = json.loads((publication.folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["parameters"]["date_edition"] = "2025-11-24"
    manifest["definitions"]["pa_mono_pct"] = "autre"
    for one in manifest["inputs"]:
        if one["source"] == "filosofi_2023":
            one["sha256"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_the_command_tells_each_change_and_its_cause(
    publication: Publication, earlier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as done:
        main(["compare", str(earlier), str(publication.folder), "--json"])
    assert done.value.code == 0
    found = {one["indicator"]: one for one in json.loads(capsys.readouterr().out)}
    assert set(found) == {"pe_naiss_3ans", "pa_mono_pct", "pr_taux_pauvrete", "lo_hlm"}
    assert {name: one["cause"] for name, one in found.items()} == {
        "pe_naiss_3ans": "new_data",
        "pa_mono_pct": "method",
        "pr_taux_pauvrete": "revised",
        "lo_hlm": "appeared",
    }
    assert found["pr_taux_pauvrete"]["before"]["value"] == pytest.approx(
        found["pr_taux_pauvrete"]["after"]["value"] + 0.02
    )
    assert found["lo_hlm"]["before"] is None


def test_the_command_reads_like_a_sentence(
    publication: Publication, earlier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["compare", str(earlier), str(publication.folder)])
    said = capsys.readouterr().out
    assert "Par rapport à l’édition du 24 novembre 2025\u00a0: " in said
    assert "1\u00a0chiffre a une date plus récente" in said
    assert "naissances" in said.lower()


def test_the_section_stands_in_the_page_and_passes_its_checks(publication: Publication, earlier: Path) -> None:
    old, new = editions.read(earlier), editions.read(publication.folder)
    section = editions.section(old, editions.compared(old, new))
    page = publication.html.replace('<section id="methode">', f'{section}<section id="methode">', 1)
    check(page, publication.values)
    table = BeautifulSoup(section, "html.parser").table
    assert table is not None
    assert len(table.select("tbody tr")) == 4
    assert [one.get_text() for one in table.select("thead th")][1:3] == [
        "Édition du 24 novembre 2025",
        "Cette édition",
    ]


def test_without_a_change_one_sentence_says_so(publication: Publication, earlier: Path) -> None:
    old = editions.read(earlier)
    assert editions.section(old, []).endswith(
        "Aucun chiffre n’a changé depuis l’édition du 24 novembre 2025.</span></p></section>"
    )


def test_a_figure_that_is_secret_today_is_not_told_again(publication: Publication, earlier: Path) -> None:
    old, new = editions.read(earlier), editions.read(publication.folder)
    own = (new.values["indicator"] == SECRET) & (new.values["territory"] == "42302")
    told = editions.told(new.shown()[SECRET])
    new.values.loc[own, ["value", "status"]] = [float("nan"), "secret_at_source"]
    (found,) = [one for one in editions.compared(old, new) if one.indicator == SECRET]
    assert editions.former(found) == "un chiffre"
    assert editions.as_dict(found)["before"] is None
    assert told not in editions.section(old, [found])


def spoilt(folder: Path, target: Path, **change: Any) -> Path:
    shutil.copytree(folder, target)
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    manifest |= change
    (target / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return target


def test_what_is_no_edition_is_refused_with_each_reason(earlier: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        editions.read(tmp_path)
    assert [one.file for one in refused.value.problems] == ["indicators.csv", "manifest.json"]
    broken = spoilt(earlier, tmp_path / "sans")
    (broken / "manifest.json").write_text('{"territory": {}}', encoding="utf-8")
    with pytest.raises(InputError, match="version trop ancienne"):
        editions.read(broken)


def test_two_territories_and_a_reversed_order_are_refused(
    publication: Publication, earlier: Path, tmp_path: Path
) -> None:
    old, new = editions.read(earlier), editions.read(publication.folder)
    other = spoilt(
        earlier, tmp_path / "autre", territory={"code": "42218", "level": "commune", "name": "Saint-Étienne"}
    )
    with pytest.raises(InputError, match="même territoire"):
        editions.compared(editions.read(other), new)
    with pytest.raises(InputError, match="plus récente"):
        editions.compared(new, old)
    with pytest.raises(InputError, match="ont la même date"):
        editions.compared(new, new)


@pytest.mark.slow
def test_the_command_writes_what_changed_into_the_page(publication: Publication, earlier: Path, tmp_path: Path) -> None:
    data = own_data(tmp_path / "donnees")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CTG_DATA", str(data))
        with pytest.raises(SystemExit) as done:
            main(["diagnostic", "42302", "--depuis", str(earlier), "--date", EDITION, "--formats", ""])
    assert done.value.code == 0
    soup = BeautifulSoup((data / "output" / "42302" / "diagnostic.html").read_text(encoding="utf-8"), "html.parser")
    assert len(soup.select("#changements tbody tr")) == 4
    assert soup.select_one('nav a[href="#changements"]') is not None
