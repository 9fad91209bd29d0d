"""Ends of numbers: the last four of an SSN or a phone, held against whole numbers by their own ends."""

from collections import Counter

import numpy as np

from matching.features.coded import Coded, drop, from_texts

TAILS = {"id_tail": "national_id", "phone_tail": "phone"}  # a part, and the part of the whole numbers
WHOLE = "!"  # behind an end that a whole number tells
_SHORT, _LONG = range(3, 7), 8  # signs of an end, and the fewest of a whole number
_FEWEST = 10  # ends among whole numbers that are no slips of the pen


def settle_tails(whole: Coded | None, tail: Coded | None) -> tuple[Coded | None, Coded | None]:
    """Return the whole numbers without ends among them, and the ends of all records (`4281`, `4281!` of a whole one).

    There are none (None) where no record has an end only. Zeros in front that were lost are put back.
    """
    if whole is not None:
        sizes = np.array([len(str(v)) for v in whole.values])
        short = np.isin(sizes, _SHORT)
        if short[: whole.heard].sum() >= _FEWEST and (sizes[: whole.heard] >= _LONG).any():
            tail = _either(tail, drop(whole, ~short))
            whole = drop(whole, short)
    if whole is None or tail is None or not len(tail.values):
        return whole, None
    size = Counter(len(str(v)) for v in tail.values).most_common(1)[0][0]
    ends = np.array([str(v).zfill(size)[-size:] if len(str(v)) <= size else None for v in tail.values] + [None])
    known = np.array([str(v)[-size:] + WHOLE for v in whole.values] + [None], dtype=object)[whole.flat]
    return whole, from_texts(np.where(whole.flat >= 0, known, ends[tail.flat]))


def _either(tail: Coded | None, other: Coded) -> Coded:
    if tail is None:
        return other
    a, b = np.append(tail.values, [None]), np.append(other.values, [None])
    return from_texts(np.where(tail.flat >= 0, a[tail.flat], b[other.flat]))
