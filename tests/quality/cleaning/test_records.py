import pyarrow as pa
import pytest

from quality import CleanSettings, clean
from quality.errors import MissingColumn


def records(**columns):
    size = len(next(iter(columns.values())))
    return pa.table(
        {
            "record_id": [f"s:{i}" for i in range(size)],
            "_source": ["s"] * size,
            "_file": ["f"] * size,
            "_row": list(range(size)),
            **columns,
        }
    )


def test_fields_get_their_normal_form_and_state():
    table = records(
        手机=["138 0013 8001", "13800138000", None, "1.38E+10"],
        电话=["0755-26771234-12", None, "无", "13800138001"],
        税号=["9111 0000 6000 37341l", "91110000600037341K", "N/A", None],
        邮箱=["A.b@X.com; b@yard.org", "test@test.com", "bob@", ""],
        其他=[" k ", "", None, "v"],
    )
    done = clean(table, {"phone": ["手机", "电话"], "tax_id": "税号", "email": ["邮箱"]}, CleanSettings(region="CN"))
    out = done.table.to_pydict()
    assert out["phone"] == [["+8613800138001", "+8675526771234;ext=12"], [None], [None], ["1.38E+10", "+8613800138001"]]
    assert out["phone__state"] == [["valid", "valid"], ["placeholder"], ["placeholder"], ["invalid", "valid"]]
    assert out["tax_id"] == ["91110000600037341L", "91110000600037341K", None, None]
    assert out["tax_id__state"] == ["valid", "invalid", "placeholder", "missing"]
    assert out["email"] == [["a.b@x.com", "b@yard.org"], [None], ["bob@"], None]
    assert out["other:其他"] == ["k", None, None, "v"]


def test_every_change_is_written_down_and_guesses_are_only_suggested():
    done = clean(records(税号=["9111OOOO600037341L"], 名称=["ＡＢＣ　公司"]), {"tax_id": ["税号"], "name": ["名称"]})
    changes = {(c["field"], c["kind"]): (c["before"], c["after"]) for c in done.changes.to_pylist()}
    assert changes == {
        ("tax_id", "suggested"): ("9111OOOO600037341L", "91110000600037341L"),
        ("name", "applied"): ("ＡＢＣ　公司", "ABC 公司"),
    }
    assert done.table["tax_id"].to_pylist() == ["9111OOOO600037341L"]


def test_a_column_that_is_not_there_is_told():
    with pytest.raises(MissingColumn, match="手机"):
        clean(records(手机=["1"]), {"phone": ["手机号"]})


def test_fillers_are_learned_by_their_frequency_but_never_a_number_that_checks():
    phones = [f"138{i:08d}" for i in range(10_000_000, 10_000_300)] + ["13812340009"] * 60
    taxes = [f"A{i:07d}" for i in range(300)] + ["91110000600037341L"] * 60
    done = clean(records(p=phones), {"phone": ["p"]}, CleanSettings(region="CN"))
    assert done.table["phone__state"].to_pylist()[-1] == ["placeholder"]
    done = clean(records(t=taxes), {"tax_id": ["t"]}, CleanSettings(region="CN"))
    assert done.table["tax_id"].to_pylist()[-1] == "91110000600037341L"


def test_a_frequent_number_is_a_filler_only_where_strangers_have_it():
    own = [f"139{i * 7919 % 10**8:08d}" for i in range(400)]
    for names, state in (([f"公司{i}" for i in range(440)], "placeholder"), (["大公司"] * 440, "valid")):
        table = records(n=names, p=own + ["13607318846"] * 40)
        states = clean(table, {"name": "n", "phone": ["p"]}, CleanSettings(region="CN")).table["phone__state"]
        assert states[-1].as_py() == [state]


def test_titles_and_remarks_leave_the_names_as_recorded_changes():
    people = {"李娜女士": "李娜", "王伟(客户)": "王伟", "张先生": "张先生", "Dr. Anna Lee, PhD": "Anna Lee",
              "Rogers Jr": "Rogers Jr", "M Smith": "M Smith", "欧阳先生": "欧阳先生"}  # fmt: skip
    firms = {"【VIP】恒达贸易有限公司": "恒达贸易有限公司", "腾讯(北京)有限公司": "腾讯(北京)有限公司",
             "*云帆科技（停用）": "云帆科技", "陈红女士": "陈红", "Old Mill Ltd": "Old Mill Ltd",
             "a": "a", "b": "b"}  # fmt: skip
    done = clean(records(p=list(people), f=list(firms)), {"contact": "p", "name": "f"})
    assert done.table["contact"].to_pylist() == list(people.values())
    assert done.table["name"].to_pylist() == list(firms.values())
    told = {(c["field"], c["before"], c["after"], c["rule"], c["kind"]) for c in done.changes.to_pylist()}
    assert ("contact", "李娜女士", "李娜", "person/title", "applied") in told
    assert ("name", "*云帆科技（停用）", "云帆科技", "company/remark", "applied") in told
