"""What the law asks of the territory, on the day of the edition: a table for the first chapter."""

from __future__ import annotations

import datetime
import html

import pandas as pd

from ctg_lib import indicators
from ctg_lib.analysis.duty import (
    LISTED_CENTRE,
    MUNICIPAL,
    MUNICIPAL_THEN,
    SRU_RATE,
    SRU_TARGET,
    TOTAL,
    Duty,
    Rows,
    State,
)
from ctg_lib.analysis.obligations import duties
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.sentences import shown
from ctg_lib.territory import Level
from ctg_lib.views import tables
from ctg_lib.views.view import Block, Mark, source_line
from ctg_lib.views.wording import day, period

CAPTION = "Ce que la loi demande"
TRANSFER = (
    "Une commune peut transférer ses compétences sur l’accueil du jeune enfant, toutes ou certaines, à son "
    "intercommunalité ou à un syndicat : aucun fichier ne le dit. Le seuil se lit alors sur la population totale de "
    "toutes les communes qui ont transféré."
)


def asked(diagnostic: Diagnostic) -> Block | None:
    """The duties of a commune, an intercommunalité or a group, one a line; None for a wider territory."""
    found = asked_of(diagnostic)
    if not found:
        return None
    frame = pd.DataFrame(
        [(html.escape(one.title), state(one), sentence(one), _text(one)) for one in found],
        columns=["Ce qui peut être dû", f"Au {day(diagnostic.date)}", "Ce qui en décide", "Texte"],
    )
    used = list(dict.fromkeys(row["indicator"] for one in found for row in one.figures.values()))
    sources = diagnostic.source_lines(used)
    return Block.stack(
        [
            Block(tables.plain(CAPTION, frame, Mark.LAW, kind="loi")),
            Block(f"<p>{html.escape(TRANSFER)}</p>"),
            Block(source_line(sources) if sources else ""),
        ]
    )


def asked_of(diagnostic: Diagnostic) -> list[Duty]:
    """The duties of the territory of a diagnostic, on the day of the edition."""
    members = None
    if diagnostic.territory.level in (Level.EPCI, Level.GROUPE):
        around = diagnostic.communes(TOTAL)
        members = around[around["territory"].isin(diagnostic.territory.communes)]
    on = datetime.date.fromisoformat(diagnostic.date)
    return duties(diagnostic.territory, on, _rows(diagnostic), members)


def _rows(diagnostic: Diagnostic) -> Rows:
    known = indicators.catalogue()
    rows = {
        name: diagnostic.own(name) for name in (TOTAL, MUNICIPAL, SRU_RATE, SRU_TARGET, LISTED_CENTRE) if name in known
    }
    return {**rows, MUNICIPAL_THEN: diagnostic.row(MUNICIPAL, vintage=rows[TOTAL]["vintage"])}


def state(one: Duty) -> str:
    """« due », « non due », « due à partir du 1er janvier 2027 », « due en 2027 », « selon les cas »."""
    told = f"due {when(one)}" if one.state is State.COMING else one.state
    return f"<strong>{html.escape(told)}</strong>"


def when(one: Duty) -> str:
    """« à partir du 1er janvier 2027 », « en 2027 »: of one that is still to come."""
    return f"en {one.since.year}" if one.in_the_year else f"à partir du {day(one.since)}"


def sentence(one: Duty) -> str:
    """The sentence, its figures keyed and dated."""
    figures = {name: f"{shown(row, name=True)} ({html.escape(period(row))})" for name, row in one.figures.items()}
    return html.escape(one.sentence, quote=False).format(**figures)


def _text(one: Duty) -> str:
    """The article, where it was read, the day from which it holds, and whether it still has to be checked."""
    link = f'<a href="{html.escape(one.rule.link, quote=True)}">{html.escape(one.rule.article)}</a>'
    doubt = "" if one.rule.verified else " <em>(à vérifier)</em>"
    return f"{link}, à compter du {day(one.rule.valid_from)}{doubt}"
