"""Tables parted on disk, so that what has to meet (equal keys, near keys) meets in memory a part at a time."""

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from migration.errors import DiskFull, MigrationError, ReadOnly

MOST_PARTS = 100  # each holds a file open while it is written
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_LZ4 = pa.ipc.IpcWriteOptions(compression="lz4")


def disk_error(error: OSError, path: str) -> MigrationError:
    """What went wrong with the disk, in our words."""
    return (DiskFull if error.errno == 28 else ReadOnly)(path, f"{os.strerror(error.errno or 5)}.")


class Spool:
    """A temporary folder for the parts of a plan; gone when nothing refers to it any more.

    One part alone stays in memory and touches no disk.
    """

    def __init__(self, rows: int, part_rows: int) -> None:
        """`rows` of the largest table, and how many of them may be in memory at once."""
        self.parts, self.part_rows = max(1, min(MOST_PARTS, -(-rows // part_rows))), part_rows
        self._folder: Path | None = None
        self._count = 0

    def place(self) -> Path:
        """A new name for a set of files."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="mergepoint-plan-"))
            weakref.finalize(self, shutil.rmtree, self._folder, True)
        self._count += 1
        return self._folder / str(self._count)


class Parted:
    """A table in the parts of a spool. Write everything, then read."""

    def __init__(self, spool: Spool) -> None:
        """Empty, with as many parts as the spool has."""
        self.spool = spool
        self.rows = 0
        self._held: list[pa.Table] = []
        self._schema: pa.Schema | None = None
        self._files: dict[int, tuple[Path, pa.OSFile, pa.RecordBatchStreamWriter]] = {}
        self._place: Path | None = None
        self._sealed = False

    def add(self, rows: pa.Table, codes: np.ndarray) -> None:
        """Append rows; `codes` (integers) name the part of each. Raises DiskFull or ReadOnly."""
        self._schema = self._schema or rows.schema
        self.rows += rows.num_rows
        if self.spool.parts == 1:
            self._held.append(rows)
            return
        order = np.argsort(codes, kind="stable")
        edges = np.searchsorted(codes[order], np.arange(self.spool.parts + 1))
        rows = rows.take(order)
        try:
            for part in np.flatnonzero(np.diff(edges)).tolist():
                self._writer(part).write_table(rows.slice(edges[part], edges[part + 1] - edges[part]))
        except OSError as error:
            raise disk_error(error, str(self._place)) from None

    def _writer(self, part: int) -> pa.RecordBatchStreamWriter:
        if part not in self._files:
            self._place = self._place or self.spool.place()
            path = self._place.with_suffix(f".{part}")
            file = pa.OSFile(str(path), "wb")
            self._files[part] = (path, file, pa.ipc.new_stream(file, self._schema, options=_LZ4))
        return self._files[part][2]

    def part(self, number: int) -> pa.Table | None:
        """The rows of one part, in the order they were added; None where there are none."""
        if self.spool.parts == 1:
            return pa.concat_tables(self._held) if self._held else None
        if not self._sealed:
            self._seal()
        if number not in self._files:
            return None
        pa.default_memory_pool().release_unused()  # of the part before
        with pa.OSFile(str(self._files[number][0])) as file:
            return pa.ipc.open_stream(file).read_all()

    def _seal(self) -> None:
        self._sealed = True
        try:
            for _, file, writer in self._files.values():
                writer.close()
                file.close()
        except OSError as error:
            raise disk_error(error, str(self._place)) from None

    def filled(self) -> Iterator[pa.Table]:
        """Every part that has rows, in order."""
        for number in range(self.spool.parts):
            part = self.part(number)
            if part is not None:
                yield part


def as_text(table: pa.Table, names: Sequence[str]) -> pa.Table:
    """These columns as text, named "0", "1"…: the form in which keys of different types are compared."""
    return pa.table([table[n].cast(pa.string()) for n in names], names=[str(i) for i in range(len(names))])


def by_text(texts: pa.ChunkedArray, parts: int) -> np.ndarray:
    """A part for each text, equal texts in one part: a polynomial over its bytes, mixed; null as "".

    >>> by_text(pa.chunked_array([["a", "b", "a", None, ""]]), 1).tolist()
    [0, 0, 0, 0, 0]
    """
    if parts == 1 or not len(texts):
        return np.zeros(len(texts), np.int64)
    array = pc.fill_null(texts, "").combine_chunks()
    _, offsets, data = array.buffers()
    ends = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1].astype(np.int64)
    letters = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]] if data else np.zeros(0, np.uint8)
    ends -= ends[0]
    lengths = np.diff(ends)
    with np.errstate(over="ignore"):
        powers = np.multiply.accumulate(np.full(int(lengths.max()) + 1, _MULTIPLIER, np.uint64))
        place = np.arange(len(letters)) - np.repeat(ends[:-1], lengths)
        sums = np.concatenate([[np.uint64(0)], np.cumsum((letters + np.uint64(1)) * powers[place], dtype=np.uint64)])
        mixed = (sums[ends[1:]] - sums[ends[:-1]]) * _MULTIPLIER
    return ((mixed >> np.uint64(33)) % np.uint64(parts)).astype(np.int64)


def by_range(values: pa.ChunkedArray, bounds: pa.Array) -> np.ndarray:
    """A part for each value: how many of the ascending `bounds` it is not below."""
    codes = np.zeros(len(values), np.int64)
    for bound in bounds:
        codes += pc.fill_null(pc.greater_equal(values, bound), False).to_numpy().astype(np.int64)
    return codes
