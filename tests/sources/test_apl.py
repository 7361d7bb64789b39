from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from ctg_lib import geography
from ctg_lib.errors import InputError
from ctg_lib.indicators.cells import Shelf
from ctg_lib.ingestion import ingest, recognise
from ctg_lib.sources.apl import SOURCE
from ctg_lib.sources.card import Chain
from ctg_lib.store import Store
from tests.sources.tables import altered, figure, read, status

EXTRACT = "apl/drees_apl_extrait.csv"
MEANS = "apl/drees_apl_generalistes_2022-2024_moyennes_calculees.csv"
REAL = "insee-bpe-drees-filosofi/drees_apl_generalistes_2022-2024_dep42.csv"


def test_sorbiers_three_years(extracts: Path) -> None:
    tables = read(SOURCE, extracts / EXTRACT)
    assert list(tables) == [("2022", "communes"), ("2023", "communes"), ("2024", "communes")]
    found = [[figure(table, "42302", name) for name in ("APL", "APL_65")] for table in tables.values()]
    assert found == [[3.22, 3.11], [2.96, 2.92], [2.94, 2.72]]


def test_a_commune_that_merged_has_no_row_left_in_2024_and_it_is_told(extracts: Path) -> None:
    tables = read(SOURCE, extracts / EXTRACT)
    assert ("commune", "42109") in tables["2023", "communes"].values.index
    last = tables["2024", "communes"]
    assert ("commune", "42109") not in last.values.index
    assert last.ignored == ("lignes vides de communes réunies à d’autres depuis : 42072, 42109, 42252",)


def test_a_commune_that_changed_perimeter_has_no_figure_before(extracts: Path, tmp_path: Path) -> None:
    """42084 is one commune until 2023, then the three that it became with 42109 and 42252: 2.53 is not of its 2.42."""
    store = Store([tmp_path])
    ingest([extracts / EXTRACT], store, chain=Chain.REPUBLISHED, date="2026-11-24")
    shelf = Shelf(store)
    before, after = (shelf.table("apl", year) for year in ("2023", "2024"))
    assert after.values.at[("commune", "42084"), "APL"] == 2.42
    assert pd.isna(before.values.at[("commune", "42084"), "APL"])
    assert "42109" in before.detail.at[("commune", "42084"), "APL"]
    assert before.values.at[("commune", "42302"), "APL"] == 2.96


def test_an_empty_cell_of_a_living_commune_keeps_its_reason(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / EXTRACT, tmp_path, lambda text: text.replace("42302;2024;2.94;2.72", "42302;2024;;"))
    table = read(SOURCE, path)["2024", "communes"]
    assert status(table, "42302", "APL") == "not_released"


def test_means_that_the_drees_does_not_publish_are_estimates(extracts: Path) -> None:
    tables = read(SOURCE, extracts / MEANS)
    table = tables["2024", "moyennes"]
    assert figure(table, "42", "APL", "departement") == 3.47
    assert figure(table, "FR", "APL", "france") == 3.73
    for code, level in (("42", "departement"), ("FR", "france")):
        assert status(table, code, "APL", level) == "estimated"
    assert "APL_65" not in table.values


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace("2.94;2.72", "2.72;2.94"), "plus grande que celle de tous les médecins"),
        (lambda text: text.replace("42302;2024;2.94", "42302;2024;294"), "dépasse le maximum possible"),
        (lambda text: text + "42302;2024;2.94;2.72\n", "42302"),
        (lambda text: text.replace("médecins généralistes", "infirmières"), "elle manque"),
        (lambda text: text.replace("42302;2024", "Sorbiers;2024"), "n’est pas un code"),
    ],
)
def test_what_is_refused(extracts: Path, tmp_path: Path, change: Callable[[str], str], told: str) -> None:
    with pytest.raises(InputError) as caught:
        SOURCE.read(altered(extracts / EXTRACT, tmp_path, change))
    assert told in " ".join(str(problem) for problem in caught.value.problems)


