"""A long table to search in, sort and leaf through, in French; its script stands in it, the network is not asked."""

from __future__ import annotations

import html
import re
import warnings
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

import pandas as pd

from ctg_lib.views import tables

# What DataTables says, in French: https://datatables.net/reference/option/language
FRENCH: dict[str, Any] = {
    "search": "Chercher\u00a0:",
    "lengthMenu": "_MENU_ lignes à la fois",
    "info": "Lignes _START_ à _END_ sur _TOTAL_",
    "infoEmpty": "Aucune ligne",
    "infoFiltered": "(_MAX_ en tout)",
    "zeroRecords": "Rien ne porte ces mots.",
    "emptyTable": "Le tableau est vide.",
    "thousands": "\u202f",
    "decimal": ",",
    "paginate": {"first": "Début", "previous": "Avant", "next": "Suite", "last": "Fin"},
    "aria": {
        "orderable": "\u00a0: trier",
        "orderableReverse": "\u00a0: trier dans l’autre sens",
        "orderableRemove": "\u00a0: ne plus trier",
        "paginate": {
            "first": "Première page",
            "previous": "Page d’avant",
            "next": "Page suivante",
            "last": "Dernière page",
        },
    },
}
AT_ONCE = 10
# One name a table shown: two of the same frame in a notebook must not be taken for one.
_NUMBERS = count(1)


@dataclass(frozen=True)
class LongTable:
    """A frame of French text under a caption, its columns already named in French."""

    frame: pd.DataFrame
    caption: str

    def __repr__(self) -> str:
        return f"{self.caption}\n{self.frame.to_string(index=False)}"

    def _repr_html_(self) -> str:
        from itables import to_html_datatable

        name = f"ctg_tableau_{next(_NUMBERS)}"
        with warnings.catch_warnings():
            # It takes the words of DataTables for plain texts; those of `paginate` and `aria` are one level below.
            warnings.simplefilter("ignore", SyntaxWarning)
            made = to_html_datatable(
                self.frame,
                connected=False,
                table_id=name,
                language=FRENCH,
                lengthMenu=[AT_ONCE, 5 * AT_ONCE, 50 * AT_ONCE],
                classes="display compact",
                columnDefs=[{"className": "dt-left", "targets": "_all"}],
                style="width:100%;margin:0;text-align:left",
                maxBytes=0,
                display_logo_when_loading=False,
                autoWidth=False,
            )
        # What stands there until the script runs, or where it may not, is English and cut short: the whole, in French.
        whole = tables.plain(self.caption, self.frame.map(html.escape))
        made = re.sub(
            rf'(?s)(<div id="{name}_fallback">).*?(</div><script>)', lambda one: one[1] + whole + one[2], made
        )
        made = re.sub(r"Loading ITables.*?\?\)", "Le tableau se prépare…", made, flags=re.DOTALL)
        title = f"<p><strong>{html.escape(self.caption)}</strong></p>"
        return f'{_script()}<div lang="fr">{title}{made}</div>'


@cache
def _script() -> str:
    """DataTables and its look, from the package; a page that already has them keeps its own."""
    from itables import options
    from itables.javascript import generate_init_offline_itables_html

    # What follows the script is English, for whoever does not run it.
    return generate_init_offline_itables_html(options.dt_bundle).partition("</script>")[0] + "</script>"
