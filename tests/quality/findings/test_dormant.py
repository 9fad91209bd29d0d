"""Customers gone quiet, also those who never were there since their record was made."""

import datetime as dt

from quality.findings import AuditSettings, AuditSource, audit
from tests.quality.exports import records


def dormant(seen, created):
    rows = records(编号=[str(i) for i in range(len(seen))], 最近=seen, 建档=created)
    source = AuditSource(rows, fields={"id": "编号", "last_seen": "最近", "created": "建档"})
    found = audit({"s": source}, settings=AuditSettings(as_of=dt.date(2026, 6, 30))).findings.to_pylist()
    return [(row["record_id"], row["proposal"]) for row in found if row["rule"] == "dormant_customer"]


def test_who_was_never_seen_is_dormant_since_his_record_was_made():
    seen = ["31.12.2025", "01.02.2019", "00.00.0000", "00.00.0000"]
    created = ["13.01.2015"] * 2 + ["24.03.2016", "24.03.2026"]
    told = [("crm:1", "last activity 2019-02-01"), ("crm:2", "no activity since created 2016-03-24")]
    assert dormant(seen, created) == told


def test_where_hardly_anybody_was_seen_silence_says_nothing():
    assert dormant(["31.12.2025"] + [""] * 9, ["24.03.2016"] * 10) == []
