"""What the page on accessibility claims is tested, is; and what it counts is so."""

from __future__ import annotations

import re

from tests.pages import PROJECT, code_spans, text

PAGE = "docs/accessibilite.md"
# The criteria of each theme of RGAA 4.1: 106 in all.
CRITERIA = {1: 9, 2: 2, 3: 3, 4: 13, 5: 8, 6: 2, 7: 5, 8: 10, 9: 4, 10: 14, 11: 13, 12: 11, 13: 12}


def cells() -> list[str]:
    """The first cell of each row: the criteria that it speaks of."""
    return re.findall(r"^\| (\d[^|]*) \|", text(PAGE), flags=re.MULTILINE)


def spoken_of() -> set[tuple[int, int]]:
    """Criteria by theme and number; « 8.3 à 8.6 » holds four, a theme alone holds all of its own."""
    found = set()
    for cell in cells():
        for theme, first, last in re.findall(r"(?<![\d.])(\d+)(?:\.(\d+))?(?: à \d+\.(\d+))?", cell):
            start, end = int(first or 1), int(last or first or CRITERIA[int(theme)])
            found |= {(int(theme), number) for number in range(start, end + 1)}
    return found


def test_every_test_that_it_names_exists() -> None:
    named = {span for span in code_spans(PAGE) if span.startswith("test_")}
    there = {
        name
        for path in (PROJECT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    }
    assert len(named) > 30
    assert named - there == set()


def test_every_criterion_that_it_names_is_one() -> None:
    assert sum(CRITERIA.values()) == 106
    assert [one for one in spoken_of() if one[1] > CRITERIA[one[0]]] == []


def test_it_passes_over_no_criterion_of_the_reference() -> None:
    every = {(theme, number) for theme, count in CRITERIA.items() for number in range(1, count + 1)}
    assert sorted(every - spoken_of()) == []


def test_it_claims_no_rate_of_conformity() -> None:
    assert not re.search(r"conforme à \d|\d\s*% (?:des critères|de conformité)", text(PAGE))
