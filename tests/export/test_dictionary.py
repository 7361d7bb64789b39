"""The data dictionary says of every indicator what its declaration says, and the page in docs is that one."""

from __future__ import annotations

import re

from ctg_lib import folders, indicators
from ctg_lib.export import dictionary


def test_the_page_is_the_one_that_the_declarations_make() -> None:
    page = (folders.PROJECT / "docs" / "dictionnaire.md").read_text(encoding="utf-8")
    assert page == dictionary.markdown(), "refaire la page : make dictionary"


def test_every_indicator_has_its_entry_whole() -> None:
    entries = re.split(r"(?m)^### ", dictionary.markdown())[1:]
    assert [entry.split("`")[1] for entry in entries] == list(indicators.catalogue())
    for entry in entries:
        for caption in ("Question", "Calcul", "Source", "Niveaux", "Précision", "Secret", "Référence"):
            assert re.search(rf"(?m)^- {caption} : \S", entry), (caption, entry)


def test_levels_are_those_where_a_value_may_stand() -> None:
    def levels(name: str) -> list[str]:
        return dictionary.levels(indicators.indicator(name))

    assert levels("pr_med") == ["commune", "departement", "france"] or "groupe" not in levels("pr_med")
    assert "groupe" in levels("pe_naiss")
    assert "groupe" not in levels("pe_tcg")
