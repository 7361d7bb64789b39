"""What is hidden changes nothing of what leaves: other hidden figures under the same published ones, the same bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, seed, settings

from ctg_lib import cli, folders
from ctg_lib.secrecy.draft import Label
from ctg_lib.secrecy.protection import Laid
from ctg_lib.sources.local_early import INCOME
from tests.attacks.attacker import Cell, guess
from tests.attacks.leaks import hidden_keys, leaks
from tests.attacks.populations import BOOKS, GENERATED, Population, populations
from tests.attacks.publishing import protected, publish
from tests.published import EDITION, SORBIERS, own_data
from tests.sources.local_books import CAF, OFFER, Book, Lines, answers, filled, saved

pytestmark = pytest.mark.slow


def _bound(book: Book) -> set[str]:
    """The variables that others of their row are bound to."""
    bound = {*book.wholes, *book.wholes.values(), *book.sums, *(part for own in book.public_sums for part in own)}
    return bound | {name for one in book.overlaps for name in one.parts}


def _swapped(population: Population, tables: Sequence[Laid]) -> Population | None:
    """The same population, two of its hidden small counts exchanged where no other figure tells them apart."""
    for table, _ in tables:
        bound = _bound(BOOKS[table.source])
        small = [one for one in table.decisions if one.label == Label.SMALL and one.level == "commune"]
        for first in small:
            for second in small:
                frame = population.figures[table.source].copy()
                one, other = frame.at[first.territory, first.variable], frame.at[second.territory, first.variable]
                if first.variable == second.variable and first.variable not in bound and one != other:
                    frame.loc[[first.territory, second.territory], first.variable] = [other, one]
                    return replace(population, figures={**population.figures, table.source: frame})
    return None


def test_other_hidden_figures_give_the_same_tables_record_and_indicators() -> None:
    swaps: list[Population] = []

    @seed(11)
    @settings(GENERATED, max_examples=80)
    @given(populations())
    def one(population: Population) -> None:
        before = protected(population)
        other = _swapped(population, before)
        if other is None:
            return
        swaps.append(other)
        after = protected(other)
        for (table, manifest), (twin, twin_manifest) in zip(before, after, strict=True):
            pd.testing.assert_frame_equal(table.values, twin.values)
            pd.testing.assert_frame_equal(table.flags, twin.flags)
            assert table.decisions == twin.decisions
            assert manifest == twin_manifest
        assert publish(population, before) == publish(other, after)

    one()
    assert len(swaps) > 10


def _replayed(population: Population, tables: Sequence[Laid]) -> list[Population]:
    """What else a population might be, when a lone small count is hidden beside one other: their sum is known."""
    found = []
    for table, _ in tables:
        book = BOOKS[table.source]
        for name in (name for name in table.values if name in book.secrecy and name not in _bound(book)):
            own = {one.territory: one.label for one in table.decisions if one.variable == name}
            small = [place for place, label in own.items() if label == Label.SMALL]
            shields = [place for place, label in own.items() if label == Label.SHIELD]
            if (len(small), len(shields)) == (1, 1) and small[0] in population.communes:
                frame = population.figures[table.source]
                together = frame.at[small[0], name] + frame.at[shields[0], name]
                for count in range(1, 5 if book.secrecy[name] != INCOME else 11):
                    other = frame.copy()
                    other.loc[[small[0], shields[0]], name] = [count, together - count]
                    found.append(replace(population, figures={**population.figures, table.source: other}))
    return found


def test_whoever_tries_the_rule_on_every_possible_count_excludes_none() -> None:
    """The choice of what is hidden beside a small count says nothing of it: any value would hide the same cells."""
    replayed: list[Population] = []

    @seed(12)
    @settings(GENERATED, max_examples=60)
    @given(populations())
    def one(population: Population) -> None:
        tables = protected(population)
        own = [table.decisions for table, _ in tables]
        for other in _replayed(population, tables):
            replayed.append(other)
            assert [table.decisions for table, _ in protected(other)] == own

    one()
    assert len(replayed) > 10


# ── A whole diagnostic ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Ran:
    """What a run left: every file by its name, and all that was said on the screen."""

    folder: Path
    files: Mapping[str, bytes]
    ledger: Mapping[str, bytes]
    said: str


def _offer(small: int) -> Mapping[str, Lines]:
    """A commune that hides most of what it counts: `small` is between 1 and 4, and nothing else depends on it."""
    return {
        "Demandes non satisfaites": [{"Commune": SORBIERS, "Enfants sans place": small, "dont horaires atypiques": 1}],
        "CLAS et parentalité": [{"Commune": SORBIERS, "Enfants suivis par le CLAS": small, "Actions du REAAP": 2}],
        "Assistantes maternelles": [
            {"Commune": SORBIERS, "Agréées": 31, "En activité": 26, "Âgées de 55 ans et plus": small}
        ],
        "Mission locale": [{"Commune": SORBIERS, "Jeunes suivis": 57}],
        "CCAS": [{"Commune": SORBIERS, "Aides accordées": 64, "Domiciliations": small}],
    }


def _caf(small: int) -> Mapping[str, Lines]:
    """The band of a quotient is small, another one is hidden with it, and together they are what they were."""
    return {
        "Quotient familial": [
            {
                "Commune": SORBIERS,
                "QF de 0 à 399 €": 5 + small,
                "QF de 400 à 799 €": 65,
                "QF de 800 à 1 199 €": 230,
                "QF de 1 200 € et plus": 610,
                "QF inconnu": 47 - small,
            }
        ],
        "Handicap": [{"Commune": SORBIERS, "Bénéficiaires de l’AAH": 88, "Enfants ouvrant droit à l’AEEH": small}],
    }


# The small counts that were typed, and from when one of their kind is shown.
SMALL: dict[Cell, int] = {
    ("offre_locale", "2025", "commune", SORBIERS, "DEMANDES_NON_SATISFAITES"): 5,
    ("offre_locale", "2025", "commune", SORBIERS, "DEMANDES_HORAIRES_ATYPIQUES"): 5,
    ("offre_locale", "2025", "commune", SORBIERS, "CLAS_ENFANTS"): 5,
    ("offre_locale", "2025", "commune", SORBIERS, "AM_55_PLUS"): 5,
    ("offre_locale", "2025", "commune", SORBIERS, "CCAS_DOMICILIATIONS"): 5,
    ("caf_locale", "2025", "commune", SORBIERS, "QF_MOINS_400"): 11,
    ("caf_locale", "2025", "commune", SORBIERS, "AEEH"): 5,
}


ENDED = re.compile(r"chapitre \d+ sur \d+")


def _lay(book: Book, lines: Mapping[str, Lines]) -> Path:
    folder = folders.conventions() / SORBIERS
    folder.mkdir(parents=True, exist_ok=True)
    return saved(filled(book, lines, answers(book), SORBIERS), folder / f"{book.source}.xlsx")


def _ran(data: Path, small: int, capfd: pytest.CaptureFixture[str]) -> _Ran:
    """Everything that the commands make and say of a commune with that count."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CTG_DATA", str(own_data(data)))
        _lay(OFFER, _offer(small))
        _lay(CAF, _caf(small))
        said = []
        for words in (
            ["diagnostic", SORBIERS, "--date", EDITION],
            ["check", SORBIERS],
            *(["explain", SORBIERS, name] for name in ("pe_attente", "pa_clas", "ad_qf400_loc", "ha_aeeh_loc")),
            ["explain", SORBIERS, "pr_domic", "--json"],
            ["sources", "--json"],
            ["qualite", SORBIERS],
            ["qualite", SORBIERS, "--json"],
            ["explain", "--source", OFFER.source],
            # Asked for by their printed form, the two counts that are hidden in turn, then one that is shown.
            *(["explain", SORBIERS, "--chiffre", number] for number in ("2", "4", "57")),
        ):
            with pytest.raises(SystemExit) as ended:
                cli.main(words)
            assert ended.value.code == 0 or "--chiffre" in words
            out, err = capfd.readouterr()
            # Chapters end in any order, and are counted as they end.
            lines = ENDED.sub("chapitre", (out + err).replace(str(data), "")).splitlines()
            said += [str(ended.value.code), *sorted(lines)]
        folder = folders.output() / SORBIERS
        return _Ran(folder, _bytes(folder), _bytes(folders.ledger()), "\n".join(said))


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_whole_diagnostic_is_the_same_whatever_is_hidden(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Every file, the ledger, the screen: three hidden counts are 2, then 4."""
    first, second = (_ran(tmp_path / str(small), small, capfd) for small in (2, 4))
    assert list(first.files) == list(second.files)
    assert [name for name in first.files if first.files[name] != second.files[name]] == []
    assert first.ledger == second.ledger
    assert first.said == second.said
    hidden = hidden_keys(first.folder / "indicators.csv")
    assert {"pe_attente", "pa_clas", "pr_domic", "ad_qf400_loc", "ha_aeeh_loc"} <= {key.indicator for key in hidden}
    assert leaks(first.folder) == []
    known = guess([(first.files["indicators.csv"].decode(), first.files["secret.json"].decode())], {}, {})
    for cell, least in SMALL.items():
        low, high = known.interval(cell)
        assert low <= 1
        assert high >= least - 1
