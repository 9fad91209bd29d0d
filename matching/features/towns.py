"""Towns and postcodes that one source writes within its addresses and another in columns of their own.

`4834 Pine Creek Blvd, 60619 Chicago` beside `4834 Pine Creek Blvd | Chicago | 60619`, and `Chicago, IL 60619` in a
column of towns: the words at the end of a cell that the columns of other records hold are taken for what they are
there. Postcodes are told by the shapes (digits, letters) that those of the column have.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from matching.features.coded import Coded, from_texts
from matching.features.fold import fold

PARTS = ("city", "state", "postcode")
MOST_WORDS = 4  # of the name of a town
FEWEST = 20  # records that tell a part in a column of its own, to learn from
USUAL = 0.02  # of the postcodes: a shape of theirs
_FIGURE, _LETTER = re.compile(r"\d"), re.compile(r"[a-z]")


class Gazetteer:
    """What the columns of a table hold: names of towns and states, shapes of postcodes."""

    def __init__(self, raw: Mapping[str, Coded]) -> None:
        """Learn from the columns `city`, `state` and `postcode` of `raw`, where enough records have them."""
        told = {n: raw[n] for n in PARTS if n in raw and (raw[n].flat[: raw[n].known] >= 0).sum() >= FEWEST}
        self._names = {n: _words(told[n]) for n in ("city", "state") if n in told}
        codes = fold(told["postcode"].values[: told["postcode"].heard]) if "postcode" in told else []
        shapes = Counter(_shape(c) for c in codes)
        self._shapes = {shape for shape, count in shapes.items() if count >= USUAL * len(codes) and "9" in shape}

    def __bool__(self) -> bool:
        """Whether there is a town or a postcode to know."""
        return bool(self._names.get("city") or self._shapes)

    def parted(self, words: list[str]) -> tuple[list[str], dict[str, str]]:
        """Take town, state and postcode off the end of a folded cell, each at most once, in whatever order.

        Returns the words left, and the parts by name; nothing is taken where no town or state of the columns is
        among them: a number alone may be a house's.
        """
        left, found = list(words), {}
        while left:
            taken = next(self._last(left, found), None)
            if taken is None:
                break
            part, size = taken
            found[part] = " ".join(left[-size:])
            del left[-size:]
        return (left, found) if found.keys() - {"postcode"} else (list(words), {})

    def headed(self, words: list[str]) -> tuple[list[str], dict[str, str]]:
        """A town behind its postcode (53179 Bonn): the words left and the postcode, if there is one."""
        ahead = len(words) > 1 and _shape(words[0]) in self._shapes and not any(map(_FIGURE.search, words[1:]))
        return (words[1:], {"postcode": words[0]}) if ahead else (words, {})

    def _last(self, words: list[str], found: Mapping[str, str]) -> Iterator[tuple[str, int]]:
        for size in (2, 1):
            code = "".join(words[-size:])
            if "postcode" not in found and len(words) >= size and _shape(code) in self._shapes:
                yield "postcode", size
        for size in range(min(MOST_WORDS, len(words)), 0, -1):
            name = " ".join(words[-size:])
            for part, names in self._names.items():
                if part not in found and name in names:
                    yield part, size


def towns_apart(raw: Mapping[str, Coded]) -> dict[str, Coded]:
    """Return the columns that change when town, state and postcode leave the cells they share.

    Columns `city`, `address` and `street` of `raw` are read in the records that lack a postcode, the latter only where
    the town is missing too; `city`, `state` and `postcode` gain what is found (folded), and the cells keep the rest.
    """
    known = Gazetteer(raw)
    if not known:
        return {}
    rows = len(next(iter(raw.values())).codes)
    cells = [n for n in ("city", "address", "street") if n in raw]
    texts = {n: _texts(raw[n]) if n in raw else np.full(rows, None, dtype=object) for n in {*cells, *PARTS}}
    changed: set[str] = set()
    for name in cells:
        lacking = pd.isna(texts["postcode"]) & (pd.isna(texts["city"]) | (name == "city"))
        changed |= _part(known, texts, name, np.flatnonzero(lacking & ~pd.isna(texts[name])))
    return {name: from_texts(texts[name]) for name in sorted(changed)}


def _part(known: Gazetteer, texts: dict[str, np.ndarray], name: str, at: np.ndarray) -> set[str]:
    """Take the parts out of the cells `at` of a column, in place; which columns changed."""
    codes, values = pd.factorize(texts[name][at])
    told = [_cell(known, name, folded.split()) for folded in fold(values)]
    changed = {part for parts in told for part in parts}
    for part in changed:
        found = np.array([parts.get(part, "") for parts in told], dtype=object)[codes]
        texts[part][at] = np.where(found == "", texts[part][at], found)
    return changed


def _cell(known: Gazetteer, name: str, words: list[str]) -> dict[str, str]:
    """What each column gets from a cell of the column `name`; nothing where it stays as it is."""
    left, found = known.parted(words)
    if not found and name == "city":
        left, found = known.headed(words)
    if not found or (name == "city" and found.keys() == {"city"}) or (name != "city" and not left):
        return {}
    return {name: " ".join(left), **found}


def _texts(column: Coded) -> np.ndarray:
    return np.append(column.values, [None])[column.flat]


def _words(column: Coded) -> frozenset[str]:
    return frozenset(w for w in fold(column.values[: column.heard]) if len(w) > 1 and not _FIGURE.search(w))


def _shape(code: str) -> str:
    """Figures as 9, letters as a: `ec1a 1bb` and `ec1a1bb` have one shape."""
    return _LETTER.sub("a", _FIGURE.sub("9", code.replace(" ", "")))
