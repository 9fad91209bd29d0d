"""A rule of the audit as a value."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DIMENSIONS = (
    "completeness",
    "validity",
    "placeholder",
    "uniqueness",
    "duplication",
    "consistency",
    "integrity",
    "timeliness",
    "reconciliation",
)
SEVERITIES = ("critical", "warning", "info")


@dataclass(frozen=True)
class Rule:
    """What is measured, and what follows when it fails.

    `id` names the kind of defect and stands in every finding. `kind` is how it is measured: `built_in`, or
    one of the words a workspace uses (see `quality.rules.parse.KINDS`) with its `params`. `field` is a field
    of the vocabulary or a header; `table` limits the rule to one source. `severity` is `critical`, `warning`
    or `info`; the rule passes when the share of sound rows is not below `at_least` (0 to 1). `minutes` is a
    person's time to mend one row; `safe` says that cleaning may apply the mend unasked.
    """

    id: str
    dimension: str
    severity: str = "warning"
    at_least: float = 1.0
    minutes: float = 3.0
    safe: bool = False
    kind: str = "built_in"
    field: str = ""
    table: str = ""
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def applies_to(self, source: str, name: str) -> bool:
        """Tell whether the rule speaks of the field or column `name` of `source`."""
        return self.table in ("", source) and self.field in ("", name)
