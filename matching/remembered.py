"""What a function says of a text by the text alone is said once, also from one run to the next.

Folding a name, taking a firm's name apart, reading the numbers of an address: Python that runs once a distinct text,
and most texts of today were there yesterday. Within `recalling(folder, made_by)` such functions answer from what the
same code said before, so that a run costs what is new. Outside of it they are what they were.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

Said = TypeVar("Said")
MOST = 2_000_000  # texts a function remembers
FEW = 50  # texts that are asked about in one go without looking them up
_ENDING = ".arrow"


class Memory:
    """What functions said of texts: a file a function below `folder`, which counts only if `made_by` is the same."""

    def __init__(self, folder: Path, made_by: str) -> None:
        """Open a memory; nothing is read before it is asked for."""
        self.folder, self.made_by = folder, made_by
        self.shelves: dict[str, dict[str, Any]] = {}
        self.packs: dict[str, Callable[[Any], tuple] | None] = {}
        self.known: dict[str, int] = {}

    def shelf(self, name: str, how: "How") -> dict[str, Any]:
        """Return what a function said, by text."""
        if name not in self.shelves:
            held = self._read(name, how)
            self.known[name], self.packs[name] = len(held), how.pack
            return self.shelves.setdefault(name, held)  # of two threads that read it, one has its way
        return self.shelves[name]

    def keep(self) -> None:
        """Write the shelves that grew; each whole or not at all."""
        for name, held in self.shelves.items():
            if len(held) > self.known[name]:
                self._write(name, held)
                self.known[name] = len(held)

    def _read(self, name: str, how: "How") -> dict[str, Any]:
        path = self.folder / f"{name}{_ENDING}"
        if not path.exists():
            return {}
        with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as file:
            if (file.schema.metadata or {}).get(b"made_by") != self.made_by.encode():
                return {}
            columns = [c.cast(_some(c.type)).to_numpy().tolist() for c in file.read_all().columns]
        texts, said = columns[0], columns[1:]
        return dict(zip(texts, said[0] if how.pack is None else map(how.unpack, zip(*said, strict=True)), strict=True))

    def _write(self, name: str, held: dict[str, Any]) -> None:
        pack = self.packs[name]
        said = [held.values()] if pack is None else list(zip(*map(pack, held.values()), strict=True))
        columns = [pa.array(held, pa.string()), *(pa.array(c, None if pack else pa.string()) for c in said)]
        names = [f"c{k}" for k in range(len(columns))]
        table = pa.table(columns, names).replace_schema_metadata({"made_by": self.made_by})
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f".{name}.part"
        with pa.ipc.new_file(str(part), table.schema) as file:
            file.write_table(table)
        part.replace(self.folder / f"{name}{_ENDING}")


def _some(type_: pa.DataType) -> pa.DataType:
    """A column of nothing is read as one of texts."""
    return pa.string() if pa.types.is_null(type_) else type_


class How:
    """How what is said goes into columns (`pack`, to a tuple; None: it is a text) and out of them (`unpack`)."""

    def __init__(self, pack: Callable[[Any], tuple] | None = None, unpack: Callable[[tuple], Any] | None = None):
        """Say both or none."""
        self.pack, self.unpack = pack, unpack


PLAIN = How()
_OPEN: ContextVar[Memory | None] = ContextVar("memory", default=None)


@contextmanager
def recalling(folder: Path, made_by: str) -> Iterator[Memory]:
    """Let functions answer from what was said before by the same code, and keep what they say."""
    memory = Memory(folder, made_by)
    token = _OPEN.set(memory)
    try:
        yield memory
        memory.keep()
    finally:
        _OPEN.reset(token)


def recall(name: str, how: How, texts: list[str], say: Callable[[list[str]], list[Said]]) -> list[Said]:
    """Return `say(texts)`, which must tell each text by itself; what was said before is not asked again."""
    memory = _OPEN.get()
    if memory is None:
        return say(texts)
    held = memory.shelf(name, how)
    new = [text for text in dict.fromkeys(texts) if text not in held]
    if not new:
        return [held[text] for text in texts]
    if len(held) + len(new) > MOST:
        return say(texts)
    held.update(zip(new, say(new), strict=True))
    return [held[text] for text in texts]


def remembered(how: How = PLAIN) -> Callable[[Callable[[str], Said]], Callable[[str], Said]]:
    """Make a function of one text answer from memory, where one is open."""

    def decorate(function: Callable[[str], Said]) -> Callable[[str], Said]:
        name = f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        def asked(text: str) -> Said:
            memory = _OPEN.get()
            if memory is None:
                return function(text)
            held = memory.shelf(name, how)
            said = held.get(text)
            if said is None:
                said = function(text)
                if len(held) < MOST:
                    held[text] = said
            return said

        return asked

    return decorate


def remembered_each(how: How = PLAIN) -> Callable:
    """Make a function of a list of texts, which tells each by itself, answer from memory, where one is open."""

    def decorate(function: Callable[[list[str]], list[Said]]) -> Callable[[list[str]], list[Said]]:
        name = f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        def asked(texts: Iterable[str]) -> list[Said]:
            if _OPEN.get() is None:
                return function(texts)
            texts = list(map(str, texts))
            return function(texts) if len(texts) < FEW else recall(name, how, texts, function)

        return asked

    return decorate
