"""The rules in force: the built-in ones, changed and joined by the steward's."""

from collections.abc import Sequence
from dataclasses import dataclass

from quality.rules.catalog import built_in
from quality.rules.model import Rule


@dataclass(frozen=True)
class Rulebook:
    """Looks a rule up by id, source, and field or column; the steward's word goes before the catalogue."""

    steward: Sequence[Rule] = ()

    def rule(self, rule_id: str, source: str = "", *names: str) -> Rule:
        """Return the rule `rule_id` as it holds in `source` for the first of `names` that is spoken of."""
        for rule in self.steward:
            if rule.id == rule_id and rule.table in ("", source) and rule.field in ("", *names):
                return rule
        return built_in()[rule_id]

    def own(self, *kinds: str) -> list[Rule]:
        """Return the steward's rules of these kinds."""
        return [rule for rule in self.steward if rule.kind in kinds]

    def wants(self, rule_id: str, source: str, *names: str) -> bool:
        """Tell whether the steward asked for `rule_id` on this field himself."""
        return any(rule.id == rule_id and rule.table in ("", source) and rule.field in names for rule in self.steward)
