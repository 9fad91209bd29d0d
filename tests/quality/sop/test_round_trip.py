import datetime as dt

import openpyxl
import pyarrow as pa
import pytest

from quality.errors import UnreadableExport
from quality.findings import AuditSettings, AuditSource, audit
from quality.sop import apply_corrections, draft_sop, read_corrections, write_sop
from quality.sop.words import MACHINE
from tests.quality.exports import records as exported

ROWS = 8


@pytest.fixture(scope="module")
def sources():
    records = exported(
        编号=[str(i) for i in range(ROWS)],
        名称=[f"第{i}号有限公司" for i in range(ROWS)],
        电话=[
            "12",
            "=1+1",
            "1381234",
            "13812340003",
            "13812340004",
            "13812340005",
            "13812340006",
            "13812340007",
        ],
        部门=["销售一部"] * 4 + ["销售二部"] * 4,
        所属销售=["张三"] * ROWS,
    )
    fields = {"id": "编号", "org_name": "名称", "phone": "电话", "department": "部门", "owner": "所属销售"}
    return {"crm": AuditSource(records, entity="customer", fields=fields)}


@pytest.fixture
def workbook(sources, tmp_path):
    found = audit(sources, settings=AuditSettings(as_of=dt.date(2026, 6, 30)))
    drafted = draft_sop(found, sources, "zh")
    assert [department.name for department in drafted] == ["销售一部"]
    assert sum(task.rows.num_rows for task in drafted[0].tasks) == found.findings.num_rows == 3
    page, book = write_sop(drafted, tmp_path, "zh")
    text = page.read_text("utf-8")
    assert "电话号码无效" in text
    assert "1381234" not in text
    return book


def fill(path, answers):
    """Fill in by record: (correction, decision, by)."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert tuple(cell.value for cell in sheet[1]) == MACHINE
    for line in sheet.iter_rows(min_row=3):
        assert all(cell.data_type != "f" for cell in line)
        for cell, value in zip(line[8:11], answers.get(line[3].value, ()), strict=False):
            cell.value = value
    book.save(path)


def test_corrections_come_back_checked_and_are_applied_without_touching_the_rest(workbook, sources):
    fill(
        workbook,
        {
            "crm:0": (13_912_340_000, "更正", "李四"),
            "crm:1": ("also wrong", "correct", "李四"),
            "crm:2": ("", "接受现状", "李四"),
        },
    )
    back = read_corrections(workbook, sources)
    assert [(c["record_id"], c["after"], c["rule"]) for c in back.changes.to_pylist()] == [
        ("crm:0", "13912340000", "steward/李四")
    ]
    assert [(r["record_id"], r["reason"]) for r in back.refused.to_pylist()] == [
        ("crm:1", "the correction is not a valid phone")
    ]
    assert back.accepted["record_id"].to_pylist() == ["crm:2"]
    before = sources["crm"].records
    after = apply_corrections(before, back.changes)
    assert after["电话"].to_pylist() == ["13912340000", *before["电话"].to_pylist()[1:]]
    assert after.drop(["电话"]).equals(before.drop(["电话"]))


def test_a_value_that_changed_meanwhile_or_has_no_name_beside_it_is_refused(workbook, sources):
    fill(workbook, {"crm:0": ("13912340000", "更正", "李四"), "crm:1": ("13912340001", "更正", "")})
    records = sources["crm"].records
    moved = records.set_column(records.column_names.index("电话"), "电话", pa.array(["99", "=1+1", *["x"] * 6]))
    fields = sources["crm"].fields
    back = read_corrections(workbook, {"crm": AuditSource(moved, entity="customer", fields=fields)})
    assert back.changes.num_rows == 0
    assert set(back.refused["reason"].to_pylist()) == {"the value has changed since", "nobody is named"}


def test_a_decision_outside_the_list_is_refused_with_its_cell(workbook, sources):
    fill(workbook, {"crm:0": ("", "保持原样", "李四"), "crm:1": ("13912340001", "done", "李四"), "crm:2": ("", "", "")})
    back = read_corrections(workbook, sources)
    assert (back.changes.num_rows, back.accepted.num_rows) == (0, 0)
    told = {row["record_id"]: row["reason"] for row in back.refused.to_pylist()}
    line = {line[3].value: line[9].coordinate for line in openpyxl.load_workbook(workbook).active.iter_rows(min_row=3)}
    assert told["crm:0"].startswith(f"cell {line['crm:0']}: '保持原样' is no decision")
    assert "接受现状" in told["crm:0"]
    assert told["crm:1"].startswith(f"cell {line['crm:1']}: 'done'")
    assert "crm:2" not in told


def test_another_workbook_is_refused_with_a_next_step(tmp_path, sources):
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    (tmp_path / "no.xlsx").write_text("no")
    for name in ("other.xlsx", "no.xlsx"):
        with pytest.raises(UnreadableExport):
            read_corrections(tmp_path / name, sources)
