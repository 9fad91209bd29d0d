"""The cleaning SOP from the command line: out as workbooks, back as corrections that every rerun keeps."""

import json

import pyarrow.compute as pc
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from pipelines.cli import main
from pipelines.store import Store

CRM = (
    "客户编号,姓名,手机,邮箱,部门\n"
    "C1,王伟,13800001111,wang@hengda.cn,销售部\n"
    "C2,李静,1390000,li@hengda.cn,销售部\n"
    "C3,赵敏,13700003333,zhao@hengda.cn,服务部\n"
)
ORDERS = "订单号,客户编号,金额\nO1,C1,10.00\nO2,C2,20.00\nO3,C3,5.50\n"
WORKSPACE = """
sources:
  crm: {read: crm.csv, entity: customer, id: 客户编号,
        fields: {name: 姓名, phone: 手机, email: 邮箱, department: 部门}}
  orders: {read: orders.csv, entity: order, id: 订单号, fields: {amount: 金额}, refs: {客户编号: crm}}
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MERGEPOINT_HOME", raising=False)
    (tmp_path / "crm.csv").write_text(CRM, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (tmp_path / "workspace.yaml").write_text(WORKSPACE, encoding="utf-8")

    def call(*words):
        result = CliRunner().invoke(main, [str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return call


def fill(path, record, correction, by="张三"):
    """Fill in one record's first row as a person would; return the file."""
    book = load_workbook(path)
    sheet = book.active
    names = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=3):
        if row[names.index("record_id")].value == record:
            row[names.index("correction")].value = correction
            row[names.index("by")].value = by
            break
    book.save(path)
    return path


def phone_of(tmp_path, record):
    records = Store(tmp_path / ".mergepoint").read("exports/crm")
    return records.filter(pc.equal(records["record_id"], record))["手机"].to_pylist()[0]


def test_corrections_go_out_come_back_and_stay(run, tmp_path):
    assert run("audit", "--sop", "sop", "--language", "zh").exit_code in (0, 1)
    assert "数据清洗作业指引" in (tmp_path / "sop" / "销售部.html").read_text(encoding="utf-8")
    sheet = fill(tmp_path / "sop" / "销售部.xlsx", "crm:C2", "13900002222")
    done = run("audit", "--apply", sheet, "--json")
    assert (done.exit_code, json.loads(done.stdout)["applied"]) == (0, 1)
    assert phone_of(tmp_path, "crm:C2") == "13900002222"
    again = json.loads(run("audit", "--apply", sheet, "--json").stdout)
    assert (again["applied"], again["known"], again["refused"]) == (0, 1, [])
    log = Store(tmp_path / ".mergepoint").read("corrections/crm").to_pylist()
    assert [(row["before"], row["after"], row["who"]) for row in log] == [("1390000", "13900002222", "张三")]
    assert (tmp_path / "crm.csv").read_text(encoding="utf-8") == CRM

    (tmp_path / "crm.csv").write_text(CRM.replace(",1390000,", ",13655556666,"), encoding="utf-8")
    said = run("audit").stderr
    assert "1 corrections were skipped" in said
    assert phone_of(tmp_path, "crm:C2") == "13655556666"


def test_a_wrong_correction_is_refused_and_changes_nothing(run, tmp_path):
    run("audit", "--sop", "sop")
    done = run("audit", "--apply", fill(tmp_path / "sop" / "销售部.xlsx", "crm:C2", "12"))
    assert done.exit_code == 1
    assert "not a valid" in done.stdout.replace("\n", " ")
    assert phone_of(tmp_path, "crm:C2") == "1390000"


def test_sop_needs_no_workspace(run, tmp_path):
    (tmp_path / "workspace.yaml").unlink()
    assert run("audit", "crm.csv", "orders.csv", "--out", "o", "--sop", "sop").exit_code in (0, 1)
    assert list((tmp_path / "sop").glob("*.xlsx"))
    assert run("audit", "--apply", "no.xlsx", "crm.csv").exit_code == 2


def accept(path, record, by="张三"):
    """Accept every finding of one record as it is; return the file."""
    book = load_workbook(path)
    names = [cell.value for cell in book.active[1]]
    for row in book.active.iter_rows(min_row=3):
        if row[names.index("record_id")].value == record:
            row[names.index("decision")].value = "接受现状"
            row[names.index("by")].value = by
    book.save(path)
    return path


def phones_found(run, tmp_path):
    run("audit")
    found = Store(tmp_path / ".mergepoint").read("audit/findings").to_pylist()
    return [row["record_id"] for row in found if row["rule"] == "phone_invalid"]


