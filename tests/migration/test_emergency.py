"""The emergency customer table: what is in it, who can open it, until when."""

import datetime as dt
import io
import sqlite3
import zipfile

import msoffcrypto
import openpyxl
import pyarrow as pa
import pytest

import migration
from migration.open_rows import still_open

WORD = "p" * 8
NOW = dt.datetime.now(dt.UTC)
WEEK = dt.timedelta(days=7)
MARK = migration.Watermark("li", NOW, NOW + WEEK)
LOAD = {
    "customer": pa.table(
        {
            "customer_id": ["C-1", "C-2", "C-3"],
            "customer_key": ["k1", "k2", None],
            "name": ["Zhou", "=cmd()", "Li"],
            "phone": ["+8613800000001", None, "+8613800000003"],
            "birth_date": ["1990-01-01"] * 3,
            "owner": ["wang", "chen", "chen"],
            "city": pa.nulls(3, pa.string()),
        }
    ),
    "contact": pa.table({"contact_id": ["a"], "customer_id": ["C-1"], "kind": ["phone"], "value": ["+8613800000001"]}),
    "order": pa.table(
        {
            "order_id": ["o:1", "o:2", "o:3", "o:4"],
            "legacy_id": ["1", "2", "3", "4"],
            "source": ["o"] * 4,
            "customer_id": ["C-1", "C-2", "C-3", "C-1"],
            "amount": pa.array([1, 2, 3, 4], pa.decimal128(18, 2)),
            "status": ["待付款", "已完成", None, "Cancelled"],
            "owner": [None, "chen", "zhao", "wang"],
            "Status": ["x"] * 4,
        }
    ),
    "ticket": pa.table({"ticket_id": ["t:1"], "legacy_id": ["1"], "customer_id": ["C-9"], "text": ["broken"]}),
}


def workbook(file, word=WORD):
    opened = io.BytesIO()
    with file.open("rb") as closed:
        office = msoffcrypto.OfficeFile(closed)
        office.load_key(password=word, verify_password=True)
        office.decrypt(opened)
    return opened


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("completed|Delivered|CLOSED|Resolved|cancelled|已完成|已关闭|已取消|交易成功|erledigt|terminé|完了", False),
        ("unpaid|paid|shipped|open|incomplete|not closed|Unresolved|partially delivered|pending cancellation", True),
        ("处理中|未完成|待付款|已发货|部分完成|nicht abgeschlossen|reopened|enclosure|7", True),
    ],
)
def test_what_no_word_says_is_closed_is_open(status, expected):
    words = status.split("|")
    assert dict(zip(words, still_open(pa.chunked_array([words])).to_pylist(), strict=True)) == dict.fromkeys(
        words, expected
    )


def test_open_matters_by_owner_with_the_customer_beside_them():
    sheets, notes = migration.emergency_tables(LOAD)
    assert list(sheets) == ["customers", "contacts", "open orders", "tickets"]
    assert sheets["customers"].column_names == ["owner", "customer", "phone", "customer id"]
    assert sheets["customers"]["customer"].to_pylist() == ["=cmd()", "Li", "Zhou"]
    orders = sheets["open orders"]
    assert orders.select(["owner", "customer", "number"]).to_pylist() == [
        {"owner": "wang", "customer": "Zhou", "number": "1"},
        {"owner": "zhao", "customer": "Li", "number": "3"},
    ]
    assert orders.column_names[-2:] == ["Status_2", "customer id"]
    assert notes[2:] == [
        "open orders: 2 rows; status 待付款 (1), - (1); left out as closed: 已完成 (1), Cancelled (1)",
        "tickets: 1 rows; no status is known, so all are here",
    ]


def test_codes_that_nobody_explained_leave_every_row_and_say_so():
    codes = LOAD["order"].drop_columns("Status").set_column(5, "status", pa.array(["0", "1", "1", "3"]))
    sheets, notes = migration.emergency_tables({"customer": LOAD["customer"], "order": codes})
    assert list(sheets) == ["customers", "orders"]
    assert sheets["orders"].num_rows == 4
    assert notes[1].startswith("orders: 4 rows; status 1 (2), 0 (1), 3 (1); no status is known to mean closed")
    sheets, _ = migration.emergency_tables({"order": codes}, closed=["3"])
    assert sheets["open orders"].num_rows == 3


def test_chinese_sheets_and_status_codes_of_the_steward():
    order = LOAD["order"].drop_columns("Status")
    sheets, notes = migration.emergency_tables({**LOAD, "order": order}, "zh", closed=("待付款 ",))
    assert list(sheets) == ["客户", "联系方式", "未完结订单", "工单"]
    assert sheets["未完结订单"].column_names == ["负责人", "客户", "电话", "原编号", "金额", "客户编号"]
    assert sheets["未完结订单"]["原编号"].to_pylist() == ["3"]
    assert "待付款 (1)" in notes[2]


