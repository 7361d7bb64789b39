"""The services of a territory and of what lies around it, on a map: where their places are known, and where not."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from ctg_lib.analysis.service_types import FAMILIES, TYPES, Type
from ctg_lib.analysis.services import Services
from ctg_lib.chapters import mapping
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.sources import source
from ctg_lib.territory import Territory
from ctg_lib.views import tables
from ctg_lib.views.map_layers import Drawn, Group, Item, Layer, Point
from ctg_lib.views.view import Block, Mark, View, of_kind, source_line
from ctg_lib.views.wording import alphabetical, listing, number, plural


def served(
    names: Sequence[str], title: str, families: Sequence[str] = tuple(FAMILIES)
) -> Callable[[Diagnostic], View | None]:
    """A view: the services of some families over one or several figures, that colour the communes.

    families: those that may be shown, the first of them at first. The view of one commune holds those that touch it.
    None where no commune is coloured, or no service is known.
    """

    def draw(diagnostic: Diagnostic) -> View | None:
        return _drawn(diagnostic, names, title, families)

    return draw


def _drawn(diagnostic: Diagnostic, names: Sequence[str], title: str, families: Sequence[str]) -> View | None:
    figures = [found for name in names if (found := mapping.figure(diagnostic, name))]
    found = _of(diagnostic.services, families)
    near = len(diagnostic.territory.communes) == 1
    if not figures or found.empty:
        return None
    shadings = [mapping.shaded(one) for one in figures]
    drawn = with_services(mapping.ground(diagnostic, title, shadings, near=near), found, families[:1])
    return mapping.view(
        diagnostic,
        drawn,
        figures,
        _message(diagnostic, found),
        tokens=tuple(dict.fromkeys(found["source"])),
        more=counts_table(title, drawn, diagnostic.services, found),
    )


def _of(services: Services, families: Iterable[str]) -> pd.DataFrame:
    """The services of some families."""
    wanted = [kind.id for kind in TYPES.values() if kind.family in set(families)]
    return services.kept[services.kept["type"].isin(wanted)]


def with_services(drawn: Drawn, found: pd.DataFrame, shown: Sequence[str]) -> Drawn:
    """The map with these services (`analysis.services.COLUMNS`); shown: the families drawn at first.

    A service has a point of its own where its degrees are known; the others of a commune share one symbol.
    """
    found = found[found["commune"].isin(drawn.outlines["code"])]
    kinds = [TYPES[name] for name in TYPES if name in set(found["type"])]
    layers = [
        Layer(
            family,
            {kind.letter: kind.one for kind in kinds if kind.family == family.id},
            family.id in shown,
        )
        for family in FAMILIES.values()
        if any(kind.family == family.id for kind in kinds)
    ]
    placed = found["latitude"].notna() & found["longitude"].notna()
    return replace(
        drawn,
        layers=tuple(layers),
        points=tuple(map(_point, found[placed].to_dict("records"))),
        groups=tuple(_groups(drawn, found[~placed])),
    )


def _point(row: Mapping[str, Any]) -> Point:
    kind = TYPES[row["type"]]
    told = [row["name"] or kind.one, f"{kind.one}, {Territory.of(row['commune']).name}"]
    if row["capacity"] == row["capacity"]:
        told.append(plural(row["capacity"], "place"))
    return Point(
        row["latitude"], row["longitude"], kind.family, kind.letter, "\n".join(map(str, told)), float(row["capacity"])
    )


def _groups(drawn: Drawn, found: pd.DataFrame) -> Iterable[Group]:
    shapes = dict(zip(drawn.outlines["code"], drawn.outlines.geometry, strict=True))
    names = dict(zip(drawn.outlines["code"], drawn.outlines["nom"], strict=True))
    counts: dict[str, dict[str, int]] = {}
    for (code, kind), count in found.groupby(["commune", "type"], sort=True)["count"].sum().items():
        counts.setdefault(code, {})[kind] = int(count)
    for code, its in counts.items():
        point = shapes[code].representative_point()
        items = [
            Item(kind.family, kind.letter, its[kind.id], _counted(kind, its[kind.id]))
            for kind in TYPES.values()
            if kind.id in its
        ]
        yield Group(round(point.y, 4), round(point.x, 4), names[code], tuple(items))


def _counted(kind: Type, count: int) -> str:
    return plural(count, kind.one, kind.many)


def _message(diagnostic: Diagnostic, found: pd.DataFrame) -> str:
    """What the territory has and lacks, among the kinds that the map shows."""
    here = found[found["commune"].isin(diagnostic.territory.communes)]
    kinds = [TYPES[name] for name in TYPES if name in set(found["type"])]
    counts = here.groupby("type")["count"].sum()
    has = [html.escape(_counted(kind, int(counts[kind.id]))) for kind in kinds if kind.id in counts.index]
    # What only a list that was set aside knows of is not lacking: the lists do not agree.
    aside = diagnostic.services.aside
    elsewhere = set(aside.loc[aside["commune"].isin(diagnostic.territory.communes) & (aside["count"] > 0), "type"])
    absent = [kind for kind in kinds if kind.id not in counts.index]
    lacks = [html.escape(kind.one) for kind in absent if kind.id not in elsewhere]
    argued = [html.escape(kind.one) for kind in absent if kind.id in elsewhere]
    place = html.escape(diagnostic.territory.at_name)
    told = f"{place[0].upper()}{place[1:]}\u00a0: {of_kind(Mark.COUNT, listing(has))}." if has else ""
    none = f" Dans aucune liste chargée\u00a0: {listing(lacks)}." if lacks else ""
    other = f" La liste retenue n’en a pas, une autre en compte\u00a0: {listing(argued)}." if argued else ""
    return f"{told}{none}{other}".strip()


def counts_table(title: str, drawn: Drawn, services: Services, found: pd.DataFrame) -> str:
    """How many services of each kind in each commune drawn: « — » where no list speaks of the commune."""
    kinds = [TYPES[name] for name in TYPES if name in set(found["type"])]
    names = dict(zip(drawn.outlines["code"], drawn.outlines["nom"], strict=True))
    codes = sorted(names, key=lambda code: alphabetical(names[code]))
    counts = services.counts(codes)
    cells = {"Commune": [html.escape(names[code]) for code in codes]}
    for kind in kinds:
        values = counts[kind.id]
        cells[kind.many[0].upper() + kind.many[1:]] = ["—" if one != one else number(one) for one in values]
    return tables.plain(f"{title} Les services, commune par commune", pd.DataFrame(cells), Mark.SOURCE)


def compared_lists(diagnostic: Diagnostic) -> Block | None:
    """What other lists say of the services of the territory, and why it is not added; None where there is nothing."""
    aside = diagnostic.services.aside
    aside = aside[aside["commune"].isin(diagnostic.territory.communes)]
    if aside.empty:
        return None
    kept = diagnostic.services.kept
    kept = kept[kept["commune"].isin(diagnostic.territory.communes)]
    lines = []
    for (name, token, reason), rows in aside.groupby(["type", "source", "reason"], sort=False):
        mine = kept[kept["type"] == name]
        retained = ", ".join(_list_name(one) for one in dict.fromkeys(mine["source"])) or "—"
        lines.append(
            (
                html.escape(TYPES[str(name)].many[0].upper() + TYPES[str(name)].many[1:]),
                f"{number(mine['count'].sum())} ({html.escape(retained)})",
                f"{number(rows['count'].sum())} ({html.escape(_list_name(str(token)))})",
                html.escape(str(reason)),
            )
        )
    frame = pd.DataFrame(lines, columns=["Service", "Retenu", "Mis de côté", "Pourquoi"])
    caption = f"Les listes qui disent la même chose {diagnostic.territory.at_name}, et celle qui est retenue"
    tokens = dict.fromkeys([*kept["source"], *aside["source"]])
    return Block(tables.plain(caption, frame, Mark.SOURCE) + source_line(diagnostic.told(tokens)))


def _list_name(token: str) -> str:
    name, vintage = token.split("@")
    return f"{source(name).short} {vintage}"
