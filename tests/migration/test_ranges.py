"""Comparing by digests of key ranges: what differs is found and named, what does not is not fetched."""

import datetime as dt
import string
from decimal import Decimal

import hypothesis.strategies as st
import pyarrow as pa
import pytest
from hypothesis import given

import migration
from migration import ranges
from migration.databases.base import Database
from tests.migration import shop

SETTINGS = migration.Settings(chunk_rows=150)
DAMAGE = {
    "one character": ("UPDATE customers SET region = 'Routh' WHERE customer_id = 'C-101'", {"C-101"}),
    "a null for a text": ("UPDATE customers SET name = NULL WHERE customer_id = 'C-201'", {"C-201"}),
    "a row short": ("DELETE FROM orders WHERE order_id = 'O-177'", {"O-177"}),
    "a cent": ("UPDATE orders SET amount = 0.03 WHERE order_id = 'O-002'", {"O-002"}),
    "swapped ids": (
        "UPDATE orders SET customer_id = CASE order_id WHEN 'O-101' THEN 'C-102' ELSE 'C-101' END "
        "WHERE order_id IN ('O-101', 'O-102')",
        {"O-101", "O-102"},
    ),
}


@pytest.fixture
def small(monkeypatch):
    """Ranges small enough for a small shop."""
    monkeypatch.setattr(ranges, "BLOCK", 16)
    monkeypatch.setattr(ranges, "LEAF", 4)


@pytest.fixture
def fetched(monkeypatch):
    """How many rows of the tables each read brought back."""
    counts = []
    original = ranges.rows_of

    def counting(*given_, **more):
        found = original(*given_, **more)
        counts.append(found.num_rows)
        return found

    monkeypatch.setattr(ranges, "rows_of", counting)
    return counts


def told(packages, target, how):
    certificates = [migration.verify(p, target, how=how) for p in packages]
    return [(c.passed, c.totals, [(k.name, k.passed, k.found, k.rows) for k in c.checks]) for c in certificates]


@pytest.mark.usefixtures("small")
def test_what_differs_is_named_and_little_else_is_fetched(target, tmp_path, fetched):
    packages = [shop.load(target, tmp_path, w, shop.tables(240, 300), SETTINGS) for w in ("customers", "orders")]
    assert all(passed for passed, *_ in told(packages, target, "ranges"))
    assert fetched == []
    for statement, keys in DAMAGE.values():
        shop.run(target, statement)
        fetched.clear()
        found = told(packages, target, "ranges")
        assert 0 < sum(fetched) <= 40, fetched
        named = {row for _, _, checks in found for *_, rows in checks for row in rows}
        assert all(any(key in row for row in named) for key in keys), named
        assert found == told(packages, target, "rows")


def test_a_far_database_is_compared_by_ranges(tmp_path, fetched, monkeypatch):
    target = f"sqlite:///{tmp_path}/t.db"
    package = shop.load(target, tmp_path, "customers")
    migration.verify(package, target)
    assert sum(fetched) == 20
    fetched.clear()
    monkeypatch.setattr(Database, "delay", lambda *_: 0.08)
    assert migration.verify(package, target).passed
    assert fetched == []
    with pytest.raises(migration.SettingError, match="did you mean ranges"):
        migration.verify(package, target, how="range")


def test_every_kind_of_value_has_one_digest_here_and_there(target, tmp_path, fetched):
    rows = pa.table(
        {
            "id": pa.array([1, 2, 3], pa.int64()),
            "text": pa.array(["客户 'a\\", "", None], pa.string()),
            "money": pa.array([Decimal("2.50"), Decimal("-0.05"), None], pa.decimal128(18, 2)),
            "day": pa.array([dt.date(1900, 1, 1), dt.date(2024, 2, 29), None]),
            "at": pa.array(
                [dt.datetime(2024, 5, 1, 12), dt.datetime(1999, 1, 1, 0, 0, 0, 7), None], pa.timestamp("us")
            ),
            "flag": pa.array([True, False, None], pa.bool_()),
        }
    )
    spec = migration.EntitySpec("thing", "things", ("id",))
    plan = migration.plan([migration.WaveSpec("w", (spec,))], {"thing": rows}, target)
    package = migration.package(plan, "w", tmp_path / "w")
    with migration.connect(target) as database:
        migration.promotion.run(package, database, "li", migration.promotion.Options(rehearsal=True))
    assert migration.verify(package, target, how="ranges").passed
    assert fetched == []


cells = st.none() | st.text(string.digits + ":Nab客", max_size=4)


@given(st.lists(st.tuples(cells, cells), max_size=3), st.lists(st.tuples(cells, cells), max_size=3))
def test_different_rows_have_different_texts(left, right):
    """No shift of nulls, no separator inside a value makes two tables look alike."""

    def text(rows):
        columns = {name: pa.array([r[i] for r in rows], pa.string()) for i, name in enumerate("xy")}
        return "".join(ranges.row_texts(pa.table(columns)).to_pylist())

    assert (text(left) == text(right)) == (left == right)
