"""The scorecard: how healthy the data is, by dimension, source, entity and owner, with history."""

from quality.score.scorecard import score_audit

__all__ = ["score_audit"]
