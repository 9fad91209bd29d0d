"""Live users took what a wave had freed: the rollback leaves that cell, puts back the rest, and says so."""

import pyarrow as pa
import pytest

import migration
from migration import promotion
from tests.migration import shop

PARENTS = "CREATE TABLE towns (id VARCHAR(9) PRIMARY KEY)"
TOWNS = "INSERT INTO towns VALUES ('old'), ('new'), ('other')"
TABLE = (
    "CREATE TABLE things (id VARCHAR(9) PRIMARY KEY, code VARCHAR(9) UNIQUE, town VARCHAR(9), note VARCHAR(9), "
    "FOREIGN KEY (town) REFERENCES towns (id))"
)
THERE = "INSERT INTO things VALUES ('b', 'old', 'old', 'old'), ('c', 'c-old', 'old', 'old')"
SPEC = migration.EntitySpec("thing", "things", ("id",), on_conflict="update")


@pytest.fixture
def loaded(target, tmp_path):
    shop.run(target, PARENTS, TOWNS, TABLE, THERE)
    ids = ["a", "b", "c"]
    rows = pa.table({"id": ids, "code": [f"{i}-new" for i in ids], "town": ["new"] * 3, "note": ["new"] * 3})
    wave = migration.WaveSpec("w", (SPEC,))
    package = migration.package(migration.plan([wave], {"thing": rows}, target), "w", tmp_path / "w")
    with migration.connect(target) as database:
        promotion.run(package, database, "wang", promotion.Options(rehearsal=True))
    return target


def rows_of(target):
    return shop.run(target, "SELECT * FROM things ORDER BY id")


def told(report):
    return sorted((e.key, e.field, e.kind) for e in report.edits)


def test_a_unique_value_that_another_row_has_by_now(loaded):
    shop.run(loaded, "INSERT INTO things VALUES ('live', 'old', NULL, 'theirs')")
    report = migration.rollback("w", loaded, by="wang")
    assert told(report) == [('["b"]', "code", "taken")]
    assert rows_of(loaded) == [
        ("b", "b-new", "old", "old"),
        ("c", "c-old", "old", "old"),
        ("live", "old", None, "theirs"),
    ]


def test_a_parent_that_is_gone_by_now(loaded):
    shop.run(loaded, "UPDATE things SET town = 'other' WHERE id = 'c'", "DELETE FROM towns WHERE id = 'old'")
    report = migration.rollback("w", loaded, by="wang")
    assert told(report) == [('["b"]', "town", "parentless"), ('["c"]', "town", "conflict")]
    assert rows_of(loaded) == [("b", "old", "new", "old"), ("c", "c-old", "other", "old")]


def test_a_deleted_row_whose_unique_value_another_row_has_by_now(loaded):
    shop.run(loaded, "DELETE FROM things WHERE id IN ('b', 'c')")
    shop.run(loaded, "INSERT INTO things VALUES ('live', 'old', NULL, 'theirs')")
    report = migration.rollback("w", loaded, by="wang", live_edits="restore-ours")
    assert told(report) == [('["b"]', "", "deleted"), ('["c"]', "", "deleted")]
    assert rows_of(loaded) == [("c", "c-old", "old", "old"), ("live", "old", None, "theirs")]
