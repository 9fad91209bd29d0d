import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quality.cleaning.fields import standardise_field
from quality.standardise import address
from quality.standardise.address import parse


@pytest.mark.parametrize(
    ("text", "province", "city", "district", "rest"),
    [
        ("广东省深圳市南山区科技路1号", "广东省", "深圳市", "南山区", "科技路1号"),
        ("深圳市南山区科技路1号", "广东省", "深圳市", "南山区", "科技路1号"),
        ("广东深圳南山区科技路1号", "广东省", "深圳市", "南山区", "科技路1号"),
        ("北京市朝阳区建国路88号", "北京市", "北京市", "朝阳区", "建国路88号"),
        ("北京市北京市海淀区中关村", "北京市", "北京市", "海淀区", "中关村"),
        ("上海 浦东新区 张江路12号", "上海市", "上海市", "浦东新区", "张江路12号"),
        ("内蒙古呼和浩特市新城区北街", "内蒙古自治区", "呼和浩特市", "新城区", "北街"),
        ("长沙县星沙街道", "湖南省", "长沙市", "长沙县", "星沙街道"),
        ("朝阳区建国路", "", "", "", "朝阳区建国路"),
        ("解放路5号", "", "", "", "解放路5号"),
    ],
)
def test_a_chinese_address_comes_apart(text, province, city, district, rest):
    found = parse(text)
    assert (found.province, found.city, found.district, found.rest) == (province, city, district, rest)


def test_old_names_are_known_and_told():
    found = parse("天津市东郊区先锋路2号")
    assert (found.district, found.old) == ("东丽区", ("东郊区",))
    gone = parse("北京市崇文区前门大街1号")
    assert (gone.city, gone.district, gone.old, gone.code) == ("北京市", "东城区", ("崇文区",), "110101")


@pytest.mark.parametrize(
    ("text", "city", "district"),
    [
        ("广东省番禺市市桥镇", "广州市", "番禺区"),
        ("青岛市即墨市通济街道", "青岛市", "即墨区"),
        ("安徽省六安市寿县正阳关镇", "淮南市", "寿县"),
        ("湖北省襄樊市樊城区", "襄阳市", "樊城区"),
        ("山东省莱芜市莱城区", "济南市", "莱芜区"),
    ],
)
def test_counties_that_became_districts_or_moved_are_where_they_are_today(text, city, district):
    found = parse(text)
    assert (found.city, found.district) == (city, district)
    assert found.old


@pytest.mark.parametrize("text", ["南京东路100号", "上海路5号", "吉林大路12号", "广州大道中12号", "天津街1号"])
def test_a_street_named_after_a_city_does_not_lie_there(text):
    assert parse(text).code == ""


def test_a_division_that_lies_elsewhere_is_told():
    assert parse("广东省杭州市西湖区1号").stray == "杭州市"
    assert parse("深圳市余杭区2号").stray == "余杭区"
    for sound in ("武汉市东湖开发区", "盐城市滨海新区", "沈阳市朝阳区1号", "安徽省六安市寿县", "深圳市南山区"):
        assert parse(sound).stray == ""


@settings(max_examples=50, deadline=None)
@given(st.text(st.sampled_from(list("北京上海市朝阳区省县广东路1号 a")), max_size=15))
def test_any_text_can_be_asked(text):
    assert isinstance(parse(text).rest, str)


RESOLVED = {
    "深圳 南山区科技路1号": ("广东省深圳市南山区科技路1号", "address/divisions", None),
    "广东省-深圳市-南山区-科技路1号": ("广东省深圳市南山区科技路1号", "address/divisions", None),
    "深圳市深圳市南山区科技路1号": ("广东省深圳市南山区科技路1号", "address/divisions", None),
    "北京市崇文区前门大街1号": ("北京市东城区前门大街1号", "address/old_name", None),
    "湖北襄樊樊城区人民路": ("湖北省襄阳市樊城区人民路", "address/old_name", None),
    "安徽省六安市寿县正阳关镇": ("安徽省淮南市寿县正阳关镇", "address/old_name", None),
    "江苏昆山市玉山镇": ("江苏省昆山市玉山镇", "address/divisions", None),
    "江苏苏州昆山市玉山镇": ("江苏省苏州市昆山市玉山镇", "address/divisions", None),
    "中国上海浦东新区张江路1号": ("中国上海市浦东新区张江路1号", "address/divisions", None),
    # a lone old district, a short name alone and a successor elsewhere in the province are guesses
    "番禺市市桥镇1号": ("番禺市市桥镇1号", "", "广东省广州市番禺区市桥镇1号"),
    "东莞南城鸿福路1号": ("东莞南城鸿福路1号", "", "广东省东莞市南城鸿福路1号"),
    "山东省莱芜市莱城区1号": ("山东省莱芜市莱城区1号", "", "山东省济南市莱芜区1号"),
    # and nothing is said of these
    **dict.fromkeys(
        "罗湖区朝阳街1号 海南大厦3层 南京东路100号 广东省杭州市西湖区1号 香港九龙广东道1号 昆山市玉山镇".split()
    ),
}


@pytest.mark.parametrize(("written", "expected"), RESOLVED.items())
def test_what_leaves_no_doubt_is_written_and_guesses_are_suggested(written, expected):
    done = standardise_field("address", pa.array([written]), None, "CN")
    assert (done.values[0], done.rules[0], done.suggestions[0]) == (expected or (written, "", None))
    assert address.format(address.format(written)) == address.format(written)


PIECES = st.sampled_from([*"广东 广东省 深圳 深圳市 南山区 北京 崇文区 番禺市 昆山市 襄樊 路1号 大厦 -".split(), " "])
TEXTS = st.lists(PIECES, min_size=1, max_size=5).map("".join).filter(str.strip)


@settings(max_examples=80, deadline=None)
@example(["广东深圳深圳市", "深圳深圳市深圳"])
@given(st.lists(TEXTS, min_size=1, max_size=4, unique=True))
def test_the_column_at_once_agrees_with_each_address_alone_and_once_is_enough(texts):
    whole = standardise_field("address", pa.array(texts), None, "CN")
    alone = address.standardise(texts, short=False)
    assert (whole.values, whole.suggestions) == (alone.values, alone.suggestions)
    assert [address.format(v or "") for v in whole.values] == [v or "" for v in whole.values]
