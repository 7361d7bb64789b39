"""`index.html`: where to find the diagnostics of the batches, beside their folders, and how each territory stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import jinja2

from ctg_lib import __version__, articles, chapters
from ctg_lib.batch import recap
from ctg_lib.batch.outline_map import Sheet, sheet
from ctg_lib.batch.recap import Outcome, State
from ctg_lib.chapters.documents import CTG
from ctg_lib.export.page import TEMPLATES, faces, finished
from ctg_lib.gazetteer import gazetteer
from ctg_lib.sources import contours
from ctg_lib.territory import Level
from ctg_lib.views.view import Mark, of_kind, source_line
from ctg_lib.views.wording import alphabetical, day, listing, number, plural

ROOM = Path(__file__).parent / "templates"
# What a territory's folder may hold for people, and what its link says before « de Sorbiers ».
DOCUMENTS = {
    CTG.file: "Diagnostic",
    "synthese.html": "Synthèse",
    "diagnostic.pdf": "PDF",
    "diagnostic.docx": "Word",
    "indicators.xlsx": "Tableur",
    "indicators.csv": "CSV",
}
# How each state is named in style and script, told of several diagnostics, drawn, and explained.
SLUGS = {State.DONE: "fait", State.REFUSED: "refuse", State.FAILED: "echec", State.WAITING: "attente"}
_TOLD = {
    State.DONE: ("fait", "faits"),
    State.REFUSED: ("refusé", "refusés"),
    State.FAILED: ("en\u00a0échec", "en\u00a0échec"),
    State.WAITING: ("à\u00a0faire", "à\u00a0faire"),
}
_DRAWN = {
    State.DONE: "couleur pleine",
    State.REFUSED: "hachures",
    State.FAILED: "quadrillage",
    State.WAITING: "points",
}
_MEANING = {
    State.REFUSED: "une donnée à corriger, des sources qui manquent, le secret statistique, le contrôle de la page "
    "ou un autre calcul en cours empêche de publier.",
    State.FAILED: "le calcul s’est arrêté avant la fin.",
    State.WAITING: "le lot a été interrompu avant ce territoire.",
}
_NOUNS = {
    Level.COMMUNE: ("commune", "communes"),
    Level.EPCI: ("intercommunalité", "intercommunalités"),
    Level.GROUPE: ("groupe de communes", "groupes de communes"),
}
# Names that a sentence lists before it counts the others; lines of a cause that a row shows unfolded.
NAMED, UNFOLDED = 12, 4
_ABSENT = ("absent", "absents")


def render(outcomes: Sequence[Outcome], date: str, files: Mapping[str, Sequence[str]]) -> str:
    """The whole page. date: AAAA-MM-JJ, of the batch. files: by code, the names of the files in a territory's folder.

    One outcome a territory, in any order; a link is made only to a file that is there.
    """
    ordered = sorted(outcomes, key=lambda one: (alphabetical(one.name), one.code))
    names = _names(ordered)
    shared = _shared(ordered)
    rows = [_row(one, names[one.code], date, files.get(one.code, ()), shared) for one in ordered]
    states = Counter(one.state for one in ordered)
    home = _home(ordered)
    page = _template().render(
        version=__version__,
        title=f"Diagnostics partagés{f' : {home.name}' if home.name else ''}, {day(date)}",
        over=f"{CTG.frame}{' · diagnostics partagés' if home.name else ''}",
        heading=home.name or "Diagnostics partagés",
        subtitle=" · ".join([*_counted(ordered, len(home.communes)), f"édition du {day(date)}"]),
        style=faces() + (TEMPLATES / "diagnostic" / "style.css").read_text(encoding="utf-8") + _own("style.css"),
        script=_own("search.js"),
        summary=_summary(states),
        meanings={state: _MEANING[state] for state in State if state in states and state in _MEANING},
        shared=shared,
        recap=recap.FILE,
        figure=_figure(ordered, names, files, home),
        rows=rows,
        states=[state for state in State if state in states],
        epci=sorted({row.epci for row in rows}, key=alphabetical),
        slugs=SLUGS,
        warned=any(row.warnings for row in rows),
        communes=all(one.level is Level.COMMUNE for one in ordered),
    )
    return finished(page)


def _own(name: str) -> str:
    return (ROOM / name).read_text(encoding="utf-8")


def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(ROOM)
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True).get_template("page.html.j2")


# ── What the whole batch is ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Home:
    """What all of them are in: an intercommunalité, at most three départements; alone, one is its own home.

    communes: all of its own; empty without a name, or where those that are in it are not all communes.
    """

    name: str
    communes: frozenset[str] = frozenset()


def _home(outcomes: Sequence[Outcome]) -> Home:
    if len(outcomes) == 1:
        return Home(outcomes[0].name)
    book = gazetteer()
    communes = [book.communes[one.code] for one in outcomes if one.code in book.communes]
    groupings = {book.communes[one.code].epci if one.code in book.communes else one.epci for one in outcomes}
    if len(groupings) == 1 and not groupings & {"", None}:
        name, level, codes = outcomes[0].epci, Level.EPCI, {one.epci for one in communes}
    else:
        areas = {one.departement for one in outcomes}
        name = listing(sorted(areas, key=alphabetical)) if len(areas) <= 3 and "" not in areas else ""
        level, codes = Level.DEPARTEMENT, {one.departement for one in communes}
    if not name or len(communes) < len(outcomes):
        return Home(name)
    return Home(name, frozenset(one for code in codes for one in book.members[level][str(code)]))


def _counted(outcomes: Sequence[Outcome], whole: int = 0) -> list[str]:
    """« 320 communes », « 2 intercommunalités »: of each level that there is; « 3 communes sur 53 » of a whole."""
    counts = Counter(one.level for one in outcomes)
    told = [plural(counts[level], one, many) for level, (one, many) in _NOUNS.items() if counts[level]]
    return [f"{told[0]} sur {number(whole)}"] if len(outcomes) < whole else told


def _summary(states: Mapping[State, int]) -> str:
    """« 315 diagnostics sont faits sur 320 ; 3 sont refusés, 2 en échec. », as HTML."""
    total, done = sum(states.values()), states.get(State.DONE, 0)
    if not total:
        return "Aucun diagnostic n’a encore été demandé."
    if done == total:
        return f"Les {_count(total)} diagnostics sont faits." if total > 1 else "Le diagnostic est fait."
    told: list[str] = []
    for state in (one for one in State if one is not State.DONE and one in states):
        count = states[state]
        verb = "" if told else ("sont " if count > 1 else "est ")
        told.append(f"{_count(count)} {verb}{_TOLD[state][count > 1]}")
    if not done:
        return f"Aucun diagnostic n’est fait sur {_count(total)} ; {listing(told)}."
    verb = "diagnostics sont faits" if done > 1 else "diagnostic est fait"
    return f"{_count(done)} {verb} sur {_count(total)} ; {listing(told)}."


def _count(value: int) -> str:
    return of_kind(Mark.COUNT, number(value))


def _shared(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """The warnings that every diagnostic done has, said once for all; none where there is only one diagnostic."""
    done = [one.warnings for one in outcomes if one.state is State.DONE]
    return tuple(text for text in done[0] if all(text in one for one in done)) if len(done) > 1 else ()


# ── The rows of the table ────────────────────────────────────────────────────────────────────────────────────────────


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


def _row(one: Outcome, name: Name, date: str, held: Sequence[str], shared: Sequence[str]) -> Row:
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
        tuple(Link(_address(one.code, file), words) for file, words in DOCUMENTS.items() if file in held),
    )


def _chapter(identifier: str) -> str:
    """« Enfance (30_enfance) »; those that the convention writes have no title but in their notebook."""
    known = chapters.every().get(identifier)
    return f"{known.title} ({identifier})" if known else identifier


def _address(code: str, file: str) -> str:
    return f"{quote(code, safe='')}/{file}"


def _edition(one: Outcome, date: str, stands: bool) -> str:
    """Of which edition the diagnostic is, where it is not the one of the page."""
    if one.state is State.DONE:
        return f"Édition du {day(one.date)}." if one.date and one.date != date else ""
    if not stands:
        return ""
    return f"Les documents sont ceux de l’édition du {day(one.date)}." if one.date else "Les documents sont antérieurs."


def _names(outcomes: Sequence[Outcome]) -> dict[str, Name]:
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


# ── The map ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Place:
    """A territory of the map: what it leads to, and what is said of it."""

    path: str
    address: str
    title: str
    slug: str


@dataclass(frozen=True)
class Figure:
    """The map of a batch. alt: what it shows, in words. absent: which territories it lacks, empty for none.

    ground: the outline of what all of them are in, empty where they fill it.
    """

    width: int
    height: int
    alt: str
    places: tuple[Place, ...]
    ground: str
    legend: tuple[tuple[str, str], ...]
    absent: str
    source: str


def _figure(
    outcomes: Sequence[Outcome], names: Mapping[str, Name], files: Mapping[str, Sequence[str]], home: Home
) -> Figure | None:
    others = len(home.communes) - len(outcomes)
    laid = sheet(outcomes, home.communes if others else ())
    if laid is None:
        return None
    by_code = {one.code: one for one in outcomes}
    drawn = [by_code[code] for code in laid.paths]
    counts = Counter(one.state for one in drawn)
    present = [state for state in State if state in counts]
    absent = [names[one.code].shown for one in outcomes if one.code not in laid.paths]
    around = [plural(others, "autre commune", "autres communes")] if laid.ground else []
    return Figure(
        laid.width,
        laid.height,
        _alternative(drawn, names, present, around),
        tuple(_placed(one, names[one.code], laid, files) for one in drawn),
        laid.ground,
        (
            *((SLUGS[state], f"{state} ({number(counts[state])})") for state in present),
            *(("autour", words) for words in around),
        ),
        _absent(absent),
        source_line((contours.credit(),)),
    )


def _absent(names: Sequence[str]) -> str:
    if not names:
        return ""
    return f"Sans contour dans les fichiers de l’outil, {_ABSENT[len(names) > 1]} de la carte : {_listed(names)}."


def _placed(one: Outcome, name: Name, laid: Sheet, files: Mapping[str, Sequence[str]]) -> Place:
    there = CTG.file in files.get(one.code, ())
    address = _address(one.code, CTG.file) if there else f"#t-{one.code}"
    return Place(laid.paths[one.code], address, f"{name.shown} ({one.code}) : {one.state}", SLUGS[one.state])


def _alternative(
    drawn: Sequence[Outcome], names: Mapping[str, Name], present: Sequence[State], around: Sequence[str]
) -> str:
    told = []
    for state in present:
        here = sorted((names[one.code].shown for one in drawn if one.state is state), key=alphabetical)
        which = f" ({_listed(here)})" if state is not State.DONE else ""
        words = plural(len(here), f"diagnostic {_TOLD[state][0]}", f"diagnostics {_TOLD[state][1]}")
        told.append(f"en {_DRAWN[state]}, {words}{which}")
    told += [f"en gris, {words}" for words in around]
    return f"Carte de {listing(_counted(drawn))} : {' ; '.join(told)}. Le tableau qui suit donne les mêmes liens."


def _listed(names: Sequence[str]) -> str:
    """The first names, then how many others."""
    others = len(names) - NAMED
    return listing([*names[:NAMED], f"{number(others)} autre{'s' * (others > 1)}"] if others > 0 else list(names))
