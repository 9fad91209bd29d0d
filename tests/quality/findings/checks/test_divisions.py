import pyarrow as pa

from quality.findings.book import Rulebook
from quality.findings.checks.divisions import check_divisions
from quality.findings.values import AuditSource
from quality.findings.view import view

FIELDS = {"state": "省", "city": "市", "address": "地址"}
GOOD = [("浙江省", "杭州市", "浙江省杭州市余杭区1号"), ("广东省", "深圳市", "福田区2号"), ("", "", "12 High St")] * 20


def told(rows):
    columns = dict(zip(FIELDS.values(), zip(*rows, strict=True), strict=True))
    records = pa.table({"record_id": [f"s:{i}" for i in range(len(rows))], **columns})
    failures = check_divisions(view("s", AuditSource(records, fields=FIELDS)), Rulebook())
    return [
        (failure.rule.id, failure.column, int(record[2:]), proposal)
        for failure in failures
        for record, proposal in zip(failure.record_ids.to_pylist(), failure.proposals.to_pylist(), strict=True)
    ]


def test_names_of_the_past_are_told_with_those_of_today():
    odd = [
        ("湖北省", "襄樊市", "樊城区1号"),
        ("北京市", "北京市", "北京市崇文区前门大街1号"),
        ("广东省", "番禺市", "1号"),
    ]
    assert told(GOOD) == []
    assert told([*GOOD, *odd]) == [
        ("old_place_name", "市", 60, "襄阳市"),
        ("old_place_name", "市", 62, "广州市"),
        ("old_place_name", "地址", 61, "北京市东城区前门大街1号"),
    ]


def test_empty_places_are_told_where_the_row_tells_them():
    odd = [("", "深圳市", "福田区2号"), ("", " ", "浙江省杭州市余杭区1号"), ("", "", "南山区3号")]
    assert told([*GOOD, *odd]) == [
        ("place_missing", "省", 60, "广东省"),
        ("place_missing", "省", 61, "浙江省"),
        ("place_missing", "市", 61, "杭州市"),
    ]
