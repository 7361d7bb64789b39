"""`recap.csv`: what is written is read again, adds up, cannot be reckoned, and is refused with all that is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctg_lib.batch.recap import FILE, HEADER, LONGEST, Outcome, State, edition, merged, read, write
from ctg_lib.errors import InputError
from ctg_lib.territory import Level, Territory
from tests.batch.batches import loire

AIN = Outcome("01004", Level.COMMUNE, "Ambérieu-en-Bugey", "Ain", "CC de la Plaine de l’Ain", State.DONE, "2026-11-24")
SORBIERS = Outcome(
    "42302",
    Level.COMMUNE,
    "Sorbiers",
    "Loire",
    "Saint-Étienne Métropole",
    State.REFUSED,
    warnings=("Un, avec virgule.", "Deux."),
    cause='Le fichier "offre" est faux.\n  - ligne 3',
    remedy="=corriger",
    chapter="30_enfance",
)

# Pieces that break a careless writer, and what a spreadsheet would reckon, besides any text at all.
PIECES = st.sampled_from(
    [
        "=1+1",
        "+1",
        "-1",
        "@A1",
        "'",
        "''=1",
        '"',
        '""',
        ",",
        ";",
        "\n",
        "\r\n",
        "\t",
        "É",
        "’",
        "\u202f",
        " ",
        "\x1b[31m",
    ]
)
WORDS = st.lists(PIECES | st.text(max_size=5), max_size=8).map("".join)
CODES = {
    Level.COMMUNE: st.sampled_from(["01004", "2A004", "42302", "97411"]),
    Level.EPCI: st.sampled_from(["244200770", "200000172"]),
    Level.GROUPE: st.sampled_from(["gier", "vallee-du-gier2"]),
}


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    level = draw(st.sampled_from(sorted(CODES)))
    return Outcome(
        draw(CODES[level]),
        level,
        f"{draw(WORDS)}a",
        draw(WORDS),
        draw(WORDS),
        draw(st.sampled_from(State)),
        draw(st.just("") | st.dates().map(str)),
        tuple(draw(st.lists(WORDS, max_size=3))),
        draw(WORDS),
        draw(WORDS),
        draw(WORDS),
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(outcomes(), max_size=4))
def test_what_is_written_is_read_again(rows: list[Outcome], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("lot")
    write(rows, folder)
    assert read(folder) == merged((), rows)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(outcomes(), min_size=1, max_size=3))
def test_no_spreadsheet_finds_a_formula(rows: list[Outcome], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever it takes for the separator: the French one expects « ; », and would cut a cell there."""
    text = write(rows, tmp_path_factory.mktemp("lot")).read_text(encoding="utf-8")
    for delimiter in ",;\t":
        found = [cell for row in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in row]
        assert [cell for cell in found if cell.startswith(("=", "+", "-", "@"))] == []


def test_its_bytes_are_these(tmp_path: Path) -> None:
    path = write([SORBIERS, AIN], tmp_path)
    assert path == tmp_path / "recap.csv"
    assert path.read_bytes().decode() == (
        "Code,Niveau,Nom,Département,Intercommunalité,État,Édition,Avertissements,Cause,Remède,Chapitre\n"
        "01004,commune,Ambérieu-en-Bugey,Ain,CC de la Plaine de l’Ain,fait,2026-11-24,,,,\n"
        '42302,commune,Sorbiers,Loire,Saint-Étienne Métropole,refusé,,"Un, avec virgule.\nDeux.",'
        '"Le fichier ""offre"" est faux.\n  - ligne 3",\'=corriger,30_enfance\n'
    )


def test_a_whole_departement_in_whatever_order_gives_the_same_bytes(tmp_path: Path) -> None:
    first = write(loire(), tmp_path / "a").read_bytes()
    assert write(reversed(loire()), tmp_path / "b").read_bytes() == first
    assert len(read(tmp_path / "a")) == 320


