"""Let a steward's answers correct the weights, where that is proved to help."""

from matching.learn.flips import enough, flips, taught
from matching.learn.refit import Adjustment, Refit, refit

__all__ = ["Adjustment", "Refit", "enough", "flips", "refit", "taught"]
