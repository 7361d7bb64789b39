"""The command line: exit codes, French from end to end, JSON for machines, and a store that only whole files enter."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import ctg_lib
from ctg_lib import cli, sources
from ctg_lib.errors import CtgError, InputError, MissingSourceError, PageRefusedError, UsageError
from ctg_lib.export import annex, publication
from ctg_lib.export.publication import Published
from ctg_lib.indicators import catalogue
from ctg_lib.indicators.declaration import THEMES
from ctg_lib.run.notebook import NotebookError
from tests.published import EDITION, METROPOLE, PROJECT, SORBIERS, own_data

COMMANDS = (
    "diagnostic",
    "batch",
    "bilan",
    "evaluation",
    "explain",
    "qualite",
    "sources",
    "indicators",
    "fetch",
    "ingest",
    "new",
    "check",
    "compare",
)
ENGLISH = re.compile(
    r"\b(usage:|error|try|missing|argument '|no such|option '|options:|commands|show this message|exit|required|invalid"
    r"|unexpected|got|default|help for|traceback|text|path|str|list\[)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Told:
    """What a command answered."""

    code: int
    out: str
    err: str


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one's own, with the embedded sample."""
    folder = own_data(tmp_path / "donnees")
    monkeypatch.setenv("CTG_DATA", str(folder))
    return folder


