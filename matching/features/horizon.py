"""The horizon of statistics: which of a table's rows they speak of.

A model that is kept while records are added knows the records it was made from. Those stand first in the table; how
rare a value is, what a column mostly holds, and all else that is counted is counted on them alone, so that a pair means
the same however many records have come since. Without a horizon all rows count.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_KNOWN: ContextVar[int | None] = ContextVar("known", default=None)


def known(rows: int) -> int:
    """Return how many of so many rows, the first ones, statistics speak of."""
    limit = _KNOWN.get()
    return rows if limit is None else min(limit, rows)


def limited() -> bool:
    """Whether there is a horizon."""
    return _KNOWN.get() is not None


@contextmanager
def horizon(rows: int | None) -> Iterator[None]:
    """Let statistics speak of the first `rows` rows only (None: of all) in what is built inside."""
    token = _KNOWN.set(rows)
    try:
        yield
    finally:
        _KNOWN.reset(token)
