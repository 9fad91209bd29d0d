import pyarrow as pa
import pytest

from quality.standardise import place, whereabouts
from quality.standardise.divisions import short


def test_names_are_written_as_most_of_the_column_writes_them():
    assert place.standardise(["广东", "广东省", "浙江"], "state").values == ["广东", "广东", "浙江"]
    assert place.standardise(["广东", "广东省", "浙江省"], "state").values == ["广东省", "广东省", "浙江省"]


def test_names_of_the_past_become_those_of_today_where_that_is_sure():
    done = place.standardise(["广州市", "襄樊市", "莱芜市", "番禺市", "朝阳市", "Paris"], "city")
    assert done.values == ["广州市", "襄阳市", "莱芜市", "番禺市", "朝阳市", "Paris"]
    assert done.rules == ["", "place/old_name", "", "", "", ""]
    assert done.suggestions == [None, None, "济南市", "广州市", None, None]


@pytest.mark.parametrize(
    ("name", "stem"),
    [("恩施土家族苗族自治州", "恩施"), ("巴音郭楞蒙古自治州", "巴音郭楞"), ("内蒙古自治区", "内蒙古"),
     ("蒙自市", "蒙自"), ("积石山保安族东乡族撒拉族自治县", "积石山"), ("广西壮族自治区", "广西"), ("辽县", "辽县")],
)  # fmt: skip
def test_a_name_loses_its_tail_with_the_peoples_in_it(name, stem):
    assert short(name) == stem


def test_empty_places_are_told_by_the_row_and_never_against_it():
    columns = {
        "state": pa.array(["广东省", None, None, None, None, "浙江省"]),
        "city": pa.array(["深圳市", "深圳", None, "杭州市", None, None]),
        "locality": pa.array(["南山区", None, "南山区", None, "南山区", None]),
    }
    address = pa.array(["x", None, "广东省深圳市南山区1号", "广东省深圳市南山区1号", None, "西湖区1号"])
    found = {field: column.to_pylist() for field, column in whereabouts.missing(columns, address).items()}
    assert found == {
        "state": [None, "广东省", "广东省", None, None, None],
        "city": [None, None, "深圳市", None, None, None],
        "locality": [None] * 6,
    }
