"""Several exports in one file, and error cells of workbooks: nothing of them becomes a customer or vanishes."""

import pytest
import xlsxwriter

from quality import ReadOptions, read_export
from quality.read.cell_errors import error_cells


def test_a_header_in_the_middle_is_put_aside_and_a_customer_of_that_name_is_not(tmp_path):
    lines = ["编号,名称,手机", "A1,李静,13812345678", "编号,名称 ,手机", "A2,名称,13912345678", "编号,名称,手机"]
    path = tmp_path / "members.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    reading = read_export(path, source="members")
    assert reading.records["编号"].to_pylist() == ["A1", "A2"]
    aside = reading.quarantine.select(["_row", "reason"]).to_pylist()
    assert aside == [{"_row": 3, "reason": "header_repeated"}, {"_row": 5, "reason": "header_repeated"}]
    assert (reading.facts.rows_read, reading.facts.kept, reading.facts.quarantined) == (4, 2, 2)


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "sales.xlsx"
    book = xlsxwriter.Workbook(path)
    for name in ("first", "销售额"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["编号", "金额"])
        for row in range(1, 6):
            sheet.write(row, 0, f"A{row}")
            sheet.write(row, 1, 10.5 * row)
    sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    sheet.write_formula(4, 1, "=VLOOKUP(1,A1:A2,3)", None, "#REF!")
    book.close()
    return path


def test_error_cells_keep_what_they_say(workbook):
    assert error_cells(workbook, "first") == {}
    assert error_cells(workbook, "销售额") == {(2, 1): "#DIV/0!", (4, 1): "#REF!"}
    reading = read_export(workbook, source="s", options=ReadOptions(sheet="销售额"))
    assert reading.records["金额"].to_pylist() == ["10.5", "#DIV/0!", "31.5", "#REF!", "52.5"]


def test_what_is_no_workbook_of_xml_has_none(tmp_path):
    path = tmp_path / "old.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0 old")
    assert error_cells(path, "first") == {}
