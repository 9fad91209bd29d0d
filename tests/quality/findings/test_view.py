import datetime as dt

import pyarrow as pa

from quality.findings import AuditSettings, AuditSource, audit


def rules_found(records, settings=None, **fields):
    ids = [f"s:{i}" for i in range(len(next(iter(records.values()))))]
    source = AuditSource(pa.table({"record_id": ids, **records}), fields=fields)
    found = audit({"s": source}, settings=settings or AuditSettings(as_of=dt.date(2026, 6, 30))).findings
    return {(row["rule"], row["record_id"]) for row in found.to_pylist()}


def test_a_column_mapped_twice_is_checked_in_both_meanings():
    found = rules_found(
        {
            "编号": ["91110000600037341L", "91110000600037341X", "9144030071526726XG"],
            "名称": ["甲公司", "乙公司", "无"],
        },
        id="编号",
        tax_id="编号",
        name="名称",
        contact="名称",
    )
    assert ("tax_id_invalid", "s:1") in found
    assert ("tax_id_invalid", "s:0") not in found
    assert ("placeholder_name", "s:2") in found


def test_the_future_begins_after_the_day_that_is_given_whatever_the_clock_says():
    days = {"建档日期": ["2031-01-02", "2024-05-06"], "id": ["1", "2"]}
    for today, late in ((dt.date(2030, 1, 1), True), (dt.date(2032, 1, 1), False)):
        settings = AuditSettings(today=today)
        assert (("date_future", "s:0") in rules_found(days, settings, created="建档日期")) is late


def test_every_column_that_names_the_party_must_be_filled_where_it_nearly_always_is():
    names = {"名称": [f"公司{i}" for i in range(20)], "简称": [f"司{i}" for i in range(20)], "联系人": ["王伟"] * 20}
    names["名称"][3], names["联系人"][5] = "", ""
    found = rules_found({**names, "id": [str(i) for i in range(20)]}, org_name="名称", name="简称", contact="联系人")
    assert {f for f in found if f[0] == "name_missing"} == {("name_missing", "s:3")}


def test_fillers_of_dates_are_told_from_impossible_days_and_birthdays():
    rows = {
        "建档": ["0000-00-00", "00.00.0000", "2021-02-30", "2021-02-03"],
        "生日": ["1970-01-01", "", "1988-03-04", ""],
    }
    found = rules_found({**rows, "id": list("1234")}, created="建档", birth_date="生日")
    assert {f for f in found if f[0] == "placeholder_date"} == {
        ("placeholder_date", "s:0"),
        ("placeholder_date", "s:1"),
    }
    assert ("date_invalid", "s:2") in found


def test_the_order_of_two_dates_is_learned_from_the_rows():
    rows = {"交货": [f"2024-02-{1 + i % 28:02d}" for i in range(40)], "下单": ["2024-01-15"] * 40}
    rows["交货"][7] = "2023-12-01"
    found = rules_found({**rows, "id": [str(i) for i in range(40)]}, date=["交货", "下单"])
    assert {f for f in found if f[0] == "date_order"} == {("date_order", "s:7")}


def test_a_name_of_trial_words_only_is_a_filler():
    names = ["测试客户1", "TEST CUSTOMER", "Test GmbH", "111", "Testo AG", "检测仪器公司", "Anna Lee"]
    found = rules_found({"n": names, "id": list("1234567")}, name="n")
    assert {f[1] for f in found if f[0] == "placeholder_name"} == {"s:0", "s:1", "s:2", "s:3"}
