from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib.errors import InputError
from ctg_lib.sources.etat_civil import SOURCE
from tests.sources.tables import altered, figure, read, status

EXTRACT = "etat_civil/etat_civil_extrait.csv"
BIRTHS = (72, 86, 78, 73, 80, 82, 86, 82, 81, 68, 59, 79, 68, 66, 80, 53, 59, 68)


def test_a_table_for_each_year(extracts: Path) -> None:
    tables = read(SOURCE, extracts / EXTRACT)
    assert [vintage for vintage, _ in tables] == [str(year) for year in range(2008, 2026)]
    assert tuple(figure(table, "42302", "naissances") for table in tables.values()) == BIRTHS
    assert figure(tables["2024", "communes"], "42302", "deces") == 56


def test_a_zero_is_a_zero(extracts: Path) -> None:
    """42282 has no birth from 2015 to 2018: events are counted one by one, and nothing is masked."""
    tables = read(SOURCE, extracts / EXTRACT)
    assert [figure(tables[str(year), "communes"], "42282", "naissances") for year in range(2015, 2019)] == [0] * 4
    assert status(tables["2015", "communes"], "42282", "naissances") == "published"


def melodi(text: str) -> str:
    """The births of the same rows as Insee publishes them, with rows that carry no number (statuses K and M)."""
    lines = ['"EC_MEASURE";"FREQ";"GEO";"GEO_OBJECT";"OBS_STATUS";"TIME_PERIOD";"OBS_VALUE"']
    for line in text.splitlines()[1:]:
        geo, year, births, _ = line.split(";")
        lines.append(f'"LVB";"A";"{geo}";"COM";"A";{year};{births}')
        lines.append(f'"LVB";"A";"{geo}";"UU2020";"A";{year};1')
    lines += [
        '"LVB";"A";"42109";"COM";"K";2025;',
        '"LVB";"A";"42008";"COM";"M";2025;',
        '"LVB";"A";"42";"DEP";"A";2025;9',
    ]
    return "\n".join(lines) + "\n"


def test_the_long_file_of_births_alone(extracts: Path, tmp_path: Path) -> None:
    tables = read(SOURCE, altered(extracts / EXTRACT, tmp_path, melodi))
    assert {part for _, part in tables} == {"naissances"}
    table = tables["2025", "naissances"]
    assert list(table.values) == ["naissances"]
    assert figure(table, "42302", "naissances") == 68
    assert status(table, "42109", "naissances") == "not_applicable"
    assert status(table, "42008", "naissances") == "not_released"
    assert set(table.values.index.get_level_values("level")) == {"commune"}
    assert any("UU2020" in note for note in table.ignored)


def test_the_long_file_of_deaths_is_another_part(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / EXTRACT, tmp_path, lambda text: melodi(text).replace("LVB", "DTH"))
    assert {part for _, part in read(SOURCE, path)} == {"deces"}


def test_a_measure_that_is_neither_is_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / EXTRACT, tmp_path, lambda text: melodi(text).replace("LVB", "MARIAGES"))
    with pytest.raises(InputError, match="EC_MEASURE = LVB"):
        SOURCE.read(path)


def test_half_a_birth_in_the_long_file_is_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / EXTRACT, tmp_path, lambda text: melodi(text).replace("2025;68", "2025;68.5"))
    line = next(
        number
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if text.endswith("2025;68.5")
    )
    with pytest.raises(InputError, match=f"ligne {line}, .*OBS_VALUE.*68.5 n’est pas un nombre entier d’événements"):
        SOURCE.read(path)


def test_the_real_file(real_files: Path) -> None:
    name = "insee-rp-ages-etat-civil/etat_civil_naissances_deces_2008-2025_dep42.csv"
    tables = read(SOURCE, real_files / name)
    assert {len(table.values) for table in tables.values()} == {320}
    sums = {year: tables[year, "communes"].values.sum().to_dict() for year in ("2008", "2020", "2025")}
    assert sums["2008"] == {"naissances": 9357, "deces": 7014}
    assert sums["2020"] == {"naissances": 8050, "deces": 9155}
    assert sums["2025"] == {"naissances": 6970, "deces": 8014}
    sorbiers = {year: figure(tables[year, "communes"], "42302", "naissances") for year in ("2023", "2024", "2025")}
    assert sorbiers == {"2023": 53, "2024": 59, "2025": 68}
    assert sum(sorbiers.values()) == 180
    # The communes that merged are counted together all along.
    assert figure(tables["2022", "communes"], "42084", "naissances") == 3
    assert ("commune", "42109") not in tables["2022", "communes"].values.index
