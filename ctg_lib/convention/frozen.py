"""The figures of an edition, kept beside the convention: later texts and starting values are held against them.

`data/conventions/<code>/chiffres/<AAAA-MM-JJ>.csv`: a line that says what it is, then the long table. A machine writes
that folder and people do not: the first line bears the hash of what follows, so that no figure changes unnoticed. What
goes in is what a diagnostic shows, after secrecy.
"""

from __future__ import annotations

import datetime
import hashlib
import html
import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

import pandas as pd

from ctg_lib import folders, indicators
from ctg_lib.analysis.editions import Cause, Change, Edition, changes
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.sentences import shown
from ctg_lib.convention.actions import Action, Measure
from ctg_lib.convention.charter import Charter
from ctg_lib.errors import InputError, Problem, together
from ctg_lib.territory import Territory
from ctg_lib.value import COLUMNS, KEY, Status
from ctg_lib.views.tables import FEW
from ctg_lib.views.view import Block, Mark, of_kind
from ctg_lib.views.wording import day, period, plural, readable, row_text
from ctg_lib.vintage import Verdict

FOLDER = "chiffres"
# Of the figures that changed, what a sentence can name.
SHORT = 4
_NUMBERS = ("value", "low", "high", "numerator", "denominator")
_NAMED = re.compile(r"\d{4}-\d\d-\d\d")
_HEAD = "# Chiffres de l’édition du {}, écrits par « ctg diagnostic » : ne pas modifier. Empreinte : {}"
_MARK = re.compile(r"# .* Empreinte : ([0-9a-f]{64})")
SILENT = (Status.SECRET, Status.MASKED)
# Causes of another figure for one date: without the files behind the edition, nobody can tell them apart.
_RESTATED = (Cause.REVISED, Cause.METHOD, Cause.BOUNDARIES)


def freeze(diagnostic: Diagnostic, cited: Collection[str], named: Collection[datetime.date]) -> Path | None:
    """Keep the figures of a diagnostic in the folder of its convention; where they lie, None where they are not kept.

    Each indicator at the vintage shown, for the territory and its comparators; those that the convention cites, at
    every vintage. named: the editions that somebody signed: one of them that is there is never written again. An
    example keeps nothing, nor does a territory without a folder.
    """
    folder = folders.conventions() / diagnostic.territory.code
    if folders.example_shown() or not folder.is_dir():
        return None
    date = datetime.date.fromisoformat(diagnostic.date)
    path = folder / FOLDER / f"{date}.csv"
    if path.exists() and date in named:
        return path
    values = diagnostic.values
    shown = values["vintage"] == values["indicator"].map(diagnostic.vintage)
    kept = values[shown | values["indicator"].isin(list(cited))].sort_values(KEY, kind="stable")
    body = kept[list(COLUMNS)].to_csv(index=False, lineterminator="\n", float_format="%.12g")
    folders.write(path, f"{_HEAD.format(day(date), _digest(body))}\n{body}")
    return path


def editions(territory: Territory) -> list[datetime.date]:
    """The dates of the editions that are kept, oldest first."""
    paths = (folders.conventions() / territory.code / FOLDER).glob("*.csv")
    return sorted(date for path in paths if (date := _date(path.stem)))


def read_edition(territory: Territory, date: datetime.date) -> pd.DataFrame | None:
    """The long table of an edition, None where it is not kept. Raises InputError where it is no longer as written."""
    path = folders.conventions() / territory.code / FOLDER / f"{date}.csv"
    if not path.is_file():
        return None
    try:
        head, _, body = path.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        head = body = ""
    mark = _MARK.fullmatch(head)
    if mark is None or mark[1] != _digest(body):
        raise _damaged(path, territory, date, "le fichier n’est plus celui qui a été écrit.")
    values = pd.read_csv(
        StringIO(body),
        dtype={name: "float64" if name in _NUMBERS else "str" for name in COLUMNS},
        keep_default_na=False,
        na_values=dict.fromkeys(_NUMBERS, ""),
    )
    if list(values.columns) != list(COLUMNS):
        raise _damaged(path, territory, date, "le fichier est d’une autre version.")
    return values


def read_editions(territory: Territory) -> dict[datetime.date, pd.DataFrame]:
    """Every edition that is kept, by date. Raises InputError with all those that are damaged."""
    found: dict[datetime.date, pd.DataFrame] = {}
    refused: list[InputError] = []
    for date in editions(territory):
        try:
            values = read_edition(territory, date)
        except InputError as error:
            refused.append(error)
        else:
            found |= {} if values is None else {date: values}
    if refused:
        raise together(refused)
    return found


