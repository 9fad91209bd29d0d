import pyarrow as pa

from quality.findings.book import Rulebook
from quality.findings.checks.places import check_places
from quality.findings.values import AuditSource
from quality.findings.view import view


def wrong(rows):
    states, cities, addresses = zip(*rows, strict=True)
    records = pa.table(
        {"record_id": [f"s:{i}" for i in range(len(rows))], "省": states, "市": cities, "地址": addresses}
    )
    source = AuditSource(records, fields={"state": "省", "city": "市", "address": "地址"})
    failures = check_places(view("s", source), Rulebook())
    return [r for failure in failures for r in failure.record_ids.to_pylist()]


GOOD = [("浙江省", "杭州", "浙江省杭州市余杭区1号"), ("广东省", "深圳市", "深圳市福田区2号")] * 60


def test_sound_places_are_left_alone():
    assert wrong(GOOD) == []
    assert wrong([*GOOD, ("江苏省", "苏州", "昆山市玉山镇1号"), ("上海市", "上海", "上海市浦东新区1号")]) == []


def test_a_city_of_another_state_address_or_district_is_told():
    odd = [
        ("广东省", "杭州", "人民路1号"),
        ("浙江省", "杭州", "深圳市福田区9号"),
        ("浙江省", "杭州", "浙江省杭州市福田区9号"),
    ]
    assert wrong([*GOOD, *odd]) == ["s:120", "s:121", "s:122"]


def test_district_names_that_many_cities_have_prove_nothing():
    assert wrong([*GOOD, *[("江苏省", "南京", "南京市鼓楼区1号")] * 30, ("福建省", "福州", "福州市鼓楼区1号")]) == []
