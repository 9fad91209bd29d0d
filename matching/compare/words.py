"""Levels of single words and short texts: names of persons, cities, occupations."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Indel, JaroWinkler, Prefix

from matching.compare.kernel import Judge, measure
from matching.compare.screen import inside, letters, word_bits
from matching.features.fold import has_han
from matching.features.person import nickname_pairs
from matching.features.romanised import SYLLABLES
from matching.features.sound import pinyin

WORD_LABELS = ("exact", "equivalent", "typo", "close", "partial", "faint", "unlike", "differs")
WORD_PRIOR = (0.78, 0.03, 0.08, 0.03, 0.04, 0.015, 0.015, 0.01)
EQUIVALENT, TYPO, CLOSE, PARTIAL, FAINT, UNLIKE, DIFFERS = 2, 3, 4, 5, 6, 7, 8
LEAST_SHARED = 0.6  # of the letters in order: above it lie about one in twenty pairs of unrelated names


MOST_CHARS = 6
TWO, LONG = 2, 4  # letters of a word cut short, and of what it was: Ma. for Maria, but Li is not short for Liang
UNPREFIXED = 0.69  # Winkler's bonus for a common prefix starts at a Jaro similarity of 0.7


def word_judge(
    values: np.ndarray,
    nicknames: bool = False,
    lone: np.ndarray | None = None,
    readings: Mapping[str, str] | None = None,
) -> Judge:
    """Judge of unequal folded words: nicknames, typos by edit distance, initials, parts, pinyin.

    `readings`: how Japanese names in characters are read, instead of pinyin; many given names are read alike.

    `lone` (bool, one per value): met in one record only; without it the faint levels are not told apart. Two words
    that others bear too are two names; one that nobody else bears may be a slip beyond recognition.
    """
    made_of = letters(values)
    size = made_of.size
    first = np.array([ord(v[0]) if v else 0 for v in values])
    many = np.array([" " in v for v in values], dtype=bool)
    han = np.array([has_han(v) for v in values], dtype=bool)
    words = word_bits(values)
    usual = _nickname_keys(values) if nicknames else np.zeros(0, dtype=np.int64)
    known = np.zeros(len(values), dtype=bool)
    known[usual // len(values)] = known[usual % len(values)] = True
    homophone = PARTIAL if nicknames and readings else TYPO
    judge_han = _han_judge(values, han, readings or {}, homophone) if han.any() else None
    cut = _cut_to_two(values)

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        level = np.full(len(left), DIFFERS, dtype=np.uint8)
        if lone is not None:
            level[lone[left] | lone[right]] = UNLIKE
            rows = made_of.alike(LEAST_SHARED, left, right)
            shared = measure(values, left[rows], right[rows], Indel.normalized_similarity, cutoff=LEAST_SHARED)
            level[rows[shared >= LEAST_SHARED]] = FAINT
        alike = np.zeros(len(left), dtype=np.float32)
        wordy = many[left] | many[right]
        held = wordy & (level >= FAINT) & inside(words, left, right)
        rows = np.flatnonzero(held | (made_of.most_jaro(left, right) >= UNPREFIXED))
        alike[rows] = measure(values, left[rows], right[rows], JaroWinkler.similarity, cutoff=0.4)
        near = np.flatnonzero(alike >= 0.72)
        edits = measure(values, left[near], right[near], OSA.distance, np.int32, cutoff=2)
        least = np.minimum(size[left[near]], size[right[near]])
        level[near[(edits <= 2) & (least >= 6) | (alike[near] >= 0.9)]] = CLOSE
        level[near[(edits == 1) & (least >= 3) | (edits <= 2) & (least >= 9)]] = TYPO
        single = (size[left] == 1) | (size[right] == 1)
        level[(level >= FAINT) & single & (first[left] == first[right])] = PARTIAL
        rows = np.flatnonzero(held & (level >= FAINT) & (alike >= 0.4))
        level[rows[measure(values, left[rows], right[rows], fuzz.token_set_ratio) >= 100]] = PARTIAL
        rows = np.flatnonzero((level >= FAINT) & ~wordy & (alike >= 0.8) & (np.minimum(size[left], size[right]) >= 3))
        opens = measure(values, left[rows], right[rows], Prefix.similarity, np.int32)
        level[rows[opens == np.minimum(size[left[rows]], size[right[rows]])]] = PARTIAL
        level[(level >= FAINT) & cut(left, right)] = PARTIAL
        if len(usual):
            rows = np.flatnonzero(known[left] & known[right])
            level[rows[np.isin(left[rows] * len(values) + right[rows], usual)]] = EQUIVALENT
        if judge_han:
            rows = np.flatnonzero(han[left] | han[right])
            level[rows] = judge_han(left[rows], right[rows])
        return level

    return judge


def _cut_to_two(values: np.ndarray) -> Judge:
    """Judge (bool) of a Latin word of four letters or more and its first two letters."""
    latin = np.array([v.isascii() and " " not in v for v in values], dtype=bool)
    whole = latin & np.array([len(v) >= LONG and v not in SYLLABLES for v in values], dtype=bool)
    short = np.array([len(v) == TWO for v in values], dtype=bool)
    opening = pd.factorize(np.array([v[:TWO] for v in values], dtype=object))[0]

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        lengths = short[left] & whole[right] | short[right] & whole[left]
        return lengths & (opening[left] == opening[right])

    return judge


def _nickname_keys(values: np.ndarray) -> np.ndarray:
    """Keys low * values + high of the pairs of values that are used for one another."""
    at = {v: k for k, v in enumerate(values)}
    pairs = [sorted((at[a], at[b])) for a, b in nickname_pairs() if a in at and b in at]
    return np.array([low * len(values) + high for low, high in pairs], dtype=np.int64)


def _han_judge(values: np.ndarray, han: np.ndarray, readings: Mapping[str, str], homophone: int) -> Judge:
    """Judge of pairs of which one is Chinese: equal sound, characters in the same place, one inside the other.

    `homophone`: level of two in characters that are said alike.
    """
    spoken = [readings.get(v) or pinyin(v) for v in values]
    code: dict[str, int] = {}
    sound = np.array([code.setdefault(p, len(code)) for p in spoken])
    size = np.array([len(v) for v in values])
    chars = np.zeros((len(values), MOST_CHARS), dtype=np.int32)
    for k, value in enumerate(values):
        chars[k, : min(len(value), MOST_CHARS)] = [ord(c) for c in value[:MOST_CHARS]]

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        level = np.full(len(left), DIFFERS, dtype=np.uint8)
        both = han[left] & han[right]
        kept = ((chars[left] == chars[right]) & (chars[left] > 0)).sum(axis=1)
        even = both & (size[left] == size[right])
        level[even & (kept > 0)] = PARTIAL
        level[even & (kept == size[left] - 1) & (size[left] >= 3)] = CLOSE
        ends = (chars[left, 0] == chars[right, 0]) | (
            chars[left, np.minimum(size[left], MOST_CHARS) - 1] == chars[right, np.minimum(size[right], MOST_CHARS) - 1]
        )
        for k in np.flatnonzero(both & ~even & ends):
            a, b = values[left[k]], values[right[k]]
            if a in b or b in a:
                level[k] = PARTIAL
        heard = sound[left] == sound[right]
        level[heard] = np.where(both[heard], np.minimum(level[heard], homophone), EQUIVALENT)
        return level

    return judge