def _date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if _NAMED.fullmatch(text) else None
    except ValueError:
        return None


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _damaged(path: Path, territory: Territory, date: datetime.date, what: str) -> InputError:
    remedy = (
        f"le reprendre d’une sauvegarde ; à défaut, l’enlever et relancer « ctg diagnostic {territory.code} --date "
        f"{date} », qui le récrit avec les sources d’aujourd’hui."
    )
    title = f"Chiffres conservés {territory.of_name} : une édition ne peut pas être lue."
    return InputError(title, [Problem(what, f"{FOLDER}/{path.name}", remedy=remedy)])


def edition_of(values: pd.DataFrame, territory: Territory, date: str) -> Edition:
    """A long table as an edition to compare; nothing is known here of the files, methods and boundaries behind it."""
    return Edition("", territory.code, str(territory.level), territory.name, date, values, {}, {}, {})


@dataclass(frozen=True)
class Start:
    """Where an indicator of the diagnostic starts from.

    row: its row of the long table, None where there is none: `why` and `remedy` then say so, in French.
    edition: the one that it was read in; None where it comes from what is loaded today.
    today: the row of the same vintage as what is loaded gives it, if it does.
    """

    row: pd.Series | None = None
    edition: datetime.date | None = None
    today: pd.Series | None = None
    why: str = ""
    remedy: str = ""

    @property
    def held(self) -> bool:
        """Whether what is loaded today gives the very same figure."""
        return self.row is not None and self.today is not None and same(self.row, self.today)

    @property
    def revised(self) -> bool:
        """Whether its producer gives another figure today for the same date."""
        return self.row is not None and self.today is not None and readable(self.today) and not self.held


def same(one: pd.Series, other: pd.Series) -> bool:
    """Whether two rows give one figure: kept ones were written with twelve digits."""
    return math.isclose(one["value"], other["value"], rel_tol=1e-9, abs_tol=1e-9)


def signed(charter: Charter, action: Action) -> datetime.date | None:
    """The edition that a fiche starts from: the one of the signature, else the last that it was agreed on."""
    return charter.edition or max(action.validations.editions, default=None)


def baseline(
    measure: Measure,
    edition: datetime.date | None,
    kept: Mapping[datetime.date, pd.DataFrame],
    diagnostic: Diagnostic,
) -> Start:
    """Where a measure that names an indicator of the diagnostic starts from.

    edition: the one that was signed (`signed`). kept: the editions that are there (`read_editions`).
    """
    name = str(measure.indicateur)
    row = _kept_row(name, measure.millesime, edition, kept, diagnostic)
    read_in = edition if row is not None else None
    if row is None and measure.millesime:
        row = diagnostic.row(name, vintage=measure.millesime)
    if row is None:
        return _lacking(measure, edition, kept, diagnostic)
    today = diagnostic.row(name, vintage=str(row["vintage"]))
    if today is not None and Status(today["status"]) in SILENT:
        # What is secret today is not told because it once was not.
        return Start(edition=read_in, why="la valeur de départ est couverte par le secret")
    if not readable(row):
        status = Status(row["status"])
        why = FEW if status.has_value else f"la valeur de départ manque : {status.label}"
        return Start(edition=read_in, why=why)
    return Start(row, read_in, today)


def _kept_row(
    name: str,
    vintage: str | None,
    edition: datetime.date | None,
    kept: Mapping[datetime.date, pd.DataFrame],
    diagnostic: Diagnostic,
) -> pd.Series | None:
    """The territory's own row in the edition that was signed."""
    if edition is None or edition not in kept:
        return None
    held = edition_of(kept[edition], diagnostic.territory, str(edition))
    return held.row(name, vintage) if vintage else held.shown().get(name)


def _lacking(
    measure: Measure,
    edition: datetime.date | None,
    kept: Mapping[datetime.date, pd.DataFrame],
    diagnostic: Diagnostic,
) -> Start:
    """Why there is nothing to start from, and what to do."""
    if measure.millesime:
        why = f"aucun chiffre n’est connu pour « {measure.millesime} »"
        return Start(why=why, remedy="corriger « millesime », ou l’enlever.")
    if edition is None:
        return Start(why="l’édition signée n’est pas dite", remedy="écrire « edition » dans convention.yaml.")
    if edition in kept:
        why = f"l’édition du {day(edition)} n’a pas ce chiffre"
        return Start(why=why, remedy="nommer un « millesime » sous l’indicateur.")
    why = f"les chiffres de l’édition du {day(edition)} ne sont pas conservés"
    again = f"relancer « ctg diagnostic {diagnostic.territory.code} --date {edition} »"
    return Start(why=why, remedy=f"{again}, ou nommer un « millesime » sous l’indicateur.")


