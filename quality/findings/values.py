"""What goes into an audit and what comes out."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from quality.errors import RuleError
from quality.rules.model import Rule

FINDINGS = pa.schema(
    [
        (name, pa.string())
        for name in ("rule", "dimension", "severity", "source", "record_id", "field", "value", "proposal")
    ]
)
SILENT = pa.schema([(name, pa.string()) for name in ("rule", "source", "record_id", "field", "value", "who", "at")])
SUMMARY = pa.schema(
    [
        ("rule", pa.string()),
        ("dimension", pa.string()),
        ("severity", pa.string()),
        ("source", pa.string()),
        ("field", pa.string()),
        ("checked", pa.int64()),
        ("failed", pa.int64()),
        ("rate", pa.float64()),
        ("passed", pa.bool_()),
        ("cost", pa.float64()),
        ("mend", pa.string()),
        ("safe", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class AuditSource:
    """One export as read and understood.

    `records` and `quarantine` follow the contracts; `facts` is what the reader found out (its `rows_read`
    is compared with kept + quarantined) or None; `entity` and `fields` (field -> column or columns) say what
    it means.
    """

    records: pa.Table
    quarantine: pa.Table | None = None
    facts: Any = None
    entity: str = "customer"
    fields: Mapping[str, str | Sequence[str]] = field(default_factory=dict)

    def columns_of(self, name: str) -> tuple[str, ...]:
        """Return the columns mapped to the field `name`, those that exist, in their order.

        Where no id is mapped the one that the reader found is taken.
        """
        mapped = self.fields.get(name, ())
        if name == "id" and not mapped:
            mapped = _told(self.facts, "id_column") or ()
        mapped = (mapped,) if isinstance(mapped, str) else tuple(mapped)
        return tuple(column for column in mapped if column in self.records.column_names)


def _told(facts: Any, name: str) -> Any:
    """Return one of the reader's facts, whether they come as a mapping or as a value."""
    return facts.get(name) if isinstance(facts, Mapping) else getattr(facts, name, None)


@dataclass(frozen=True)
class Thresholds:
    """Where a measure becomes a finding.

    `expected_fill`: a column filled less than this is optional by nature, its gaps are no findings.
    `shared_by`: tax ids on one phone before the line counts as shared; `filler_by` and `filler_share`: strangers
    on it, and its share of the rows, before it counts as a filler that belongs to nobody. `outlier_spread`:
    distance above the upper quartile in interquartile ranges of the logarithm. `reference_overlap`: share of
    values that must exist in the target before a column counts as a reference. `formula_share`: share of rows
    that must fit before an inferred relation (total = sum of lines, ledger = orders) is believed.
    `duplicate_similarity`: 0 to 1, for two names on the same phone, email or address. `top_values`: how many the
    profile keeps. `drift_rate`, `drift_volume`: shares moved before a change counts as drift.
    """

    expected_fill: float = 0.85
    shared_by: int = 3
    filler_by: int = 20
    filler_share: float = 0.003
    outlier_spread: float = 3.0
    reference_overlap: float = 0.7
    formula_share: float = 0.7
    duplicate_similarity: float = 0.86
    top_values: int = 12
    drift_rate: float = 0.02
    drift_volume: float = 0.2


@dataclass(frozen=True)
class AuditSettings:
    """How to audit.

    `dormant_after` is a `timedelta` or a period such as `3 years`; `as_of` the day of the audit (None: dates
    beyond `today` are future, and dormancy is counted back from the newest believable date of the data);
    `today` is the clock's day, read when the settings are made unless it is given. `rules` are the steward's,
    see `quality.rules.parse_rules`.
    `accepted` are the findings that stewards accepted as they are (`quality.sop.accepted_now`): they stay silent.
    `expectations` also runs the rules in Great Expectations and records that both agree.
    """

    dormant_after: str | timedelta = "3 years"
    as_of: date | None = None
    today: date = field(default_factory=date.today)
    rules: tuple[Rule, ...] = ()
    accepted: pa.Table | None = None
    thresholds: Thresholds = Thresholds()
    language: str = "en"
    hourly_cost: float = 0.0
    expectations: bool = False

    def day(self) -> date:
        """Return the day after which a date lies in the future."""
        return self.as_of or self.today

    def dormant_before(self, as_of: date) -> date:
        """Return the day before which the last interaction makes a customer dormant."""
        if isinstance(self.dormant_after, timedelta):
            return as_of - self.dormant_after
        match = re.fullmatch(r"\s*(\d+)\s*(year|month|week|day)s?\s*", str(self.dormant_after).lower())
        if not match:
            raise RuleError(
                f"dormant_after {self.dormant_after!r} is no period", expected="such as 3 years or 18 months"
            )
        number, unit = int(match[1]), match[2]
        if unit in ("day", "week"):
            return as_of - timedelta(days=number * (7 if unit == "week" else 1))
        months = as_of.year * 12 + as_of.month - 1 - number * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(as_of.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Audit:
    """The result: tables by contract, the profile and score as plain values, and the row counts.

    `counts` has for each source `read`, `kept`, `quarantined` and `balanced` (read = kept + quarantined).
    `accepted` lists the findings that stayed silent since a steward accepted them (schema `SILENT`).
    `duplicates` is the estimate of `quality.findings.checks.duplicates`, `drift` what changed since the
    last audit, `expectations` what Great Expectations said of each rule. `names` (`record_id, named`) holds the
    rows that repeat an id: their `record_id` is unique and has the row number, files name them by their native id.
    """

    findings: pa.Table
    summary: pa.Table
    profile: dict
    score: dict
    counts: Mapping[str, Mapping[str, Any]]
    critical_failed: bool
    as_of: date
    duplicates: Mapping[str, Any] = field(default_factory=dict)
    drift: Mapping[str, Any] = field(default_factory=dict)
    expectations: Sequence[Mapping[str, Any]] = ()
    accepted: pa.Table = field(default_factory=SILENT.empty_table)
    names: pa.Table | None = None
