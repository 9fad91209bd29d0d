"""Mailboxes spelt from their holder's name: what they share with another of the kind, the name has said already."""

import numpy as np

from matching.features.build import Parts
from matching.features.coded import Coded
from matching.features.fold import has_han, plain
from matching.features.sound import pinyin

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
