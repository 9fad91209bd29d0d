"""How often Python looks for what only circles of objects hold."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OFTEN = (100_000, 20, 50)


@contextmanager
def few_collections() -> Iterator[None]:
    """Look less often while a large run is on: it makes values by the million and hardly a circle among them."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_OFTEN)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
