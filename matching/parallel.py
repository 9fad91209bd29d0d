"""Work on both cores: threads over independent parts, results in the order of the parts."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
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
        contexts = [copy_context() for _ in parts]  # a horizon holds in threads too
        return list(pool.map(lambda context, part: context.run(work, part), contexts, parts))


def ahead(work: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
    """Yield `work(part)` for each part, in order; the next one is worked on while the caller uses the last.

    As with `each`, but no more than two results are held at a time, and what the caller does not ask for is not done.
    """
    if cores() < 2:
        yield from map(work, parts)
        return
    waiting: deque[Future] = deque()
    with ThreadPoolExecutor(1) as pool:
        for part in parts:
            waiting.append(pool.submit(copy_context().run, work, part))
            if len(waiting) > 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def slices(rows: int, size: int) -> list[slice]:
    """Return slices of at most `size` rows that cover `rows`."""
    return [slice(start, min(start + size, rows)) for start in range(0, rows, size)]
