"""Work on both cores: threads over independent parts, results in the order of the parts."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(work: Callable[[Part], Result], parts: Iterable[Part]) -> list[Result]:
    """Return `work(part)` for each part; `work` must lean on code that lets other threads run (numpy, rapidfuzz).

    No part may depend on another, so that the outcome is that of a loop.
    """
    parts = list(parts)
    if len(parts) < 2 or cores() < 2:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(cores()) as pool:
        return list(pool.map(work, parts))


def slices(rows: int, size: int) -> list[slice]:
    """Return slices of at most `size` rows that cover `rows`."""
    return [slice(start, min(start + size, rows)) for start in range(0, rows, size)]
