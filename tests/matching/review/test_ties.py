"""Links go out as a sheet and come back as words, checked."""

import openpyxl
import pyarrow as pa
import pytest

from matching.links import judged_links
from matching.links.find import LINKS
from matching.links.said import link_words
from matching.review import BadReview
from matching.review.ties import export_links, read_links

GOLDEN = pa.table(
    {
        "customer_id": ["C-1", "C-2", "C-3"],
        "org_id": ["O-1", "O-1", None],
        "kind": ["contact", "organisation", "person"],
        "records": [1, 2, 1],
        "org_name": ["云杉软件", "云杉软件有限公司", None],
        "surname": [None, None, "王"],
        "given_name": [None, None, "伟"],
        "phone": pa.array([["+861"], ["=1+1"], None], pa.list_(pa.string())),
    }
)
FOUND = pa.table(
    [["O-1", "C-1"], ["C-2", "C-3"], ["parent_of", "household"], ["given=parent_ref"] * 2, [0.99, 0.9]], LINKS
)
LINKS_NOW = judged_links(FOUND, link_words([]), lambda i: i)


@pytest.fixture(params=["en", "zh"])
def sheet(request, tmp_path):
    path = tmp_path / "links.xlsx"
    assert export_links(LINKS_NOW, GOLDEN, path, request.param) == 2
    return path


def fill(path, row, column, value):
    book = openpyxl.load_workbook(path)
    book.worksheets[0].cell(row, column).value = value
    book.save(path)


def test_an_organisation_is_shown_by_its_own_record_and_nothing_is_a_formula(sheet):
    rows = list(openpyxl.load_workbook(sheet).worksheets[0].iter_rows())
    assert all(cell.data_type != "f" for row in rows for cell in row)
    first = [cell.value for cell in rows[1]]
    assert first[-3:] == ["O-1", "C-2", "parent_of"]
    assert "云杉软件有限公司" in first
    assert "王伟" in [cell.value for cell in rows[2]]


def test_answers_come_back_in_either_language(sheet):
    fill(sheet, 2, 2, "是")
    fill(sheet, 3, 2, "No")
    words = read_links(sheet, LINKS_NOW, "kim", "t")
    assert [(w.left, w.right, w.kind, w.word) for w in words] == [
        ("O-1", "C-2", "parent_of", "confirmed"),
        ("C-1", "C-3", "household", "rejected"),
    ]


def test_what_cannot_be_taken_is_named_and_nothing_is_taken(sheet):
    fill(sheet, 2, 2, "maybe")
    fill(sheet, 3, 2, "yes")
    width = openpyxl.load_workbook(sheet).worksheets[0].max_column
    fill(sheet, 3, width - 1, "C-9")
    with pytest.raises(BadReview, match="cell B2") as bad:
        read_links(sheet, LINKS_NOW, "kim", "t")
    assert [p.row for p in bad.value.problems] == [2, 3]
    openpyxl.Workbook().save(sheet)
    with pytest.raises(BadReview, match="as exported"):
        read_links(sheet, LINKS_NOW, "kim", "t")
