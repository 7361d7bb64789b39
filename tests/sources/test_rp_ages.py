from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ctg_lib import folders
from ctg_lib.errors import InputError
from ctg_lib.sources.rp_ages import BANDS, SEXES, SOURCE
from tests.sources.tables import altered, figure, one

EXTRACT = "rp_ages/rp2023_ages_extrait.csv"
SORBIERS_WOMEN = (
    198.5, 224.6, 304.4, 270.3, 165.2, 135.1, 194, 260, 305, 259,
    331.9, 255, 274.6, 264.6, 249.7, 199.1, 142.6, 89.1, 39.6, 5.9,
)  # fmt: skip


def test_a_column_for_each_sex_and_band(extracts: Path) -> None:
    table = one(SOURCE, extracts / EXTRACT)
    assert (table.vintage, table.part) == ("2023", "commune_departement")
    assert sorted(table.values) == sorted(f"{sex}_{band}" for sex in SEXES for band in BANDS)
    assert tuple(figure(table, "42302", f"F_{band}") for band in BANDS) == SORBIERS_WOMEN
    assert figure(table, "42", "M_Y_GE95", "departement") == 654.6
    assert table.flags.empty


def single_years(text: str) -> str:
    """The same rows as Insee publishes them: one age each (a fifth of the band, fictitious), totals, other levels."""
    lines = ["GEO;GEO_OBJECT;SEX;AGE;RP_MEASURE;OBS_STATUS;TIME_PERIOD;OBS_VALUE"]
    for line in text.splitlines()[1:]:
        geo, kind, sex, band, year, value = line.split(";")
        ages = BANDS[band]
        for age in ages:
            name = f"Y{age}" if age < 100 else "Y_GE100"
            lines.append(f'"{geo}";"{kind}";"{sex}";"{name}";"POP";"A";{year};{float(value) / len(ages)!r}')
        lines.append(f'"{geo}";"{kind}";"{sex}";"_T";"POP";"A";{year};1')
        lines.append(f'"{geo}";"{kind}";"_T";"Y0";"POP";"A";{year};1')
        lines.append(f'"42008";"ZE2020";"{sex}";"{next(iter(BANDS))}";"POP";"A";{year};1')
    return "\n".join(dict.fromkeys(lines)) + "\n"


def test_single_years_of_age_are_added_up_in_bands_and_kept(extracts: Path, tmp_path: Path) -> None:
    bands = one(SOURCE, extracts / EXTRACT)
    table = one(SOURCE, altered(extracts / EXTRACT, tmp_path, single_years))
    assert figure(table, "42302", "F_Y0T4") == pytest.approx(198.5)
    assert figure(table, "42302", "F_Y3") == pytest.approx(198.5 / 5)
    assert figure(table, "42302", "M_Y_GE100") == pytest.approx(4.0 / 6)
    pd.testing.assert_frame_equal(table.values[list(bands.values)], bands.values)
    assert [note for note in table.ignored if "ZE2020" in note]


def test_a_missing_single_year_is_a_problem(extracts: Path, tmp_path: Path) -> None:
    text = single_years((extracts / EXTRACT).read_text(encoding="utf-8"))
    path = tmp_path / "ages.csv"
    path.write_text("\n".join(line for line in text.splitlines() if '"Y37"' not in line) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    assert {problem.what for problem in caught.value.problems} == {
        "aucune ligne pour F_Y37.",
        "aucune ligne pour M_Y37.",
    }


def test_bands_beside_single_years_would_count_twice(extracts: Path, tmp_path: Path) -> None:
    path = tmp_path / "ages.csv"
    text = single_years((extracts / EXTRACT).read_text(encoding="utf-8"))
    path.write_text(text + '"42302";"COM";"F";"Y0T4";"POP";"A";2023;198.5\n', encoding="utf-8")
    with pytest.raises(InputError, match="recouvre d’autres âges"):
        SOURCE.read(path)


def test_an_age_without_its_number_says_why_and_is_told_once(extracts: Path, tmp_path: Path) -> None:
    def change(text: str) -> str:
        rows = text.splitlines()
        rows[1], rows[2] = rows[1].rsplit(";", 1)[0] + ";nd", rows[2].rsplit(";", 1)[0] + ";douze"
        return "\n".join(rows) + "\n"

    with pytest.raises(InputError) as caught:
        SOURCE.read(altered(extracts / EXTRACT, tmp_path, change))
    assert [(problem.row, problem.column, problem.what) for problem in caught.value.problems] == [
        (2, "OBS_VALUE", "pas d’effectif (non disponible d’après le producteur)."),
        (3, "OBS_VALUE", "« douze » n’est pas un nombre."),
    ]


def test_the_real_file(real_files: Path) -> None:
    table = one(SOURCE, real_files / "insee-rp-ages-etat-civil/rp2023_population_sexe_age_quinquennal_dep42.csv")
    values = table.values
    assert len(values.loc["commune"]) == 320
    legal = pd.read_parquet(folders.reference() / "populations.parquet")
    legal = legal[legal["year"] == 2023].set_index("code")["population_municipale"]
    communes = values.loc["commune"]
    gaps = (communes.sum(axis=1) - legal.reindex(communes.index)).abs()
    assert gaps.max() < 1
    # The département is in the file and differs from the sum of its communes by rounding alone.
    assert (communes.sum() - values.loc[("departement", "42")]).abs().max() < 2
    assert round(values.loc[("departement", "42")].sum()) == 774_133