@pytest.fixture
def ctg(data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command as `main` does, in this process."""

    def run(*words: str) -> Told:
        # rich keeps the stream that it found at import; the one of the test is another.
        monkeypatch.setattr(cli.out, "_file", sys.stdout)
        monkeypatch.setattr(cli.err, "_file", sys.stderr)
        with pytest.raises(SystemExit) as ended:
            cli.main(words)
        told = capsys.readouterr()
        return Told(int(ended.value.code or 0), told.out, told.err)

    return run


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not {"sample", "reference"} & set(path.relative_to(folder).parts)
    }


# ── Wrong use ───────────────────────────────────────────────────────────────────────────────────────────────────────

WRONG = {
    "": "Il manque une commande.",
    "diagnostik": "essayer « ctg diagnostic »",
    "velo": "commandes : diagnostic, batch, bilan, evaluation, explain",
    "--verbeux": "L’option --verbeux n’existe pas.",
    "diagnostic": "Il manque TERRITOIRE : Code Insee",
    "diagnostic 42302 42207": "En trop : 42207.",
    "diagnostic 42302 --fois 2": "L’option --fois n’existe pas.",
    "diagnostic 42302 --date": "L’option --date attend une valeur.",
    "diagnostic 42302 --json=oui": "L’option --json ne prend pas de valeur.",
    "diagnostic 42302 --date 2026-13-40": "« 2026-13-40 » n’est pas une date de la forme AAAA-MM-JJ.",
    "diagnostic 42302 --date 20261124": "n’est pas une date",
    "diagnostic 42302 --date 24/11/2026": "n’est pas une date",
    "diagnostic 1004": "écrire 01004 (Ambérieu-en-Bugey)",
    "diagnostic 99999": "99999",
    "diagnostic Sorbiers": "Sorbiers (05169, Hautes-Alpes)",
    "diagnostic 42004": "42004",
    "diagnostic 69381": "69381",
    "diagnostic gier=42207": "au moins deux communes",
    "diagnostic gier=42207,00000": "gier",
    "batch": "Dire de quelles communes, d’une seule façon.",
    "batch 42302 --epci 244200770": "Dire de quelles communes, d’une seule façon.",
    "batch --departement 244200770": "n’est pas de ce niveau : département",
    "batch 42302 --ouvriers -1": "sont des nombres d’au moins 1",
    "batch 42302 --ouvriers deux": "La commande est mal écrite.",
    "batch 42302 --delai 0": "sont des nombres d’au moins 1",
    "batch 42302 --formats odt": "formats : xlsx, pdf, docx.",
    "batch 1004": "écrire 01004 (Ambérieu-en-Bugey)",
    "explain": "Il manque TERRITOIRE",
    "explain 42302": "Il manque INDICATEUR : Identifiant de l’indicateur",
    "explain --colonne indfoy_ras": "Peut-être : caf_communes.indfoy_rsa",
    "explain --source caf_comunes": "Peut-être : caf_communes",
    "explain 42302 --colonne PMUN": "--colonne et --source se donnent seules",
    "explain --colonne PMUN --source rp": "--colonne et --source se donnent seules",
    "explain 42302 ad_rsa --chiffre 115": "donner le territoire seul",
    "explain 42302 --chiffre 987654321": "Aucun chiffre de Sorbiers ne s’imprime",
    "explain ad_rsa|42302": "n’est pas la clé d’un chiffre",
    "explain ad_rsa|commune|42302|2024-12 ad_rsa": "la donner seule",
    "qualite": "Il manque TERRITOIRE",
    "qualite 42302 --date hier": "« hier » n’est pas une date",
    "explain 42302 ad_rsaa": "« ad_rsaa » n’existe pas",
    "explain 42302 ad_rsa --millesime 1999": "Millésimes : 2020-12",
    "indicators --theme velo": "Le thème « velo » n’existe pas. Thèmes : portrait",
    "sources tout": "En trop : tout.",
    "fetch velo": "La source « velo » n’existe pas. Sources connues : rp",
    "fetch rp velo": "La source « velo » n’existe pas.",
    "ingest": "Il manque FICHIERS … : Fichiers à lire.",
    "ingest a.csv --source velo": "La source « velo » n’existe pas.",
    "ingest a.csv --date hier": "« hier » n’est pas une date",
}


@pytest.mark.parametrize("line", WRONG)
def test_wrong_use_is_told_in_french_with_code_2(line: str, ctg: Any, data: Path) -> None:
    told = ctg(*line.split())
    assert told.code == 2, told
    assert WRONG[line] in told.err
    assert told.out == ""
    assert not ENGLISH.search(told.err), told.err
    assert files(data) == {}


@pytest.mark.parametrize("line", ["--help", *(f"{name} --help" for name in COMMANDS)])
def test_help_is_french(line: str, ctg: Any) -> None:
    told = ctg(*line.split())
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("Usage\u00a0: ctg")
    assert re.search(r"(?m)«\s*$|^\s*[»:;?!]", told.out) is None
    assert "Affiche cette aide." in told.out
    assert not ENGLISH.search(told.out), told.out
    assert "..." not in told.out, "une phrase est coupée"


def test_help_names_every_command_and_what_it_does(ctg: Any) -> None:
    told = ctg("--help").out
    for name in COMMANDS:
        assert re.search(rf"^  {name} +\S", told, flags=re.MULTILINE)
    assert "TERRITOIRE  Code Insee" in ctg("diagnostic", "--help").out
    assert "--millesime MILLESIME" in ctg("explain", "--help").out


# ── Exit codes ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CtgError("Rien ne va."), 1),
        (NotebookError("Le carnet s’est arrêté."), 1),
        (UsageError("Mauvais usage."), 2),
        (InputError("Mauvais fichier."), 3),
        (MissingSourceError("Source absente."), 4),
        (PageRefusedError("Page refusée."), 5),
    ],
)
def test_each_error_has_its_exit_code_and_no_traceback(
    ctg: Any, monkeypatch: pytest.MonkeyPatch, error: CtgError, code: int
) -> None:
    def failing(*_: Any, **__: Any) -> Published:
        raise error

    monkeypatch.setattr(publication, "publish", failing)
    told = ctg("diagnostic", SORBIERS, "--date", EDITION)
    assert told.code == code
    assert told.err.splitlines()[-1] == error.title
    assert "Traceback" not in told.err


def test_ctrl_c_is_told(ctg: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> Published:
        raise KeyboardInterrupt

    monkeypatch.setattr(publication, "publish", interrupted)
    told = ctg("diagnostic", SORBIERS, "--date", EDITION)
    assert told.code == 130
    assert "Interrompu ; rien n’est à moitié écrit." in told.err


def test_a_disk_that_refuses_is_told_without_its_english(ctg: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> Published:
        raise PermissionError(13, "Permission denied", "/lecteur/diagnostic.html")

    monkeypatch.setattr(publication, "publish", full)
    told = ctg("diagnostic", SORBIERS, "--date", EDITION)
    assert told.code == 1
    assert "/lecteur/diagnostic.html : le disque répond : PermissionError. Remède : vérifier la place" in told.err
    assert "denied" not in told.err


def test_a_commune_that_no_source_covers_has_code_4(ctg: Any, data: Path) -> None:
    told = ctg("diagnostic", "69123", "--date", EDITION)
    assert told.code == 4
    assert "Aucune des sources chargées ne couvre Lyon (69123)." in told.err
    for name in ("rp", "caf_communes", "etat_civil"):
        assert f"« ctg fetch {name} »" in told.err
    assert files(data) == {}


# ── diagnostic ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[Any, ...]]:
    """What `publish` is asked, without doing it."""
    calls: list[tuple[Any, ...]] = []

    def publish(territory: Any, date: str, tell: Any, **_: Any) -> Published:
        calls.append((territory.code, date))
        tell("chapitre 1 sur 16 : Le territoire")
        return Published(tmp_path / territory.code, ("Filosofi : rien sur ce territoire.",))

    monkeypatch.setattr(publication, "publish", publish)
    return calls


def test_diagnostic_tells_people_its_progress_and_where_the_page_is(ctg: Any, asked: list[Any], tmp_path: Path) -> None:
    told = ctg("diagnostic", METROPOLE, "--date", EDITION)
    assert (told.code, asked) == (0, [(METROPOLE, EDITION)])
    assert told.out == f"Écrit : {tmp_path / METROPOLE / 'diagnostic.html'}\n"
    assert told.err.splitlines() == [
        "Saint-Étienne Métropole (244200770) : les chapitres sont en cours.",
        "  chapitre 1 sur 16 : Le territoire",
        "À savoir : Filosofi : rien sur ce territoire.",
    ]


def test_diagnostic_tells_machines_json_and_nothing_else(ctg: Any, asked: list[Any], tmp_path: Path) -> None:
    told = ctg("diagnostic", SORBIERS, "--date", EDITION, "--json")
    assert (told.code, told.err) == (0, "")
    warnings = ["Filosofi : rien sur ce territoire."]
    expected = {"territory": SORBIERS, "folder": str(tmp_path / SORBIERS), "warnings": warnings}
    assert json.loads(told.out) == expected


def test_the_edition_is_today_unless_said(ctg: Any, asked: list[Any]) -> None:
    ctg("diagnostic", SORBIERS)
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", asked[0][1])


# ── Listings ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sources_as_json_is_a_list_of_objects(ctg: Any) -> None:
    told = ctg("sources", "--json")
    assert (told.code, told.err) == (0, "")
    rows = json.loads(told.out)
    assert [row["id"] for row in rows] == list(sources.catalogue())
    by_name = {row["id"]: row for row in rows}
    assert by_name["caf_communes"]["vintages"] == ["2020-12", "2021-12", "2022-12", "2023-12", "2024-12"]
    assert by_name["caf_communes"]["chain"] == ["republié par un tiers, non comparé au fichier du producteur"]
    assert by_name["etat_civil"]["waiting"] == []
    assert "ad_qf400" in by_name["caf_qf"]["waiting"]
    assert all(row["age"] for row in rows)


def test_indicators_as_json_is_a_list_of_objects_with_their_theme(ctg: Any) -> None:
    rows = json.loads(ctg("indicators", "--json").out)
    assert [row["id"] for row in rows] == list(catalogue())
    assert {row["theme"] for row in rows} <= set(THEMES)
    own = json.loads(ctg("indicators", "--theme", "petite_enfance", "--json").out)
    assert own == [row for row in rows if row["theme"] == "petite_enfance"]
    assert len(own) >= 10


@pytest.mark.parametrize("command", ["sources", "indicators"])
def test_listings_for_people_name_everything_under_french_captions(command: str, ctg: Any) -> None:
    told = ctg(command)
    assert (told.code, told.err) == (0, "")
    named = [line for line in told.out.splitlines() if not line.startswith(" ")]
    assert named == list(sources.catalogue() if command == "sources" else catalogue())
    captions = set(re.findall(r"^  ([^:]+) : ", told.out, flags=re.MULTILINE))
    known = {"Titre", "Millésimes", "Ancienneté", "Provenance", "Lu le", "Prochaine parution", "Indicateurs en attente"}
    assert captions <= known | {"Thème", "Libellé", "Calcul", "Sources"}
    assert len(captions) >= 4


# ── explain ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_explain_goes_down_to_the_file_the_row_and_the_column(ctg: Any) -> None:
    told = ctg("explain", SORBIERS, "ad_rsa").out
    for part in (
        "Foyers percevant le RSA, Sorbiers (42302)",
        "Valeur : 115, entre 113 et 117",
        "Date : décembre 2024",
        "arrondi",
        "colonne indfoy_rsa",
        "42302",
        "115",
        "Licence Ouverte 2.0",
        "republié par un tiers, non comparé au fichier du producteur",
    ):
        assert part in told, part


def test_explain_as_json(ctg: Any) -> None:
    told = json.loads(ctg("explain", SORBIERS, "ad_rsa", "--json").out)
    assert (told["value"], told["low"], told["high"], told["vintage"]) == (115, 113, 117, "2024-12")
    (cell,) = told["cells"]
    assert (cell["row"], cell["column"], cell["value"]) == ("42302", "indfoy_rsa", "115")
    assert len(cell["sha256"]) == 64
    older = json.loads(ctg("explain", SORBIERS, "ad_rsa", "--millesime", "2020-12", "--json").out)
    assert older["value"] == 90


def test_explain_says_why_there_is_no_figure(ctg: Any) -> None:
    rate = ctg("explain", SORBIERS, "pe_tcg").out
    assert "Valeur : non diffusé" in rate
    assert re.search(r"10\s000 habitants", rate)
    secret = json.loads(ctg("explain", SORBIERS, "pr_pauvrete_jeunes", "--json").out)
    assert (secret["value"], secret["low"], secret["high"], secret["status"]) == (None, None, None, "secret_at_source")


def test_explain_takes_a_key_of_the_page_and_a_printed_number(ctg: Any) -> None:
    assert ctg("explain", "ad_rsa|commune|42302|2024-12").out == ctg("explain", SORBIERS, "ad_rsa").out
    region = ctg("explain", "pe_naiss|region|84|2025").out
    assert "Auvergne-Rhône-Alpes (84)" in region
    found = json.loads(ctg("explain", SORBIERS, "--chiffre", "45,0 %", "--json").out)
    assert "ad_couv|commune|42302|2024-12" in {one["key"] for one in found}
    assert "ctg explain 42302 ad_couv --millesime 2024-12" in ctg("explain", SORBIERS, "--chiffre", "45,0 %").out


def test_explain_goes_back_from_a_column_or_a_source(ctg: Any) -> None:
    told = json.loads(ctg("explain", "--colonne", "caf_communes.indfoy_rsa", "--json").out)
    assert [use["indicator"] for use in told["indicators"]] == ["ad_rsa", "ad_rsa_pct"]
    whole = ctg("explain", "--source", "caf_communes").out
    assert "ad_rsa_pct : " in whole
    assert "Montré : Accès aux droits (60_acces_droits)" in whole


def test_the_quality_of_a_territory_for_people_and_for_machines(ctg: Any) -> None:
    told = ctg("qualite", SORBIERS, "--date", EDITION).out
    assert told.startswith("Sorbiers (42302), au 24 novembre 2026\n")
    assert "Non chargée : " in told
    states = json.loads(ctg("qualite", SORBIERS, "--date", EDITION, "--json").out)["states"]
    assert [one["source"] for one in states] == list(sources.catalogue())


# ── ingest ──────────────────────────────────────────────────────────────────────────────────────────────────────────

CAF_COLUMNS = (
    "indfoy_ndur",
    "indnbp_ndur",
    "indfoy_rsa",
    "indfoy_ppa",
    "indfoy_ndural",
    "indfoy_af",
    "indfoy_ndurpaje",
)


def official_file(folder: Path, changes: dict[tuple[str, str, str], int | None]) -> Path:
    """A file as the Caf would publish it, for the Loire and every December: the sample's counts, some of them changed.

    The changed counts are fictitious. changes: (vintage, commune, column) → the new count, None for an empty cell.
    """
    frames = []
    for path in sorted((PROJECT / "data" / "sample" / "caf_communes").glob("*/communes-42/values.parquet")):
        values = pd.read_parquet(path).drop(columns="level").rename(columns={"territory": "numcomdo"})
        values.insert(0, "dtreffre", path.parent.parent.name)
        frames.append(values)
    whole = pd.concat(frames).set_index(["dtreffre", "numcomdo"])[list(CAF_COLUMNS)].astype("Int64")
    for (vintage, commune, column), count in changes.items():
        whole.loc[(vintage, commune), column] = pd.NA if count is None else count
    path = folder / "s_ben_com_f.csv"
    whole.reset_index().to_csv(path, sep=";", index=False)
    return path


@pytest.mark.slow
def test_the_official_file_replaces_the_republished_one_and_lists_every_cell_that_differs(
    ctg: Any, data: Path, tmp_path: Path
) -> None:
    before = ctg_lib.diagnostic(SORBIERS, EDITION)
    assert before.source_lines(["ad_rsa"]) == ("Cnaf, allocataires décembre 2024 (republié)",)
    assert "Cnaf, allocataires" in annex.banner(before, annex.used_tables(before))

    path = official_file(tmp_path, {("2024-12", SORBIERS, "indfoy_rsa"): 120, ("2020-12", "42218", "indfoy_af"): 11625})
    told = ctg("ingest", str(path), "--officiel", "--date", "2026-11-20", "--origine", "data.caf.fr")
    assert told.code == 0, told
    assert told.out.count("fichier du producteur.") == 5
    differing = [line.strip() for line in told.out.splitlines() if "devient" in line]
    assert sorted(differing) == [
        "42218 indfoy_af : 11620 devient 11625",
        "42302 indfoy_rsa : 115 devient 120",
    ]

    after = ctg_lib.diagnostic(SORBIERS, EDITION)
    assert after.own("ad_rsa")["value"] == 120
    assert after.source_lines(["ad_rsa"]) == ("Cnaf, allocataires décembre 2024",)
    assert "Cnaf, allocataires" not in annex.banner(after, annex.used_tables(after))
    assert "Insee, recensement" in annex.banner(after, annex.used_tables(after))
    explained = ctg("explain", SORBIERS, "ad_rsa").out
    assert "fichier du producteur" in explained
    assert "s_ben_com_f.csv" in explained
    (listed,) = [row for row in json.loads(ctg("sources", "--json").out) if row["id"] == "caf_communes"]
    assert listed["chain"] == ["fichier du producteur"]
    assert listed["ingested"] == "2026-11-20"

    again = ctg("ingest", str(path), "--officiel", "--date", "2026-11-21", "--origine", "data.caf.fr")
    assert again.out.count("déjà là, rien à changer") == 5
    assert "devient" not in again.out


def test_an_official_file_of_one_vintage_leaves_the_others_republished(ctg: Any, data: Path, tmp_path: Path) -> None:
    path = official_file(tmp_path, {})
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(("2020", "2021"))]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert ctg("ingest", str(path), "--officiel", "--date", EDITION).code == 0
    made = ctg_lib.diagnostic(SORBIERS, EDITION)
    assert not made.republished("caf_communes", "2024-12")
    assert made.republished("caf_communes", "2020-12")


def test_an_official_file_of_one_commune_does_not_vouch_for_the_others(ctg: Any, data: Path, tmp_path: Path) -> None:
    path = official_file(tmp_path, {})
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, *(line for line in lines if ";42302;" in line)]) + "\n", encoding="utf-8")
    assert ctg("ingest", str(path), "--officiel", "--date", EDITION).code == 0
    assert ctg_lib.diagnostic(SORBIERS, EDITION).republished("caf_communes", "2024-12")


def test_a_bad_file_has_code_3_and_nothing_of_the_others_is_stored(ctg: Any, data: Path, tmp_path: Path) -> None:
    good = official_file(tmp_path, {})
    bad = tmp_path / "bpe.csv"
    bad.write_text("GEO;GEO_OBJECT;FACILITY_TYPE\n42302;COM;C107\n", encoding="utf-8")
    told = ctg("ingest", str(good), str(bad), "--date", EDITION)
    assert told.code == 3
    assert "bpe.csv" in told.err
    assert not ENGLISH.search(told.err), told.err
    assert files(data) == {}
    assert ctg("ingest", str(good), "--date", EDITION).code == 0
    held = files(data)
    assert ctg("ingest", str(tmp_path / "absent.csv"), "--date", EDITION).code == 3
    assert files(data) == held


def test_several_bad_files_are_told_at_once(ctg: Any, tmp_path: Path) -> None:
    (tmp_path / "vide.csv").write_bytes(b"")
    (tmp_path / "autre.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    told = ctg("ingest", *(str(tmp_path / name) for name in ("vide.csv", "autre.csv", "absent.csv")), "--date", EDITION)
    assert told.code == 3
    for name in ("vide.csv", "autre.csv", "absent.csv"):
        assert name in told.err


def test_a_blank_that_becomes_a_figure_is_worded(ctg: Any, data: Path, tmp_path: Path) -> None:
    """French numbers, and no « nan », in the list of cells that differ."""
    first = tmp_path / "un_COM.csv"
    head = "CODGEO;NBMENFISC21;NBPERSMENFISC21;MED21;TP6021\n"
    first.write_text(f"{head}42302;3400;8000;25720.5;s\n", encoding="utf-8")
    second = tmp_path / "deux_COM.csv"
    second.write_text(f"{head}42302;3400;8000;25721.5;8\n", encoding="utf-8")
    assert ctg("ingest", str(first), "--source", "filosofi", "--date", EDITION).code == 0
    told = ctg("ingest", str(second), "--source", "filosofi", "--date", EDITION)
    assert "MED21 : 25720,5 devient 25721,5" in told.out
    assert "TP6021 : vide devient 8" in told.out


# ── The real program ────────────────────────────────────────────────────────────────────────────────────────────────


def program(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"CTG_DATA": str(data), "PYTHONPATH": str(PROJECT), "LC_ALL": "C"}
    command = [sys.executable, "-m", "ctg_lib.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)


def test_the_program_itself_answers_in_french_whatever_the_locale(data: Path) -> None:
    told = program(data, "diagnostic", "Sorbiers")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith("« Sorbiers » désigne 2 territoires.")


def test_the_program_without_a_word_shows_its_commands(data: Path) -> None:
    told = program(data)
    assert told.returncode == 2
    assert "Commandes\u00a0:" in told.stderr


def test_json_of_the_program_is_whole_when_piped(data: Path) -> None:
    told = program(data, "indicators", "--json")
    assert (told.returncode, told.stderr) == (0, "")
    assert len(json.loads(told.stdout)) == len(catalogue())
