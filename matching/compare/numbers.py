"""Levels of numbers: dates, phones, tax and national ids, coordinates."""

import numpy as np
from rapidfuzz.distance import OSA, JaroWinkler

from matching.compare.kernel import Judge, measure

DATE_LABELS = ("exact", "one digit", "two parts", "close", "differs")
DATE_PRIOR = (0.84, 0.07, 0.04, 0.02, 0.03)
CODE_LABELS = ("exact", "one digit", "close", "differs")
CODE_PRIOR = (0.80, 0.08, 0.02, 0.10)
EMAIL_LABELS = ("exact", "typo", "same mailbox name", "close", "other number", "differs")
EMAIL_PRIOR = (0.72, 0.09, 0.05, 0.02, 0.02, 0.10)
GEO_LABELS = ("same point", "under 1 km", "under 10 km", "under 50 km", "farther")
GEO_PRIOR = (0.6, 0.1, 0.08, 0.07, 0.15)
SHARED_MAILBOXES = frozenset(
    "info sales admin contact office mail support hello service accounts marketing hr enquiries webmaster kefu".split()
)


def date_judge(values: np.ndarray) -> Judge:
    """Judge of unequal dates written YYYYMMDD, YYYYMM or YYYY."""
    digits = np.array([str(v) for v in values], dtype=object)
    year = np.array([int(v[:4]) if v[:4].isdigit() else -1 for v in digits])
    month = np.array([int(v[4:6]) if v[4:6].isdigit() else -1 for v in digits])
    day = np.array([int(v[6:8]) if v[6:8].isdigit() else -1 for v in digits])
    full = (month > 0) & (day > 0)

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        level = np.full(len(left), 5, dtype=np.uint8)
        edits = measure(digits, left, right, OSA.distance, np.int32, cutoff=3)
        same = [(p[left] == p[right]) & (p[left] >= 0) for p in (year, month, day)]
        gap = np.abs(year[left] - year[right])
        both = full[left] & full[right]
        count = sum(s.astype(int) for s in same)
        level[both & ((count >= 1) & (gap <= 1) & (edits <= 3) | (edits <= 2))] = 4
        level[both & (count == 2)] = 3
        swapped = same[0] & (month[left] == day[right]) & (day[left] == month[right])
        level[both & ((edits <= 1) | swapped)] = 2
        partial = ~both
        level[partial & (gap <= 1)] = 2
        level[partial & same[0] & ((month[left] < 0) | (month[right] < 0) | same[1])] = 1
        level[partial & (gap > 1) & (gap <= 3)] = 4
        return level

    return judge


def code_judge(values: np.ndarray) -> Judge:
    """Judge of unequal numbers read as texts: phones, tax ids, national ids."""
    size = np.array([len(v) for v in values])
    tail = np.array([v[-7:] for v in values], dtype=object)

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        level = np.full(len(left), 4, dtype=np.uint8)
        edits = measure(values, left, right, OSA.distance, np.int32, cutoff=2)
        least = np.minimum(size[left], size[right])
        level[(edits <= 2) & (least >= 6)] = 3
        level[(tail[left] == tail[right]) & (least >= 7) | (edits == 1) & (least >= 4)] = 2
        return level

    return judge


def email_judge(values: np.ndarray) -> Judge:
    """Judge of unequal addresses; role mailboxes (info@, sales@) at two domains are no agreement.

    Mailboxes of one word and two numbers (lina88@, lina1203@) are what namesakes have: the word says no more than
    their name does.
    """
    local = np.array([v.partition("@")[0] for v in values], dtype=object)
    domain = np.array([v.partition("@")[2] for v in values], dtype=object)
    personal = np.array([len(v) >= 4 and v not in SHARED_MAILBOXES for v in local], dtype=bool)
    figures = np.array(["".join(c for c in v if c.isdigit()) for v in local], dtype=object)
    words = np.array(["".join(c for c in v if c.isalpha()) for v in local], dtype=object)

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        level = np.full(len(left), 5, dtype=np.uint8)
        edits = measure(values, left, right, OSA.distance, np.int32, cutoff=4)
        alike = measure(local, left, right, JaroWinkler.similarity)
        own = personal[left] & personal[right]
        level[own & (alike >= 0.9) | (edits <= 4) & (domain[left] != domain[right])] = 4
        level[own & (local[left] == local[right])] = 3
        level[(edits <= 2) & own] = 2
        apart = measure(figures, left, right, OSA.distance, np.int32) >= 2
        numbered = (figures[left] != "") & (figures[right] != "") & (words[left] != "")
        level[numbered & apart & (measure(words, left, right, OSA.distance, np.int32) <= 1)] = 5
        return level

    return judge


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
