import csv
import datetime as dt
import json
import re
from dataclasses import replace

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from quality import spool
from quality.findings import AuditSettings, AuditSource, audit
from quality.report import export, page, write_audit
from quality.report.mask import masked
from quality.report.page import render
from quality.report.texts import words
from tests.quality.exports import records as exported


@pytest.fixture(scope="module")
def found():
    names = ["=HYPERLINK(1)", "<b>x</b>公司", "", "上海信诚有限公司", "上海信诚有限公司", "北京大有商贸有限公司"]
    phones = ["12", "@SUM(1)", "13812340001", "13812340002", "13812340002", "+86"]
    rows = len(names)
    records = exported(
        编号=[str(i) for i in range(rows)],
        名称=[n or None for n in names],
        电话=phones,
    )
    damaged = pa.table(
        {
            "_source": ["crm"],
            "_file": ["crm.csv"],
            "_row": [9],
            "reason": ["nul_byte"],
            "detail": ["byte 3"],
            "raw": ["a"],
        }
    )
    fields = {"id": "编号", "org_name": "名称", "phone": "电话"}
    sources = {"crm": AuditSource(records, damaged, {"rows_read": rows + 1}, "customer", fields)}
    return audit(sources, settings=AuditSettings(as_of=dt.date(2026, 6, 30)))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_stands_alone_and_masks(found, language, tmp_path):
    files = write_audit(found, tmp_path / "health", language=language)
    page = files["report.html"].read_text("utf-8")
    assert not re.search(r"(src|href)\s*=|@import|url\(", page)
    assert "13812340002" not in page
    assert "<b>x</b>" not in page
    assert ("数据" in page) == (language == "zh") or "名称" in page


def test_findings_follow_the_contract_and_no_cell_is_a_formula(found, tmp_path):
    files = write_audit(found, tmp_path)
    with files["findings.csv"].open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["rule", "dimension", "severity", "source", "record_id", "field", "value", "proposal"]
    assert len(rows) == found.findings.num_rows
    cells = {cell for row in rows for cell in row.values() if cell[:1] in tuple("=+-@\t\r") and cell}
    assert cells <= {"+86"}  # a number runs nothing
    assert ("quarantined_row", "crm:#9") in {(r["rule"], r["record_id"]) for r in rows}
    book = openpyxl.load_workbook(files["findings.xlsx"])
    assert sum(sheet.max_row - 1 for sheet in book.worksheets[1:]) == len(rows)
    assert all(cell.data_type != "f" for sheet in book for line in sheet for cell in line)
    counts = json.loads(files["score.json"].read_text("utf-8"))["counts"]["crm"]
    assert counts == {"read": 7, "kept": 6, "quarantined": 1, "balanced": True}
    assert set(json.loads(files["profile.json"].read_text("utf-8"))["sources"]["crm"]["columns"]) == {
        "编号",
        "名称",
        "电话",
    }


@pytest.mark.parametrize(
    "line",
    ["info@drewes.de;DE404452199;DE80120837687205492940;Drewes", "李静,13812345678,lijing@qq.com", "a@b.cn;c@d.cn"],
)
def test_a_mask_hides_a_whole_line_though_a_mailbox_stands_in_it(line):
    shown = masked(line, "")
    assert [c for c in shown if c.isalnum()] == [c for c in line if c.isalnum()][:3] + [c for c in line if c.isalnum()][
        -2:
    ]


@pytest.mark.parametrize(
    "value", ["13812345678", "lihua@example.com", "王小明", "91110000600037341L", "上海市浦东新区张江路12号"]
)
def test_a_mask_hides_most(value):
    shown = masked(value, "text")
    assert "*" in shown
    assert shown != value
    assert masked("C001", "id") == "C001"


