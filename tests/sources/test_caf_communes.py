from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib import parameters
from ctg_lib.errors import InputError
from ctg_lib.ingestion import ingest
from ctg_lib.sources import reading
from ctg_lib.sources.caf_communes import DISABILITY, SOURCE
from ctg_lib.sources.card import Chain
from ctg_lib.store import Store
from tests.sources.tables import altered, figure, one, read, status

EXTRACT = "caf_communes/s_ben_com_f_extrait.csv"
EPCI = "caf_communes/fictif_s_ben_epci_f.csv"
DEP = "caf_communes/fictif_s_ben_dep.csv"
NAT = "caf_communes/fictif_s_ben_nat.csv"
SUMS_2024 = (157_225, 378_070, 17_760, 52_425, 70_510, 56_290, 20_585)


def test_sorbiers_in_december_2024(extracts: Path) -> None:
    tables = read(SOURCE, extracts / EXTRACT)
    assert [vintage for vintage, _ in tables] == [f"{year}-12" for year in range(2020, 2025)]
    table = tables["2024-12", "communes"]
    assert figure(table, "42302", "indfoy_ndur") == 1220
    assert figure(table, "42302", "indnbp_ndur") == 3650
    assert figure(table, "42302", "indfoy_rsa") == 115


def test_every_count_is_rounded_by_the_source_a_zero_most_of_all(extracts: Path) -> None:
    table = read(SOURCE, extracts / EXTRACT)["2024-12", "communes"]
    assert len(table.flags) == table.values.size
    assert figure(table, "42045", "indfoy_rsa") == 0
    assert status(table, "42045", "indfoy_rsa") == "rounded_by_source"


def test_benefits_for_disabled_persons_are_said_not_released_for_a_commune(extracts: Path) -> None:
    table = read(SOURCE, extracts / EXTRACT)["2024-12", "communes"]
    for name in DISABILITY:
        assert table.values[name].isna().all()
        assert status(table, "42302", name) == "not_released"
    assert table.flags["detail"].str.contains("qu’à partir de l’intercommunalité").sum() == 2 * len(table.values)


def with_producers_rows(text: str) -> str:
    """The rows that the producer's file has besides: names, amounts of the month, households without a commune."""
    head, *body = text.splitlines()
    lines = [f"{head};nomcom;indmtt_rsa", *(f"{line};NOM;12300" for line in body)]
    for nowhere in ("", "XXXXX", "42XXX", "99999"):
        lines.append(f"2024-12;{nowhere};33605;40000;33605;0;0;0;0;NON LOCALISE;0")
    return "\n".join(lines) + "\n"


def test_amounts_and_households_without_a_commune_are_left_out_and_told(extracts: Path, tmp_path: Path) -> None:
    plain = read(SOURCE, extracts / EXTRACT)["2024-12", "communes"]
    table = read(SOURCE, altered(extracts / EXTRACT, tmp_path, with_producers_rows))["2024-12", "communes"]
    assert table.values.equals(plain.values)
    assert table.ignored == (
        "colonne « indmtt_rsa » : montants du seul mois",
        "4 lignes sans commune (foyers non localisés)",
    )


def test_another_month_is_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / EXTRACT, tmp_path, lambda text: text.replace("2024-12", "2024-06"))
    with pytest.raises(InputError, match="décembre"):
        SOURCE.read(path)


def test_an_internal_file_of_the_caf_is_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / EXTRACT, tmp_path, lambda text: text.replace("2024-12;42302;1220", "2024-12;42302;1221"))
    with pytest.raises(InputError) as caught:
        SOURCE.read(path)
    (problem,) = caught.value.problems
    assert problem.row == 16
    assert problem.column == "indfoy_ndur"
    assert "fichier interne" in str(problem.remedy)


def test_the_real_file(real_files: Path) -> None:
    tables = read(SOURCE, real_files / "cnaf-communes/s_ben_com_f_2020-2024_dep42.csv")
    assert {len(table.values) for table in tables.values()} == {320}
    table = tables["2024-12", "communes"]
    assert tuple(table.values.drop(columns=[*DISABILITY]).sum()) == SUMS_2024
    assert (figure(table, "42302", "indfoy_ndur"), figure(table, "42302", "indfoy_rsa")) == (1220, 115)
    # Between 73 and 89 communes have a rounded zero at RSA, each year.
    zeros = [int((table.values["indfoy_rsa"] == 0).sum()) for table in tables.values()]
    assert (min(zeros), max(zeros)) == (73, 89)


# ── Intercommunalités, départements, the nation ──────────────────────────────────────────────────────────────────────


def test_the_four_files_are_one_source_at_four_levels(extracts: Path) -> None:
    tables = [
        read(SOURCE, extracts / name)["2024-12", part] for name, part in ((EPCI, "epci"), (DEP, "dep"), (NAT, "nat"))
    ]
    places = [("epci", "200069193"), ("departement", "01"), ("france", "FR")]
    for table, place in zip(tables, places, strict=True):
        assert list(table.values.index) == [place]
    assert [table.values["indben_aah"].iloc[0] for table in tables] == [160, 1604, 1_604_023]


def test_intercommunalites_are_rounded_and_what_is_above_is_exact(extracts: Path, tmp_path: Path) -> None:
    table = read(SOURCE, extracts / EPCI)["2024-12", "epci"]
    assert status(table, "200069193", "indben_aah", "epci") == "rounded_by_source"
    table = one(SOURCE, extracts / DEP)
    assert figure(table, "01", "indfoy_ndur", "departement") == 13_203
    assert table.flags.empty
    path = altered(extracts / EPCI, tmp_path, lambda text: text.replace("1320;3450", "1321;3450"))
    with pytest.raises(InputError, match="1321 n’est pas un multiple de 5"):
        SOURCE.read(path)
    path = altered(extracts / DEP, tmp_path, lambda text: text.replace("13203;34507", "13203.5;34507"))
    with pytest.raises(InputError, match="n’est pas un nombre entier"):
        SOURCE.read(path)


