"""Confidence intervals for shares."""

from math import sqrt
from statistics import NormalDist


def wilson(right: int, checked: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the Wilson score interval for `right` of `checked` (E. B. Wilson, JASA 22, 1927).

    Nothing checked gives (0, 1): nothing is known.

    >>> [round(bound, 3) for bound in wilson(95, 100)]
    [0.888, 0.978]
    """
    if not checked:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share, spread = right / checked, z * z / checked
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / checked + spread / (4 * checked)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)
