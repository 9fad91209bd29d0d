"""Average-link agglomeration of one component, vetoes respected by whole clusters.

Merging two clusters gains the sum of the log odds across them (correlation clustering, Bansal et al. 2004);
the pair of clusters with the best mean goes first, ties by the smallest rows, so the order of rows is immaterial.
"""

import numpy as np

CLIP = 7.0  # natural log odds: no single pair outweighs a whole cluster


def agglomerate(weight: np.ndarray, veto: np.ndarray) -> np.ndarray:
    """Group labels (the smallest row of each group) for a symmetric matrix of log odds; `veto`: pairs kept apart."""
    size = len(weight)
    total = np.clip(weight, -CLIP, CLIP).astype(float)
    barred = veto.copy()
    count = np.ones(size)
    label = np.arange(size)
    mean = np.where(barred, -np.inf, total)
    np.fill_diagonal(mean, -np.inf)
    best = mean.argmax(axis=1)
    value = mean[label, best]
    while True:
        at = int(np.argmax(np.round(value, 9)))
        a, b = min(at, int(best[at])), max(at, int(best[at]))
        if not mean[a, b] > 0:
            return label
        label[label == b] = a
        total[a] += total[b]
        total[:, a] = total[a]
        barred[a] |= barred[b]
        barred[:, a] = barred[a]
        count[a] += count[b]
        count[b] = 0
        gone = barred[a] | (count == 0)
        row = np.where(gone, -np.inf, total[a] / (count[a] * np.maximum(count, 1)))
        row[a] = -np.inf
        mean[a], mean[:, a] = row, row
        mean[b], mean[:, b] = -np.inf, -np.inf
        stale = np.flatnonzero((best == a) | (best == b) | (row >= value))
        stale = np.union1d(stale, [a, b])
        best[stale] = mean[stale].argmax(axis=1)
        value[stale] = mean[stale, best[stale]]
