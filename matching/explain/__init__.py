"""Why two records are one customer, or why not, in words (zh/en)."""

from matching.explain.case import Case, shown
from matching.explain.reasons import Explanation, why, why_not
from matching.explain.spread import spread
from matching.explain.words import reasons_in_words

__all__ = ["Case", "Explanation", "reasons_in_words", "shown", "spread", "why", "why_not"]
