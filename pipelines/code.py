"""Which code made a result: what is kept from an earlier run counts only as long as the code is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_KINDS = (".py", ".txt", ".yaml")


@cache
def code_print(*packages: str) -> str:
    """Return a SHA-256 of the code and word lists of packages, by their names."""
    total = hashlib.sha256()
    for package in packages:
        for path in _files(package):
            total.update(f"{package}/{path.name}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()


def _files(package: str) -> Iterable[Path]:
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        yield from sorted(path for path in Path(folder).rglob("*") if path.suffix in _KINDS)
