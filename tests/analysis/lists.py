"""Lists of services that lie in no folder: written in the test, laid before a store. All of it is invented."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ctg_lib.sources.card import FLAG_COLUMNS, PLACE_COLUMNS, Chain, Table
from ctg_lib.store import INDEX, Manifest, Store

Laid = tuple[Table, Manifest]
NOWHERE = {"id": "", "latitude": float("nan"), "longitude": float("nan"), "places": float("nan")}


def laid(
    source: str,
    counted: Mapping[str, Mapping[str, float]],
    places: Sequence[Mapping[str, Any]] = (),
    vintage: str = "2025",
) -> Laid:
    """A table of communes, and the places that it names: kind, name, commune, and what is known of each."""
    values = pd.DataFrame.from_dict(dict(counted), orient="index", dtype=float)
    values.index = pd.MultiIndex.from_product([["commune"], values.index], names=INDEX)
    named = pd.DataFrame([{**NOWHERE, **one} for one in places], columns=[*PLACE_COLUMNS, "places"])
    flags = pd.DataFrame(columns=FLAG_COLUMNS, dtype="str")
    table = Table(source, vintage, "essai", values, flags, places=named if len(named) else None)
    return table, _manifest(table)


def _manifest(table: Table) -> Manifest:
    written = f"{table.values.to_csv()}{'' if table.places is None else table.places.to_csv()}"
    return Manifest(
        source=table.source,
        vintage=table.vintage,
        part="essai",
        file="inventé.csv",
        sha256=hashlib.sha256(written.encode()).hexdigest(),
        size=0,
        chain=str(Chain.PRODUCER),
        origin="",
        ingested="",
        code="",
        rows=0,
        variables=0,
    )


def store(*several: Laid) -> Store:
    """A store that holds these tables and no other."""
    return Store([], several)
