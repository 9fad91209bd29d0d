import pyarrow as pa

from quality import CleanSettings, clean


def test_a_name_beside_the_number_becomes_the_contact_and_never_replaces_one():
    raw = {"电话": ["张三 13812340917", "13912340917(李娜)", "13812340670"], "联系人": [None, "王芳", None]}
    table = pa.table({"record_id": ["s:1", "s:2", "s:3"], "_source": ["s"] * 3, **raw})
    done = clean(table, {"phone": "电话", "contact": "联系人"}, CleanSettings(region="CN"))
    assert done.table["contact"].to_pylist() == ["张三", "王芳", None]
    assert done.table["phone"].to_pylist() == [["+8613812340917"], ["+8613912340917"], ["+8613812340670"]]
    told = [(c["record_id"], c["before"], c["after"]) for c in done.changes.to_pylist() if c["field"] == "contact"]
    assert told == [("s:1", "张三 13812340917", "张三")]
