import datetime as dt

import pyarrow as pa

from quality.findings import AuditSettings, AuditSource, audit


def rules_found(records, settings=None, **fields):
    ids = [f"s:{i}" for i in range(len(next(iter(records.values()))))]
    source = AuditSource(pa.table({"record_id": ids, **records}), fields=fields)
    found = audit({"s": source}, settings=settings or AuditSettings(as_of=dt.date(2026, 6, 30))).findings
    return {(row["rule"], row["record_id"]) for row in found.to_pylist()}


def test_a_column_mapped_twice_is_checked_in_both_meanings():
    found = rules_found(
        {
            "编号": ["91110000600037341L", "91110000600037341X", "9144030071526726XG"],
            "名称": ["甲公司", "乙公司", "无"],
        },
        id="编号",
        tax_id="编号",
        name="名称",
        contact="名称",
    )
    assert ("tax_id_invalid", "s:1") in found
    assert ("tax_id_invalid", "s:0") not in found
    assert ("placeholder_name", "s:2") in found


def test_the_future_begins_after_the_day_that_is_given_whatever_the_clock_says():
    days = {"建档日期": ["2031-01-02", "2024-05-06"], "id": ["1", "2"]}
    for today, late in ((dt.date(2030, 1, 1), True), (dt.date(2032, 1, 1), False)):
        settings = AuditSettings(today=today)
        assert (("date_future", "s:0") in rules_found(days, settings, created="建档日期")) is late
