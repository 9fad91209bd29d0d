"""Neighbouring names: pairs of distinct texts that share rare character grams, for names no key would join."""

import numpy as np
from scipy import sparse

MOST_CELLS = 40_000_000


def neighbours(matrix: sparse.csr_matrix, least: float, most: int, usual: int = 30) -> tuple[np.ndarray, np.ndarray]:
    """Pairs (left < right) of rows with cosine >= `least`, at most `most` a row; unit rows, non-negative.

    Grams held by more than a twentieth of the rows, and by more than `usual`, are left out of the search (not of the
    cosine's size), rarer when the product would not fit `MOST_CELLS` multiplications.
    """
    held = np.bincount(matrix.indices, minlength=matrix.shape[1])
    cap = max(usual, matrix.shape[0] // 20)
    while (held[held <= cap].astype(float) ** 2).sum() > MOST_CELLS and cap > 8:
        cap = int(cap * 0.7)
    slim = sparse.csr_matrix(matrix @ sparse.diags((held <= cap).astype(float)))
    slim.eliminate_zeros()
    other = sparse.csr_matrix(slim.T)
    found = []
    for start in range(0, slim.shape[0], 2000):
        block = (slim[start : start + 2000] @ other).tocoo()
        keep = (block.data >= least) & (block.row + start < block.col)
        found.append(_strongest(block.row[keep] + start, block.col[keep], block.data[keep], most))
    left, right = (np.concatenate([f[k] for f in found]) for k in (0, 1))
    return left, right


def _strongest(row: np.ndarray, col: np.ndarray, weight: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    order = np.lexsort((col, -np.round(weight, 6), row))
    row, col = row[order], col[order]
    first = np.searchsorted(row, row, side="left")
    keep = np.arange(len(row)) - first < most
    return row[keep], col[keep]


def spread(codes: np.ndarray, left: np.ndarray, right: np.ndarray, most: int, records: int) -> np.ndarray:
    """Record pairs (int64 codes low * records + high) of pairs of values; at most `most` records of a value.

    `codes`: of the values, slot by slot where a record has several.
    """
    held = np.flatnonzero(codes >= 0)
    order = held[np.argsort(codes[held], kind="stable")] % records
    counts = np.bincount(codes[held], minlength=int(max(left.max(initial=0), right.max(initial=0), codes.max())) + 1)
    starts = np.cumsum(counts) - counts
    counts = np.minimum(counts, most)
    product = counts[left] * counts[right]
    which = np.repeat(np.arange(len(left)), product)
    inner = np.arange(len(which)) - np.repeat(np.cumsum(product) - product, product)
    a = order[starts[left[which]] + inner // counts[right[which]]]
    b = order[starts[right[which]] + inner % counts[right[which]]]
    return np.minimum(a, b).astype(np.int64) * records + np.maximum(a, b)
