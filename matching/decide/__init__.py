"""Judgements on pairs: same, different or unsure; by rule, model or steward; superseded, never erased."""

from matching.decide.judgement import JUDGEMENTS, ORIGINS, VERDICTS, Judgement, current, judgements, rehome

__all__ = ["JUDGEMENTS", "ORIGINS", "VERDICTS", "Judgement", "current", "judgements", "rehome"]
