"""Frames to find a name in: territories, communes, indicators."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ctg_lib import articles, geography, indicators
from ctg_lib.chapters.inventory import indicators_declared
from ctg_lib.gazetteer import Level, gazetteer
from ctg_lib.suggestions import says
from ctg_lib.territory import Territory
from ctg_lib.views.wording import alphabetical

COMMUNES = ("code", "name", "epci", "departement", "population", "year")


def communes(codes: Iterable[str]) -> pd.DataFrame:
    """Current communes, by code (`COMMUNES`): population is the newest legal one (municipale), of `year`."""
    wanted, book = sorted(codes), gazetteer().communes
    columns = geography.table("populations", ("code", "year", "population_municipale"))
    people = pd.DataFrame(columns).dropna(subset=["population_municipale"])
    people = people[people["code"].isin(wanted)].sort_values(["code", "year"]).drop_duplicates("code", keep="last")
    people = people.set_index("code").reindex(wanted).astype("Int64")
    return pd.DataFrame(
        {
            "code": pd.Series(wanted, dtype="str"),
            "name": pd.Series([articles.typographic(book[code].name or code) for code in wanted], dtype="str"),
            "epci": pd.Series([book[code].epci for code in wanted], dtype="str"),
            "departement": pd.Series([book[code].departement for code in wanted], dtype="str"),
            "population": people["population_municipale"].array,
            "year": people["year"].array,
        }
    )


def found(text: str) -> pd.DataFrame:
    """The territories that a text may mean, the likeliest first; within a way of matching, in alphabetical order."""
    places = gazetteer().search(text)
    rows = [(*_described(level, code), how) for (level, code), how in places.items()]
    frame = pd.DataFrame(rows, columns=["code", "name", "level", "departement", "epci", "match"], dtype="str")
    order = {how: rank for rank, how in enumerate(dict.fromkeys(places.values()))}
    keys = frame.assign(_how=frame["match"].map(order), _name=frame["name"].map(alphabetical))
    return frame.loc[keys.sort_values(["_how", "_name", "departement"], kind="stable").index].reset_index(drop=True)


def _described(level: Level, code: str) -> tuple[str, str, str, str, str]:
    """Code, name, level, names of its départements, name of its EPCI."""
    place = Territory.region(code) if level is Level.REGION else Territory.of(code)
    above = place.parents() if level in (Level.COMMUNE, Level.EPCI) else ()
    names = {one: ", ".join(each.name for each in above if each.level is one) for one in Level}
    return code, place.name, str(level), names[Level.DEPARTEMENT], names[Level.EPCI]


_SEARCHED = ("label", "question", "reference", "id")


def catalogue(theme: str | None, words: str) -> pd.DataFrame:
    """The declared indicators of a theme, whose label, question, reference or id holds these words.

    The reference has the name that the producer gives: « taux de couverture ».
    """
    rows = [
        {**row, **{name: ", ".join(dict.fromkeys(row[name])) for name in ("sources", "columns")}}  # type: ignore[call-overload]  # both are lists of names
        for row in indicators_declared(theme)
        if not words or says(" ".join(str(row[name]).replace("_", " ") for name in _SEARCHED), words)
    ]
    first = next(iter(indicators.catalogue().values()))
    return pd.DataFrame(rows, columns=list(indicators_declared(first.theme)[0]))
