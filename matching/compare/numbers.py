"""Levels of numbers: dates, phones, tax and national ids, coordinates."""

from collections.abc import Callable

import numpy as np
import pyarrow.compute as pc
from rapidfuzz.distance import OSA, JaroWinkler

from matching.compare.kernel import EXACT, MISSING, Judge, measure
from matching.compare.screen import Letters, letters
from matching.features.masks import HIDDEN, LEAST_SEEN
from matching.features.tails import WHOLE
from matching.features.worded import PRINTABLE, by_sight

DATE_LABELS = ("exact", "one digit", "two parts", "close", "differs")
DATE_PRIOR = (0.84, 0.07, 0.04, 0.02, 0.03)
CODE_LABELS = ("exact", "one digit", "close", "differs")
CODE_PRIOR = (0.80, 0.08, 0.02, 0.10)
TAIL_PRIOR = (0.9, 0.05, 0.01, 0.04)  # of the levels of numbers, for their ends
MASK_LABELS, FITS = ("fits", "differs"), 1
MASK_PRIOR = (0.93, 0.07)
EMAIL_LABELS = ("exact", "typo", "same mailbox name", "close", "like the name", "differs")
LIKE_NAME = 1 + EMAIL_LABELS.index("like the name")
OTHER_EMAIL = len(EMAIL_LABELS)
EMAIL_PRIOR = (0.72, 0.09, 0.05, 0.02, 0.02, 0.10)
GEO_LABELS = ("same point", "under 1 km", "under 10 km", "under 50 km", "farther")
GEO_PRIOR = (0.6, 0.1, 0.08, 0.07, 0.15)
LEAST_JARO = 0.83  # below it no prefix in common makes a Jaro-Winkler similarity of 0.9
SHARED_MAILBOXES = frozenset(
    "info sales admin contact office mail support hello service accounts marketing hr enquiries webmaster kefu".split()
)


def edits_of(texts: np.ndarray, made_of: Letters, left: np.ndarray, right: np.ndarray, most: int) -> np.ndarray:
    """Edits (int32, neighbours exchanged count as one) between pairs of texts; over `most` told as `most` + 1."""
    edits = np.full(len(left), most + 1, dtype=np.int32)
    rows = made_of.within(most, left, right)
    edits[rows] = measure(texts, left[rows], right[rows], OSA.distance, np.int32, cutoff=most)
    return edits


