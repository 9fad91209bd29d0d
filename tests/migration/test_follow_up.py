"""Rejects that come back, deltas until the cut-over, erasure, points to go back to."""

import sqlite3

import pyarrow as pa
import pytest

import migration
from migration import promotion
from tests.migration import shop


@pytest.fixture
def here(tmp_path):
    return f"sqlite:///{tmp_path}/target.db"


def load(target, folder, wave, tables):
    package = migration.package(migration.plan([wave], tables, target, shop.SMALL), wave.name, folder / wave.name)
    with migration.connect(target) as database:
        promotion.run(package, database, "wang", promotion.Options(shop.SMALL, rehearsal=True))
    return package


def test_refused_rows_come_back_corrected(here, tmp_path):
    shop.run(
        here,
        "CREATE TABLE customers (customer_id TEXT PRIMARY KEY, customer_key TEXT, name TEXT, region VARCHAR(5))",
    )
    data = {"customer": shop.customers(12)}
    wrong = data["customer"].slice(5, 1).set_column(3, "region", pa.array(["southern"]))
    wrong = wrong.set_column(2, "name", pa.array(["=1+1"]))
    data["customer"] = pa.concat_tables([data["customer"].slice(0, 5), wrong, data["customer"].slice(6)])
    wave = migration.WaveSpec("customers", (shop.CUSTOMER,))
    plan = migration.plan([wave], data, here)
    rows = migration.rejected_rows(plan)
    file = migration.write_rejects(rows, tmp_path / "rejects")["customer"]
    text = file.read_text("utf-8-sig")
    assert "'=1+1" in text
    assert "length: region" in text
    file.write_text("\ufeff" + text.replace("southern", "south"), "utf-8")
    answers = migration.read_rejects(file, rows)
    assert answers.refused == ()
    assert [(r["key"], r["column"], r["before"], r["after"]) for r in answers.changes.to_pylist()] == [
        ("6", "region", "southern", "south")
    ]
    numbers = pa.chunked_array([[str(n) for n in range(1, 13)]])
    fixed, worse, mended = migration.apply_changes(data["customer"], numbers, answers.changes)
    assert not worse.rejected.any()
    assert mended["region"].tolist() == [n == 5 for n in range(12)]
    back = {"customer": fixed.slice(5, 1)}
    assert back["customer"].to_pylist() == [wrong.to_pylist()[0] | {"region": "south"}]
    load(here, tmp_path, wave, data)
    load(here, tmp_path, migration.WaveSpec("again", (shop.CUSTOMER,)), back)
    assert shop.run(here, "SELECT count(*) FROM customers") == [(12,)]


def test_a_delta_wave_carries_what_changed_since_packaging(here, tmp_path):
    first = shop.tables(10, 10)
    wave = migration.WaveSpec("shop", (shop.CUSTOMER, shop.ORDER))
    package = load(here, tmp_path, wave, first)
    now = shop.tables(12, 10)
    regions = now["customer"]["region"].to_pylist()
    regions[4] = "moved"
    now["customer"] = now["customer"].set_column(3, "region", pa.array(regions)).slice(1)
    found = migration.delta([package], now)
    assert (found["customer"].new, found["customer"].changed) == (2, 1)
    assert found["customer"].vanished["customer_id"].to_pylist() == ["C-000"]
    assert found["order"].rows.num_rows == 0
    follow = migration.follow_up("delta-1", [wave], wave.entities)
    assert follow.after == ("shop",)
    rows = {name: part.rows for name, part in found.items()}
    assert found["customer"].places.tolist() == [3, 9, 10]
    assert found["customer"].is_new.tolist() == [False, True, True]
    second = load(here, tmp_path, follow, rows)
    assert migration.verify(second, here).passed
    again = migration.delta([package, second], now)["customer"]
    assert (again.new, again.changed, again.vanished.num_rows) == (0, 0, 1)
    dry = migration.rollback_to("shop", here, by="wang", dry_run=True)
    assert [(r.wave, r.dry_run, r.counts["customer"]["restored"]) for r in dry] == [("delta-1", True, 1)]
    assert shop.run(here, "SELECT count(*) FROM customers WHERE region = 'moved'") == [(1,)]
    migration.rollback_to("shop", here, by="wang")
    assert shop.run(here, "SELECT count(*) FROM customers WHERE region = 'moved'") == [(0,)]
    assert [s["state"] for s in migration.status(here)] == ["promoted", "rolled_back"]


