"""Average-link agglomeration of one component, vetoes respected by whole clusters.

Merging two clusters gains the sum of the log odds across them (correlation clustering, Bansal et al. 2004);
the pair of clusters with the best mean goes first, ties by the smallest rows, so the order of rows is immaterial.
"""

import numpy as np

CLIP = 7.0  # natural log odds: no single pair outweighs a whole cluster


def agglomerate(weight: np.ndarray, veto: np.ndarray) -> np.ndarray:
    """Group labels (int, 0..) of the rows of a symmetric matrix of log odds; `veto` bool, pairs kept apart."""
    size = len(weight)
    total = np.clip(weight, -CLIP, CLIP).astype(float)
    barred = veto.copy()
    count = np.ones(size)
    label = np.arange(size)
    mean = np.where(barred, -np.inf, total)
    np.fill_diagonal(mean, -np.inf)
    while True:
        best = int(np.argmax(np.round(mean, 9)))
        a, b = min(divmod(best, size)), max(divmod(best, size))
        if not mean[a, b] > 0:
            return label
        label[label == label[b]] = label[a]
        total[a] += total[b]
        total[:, a] = total[a]
        barred[a] |= barred[b]
        barred[:, a] = barred[a]
        count[a] += count[b]
        row = np.where(barred[a] | (count == 0), -np.inf, total[a] / (count[a] * np.maximum(count, 1)))
        count[b] = 0
        row[a] = row[b] = -np.inf
        mean[a], mean[:, a] = row, row
        mean[b], mean[:, b] = -np.inf, -np.inf
