import pyarrow as pa

from quality import clean


def test_empty_places_are_filled_from_the_row_as_recorded_changes():
    raw = {
        "省份": ["广东省", "", "浙江省"],
        "城市": ["深圳市", "广州市", ""],
        "地址": ["1号", "2号", "浙江杭州市西湖区3号"],
    }
    table = pa.table({"record_id": ["s:1", "s:2", "s:3"], "_source": ["s"] * 3, **raw})
    done = clean(table, {"state": "省份", "city": "城市", "address": "地址"})
    assert done.table["state"].to_pylist() == ["广东省", "广东省", "浙江省"]
    assert done.table["city"].to_pylist() == ["深圳市", "广州市", "杭州市"]
    told = {
        (c["record_id"], c["field"], c["column"], c["before"], c["after"], c["rule"]) for c in done.changes.to_pylist()
    }
    assert told == {
        ("s:2", "state", "省份", None, "广东省", "place/from_row"),
        ("s:3", "city", "城市", None, "杭州市", "place/from_row"),
        ("s:3", "address", "地址", "浙江杭州市西湖区3号", "浙江省杭州市西湖区3号", "address/divisions"),
    }