# ── The producer's workbook: one sheet a year, titles and notes above, units below the header ────────────────────────

TITLES = (
    "Indicateur d’accessibilité potentielle localisée (APL) fictif",
    "",
    "Millésime : {0}",
    "Sources : fictives",
    "Champ : France hors Mayotte.",
    "Lecture : fictive.",
    "Note : fictive.",
    "",
)
UNIT = "En nombre de consultations/visites accessibles par an par habitant standardisé"


def workbook(folder: Path, *, wordings: dict[str, str], profession: str = "médecins généralistes") -> Path:
    """A workbook of invented communes in the shape of the producer's."""
    book = openpyxl.Workbook()
    book.active.title = "Paramètres"
    for year, wording in wordings.items():
        sheet = book.create_sheet(f"APL {year}")
        for title in TITLES:
            sheet.append([title.format(year) or None])
        name = f"APL aux {profession}"
        sheet.append(
            [
                "Code commune INSEE",
                "Commune",
                name,
                f"{name} de 65 ans {wording} ",
                f"{name} de 62 ans {wording}",
                "Population standardisée 2022 pour la médecine générale",
                "Population totale 2022",
            ]
        )
        sheet.append([None, None, UNIT, UNIT, UNIT, "En nombre d’habitants standardisés", None])
        sheet.append(["01001", "Alpha", 3.5, 3.25, 3.0, 812.5, 800])
        sheet.append(["01002", "Bravo", 1.25, 0, 0, 251.0, 250])
        sheet.append(["Note : commune fictive.", None, None, None, None, None, None])
    path = folder / "fictif_apl.xlsx"
    book.save(path)
    return path


def test_the_workbook_whatever_the_wording_of_the_year(tmp_path: Path) -> None:
    path = workbook(tmp_path, wordings={"2023": "et moins", "2024": "ou moins"})
    assert recognise(path) is SOURCE
    tables = read(SOURCE, path)
    assert list(tables) == [("2023", "communes"), ("2024", "communes")]
    for table in tables.values():
        assert table.values.to_numpy().tolist() == [[3.5, 3.25], [1.25, 0.0]]


def test_the_workbook_of_another_profession_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, wordings={"2024": "ou moins"}, profession="infirmières")
    with pytest.raises(InputError, match=r"fictif_apl\.xlsx") as caught:
        SOURCE.read(path)
    assert "médecins généralistes" in " ".join(str(problem) for problem in caught.value.problems)


# ── The real files ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_real_files(real_files: Path) -> None:
    tables = read(SOURCE, real_files / REAL)
    assert [len(table.values) for table in tables.values()] == [323, 323, 320]
    last = tables["2024", "communes"]
    assert set(last.values.index.get_level_values("territory")) == {
        code for code in geography.current_communes() if code.startswith("42")
    }
    assert not last.values.isna().any(axis=None)
    # Débats-Rivière-d’Orpra, then Solore-en-Forez.
    assert [figure(table, "42084", "APL") for table in tables.values()] == [2.27, 2.53, 2.42]
    means = read(
        SOURCE, real_files / "insee-bpe-drees-filosofi/drees_apl_generalistes_2022-2024_moyennes_calculees.csv"
    )
    legal = geography.read_table("populations", ("code", "year", "population_municipale")).to_pandas()
    weights = legal[legal["year"] == legal["year"].max()].set_index("code")["population_municipale"].astype(float)
    for (year, _), table in tables.items():
        apl = table.values["APL"].droplevel("level")
        shared = weights.reindex(apl.index).dropna()
        mean = (apl[shared.index] * shared).sum() / shared.sum()
        assert mean == pytest.approx(figure(means[year, "moyennes"], "42", "APL", "departement"), abs=0.01)


def test_each_shape_is_recognised(extracts: Path) -> None:
    assert recognise(extracts / EXTRACT) is SOURCE
    assert recognise(extracts / MEANS) is SOURCE
