"""`make bench`: ten tables of counts over the communes of a département, protected; what it costs, and what is kept.

The figures are generated: many small ones, some large. The cost is told beside that of computing the indicators of the
same tables, in the same run. What is hidden beside the small counts is told as a share of the cells that are not small.
"""

from __future__ import annotations

import sys
from collections import Counter

import numpy as np
import pandas as pd

from ctg_lib import indicators, sources
from ctg_lib.indicators.cells import Resolved, Shelf
from ctg_lib.indicators.engine import compute
from ctg_lib.indicators.targets import Targets
from ctg_lib.secrecy.draft import Label
from ctg_lib.secrecy.grid import Row
from ctg_lib.secrecy.ledger import Ledger
from ctg_lib.secrecy.protection import Laid, protect
from ctg_lib.secrecy.rules import Rules
from ctg_lib.sources.card import FLAG_COLUMNS, Chain, Table
from ctg_lib.store import INDEX, Manifest, Store
from ctg_lib.territory import Level, Territory
from ctg_lib.views import wording
from tests.benchmarks.national import timed

SOURCE = "offre_locale"
# Ten tables: the sheets that count persons, and whose columns are bound by no other.
COLUMNS = (
    "ENFANTS_2_ANS_SCOLARISES",
    "ENFANTS_GARDES_A_DOMICILE",
    "DEMANDES_NON_SATISFAITES",
    "DEMANDES_HORAIRES_ATYPIQUES",
    "JEUNES_MISSION_LOCALE",
    "CLAS_ENFANTS",
    "EAJE_ENFANTS_HANDICAP",
    "HANDICAP_REFUS",
    "CCAS_AIDES",
    "CCAS_DOMICILIATIONS",
)


def generated(place: Territory, seed: int = 0) -> Laid:
    """What each commune of a place would have counted."""
    draw = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product([["commune"], place.communes], names=INDEX)
    size = draw.lognormal(0.5, 1.4, len(index))
    values = pd.DataFrame({name: draw.poisson(size * draw.uniform(0.5, 6)) for name in COLUMNS}, index, dtype=float)
    part, whole = "DEMANDES_HORAIRES_ATYPIQUES", "DEMANDES_NON_SATISFAITES"
    values[part] = draw.binomial(values[whole].astype(int), 0.3).astype(float)
    blank = pd.DataFrame(columns=FLAG_COLUMNS, dtype="str")
    table = Table(SOURCE, "2025", "classeur", values, blank, unprotected=True)
    return table, Manifest(
        SOURCE, "2025", "classeur", "", "", 0, str(Chain.LOCAL), "", "", "", len(index), len(COLUMNS)
    )


def main() -> int:
    """Print the table, in French."""
    place = Territory.of("42")
    homes = sorted({home.code for one in place.members() for home in one.parents() if home.level is Level.EPCI})
    members: dict[Row, tuple[str, ...]] = {("epci", code): Territory.of(code).communes for code in homes}
    members["departement", place.code] = place.communes
    laid = [generated(place)]
    tables: list[Laid] = []

    def protecting() -> int:
        tables[:] = protect(laid, members, Rules.ours(), Ledger.blank())
        return len(tables)

    def computing() -> int:
        shelf = Shelf(Store(roots=[]).with_tables(tables))
        targets = Targets.of([*place.members(), *map(Territory.of, homes), place])
        asked = [
            one
            for one in indicators.catalogue().values()
            if all(wanted.source == SOURCE and set(wanted.columns) <= set(COLUMNS) for wanted in one.inputs)
        ]
        return len(compute(Resolved(shelf, targets), asked))

    cost, _ = timed(protecting)
    beside, _ = timed(computing)
    labels = Counter(Label(one.label) for table, _ in tables for one in table.decisions)
    cells = sum(table.values.size for table, _ in tables)
    extra = labels[Label.SHIELD] + labels[Label.BLOCK]
    small = labels.total() - extra
    book = sources.source(SOURCE).book
    assert book is not None
    out = sys.stdout.write
    out(f"Secret : {len(place.communes)} communes, {len(homes)} intercommunalités, {len(COLUMNS)} tableaux générés.\n")
    ratio = wording.number(cost / beside, 1)
    out(f"  protéger : {cost:.1f} s de processeur, {ratio} fois le calcul des indicateurs de ces tableaux\n")
    out(f"  masqués : {small} petits effectifs sur {cells} cases, et {extra} autres ")
    out(f"({wording.number(100 * extra / (cells - small), 1)} % de ce qui n’est pas petit)\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
