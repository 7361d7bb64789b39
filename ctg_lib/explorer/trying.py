"""An indicator tried before it is written for good: declared in a cell, reckoned by the engine, shown as a page would.

Nothing of it enters the catalogue, a diagnostic or a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import cached_property, partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import pandas as pd

from ctg_lib import chapters, indicators
from ctg_lib.chapters import distribution, mapping
from ctg_lib.chapters.chapter import compared
from ctg_lib.chapters.context import Diagnostic
from ctg_lib.errors import UsageError
from ctg_lib.explorer import blocks, recipe
from ctg_lib.indicators import declaration
from ctg_lib.indicators.declaration import Indicator, Role
from ctg_lib.reading.definition import Definition
from ctg_lib.reading.reading import Reading
from ctg_lib.value import Status
from ctg_lib.views.view import Block, View
from ctg_lib.views.wording import number, plural

if TYPE_CHECKING:
    from ctg_lib.explorer.menus import Menus

_NOT_YET = "Rien n’est encore déclaré : exécuter d’abord la cellule qui déclare l’indicateur (« with essai: »)."


class Trial:
    """Opened by `with`, it takes the one indicator that is declared inside, by the words of docs/ajouter.md.

    A cell may be run again at will, and an id of the catalogue may be tried anew. Displayed in JupyterLab, it is a
    choice of what is shown and of a chapter. Raises UsageError where none or several are declared.
    """

    def __init__(self, diagnostic: Diagnostic) -> None:
        self._opened = diagnostic
        self._one: Indicator | None = None
        self._seen: Diagnostic | None = None

    # --- Declaring ---

    def __enter__(self) -> Self:
        # Modules that are imported only now would enter the trial.
        indicators.catalogue()
        self._one = self._seen = None
        self.__dict__.pop("menus", None)
        self._aside: AbstractContextManager[dict[str, Indicator]] = declaration.set_aside()
        self._declared = self._aside.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._aside.__exit__(kind, error, trace)
        if error is not None:
            return
        if len(self._declared) != 1:
            names = ", ".join(self._declared) or "aucun"
            raise UsageError(f"Une cellule essaie un indicateur, et un seul. Déclarés ici : {names}.")
        (self._one,) = self._declared.values()
        # Tables are read once; figures are reckoned anew.
        self._seen = Diagnostic(self._opened.territory, self._opened.date, self._opened.shelf)

    @property
    def indicator(self) -> Indicator:
        """The one that was declared. Raises UsageError before."""
        if self._one is None:
            raise UsageError(_NOT_YET)
        return self._one

    @contextmanager
    def _within(self) -> Iterator[Diagnostic]:
        """The diagnostic, while the catalogue has the indicator."""
        with indicators.tried(self.indicator):
            assert self._seen is not None, "declared with the indicator"
            yield self._seen

    # --- What it gives ---

    def definition(self) -> Block:
        """The declaration as a reader would be told of it: question, columns, formula, precision, secrecy."""
        return Block(Definition.of(self.indicator)._repr_html_())

    def figure(self) -> Block:
        """The figure of the territory, its status and interval, what it is compared with and its sources."""
        with self._within() as seen:
            return Block(Reading(seen, self.indicator.id)._repr_html_())

    def explanation(self) -> str:
        """From the figure to the file, the row and the column, as `ctg explain` would tell it."""
        with self._within() as seen:
            return Reading(seen, self.indicator.id).explain().as_text()

    def communes(self) -> pd.DataFrame:
        """The figure of every commune of the département: `reading.rows.COLUMNS`."""
        with self._within() as seen:
            return Reading(seen, self.indicator.id).distribution()

    def statuses(self) -> Block:
        """How many communes of the département have a figure, and why the others have none."""
        rows = self.communes()
        told = Counter(map(_having, rows["status"], rows["reason"]))
        lines = [(words, number(count)) for words, count in told.most_common()]
        said = f"{plural(len(rows), 'commune regardée', 'communes regardées')}." if len(rows) else "Aucune ici."
        columns = ("Leur chiffre", "Communes")
        return blocks.tabled("Toutes les communes du département", said, columns, lines)

    def spread(self) -> Block | View:
        """Where the territory stands among the communes of its département; words where that would say nothing."""
        with self._within() as seen:
            found = distribution.among(self.indicator.id)(seen)
        if isinstance(found, View):
            found = replace(found, message=blocks.unlinked(found.message))
        return found or blocks.said("Trop peu de communes ont un chiffre sûr pour situer le territoire.")

    def map(self) -> Block | View:
        """The indicator over the communes around; words where fewer than two of them have a figure."""
        with self._within() as seen:
            found = mapping.choropleth(seen, [self.indicator.id], self.indicator.label)
        return found or blocks.said("Moins de deux communes ont un chiffre à montrer sur une carte.")

    def in_chapter(self, identifier: str) -> Block:
        """The table of a chapter with the indicator on its last line, among the services if it is one.

        Raises UsageError, which names the chapters, for one that does not exist.
        """
        with self._within() as seen:
            chapter = chapters.opened(identifier, seen).chapter
            own = chapter.services if self.indicator.role is Role.SERVICE else chapter.needs
            names = (*(name for name in own if name != self.indicator.id), self.indicator.id)
            return blocks.alone(compared(seen, f"{chapter.title}, avec l’indicateur essayé (dernière ligne)", names))

    def to_write(self) -> Block:
        """What to write for good: which files, the case to work out by hand, and the commands that check it."""
        with self._within() as seen:
            return recipe.told(self.indicator, seen)

    # --- In JupyterLab ---

    @property
    def offered(self) -> Mapping[str, tuple[str, Callable[[], Block | View]]]:
        """What may be shown, by name: its French words, and how it is made."""
        shown: dict[str, tuple[str, Callable[[], Block | View]]] = {
            "figure": ("Le chiffre", self.figure),
            "definition": ("La déclaration, en clair", self.definition),
            "statuses": ("Toutes les communes : qui a un chiffre", self.statuses),
            "spread": ("Toutes les communes : leur répartition", self.spread),
            "map": ("La carte", self.map),
            "to_write": ("Ce qu’il reste à écrire", self.to_write),
        }
        every = chapters.every().values()
        return shown | {
            one.id: (f"Dans le chapitre « {one.title} »", partial(self.in_chapter, one.id)) for one in every
        }

    @cached_property
    def menus(self) -> Menus:
        """The widget: `menus.choices["shown"].value`, a name of `offered`."""
        from ctg_lib.explorer.menus import parts

        return parts(self.offered)

    def _repr_mimebundle_(self, **asked: object) -> dict[str, Any]:
        return self.menus.bundle(**asked)


def _having(status: str, reason: str) -> str:
    """« Publié », « Arrondi par le producteur », « Secret statistique »: a status, and why a figure is not shown."""
    label = Status(status).label
    why = f" ({reason})" if reason and reason.casefold() != label.casefold() else ""
    return f"{label[0].upper()}{label[1:]}{why}"
