"""The views that several chapters use: from rows of the long table to a picture with its words and its numbers."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence

import pandas as pd

from ctg_lib import indicators
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.chapters.marks import Marks, instants, marked
from ctg_lib.chapters.sentences import comparator
from ctg_lib.chapters.small import few, least, worded
from ctg_lib.indicators.cells import Resolved
from ctg_lib.indicators.declaration import Precision
from ctg_lib.indicators.targets import Targets
from ctg_lib.sources.rp_ages import BANDS, aged
from ctg_lib.territory import Level, Territory
from ctg_lib.views import charts, tables
from ctg_lib.views.view import Block, Mark, View, keyed, of_kind, spoken, under
from ctg_lib.views.wording import inside, interval, listing, number, quantity, readable, row_text
from ctg_lib.views.wording import vintage as vintage_text


def trend(
    diagnostic: Diagnostic,
    names: Sequence[str],
    labels: Sequence[str],
    title: str,
    message: str,
    *,
    dots: bool = False,
    since: str = "",
    start: str = "",
) -> View | Block | None:
    """Indicators over their vintages, for the territory. dots: only the first is a line, the others are points.

    A line is cut where the declared breaks refuse to compare its two ends, and marked where they warn; a sentence
    under the chart names each, and the table of the figures calls it. since: leaves out the vintages before it. start:
    the indicator whose last figure every line starts from, as scenarios do from what is known. Small counts are worded.
    """
    histories = [rows[rows["vintage"] >= since] for rows in map(diagnostic.history, names)]
    if any(len(rows) < 2 for rows in histories):
        return None
    if start:
        known = diagnostic.history(start).tail(1)
        histories = [pd.concat([known, rows], ignore_index=True) for rows in histories]
    marks = marked(names, labels, histories)
    sources = diagnostic.told(token for rows in histories for token in rows["source"].str.split("+").explode())
    data = _history_table(title, labels, histories, marks)
    if few(pd.concat(histories)):
        return worded(title, message, sources, data)
    series = [
        (label, pd.DataFrame({"year": years, "part": part} | {c: rows[c] for c in _BOUNDED}))
        for label, rows, years, part in zip(labels, histories, instants(histories), marks.parts, strict=True)
    ]
    if dots:
        # The interval of the line says it all: those of single years would only blur it.
        series[1:] = [(label, frame.assign(low=float("nan"), high=float("nan"))) for label, frame in series[1:]]
    unit = indicators.indicator(names[0]).unit
    drawn = [_ends(label, rows) for label, rows in zip(labels, histories, strict=True)]
    alt = (
        f"{'Courbe' if len(drawn) == 1 else 'Courbes'}, {diagnostic.territory.name}. {' ; '.join(drawn)}. "
        + "".join(f"Rupture, {text}. " for text in marks.notes.texts)
        + "Toutes les années sont dans le tableau des chiffres."
    )
    rounded = indicators.indicator(names[0]).precision is Precision.ROUNDED
    band = "bornes de l’arrondi" if rounded else charts.BAND
    figure = charts.trend(series, unit, dots=labels[1:] if dots else (), band=band, marks=marks.lines)
    return View(
        picture=charts.image(figure, alt) + marks.notes.html(),
        title=title,
        alt=alt,
        sources=sources,
        data=data,
        message=message,
    )


def _ends(label: str, rows: pd.DataFrame) -> str:
    """« RSA : de 90 en 2020 à 115 en 2024 »."""
    first, last = rows.iloc[0], rows.iloc[-1]
    return f"{label} : de {row_text(first)} en {first['vintage'][:4]} à {row_text(last)} en {last['vintage'][:4]}"


_BOUNDED = ("value", "low", "high")


def _history_table(title: str, labels: Sequence[str], histories: Sequence[pd.DataFrame], marks: Marks) -> str:
    years = sorted(set().union(*(set(rows["vintage"]) for rows in histories)))
    frame = pd.DataFrame({"Date": [vintage_text(year) + marks.calls.get(year, "") for year in years]})
    for label, rows in zip(labels, histories, strict=True):
        by_year = {row["vintage"]: row for _, row in rows.iterrows()}
        frame[label] = [_cell(by_year[year]) if year in by_year else "—" for year in years]
    return tables.plain(title, frame) + marks.notes.html()


def _cell(row: pd.Series) -> str:
    bounds = interval(row)
    return keyed(row, row_text(row)) + (f" {under(row, bounds)}" if bounds else "")


def gaps(diagnostic: Diagnostic, names: Sequence[str], title: str) -> View | Block | None:
    """Dot plot of some shares, the territory against its comparators, intervals drawn where they exist.

    A share of a handful has no line in the plot: the sentence names it and the table gives it.
    """
    rows_of = {name: _valued_rows(diagnostic, name) for name in names}
    rows_of = {
        name: rows
        for name, rows in rows_of.items()
        if rows and rows[0][0] == diagnostic.territory.name and len(rows) > 1
    }
    if not rows_of:
        return None
    told = _gap_message(diagnostic, list(rows_of)), diagnostic.source_lines(list(rows_of)), _gaps_table(title, rows_of)
    drawn = {name: rows for name, rows in rows_of.items() if not few(pd.DataFrame([rows[0][1]]))}
    if not drawn:
        return worded(title, *told)
    message, sources, data = told
    lines = [(_wrapped(indicators.indicator(name).label), _dots(rows)) for name, rows in drawn.items()]
    alt = f"Graphique à points, {title} : " + " ; ".join(
        f"{indicators.indicator(name).label}, " + listing([f"{label} {row_text(row)}" for label, row in rows])
        for name, rows in drawn.items()
    )
    return View(
        picture=charts.image(charts.gaps(lines, indicators.indicator(next(iter(drawn))).unit), alt + "."),
        title=title,
        alt=alt + ".",
        sources=sources,
        data=data,
        message=message + _undrawn([name for name in rows_of if name not in drawn]),
    )


def _dots(rows: Sequence[tuple[str, pd.Series]]) -> pd.DataFrame:
    return pd.DataFrame([{"label": label, **{name: row[name] for name in _BOUNDED}} for label, row in rows])


def _undrawn(names: Sequence[str]) -> str:
    """Which lines have no dot, and where their figures are."""
    if not names:
        return ""
    labels = listing([inside(indicators.indicator(name).label) for name in names])
    under = of_kind(Mark.THRESHOLD, number(least()))
    return f" Effectifs trop petits pour un dessin (moins de {under}) : {labels}. Le tableau les donne."


def _wrapped(label: str) -> str:
    """A long label on two lines or more, to fit the margin."""
    return "\n".join(textwrap.wrap(label, 34))


def _gap_message(diagnostic: Diagnostic, names: Sequence[str]) -> str:
    """Which of the gaps to the first comparator that has a figure may be told, grouped by verdict."""
    against = [one for name in names if (one := comparator(diagnostic, name))]
    levels = {place.level for place, _ in against}
    territory = next((one for one in diagnostic.comparators if one.level in levels), None)
    if territory is None:
        return ""
    groups: dict[tuple[str, str], list[str]] = {}
    for name in names:
        found = diagnostic.verdict(name, territory.level)
        groups.setdefault((found.label, found.reason), []).append(inside(indicators.indicator(name).label))
    several = groups.items()
    told = " ; ".join(
        f"{gap} ({listing(labels)}){f', {of_kind(Mark.TEXT, html.escape(reason))}' if reason else ''}"
        for (gap, reason), labels in several
    )
    return f"{diagnostic.territory.name}, au regard {html.escape(territory.of_name)} : {told}."


def _gaps_table(title: str, rows_of: dict[str, list[tuple[str, pd.Series]]]) -> str:
    labels = list(dict.fromkeys(label for rows in rows_of.values() for label, _ in rows))
    frame = pd.DataFrame({"Indicateur": [indicators.indicator(name).label for name in rows_of]})
    for label in labels:
        cells = [dict(rows) for rows in rows_of.values()]
        frame[label] = [_cell(found[label]) if label in found else "—" for found in cells]
    return tables.plain(title, frame)


def _valued_rows(diagnostic: Diagnostic, name: str) -> list[tuple[str, pd.Series]]:
    """The rows with a value at the vintage shown: the territory first, then its comparators."""
    candidates = [(diagnostic.territory.name, diagnostic.own(name))]
    candidates += [(one.name, diagnostic.row(name, one.level)) for one in diagnostic.comparators]
    return [(label, row) for label, row in candidates if row is not None and readable(row)]


def composition(
    diagnostic: Diagnostic, names: Sequence[str], labels: Sequence[str], title: str, message: str
) -> View | Block | None:
    """Stacked bars of indicators that are parts of one whole, one bar a territory that has all of them."""
    rows = {name: dict(_valued_rows(diagnostic, name)) for name in names}
    places = [label for label in rows[names[0]] if all(label in found for found in rows.values())]
    if not places:
        return None
    unit = indicators.indicator(names[0]).unit
    parts = [
        (label, [rows[name][place]["value"] for place in places]) for name, label in zip(names, labels, strict=True)
    ]
    frame = pd.DataFrame({"Territoire": places})
    for name, label in zip(names, labels, strict=True):
        frame[label] = [_cell(rows[name][place]) for place in places]
    if few(pd.DataFrame([rows[name][places[0]] for name in names])):
        return worded(title, message, diagnostic.source_lines(list(names)), tables.plain(title, frame))
    bars = [
        f"{place} : {listing([f'{inside(label)} {quantity(values[bar], unit)}' for label, values in parts])}"
        for bar, place in enumerate(places)
    ]
    alt = f"Barres empilées, {title.rstrip(' ?')}. {' ; '.join(bars)}."
    return View(
        picture=charts.image(charts.stacked(places, parts, unit), alt),
        title=title,
        alt=alt,
        sources=diagnostic.source_lines(list(names)),
        data=tables.plain(title, frame),
        message=message,
    )


def age_pyramid(diagnostic: Diagnostic) -> View | Block | None:
    """The age pyramid of the territory, in shares, with its département's outline, from the census by age."""
    vintages = diagnostic.shelf.vintages("rp_ages", ("F_Y0T4",))
    if not vintages:
        return None
    every = (
        (one.name, _ages(diagnostic, one, vintages[-1])) for one in (diagnostic.territory, *diagnostic.comparators)
    )
    counts = {name: ages for name, ages in every if ages is not None}
    names = list(counts)
    if len(names) < 2 or names[0] != diagnostic.territory.name:
        return None
    department = next((one.name for one in diagnostic.comparators if one.level is Level.DEPARTEMENT), names[1])
    department = department if department in names else names[1]
    own, other = (100 * counts[name] / counts[name].to_numpy().sum() for name in (names[0], department))
    bands = [_band_label(band) for band in BANDS]
    both = own.sum(axis=1)
    widest = int(both.to_numpy().argmax())
    share = _percent(both.iloc[widest])
    biggest = of_kind(Mark.SOURCE, f"{bands[widest]} ans, {share}")
    most = f"La tranche la plus nombreuse est celle des {biggest} de la population."
    alt = f"Pyramide des âges, {names[0]} (barres) et {department} (trait). {spoken(most)}"
    frame = pd.DataFrame({"Âge": bands})
    for label, table in ((names[0], own), (department, other)):
        for column, word in (("women", "femmes"), ("men", "hommes")):
            frame[f"{label}, {word}"] = [_percent(value) for value in table[column]]
    title = f"Qui habite {diagnostic.territory.at_name} ? La pyramide des âges"
    sources = diagnostic.told([f"rp_ages@{vintages[-1]}"])
    data = tables.plain("Part de chaque âge dans la population", frame, Mark.SOURCE)
    if counts[names[0]].sum(axis=1).max() < least():
        return worded(title, most, sources, data)
    return View(
        picture=charts.image(charts.pyramid(bands, list(own["women"]), list(own["men"]), other), alt),
        title=title,
        alt=alt,
        sources=sources,
        data=data,
        message=f"Barres : {names[0]} ; trait : {department}. En part de la population totale. {most}",
    )


def _percent(value: float) -> str:
    return f"{number(value, 1)}\u202f%"


def _ages(diagnostic: Diagnostic, territory: Territory, vintage: str) -> pd.DataFrame | None:
    """The inhabitants of each age band, women and men; None where a band has no figure."""
    seen = Resolved(diagnostic.shelf, Targets.of([territory]))
    row = seen.cells("rp_ages", vintage, aged()).values.iloc[0]
    if row.isna().any():
        return None
    return pd.DataFrame({"women": [row[f"F_{band}"] for band in BANDS], "men": [row[f"M_{band}"] for band in BANDS]})


def _band_label(band: str) -> str:
    if band.startswith("Y_GE"):
        return f"{band[4:]} et plus"
    start, end = band[1:].split("T")
    return f"{start}-{end}"
