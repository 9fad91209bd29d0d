"""Standardisers on every core: long lists of texts are told part by part, some of them in helper processes.

A standardiser is Python that runs once a text, so threads would wait for one another. A helper is this interpreter
started anew (never a fork: the caller may have threads), asked over its pipes with lists of texts and nothing else; it
leaves when nobody has asked for a while or the caller is gone. Where no helper can be had, or one dies, the caller does
the part itself, so the outcome is that of one call whatever the number of helpers.
"""

import atexit
import marshal
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from importlib import import_module
from itertools import chain
from types import ModuleType
from typing import Any, BinaryIO

from quality.standardise.base import Standard

LEAST = 10_000
"""Texts from which it pays to start helpers."""

PART = 1_000
"""Texts that are told at a time."""

IDLE = 5.0
"""Seconds without a question after which a helper leaves."""

Told = tuple[str | None, str, str, str | None]
Recall = Callable[[str, list[str], Callable[[list[str]], list[Told]]], list[Told]]
RECALL: ContextVar[Recall | None] = ContextVar("recall", default=None)
"""What was told of texts in earlier runs, if anybody keeps it: `recall(name, texts, tell)` tells only what is new."""

_START = "from quality.helpers import serve; serve()"
_SIZE = 8  # bytes that tell how long a message is


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def standardise(module: ModuleType, *columns: list, **options: Any) -> Standard:
    """Return `module.standardise(*columns, **options)`, which must tell each text by itself.

    `columns` are lists of one length (texts, and what goes with each); `options` hold for all of them.
    """
    recall = RECALL.get()
    if recall is None or len(columns[0]) < PART:
        return _standardise(module, *columns, **options)
    texts = columns[0] if len(columns) == 1 else ["\x1f".join(row) for row in zip(*columns, strict=True)]
    place = dict(zip(texts, range(len(texts)), strict=True))

    def tell(new: list[str]) -> list[Told]:
        at = [place[text] for text in new]
        told = _standardise(module, *([column[k] for k in at] for column in columns), **options)
        return list(zip(*_plain(told), strict=True))

    name = "-".join([module.__name__, *(f"{key}={value}" for key, value in sorted(options.items()))])
    return Standard(*(list(column) for column in zip(*recall(name, texts, tell), strict=True)))


def _standardise(module: ModuleType, *columns: list, **options: Any) -> Standard:
    size = len(columns[0])
    if size < LEAST or cores() < 2:
        return module.standardise(*columns, **options)
    todo = deque(range(0, size, PART))
    done: dict[int, tuple] = {}

    def work(helper: "Helper | None") -> None:
        for at in _taken(todo):
            part = [column[at : at + PART] for column in columns]
            told = (
                helper.ask(module.__name__, part, options) if helper else _plain(module.standardise(*part, **options))
            )
            if told is None:
                return todo.append(at)
            done[at] = told
        return None

    with _borrowed(cores() - 1) as helpers:
        threads = [threading.Thread(target=work, args=(helper,), daemon=True) for helper in helpers]
        try:
            for thread in threads:
                thread.start()
            work(None)
        except BaseException:
            todo.clear()
            raise
        finally:
            for thread in threads:
                thread.join()
    work(None)  # what a helper gave back at the last
    in_order = [done[at] for at in range(0, size, PART)]
    return Standard(*(list(chain.from_iterable(part[k] for part in in_order)) for k in range(4)))


def _taken(todo: deque) -> Iterator[int]:
    """Take one after the other, while others do so too."""
    with suppress(IndexError):
        while True:
            yield todo.popleft()


def _plain(standard: Standard) -> tuple[list, ...]:
    return standard.values, standard.states, standard.rules, standard.suggestions


class Helper:
    """One helper process; it dies with its pipes."""

    def __init__(self) -> None:
        """Start it; it reads its modules while the first parts are told elsewhere."""
        path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
            [sys.executable, "-P", "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )

    def ask(self, module: str, columns: Sequence[list], options: dict[str, Any]) -> tuple | None:
        """Return what the standardiser of a module says, as four lists; None where the helper is gone or failed."""
        with suppress(OSError, ValueError, EOFError):
            _send(self.process.stdin, (module, list(columns), options))
            return _receive(self.process.stdout)
        return None

    def lives(self) -> bool:
        """Whether it can still be asked."""
        return self.process.poll() is None

    def close(self) -> None:
        """Let it go."""
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                pipe.close()
        self.process.wait()


_WAITING: list[Helper] = []
_GUARD = threading.Lock()


@contextmanager
def _borrowed(most: int) -> Iterator[list[Helper]]:
    """Up to so many helpers that nobody else is asking: those that wait from before, or new ones."""
    with _GUARD:
        known, _WAITING[:] = list(_WAITING), []
    mine = [helper for helper in known if helper.lives()][:most]
    for helper in known:
        if helper not in mine:
            helper.close()
    frozen = getattr(sys, "frozen", False) or not sys.executable  # packed into a program of its own: no interpreter
    with suppress(OSError):  # no process to be had
        while len(mine) < most and not frozen:
            mine.append(Helper())
    try:
        yield mine
    finally:
        with _GUARD:
            _WAITING.extend(mine)


@atexit.register
def close() -> None:
    """Let all helpers go that wait."""
    with _GUARD:
        waiting, _WAITING[:] = list(_WAITING), []
    for helper in waiting:
        helper.close()


def serve() -> None:
    """Answer questions until nobody asks any more: what a helper process does."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    with suppress(OSError, EOFError, ValueError):
        while True:
            leaving = threading.Timer(IDLE, os._exit, (0,))
            leaving.daemon = True
            leaving.start()
            module, columns, options = _receive(asked)
            leaving.cancel()
            try:
                told = _plain(import_module(module).standardise(*columns, **options))
            except Exception:  # the caller meets the same error and says what is wrong
                told = None
            _send(answers, told)


def _send(pipe: BinaryIO, message: object) -> None:
    held = marshal.dumps(message)
    pipe.write(len(held).to_bytes(_SIZE, "big") + held)
    pipe.flush()


def _receive(pipe: BinaryIO) -> Any:
    size = pipe.read(_SIZE)
    if len(size) < _SIZE:
        raise EOFError
    return marshal.loads(pipe.read(int.from_bytes(size, "big")))  # noqa: S302 - what our own process wrote
