"""The numbers in addresses (house, flat, street), as codes and as rows of a matrix."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from matching.features import place
from matching.features.worded import printable, worded
from matching.sorting import distinct


@dataclass(frozen=True)
class Figures:
    """`code` (int64): texts of one code have the same numbers; `count` of them; `held`: rows of texts by numbers."""

    code: np.ndarray
    count: np.ndarray
    held: sparse.csr_matrix


def figures_of(texts: pa.Array) -> Figures:
    """Return the numbers (`place.numbers`) of tidied addresses."""
    names: dict[str, int] = {}
    words = worded(texts, lambda _: [])
    at = np.flatnonzero(pc.match_substring_regex(words.words, "[0-9]").to_numpy(zero_copy_only=False))
    told = [[names.setdefault(n, len(names)) for n in place.numbers(w)] for w in words.words.take(at).to_pylist()]
    text, number = _spread(words.text, words.codes, len(words.words), (at, told))
    rest = np.flatnonzero(~printable(texts))
    others = [[names.setdefault(n, len(names)) for n in place.numbers(t)] for t in texts.take(rest).to_pylist()]
    sizes = np.array([len(n) for n in others], np.int64)
    text = np.concatenate([text, np.repeat(rest, sizes)])
    number = np.concatenate([number, np.array([n for some in others for n in some], np.int64)])
    width = max(len(names), 1)
    pairs = distinct(text * width + number)
    text, number = pairs // width, pairs % width
    count = np.bincount(text, minlength=len(texts))
    starts = np.concatenate([[0], np.cumsum(count)])
    held = sparse.csr_matrix((np.ones(len(number)), number, starts), shape=(len(texts), width))
    return Figures(_codes(number, count, starts), count, held)


def _spread(
    text: np.ndarray, codes: np.ndarray, words: int, told: tuple[np.ndarray, list[list[int]]]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the text and the number of each number told by a word (`told`: words, and the numbers of each)."""
    at, numbers = told
    sizes = np.zeros(words, np.int64)
    sizes[at] = [len(n) for n in numbers]
    first = np.cumsum(sizes) - sizes
    flat = np.array([n for some in numbers for n in some], np.int64)
    telling = np.flatnonzero(sizes[codes] > 0)
    text, codes = text[telling], codes[telling]
    each = sizes[codes]
    inside = np.arange(int(each.sum())) - np.repeat(np.cumsum(each) - each, each)
    return np.repeat(text, each), flat[np.repeat(first[codes], each) + inside]


def _codes(number: np.ndarray, count: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return one code (int64) for each set of numbers; those of a text are in order, from `starts`."""
    code, width = np.zeros(len(count), np.int64), int(number.max(initial=0)) + 2
    for place_ in range(int(count.max(initial=0))):
        has = count > place_
        next_ = np.zeros(len(count), np.int64)
        next_[has] = number[starts[:-1][has] + place_] + 1
        code = pd.factorize(code * width + next_)[0].astype(np.int64)
    return code
