"""Let a steward's answers correct the weights, where that is proved to help."""

from matching.learn.refit import Adjustment, Refit, refit

__all__ = ["Adjustment", "Refit", "refit"]
