"""A small plan, invented: four enjeux, four objectives, five fiches of five states, what must be escaped among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib import folders
from ctg_lib.convention import plan
from ctg_lib.convention.actions import Action
from ctg_lib.convention.objectives import Goals, read_goals
from ctg_lib.territory import Territory

# A folder of conventions that holds one.
CONVENTIONS = Path(__file__).parent / "plan"
SORBIERS = Territory.of("42302")


def goals_and_actions() -> tuple[Goals, list[Action]]:
    """The plan as it is read; its files have nothing wrong."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folders, "conventions", lambda: CONVENTIONS)
        goals, problems = read_goals(SORBIERS)
        assert goals is not None
        assert problems == []
        return goals, plan.actions(SORBIERS)