def test_what_was_accepted_stays_silent_until_it_changes_or_is_taken_back(run, tmp_path):
    run("audit", "--sop", "sop", "--language", "zh")
    assert phones_found(run, tmp_path) == ["crm:C2"]
    assert json.loads(run("audit", "--apply", accept(tmp_path / "sop" / "销售部.xlsx", "crm:C2"), "--json").stdout)[
        "newly_accepted"
    ]
    assert phones_found(run, tmp_path) == []
    report = (tmp_path / ".mergepoint" / "audit" / "report.html").read_text("utf-8")
    assert "张三" in report
    (held,) = [r for r in json.loads(run("audit", "--decisions", "--json").stdout) if r["field"] == "手机"]
    assert (held["kind"], held["record_id"], held["value"], held["who"]) == ("accept", "crm:C2", "1390000", "张三")

    (tmp_path / "crm.csv").write_text(CRM.replace("1390000", "1390001"), encoding="utf-8")
    assert phones_found(run, tmp_path) == ["crm:C2"]
    (tmp_path / "crm.csv").write_text(CRM, encoding="utf-8")
    assert phones_found(run, tmp_path) == []
    assert run("audit", "--undo", held["event"], "--by", "李四").exit_code == 0
    assert phones_found(run, tmp_path) == ["crm:C2"]
    assert "--decisions" in run("audit", "--undo", held["event"], "--by", "李四").stderr


def test_a_correction_is_taken_back_by_a_named_person(run, tmp_path):
    run("audit", "--sop", "sop")
    run("audit", "--apply", fill(tmp_path / "sop" / "销售部.xlsx", "crm:C2", "13900002222"))
    (held,) = json.loads(run("audit", "--decisions", "--json").stdout)
    assert (held["event"], held["becomes"], held["who"]) == ("crm/1", "13900002222", "张三")
    assert json.loads(run("audit", "--undo", "crm/1", "--by", "李四", "--json").stdout)["record_id"] == "crm:C2"
    assert phone_of(tmp_path, "crm:C2") == "1390000"
    assert phones_found(run, tmp_path) == ["crm:C2"]
    assert phone_of(tmp_path, "crm:C2") == "1390000"
    assert json.loads(run("audit", "--decisions", "--json").stdout) == []
    log = Store(tmp_path / ".mergepoint").read("corrections/crm").to_pylist()
    assert [(row["rule"], row["after"], row["who"]) for row in log] == [
        ("steward/张三", "13900002222", "张三"), ("undo/李四", "1390000", "李四")]  # fmt: skip


def test_the_screen_shows_what_was_understood_and_which_columns_were_not(run, tmp_path):
    (tmp_path / "crm.csv").write_text(CRM.replace("部门", "甲乙丙").replace("销售部", "q7"), encoding="utf-8")
    said = run("audit", "crm.csv", "--out", "health", "--language", "zh").stdout
    assert "未识别含义的列：\n  crm: 甲乙丙\n" in said
    assert said.index("识别出的字段") < said.index("客户", said.index("识别出的字段")) < said.index("phone")
    said = run("audit", "crm.csv", "--out", "health", "--language", "en").stdout
    assert "Columns nobody understood:\n  crm: 甲乙丙\n" in said
    assert "customer" in said
    told = json.loads(run("audit", "crm.csv", "--out", "health", "--json").stdout)
    assert told["unknown_columns"] == {"crm": ["甲乙丙"]}


def test_a_workspace_that_names_every_column_leaves_none_unknown(run):
    said = run("audit").stdout
    assert "未识别" not in said
    assert "nobody" not in said
    assert "department" in said


def test_a_workspace_s_report_goes_where_out_says(run, tmp_path):
    done = run("audit", "--workspace", "workspace.yaml", "--out", "health", "--unmask")
    assert "health/report.html" in done.stdout
    assert {"report.html", "findings.csv", "score.json"} <= {path.name for path in (tmp_path / "health").iterdir()}
    assert "1390000" in (tmp_path / "health" / "report.html").read_text("utf-8")
    assert (tmp_path / ".mergepoint" / "audit" / "report.html").exists()


def test_the_screen_speaks_chinese_throughout(run):
    said = run("audit", "--language", "zh", "--sop", "sop").stdout
    assert all(word in said for word in ("行数", "隔离", "健康分", "报告：", "清洗 SOP："))
    assert not any(word in said for word in ("Rows", "quarantined", "Health", "count", "Report", "warning"))
