import pyarrow as pa

from quality.findings.checks.lengths import cut_off
from quality.findings.view import encode

NAMES = [
    f"{'南北东西中'[i % 5]}方{'恒云金海天'[i // 5 % 5] * (1 + i % 9)}{chr(0x4E00 + i)}贸易有限公司" for i in range(200)
]


def hits(texts):
    column = encode("c", "name", pa.array(texts))
    return {t for t, hit in zip(column.values.to_pylist(), cut_off(column), strict=True) if hit}


def test_names_cut_at_the_width_of_the_column_are_told():
    assert hits(NAMES) == set()
    cut = {name[:12] for name in NAMES if len(name) >= 12}
    assert hits([name[:12] for name in NAMES]) == {name for name in cut if not name.endswith("公司")}


def test_a_width_in_bytes_shows_too():
    mixed = [f"{'AB' * (i % 4)}{name}" for i, name in enumerate(NAMES)]
    cut = [text.encode("gb18030")[:24].decode("gb18030", "ignore") for text in mixed]
    told = hits(cut)
    assert told
    assert all(len(text.encode("gb18030")) == 24 for text in told)


def test_codes_of_one_length_and_short_columns_are_left_alone():
    assert hits([f"客户编号{i:06d}" for i in range(300)]) == set()
    assert hits([f"测试客户{i}" for i in range(2000)]) == set()
    assert hits(["男", "女", "未知"] * 30) == set()


def test_whole_names_of_the_greatest_length_are_not_cut():
    assert hits([f"西安嘉方美固环保科技{chr(0x4E00 + i)}股份有限公司"[-14 - i % 2 :] for i in range(60)]) == set()
