"""Rows under a table are put aside with a reason; records never are."""

import pytest
import xlsxwriter

from quality import read_export

HEADERS = ["客户编号", "客户名称", "电话", "金额", "数量", "日期"]
ROWS = [[f"C{i}", f"华恒{i}贸易有限公司", f"1380000{i:04d}", str(100 + i), "2", "2024-01-01"] for i in range(30)]
SUM = str(sum(100 + i for i in range(30)))


def write(tmp_path, kind, rows):
    if kind == "csv":
        file = tmp_path / "t.csv"
        file.write_text("\n".join(",".join(row) for row in [HEADERS, *rows]) + "\n", encoding="utf-8")
        return file
    file = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("客户")
        for at, row in enumerate([HEADERS, *rows]):
            sheet.write_row(at, 0, [float(c) if c.isdigit() and len(c) < 8 else c for c in row])
    return file


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "under",
    [
        [["合计", "", "", SUM, "60", ""]],
        [["", "合 计：", "", SUM, "", ""], ["填表人：李梅", "", "审核：", "", "", ""]],
        [["小计", "", "", "3000", "", ""], ["合计", "", "", SUM, "", ""]],
        [["总计", "", "", "", "", ""], ["", "", "", "打印时间：2024-05-01", "", ""]],
        [["Grand Total", "", "", "9876.50", "", ""]],
        [["备注：以上数据由系统导出", "", "", "", "", ""]],
        [["Printed on 2024-05-01", "", "", "", "", ""]],
    ],
)
def test_rows_under_the_table_are_put_aside(tmp_path, kind, under):
    reading = read_export(write(tmp_path, kind, [*ROWS, *under]), source="s")
    assert reading.facts.kept == reading.records.num_rows == 30
    assert reading.facts.rows_read == reading.facts.kept + reading.facts.quarantined == 30 + len(under)
    assert reading.quarantine["reason"].to_pylist() == ["footer"] * len(under)
    assert reading.quarantine["_row"].to_pylist() == [32 + at for at in range(len(under))]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "last",
    [
        ["C99", "Total", "", "", "", ""],
        ["Total", "", "13800009999", "", "", ""],
        ["", "Total", "", "5", "", ""],
        ["合计", "合计贸易有限公司", "", "", "", ""],
        ["Total", "Total Energies", "13700000000", "999999", "2", "2024-01-01"],
        ["填表人有限公司", "", "", "", "", ""],
        ["C98", "", "", "", "", ""],
    ],
)
def test_a_last_record_stays_a_record(tmp_path, kind, last):
    reading = read_export(write(tmp_path, kind, [*ROWS, last]), source="s")
    assert reading.facts.kept == 31
    assert reading.quarantine.num_rows == 0


def test_totals_in_the_middle_and_narrow_tables_are_left_alone(tmp_path):
    total = ["合计", "", "", "99999", "", ""]
    assert read_export(write(tmp_path, "csv", [*ROWS[:9], total, *ROWS[9:]]), source="s").facts.kept == 31
    file = tmp_path / "n.csv"
    file.write_text("name,amount\na,1\nb,2\nc,3\nd,4\nTotal,10\n")
    assert read_export(file, source="s").facts.kept == 5