def test_nothing_is_lost_when_a_batch_breaks_off_while_it_is_told(tmp_path: Path) -> None:
    def broken() -> Iterator[Outcome]:
        yield SORBIERS
        raise KeyboardInterrupt

    before = write([AIN], tmp_path).read_bytes()
    with pytest.raises(KeyboardInterrupt):
        write(broken(), tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == [FILE]
    assert (tmp_path / FILE).read_bytes() == before


def test_the_territories_of_other_batches_are_kept() -> None:
    again = Outcome.of(Territory.of("42302"), State.DONE, date="2027-01-01")
    third = Outcome.of(Territory.of("42207"), State.WAITING)
    assert merged([SORBIERS, AIN], [again, third]) == (AIN, third, again)
    assert merged([], []) == ()


def test_a_territory_says_itself_where_it_lies() -> None:
    assert Outcome.of(Territory.of("05169"), State.DONE).departement == "Hautes-Alpes"
    one = Outcome.of(Territory.of("244200770"), State.FAILED, cause="Le noyau s’est arrêté.", warnings=["a"])
    assert (one.level, one.departement, one.epci, one.warnings) == (Level.EPCI, "Loire", "", ("a",))
    near = Outcome.of(Territory.group("gier", ["42207", "42302"]), State.DONE)
    assert (near.code, near.level, near.epci) == ("gier", Level.GROUPE, "Saint-Étienne Métropole")
    island = Outcome.of(Territory.of("29155"), State.DONE)
    assert (island.name, island.epci) == ("Ouessant", "")


def test_what_no_page_can_hold_is_left_out() -> None:
    cause = "\x1b[0;31mKeyError\x1b[0m: \x00a\udc80b\r\nc\rd\x07"
    one = Outcome("42302", Level.COMMUNE, "Sorbiers", "", "", State.FAILED, warnings=("a\n  b", "\n"), cause=cause)
    assert one.cause == "KeyError: ab\nc\nd"
    assert one.warnings == ("a b",)
    long = Outcome("42302", Level.COMMUNE, "Sorbiers", "", "", State.FAILED, cause="x" * 2 * LONGEST)
    assert len(long.cause) == LONGEST
    assert long.cause.endswith("x…")


def test_there_is_nothing_before_the_first_batch(tmp_path: Path) -> None:
    assert read(tmp_path) == ()


def test_a_spreadsheet_may_save_it_again(tmp_path: Path) -> None:
    path = write([SORBIERS, AIN], tmp_path)
    lines = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + lines + b"\r\n")
    assert read(tmp_path) == (AIN, SORBIERS)


# ── Damaged, or edited by hand ───────────────────────────────────────────────────────────────────────────────────────

HEAD = ",".join(HEADER)
GOOD = "42302,commune,Sorbiers,Loire,,fait,2026-11-24,,,,"
WHOLE_FILE = {
    "empty": (b"", "vide ou coupé"),
    "other encoding": (f"{HEAD}\n".encode("cp1252"), "pas enregistré en UTF-8"),
    "cut in a cell": (f'{HEAD}\n42302,commune,"Sorb'.encode(), "vide ou coupé"),
    "columns cut by semicolons": (HEAD.replace(",", ";").encode(), "ligne 1 : les colonnes doivent être séparées"),
    "a column taken away": (
        HEAD.replace("Cause,", "").encode(),
        "les colonnes attendues sont : Code, Niveau",
    ),
}


@pytest.mark.parametrize("name", WHOLE_FILE)
def test_a_file_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    content, told = WHOLE_FILE[name]
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(InputError, match=r"récapitulatif des lots \(recap\.csv\)") as refused:
        read(tmp_path)
    (problem,) = refused.value.problems
    assert told in str(problem)
    assert "supprimer recap.csv" in str(problem)


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(InputError, match="le fichier ne s’ouvre pas"):
        read(tmp_path)


def test_every_cell_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    rows = [
        GOOD,
        '42207,commune,"Saint-\nChamond",Loire,,fait,,,,,',
        "1004,commune,Ambérieu,Ain,,fait,,,,,",
        "244200770,canton,Métropole,Loire,,fait,,,,,",
        "2442007,intercommunalité,  ,Loire,,finie,24/11/2026,,,,",
        GOOD,
        "42005,commune",
    ]
    (tmp_path / FILE).write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read(tmp_path)
    told = [(one.row, one.column, one.what) for one in refused.value.problems]
    assert told == [
        (4, "Code", "« 1004 » n’est pas un code pour ce niveau (commune) ; un tableur a pu lui ôter son zéro."),
        (5, "Niveau", "« canton » n’est pas un niveau : commune, intercommunalité, groupe de communes."),
        (6, "Code", "« 2442007 » n’est pas un code pour ce niveau (intercommunalité)."),
        (6, "Nom", "le nom manque."),
        (6, "État", "« finie » n’est pas un état : fait, refusé, en échec, à faire."),
        (6, "Édition", "« 24/11/2026 » n’est pas une date (AAAA-MM-JJ)."),
        (8, None, "2 cases au lieu de 11."),
        (7, "Code", "« 42302 » est déjà à la ligne 2."),
    ]
    assert all(one.remedy and one.file == FILE for one in refused.value.problems)


def test_the_edition_is_the_one_asked_for_or_the_last_that_stands() -> None:
    """A batch that is stopped before anything is done leaves no edition of its own."""
    done = [Outcome.of(Territory.of(code), State.DONE, date=date) for code, date in DONE.items()]
    assert edition(done, "2026-12-30") == "2026-12-30"
    assert edition(done, "2026-12-29") == "2026-12-31"
    assert edition([], "2026-12-29") == "2026-12-29"
    waiting = Outcome.of(Territory.of("42330"), State.WAITING, date="2027-01-01")
    assert edition([*done, waiting], "2026-12-29") == "2026-12-31"


DONE = {"42302": "2026-12-31", "42005": "2026-12-30", "42207": "2026-12-31"}
