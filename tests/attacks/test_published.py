"""The published folder of Sorbiers under the eyes of the attacker: what is published is seen, what is hidden is not."""

from __future__ import annotations

import math
from collections import defaultdict

import pytest

from tests.attacks import eyes
from tests.attacks.eyes import Finding
from tests.attacks.leaks import hidden_keys, leaks
from tests.attacks.reading import Key, numbers_in
from tests.published import Publication

pytestmark = pytest.mark.slow

# Of the figures of the page, how many each file must be seen to have: those behind drawings stay out of paper.
LEAST = {
    "indicators.csv": 1.0,
    "indicators.json": 1.0,
    "indicators.xlsx": 1.0,
    "diagnostic.html": 1.0,
    "diagnostic.docx": 0.3,
    "diagnostic.pdf": 0.3,
}


@pytest.fixture(scope="module")
def found(publication: Publication) -> list[Finding]:
    return eyes.look(publication.folder)


def test_what_the_page_shows_is_seen_by_key_in_every_format(publication: Publication, found: list[Finding]) -> None:
    values = publication.values
    with_value = set(map(Key._make, values.loc[values["value"].notna(), list(Key._fields)].itertuples(index=False)))
    seen = defaultdict(set)
    for one in found:
        if any(numbers_in(one.text)) and not one.place.endswith((" data-de", " data-a")):
            seen[one.file].add(one.key)
    shown = seen["diagnostic.html"] & with_value
    assert len(shown) > 1000
    counts = {file: len(shown & seen[file]) for file in LEAST}
    assert {file: count for file, count in counts.items() if count < LEAST[file] * len(shown)} == {}
    notebooks = [one for one in seen if one.startswith("notebooks/")]
    assert len(notebooks) == len(publication.notebooks)
    assert len(shown & set.union(*(seen[one] for one in notebooks))) > 0.95 * len(shown)


def test_a_figure_read_by_the_words_around_it_is_the_one_of_its_row(
    publication: Publication, found: list[Finding]
) -> None:
    """In Word, in the PDF and in the sheets of the workbook nothing bears a key: what the eyes make of it is right."""
    values = publication.values
    keys = map(Key._make, values[list(Key._fields)].itertuples(index=False))
    rows = dict(zip(keys, values[["value", "low", "high"]].to_numpy(), strict=True))
    read = [one for one in found if one.how == "tableau" and one.file.endswith(("docx", "pdf", "xlsx"))]
    exact = [(one, rows[one.key]) for one in read if one.key in rows and not math.isnan(rows[one.key][0])]
    wrong = [one for one, told in exact if not any(_says(one.text, value) for value in told)]
    assert len(exact) > 3000
    assert len(wrong) < 0.01 * len(exact), wrong[:5]


def _says(text: str, value: float) -> bool:
    """Whether a cell holds a value as it is or as it is rounded, be it in per cent."""
    return any(
        abs(abs(value) * scale - float(number)) <= max(0.5000001 * 10 ** -len(number.partition(".")[2]), 1e-9 * scale)
        for number, _ in numbers_in(text)
        for scale in (1, 100)
    )


def test_no_hidden_figure_can_be_read_in_any_file(publication: Publication, found: list[Finding]) -> None:
    hidden = hidden_keys(publication.folder / "indicators.csv")
    assert len(hidden) >= 3
    assert {one.key for one in found} & hidden, "les clés cachées ne sont lues nulle part : ce cas ne prouve rien"
    assert leaks(publication.folder, found) == []
