"""The sheet goes out and the answers come back, checked; nothing in it is a formula."""

import openpyxl
import pyarrow as pa
import pytest

from matching.explain import Case
from matching.intake import FIELDS
from matching.review import BadReview, export_review, import_review, informative, queue, read_answers
from matching.review.words import FIELDS_ZH, field_heading
from matching.state import open_state

RECORDS = pa.table(
    {
        "record_id": ["crm:1", "crm:2", "erp:3", "erp:4"],
        "source": ["crm", "crm", "erp", "erp"],
        "name": ["王伟", "=HYPERLINK(1)", "王 伟", "Wang"],
        "phone": pa.array([["+861"], ["+861", "+862"], None, ["+449"]], pa.list_(pa.string())),
    }
)
CROSSWALK = pa.table({"record_id": RECORDS["record_id"], "customer_id": ["C-A", "C-B", "C-C", "C-D"]})
PAIRS = pa.table(
    {
        "left": ["crm:1", "crm:1", "crm:2"],
        "right": ["crm:2", "erp:3", "erp:3"],
        "probability": [0.6, 0.8, 0.5],
        "weight": [1.0, 2.0, 0.0],
        "verdict": ["review"] * 3,
        "reason": ["model"] * 3,
        "level:name": ["differs", "exact", "differs"],
        "level:phone": ["exact", "missing", "missing"],
    }
)
CASE = Case(RECORDS, CROSSWALK, PAIRS)


@pytest.fixture(params=["en", "zh"])
def sheet(request, tmp_path):
    path = tmp_path / "review.xlsx"
    assert export_review(CASE, queue(PAIRS, CROSSWALK), path, request.param) == 3
    return path


def fill(path, answers, column=2):
    book = openpyxl.load_workbook(path)
    for row, value in answers.items():
        book.worksheets[0].cell(row, column).value = value
    book.save(path)


def sheet_headings(path):
    return {cell.column_letter: cell.value for cell in openpyxl.load_workbook(path).worksheets[0][1]}


def row_of(path, left, right):
    rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    return next(n for n, r in enumerate(rows, 1) if r[-3:-1] == (left, right))


def test_pairs_stand_side_by_side_and_nothing_is_a_formula(sheet):
    work = openpyxl.load_workbook(sheet).worksheets[0]
    rows = list(work.iter_rows(min_row=2))
    assert all(cell.data_type != "f" for row in rows for cell in row)
    texts = {str(c.value) for row in rows for c in row}
    assert {"'=HYPERLINK(1)", "+861, +862", "王伟"} <= texts
    assert "电话相同" in str(texts) or "phone the same" in str(texts)
    assert [str(v.sqref) for v in work.data_validations.dataValidation] == ["B2:B4"]


def test_answers_come_back_once_and_are_audited(sheet, tmp_path):
    yes, no = ("相同", "不同") if "待判定" in openpyxl.load_workbook(sheet).sheetnames else ("same", "different")
    fill(sheet, {row_of(sheet, "crm:1", "erp:3"): yes, row_of(sheet, "crm:1", "crm:2"): no})
    with open_state(tmp_path / "state.db") as state:
        taken = import_review(state, sheet, RECORDS, "kim")
        assert taken.unanswered == 1
        held = state.decisions().to_pylist()
        assert {(d["left"], d["right"], d["judgement"], d["who"]) for d in held} == {
            ("crm:1", "erp:3", "same", "kim"),
            ("crm:1", "crm:2", "different", "kim"),
        }
        assert import_review(state, sheet, RECORDS, "kim").words == ()
        assert state.trail()["action"].to_pylist().count("review import") == 2
        again = queue(PAIRS, CROSSWALK, answered=state.decisions())
    assert again["left"].to_pylist() == ["crm:2"]


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [(2, "perhaps", "same or 相同"), (-2, "erp:99", "record that exists"), (-1, "0", "unchanged since")],
)
def test_each_bad_cell_is_named_and_nothing_is_taken(sheet, column, value, expected):
    width = openpyxl.load_workbook(sheet).worksheets[0].max_column
    fill(sheet, {2: "same", 3: "same"})
    fill(sheet, {3: value}, column if column > 0 else width + 1 + column)
    with pytest.raises(BadReview, match=expected) as bad:
        read_answers(sheet, RECORDS, "kim", "t")
    [problem] = bad.value.problems
    place = sheet_headings(sheet)[problem.cell.rstrip("3")]
    assert (problem.row, problem.cell[-1], problem.column) == (3, "3", place)
    assert f"cell {problem.cell}" in str(bad.value)


def test_a_record_that_changed_since_the_export_is_stale(sheet):
    fill(sheet, {2: "same"})
    edited = RECORDS.set_column(2, "name", pa.array(["a", "b", "c", "d"]))
    with pytest.raises(BadReview, match="export again"):
        read_answers(sheet, edited, "kim", "t")


def test_answers_that_contradict_each_other_are_refused(sheet):
    fill(sheet, {2: "same", 3: "same", 4: "different"})
    with pytest.raises(BadReview, match="cell B4") as bad:
        read_answers(sheet, RECORDS, "kim", "t")
    assert len(bad.value.problems) == 1


def test_a_sheet_without_its_headings_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(BadReview, match="columns"):
        read_answers(tmp_path / "x.xlsx", RECORDS, "kim", "t")


def test_names_come_first_and_the_source_last(sheet):
    headings = list(sheet_headings(sheet).values())[8:-3]
    assert [h.rstrip(" 12") for h in headings][::2] in (["name", "phone", "source"], ["名称", "电话", "来源"])


def test_one_pair_of_each_pattern_teaches_most():
    twins = pa.concat_tables([PAIRS, PAIRS.slice(2, 1).set_column(1, "right", pa.array(["erp:4"]))])
    asked = informative(twins, CROSSWALK, 2).to_pylist()
    assert [(a["left"], a["settles"]) for a in asked] == [("crm:2", 2), ("crm:1", 1)]


def test_a_cell_that_was_edited_is_named_and_nothing_is_taken(sheet):
    """Else a steward who mends a name there would think it mended, and a half-sorted sheet would answer other pairs."""
    fill(sheet, {2: "same"})
    fill(sheet, {2: "Somebody Else", 3: "not answered, so not looked at"}, 9)
    with pytest.raises(BadReview, match="cell I2") as bad:
        read_answers(sheet, RECORDS, "kim", "t")
    assert len(bad.value.problems) == 1
    assert "Somebody" not in str(bad.value)


def test_what_a_spreadsheet_program_changes_by_itself_is_no_edit(sheet):
    book = openpyxl.load_workbook(sheet).worksheets[0]
    fill(sheet, {2: "same"})
    fill(sheet, {2: f" {book.cell(2, 9).value}\u00a0 "}, 9)
    assert len(read_answers(sheet, RECORDS, "kim", "t").words) == 1


def test_a_column_that_means_no_field_keeps_its_name_and_every_field_has_a_chinese_one():
    assert {field_heading("other:客户类型", language) for language in ("en", "zh")} == {"客户类型"}
    assert {name for name in FIELDS if name not in FIELDS_ZH} == {"id", "other"}
