import csv
import datetime as dt
import io
import json
import re
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
import xlsxwriter

from quality import QualityError, ReadOptions, find_exports, read_export
from quality.errors import EmptyExport, MissingColumn, MissingExport, UnreadableExport

ROWS = [["客户编号", "名称", "电话"], ["001", "王芳, 店主", "+8613800138000"], ["002", 'a "quote"\nline', "0755-1"]]


def texts(reading):
    return [list(row.values())[4:] for row in reading.records.to_pylist()]


def as_csv(rows, **options):
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n", **options).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found(tmp_path, encoding, delimiter):
    file = tmp_path / "x.csv"
    file.write_bytes(as_csv(ROWS * 1 + ROWS[1:] * 3, delimiter=delimiter).encode(encoding))
    reading = read_export(file, source="x")
    assert reading.facts.delimiter == delimiter
    assert texts(reading)[:2] == ROWS[1:]
    assert reading.records.column_names[4:] == ROWS[0]


def test_western_page(tmp_path):
    file = tmp_path / "x.csv"
    file.write_bytes("Name;Straße\nJürgen Müller;Öhlweg 3\nZoë;Çay 1\n".encode("cp1252"))
    assert texts(read_export(file, source="x")) == [["Jürgen Müller", "Öhlweg 3"], ["Zoë", "Çay 1"]]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("big5", "編號,姓名,地址\n1,王小明,臺北市中正區\n2,陳美麗,高雄市三民區\n"),
     ("cp1251", "код;имя\n1;Иванов\n2;Петров\n"),
     ("utf-16", "编号,姓名\n1,王芳\n2,李雷\n"), ("cp932", "番号,氏名\n1,田中太郎\n2,佐藤花子\n")],
)  # fmt: skip
def test_other_scripts(tmp_path, encoding, text):
    file = tmp_path / "x.csv"
    file.write_bytes(text.encode(encoding))
    first = re.split("[,;]", text.split("\n")[1])
    assert texts(read_export(file, source="x"))[0] == first


