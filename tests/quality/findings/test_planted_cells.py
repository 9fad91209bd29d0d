"""Kinds of defect that the generator does not plant: put into sound cells of the demo, found, and nothing else.

Run as a program it prints the table: python tests/quality/findings/test_planted_cells.py
"""

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from quality.findings import AuditSettings, AuditSource, audit
from quality.read import read_export

EXPORTS = Path(__file__).parents[3] / "examples" / "demo" / "exports"
SALES = {"id": "客户编号", "name": "客户名称", "contact": "联系人", "phone": ["手机", "电话"], "tax_id": "税号",
         "state": "省份", "city": "城市", "address": "地址", "category": "客户类型", "created": "建档日期"}  # fmt: skip
MEMBERS = {"id": "member_id", "surname": "last_name", "given_name": "first_name", "gender": "gender",
           "country": "country", "state": "state", "city": "city", "postcode": "zip", "birth_date": "birth_date",
           "created": "registered_at"}  # fmt: skip
ELSEWHERE = {"广东省": "西安", "浙江省": "成都", "江苏省": "昆明", "陕西省": "杭州"}
AS_OF = dt.date(2026, 6, 30)


def other_city(_, row):
    return ELSEWHERE.get(row["省份"])


# kind -> (source, column, rule, change of a cell given its row; None where it cannot be spoilt so)
KINDS = {
    "trial_name": ("sales_crm", "客户名称", "placeholder_name", lambda c, _: "测试客户2" if c else None),
    "city_elsewhere": ("sales_crm", "城市", "city_district_mismatch", other_city),
    "category_spelling": ("sales_crm", "客户类型", "category_variant", lambda c, _: f"{c}（新）" if c else None),
    "gender_spelling": ("members", "gender", "category_variant", lambda c, _: {"M": "男", "F": "Female"}.get(c)),
    "zero_date": ("sales_crm", "建档日期", "placeholder_date", lambda c, _: "0000-00-00" if c else None),
    "tax_id_in_17": ("sales_crm", "税号", "tax_id_invalid", lambda c, _: c[:17] if c and len(c) == 18 else None),
    "mobile_as_tax_id": ("sales_crm", "税号", "value_in_wrong_field", lambda c, _: "13607318846" if c else None),
    "torn_encoding": ("sales_crm", "客户名称", "mojibake", lambda c, _: torn(c) if c and len(c) > 6 else None),
    "postcode_zero": ("members", "zip", "lost_leading_zero",
                      lambda c, row: "10010" if row["country"] == "CN" and c else None),
}  # fmt: skip


def torn(text):
    return "".join(c for c in text.encode().decode("gb18030", "ignore") if c.isprintable())


def read(name):
    fields = SALES if name == "sales_crm" else MEMBERS
    found = read_export(EXPORTS / f"{name}.csv", source=name, id_columns=(fields["id"],))
    return AuditSource(found.records, fields=fields)


def hits(source, name, rule, column):
    found = audit({name: source}, settings=AuditSettings(as_of=AS_OF)).findings.to_pylist()
    return {row["record_id"] for row in found if row["rule"] == rule and row["field"] == column}


@pytest.fixture(scope="module")
def table():
    return {kind: measured(kind) for kind in KINDS}


def measured(kind, count=12):
    """Spoil some cells of one column; return (planted, missed, surplus): record ids."""
    name, column, rule, change = KINDS[kind]
    source = read(name)
    records = source.records
    before = hits(source, name, rule, column)
    cells, rows, ids = records[column].to_pylist(), records.to_pylist(), records["record_id"].to_pylist()
    planted = set()
    for at in np.random.default_rng(7).permutation(len(cells)).tolist():
        after = change(cells[at], rows[at]) if ids[at] not in before else None
        if after and after != cells[at] and len(planted) < count:
            cells[at] = after
            planted.add(ids[at])
    place = records.column_names.index(column)
    spoilt = records.set_column(place, column, pa.array(cells, pa.string()))
    found = hits(dataclasses.replace(source, records=spoilt), name, rule, column)
    return planted, planted - found, found - planted - before


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_planted_is_found_and_nothing_else_with_it(table, kind):
    planted, missed, surplus = table[kind]
    assert len(planted) >= 10
    assert not missed
    assert not surplus


if __name__ == "__main__":
    for name in KINDS:
        planted, missed, surplus = measured(name)
        found = len(planted) - len(missed)
        print(f"| {name} | {len(planted)} | {found / len(planted):.3f} | {found / max(1, found + len(surplus)):.3f} |")
