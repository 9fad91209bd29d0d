"""Steps that make the target's columns: each against plain Python on the same values, errors by row and column."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import migration
from migration import Formula, SettingError
from migration.transforms import STEPS

TEXTS = st.lists(st.one_of(st.none(), st.text("ab AÄß中文é0\t😀", max_size=8)), min_size=1, max_size=6)
ROWS = pa.table({"a": [" x ", "y", None], "b": ["1.005", "2", "oops"], "day": ["31.12.2024", "1.2.2024", "soon"]})


def made(steps, column="a", table=ROWS):
    sources = (column,) if isinstance(column, str) else column
    result, findings, _ = migration.transform(table, {"new": Formula(sources, tuple(steps))})
    return result["new"].to_pylist(), findings


@given(TEXTS)
def test_steps_on_text_do_what_python_does(texts):
    table = pa.table({"a": pa.array(texts, pa.string())})
    plain = {
        ("substring", (2, 3)): lambda t: t[1:4],
        ("prefix", "P-"): lambda t: "P-" + t,
        ("suffix", "!"): lambda t: t + "!",
        ("pad", (5, "0")): lambda t: t.rjust(5, "0"),
        ("replace", (("a", "b"),)): lambda t: t.replace("a", "b"),
    }
    for (step, argument), python in plain.items():
        given_argument = dict(argument) if step == "replace" else argument
        values, findings = made([(step, given_argument)], table=table)
        assert values == [None if t is None else python(t) for t in texts], step
        assert not findings.rejected.any()


def test_several_columns_become_one():
    assert made([("join", "/")], ("a", "b"))[0] == [" x /1.005", "y/2", "oops"]
    assert made([("first", None), ("trim", None), ("upper", None)], ("a", "b"))[0] == ["X", "Y", "OOPS"]


def test_a_lookup_refuses_what_it_does_not_list_unless_it_says_what_the_rest_is():
    values, findings = made([("trim", None), ("lookup", {"x": 1})])
    assert values == ["1", None, None]
    assert findings.rejected.tolist() == [False, True, False]
    assert findings.reasons() == (["transform: new"], ["one of x, from a"])
    assert made([("trim", None), ("lookup", {"x": 1, "*": 9}), ("default", 0)])[0] == ["1", "9", "0"]


def test_dates_are_read_and_written():
    values, findings = made([("parse_date", "%d.%m.%Y")], "day")
    assert values == ["2024-12-31", "2024-02-01", None]
    assert findings.rejected.tolist() == [False, False, True]
    assert made([("parse_date", "%d.%m.%Y"), ("date", "%Y年%m月")], "day")[0][:2] == ["2024年12月", "2024年02月"]


@given(st.lists(st.decimals(-(10**9), 10**9, places=4), min_size=1, max_size=5))
def test_numbers_stay_exact(numbers):
    table = pa.table({"a": pa.array(map(str, numbers), pa.string())})
    assert made([("scale", 100)], table=table)[0] == [n * 100 for n in numbers]
    cents = [n.quantize(Decimal("0.01"), ROUND_HALF_UP) for n in numbers]
    assert made([("round", 2)], table=table)[0] == cents


def test_a_number_that_is_none_is_named_and_not_lost():
    values, findings = made([("scale", 100), ("round", 0)], "b")
    assert values == [101, 200, None]
    assert findings.reasons() == (["transform: new"], ["a number below 10^14, from b"])


def test_a_value_that_may_be_left_out_is_left_out_and_told():
    formula = Formula(("day",), (("parse_date", "%d.%m.%Y"),), or_empty=True)
    result, findings, emptied = migration.transform(ROWS, {"new": formula})
    assert result["new"].to_pylist() == ["2024-12-31", "2024-02-01", None]
    assert not findings.rejected.any()
    assert emptied["new"].tolist() == [False, False, True]


def test_a_constant_and_a_column_as_it_is():
    result, *_ = migration.transform(ROWS, {"from": Formula(value="legacy"), "a": Formula(("a",))})
    assert result.to_pydict() == {"from": ["legacy"] * 3, "a": [" x ", "y", None]}


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        (Formula(("a",), (("uper", None),)), "did you mean upper"),
        (Formula(("a",), (("substring", 3),)), r"\[first character from 1, length\]"),
        (Formula(("a",), (("lookup", "A"),)), "pairs"),
        (Formula(("a",), (("trim", 3),)), "no argument"),
        (Formula(("a", "b")), "join or first"),
        (Formula(), "constant"),
    ],
)
def test_a_step_that_is_none_is_refused_with_what_fits(formula, told):
    with pytest.raises(SettingError, match=told):
        migration.check(formula)


def test_no_step_loses_a_row():
    table = pa.table({"a": pa.array(["x", None, "2024-01-05", "7"])})
    arguments = {
        "substring": (1, 2),
        "replace": {"x": "y"},
        "pad": (3, "0"),
        "lookup": {"x": 1},
        "parse_date": "%Y-%m-%d",
        "date": "%Y",
        "scale": 10,
        "round": 1,
    }
    for step in STEPS:
        values, findings = made(
            [(step, arguments.get(step, "z" if step in ("prefix", "suffix", "default") else None))], table=table
        )
        assert len(values) == 4
        lost = [old is not None and new is None for old, new in zip(table["a"].to_pylist(), values, strict=True)]
        assert findings.rejected.tolist() == lost, step
    assert dt.date.fromisoformat(made([("parse_date", "%Y-%m-%d")], table=table)[0][2]) == dt.date(2024, 1, 5)
