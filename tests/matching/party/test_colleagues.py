"""Colleagues on one office line stay two; one contact with two spellings or two numbers does not."""

import pyarrow as pa

from matching import judge

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林"
GIVEN = "志强 淑芬 国栋 雅琴 俊峰 晓彤 永康 美玲 子轩 佳怡 梓涵 梓蓉 梓轩 雅涵 晓蓉 志涵 美蓉".split()
FIRM = "广州海禄圆科技有限责任公司"
LINE = "+862084171013"


def crowd() -> list[dict]:
    """Twenty-four firms of three contacts each, two of whom are there twice."""
    rows = []
    for k in range(72):
        firm = f"广州{SURNAMES[k // 3 % 16]}{GIVEN[k // 3 % 17]}贸易有限公司"
        phone = [f"+86138{k * 104729 % 10**8:08}", f"+86208400{1000 + k // 3}"]
        row = {"org_name": firm, "contact": SURNAMES[k % 16] + GIVEN[k * 7 % 17], "phone": phone}
        rows += [row, row] if k % 3 else [row]
    return rows


def together(one: dict, other: dict) -> bool:
    rows = [*crowd(), {"org_name": FIRM} | one, {"org_name": FIRM} | other]
    rows = [{"record_id": f"r{k:03d}", "source": "s"} | row for k, row in enumerate(rows)]
    kinds = [("record_id", pa.string()), ("source", pa.string()), ("org_name", pa.string()), ("contact", pa.string())]
    table = pa.Table.from_pylist(rows, schema=pa.schema([*kinds, ("phone", pa.list_(pa.string()))]))
    label = judge(table).clusters["cluster"].to_pylist()
    return label[-1] == label[-2]


def test_two_names_on_the_firms_line_are_two_contacts():
    other = "刘梓涵"
    assert not together(
        {"contact": "刘梓蓉", "phone": ["+8613079318758", LINE]}, {"contact": other, "phone": ["+8618029606909", LINE]}
    )
    assert not together({"contact": "刘梓蓉", "phone": [LINE]}, {"contact": other, "phone": [LINE]})


def test_a_longer_name_with_another_mobile_is_another_contact():
    assert not together(
        {"contact": "魏永", "phone": ["+8613079318758", LINE]}, {"contact": "魏永豪", "phone": ["+8618029606909", LINE]}
    )


def test_one_mobile_is_one_contact_whatever_the_slip_in_the_name():
    assert together(
        {"contact": "刘梓蓉", "phone": ["+8613079318758", LINE]}, {"contact": "刘梓容", "phone": ["+8613079318758"]}
    )
