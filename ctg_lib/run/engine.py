"""The engine `ctg` of papermill: the cells of a notebook run in a fork of a warm process.

papermill imports this module whenever it is imported itself (an entry point in pyproject.toml): nothing heavy here.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import nbformat
from papermill.engines import Engine

if TYPE_CHECKING:
    from ctg_lib.run.notebook import Kernels


class WarmEngine(Engine):
    """The cells of a notebook in a fork: papermill’s own marks and saves around each of them, our kernel inside."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        warm: Kernels | None = None,
        execution_timeout: float | None = None,
        **_: Any,
    ) -> None:
        """warm: where to take its kernel; without it, one is started for this notebook alone."""
        if warm is None:
            from ctg_lib.run.warm import Warm

            with Warm() as own:
                return cls.execute_managed_notebook(nb_man, kernel_name, own, execution_timeout)
        # What an ordinary kernel says of itself, which a notebook keeps.
        from ipykernel.ipkernel import IPythonKernel

        nb_man.nb.metadata.language_info = nbformat.from_dict(IPythonKernel.language_info)
        with closing(warm.fork()) as kernel:
            for place, cell in enumerate(nb_man.nb.cells):
                if cell.cell_type == "code" and cell.source.strip():
                    nb_man.cell_start(cell, place)
                    cell.outputs, cell.execution_count = kernel.run(cell.source, execution_timeout)
                    if any(one.output_type == "error" for one in cell.outputs):
                        nb_man.cell_exception(cell, place)
                        return None
                nb_man.cell_complete(cell, place)
        return None
