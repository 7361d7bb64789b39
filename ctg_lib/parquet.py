"""Reading Parquet on the calling thread: a process that is forked for its notebooks must have no other (`run.kernel`).

The tables of a diagnostic are small: the pool of threads that Arrow would start gains nothing on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    import pandas as pd


def table(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Some columns of a file, in the order asked; all of them by default.

    Raises OSError or pyarrow.ArrowException (a ValueError) for a file that cannot be read, KeyError for a column that
    it lacks.
    """
    with pq.ParquetFile(path, pre_buffer=False) as file:
        read = file.read(columns=None if columns is None else list(columns), use_threads=False)
    return read if columns is None else read.select(list(columns))


def frame(path: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The same as a frame, with the types that pandas gave it when it was written."""
    return table(path, columns).to_pandas(use_threads=False)


def batches(path: Path, columns: Sequence[str], rows: int = 1 << 18) -> Iterator[pa.RecordBatch]:
    """Some columns of a file too long to be held, so many rows at a time; its errors are those of `table`."""
    with pq.ParquetFile(path, pre_buffer=False) as file:
        yield from file.iter_batches(batch_size=rows, columns=list(columns), use_threads=False)
