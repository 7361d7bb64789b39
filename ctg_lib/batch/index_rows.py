"""The rows of an index: how each territory stands, and where its documents are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from ctg_lib import articles, chapters
from ctg_lib.batch.recap import Outcome, State
from ctg_lib.chapters.documents import CTG
from ctg_lib.gazetteer import gazetteer
from ctg_lib.territory import Level
from ctg_lib.views.wording import day

# What a territory's folder may hold for people, and what its link says before « de Sorbiers ».
DOCUMENTS = {
    CTG.file: "Diagnostic",
    "synthese.html": "Synthèse",
    "fiches.html": "Fiches action",
    "fiches.pdf": "Fiches en PDF",
    "diagnostic.pdf": "PDF",
    "diagnostic.docx": "Word",
    "indicators.xlsx": "Tableur",
    "indicators.csv": "CSV",
}
# Lines of a cause that a row shows unfolded.
UNFOLDED = 4


@dataclass(frozen=True)
class Name:
    """shown: told apart from its homonyms. owned: the same with « de »."""

    shown: str
    owned: str


@dataclass(frozen=True)
class Link:
    """address: from the page. words: what it opens; the first one of a row says of which territory, for the eye too."""

    address: str
    words: str


@dataclass(frozen=True)
class Row:
    """A line of the table. kind: what it is, where it is no commune. lines, folded: of its cause."""

    code: str
    name: Name
    kind: str
    epci: str
    state: State
    edition: str
    cause: str
    folded: str
    remedy: str
    chapter: str
    warnings: tuple[str, ...]
    links: tuple[Link, ...]


def row(one: Outcome, name: Name, date: str, held: Sequence[str], shared: Sequence[str]) -> Row:
    """date: of the edition that the index is of. held: files of its folder. shared: warnings said once for all."""
    lines = one.cause.strip().split("\n")
    opened = lines if len(lines) <= UNFOLDED else lines[:1]
    return Row(
        one.code,
        name,
        "" if one.level is Level.COMMUNE else one.level.label,
        one.epci or ("aucune" if one.level is Level.COMMUNE else "sans objet"),
        one.state,
        _edition(one, date, CTG.file in held),
        "\n".join(opened),
        "\n".join(lines[len(opened) :]),
        one.remedy,
        _chapter(one.chapter),
        tuple(text for text in one.warnings if text not in shared),
        tuple(Link(address(one.code, file), words) for file, words in DOCUMENTS.items() if file in held),
    )


def _chapter(identifier: str) -> str:
    """« Enfance (30_enfance) »; those that the convention writes have no title but in their notebook."""
    known = chapters.every().get(identifier)
    return f"{known.title} ({identifier})" if known else identifier


def address(code: str, file: str) -> str:
    """Of a file of a territory's folder, from the index."""
    return f"{quote(code, safe='')}/{file}"


def _edition(one: Outcome, date: str, stands: bool) -> str:
    """Of which edition the diagnostic is, where it is not the one of the page."""
    if one.state is State.DONE:
        return f"Édition du {day(one.date)}." if one.date and one.date != date else ""
    if not stands:
        return ""
    return f"Les documents sont ceux de l’édition du {day(one.date)}." if one.date else "Les documents sont antérieurs."


def names_of(outcomes: Sequence[Outcome]) -> dict[str, Name]:
    """By code: homonyms have their département after their name, or their code where that does not tell them apart."""
    times = Counter(one.name for one in outcomes)
    within = Counter((one.name, one.departement) for one in outcomes)
    names = {}
    for one in outcomes:
        apart = ""
        if times[one.name] > 1:
            told = one.departement if within[one.name, one.departement] == 1 else ""
            apart = f" ({told or one.code})"
        names[one.code] = Name(one.name + apart, _owned(one) + apart)
    return names


def _owned(one: Outcome) -> str:
    if one.level is Level.EPCI:
        return articles.of_grouping(one.name)
    if one.level is Level.GROUPE:
        return f"du groupe «\u00a0{one.name}\u00a0»"
    known = gazetteer().communes.get(one.code)
    return articles.of_commune(one.name, known.link if known else None)
