"""The workbooks of a folder stand in front of the published figures, read at each edition and never copied."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import ctg_lib
from ctg_lib import cli, folders
from ctg_lib.chapters.documents import CTG
from ctg_lib.convention import local_files
from ctg_lib.convention.new import lay_down
from ctg_lib.errors import InputError, UsageError
from ctg_lib.export import provenance
from ctg_lib.ingestion import ingest, read_all
from ctg_lib.lineage.figure import explain
from ctg_lib.sources.card import Chain
from ctg_lib.store import Store, sha256
from ctg_lib.territory import Territory
from tests.convention.laying import lay
from tests.published import EDITION, METROPOLE, SORBIERS
from tests.sources.local_books import CAF, OFFER, filled, saved

# Fictitious figures under a real code, as in the golden cases: the program refuses codes that it does not know.
REQUESTS = "Demandes non satisfaites"


def asked(commune: str, count: int) -> dict[str, list[dict[str, object]]]:
    return {REQUESTS: [{"Commune": commune, "Enfants sans place": count}]}


def own(place: str, indicator: str = "pe_attente") -> pd.Series:
    return ctg_lib.diagnostic(place, EDITION).own(indicator)


@pytest.mark.usefixtures("data")
def test_without_a_workbook_the_indicator_waits_for_its_source() -> None:
    row = own(SORBIERS)
    assert row["status"] == "missing"
    assert row["method"].startswith("en attente d’une source non chargée : Offre et besoins recensés sur place")
    lay_down(Territory.of(SORBIERS))
    assert own(SORBIERS)["method"] == row["method"], "un modèle non rempli ne dit rien"


def test_a_filled_workbook_is_read_at_each_edition_and_never_copied(data: Path) -> None:
    path = lay(SORBIERS, asked(SORBIERS, 17))
    assert own(SORBIERS)["value"] == 17
    assert own(SORBIERS)["vintage"] == "2025"
    lay(SORBIERS, asked(SORBIERS, 18))
    assert own(SORBIERS)["value"] == 18
    path.unlink()
    assert own(SORBIERS)["status"] == "missing"
    assert not (data / "store").exists()


@pytest.mark.usefixtures("data")
def test_each_year_has_its_workbook_and_the_newest_is_shown() -> None:
    lay(SORBIERS, asked(SORBIERS, 25), name="offre_locale_2024.xlsx", year=2024)
    lay(SORBIERS, asked(SORBIERS, 17))
    diagnostic = ctg_lib.diagnostic(SORBIERS, EDITION)
    assert diagnostic.own("pe_attente")["value"] == 17
    assert list(diagnostic.history("pe_attente")["value"]) == [25, 17]


@pytest.mark.usefixtures("data")
def test_a_small_number_is_hidden_everywhere() -> None:
    lay(SORBIERS, asked(SORBIERS, 3))
    diagnostic = ctg_lib.diagnostic(SORBIERS, EDITION)
    assert diagnostic.own("pe_attente")["status"] == "masked_here"
    told = explain(diagnostic, "pe_attente").as_text()
    assert "colonne « Enfants sans place » : vide (masqué" in told
    assert "DEMANDES_NON_SATISFAITES : vide ; " in told
    assert diagnostic.shelf.store.read("offre_locale", "2025")[0]["DEMANDES_NON_SATISFAITES"].isna().all()
    laid = [table for table, _ in diagnostic.shelf.store.laid if table.source == OFFER.source]
    assert laid
    for table in laid:
        assert not table.unprotected
        assert not (table.values.to_numpy() == 3).any()


def test_explain_goes_down_to_the_workbook(data: Path) -> None:
    path = lay(SORBIERS, asked(SORBIERS, 17))
    diagnostic = ctg_lib.diagnostic(SORBIERS, "")
    told = explain(diagnostic, "pe_attente").as_text()
    place = f"feuille « Demandes non satisfaites », ligne du code {SORBIERS}, colonne « Enfants sans place »"
    assert f"2025, {place} : 17 (publié)" in told
    assert "recensé sur place : tableur d’essai" in told
    (laid,) = [where for _, where in diagnostic.shelf.store.laid if where.file == path.name]
    assert f"relu à chaque édition ; empreinte des chiffres montrés {laid.sha256[:16]}" in told
    assert sha256(path)[:16] not in told, "elle laisserait essayer chaque nombre masqué à sa place"
    assert str(data) not in told


@pytest.mark.usefixtures("data")
def test_the_manifest_of_a_page_names_the_workbook_and_what_is_shown_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other tables behind a page take a minute to be computed, and are the business of other tests."""
    monkeypatch.setattr(provenance.annex, "used_tables", lambda _: [("offre_locale", "2025")])

    def inputs(hidden: int) -> list[dict[str, object]]:
        path = lay(SORBIERS, asked(SORBIERS, 17) | {"CCAS": [{"Commune": SORBIERS, "Aides accordées": hidden}]})
        diagnostic = ctg_lib.diagnostic(SORBIERS, EDITION)
        assert not diagnostic.republished("offre_locale", "2025")
        found = provenance.manifest(diagnostic, CTG, ())["inputs"]
        assert sha256(path) not in str(found)
        return list(found)

    (told,) = inputs(2)
    assert {name: value for name, value in told.items() if name != "sha256"} == {
        "source": "offre_locale",
        "vintage": "2025",
        "part": f"classeur-{SORBIERS}",
        "file": "offre_locale.xlsx",
        "chain": "local",
    }
    assert len(str(told["sha256"])) == 64
    assert inputs(3) == [told], "un nombre masqué ne change aucune empreinte"
    assert inputs(30) != [told]


