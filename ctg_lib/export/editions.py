"""An edition read back from its folder, and the section of a page that tells what changed since."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import pandas as pd

from ctg_lib import indicators
from ctg_lib.analysis.editions import Cause, Change, Edition, changes
from ctg_lib.chapters.documents import document
from ctg_lib.errors import InputError, Problem
from ctg_lib.export import data
from ctg_lib.value import Status
from ctg_lib.views import tables
from ctg_lib.views.view import Mark, keyed, of_kind, origin
from ctg_lib.views.wording import day, plural, row_text
from ctg_lib.views.wording import vintage as vintage_text
from ctg_lib.vintage import Verdict

TITLE = "Ce qui a changé"
REMEDY = "donner le dossier d’une édition, avec indicators.csv et manifest.json, ou refaire le diagnostic."


def read(folder: Path) -> Edition:
    """The edition that a folder holds. Raises InputError with every reason why it is none."""
    lacking = [name for name in ("indicators.csv", "manifest.json") if not (folder / name).is_file()]
    if lacking:
        problems = [Problem("fichier absent.", name, remedy=REMEDY) for name in lacking]
        raise InputError(f"{folder} n’est pas le dossier d’une édition.", problems)
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return edition(manifest, data.read_csv(folder / "indicators.csv"))
    except (ValueError, KeyError, TypeError) as error:
        why = Problem(
            f"illisible, ou d’une version trop ancienne ({type(error).__name__}).", "manifest.json", remedy=REMEDY
        )
        raise InputError(f"{folder} n’est pas le dossier d’une édition.", [why]) from None


def edition(manifest: dict[str, Any], values: pd.DataFrame) -> Edition:
    """The edition of a manifest and of the long table that goes with it."""
    files: dict[str, set[str]] = {}
    for one in manifest["inputs"]:
        files.setdefault(f"{one['source']}@{one['vintage']}", set()).add(one["sha256"])
    place = manifest["territory"]
    return Edition(
        document=manifest["document"],
        territory=place["code"],
        level=place["level"],
        name=place["name"],
        date=manifest["parameters"]["date_edition"],
        values=values,
        files={token: frozenset(found) for token, found in files.items()},
        definitions=manifest["definitions"],
        perimeters={(one["level"], one["code"]): one["communes"] for one in manifest["perimeters"]},
    )


def compared(old: Edition, new: Edition) -> list[Change]:
    """The changes from one edition to the other; refused between two territories, or when the new one is not newer."""
    if (old.level, old.territory) != (new.level, new.territory):
        told = [Problem(f"édition du {day(one.date)} : {one.name} ({one.territory}).") for one in (old, new)]
        raise InputError("Les deux éditions ne sont pas du même territoire.", told)
    if old.document != new.document:
        told = [Problem(f"édition du {day(one.date)} : {document(one.document).title.lower()}.") for one in (old, new)]
        raise InputError("Les deux éditions ne sont pas du même document.", told)
    if old.date == new.date:
        problem = Problem(f"{day(old.date)}.", remedy="refaire la seconde à une autre date (DATE=, ou « --date »).")
        raise InputError("Les deux éditions ont la même date.", [problem])
    if old.date > new.date:
        told = [
            Problem(f"avant : {day(old.date)} ; après : {day(new.date)}.", remedy="donner d’abord la plus ancienne.")
        ]
        raise InputError("La seconde édition n’est pas plus récente que la première.", told)
    return changes(old, new)


def summary(old: Edition, found: list[Change]) -> str:
    """« Par rapport à l’édition du 24 novembre 2025 : 3 chiffres sont plus récents ; … », in words."""
    if not found:
        return f"Aucun chiffre n’a changé depuis l’édition du {day(old.date)}."
    counts = {cause: sum(one.cause is cause for one in found) for cause in Cause}
    told = [plural(count, *_COUNTED[cause]) for cause, count in counts.items() if count]
    return f"Par rapport à l’édition du {day(old.date)}\u00a0: {' ; '.join(told)}."


_COUNTED = {
    Cause.NEW_DATA: ("chiffre a une date plus récente", "chiffres ont une date plus récente"),
    Cause.REVISED: ("chiffre vient d’un fichier révisé", "chiffres viennent d’un fichier révisé"),
    Cause.METHOD: ("chiffre se calcule autrement", "chiffres se calculent autrement"),
    Cause.BOUNDARIES: ("chiffre porte sur un autre périmètre", "chiffres portent sur un autre périmètre"),
    Cause.APPEARED: ("chiffre est nouveau", "chiffres sont nouveaux"),
    Cause.VANISHED: ("chiffre n’est plus donné", "chiffres ne sont plus donnés"),
}


def label(change: Change) -> str:
    """The name of the figure; its identifier where the catalogue no longer has it."""
    known = indicators.catalogue()
    return known[change.indicator].label if change.indicator in known else change.indicator


def told(row: pd.Series | None) -> str:
    """« 12,3 % (2021) », or why there is nothing."""
    if row is None:
        return "—"
    dated = f" ({vintage_text(str(row['vintage']))})" if row["vintage"] else ""
    return row_text(row) + dated


def reason(change: Change) -> str:
    """The cause, and what else must be known to read the change."""
    if change.told is not None and change.told.verdict is not Verdict.ALLOWED:
        how = "à ne pas lire comme une évolution" if change.told.verdict is Verdict.REFUSED else "à lire avec réserve"
        return f"{change.cause} ; {how} ({change.told.reason})"
    return f"{change.cause} ({change.why})" if change.why else str(change.cause)


def section(old: Edition, found: list[Change]) -> str:
    """« Ce qui a changé », as HTML: a sentence, then a table of the changes, those of one cause together."""
    counted = of_kind(Mark.COUNT, html.escape(summary(old, found)))
    said = f'<section id="changements"><h2>{TITLE}</h2><p>{counted}</p>'
    if not found:
        return f"{said}</section>"
    ordered = sorted(found, key=lambda one: list(Cause).index(one.cause))
    frame = pd.DataFrame(
        [
            (
                _named(one),
                of_kind(Mark.EDITION, html.escape(former(one))),
                _after(one),
                of_kind(Mark.TEXT, html.escape(reason(one))),
            )
            for one in ordered
        ],
        columns=["Chiffre", f"Édition du {day(old.date)}", "Cette édition", "Ce qui a changé"],
    )
    note = (
        "<p>Un chiffre d’une date plus récente est rapproché de celui de la date précédente, tel que cette édition le "
        "donne. Les chiffres de l’édition précédente sont ceux de son fichier indicators.csv.</p>"
    )
    return f"{said}{note}{tables.plain(f'Ce qui a changé depuis le {day(old.date)}', frame)}</section>"


def as_dict(change: Change) -> dict[str, Any]:
    """For a machine: identifiers, and the two figures in their unit."""
    rows = {"before": None if _hidden(change) else change.before, "after": change.after}
    figures = {
        side: None if row is None or pd.isna(row["value"]) else {"vintage": row["vintage"], "value": row["value"]}
        for side, row in rows.items()
    }
    return {"indicator": change.indicator, "cause": change.cause.name.lower(), **figures, "reason": reason(change)}


def _named(change: Change) -> str:
    name = html.escape(label(change))
    return origin(change.indicator, name) if change.indicator in indicators.catalogue() else name


def former(change: Change) -> str:
    """The former figure, unless it is secret today."""
    return "un chiffre" if _hidden(change) else told(change.before)


def _hidden(change: Change) -> bool:
    """Whether the former figure is kept silent: what is secret now is not told again because it was not then."""
    secret = change.after is not None and Status(change.after["status"]) in (Status.SECRET, Status.MASKED)
    return secret and change.before is not None


def _after(change: Change) -> str:
    row = change.after
    if row is None:
        return "—"
    return keyed(row, row_text(row)) + html.escape(told(row).removeprefix(row_text(row)))
