"""Fiches action: read whole or refused with every mistake, its line and its remedy; then laid out, escaped."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from ctg_lib import folders
from ctg_lib.cli import main
from ctg_lib.convention import plan
from ctg_lib.convention.actions import AGREED, Action, State, broken_rules
from ctg_lib.convention.new import lay_down
from ctg_lib.convention.written import read
from ctg_lib.errors import InputError, Problem
from ctg_lib.territory import Territory

EXAMPLES = Path(__file__).parent / "fiches"
SORBIERS = Territory.of("42302")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(folders, "conventions", lambda: tmp_path)
    made = tmp_path / "42302" / "actions"
    shutil.copytree(EXAMPLES, made)
    return made


def refused(folder: Path, text: str, name: str = "03_autre.yaml") -> list[Problem]:
    """The problems of one more fiche."""
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        plan.actions(SORBIERS)
    assert all(one.file == name for one in error.value.problems)
    return list(error.value.problems)


def changed(old: str, new: str) -> str:
    text = (EXAMPLES / "01_recenser.yaml").read_text(encoding="utf-8").replace("numero: 1", "numero: 3")
    assert old in text
    return text.replace(old, new)


def test_the_fiches_are_read_by_number(folder: Path) -> None:
    first, second = plan.actions(SORBIERS)
    assert (first.numero, first.statut, second.statut) == (1, State.VALIDATED, State.IDEA)
    assert first.cost == 6000.5
    assert {name: first.paid(name) for name in first.funders} == {"Commune": 4500.5, "Caf": 1500}


def test_the_model_is_a_fiche_that_nothing_is_wrong_with(folder: Path) -> None:
    path = folder / "00_du_modele.yaml"
    path.write_text(plan.model().replace("numero: 1", "numero: 9"), encoding="utf-8")
    assert plan.actions(SORBIERS)[-1].numero == 9
    named = set(re.findall(r"(?m)^(?:# )?([a-z_]+):", plan.model()))
    assert set(Action.model_fields) - named == {"motif"}, "une clé que le modèle ne montre pas"


def test_the_model_is_laid_down_and_is_no_fiche(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "conventions", lambda: tmp_path)
    laid = lay_down(SORBIERS)
    assert "actions/modele.yaml" in laid.written
    assert plan.actions(SORBIERS) == []
    assert "actions/modele.yaml" in lay_down(SORBIERS).kept


@pytest.mark.parametrize(
    ("old", "new", "key", "told"),
    [
        ("titre: Recenser les places d’accueil\n", "", "titre", "la clé manque"),
        ("titre:", "titer:", "titer", "n’existe pas"),
        ("statut: validée", "statut: valider", "statut", "n’est pas un des mots"),
        ("numero: 3", "numero: trois", "numero", "nombre entier"),
        ("debut: 2027-01-01", "debut: 1er janvier", "calendrier.debut", "une date est attendue"),
        ("cout: 4000", "cout: 4 000 €", "budget.0.cout", "un nombre est attendu"),
        ("themes: [petite_enfance]", "themes: []", "themes", "la liste est vide"),
        ("themes: [petite_enfance]", "themes: [creche]", "themes", "« creche » n’existe pas"),
        ("pe_tcg]", "pe_rien]", "indicateurs", "« pe_rien » n’existe pas"),
        ("Caf: 1500", "Caf: 1600", "budget", "les financements font 4\u202f100 €"),
        ("annee: 2028", "annee: 2027", "budget", "écrite deux fois"),
        ("fin: 2028-12-31", "fin: 2026-12-31", "calendrier", "la fin est avant le début"),
        ("date: 2027-10-15", "date: 2029-10-15", "calendrier", "n’est pas entre le début et la fin"),
        ("statut: validée", "statut: abandonnée", "motif", "dit pourquoi"),
        ("  caf: Conseillère ou conseiller en développement\n", "", "pilotes", "le pilote de la Caf"),
        (", caf: 2026-12-03", "", "validations", "l’accord de la Caf"),
        ("    reference: {valeur: 0, date: 2026-12-31}\n", "", "suivi", "indicateur de résultat"),
        (
            "territoire: Toute la commune",
            "territoire: Toute la commune\nterritoire: Ailleurs",
            "territoire",
            "deux fois",
        ),
    ],
)
def test_each_mistake_is_told_where_it_is(folder: Path, old: str, new: str, key: str, told: str) -> None:
    text = changed(old, new)
    found = next(one for one in refused(folder, text) if one.column == key)
    assert told in found.what
    assert found.remedy
    if key in ("numero", "statut", "titer"):
        assert found.row is not None
        assert text.splitlines()[found.row - 1].startswith(key)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"numero: 1\n  titre: [", "pas écrit comme il faut"),
        (b"", "est vide"),
        (b"- numero\n", "pas de cl"),
        ("titre: Crèche".encode("latin-1"), "pas en UTF-8"),
        (b"\tnumero: 1", "pas écrit comme il faut"),
    ],
)
def test_what_is_no_fiche_at_all(folder: Path, content: bytes, told: str) -> None:
    (folder / "03_autre.yaml").write_bytes(content)
    with pytest.raises(InputError, match=told):
        plan.actions(SORBIERS)


def test_a_fiche_that_nobody_filled_is_not_taken_for_one(folder: Path) -> None:
    text = plan.model().replace("numero: 1", "numero: 3").replace("exemple: true", "exemple: false")
    told = refused(folder, text.replace("territoire: Où.", "territoire: Le bourg"))
    assert {one.column for one in told} == set(plan.WORDED) - {"territoire"}
    assert all(one.row for one in told)


def test_every_mistake_of_every_file_is_told_at_once(folder: Path) -> None:
    (folder / "03_a.yaml").write_text(changed("numero: 3", "numero: 2"), encoding="utf-8")
    (folder / "04_b.yaml").write_text("numero: x\nstatut: y\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        plan.actions(SORBIERS)
    assert "d’autres contrôles suivront" in error.value.title
    files = [one.file for one in error.value.problems]
    assert files.count("04_b.yaml") >= 7
    assert {"02_idee.yaml", "03_a.yaml"} <= set(files), "un numéro pour deux fiches, dit dans les deux"


def test_the_command_says_that_all_is_well_or_what_is_not(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["check", "42302"])
    assert done.value.code == 0
    assert "2\u00a0fiches action, aucun problème" in capsys.readouterr().out
    (folder / "03_a.yaml").write_text("numero: x\n", encoding="utf-8")
    with pytest.raises(SystemExit) as done:
        main(["check", "42302"])
    assert done.value.code == 3
    assert "03_a.yaml, ligne 1, colonne « numero »" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["check"], ["check", "42302", "--page", "a.html"]])
def test_the_command_wants_a_territory_or_a_page(words: list[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(words)
    assert done.value.code == 2


def test_only_what_both_sides_agreed_on_needs_everything() -> None:
    action, _, problems = read(EXAMPLES / "02_idee.yaml", Action, EXAMPLES)
    assert action is not None
    assert problems == []
    for state in State:
        wanted = {key for key, _, _ in broken_rules(action.model_copy(update={"statut": state}))}
        if state in AGREED:
            assert wanted == {"pilotes", "validations", "budget", "calendrier", "suivi"}, state
        else:
            assert wanted == ({"motif"} if state is State.ABANDONED else set()), state