@pytest.mark.usefixtures("data")
def test_every_mistake_of_every_workbook_stops_the_edition() -> None:
    lay(SORBIERS, {REQUESTS: [{"Commune": SORBIERS, "Enfants sans place": "une vingtaine"}]})
    saved(filled(CAF, {"Handicap": [{"Commune": SORBIERS, "Bénéficiaires de l’AAH": -1}]}, None, SORBIERS),
          folders.conventions() / SORBIERS / "caf_locale.xlsx")  # fmt: skip
    with pytest.raises(InputError, match="2 fichiers ne peuvent pas être lus") as caught:
        ctg_lib.diagnostic(SORBIERS, EDITION)
    assert {(one.file, one.sheet) for one in caught.value.problems} == {
        ("offre_locale.xlsx", REQUESTS),
        ("caf_locale.xlsx", "Handicap"),
    }


@pytest.mark.usefixtures("data")
def test_a_workbook_of_a_later_year_is_set_aside_and_told() -> None:
    lay(SORBIERS, asked(SORBIERS, 17), year=2030)
    gathered = local_files.gather(Territory.of(SORBIERS), EDITION)
    assert gathered.warnings == (f"offre_locale.xlsx (2030) est d’après le {EDITION} : il n’est pas pris.",)
    assert ("offre_locale", "2030") not in gathered.store.parts


@pytest.mark.usefixtures("data")
def test_two_workbooks_of_one_year_are_refused() -> None:
    lay(SORBIERS, asked(SORBIERS, 17))
    lay(SORBIERS, asked(SORBIERS, 18), name="offre_locale - copie.xlsx")
    with pytest.raises(InputError, match="Plusieurs fichiers portent la même table"):
        ctg_lib.diagnostic(SORBIERS, EDITION)


@pytest.mark.usefixtures("data")
def test_what_lies_in_the_folder_wins_over_what_was_ingested() -> None:
    """Such a part is none that is written any more; a store made earlier may hold one."""
    path = lay(SORBIERS, asked(SORBIERS, 17))
    ((table, where),) = read_all([path], Store(), chain=Chain.LOCAL, date=EDITION)
    Store().write(replace(table, unprotected=False, contributions={}), where)
    lay(SORBIERS, asked(SORBIERS, 21))
    assert own(SORBIERS)["value"] == 21


def test_a_workbook_is_not_ingested_even_as_a_producers_file(data: Path) -> None:
    path = lay(SORBIERS, asked(SORBIERS, 17))
    with pytest.raises(UsageError, match="ne s’enregistre pas dans la base"):
        ingest([path], Store(), chain=Chain.PRODUCER, date=EDITION)
    assert not (data / "store").exists()
    assert own(SORBIERS)["value"] == 17, "elle y est relue à chaque édition"


# ── A commune and those around it ───────────────────────────────────────────────────────────────────────────────────


