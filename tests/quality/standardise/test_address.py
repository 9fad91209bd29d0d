import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    assert (gone.city, gone.district, gone.old, gone.code) == ("北京市", "", ("崇文区",), "110103")


@settings(max_examples=50, deadline=None)
@given(st.text(st.sampled_from(list("北京上海市朝阳区省县广东路1号 a")), max_size=15))
def test_any_text_can_be_asked(text):
    assert isinstance(parse(text).rest, str)
