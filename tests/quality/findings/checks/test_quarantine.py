"""What was put aside is reported by its reason."""

import pyarrow as pa
import pytest

from quality import AuditSource, audit
from quality.read.model import QUARANTINE_SCHEMA


@pytest.mark.parametrize(
    ("reason", "rule", "critical"),
    [
        ("bad_bytes", "quarantined_row", True),
        ("footer", "footer_row", False),
        ("unreadable_file", "unreadable_file", True),
    ],
)
def test_a_reason_has_its_rule(reason, rule, critical):
    records = pa.table({"record_id": ["s:1", "s:2"], "_row": [2, 3], "name": ["李静", "王伟"]})
    aside = [{"_source": "s", "_file": "s.csv", "_row": 9, "reason": reason, "detail": "d", "raw": "合计"}]
    result = audit({"s": AuditSource(records, pa.Table.from_pylist(aside, QUARANTINE_SCHEMA), fields={"name": "name"})})
    told = [row for row in result.findings.to_pylist() if row["record_id"] == "s:#9"]
    assert [row["rule"] for row in told] == [rule]
    assert result.critical_failed == critical
    assert result.counts["s"] == {"read": 3, "kept": 2, "quarantined": 1, "balanced": True}
