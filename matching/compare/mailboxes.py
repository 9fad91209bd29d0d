"""Mailboxes spelt from their holder's name: what they share with another of the kind, the name has said already."""

from collections.abc import Callable, Iterable
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.features.build import Parts
from matching.features.coded import Coded
from matching.features.fold import has_han, plain
from matching.features.sound import pinyin
from matching.features.worded import PRINTABLE, by_sight

Names = Callable[[np.ndarray, np.ndarray], np.ndarray]
_UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def letters_of(text: str) -> str:
    """Letters alone, accents off; ä is a, as it is where ae is written for it."""
    bare = "".join(c for c in plain(text) if c.isalpha())
    for written, letter in _UMLAUTS:
        bare = bare.replace(written, letter)
    return bare


def letters_in(texts: Iterable[str]) -> pa.Array:
    """`letters_of` each text, a column at a time."""
    told = by_sight(list(texts), PRINTABLE, _plain_letters, lambda rest: [letters_of(t) for t in rest])
    return pa.array(told, pa.string())


def _plain_letters(texts: pa.Array) -> pa.Array:
    bare = pc.replace_substring_regex(pc.ascii_lower(texts), "[^a-z]+", "")
    for written, letter in _UMLAUTS:
        bare = pc.replace_substring(bare, written, letter)
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
    local = _boxes(email)
    given, family = (_latin(parts[n]) for n in ("given", "surname"))
    own, house = parts["given"].flat, parts["surname"].flat
    for codes in email.codes.T:
        rows = np.flatnonzero((codes >= 0) & (own >= 0) & (house >= 0))
        texts = (names.take(pa.array(at[rows])) for names, at in ((local, codes), (given, own), (family, house)))
        hit = _made_of(*texts).to_numpy(zero_copy_only=False)
        spelt[codes[rows[hit]]] = True
    return spelt


def mailbox_of(parts: Parts) -> Names:
    """A judge of pairs of rows: the mailbox of the one is spelt from the whole name of the other (bool)."""
    none = lambda left, _right: np.zeros(len(left), dtype=bool)  # noqa: E731 - nothing to read
    if not {"given", "surname", "email"} <= parts.columns.keys():
        return none
    given, family = (_or_none(_latin(parts[n]))[parts[n].flat] for n in ("given", "surname"))
    boxes = _or_none(_boxes(parts["email"]))[parts["email"].codes]

    def spelt(box: np.ndarray, name: np.ndarray) -> np.ndarray:
        own, house = given[name], family[name]
        whole = (own != "") & (house != "")
        return whole & ((boxes[box] == (own + house)[:, None]) | (boxes[box] == (house + own)[:, None])).any(axis=1)

    return lambda left, right: spelt(left, right) | spelt(right, left)


def _boxes(emails: Coded) -> pa.Array:
    """Letters of each address before the @."""
    return letters_in([v.partition("@")[0] for v in emails.values])


def _latin(names: Coded) -> pa.Array:
    """Letters of each name."""
    return letters_in([pinyin(v) if has_han(v) else v for v in names.values])


def _or_none(texts: pa.Array) -> np.ndarray:
    """Return the texts as objects, and "" for the code -1."""
    return np.append(texts.to_numpy(zero_copy_only=False), [""]).astype(object)


def _made_of(local: pa.Array, given: pa.Array, family: pa.Array) -> pa.Array:
    """Whether letters are one of the ways to put a name together (bool)."""
    first, head = (pc.utf8_slice_codeunits(names, 0, 1) for names in (given, family))
    pairs = ((given, family), (family, given), (first, family), (family, first), (given, head), (head, given))
    ways = [pc.equal(local, pc.binary_join_element_wise(a, b, "")) for a, b in pairs]
    hit = reduce(pc.or_, [*ways, pc.equal(local, given), pc.equal(local, family)])
    return reduce(pc.and_, [hit, *(pc.not_equal(names, "") for names in (local, given, family))])
