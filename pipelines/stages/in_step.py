"""Tables whose rows belong together by their place, read side by side."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa


def in_step(left: Iterator[pa.Table], right: Iterator[pa.Table]) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Give the parts of two tables in pairs of equal length, wherever either is cut.

    >>> a, b = pa.table({"a": [1, 2, 3]}), pa.table({"b": [4, 5, 6]})
    >>> pairs = in_step(iter([a.slice(0, 2), a.slice(2)]), iter([b.slice(0, 1), b.slice(1)]))
    >>> [(x["a"].to_pylist(), y["b"].to_pylist()) for x, y in pairs]
    [([1], [4]), ([2], [5]), ([3], [6])]
    """
    ours = theirs = None
    while True:
        ours = ours if ours is not None and ours.num_rows else next(left, None)
        theirs = theirs if theirs is not None and theirs.num_rows else next(right, None)
        if ours is None or theirs is None:
            return
        size = min(ours.num_rows, theirs.num_rows)
        if size:
            yield ours.slice(0, size), theirs.slice(0, size)
        ours, theirs = ours.slice(size), theirs.slice(size)
