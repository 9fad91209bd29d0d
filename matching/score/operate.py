"""The operating point: where merging stops, and what precision to expect there."""

import numpy as np

MARGIN = 10.0  # times the promised share of errors, for a single pair
LEAST = -1.5  # natural log odds: no merge is made below, and rules that leave a pair to a steward allow no more


def probability(odds: np.ndarray) -> np.ndarray:
    """Probability of natural log odds."""
    return 1 / (1 + np.exp(-np.clip(odds, -50, 50)))


def best_cut(odds: np.ndarray, missed: float = 0.0) -> float:
    """Log odds above which merging gives the highest expected pairwise F1 (Lipton et al. 2014).

    `missed`: expected matches among pairs never compared. Between `LEAST` and 2, where odds are trusted. Pairs at
    `LEAST` are there by a rule, and their odds are no estimate: thousands of them would pull the cut down.
    """
    order = np.sort(odds[odds > LEAST])[::-1]
    p = probability(order)
    gained = np.cumsum(p)
    f1 = 2 * gained / (np.arange(1, len(p) + 1) + gained[-1] + missed) if len(p) else np.zeros(0)
    return float(np.clip(order[int(np.argmax(f1))], LEAST, 2.0)) if len(p) else 0.0


def precise_cut(odds: np.ndarray, precision: float) -> float:
    """Log odds above which the expected precision of the merged pairs is at least `precision`.

    No pair is merged that is `MARGIN` times as likely to be wrong as was promised: among many sure pairs the mean
    hides some that are doubtful, and of those the estimate is least sure.
    """
    order = np.sort(odds)[::-1]
    p = probability(order)
    mean = np.cumsum(p) / np.arange(1, len(p) + 1)
    last = np.append(order[1:] < order[:-1], True)[: len(order)]  # pairs of one probability stay or go together
    kept = np.flatnonzero((mean >= precision) & (p >= 1 - MARGIN * (1 - precision)) & last)
    return float(order[kept[-1]]) - 1e-9 if len(kept) else 50.0


def expected_precision(odds: np.ndarray, cut: float) -> float:
    """Mean probability of the pairs above a cut; 1.0 where there is none."""
    kept = odds[odds > cut]
    return float(probability(kept).mean()) if len(kept) else 1.0