def date_judge(values: np.ndarray) -> Judge:
    """Judge of unequal dates written YYYYMMDD, YYYYMM or YYYY."""
    digits = np.array([str(v) for v in values], dtype=object)
    year = np.array([int(v[:4]) if v[:4].isdigit() else -1 for v in digits], dtype=np.int32)
    month = np.array([int(v[4:6]) if v[4:6].isdigit() else -1 for v in digits], dtype=np.int32)
    day = np.array([int(v[6:8]) if v[6:8].isdigit() else -1 for v in digits], dtype=np.int32)
    full, made_of = (month > 0) & (day > 0), letters(digits)

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        level = np.full(len(left), 5, dtype=np.uint8)
        gap = np.abs(year[left] - year[right])
        both = full[left] & full[right]
        moved = made_of.apart(left, right)
        rows = np.flatnonzero(both & ((moved <= 4) | (moved <= 6) & (gap <= 1)))
        level[rows] = whole(left[rows], right[rows], gap[rows])
        rows = np.flatnonzero(both & (level == 5))
        level[rows[parts_agree(left[rows], right[rows]) == 2]] = 3
        rows = np.flatnonzero(~both)
        a, b, near = left[rows], right[rows], gap[rows]
        said = level[rows]
        said[near <= 1] = 2
        said[(near == 0) & (year[a] >= 0) & ((month[a] < 0) | (month[b] < 0) | (month[a] == month[b]))] = 1
        said[(near > 1) & (near <= 3)] = 4
        level[rows] = said
        return level

    def parts_agree(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        return sum(((p[left] == p[right]) & (p[left] >= 0)).astype(np.int8) for p in (year, month, day))

    def whole(left: np.ndarray, right: np.ndarray, gap: np.ndarray) -> np.ndarray:
        """Levels of pairs of whole dates whose digits are not too far apart."""
        level = np.full(len(left), 5, dtype=np.uint8)
        edits, count = measure(digits, left, right, OSA.distance, np.int32, cutoff=3), parts_agree(left, right)
        level[(count >= 1) & (gap <= 1) & (edits <= 3) | (edits <= 2)] = 4
        level[count == 2] = 3
        swapped = (gap == 0) & (month[left] == day[right]) & (day[left] == month[right])
        level[(edits <= 1) | swapped] = 2
        return level

    return judge


def code_judge(values: np.ndarray) -> Judge:
    """Judge of unequal numbers read as texts: phones, tax ids, national ids."""
    made_of = letters(values)
    size = made_of.size
    tail = np.array([v[-7:] for v in values], dtype=object)

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        level = np.full(len(left), 4, dtype=np.uint8)
        edits = edits_of(values, made_of, left, right, 2)
        least = np.minimum(size[left], size[right])
        level[(edits <= 2) & (least >= 6)] = 3
        level[(tail[left] == tail[right]) & (least >= 7) | (edits == 1) & (least >= 4)] = 2
        return level

    return judge


def told_by_numbers(values: np.ndarray) -> np.ndarray:
    """Ends that whole numbers tell (bool): they say nothing to one another, their numbers do."""
    return np.array([str(v).endswith(WHOLE) for v in values], dtype=bool)


def mask_judge(values: np.ndarray) -> Judge:
    """Judge of numbers of which one at least has hidden parts: whether they fit wherever both are seen.

    They are laid end to end, since a country's code may stand before one of them. Too few signs in common, or two whole
    numbers, are no evidence.
    """
    whole = told_by_numbers(values)
    texts = [str(v).removesuffix(WHOLE) for v in values]
    width = max(map(len, texts), default=1)
    signs = np.array([list(t.rjust(width)) for t in texts], dtype="U1").reshape(-1, width).view(np.uint32)
    shown = (signs != ord(" ")) & (signs != ord(HIDDEN))

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        both = shown[left] & shown[right]
        other = (both & (signs[left] != signs[right])).any(axis=1)
        level = np.where(other, len(MASK_LABELS), FITS).astype(np.uint8)
        level[(both.sum(axis=1) < LEAST_SEEN) | (whole[left] & whole[right])] = MISSING
        return level

    return judge


def tail_judge(values: np.ndarray) -> Judge:
    """Judge of the ends of numbers, of which one at least is all that is known of its number."""
    whole = told_by_numbers(values)
    ends = np.array([str(v).removesuffix(WHOLE) for v in values], dtype=object)
    made_of = letters(ends)

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        level = np.full(len(left), len(CODE_LABELS), dtype=np.uint8)
        level[edits_of(ends, made_of, left, right, 1) == 1] = 2
        level[ends[left] == ends[right]] = EXACT
        level[whole[left] & whole[right]] = MISSING
        return level

    return judge


def email_judge(values: np.ndarray, named: np.ndarray | None = None) -> Judge:
    """Judge of unequal addresses; role mailboxes (info@, sales@) at two domains are no agreement.

    Mailboxes of one word and two numbers (lina88@, lina1203@) are what namesakes have: the word says no more than
    their name does. So are two that are spelt from their holders' names (`named`, bool, one a value), at another
    provider or with another number: only one number, or one mailbox at a mistyped domain, says more.
    """
    named = np.zeros(len(values), dtype=bool) if named is None else named
    local = np.array([v.partition("@")[0] for v in values], dtype=object)
    domain = np.array([v.partition("@")[2] for v in values], dtype=object)
    personal = np.array([len(v) >= 4 and v not in SHARED_MAILBOXES for v in local], dtype=bool)
    figures, words = _only(local, "[^0-9]+", str.isdigit), _only(local, "[^A-Za-z]+", str.isalpha)
    whole, boxes, signs, spelt = letters(values), letters(local), letters(figures), letters(words)

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        level = np.full(len(left), OTHER_EMAIL, dtype=np.uint8)
        edits = edits_of(values, whole, left, right, 4)
        alike = np.zeros(len(left), dtype=np.float32)
        rows = np.flatnonzero(boxes.most_jaro(left, right) >= LEAST_JARO)
        alike[rows] = measure(local, left[rows], right[rows], JaroWinkler.similarity)
        own = personal[left] & personal[right]
        level[own & (alike >= 0.9) | (edits <= 4) & (domain[left] != domain[right])] = 4
        level[own & (local[left] == local[right])] = 3
        level[(edits <= 2) & own] = 2
        numbered = (signs.size[left] > 0) & (signs.size[right] > 0) & (spelt.size[left] > 0)
        rows = np.flatnonzero((level < LIKE_NAME) & numbered)
        apart = edits_of(figures, signs, left[rows], right[rows], 1) > 1
        level[rows[apart & (edits_of(words, spelt, left[rows], right[rows], 1) <= 1)]] = LIKE_NAME
        slip = (local[left] == local[right]) & (edits <= 1)
        more = slip | (signs.size[left] > 0) & (figures[left] == figures[right])
        level[(level < LIKE_NAME) & named[left] & named[right] & ~more] = LIKE_NAME
        return level

    return judge


def _only(texts: np.ndarray, others: str, kind: Callable[[str], bool]) -> np.ndarray:
    """Characters of a kind in each text (objects); `others`: a regular expression of those of ASCII that are not."""
    found = by_sight(
        texts,
        PRINTABLE,
        lambda plain: pc.replace_substring_regex(plain, others, ""),
        lambda rest: ["".join(c for c in text if kind(c)) for text in rest],
    )
    return np.array(found, dtype=object)


def geo_judge(values: np.ndarray) -> Judge:
    """Judge of unequal points written "latitude,longitude" in degrees, by great-circle distance."""
    points = np.radians(np.array([v.split(",") for v in values], dtype=float).reshape(-1, 2))

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        a, b = points[left], points[right]
        half = np.sin((a - b) / 2) ** 2
        chord = half[:, 0] + np.cos(a[:, 0]) * np.cos(b[:, 0]) * half[:, 1]
        km = 2 * 6371 * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
        return (1 + np.searchsorted([0.02, 1, 10, 50], km)).astype(np.uint8)

    return judge
