"""Bank accounts: known by header or by check digits, shared ones learned."""

import numpy as np
import pyarrow as pa

import matching
from matching.features.accounts import account, is_card, is_iban, named
from matching.features.build import build
from matching.key.shared import without_shared

IBANS = [
    "DE89370400440532013000", "GB29NWBK60161331926819", "FR1420041010050500013M02606", "NL91ABNA0417164300",
    "ES9121000418450200051332", "IT60X0542811101000000123456", "CH9300762011623852957", "BE68539007547034",
    "AT611904300234573201", "PL61109010140000071219812874", "SE4550000000058398257466", "DK5000400440116243",
]  # fmt: skip


def _table(**columns: list[str | None]) -> pa.Table:
    size = len(next(iter(columns.values())))
    return pa.table({"record_id": [f"r{k:03d}" for k in range(size)], **columns})


def test_check_digits():
    assert all(map(is_iban, IBANS))
    assert not is_iban("DE89370400440532013001")
    assert sum(is_card(f"622202020011223000{k}") for k in range(10)) == 1


def test_what_is_no_account_says_nothing():
    assert [account(t) for t in ("6222 **** **** 1234", "6.22E+18", "现金", "12345")] == [None] * 4


def test_headers_of_accounts_and_of_other_things():
    assert all(
        named(f"other:{h}")
        for h in ("银行账号", "银行卡号", "对公账户号", "收款账号", "IBAN", "bank_account", "Kontonummer")
    )
    assert not any(
        named(f"other:{h}")
        for h in ("开户行", "客户账号", "微信号", "订单号", "会员卡号", "Account Name", "Konto seit")
    )


def test_accounts_under_an_unknown_header_are_known_by_their_check_digits():
    parts = build(_table(org_name=[f"Firm {k} Ltd" for k in range(12)], **{"other:Feld7": IBANS}))
    assert parts["bank_account"].values.tolist() == IBANS
    assert "other:Feld7" not in parts
    codes = [f"A{k:09d}" for k in range(12)]
    assert "bank_account" not in build(_table(org_name=["x"] * 12, **{"other:Feld7": codes}))


def test_several_columns_are_several_accounts():
    two = {
        "other:银行账号1": ["6222 0001 2345 6789", None],
        "other:银行账号2": ["6222000987654321", "6222000123456789"],
    }
    parts = build(_table(org_name=["甲公司", "乙公司"], **two))
    held = np.append(parts["bank_account"].values, [None])[parts["bank_account"].codes]
    assert held.tolist() == [["6222000123456789", "6222000987654321"], [None, "6222000123456789"]]


def test_the_account_of_a_groups_treasury_is_learned_as_shared():
    firms = [f"{a}{b}贸易有限公司" for a in "恒瑞博盛嘉" for b in "达远昌泰"]
    table = _table(org_name=firms, **{"other:银行账号": ["622200012345678"] * 19 + ["622200099999999"]})
    parts = without_shared(build(table))
    assert parts["bank_account"].values.tolist() == ["622200099999999"]
    assert parts.notes


def test_one_account_and_like_names_are_one_customer_and_sisters_stay_two():
    names = ["上海恒达贸易有限公司", "恒达贸易", "苏州博宇机械有限公司", "苏州博宇物流有限公司"]
    more = [
        f"{a}{b}{c}有限公司"
        for a in ("杭州", "深圳")
        for b in ("宏泰", "嘉隆", "润丰", "凯源")
        for c in ("机械", "物流")
    ]
    accounts = ["6222000123456789", "6222 0001 2345 6789", "6222000555555555", "6222000555555555"]
    table = _table(
        org_name=names + more, **{"other:银行账号": accounts + [f"62220007{k:08d}" for k in range(len(more))]}
    )
    ids = matching.dedupe(table).crosswalk["customer_id"].to_pylist()
    assert ids[0] == ids[1]
    assert ids[2] != ids[3]
