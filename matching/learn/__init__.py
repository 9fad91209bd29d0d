"""Let a steward's answers correct the weights, where that is proved to help."""

from matching.learn.lesson import Lesson, lesson
from matching.learn.refit import Adjustment, Refit, refit

__all__ = ["Adjustment", "Lesson", "Refit", "lesson", "refit"]