def test_the_workbook_is_closed_and_says_who_took_it(tmp_path):
    sheets, notes = migration.emergency_tables(LOAD)
    file = migration.offline(sheets, tmp_path / "e.xlsx", mark=MARK, password=WORD, notes=notes)
    assert file.stat().st_mode & 0o077 == 0
    assert b"Zhou" not in file.read_bytes()
    with pytest.raises(msoffcrypto.exceptions.InvalidKeyError):
        workbook(file, "wrong")
    book = openpyxl.load_workbook(workbook(file))
    assert book.sheetnames == ["README", "customers", "contacts", "open orders", "tickets"]
    for sheet in book:
        assert sheet["A1"].value.startswith(f"Taken by li · {NOW:%Y-%m-%d %H:%M} UTC · counts until")
    assert [cell.value for cell in book["customers"][2]] == ["owner", "customer", "phone", "customer id"]
    assert [cell.value for cell in book["customers"][3]] == ["chen", "'=cmd()", None, "C-2"]
    assert {cell.data_type for sheet in book for row in sheet for cell in row if cell.value} == {"s"}
    with pytest.raises(migration.SettingError):
        migration.offline(sheets, tmp_path / "f.xlsx", mark=MARK)
    assert [f.name for f in tmp_path.iterdir()] == ["e.xlsx"]


def test_every_sheet_goes_blank_when_its_time_is_over(tmp_path):
    sheets, _ = migration.emergency_tables(LOAD)
    opened = workbook(migration.offline(sheets, tmp_path / "e.xlsx", mark=MARK, password=WORD))
    local = MARK.expires.astimezone().replace(tzinfo=None) - dt.datetime(1899, 12, 30)
    for sheet in openpyxl.load_workbook(opened).worksheets[1:]:
        rules = {str(place.sqref).split(":")[0]: rule for place in sheet.conditional_formatting for rule in place.rules}
        assert set(rules) == {"A1", "A3"}
        over = rules["A3"].formula[0]
        assert over.startswith("NOW()>")
        assert abs(float(over.removeprefix("NOW()>")) - local / dt.timedelta(days=1)) < 1e-5
        assert rules["A3"].dxf.numFmt.formatCode == ";;;"
    assert zipfile.ZipFile(opened).testzip() is None


@pytest.mark.parametrize(("ago", "rows", "state"), [(0, 2, "valid"), (8, 0, "expired")])
def test_the_database_shows_its_rows_until_its_time_is_over(tmp_path, ago, rows, state):
    taken = NOW - dt.timedelta(days=ago)
    sheets, _ = migration.emergency_tables(LOAD)
    file = migration.offline(sheets, tmp_path / "e.db", mark=migration.Watermark("li", taken, taken + WEEK))
    assert file.stat().st_mode & 0o077 == 0
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT taken_by, state FROM about").fetchone() == ("li", state)
    assert connection.execute('SELECT count(*) FROM "open orders"').fetchone() == (rows,)
    connection.close()


def test_nobody_cannot_take_it():
    with pytest.raises(migration.SettingError):
        migration.Watermark(" ", NOW, NOW + WEEK)


TICKETS = pa.table(
    {
        "ticket_id": ["t:1", "t:2", "t:3", "t:4", "t:5", "t:6"],
        "customer_id": ["C-1"] * 6,
        "status": [None, "7", "reopened", "", "open", "Done"],
        "due_date": ["2020-01-01"] * 6,
        "other:结案日期": ["2024/5/1", "2024-05-02 10:00:00", "2024-05-03", "2031-01-01", "2024-01-01", "9999-12-31"],
    }
)


def test_a_date_closes_what_no_word_says_is_open():
    sheets, notes = migration.emergency_tables({"ticket": TICKETS}, today=dt.date(2025, 1, 1))
    assert sheets["open tickets"]["due_date"].length() == 3
    assert sheets["open tickets"]["status"].to_pylist() == ["reopened", "", "open"]
    assert notes[0].endswith("left out as closed: Done (1); left out by the date in 结案日期: 2")
    bare = {"ticket": TICKETS.drop_columns("status")}
    sheets, notes = migration.emergency_tables(bare, "zh", today=dt.date(2025, 1, 1))
    assert sheets["未完结工单"].num_rows == 2
    assert notes == ["未完结工单：2 行；按 结案日期 中的日期视为已完结、未列入：4"]