def changed_since(names: Collection[str], kept: pd.DataFrame, diagnostic: Diagnostic) -> list[Change]:
    """What became of some figures since an edition: one change each, from what it showed to what is shown today.

    A figure that is written alike changed nothing to what was read. The cause is the new date where there is one; for
    an unchanged date, the files do not say whether its producer or its computation did it.
    """
    known = [name for name in dict.fromkeys(names) if name in indicators.catalogue()]
    old = edition_of(kept[kept["indicator"].isin(known)], diagnostic.territory, "")
    now = [diagnostic.own(name) for name in known]
    then = [diagnostic.row(name, vintage=str(row["vintage"])) for name, row in old.shown().items()]
    today = pd.DataFrame([*now, *(row for row in then if row is not None)], columns=list(COLUMNS)).drop_duplicates(KEY)
    steps: dict[str, list[Change]] = {}
    for one in changes(old, edition_of(today, diagnostic.territory, diagnostic.date)):
        steps.setdefault(one.indicator, []).append(one)
    whole = [replace(several[-1], before=several[0].before) for several in steps.values()]
    return [one for one in whole if _read(one.before, diagnostic) != _read(one.after, diagnostic)]


def banner(
    names: Collection[str],
    edition: datetime.date,
    kept: Mapping[datetime.date, pd.DataFrame],
    diagnostic: Diagnostic,
    *,
    what: str = "Ce texte",
) -> Block:
    """What changed in the figures of a text since the edition that it was validated on; nothing where nothing did.

    names: the indicators that it rests on. what: « Ce texte », « Cette fiche »: it is validated, or « validée ».
    """
    agreed = "validée" if what.startswith("Cette") else "validé"
    when = f"{of_kind(Mark.TYPED, html.escape(what))} a été {agreed} sur les chiffres du {day(edition)}"
    if edition not in kept:
        return _banner(f"{when}, qui ne sont pas conservés\u00a0: on ne peut pas dire ce qui a changé depuis.")
    if str(edition) > diagnostic.date:
        return Block("")
    told = [_changed(one, diagnostic) for one in changed_since(names, kept[edition], diagnostic)]
    if len(told) <= SHORT:
        said = "\u202f; ".join(told)
        return _banner(f"{when}. Depuis\u00a0: {said}.") if told else Block("")
    count = of_kind(Mark.COUNT, plural(len(told), "chiffre"))
    items = "".join(f"<li>{one}</li>" for one in told)
    title = f"Ce qui a changé\u00a0: {of_kind(Mark.TYPED, html.escape(what))}"
    listed = f'<details class="donnees"><summary>{title}</summary><ul>{items}</ul></details>'
    return Block.stack([_banner(f"{when}. Depuis, {count} ont changé."), Block(listed)])


def since(
    texts: Iterable[tuple[str, Collection[str], datetime.date]],
    kept: Mapping[datetime.date, pd.DataFrame],
    diagnostic: Diagnostic,
) -> Block:
    """`banner` for several texts (what, names, edition); those of an edition that is not kept are told together."""
    blocks: list[Block] = []
    lost: dict[datetime.date, list[str]] = {}
    for what, names, edition in texts:
        if edition in kept:
            blocks.append(banner(names, edition, kept, diagnostic, what=what))
        else:
            lost.setdefault(edition, []).append(f"{what[:1].lower()}{what[1:]}")
    for edition, whats in lost.items():
        told = of_kind(Mark.TYPED, html.escape(" ; ".join(whats)))
        lead = f"Les chiffres du {day(edition)} ne sont pas conservés\u00a0: on ne peut pas dire ce qui a changé"
        blocks.append(_banner(f"{lead} depuis ce qui a été validé sur eux ({told})."))
    return Block.stack([one for one in blocks if one.html])


def _banner(said: str) -> Block:
    return Block(f'<p class="bandeau">{said}</p>')


def _read(row: pd.Series | None, diagnostic: Diagnostic) -> str:
    """A figure of an earlier edition, or of today, as it may be read today."""
    if row is None:
        return "sans chiffre"
    today = diagnostic.row(str(row["indicator"]), vintage=str(row["vintage"]))
    secret = today is not None and Status(today["status"]) in SILENT
    return "un chiffre secret" if secret else row_text(row)


def _changed(one: Change, diagnostic: Diagnostic) -> str:
    """« Naissances par an 66 → 61 (2024-2026) », each number tied or marked."""
    label = of_kind(Mark.TEXT, html.escape(indicators.indicator(one.indicator).label))
    before = of_kind(Mark.EDITION, html.escape(_read(one.before, diagnostic)))
    after = "sans chiffre" if one.after is None else shown(one.after)
    return f"{label} {before} → {after}{_dated(one)}"


def _dated(one: Change) -> str:
    """The date of the new figure; whether it is the former date, told otherwise; whether it reads as a change."""
    if one.after is None or not one.after["vintage"]:
        return ""
    told = [period(one.after)]
    if one.before is not None and one.before["vintage"] == one.after["vintage"] and one.cause in _RESTATED:
        told.append("chiffre corrigé depuis")
    if one.told is not None and one.told.verdict is not Verdict.ALLOWED:
        refused = one.told.verdict is Verdict.REFUSED
        told.append("à ne pas lire comme une évolution" if refused else "à lire avec réserve")
    return f" ({html.escape(', '.join(told))})"
