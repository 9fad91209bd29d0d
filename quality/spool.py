"""Large columns in temporary files that are mapped into memory instead of held in it.

A mapped array is an ordinary Arrow or NumPy array: who computes with it need not know. Its pages come from the
file when they are touched and leave memory with `Spool.release`, so that peak memory follows what is being worked
on and not what has been worked on. The files have no name (`tempfile.TemporaryFile`): they are gone when the
arrays are, or the process. They lie where `TMPDIR` says.
"""

import ctypes
import mmap
import os
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import chain
from typing import TypeVar

import numpy as np
import pyarrow as pa

from quality import texts
from quality.texts import held_by, light, plain, valid_of

LEAST = 1 << 21
"""Arrays of fewer bytes stay in memory."""

SLICE = 1 << 18
"""Rows that are worked on at a time."""

RESIDENT = 160 << 20
"""Bytes of mapped files, libraries included, that may be in memory before work in parts lets go of them."""

_GUARD = threading.Lock()
_MAPS: weakref.WeakSet = weakref.WeakSet()  # every map that is alive, whoever asked for it


_Item, _Made = TypeVar("_Item"), TypeVar("_Made")


def side_by_side(work: Callable[[_Item], _Made], items: Sequence[_Item]) -> list[_Made]:
    """Work on items two at a time and return what was made in their order.

    Arrow and NumPy let go of the interpreter while they compute; two at a time keep memory small.
    """
    workers = min(2, os.cpu_count() or 1, len(items))
    if workers < 2:
        return [work(item) for item in items]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, items))


