"""Genders in any language's words: Male, M, 男, Hombre and ذكر are one; a letter is read by its column's others."""

from functools import cache
from importlib.resources import files

import numpy as np

from matching.features.coded import Coded, from_texts, remap
from matching.features.fold import fold

MALE, FEMALE = "male", "female"
# Letters of one language's pair, (male, female); the first pair that holds all of a column's letters reads them.
_PAIRS = (
    ("m", "f"), ("h", "m"), ("h", "f"), ("m", "w"), ("m", "k"), ("m", "v"), ("m", "z"), ("l", "p"), ("e", "k"),
    ("k", "m"), ("м", "ж"), ("ч", "ж"), ("1", "2"), ("b", "g"), ("m", "n"), ("g", "f"), ("d", "q"), ("b", "v"),
)  # fmt: skip
_ALONE = {"m": MALE, "f": FEMALE, "w": FEMALE, "м": MALE, "ж": FEMALE}  # of a column with one of the two letters only


@cache
def words() -> dict[str, str]:
    """Return word → `male`, `female`, `open` (nothing is said) or `either` (a letter that others decide)."""
    found = {}
    for line in files("matching.features").joinpath("genders.txt").read_text("utf-8").splitlines():
        kind, colon, said = line.partition(":")
        if colon and not line.startswith("#"):
            found |= dict.fromkeys(fold(said.split("|")), kind)
    return found


def settle_genders(gender: Coded, source: Coded | None) -> Coded:
    """Return `male` and `female` for what each source calls them, nothing for what says neither.

    A source whose marks cannot be told (0 and 1, a house's own codes) keeps them where no other says words: within
    itself they are evidence, beside another's words they are not.
    """
    column = remap(gender, fold)
    where = np.zeros(len(column.codes), dtype=np.int32) if source is None else source.flat
    meant = np.full(len(column.codes), None, dtype=object)
    told, untold = False, []
    for one in np.unique(where):
        rows = np.flatnonzero(where == one)
        codes = column.flat[rows]
        said = column.values[np.unique(codes[codes >= 0])].tolist()
        found = meanings(set(said))
        meant[rows] = np.array([*(found.get(v) for v in column.values), None], dtype=object)[codes]
        told |= bool(found)
        if said and not found:
            untold.append(rows)
    for rows in () if told else untold:
        meant[rows] = np.append(column.values, [None])[column.flat[rows]]
    return from_texts(meant)


def meanings(said: set[str]) -> dict[str, str]:
    """Return the folded words of one column that mean a gender → `male` or `female`."""
    known = words()
    letters = {v for v in said if known.get(v) == "either"}
    found = {v: known[v] for v in said if known.get(v) in (MALE, FEMALE)}
    pair = next((p for p in _PAIRS if letters == set(p)), None) or next((p for p in _PAIRS if set(p) <= letters), None)
    if pair and not (letters - set(pair)) & set(_ALONE):
        return found | {pair[0]: MALE, pair[1]: FEMALE}
    if len(letters) == 1:  # the other one is written out, or missing: Male, F
        letter = next(iter(letters))
        other = {MALE: FEMALE, FEMALE: MALE}
        only = set(found.values())
        meant = other[next(iter(only))] if len(only) == 1 and letter not in _ALONE else _ALONE.get(letter)
        return found | ({letter: meant} if meant else {})
    return found | {v: _ALONE[v] for v in letters if v in _ALONE}
