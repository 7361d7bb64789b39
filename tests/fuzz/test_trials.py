"""A few hundred accidents with a fixed seed; `make fuzz` runs them by the thousand."""

from __future__ import annotations

import pytest

from tests.fuzz.mutations import HARMFUL, HARMLESS
from tests.fuzz.trials import FILES, main, trial, trials

COUNT = 400
BIRTHS = next(path for path in FILES if path.parent.name == "etat_civil")


@pytest.mark.slow
def test_every_accident_ends_in_the_same_figures_or_in_a_clear_error() -> None:
    wrong = [f"{one.file}, {one.accident} (graine {one.seed}) : {one.outcome}" for one in trials(COUNT) if one.wrong]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("accident", [*HARMLESS, *HARMFUL])
def test_each_accident_happens(accident: str) -> None:
    """On one small file each: whatever the chance, a trial is never wrong there."""
    assert not trial(BIRTHS, accident, 7).wrong


def test_a_reader_that_lets_a_figure_change_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trials have teeth: one figure changed in silence is found, and a traceback too."""

    def swapped(raw: bytes, separator: str, chance: object) -> bytes:
        head, first, *others = raw.decode("utf-8-sig").splitlines()
        cells = first.split(separator)
        cells[-1] = "9999"
        return "\n".join([head, separator.join(cells), *others, ""]).encode()

    monkeypatch.setitem(HARMFUL, "swapped", swapped)
    assert trial(BIRTHS, "swapped", 1).outcome.startswith("autre chiffre")
    monkeypatch.setattr("tests.fuzz.trials._figures", lambda card, path: 1 / 0)
    assert trial(BIRTHS, "swapped", 1).outcome.startswith("exception ZeroDivisionError")


def test_the_command_tells_what_came_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["3", "1"]) == 0
    assert "3 accidents sur" in capsys.readouterr().out
