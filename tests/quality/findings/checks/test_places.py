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


def told(fields, **columns):
    size = len(next(iter(columns.values())))
    records = pa.table({"record_id": [f"s:{i}" for i in range(size)], **columns})
    failures = check_places(view("s", AuditSource(records, fields=fields)), Rulebook())
    return {(f.rule.id, r) for f in failures for r in f.record_ids.to_pylist()}


def test_one_row_is_enough_where_the_division_codes_know_the_names():
    fields = {"state": "省", "city": "市", "locality": "区"}
    rows = [("广东", "深圳", "南山区"), ("广东省", "杭州市", "西湖区"),
            ("江苏省", "昆山市", ""), ("Hessen", "Fulda", ""),
            ("广东", "番禺市", "番禺区"), ("湖北", "襄樊", "樊城区"), ("广东省", "深圳市", "余杭区")] + [
            ("北京市", "北京市", "朝阳区"), ("重庆", "重庆", "万州区"), ("四川", "成都", "青羊区")] * 4  # fmt: skip
    states, cities, districts = zip(*rows, strict=True)
    assert told(fields, 省=states, 市=cities, 区=districts) == {
        ("city_district_mismatch", "s:1"),
        ("city_district_mismatch", "s:6"),
    }


def test_a_postcode_of_another_state_is_told_in_china_and_abroad():
    fields = {"state": "s", "city": "c", "postcode": "z"}
    china = [("广东", "深圳", "518000"), ("浙江", "杭州", "310012")] * 6 + [("广东", "广州", "310012")]
    america = [("NY", "New York", "10001"), ("California", "Fresno", "93650-1234")] * 6 + [("TX", "Austin", "10001")]
    for rows in (china, america):
        states, cities, codes = zip(*rows, strict=True)
        assert told(fields, s=states, c=cities, z=codes) == {("postcode_mismatch", "s:12")}


def test_columns_that_mean_something_else_are_not_believed():
    fields = {"state": "s", "city": "c", "postcode": "z", "address": "a"}
    shuffled = [
        ("广东", "杭州", "100000", ""),
        ("浙江", "西安", "710000", "深圳市"),
        ("四川", "大连", "510000", "青岛市"),
    ] * 5
    states, cities, codes, places = zip(*shuffled, strict=True)
    assert told(fields, s=states, c=cities, z=codes, a=places) == set()


def test_few_rows_and_empty_columns_are_no_trouble():
    fields = {"state": "s", "city": "c", "postcode": "z", "address": "a"}
    for rows in ([("", "", "", "")], [("WA", "Seattle", "98122", "507 20th Ave. E."), ("", "London", "SW1 8JR", "")]):
        states, cities, codes, places = zip(*rows, strict=True)
        assert told(fields, s=states, c=cities, z=codes, a=places) == set()


def test_the_odd_one_of_state_city_and_postcode_is_named():
    fields = {"state": "s", "city": "c", "postcode": "z"}
    rows = [("NY", "New York", "10001"), ("CA", "Fresno", "93650")] * 6 + [("TX", "New York", "10002")]
    states, cities, codes = zip(*rows, strict=True)
    assert told(fields, s=states, c=cities, z=codes) == {("city_district_mismatch", "s:12")}


def test_postcodes_that_lost_their_zero_are_told_by_country():
    fields = {"country": "c", "postcode": "z"}
    rows = [("DE", "80331"), ("CN", "518000")] * 9 + [("DE", "1067"), ("CN", "10010"), ("CH", "8001"), ("US", "10001")]
    countries, codes = zip(*rows, strict=True)
    assert told(fields, c=countries, z=codes) == {("lost_leading_zero", "s:18"), ("lost_leading_zero", "s:19")}
