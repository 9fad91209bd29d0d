"""Rows that refer to rows of their own table: parents first, and nobody loses a parent on the way back."""

import pyarrow as pa
import pytest

import migration
from migration import promotion
from tests.migration import shop

ORG = migration.EntitySpec("org", "orgs", ("org_id",), references={"parent": "org"})


def tree(count: int = 25) -> pa.Table:
    """A binary tree, children written before their parents."""
    numbers = range(count - 1, -1, -1)
    return pa.table(
        {
            "org_id": [f"N-{n:02}" for n in numbers],
            "parent": [None if n == 0 else f"N-{(n - 1) // 2:02}" for n in numbers],
        }
    )


@pytest.fixture
def loaded(target, tmp_path):
    settings = migration.Settings(chunk_rows=4)
    wave = migration.WaveSpec("orgs", (ORG,))
    package = migration.package(migration.plan([wave], {"org": tree()}, target, settings), "orgs", tmp_path / "p")
    with migration.connect(target) as database:
        promotion.run(package, database, "wang", promotion.Options(settings, rehearsal=True))
    assert migration.verify(package, target).passed
    return target


def test_a_live_child_keeps_its_ancestors(loaded):
    shop.run(loaded, "INSERT INTO orgs (org_id, parent) VALUES ('live', 'N-12')")
    dry = migration.rollback("orgs", loaded, by="wang", dry_run=True)
    report = migration.rollback("orgs", loaded, by="wang")
    left = {r[0] for r in shop.run(loaded, "SELECT org_id FROM orgs")}
    assert left == {"live", "N-12", "N-05", "N-02", "N-00"}
    assert {e.kind for e in report.edits} == {"children"}
    assert report.counts["org"]["deleted"] == 21
    assert not dry.edits


def test_a_circle_of_parents_in_one_table(tmp_path):
    target = f"sqlite:///{tmp_path}/t.db"
    rows = pa.table({"org_id": ["a", "b", "c", "d"], "parent": ["b", "a", "nobody", "c"]})
    plan = migration.plan([migration.WaveSpec("orgs", (ORG,))], {"org": rows}, target)
    planned = plan.waves[0].entities[0]
    assert planned.rejected["org_id"].to_pylist() == ["c", "d"]
    package = migration.package(plan, "orgs", tmp_path / "p")
    with migration.connect(target) as database:
        promotion.run(package, database, "wang", promotion.Options(rehearsal=True))
    migration.rollback("orgs", target, by="wang")
    assert shop.contents(target) == {}