def test_headers_of_years_and_blanks_before_quotes(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("name,2019,2020\nA,1,2\nB,4,5\n")
    assert read_export(file, source="x").records.column_names[4:] == ["name", "2019", "2020"]
    file.write_text('id, name, phone\n1, Ann, 123\n2, "Bob, Jr", 456\n')
    assert texts(read_export(file, source="x"))[1] == ["2", "Bob, Jr", " 456"]


DAMAGED = b"""id,name,city
1,Ann,Rome
2,Bob,Bonn,extra
3,"Cy,Cork
4,Dee,Derry
5,E\x00ve,Exeter
6,F\xffy,Faro
7,Guy
8,5" pipe,Gent
9,"He said ""hi""
there",Hull
"""


def test_damage_stays_in_its_own_row(tmp_path):
    file = tmp_path / "x.csv"
    file.write_bytes(DAMAGED)
    reading = read_export(file, source="x")
    assert reading.records["id"].to_pylist() == ["1", "4", "8", "9"]
    assert reading.records["_row"].to_pylist() == [2, 5, 9, 10]
    found = {row["_row"]: row["reason"] for row in reading.quarantine.to_pylist()}
    assert found == {
        3: "extra_delimiter",
        4: "unbalanced_quote",
        6: "nul_byte",
        7: "bad_bytes",
        8: "missing_fields",
    }
    assert reading.quarantine["raw"].to_pylist()[3] == "6,F\\xffy,Faro"
    assert (reading.facts.rows_read, reading.facts.kept, reading.facts.quarantined) == (9, 4, 5)


def test_titles_and_missing_headers(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text(
        "客户清单,,\n导出日期：2024-01-01,,\n编号,姓名,手机\n1,王芳,13800138001\n2,李雷,13900139001\n合计,2,\n"
    )
    reading = read_export(file, source="x")
    assert reading.records.column_names[4:] == ["编号", "姓名", "手机"]
    assert reading.facts.header_row == 3
    assert any("totals" in note for note in reading.facts.notes)
    file.write_text("1001,王芳,13800138001\n1002,李雷,13900139001\n1003,韩梅,13700137001\n")
    bare = read_export(file, source="x")
    assert bare.records.column_names[4:] == ["column_1", "column_2", "column_3"]
    assert bare.records["record_id"].to_pylist() == ["x:1001", "x:1002", "x:1003"]


def test_ids_are_native_or_rows(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("record_id,name\na,Ann\na,Bob\n,Cy\nb,Dee\n")
    reading = read_export(file, source="s", id_columns=("record_id",))
    assert reading.records["record_id"].to_pylist() == ["s:a", "s:#3", "s:#4", "s:b"]
    assert reading.facts.id_column == "record_id.2"
    with pytest.raises(MissingColumn, match="name"):
        read_export(file, source="s", id_columns=("nam",))


def test_workbook_cells_are_shown_exactly(tmp_path):
    file = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("客户")
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        for column, name in enumerate(["编号", "手机", "日期", "金额"]):
            sheet.write(0, column, name)
        sheet.write_row(1, 0, ["007", 13800138000])
        sheet.write_datetime(1, 2, dt.datetime(2024, 2, 29), date)
        sheet.write(1, 3, 12.5)
        book.add_worksheet("空")
    (export,) = find_exports(tmp_path)
    reading = read_export(export.location, source=export.source, options=export.options)
    assert texts(reading) == [["007", "13800138000", "2024-02-29", "12.5"]]


def test_parquet_json_and_tables(tmp_path):
    pq.write_table(pa.table({"id": [1, 2], "v": [1.0, None], "t": ["01", ""]}), tmp_path / "p.parquet")
    lines = [json.dumps({"id": 1, "v": 10**20, "t": {"a": "é"}}, ensure_ascii=False), "[1]", '{"id": "2"}', '{"id"']
    (tmp_path / "j.jsonl").write_text("\n".join(lines))
    engine = sa.create_engine(f"sqlite:///{tmp_path}/d.sqlite")
    with engine.begin() as connection:
        connection.execute(sa.text('CREATE TABLE "my table" (id TEXT, amount NUMERIC)'))
        connection.execute(sa.text("INSERT INTO \"my table\" VALUES ('007', 1.5)"))
    engine.dispose()
    found = {e.source: e for e in find_exports(tmp_path)}
    assert set(found) == {"p", "j", "my_table"}
    read = {name: read_export(e.location, source=name, options=e.options) for name, e in found.items()}
    assert texts(read["p"]) == [["1", "1", "01"], ["2", None, None]]
    assert texts(read["j"]) == [["1", str(10**20), '{"a": "é"}'], ["2", None, None]]
    assert read["j"].facts.quarantined == 2
    assert texts(read["my_table"]) == [["007", "1.5"]]


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.csv", b"", EmptyExport),
        ("a.csv", b"\xef\xbb\xbf\n\n", EmptyExport),
        ("a.csv", b"%PDF-1.4 ...", UnreadableExport),
        ("a.xlsx", b"PK\x03\x04 broken", UnreadableExport),
        ("a.xls", b"<html><table>", UnreadableExport),
        ("a.parquet", b"PAR1broken", UnreadableExport),
    ],
)
def test_what_is_no_table_is_told(tmp_path, name, content, error):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=name):
        read_export(tmp_path / name, source="x")


def test_missing_places_are_told(tmp_path):
    for place in (tmp_path / "no.csv", "sqlite:////no/such.db#t"):
        with pytest.raises(MissingExport):
            read_export(place, source="x")
    with pytest.raises(MissingExport):
        find_exports(tmp_path / "none")
    with pytest.raises(QualityError):
        read_export(tmp_path, source="x", options=ReadOptions())


def test_a_workbook_with_a_damaged_sheet_says_so(tmp_path):
    whole, broken = tmp_path / "whole.xlsx", tmp_path / "broken.xlsx"
    with xlsxwriter.Workbook(whole) as book:
        book.add_worksheet("客户").write_row(0, 0, ["a", "b"])
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b'r="1"', b'r 1"') if "sheet1" in name else data)
    with pytest.raises(UnreadableExport, match="damaged"):
        read_export(broken, source="broken", options=ReadOptions(sheet="客户"))
