"""`objectifs.yaml`: read whole or refused with every mistake, its line and its remedy; and what fiches say of it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from ctg_lib import folders
from ctg_lib.convention.actions import Action
from ctg_lib.convention.charter import Charter
from ctg_lib.convention.linked import broken_links
from ctg_lib.convention.objectives import FILE, Goals, Rank, model, read_goals
from ctg_lib.errors import Problem
from tests.convention.plans import CONVENTIONS, SORBIERS, goals_and_actions

TEXT = (CONVENTIONS / SORBIERS.code / FILE).read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(folders, "conventions", lambda: tmp_path)
    (tmp_path / SORBIERS.code).mkdir()
    return tmp_path / SORBIERS.code


def read(folder: Path, text: str) -> tuple[Goals | None, list[Problem]]:
    (folder / FILE).write_text(text, encoding="utf-8")
    return read_goals(SORBIERS)


def test_a_plan_is_read_in_its_order_and_ranked_by_its_priorities(folder: Path) -> None:
    goals, problems = read(folder, TEXT)
    assert problems == []
    assert goals is not None
    assert [one.id for one in goals.enjeux] == ["E1", "E2", "E3", "E4"]
    assert [one.id for one in goals.ranked] == ["E2", "E1", "E4", "E3"], "9, 6, 2, puis celui que nul n’a noté"
    assert [one.id for one in goals.chain("O1.1")] == ["O1.1", "O1"]
    assert [one.id for one in goals.within("O1")] == ["O1.1"]
    assert goals.chain("O9") == ()


def test_what_a_fiche_answers_is_what_it_names_or_what_its_objective_names(folder: Path) -> None:
    goals, _ = read(folder, TEXT)
    assert goals is not None
    assert [one.id for one in goals.answered((), "O1.1")] == ["E1"], "par l’objectif au-dessus"
    assert [one.id for one in goals.answered(("E3",), "O1.1")] == ["E3"]
    assert goals.answered((), None) == ()


def test_nobody_wrote_any(folder: Path) -> None:
    assert read_goals(SORBIERS) == (Goals(), [])


def test_the_model_says_nothing_until_it_is_filled(folder: Path) -> None:
    goals, problems = read(folder, model(SORBIERS))
    assert problems == []
    assert goals is not None
    assert (goals.enjeux, goals.objectifs, goals.exemple) == ((), (), False)


def uncommented() -> str:
    """The model with the mark of each line to fill taken away, as it says to do."""
    head, mark, rest = model(SORBIERS).partition("exemple: false\n")
    return head + mark + "\n".join(line.removeprefix("# ") for line in rest.splitlines())


def test_the_model_filled_as_it_says_is_sound_but_for_its_words(folder: Path) -> None:
    goals, problems = read(folder, uncommented())
    assert {one.what for one in problems} == {"le texte est celui du modèle."}
    assert [one.column for one in problems] == ["enjeux.0.enonce", "objectifs.0.intitule", "objectifs.1.intitule"]
    assert goals is not None
    assert [one.niveau for one in goals.objectifs] == [Rank.STRATEGIC, Rank.OPERATIONAL]
    assert read(folder, uncommented().replace("exemple: false", "exemple: true"))[1] == []


@pytest.mark.parametrize(
    ("old", "new", "key", "told"),
    [
        ("themes: [jeunesse]", "themes: [jeunes]", "enjeux.1.themes", "« jeunes » n’existe pas"),
        ("themes: [jeunesse]", "themes: []", "enjeux.1.themes", "la liste est vide"),
        ("[av_seuls_pct]", "[av_seul_pct]", "enjeux.2.indicateurs", "« av_seul_pct » n’existe pas"),
        ("[av_seuls_pct]", "[pe_tcg_leg]", "enjeux.2.indicateurs", "aucun chapitre ne montre"),
        ("- id: E3", "- id: E1", "enjeux.2.id", "« E1 » sert 2 fois"),
        ("- id: O2.1", "- id: O1", "objectifs.3.id", "« O1 » sert 2 fois"),
        ("- id: E3", "- id: 3", "enjeux.2.id", "un texte est attendu"),
        ("- id: E3", '- id: "3.1"', "enjeux.2.id", "n’est pas un identifiant"),
        ("- id: E3", "- id: enjeu trois", "enjeux.2.id", "n’est pas un identifiant"),
        ("observations: [1, 4]", "observations: [1, 1]", "enjeux.0.observations", "citée 2 fois"),
        ("observations: [1, 4]", "observations: [un]", "enjeux.0.observations.0", "nombre entier"),
        ("{importance: 3, capacite: 2}", "{importance: 4, capacite: 2}", "enjeux.0.priorite.importance", "trop grand"),
        ("{importance: 3, capacite: 2}", "{importance: 3}", "enjeux.0.priorite.capacite", "la clé manque"),
        ("niveau: stratégique\n    enjeux: [E1]", "niveau: haut", "objectifs.0.niveau", "n’est pas un des mots"),
        ("enjeux: [E2]", "enjeux: [E7]", "objectifs.2.enjeux.0", "l’enjeu « E7 » n’existe pas"),
        ("dans: O1\n", "dans: O9\n", "objectifs.1.dans", "l’objectif « O9 » n’existe pas"),
        ("    dans: O1\n", "", "objectifs.1.dans", "aucun objectif stratégique n’est au-dessus"),
        ("dans: O1\n", "dans: O1.1\n", "objectifs.1.dans", "tournent en rond : O1.1 → O1.1."),
        ("enjeux: [E1]\n", "enjeux: [E1]\n    dans: O1.1\n", "objectifs.0.dans", "rond : O1 → O1.1 → O1."),
        ("enjeux: [E2]\n", "enjeux: [E2]\n    dans: O1.1\n", "objectifs.2.dans", "« O1.1 », qui est opérationnel"),
        ("echeance: 2030-12-31", "echeance: fin 2030", "objectifs.1.echeance", "une date est attendue"),
        ("cible: Dix", "but: Dix", "objectifs.1.but", "cette clé n’existe pas"),
    ],
)
def test_each_mistake_is_told_where_it_is(folder: Path, old: str, new: str, key: str, told: str) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    _, problems = read(folder, text)
    found = next(one for one in problems if one.column == key)
    assert told in found.what
    assert found.remedy
    assert found.file == FILE
    assert found.row is not None
    # The line of the key, or of what it belongs to where it is not there.
    line = text.splitlines()[found.row - 1]
    assert any(f"{part}:" in line for part in key.split(".")) or line.lstrip().startswith("- id:")


def test_a_circle_is_told_once_and_hides_no_other_mistake(folder: Path) -> None:
    text = TEXT.replace("    enjeux: [E1]\n", "    enjeux: [E8]\n    dans: O1.1\n").replace("[jeunesse]", "[jeunes]")
    _, problems = read(folder, text)
    assert [one.column for one in problems] == ["enjeux.1.themes", "objectifs.0.enjeux.0", "objectifs.0.dans"]


# ── Between files ────────────────────────────────────────────────────────────────────────────────────────────────────


def told(problems: list[Problem]) -> list[tuple[str | None, str | None]]:
    return [(str(one.file) if one.file else None, one.column) for one in problems]


def test_files_that_agree_have_nothing_to_tell() -> None:
    goals, actions = goals_and_actions()
    charter = Charter(debut=datetime.date(2027, 1, 1))
    assert broken_links(actions, goals, {1, 2, 4}, charter) == []
    assert broken_links(actions, goals, {1, 2, 4}, Charter()) == []


def test_every_broken_link_is_told_with_its_file_and_line() -> None:
    goals, actions = goals_and_actions()
    first = actions[0].model_copy(update={"enjeux": ("E1", "E9"), "objectif": "O7"})
    problems = broken_links([first, *actions[1:]], goals, {1, 2}, Charter(debut=datetime.date(2028, 2, 1)))
    assert told(problems) == [
        ("01_pleine.yaml", "enjeux.1"),
        ("01_pleine.yaml", "objectif"),
        ("01_pleine.yaml", "calendrier.debut"),
        ("01_pleine.yaml", "budget.0.annee"),
        ("02_jeunes.yaml", "budget.0.annee"),
        (FILE, "enjeux.0.observations.1"),
    ]
    assert all(one.row and one.remedy for one in problems)
    assert "la convention va du 1er février 2028 au 31 janvier 2032" in problems[2].what
    line = TEXT.splitlines()[(problems[-1].row or 0) - 1]
    assert "observations: [1, 4]" in line


def test_what_could_not_be_read_accuses_nobody() -> None:
    _, actions = goals_and_actions()
    assert broken_links(actions, None, None, Charter()) == []
    lost = broken_links(actions, Goals(), None, Charter())
    assert {one.column for one in lost} == {"enjeux.0", "objectif"}
    assert all("l’écrire dans objectifs.yaml" in (one.remedy or "") for one in lost)


def test_a_fiche_made_elsewhere_than_in_a_file_is_told_too() -> None:
    _, actions = goals_and_actions()
    bare = Action.model_validate(actions[4].model_dump() | {"enjeux": ("E9",)})
    (problem,) = broken_links([bare], Goals(), None, Charter())
    assert (problem.file, problem.row) == (None, None)