def test_every_word_of_the_report_is_a_text_in_both_languages():
    for language in ("zh", "en"):
        assert all(isinstance(text, str) and text for text in words(language).values())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_draws_what_moved_and_what_duplicates_cost(found, language):
    changes = [
        {"what": ["phone_invalid", "crm", "电话"], "before": "1.0%", "after": "4.5%", "worse": True},
        {"what": ["crm", "volume"], "before": "1,216", "after": "1,738", "worse": False},
        {"what": ["crm", "备注"], "before": "80.0%", "after": "–", "worse": True},
    ]
    page = render(replace(found, drift={"changes": changes}), language)
    assert page.count('class="moved"') == len(changes)
    assert words(language)["duplicates_cost"].split("{")[0] in page


def test_a_full_sheet_goes_on_in_the_next_one_and_no_finding_is_lost(found, tmp_path, monkeypatch):
    monkeypatch.setattr(export, "_SHEET_ROWS", 3)
    monkeypatch.setattr(export, "_AT_ONCE", 2)
    long = found.findings.slice(0, 1).set_column(6, "value", pa.array(["x" * 40_000]))
    findings = pa.concat_tables([found.findings, long])
    export.write_workbook(replace(found, findings=findings), tmp_path / "book.xlsx", "en")
    sheets = openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[1:]
    assert max(sheet.max_row for sheet in sheets) == 4
    cells = [[cell or "" for cell in line[:6]] for sheet in sheets for line in sheet.iter_rows(2, values_only=True)]
    wanted = findings.set_column(6, "value", pc.utf8_slice_codeunits(findings["value"], 0, 100))
    names = ["source", "record_id", "field", "value", "proposal", "rule"]
    rows = [list(row) for row in zip(*(wanted[name].to_pylist() for name in names), strict=True)]
    assert sorted([*c[:3], c[3][:100], *c[4:]] for c in cells) == sorted(rows)
    assert max(len(c[3]) for c in cells) > 10_000


def test_examples_are_the_first_findings_of_each_column_in_parts_of_any_size(found, monkeypatch):
    keys = ("rule", "source", "field")
    wanted = {}
    for row in found.findings.to_pylist():
        held = wanted.setdefault(tuple(row[k] for k in keys), [])
        held += [{k: row[k] for k in ("record_id", "value", "proposal")}] if len(held) < 2 else []
    for rows in (1, 2, 1000):
        monkeypatch.setattr(spool, "SLICE", rows)
        assert page._examples(found.findings, 2) == wanted


def test_files_name_a_repeated_id_by_the_id_and_the_table_by_the_row(tmp_path):
    ids = ["C1", "C2", "C2", None, " C2 ", "#7"]
    records = exported(编号=ids, 名称=[f"第{i}号有限公司" for i in range(6)], 电话=["12"] * 6)
    known = ["crm:C1", "crm:C2", "crm:#4", "crm:#5", "crm:#6", "crm:#7"]
    records = records.set_column(0, "record_id", pa.array(known))
    fields = {"id": "编号", "org_name": "名称", "phone": "电话"}
    sources = {"crm": AuditSource(records, None, {"rows_read": 6, "id_column": "编号"}, "customer", fields)}
    result = audit(sources, settings=AuditSettings(as_of=dt.date(2026, 6, 30)))
    shown = ["crm:C1", "crm:C2", "crm:C2", "crm:#5", "crm:C2", "crm:#7"]
    assert _of_rule(result.findings.to_pylist(), "phone_invalid") == known

    files = write_audit(result, tmp_path, mask=False)
    with files["findings.csv"].open(encoding="utf-8", newline="") as stream:
        assert _of_rule(list(csv.DictReader(stream)), "phone_invalid") == shown
    cells = [c.value for sheet in openpyxl.load_workbook(files["findings.xlsx"]) for line in sheet for c in line]
    assert "crm:C2" in cells
    assert "crm:#4" not in cells
    assert "crm:#4" not in files["report.html"].read_text("utf-8")


def _of_rule(rows, rule):
    return [row["record_id"] for row in rows if row["rule"] == rule]