class Spool:
    """Maps what it is given to keep, from `LEAST` bytes on; works on `SLICE` rows at a time."""

    @property
    def least(self) -> int:
        """The size (bytes) from which arrays are mapped."""
        return LEAST

    @property
    def rows(self) -> int:
        """The number of rows that are worked on at a time."""
        return SLICE

    def text(self, parts: Iterable[pa.Array]) -> pa.Array:
        """Return text arrays end to end as one array (string, or large_string past 2 GiB); nulls stay nulls."""
        offsets, nulls, content = _Sink(), _Sink(), _Sink()
        offsets.write(np.zeros(1, np.int64))
        count = missing = 0
        for part in parts:
            count, missing = count + len(part), missing + part.null_count
            nulls.write(valid_of(part) if part.null_count else np.ones(len(part), bool))
            begins, held = held_by(part)
            offsets.write(begins[1:] + content.size)
            content.write(held)
        small = content.size <= texts.MOST
        begins = self._mapped(offsets, np.int64)
        begins = self.numbers(begins.astype(np.int32)) if small else begins
        flags = self._mapped(nulls, bool)
        valid = pa.py_buffer(np.packbits(flags, bitorder="little")) if missing else None
        made = pa.StringArray if small else pa.LargeStringArray
        held = pa.py_buffer(self._mapped(content, np.uint8))
        return made.from_buffers(count, pa.py_buffer(begins), held, valid, missing)

    def join(self, parts: Iterable[pa.Array]) -> pa.Array:
        """Return text arrays end to end as one array, mapped where they are large together."""
        parts, held, size = iter(parts), [], 0
        for part in parts:
            held.append(part)
            size += part.nbytes
            if size >= self.least:
                return self.text(chain(held, parts))
        return pa.concat_arrays(held) if held else pa.array([], pa.string())

    def array(self, values: pa.Array | pa.ChunkedArray) -> pa.Array:
        """Return text as one array, mapped where it is large."""
        if isinstance(values, pa.ChunkedArray):
            return values.chunk(0) if values.num_chunks == 1 else self.join(values.chunks)
        return values if values.nbytes < self.least or not pa.types.is_string(values.type) else self.text([values])

    def numbers(self, values: np.ndarray) -> np.ndarray:
        """Return numbers, mapped (and read-only) where they are many."""
        if values.nbytes < self.least:
            return values
        sink = _Sink()
        sink.write(values)
        return self._mapped(sink, values.dtype)

    def chain(self, parts: Iterable[np.ndarray], kind: type | np.dtype) -> np.ndarray:
        """Return arrays of numbers end to end as one, mapped (and read-only) where it is large."""
        parts, held, size = iter(parts), [], 0
        for part in parts:
            held.append(part)
            size += part.nbytes
            if size >= self.least:
                sink = _Sink()
                for one in chain(held, parts):
                    sink.write(one)
                return self._mapped(sink, np.dtype(kind))
        return np.concatenate(held) if held else np.zeros(0, kind)

    def table(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> pa.Table:
        """Return a stream of batches as one table."""
        file = tempfile.TemporaryFile()  # noqa: SIM115 the map outlives it
        with pa.ipc.new_file(file, schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
        file.flush()
        return pa.ipc.open_file(pa.py_buffer(self._map(file))).read_all()

    def gathered(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> pa.Table:
        """Return a stream of batches as one table, mapped where it is large."""
        batches, held, size = iter(batches), [], 0
        for batch in batches:
            held.append(batch)
            size += batch.nbytes
            if size >= self.least:
                return self.table(chain(held, batches), schema)
        return pa.Table.from_batches(held, schema)

    def release(self) -> None:
        """Let go of the pages of all spools; they come back from the files when they are touched again."""
        with _GUARD:
            alive = list(_MAPS)
        for held in alive:
            if hasattr(held, "madvise"):
                held.madvise(mmap.MADV_DONTNEED)
        pa.default_memory_pool().release_unused()
        _trimmer()(0)

    def ease(self) -> None:
        """Release the pages of all spools where more than `RESIDENT` bytes of files are in memory."""
        if _resident() > RESIDENT:
            self.release()

    def _mapped(self, sink: "_Sink", kind: type | np.dtype) -> np.ndarray:
        if sink.size:
            return np.frombuffer(self._map(sink.file), kind)
        sink.file.close()
        return np.zeros(0, kind)

    def _map(self, file) -> mmap.mmap:
        file.flush()
        held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        file.close()
        with _GUARD:
            _MAPS.add(held)
        return held


class _Sink:
    """A temporary file that takes arrays one after the other."""

    def __init__(self):
        self.file, self.size = tempfile.TemporaryFile(), 0  # noqa: SIM115 the map outlives it

    def write(self, values: np.ndarray) -> None:
        self.file.write(np.ascontiguousarray(values).view(np.uint8).data)
        self.size += values.nbytes


def slices(values: pa.Array | pa.ChunkedArray, rows: int = 0) -> Iterator[tuple[pa.Array, int]]:
    """Yield the array in parts of at most `rows` (0: `SLICE`), each with the place where it starts.

    Texts come as `string`, those of more than 2 GiB in all as well.

    >>> [(part.to_pylist(), at) for part, at in slices(pa.array("abc"), 2)]
    [(['a', 'b'], 0), (['c'], 2)]
    """
    for start, end in bounds(len(values), rows):
        for at, stop in light(values, start, end):
            part = values.slice(at, stop - at)
            if isinstance(part, pa.ChunkedArray):
                part = part.chunk(0) if part.num_chunks == 1 else part.combine_chunks()
            yield plain(part), at


def bounds(length: int, rows: int = 0) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of consecutive parts of at most `rows` (0: `SLICE`); mapped pages do not pile up meanwhile."""
    rows = rows or SLICE
    for start in range(0, length, rows):
        if start:
            Spool().ease()
        yield start, min(length, start + rows)


def pieces(values: pa.Array) -> list[pa.Array]:
    """Return texts as arrays of type `string` end to end: one where they fit."""
    return [part for part, _ in slices(values)] if pa.types.is_large_string(values.type) else [values]


@cache
def _trimmer() -> Callable[[int], int]:
    """Return what gives freed memory back to the system, where the C library has it.

    The GNU library keeps freed arrays of up to 32 MB in its heaps once it has seen a few of them.
    """
    try:
        return ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):
        return lambda _pad: 0


def _resident() -> int:
    """Return the bytes of files that are in this process's memory; many where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as told:
            return int(told.read().split()[2]) * mmap.PAGESIZE
    except OSError:
        return RESIDENT + 1
