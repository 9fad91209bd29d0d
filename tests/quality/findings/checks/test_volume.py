"""A source that was cut off is a critical finding, however sound the rows that are left."""

import pyarrow as pa
import pytest

from quality import AuditSource, Reference, audit

NAMES = [f"第{i}有限公司" for i in range(100)]


def crm(rows: int) -> AuditSource:
    table = pa.table(
        {
            "record_id": pa.array([f"s:{i}" for i in range(rows)], pa.string()),
            "_row": pa.array(range(2, rows + 2), pa.int64()),
            "nr": pa.array([f"{i}" for i in range(rows)], pa.string()),
            "name": pa.array(NAMES[:rows], pa.string()),
        }
    )
    return AuditSource(table, entity="customer", fields={"id": "nr", "name": "name"})


@pytest.mark.parametrize(("rows", "told"), [(100, False), (90, False), (79, True), (0, True)])
def test_far_fewer_rows_than_last_time(rows, told):
    before = audit({"s": crm(100)})
    now = audit({"s": crm(rows)}, previous=before.score)
    found = [row for row in now.findings.to_pylist() if row["rule"] == "source_shrunk"]
    assert bool(found) == told == now.critical_failed
    assert [row["value"] for row in found] == ([f"{rows} < 100"] if told else [])


def test_a_declared_reference_is_enforced_however_few_fit():
    orders = pa.table(
        {"record_id": [f"o:{i}" for i in range(10)], "_row": list(range(2, 12)), "cust": ["1"] + ["x"] * 9}
    )
    sources = {"s": crm(3), "o": AuditSource(orders, entity="order", fields={"customer_ref": "cust"})}
    for declared, orphans in ((False, 0), (True, 9)):
        reference = Reference("o", "cust", "s", "nr", 1.0, declared)
        found = audit(sources, [reference]).findings["rule"].to_pylist()
        assert found.count("orphan_customer_ref") == orphans
