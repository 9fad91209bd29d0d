"""By which custom the persons of a table are named: where the surname stands, and what is no part of it."""

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np

from matching.features import arabic, japanese, korean, person, romanised, slavic, vietnamese
from matching.features.coded import Coded
from matching.features.fold import has_han, plain
from matching.features.order import CHINESE
from matching.features.person import PersonName

Split = Callable[[str], PersonName | None]
KOREAN, ARABIC, CYRILLIC = 0.2, 0.05, 0.2  # of the names, in their letters: those in Latin letters are such, too
MARKED = 0.3  # of the names in Latin letters, with an article or bin
ENOUGH = 5_000  # names of a table, by which customs are told
FAMILY_FIRST = 0.5  # of the names, a Vietnamese surname before the rest


def splitter(columns: Iterable[Coded]) -> Callable[[str], PersonName]:
    """A way to take the names of a table apart: what each is by its letters, and what most of the others are.

    `columns`: the names of persons. Names in hangul, Arabic and Cyrillic letters are always taken apart as such;
    names in Latin letters where the table says of whom they are, and so are Japanese names in Chinese characters.
    """
    texts = [str(v) for c in columns for v in c.values[: c.heard]]
    some = texts[:: max(len(texts) // ENOUGH, 1)]
    eastern = (japanese.splitter(texts),) if japanese.is_japanese(some) else ()
    return partial(_by_custom, latin=(*eastern, *customs(some)))


def customs(texts: list[str]) -> list[Split]:
    """Return the ways in which names in Latin letters may be read in a table of such names."""
    if not texts:
        return []
    found: list[Split] = []
    if np.mean([has_han(t) for t in texts]) >= CHINESE and not japanese.is_japanese(texts):
        found.append(romanised.split)
    if np.mean([korean.is_korean(t) for t in texts]) >= KOREAN:
        found.append(korean.split)
    written = np.mean([arabic.is_arabic(t) for t in texts])
    if written >= ARABIC or np.mean([arabic.marked(plain(t)) for t in texts]) >= MARKED:
        found.append(arabic.split)
    if np.mean([slavic.is_cyrillic(t) for t in texts]) >= CYRILLIC:
        found.append(slavic.split)
    if not found and np.mean([vietnamese.family_first(plain(t)) for t in texts]) >= FAMILY_FIRST:
        found.append(vietnamese.split)
    return found


def _by_custom(text: str, latin: tuple[Split, ...]) -> PersonName:
    ways = latin
    if not text.isascii():
        if korean.is_korean(text):
            ways = (korean.split,)
        elif arabic.is_arabic(text):
            ways = (arabic.split,)
        elif slavic.is_cyrillic(text):
            ways = (slavic.split,)
    for way in ways:
        name = way(text)
        if name is not None:
            return name
    return person.split(text)