def test_a_technical_double_gives_way_to_the_fullest_row_and_is_told(extracts: Path) -> None:
    table = read(SOURCE, extracts / EPCI)["2024-12", "epci"]
    assert figure(table, "200069193", "indfoy_ndur", "epci") == 1320
    assert table.ignored == (
        "colonne « indmtt_ppa » : montants du seul mois",
        "1 ligne sans intercommunalité",
        "« 200069193 », 2024-12 : ligne de 1320 foyers gardée, écartée celle de 5",
    )


def test_two_rows_as_full_that_differ_are_refused(extracts: Path, tmp_path: Path) -> None:
    """Nothing says which is right; the same row written twice is only one."""
    row = (extracts / EPCI).read_text(encoding="utf-8").splitlines()[2]
    again = altered(extracts / EPCI, tmp_path, lambda text: f"{text}{row}\n")
    assert figure(read(SOURCE, again)["2024-12", "epci"], "200069193", "indben_aah", "epci") == 160
    other = row.replace(";160;45", ";170;45")
    path = altered(extracts / EPCI, tmp_path, lambda text: f"{text}{other}\n")
    with pytest.raises(InputError, match="ligne en double"):
        SOURCE.read(path)


def test_columns_of_text_are_numbers_and_other_months_are_left_out(extracts: Path) -> None:
    table = one(SOURCE, extracts / DEP)
    assert (table.vintage, table.part) == ("2024-12", "dep")
    assert figure(table, "01", "indben_aeeh", "departement") == 451
    assert "1 ligne d’autres mois que décembre" in table.ignored
    assert "1 ligne sans département" in table.ignored


def test_a_monthly_file_without_a_december_is_refused(extracts: Path, tmp_path: Path) -> None:
    path = altered(extracts / NAT, tmp_path, lambda text: text.replace("2024-12", "2024-10"))
    with pytest.raises(InputError, match="aucun mois de décembre"):
        SOURCE.read(path)


def test_a_lost_column_of_codes_does_not_make_a_nation(extracts: Path, tmp_path: Path) -> None:
    """Without its codes the file of a lone intercommunalité looks like that of France: its size betrays it."""
    lone = altered(
        extracts / EPCI,
        tmp_path,
        lambda text: "\n".join(
            ";".join(cell for place, cell in enumerate(line.split(";")) if place != 1) for line in text.splitlines()[:3]
        ),
    )
    with pytest.raises(InputError, match="trop peu de foyers pour la France entière"):
        SOURCE.read(lone)


# ── The control at ingestion ─────────────────────────────────────────────────────────────────────────────────────────


def country(folder: Path, households: int) -> Path:
    """A communal file of a whole invented country: one commune a département, each as large, at real codes."""
    firsts = {code[:3] if code.startswith("97") else code[:2]: code for code in sorted(reading.known_codes("commune"))}
    path = folder / "s_ben_com_f.csv"
    lines = [";".join(SOURCE.headers["s_ben_com_f"])]
    lines += [f"2024-12;{code};{households};{3 * households};5;5;5;5;5" for code in firsts.values()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def nation(folder: Path, households: int, persons: int, others: int) -> Path:
    path = folder / "s_ben_nat.csv"
    head = ";".join(SOURCE.headers["s_ben_nat"])
    path.write_text(f"{head}\n2024-12;{households};{persons};{';'.join([str(others)] * 5)}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("first", ["communes", "nation", "neither"])
@pytest.mark.parametrize(
    ("share", "refused"), [(1.0, False), (1.012, False), (0.988, False), (1.03, True), (0.9, True)]
)
def test_the_communes_make_the_nation_whichever_comes_last(
    tmp_path: Path, first: str, share: float, refused: bool
) -> None:
    communes = country(tmp_path, 100_000)
    count = len(communes.read_text(encoding="utf-8").splitlines()) - 1
    total = round(count * 100_000 * share)
    files = [communes, nation(tmp_path, total, 3 * total, 5 * count)]
    store = Store([tmp_path / "store"])
    if first != "neither":
        ingest([files.pop(0 if first == "communes" else 1)], store, chain=Chain.PRODUCER, date="2026-01-01")
    if not refused:
        ingest(files, store, chain=Chain.PRODUCER, date="2026-01-01")
        return
    with pytest.raises(InputError, match=r"ne s’accorde pas avec ce qui est chargé|ne peuvent pas être lus") as caught:
        ingest(files, store, chain=Chain.PRODUCER, date="2026-01-01")
    # Each of the files that come is told of: which of the two is wrong, nobody knows.
    assert [problem.column for problem in caught.value.problems] == ["indfoy_ndur", "indnbp_ndur"] * len(files)
    assert "1,5\u202f% tolérés" in str(caught.value)
    assert len(store.parts.get((SOURCE.id, "2024-12"), [])) == (first != "neither")


def test_an_extract_of_a_few_departements_is_not_the_country(extracts: Path, tmp_path: Path) -> None:
    store = Store([tmp_path / "store"])
    for name in (EXTRACT, NAT, EPCI, DEP):
        ingest([extracts / name], store, chain=Chain.PRODUCER, date="2026-01-01")
    assert parameters.value("cnaf_controle_departements") == 90
