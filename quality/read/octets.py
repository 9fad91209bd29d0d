"""The bytes of a file, a part at a time, and as UTF-8 whatever they are written in."""

import codecs
import os
import re
from collections.abc import Iterator
from pathlib import Path

BLOCK = 1 << 22
"""Bytes that are read and judged at a time."""


class FileBytes:
    """A file that is sliced like `bytes` and not held; it is not mapped, since a file that shrinks would end us."""

    def __init__(self, path: Path):
        """Open the file; its length is that of this moment."""
        self._file = path.open("rb")
        self._size = os.fstat(self._file.fileno()).st_size

    def __len__(self) -> int:
        """Return the number of bytes."""
        return self._size

    def __getitem__(self, part: slice) -> bytes:
        """Return a part of the file."""
        start, stop, _ = part.indices(self._size)
        self._file.seek(start)
        return self._file.read(max(0, stop - start))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


Octets = bytes | FileBytes


def decode(data: bytes, encoding: str) -> str:
    """Decode without ever failing: a bad byte becomes a lone surrogate, which marks its row as damaged."""
    if encoding == "utf-8-sig":
        data, encoding = data.removeprefix(b"\xef\xbb\xbf"), "utf-8"
    if encoding.startswith(("utf-16", "utf-32")):
        return _wide(data, encoding).removeprefix("\ufeff")
    return data.decode(encoding, "surrogateescape")


def _wide(data: bytes, encoding: str) -> str:
    unit = int(encoding[4:6]) // 8
    spare = len(data) % unit
    text = data[: len(data) - spare].decode(encoding, "surrogatepass" if unit == 2 else "replace")
    text = re.sub("[\ud800-\udbff][\udc00-\udfff]", lambda pair: _join(pair[0]), text)
    return text + data[len(data) - spare :].decode("ascii", "surrogateescape")


def _join(pair: str) -> str:
    return chr(0x10000 + ((ord(pair[0]) - 0xD800) << 10) + ord(pair[1]) - 0xDC00)


def utf8_parts(data: Octets, encoding: str) -> Iterator[bytes]:
    """Yield the text as UTF-8 without a byte order mark; what does not decode is what `decode_utf8` expects."""
    if encoding in ("utf-8", "utf-8-sig"):
        yield from _blocks(data, 3 if encoding == "utf-8-sig" and data[:3] == codecs.BOM_UTF8 else 0)
    elif encoding.startswith(("utf-16", "utf-32")):
        yield from _wide_parts(data, encoding)
    else:
        decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
        for block in _blocks(data):
            yield decoder.decode(block).encode("utf-8", "surrogatepass")
        yield decoder.decode(b"", True).encode("utf-8", "surrogatepass")


def decode_utf8(part: bytes, encoding: str) -> str:
    """Decode parts of `utf8_parts` that end with a line; a bad byte of the file is a lone surrogate."""
    return part.decode("utf-8", "surrogateescape" if encoding in ("utf-8", "utf-8-sig") else "surrogatepass")


def encode_utf8(text: str, encoding: str) -> bytes:
    """Undo `decode_utf8`."""
    return text.encode("utf-8", "surrogateescape" if encoding in ("utf-8", "utf-8-sig") else "surrogatepass")


def _blocks(data: Octets, start: int = 0) -> Iterator[bytes]:
    for at in range(start, len(data), BLOCK):
        yield data[at : at + BLOCK]


def _wide_parts(data: Octets, encoding: str) -> Iterator[bytes]:
    """Decode wide units; two halves of a character, and a unit, stay together."""
    if encoding in ("utf-16", "utf-32"):  # without a mark they are little-endian
        encoding += "-be" if data[:4] in (codecs.BOM_UTF32_BE,) or data[:2] == codecs.BOM_UTF16_BE else "-le"
    left, first = b"", True
    for block in _blocks(data):
        held = left + block
        whole = len(held) - _unfinished(held, encoding)
        left, text = held[whole:], _wide(held[:whole], encoding)
        yield (text.removeprefix("\ufeff") if first else text).encode("utf-8", "surrogatepass")
        first = False
    yield _wide(left, encoding).encode("utf-8", "surrogatepass")


def _unfinished(block: bytes, encoding: str) -> int:
    """Return how many bytes at the end of a block wait for the next one."""
    unit = int(encoding[4:6]) // 8
    spare = len(block) % unit
    last = block[len(block) - spare - unit : len(block) - spare]
    high = unit == 2 and len(last) == 2 and 0xD8 <= last[1 if encoding.endswith("le") else 0] <= 0xDB
    return spare + (unit if high else 0)
