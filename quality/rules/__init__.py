"""Audit rules: the built-in catalogue, the steward's own, and their Great Expectations form."""

from quality.rules.catalog import built_in, wording
from quality.rules.model import Rule
from quality.rules.parse import parse_rule, parse_rules

__all__ = ["Rule", "built_in", "parse_rule", "parse_rules", "wording"]
