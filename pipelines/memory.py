"""What cleaning and matching said of texts, kept below the home so that the next run asks only about new ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from matching.remembered import How, recall, recalling
from pipelines.code import code_print
from pipelines.store import Store
from quality import helpers

_TOLD = How(tuple, tuple)


@contextmanager
def remembering(store: Store) -> Iterator[None]:
    """Let all that a text alone decides be told once, as long as the code is the same (`memory/`)."""
    with recalling(store.folder("memory"), code_print("matching", "quality")):
        token = helpers.RECALL.set(lambda name, texts, tell: recall(name, _TOLD, texts, tell))
        try:
            yield
        finally:
            helpers.RECALL.reset(token)
