"""One load at a time on this machine, whoever starts it: a file lock that dies with its process."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.errors import GateClosed
from pipelines.store import Store

POOL = "target"


@contextmanager
def one_load_at_a_time(store: Store) -> Iterator[None]:
    """Hold the lock of the target while loading, promoting or rolling back.

    The ledger in the target fences writers of other machines; this spares them the race.

    Raises
    ------
    GateClosed
        Another run holds it.
    """
    with store.path("load.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            why = "another run is writing to the target"
            raise GateClosed(
                "one load at a time", why, "Wait for it to end, then run the same command again."
            ) from None
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)