def test_the_folders_looked_into() -> None:
    assert local_files.folders_of(Territory.of(SORBIERS)) == [SORBIERS, METROPOLE]
    communes = Territory.of(METROPOLE).communes
    assert local_files.folders_of(Territory.of(METROPOLE)) == [*communes, METROPOLE]
    group = Territory.parse("gier=42207,42186")
    assert local_files.folders_of(group) == ["42186", "42207", "gier"]
    assert local_files.folders_of(Territory.of("42")) == []


@pytest.mark.usefixtures("data")
def test_a_commune_reads_its_intercommunalite_where_it_has_no_workbook_of_its_own() -> None:
    lines = {
        REQUESTS: [{"Commune": SORBIERS, "Enfants sans place": 30}, {"Commune": "42207", "Enfants sans place": 50}]
    }
    lay(METROPOLE, lines)
    assert own(SORBIERS)["value"] == 30
    lay(SORBIERS, asked(SORBIERS, 17))
    assert own(SORBIERS)["value"] == 17, "le classeur de la commune est plus près du terrain"


@pytest.mark.usefixtures("data")
def test_a_group_adds_up_its_communes_only_when_each_is_known() -> None:
    spelling = "gier=42186,42207"
    lay("42186", asked("42186", 9))
    assert own(spelling)["status"] == "missing"
    assert "1 commune sur 2" in own(spelling)["method"]
    lay("42207", asked("42207", 20))
    assert own(spelling)["value"] == 29


# ── The commands ────────────────────────────────────────────────────────────────────────────────────────────────────


def ctg(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str]:
    monkeypatch.setattr(cli.out, "_file", None)
    monkeypatch.setattr(cli.err, "_file", None)
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out + printed.err


def test_the_commands_lay_down_then_read(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, told = ctg(capsys, monkeypatch, "new", SORBIERS)
    assert code == 0
    assert told.count("Posé : ") == 9
    code, told = ctg(capsys, monkeypatch, "new", SORBIERS)
    assert (code, told.count("Déjà là, laissé tel quel : ")) == (0, 9)
    code, told = ctg(capsys, monkeypatch, "new", SORBIERS, "--json")
    assert json.loads(told)["kept"] == [
        "offre_locale.xlsx",
        "caf_locale.xlsx",
        "observations.xlsx",
        "suivi.xlsx",
        "actions/modele.yaml",
        "convention.yaml",
        "comite.yaml",
        "objectifs.yaml",
        "LISEZMOI.txt",
    ]
    assert ctg(capsys, monkeypatch, "new", "42")[0] == 2
    path = data / "conventions" / SORBIERS / "offre_locale.xlsx"
    code, told = ctg(capsys, monkeypatch, "ingest", str(path), "--date", EDITION)
    assert code == 3
    assert "aucune feuille n’est remplie" in told
    lay(SORBIERS, asked(SORBIERS, 17))
    code, told = ctg(capsys, monkeypatch, "ingest", str(path), "--date", EDITION)
    assert code == 2
    assert "Un classeur rempli sur place ne s’enregistre pas dans la base." in told
    assert "le poser dans data/conventions/<code>/" in told
    assert not (data / "store").exists()


def shown(place: str, chapter: str, part: str) -> str:
    html = getattr(ctg_lib.chapter(chapter, place, EDITION), part)().html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


@pytest.mark.usefixtures("data")
def test_what_the_commune_wrote_down_is_no_longer_unknown_nor_asked() -> None:
    before = {part: shown(SORBIERS, "20_petite_enfance", part) for part in ("gap", "unknown", "questions")}
    assert "Les demandes non satisfaites, les horaires atypiques" in before["unknown"]
    assert "Combien de demandes restent sans réponse" in before["questions"]
    assert "attendent une place" not in before["gap"]
    lay(SORBIERS, asked(SORBIERS, 17))
    after = {part: shown(SORBIERS, "20_petite_enfance", part) for part in before}
    assert "Les demandes non satisfaites, les horaires atypiques" not in after["unknown"]
    assert "Combien de demandes restent sans réponse" not in after["questions"]
    assert "17 enfants de moins de 3 ans attendent une place" in after["gap"]
    # In the crossing too, beside what is published, and the places that nobody counted stay unknown.
    assert "Enfants de moins de 3 ans sans place à la fin de l’année (2025) : 17" in after["gap"]
    assert "Les places des crèches et les assistantes maternelles en activité" in after["unknown"]
