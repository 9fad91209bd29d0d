"""Brothers' names: two given names of one generation character (字辈) are two names, not one misspelt."""

from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np

from matching.features.alike import Characters
from matching.features.coded import Coded
from matching.features.fold import HAN, has_han
from matching.features.sound import COMPOUND_SURNAMES

LEAST_NAMES = 3  # in which a character stands: then it is one that names are made of, and no slip
FOUR = 0.2  # of the names, written in four characters: Japanese
Names = Callable[[np.ndarray, np.ndarray], np.ndarray]


def two_names(given: Coded, surname: Coded | None = None, borne: np.ndarray | None = None) -> Names:
    """A judge of pairs of codes of `given` (-1: missing): two names in Chinese characters of one length (bool).

    They end in two characters each, are the same before these, and differ in a character by sound and by shape; both
    that differ are usual in names, or both names are (`borne`, bool, one a value). Japanese names may come with the
    rest of the surname before them (山健一).
    """
    values = [*map(str, given.values), ""]
    whole = np.array([ends_in_han(v) for v in values], dtype=bool)
    heard = [v for v in values[: given.heard] if ends_in_han(v)]
    known = Characters((c for v in values if ends_in_han(v) for c in v[-2:]), japanese(heard, surname))
    held = Counter(c for v in heard for c in set(v[-2:]))
    usual = np.array([held[c] >= LEAST_NAMES for c in known.at], dtype=bool)
    named = np.zeros(len(values), dtype=bool)
    named[:-1] = False if borne is None else borne
    tail = np.array([[known.at[c] for c in v[-2:]] if ends_in_han(v) else [-1, -1] for v in values])
    before: dict[str, int] = {}
    head = np.array([before.setdefault(v[:-2], len(before)) for v in values])

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        out = np.zeros(len(left), dtype=bool)
        rows = np.flatnonzero(whole[left] & whole[right] & (head[left] == head[right]))
        a, b = tail[left[rows]], tail[right[rows]]
        whole_names = named[left[rows]] & named[right[rows]]
        for x, y in zip(a.T, b.T, strict=True):
            out[rows] |= (usual[x] & usual[y] | whole_names) & ~known.alike(x, y)
        return out

    return judge


def two_readings(given: Coded, readings: Mapping[str, str], borne: np.ndarray) -> Names:
    """A judge of pairs of codes of `given`: two Japanese names, each `borne` (bool, a value) and read otherwise."""
    code: dict[str, int] = {}
    said = [readings.get(v, "") if b else "" for v, b in zip(given.values, borne, strict=True)]
    sound = np.array([*(code.setdefault(r, len(code)) if r else -1 for r in said), -1])
    return lambda left, right: (sound[left] >= 0) & (sound[right] >= 0) & (sound[left] != sound[right])


def longer_name(given: Coded, surname: Coded | None = None) -> Names:
    """A judge of pairs of codes of `given` (-1: missing): a Chinese name of one character beside one with it of two.

    晶 and 晶国: two whole names, as brothers bear them; a character left out makes the same.
    """
    values = [*map(str, given.values), ""]
    han = np.array([bool(v) and all(map(HAN.match, v)) for v in values], dtype=bool)
    if japanese([v for v in values[: given.heard] if ends_in_han(v)], surname):
        han[:] = False
    one, two = (han & np.array([len(v) == size for v in values], dtype=bool) for size in (1, 2))
    code: dict[str, int] = {}
    chars = np.array([[code.setdefault(c, len(code)) for c in (v[0], v[-1])] if v else [-1, -1] for v in values])

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        short, long = np.where(one[left], left, right), np.where(one[left], right, left)
        return one[short] & two[long] & (chars[short, :1] == chars[long]).any(axis=1)

    return judge


def ends_in_han(name: str) -> bool:
    """Whether a name has two characters or more, Chinese ones at its end."""
    return len(name) > 1 and all(map(HAN.match, name[-2:]))


def japanese(given: list[str], surname: Coded | None) -> bool:
    """Whether names in Chinese characters are Japanese: many of three characters, or surnames of two."""
    families = [] if surname is None else [str(v) for v in surname.values[: surname.heard] if has_han(str(v))]
    long = ([len(v) > 2 for v in given], [len(v) > 1 and v not in COMPOUND_SURNAMES for v in families])
    return any(bool(said) and np.mean(said) > FOUR for said in long)
