"""From plan to rollback on every product."""

import json

import pytest
import sqlalchemy as sa

import migration
from tests.migration import shop

LIVE = """CREATE TABLE customers (customer_id VARCHAR(20) PRIMARY KEY, customer_key VARCHAR(60), name VARCHAR(200),
region VARCHAR(20), note VARCHAR(100) DEFAULT 'none')"""
LIVE_ROWS = """INSERT INTO customers VALUES ('C-003', 'old-key', 'old name', 'east', 'a note'),
('C-900', 'k900', 'not ours', 'west', NULL)"""


def test_waves_move_in_order_and_come_back_without_a_trace(target, place, tmp_path):
    before = shop.contents(target)
    shop.move(target, place, tmp_path, "customers")
    package = shop.move(target, place, tmp_path, "orders")
    assert [s["state"] for s in migration.status(target)] == ["promoted", "promoted"]
    assert migration.verify(package, target).passed
    rows = shop.run(target, "SELECT name FROM customers ORDER BY customer_id")
    assert [r[0] for r in rows] == shop.customers()["name"].to_pylist()
    with pytest.raises(migration.Refused, match="order") as refused:
        migration.rollback("customers", target, by="wang")
    assert refused.value.gate == "order"
    migration.rollback("orders", target, by="wang")
    migration.rollback("customers", target, by="wang")
    assert shop.contents(target) == before
    assert [e["step"] for e in migration.history(target)][-2:] == ["rolling_back", "rolled_back"]


def test_a_merge_into_live_rows_keeps_what_users_changed_since(target, tmp_path):
    shop.run(target, LIVE, LIVE_ROWS)
    before = shop.run(target, "SELECT * FROM customers ORDER BY customer_id")
    shop.load(target, tmp_path, "customers")
    assert migration.status(target)[0]["rows"] == {"insert": 19, "update": 1}
    shop.run(
        target,
        "UPDATE customers SET region = 'live' WHERE customer_id = 'C-003'",  # we changed it too
        "UPDATE customers SET note = 'live' WHERE customer_id = 'C-004'",  # a row of ours
        "DELETE FROM customers WHERE customer_id = 'C-005'",
        "UPDATE customers SET name = 'live' WHERE customer_id = 'C-900'",  # never ours
    )
    dry = migration.rollback("customers", target, by="wang", dry_run=True)
    report = migration.rollback("customers", target, by="wang")
    kinds = {(json.loads(e.key)[0], e.field): e.kind for e in report.edits}
    assert kinds == {("C-003", "region"): "conflict", ("C-004", "note"): "conflict", ("C-005", ""): "deleted"}
    assert dry.counts["customer"].items() <= report.counts["customer"].items()
    left = {r[0]: tuple(r) for r in shop.run(target, "SELECT * FROM customers")}
    assert left.pop("C-004")[4] == "live"
    expected = {r[0]: list(r) for r in before}
    expected["C-003"][3] = "live"
    expected["C-900"][2] = "live"
    assert left == {k: tuple(v) for k, v in expected.items()}


def test_restore_ours_and_stop(target, tmp_path):
    shop.run(target, LIVE, LIVE_ROWS)
    before = shop.contents(target)
    shop.load(target, tmp_path, "customers")
    shop.run(target, "UPDATE customers SET region = 'live' WHERE customer_id IN ('C-003', 'C-004')")
    with pytest.raises(migration.Refused, match="live-edits"):
        migration.rollback("customers", target, by="wang", live_edits="stop")
    assert migration.status(target)[0]["state"] == "promoted"
    report = migration.rollback("customers", target, by="wang", live_edits="restore-ours")
    assert report.counts["customer"]["edited"] == 2
    assert shop.contents(target) == before


def test_a_row_of_ours_that_gained_children_stays(target, tmp_path):
    shop.load(target, tmp_path, "customers")
    kind = "VARCHAR(191) COLLATE utf8mb4_bin" if target.startswith("mysql") else "VARCHAR(191)"
    shop.run(
        target,
        f"CREATE TABLE visits (id INTEGER PRIMARY KEY, customer_id {kind}, FOREIGN KEY (customer_id) "
        "REFERENCES customers (customer_id) ON DELETE CASCADE)",
        "INSERT INTO visits (id, customer_id) VALUES (1, 'C-007')",
    )
    report = migration.rollback("customers", target, by="wang")
    assert [(e.key, e.kind) for e in report.edits] == [('["C-007"]', "children")]
    assert report.tables_left == ("customers",)
    assert shop.run(target, "SELECT customer_id FROM customers") == [("C-007",)]
    assert shop.run(target, "SELECT count(*) FROM visits") == [(1,)]


def test_closing_prunes_the_images_and_ends_the_way_back(target, tmp_path):
    shop.load(target, tmp_path, "customers")
    migration.close("customers", target, by="wang")
    migration.close("customers", target, by="wang")
    with pytest.raises(migration.Refused, match="closed"):
        migration.rollback("customers", target, by="wang")
    with migration.connect(target) as database, database.begin(write=False) as connection:
        assert not [n for n in sa.inspect(connection).get_table_names() if "image" in n]
    assert shop.run(target, "SELECT count(*) FROM customers") == [(20,)]


def test_a_time_of_change_that_a_trigger_keeps_is_reported(tmp_path):
    target = f"sqlite:///{tmp_path}/t.db"
    shop.run(
        target,
        "CREATE TABLE customers (customer_id TEXT PRIMARY KEY, customer_key TEXT, name TEXT, region TEXT, "
        "changes INTEGER DEFAULT 0)",
        "INSERT INTO customers VALUES ('C-001', 'k', 'old', 'x', 5)",
        "CREATE TRIGGER count AFTER UPDATE OF name ON customers BEGIN "
        "UPDATE customers SET changes = changes + 1 WHERE customer_id = NEW.customer_id; END",
    )
    package = shop.load(target, tmp_path, "customers")
    assert migration.verify(package, target).passed
    report = migration.rollback("customers", target, by="wang")
    assert [(e.field, e.kind) for e in report.edits] == [("changes", "trigger")]
    assert shop.run(target, "SELECT * FROM customers") == [("C-001", "k", "old", "x", 6)]


def test_a_table_that_changed_since_the_rehearsal_closes_a_gate_and_leaves_the_wave_where_it_was(
    target, place, tmp_path
):
    shop.run(target, LIVE, LIVE_ROWS)
    package = shop.pack(target, tmp_path, "customers")
    shop.ready(target, place, package)
    shop.run(target, "ALTER TABLE customers RENAME COLUMN region TO area")
    with pytest.raises(migration.Refused, match="customers has no column region") as refused:
        migration.promote(package, target, by="wang")
    assert refused.value.gate == "table"
    assert migration.status(target)[0]["state"] == "verified"
    shop.run(target, "ALTER TABLE customers RENAME COLUMN area TO region")
    assert migration.promote(package, target, by="wang").rows
