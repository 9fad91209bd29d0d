import pyarrow as pa

from quality.findings import AuditSource, audit
from quality.standardise.tax_id import is_uscc

TAXES = [code for code in (f"9111000{n:010d}{c}" for n in range(60) for c in "0123456789ABCDEFGHJKLMNPQRTUWXY")
         if is_uscc(code)]  # fmt: skip


def told(phone, rows, contact=lambda i: f"王小{chr(0x4E00 + i)}", others=200):
    """Audit `rows` companies on one phone among others that have their own; return the rules on its rows."""
    count = rows + others
    records = pa.table(
        {
            "record_id": [f"s:{i}" for i in range(count)],
            "name": [f"第{i}号{chr(0x4E00 + 7 * i)}贸易有限公司" for i in range(count)],
            "contact": [contact(i) if i < rows else f"李{chr(0x4E00 + i)}" for i in range(count)],
            "tax": [TAXES[i] if i < len(TAXES) else None for i in range(count)],
            "phone": [phone if i < rows else f"139{i * 7919 % 10**8:08d}" for i in range(count)],
        }
    )
    fields = {"name": "name", "contact": "contact", "tax_id": "tax", "phone": "phone"}
    found = audit({"s": AuditSource(records, fields=fields)}).findings.to_pylist()
    mine = {f"s:{i}" for i in range(rows)}
    return {f["rule"] for f in found if f["record_id"] in mine and f["rule"] in ("shared_phone", "placeholder_phone")}


def test_an_agents_line_is_shared_and_no_filler():
    assert told("13607318846", 13) == {"shared_phone"}
    assert told("13607318846", 30, contact=lambda _: "周会计") == {"shared_phone"}


def test_what_stands_beside_very_many_strangers_or_looks_typed_is_a_filler():
    assert told("13607318846", 30) == {"placeholder_phone"}
    assert told("13611112222", 4) == {"placeholder_phone"}


def test_two_companies_on_one_line_are_neither():
    assert told("13607318846", 2) == set()
