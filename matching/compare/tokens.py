"""Levels of texts made of many words: addresses and names of organisations, words weighed by rarity."""

import numpy as np
import pyarrow as pa
from rapidfuzz import fuzz
from scipy import sparse

from matching.compare.figures import figures_of
from matching.compare.kernel import Judge, measure
from matching.compare.screen import letters
from matching.features import place
from matching.features.worded import worded

ADDRESS_LABELS = ("exact", "same", "alike", "other number", "related", "faint", "differs")
ADDRESS_PRIOR = (0.62, 0.14, 0.08, 0.02, 0.04, 0.02, 0.08)
LEAST_SHARED = 0.62  # of the letters in order, words sorted: above it lie few pairs of unrelated addresses


def weighted(lists: list[list[str]], heard: int | None = None) -> sparse.csr_matrix:
    """Rows of unit length, one a value: its tokens weighed by inverse document frequency (in the first `heard`)."""
    vocabulary: dict[str, int] = {}
    columns = np.array([vocabulary.setdefault(t, len(vocabulary)) for tokens in lists for t in tokens], np.int64)
    return _weighed(columns, np.cumsum([0, *(len(t) for t in lists)]), len(vocabulary), heard)


def _weighed(columns: np.ndarray, starts: np.ndarray, words: int, heard: int | None) -> sparse.csr_matrix:
    rows = len(starts) - 1
    heard = rows if heard is None else heard
    matrix = sparse.csr_matrix((np.ones(len(columns)), columns, starts), shape=(rows, max(words, 1)))
    matrix.sum_duplicates()
    held = np.bincount(matrix.indices[: matrix.indptr[heard]], minlength=matrix.shape[1])
    weight = np.log((1 + heard) / np.maximum(held, 1)) + 0.3
    matrix = matrix @ sparse.diags(weight)
    norm = (
        np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
        if hasattr(matrix, "A1")
        else np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    )
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(norm, 1e-9)) @ matrix)


def cosine(matrix: sparse.csr_matrix, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Cosine of the rows left[k] and right[k]."""
    step = 500_000
    parts = [
        np.asarray(matrix[left[s : s + step]].multiply(matrix[right[s : s + step]]).sum(axis=1)).ravel()
        for s in range(0, len(left), step)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


def marks(matrix: sparse.csr_matrix) -> np.ndarray:
    """Write the tokens of each row into 64 bits (uint64): rows without a bit in common share no token."""
    token = matrix.indices.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(58)
    filled = np.flatnonzero(np.diff(matrix.indptr))
    out = np.zeros(matrix.shape[0], dtype=np.uint64)
    if len(filled):
        out[filled] = np.bitwise_or.reduceat(np.uint64(1) << token, matrix.indptr[filled])
    return out


def address_judge(values: np.ndarray, heard: int | None = None) -> Judge:
    """Judge of unequal tidied addresses: words weighed by rarity (in the first `heard` values), house numbers apart."""
    texts = pa.array(values, pa.string())
    words = worded(texts, place.tokens)
    matrix, figures = _weighed(words.codes, words.starts, len(words.words), heard), figures_of(texts)
    ordered = worded(texts, str.split).in_order().joined().to_numpy(zero_copy_only=False)
    made_of, held = letters(ordered), marks(matrix)

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        alike = np.zeros(len(left))
        rows = np.flatnonzero(held[left] & held[right])
        alike[rows] = cosine(matrix, left[rows], right[rows])
        close = made_of.alike(LEAST_SHARED, left, right)
        close = close[alike[close] < 0.9]
        ratio = measure(ordered, left[close], right[close], fuzz.ratio, cutoff=100 * LEAST_SHARED) / 100
        faint = np.zeros(len(left), dtype=bool)
        faint[close] = ratio >= LEAST_SHARED
        alike[close] = np.maximum(alike[close], np.where(ratio > 0.75, ratio, 0))
        same = figures.code[left] == figures.code[right]
        clash = ~same & (figures.count[left] > 0) & (figures.count[right] > 0)
        doubt = np.flatnonzero(clash & (alike >= 0.5))
        clash[doubt] = cosine(figures.held, left[doubt], right[doubt]) == 0
        level = np.where(faint, 6, 7).astype(np.uint8)
        level[alike >= 0.5] = 5
        level[(alike >= 0.7) & clash] = 4
        level[(alike >= 0.7) & ~clash] = 3
        level[(alike >= 0.88) & ~clash & (same | (figures.count[left] == 0) | (figures.count[right] == 0))] = 2
        return level

    return judge
