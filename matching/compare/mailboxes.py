"""Mailboxes spelt from their holder's name: what they share with another of the kind, the name has said already."""

from collections.abc import Callable

import numpy as np

from matching.features.build import Parts
from matching.features.coded import Coded
from matching.features.fold import has_han, plain
from matching.features.sound import pinyin

Names = Callable[[np.ndarray, np.ndarray], np.ndarray]
_UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def letters_of(text: str) -> str:
    """Letters alone, accents off; ä is a, as it is where ae is written for it."""
    bare = "".join(c for c in plain(text) if c.isalpha())
    for written, letter in _UMLAUTS:
        bare = bare.replace(written, letter)
    return bare


def spelt_from_name(parts: Parts) -> np.ndarray:
    """Mailboxes (bool, one a value of `email`) whose letters before the @ are the holder's name in any record.

    Given name and surname, either with the other or its initial, in either order, or one alone; numbers do not count.
    Chinese names are read in pinyin. All False where no names are known.
    """
    email = parts["email"]
    spelt = np.zeros(len(email.values), dtype=bool)
    if not {"given", "surname"} <= parts.columns.keys():
        return spelt
    local = np.array([letters_of(v.partition("@")[0]) for v in email.values] + [""], dtype=object)
    given, family = (_latin(parts[n]) for n in ("given", "surname"))
    for codes in email.codes.T:
        rows = np.flatnonzero(codes >= 0)
        hit = _made_of(local[codes[rows]], given[parts["given"].flat[rows]], family[parts["surname"].flat[rows]])
        spelt[codes[rows[hit]]] = True
    return spelt


def mailbox_of(parts: Parts) -> Names:
    """A judge of pairs of rows: the mailbox of the one is spelt from the whole name of the other (bool)."""
    none = lambda left, _right: np.zeros(len(left), dtype=bool)  # noqa: E731 - nothing to read
    if not {"given", "surname", "email"} <= parts.columns.keys():
        return none
    given, family = (_latin(parts[n])[:, 0][parts[n].flat] for n in ("given", "surname"))
    local = np.array([*(letters_of(v.partition("@")[0]) for v in parts["email"].values), ""], dtype=object)
    boxes = local[parts["email"].codes]

    def spelt(box: np.ndarray, name: np.ndarray) -> np.ndarray:
        own, house = given[name], family[name]
        whole = (own != "") & (house != "")
        return whole & ((boxes[box] == (own + house)[:, None]) | (boxes[box] == (house + own)[:, None])).any(axis=1)

    return lambda left, right: spelt(left, right) | spelt(right, left)


def _latin(names: Coded) -> np.ndarray:
    """Letters of each name and its initial (object, 2 columns); a last row stands for "missing"."""
    said = [letters_of(pinyin(v) if has_han(v) else v) for v in names.values] + [""]
    return np.array([[v, v[:1]] for v in said], dtype=object)


def _made_of(local: np.ndarray, given: np.ndarray, family: np.ndarray) -> np.ndarray:
    """Whether letters are one of the ways to put a name together (bool)."""
    own, first, house, head = given[:, 0], given[:, 1], family[:, 0], family[:, 1]
    ways = (own + house, house + own, first + house, house + first, own + head, head + own, own, house)
    known = (own != "") & (house != "") & (local != "")
    return known & np.logical_or.reduce([local == way for way in ways])
