"""Load tables read batch by batch, transformed and mended, are the tables that are made as a whole."""

import hypothesis.strategies as st
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings

import migration
from migration import Formula, LoadRows, sources

QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
FORMULAS = {
    "code": "legacy",
    "grade": Formula(("level",), (("trim", None), ("upper", None), ("lookup", {"A": 1, "B": 2}))),
    "day": Formula(("when",), (("parse_date", "%d.%m.%Y"),), or_empty=True),
    "name": Formula(("level", "when"), (("first", None),)),
    "origin": Formula(value="old"),
    "cents": Formula(("sum",), (("scale", 100), ("round", 0))),
}
text = st.none() | st.sampled_from(["a", "B ", "x", "", "01.02.2024", "31.02.2024", "2024-01-01"])


@st.composite
def worlds(draw):
    """A load table, and corrections of the target's cells; some of rows that are gone or of what was never there."""
    rows = draw(st.lists(st.tuples(text, text, st.none() | st.integers(-999, 999)), max_size=23))
    table = pa.table(
        {
            "key": pa.array([f"k{n}" for n in range(len(rows))], pa.string()),
            "legacy": pa.array([str(n) for n in range(len(rows))], pa.string()),
            "level": pa.array([r[0] for r in rows], pa.string()),
            "when": pa.array([r[1] for r in rows], pa.string()),
            "sum": pa.array([r[2] for r in rows], pa.int64()).cast(pa.decimal128(38, 0)),
        }
    )
    cells = st.tuples(st.integers(0, 25), st.sampled_from(["grade", "cents", "code"]), text, text)
    changes = draw(st.lists(cells, max_size=12))
    names = ("key", "column", "before", "after")
    columns = [[f"k{c[0]}" for c in changes], *([c[i] for c in changes] for i in (1, 2, 3))]
    return table, pa.table([pa.array(c, pa.string()) for c in columns], names=names)


def whole(table, changes):
    """What the library's own functions make of the table at once."""
    formulas = {n: Formula((f,)) if isinstance(f, str) else f for n, f in FORMULAS.items()}
    made, found, emptied = migration.transform(table, formulas)
    made, worse, mended = migration.apply_changes(made, table["key"], changes)
    found = migration.without(found, mended)
    found.found += worse.found
    return made, found, emptied


def reasons(findings):
    return [(int(row), *told) for bad, *told in findings.found for row in np.flatnonzero(bad)]


@given(worlds(), st.integers(1, 7))
@settings(max_examples=40, deadline=None, suppress_health_check=QUIET, derandomize=True)
def test_in_batches_as_at_once(tmp_path, monkeypatch, world, size):
    monkeypatch.setattr(sources, "BATCH_ROWS", size)
    table, changes = world
    pq.write_table(table, tmp_path / "t.parquet", row_group_size=5)
    made, found, emptied = whole(table, changes)
    for given_as in ({"table": table}, {"file": tmp_path / "t.parquet"}):
        rows = LoadRows(**given_as, columns=FORMULAS, key="key", corrections=changes)
        parts = list(rows.parts())
        assert rows.schema.equals(made.schema)
        assert pa.concat_tables([rows.schema.empty_table(), *(p.rows for p in parts)]).to_pylist() == made.to_pylist()
        joined = migration.Findings.joined([p.findings for p in parts])
        assert sorted(reasons(joined)) == sorted(reasons(found))
        lost = [(name, row) for name, cells in rows.emptied() for row in zip(*cells.to_pydict().values(), strict=True)]
        shown = [(c, (table["key"][i].as_py(), table["when"][i].as_py())) for c in emptied for i in _at(emptied[c])]
        assert lost == shown
        some = np.flatnonzero(np.arange(table.num_rows) % 3 == 1)
        assert rows.keys_at(some).to_pylist() == table["key"].take(some).to_pylist()
        few = rows.at(some)
        assert few.keys_at(np.arange(len(some))).to_pylist() == table["key"].take(some).to_pylist()
        assert [p.rows.to_pylist() for p in few.parts()] == [
            p.rows.to_pylist() for p in LoadRows(table=made.take(some)).parts()
        ]
        assert sorted(reasons(few.refused)) == sorted(reasons(found.at(some)))


def _at(mask):
    return np.flatnonzero(mask).tolist()


@pytest.mark.parametrize("names", [["origin"], ["grade", "code"]])
def test_columns_alone_are_as_long_as_the_table(names):
    table = pa.table({"key": ["a", "b"], "legacy": ["1", "2"], "level": ["a", "B"], "when": [None, ""], "sum": [1, 2]})
    rows = LoadRows(table=table, columns=FORMULAS, key="key")
    assert [(start, part.column_names, part.num_rows) for start, part in rows.batches(names)] == [(0, names, 2)]


def test_only_the_first_row_of_a_key_is_mended(monkeypatch):
    monkeypatch.setattr(sources, "BATCH_ROWS", 1)
    table = pa.table({"key": ["a", "a"], "name": ["x", "x"]})
    changes = pa.table({"key": ["a"], "column": ["name"], "before": ["x"], "after": ["y"]})
    rows = LoadRows(table=table, columns={"name": "name"}, key="key", corrections=changes)
    assert [part.rows["name"].to_pylist() for part in rows.parts()] == [["y"], ["x"]]