@pytest.mark.parametrize("plan_rows", [10_000, 7])
def test_a_delta_compares_value_by_value_wherever_the_rows_are_kept(here, tmp_path, plan_rows):
    wave = migration.WaveSpec("shop", (shop.CUSTOMER, shop.ORDER))
    first, now = shop.tables(30, 60), shop.tables(30, 60)
    amounts = now["order"]["amount"].to_pylist()
    amounts[20] = None
    first["order"] = first["order"].set_column(4, "amount", pa.array(amounts, pa.decimal128(18, 2)))
    package = load(here, tmp_path, wave, first)
    amounts = first["order"]["amount"].cast(pa.string()).to_pylist()
    # no amount at all; the same amount, written longer; no amount where there was none
    amounts[7], amounts[11], amounts[20] = "7 or 8", amounts[11] + "00", "none"
    now["order"] = now["order"].set_column(4, "amount", pa.array(amounts)).slice(2)
    keys = now["customer"]["customer_id"].to_pylist()
    keys[3] = None
    now["customer"] = now["customer"].set_column(0, "customer_id", pa.array(keys)).take(list(range(29, -1, -1)))
    touched = {"order": pa.array(range(58)).to_numpy() == 5}
    found = migration.delta([package], now, touched, migration.Settings(plan_rows=plan_rows))
    order, customer = found["order"], found["customer"]
    assert (order.new, order.changed, order.silent, order.places.tolist()) == (0, 1, 1, [18])
    assert order.vanished["order_id"].to_pylist() == ["O-000", "O-001"]
    assert (customer.new, customer.changed, customer.places.tolist()) == (1, 0, [26])
    assert customer.vanished["customer_id"].to_pylist() == ["C-003"]
    assert customer.rows["name"].to_pylist() == [shop.customers(30)["name"][3].as_py()]
    assert migration.delta([package], now)["order"].places.tolist() == [5, 18]


def test_erasure_reaches_the_images(here, tmp_path):
    shop.run(here, "CREATE TABLE customers (customer_id TEXT PRIMARY KEY, customer_key TEXT, name TEXT, region TEXT)")
    shop.run(here, "INSERT INTO customers VALUES ('C-001', 'k', 'secret name', 'east')")
    load(here, tmp_path, migration.WaveSpec("customers", (shop.CUSTOMER,)), {"customer": shop.customers(5)})
    file = tmp_path / "target.db"
    assert migration.erase(here, "customer", ["C-001"], by="dpo") == 1
    shop.run(here, "UPDATE customers SET name = NULL, customer_key = NULL WHERE customer_id = 'C-001'")
    sqlite3.connect(file, isolation_level=None).execute("VACUUM").connection.close()
    assert b"secret name" not in file.read_bytes()
    migration.rollback("customers", here, by="wang")
    assert shop.run(here, "SELECT customer_id, name FROM customers") == [("C-001", None)]


def test_a_segment_answers_for_its_own_customers_only(here, tmp_path):
    pilot = migration.WaveSpec("pilot", (shop.CUSTOMER, shop.ORDER), where="region = 'north'")
    rest = migration.WaveSpec("rest", (shop.CUSTOMER, shop.ORDER), after=("pilot",))
    given = migration.ledger_totals(shop.orders(), "customer_id", "ordered", "currency", "amount")
    for name in ("pilot", "rest"):
        plan = migration.plan([pilot, rest], shop.tables(), here, shop.SMALL)
        package = migration.package(plan, name, tmp_path / name)
        with migration.connect(here) as database:
            promotion.run(package, database, "wang", promotion.Options(shop.SMALL, rehearsal=True))
        certificate = migration.verify(package, here, ledger_totals=given)
        assert certificate.passed, certificate.failures
    shop.run(here, "UPDATE orders SET amount = '0.02' WHERE order_id = 'O-000'")
    assert not migration.verify(package, here, ledger_totals=given).passed
