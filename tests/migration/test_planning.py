"""What the plan reports before anything moves."""

import dataclasses
from decimal import Decimal

import pyarrow as pa
import pytest

import migration
from migration.planning import USUAL_RATES
from tests.migration import shop

STRICT = (
    "CREATE TABLE customers (customer_id VARCHAR(20) PRIMARY KEY, customer_key VARCHAR(60) NOT NULL UNIQUE, "
    "name VARCHAR(8), region VARCHAR(10) CHECK (region IN ('north', 'south')))"
)


def customer(number, **changes):
    row = {"customer_id": f"C-{number}", "customer_key": f"k{number}", "name": "n", "region": "north"}
    return {**row, **changes}


def test_every_row_that_would_not_fit_is_named_with_its_reason(target):
    shop.run(target, STRICT, "INSERT INTO customers VALUES ('C-99', 'k99', 'x', 'north')")
    rows = [
        customer(0),
        customer(1, name="九个字的名字太长了啊"),
        customer(2, region="east"),
        customer(3, customer_key=None),
        customer(4, customer_key="k0"),
        customer(5, customer_key="k99"),
        customer(0, customer_key="again"),
        customer(99, name="merged"),
    ]
    data = {"customer": pa.Table.from_pylist(rows), "order": shop.orders(3, 1).slice(0, 0)}
    planned = migration.plan(shop.waves(), data, target).wave("customers").entities[0]
    reasons = dict(zip(planned.rejected["_row"].to_pylist(), planned.rejected["_reason"].to_pylist(), strict=True))
    assert reasons == {
        2: "length: name",
        3: "enumeration: region",
        4: "null: customer_key",
        5: "unique: customer_key",
        6: "unique: customer_key",
        7: "unique: customer_id",
    }
    assert (planned.inserts, planned.updates, planned.rejected.num_rows) == (1, 1, 6)


def test_orders_of_a_rejected_customer_are_orphans():
    data = shop.tables(3, 6)
    data["customer"] = data["customer"].slice(1)
    planned = migration.plan(shop.waves(), data, "sqlite:///nowhere.db").wave("orders").entities[0]
    assert planned.rejected["order_id"].to_pylist() == ["O-000", "O-003"]
    assert set(planned.rejected["_reason"].to_pylist()) == {"orphan: customer_id"}


def test_a_pilot_takes_its_segment_and_the_next_wave_the_rest():
    pilot = migration.WaveSpec("pilot", (shop.CUSTOMER, shop.ORDER), where="region = 'north'")
    rest = migration.WaveSpec("rest", (shop.CUSTOMER, shop.ORDER), after=("pilot",))
    plan = migration.plan([rest, pilot], shop.tables(), "sqlite:///nowhere.db")
    assert [w.spec.name for w in plan.waves] == ["pilot", "rest"]
    first, second = (w.entities for w in plan.waves)
    assert first[0].rows_in + second[0].rows_in == 20
    assert first[1].rows_in + second[1].rows_in == 40
    chosen = set(first[0].rows["customer_id"].to_pylist())
    assert set(first[1].rows["customer_id"].to_pylist()) <= chosen


def test_money_keeps_every_digit(target, tmp_path):
    big = Decimal("9007199254740993.01")
    data = shop.tables(2, 2)
    data["order"] = data["order"].set_column(4, "amount", pa.array([big, -big], pa.decimal128(18, 2)))
    shop.load(target, tmp_path, "customers", data)
    package = shop.load(target, tmp_path, "orders", data)
    found = migration.verify(package, target)
    assert found.totals["order"]["EUR sum:amount"] == "9007199254740993.01"


def test_minor_units_where_the_target_keeps_integers(tmp_path):
    target = f"sqlite:///{tmp_path}/t.db"
    shop.run(
        target,
        "CREATE TABLE orders (order_id TEXT PRIMARY KEY, customer_id TEXT, ordered DATE, "
        "currency TEXT, amount INTEGER)",
    )
    shop.load(target, tmp_path, "customers")
    package = shop.load(target, tmp_path, "orders")
    assert shop.run(target, "SELECT amount FROM orders WHERE order_id = 'O-001'") == [(1234568,)]
    given = migration.ledger_totals(shop.orders(), "customer_id", "ordered", "currency", "amount")
    assert migration.verify(package, target, ledger_totals=given).passed


def test_a_column_that_the_target_lacks_is_refused_with_the_nearest_name(tmp_path):
    target = f"sqlite:///{tmp_path}/t.db"
    shop.run(
        target, "CREATE TABLE customers (customer_id TEXT PRIMARY KEY, customer_key TEXT, names TEXT, region TEXT)"
    )
    with pytest.raises(migration.SchemaMismatch, match="names"):
        migration.plan(shop.waves(), shop.tables(), target)


def test_waves_in_a_circle_are_refused():
    waves = [dataclasses.replace(w, after=(o.name,)) for w, o in zip(shop.waves(), reversed(shop.waves()), strict=True)]
    with pytest.raises(migration.SettingError, match="wait for each other"):
        migration.plan(waves, shop.tables(), "sqlite:///nowhere.db")


def test_the_same_inputs_give_the_same_bytes(tmp_path):
    packages = [shop.pack("sqlite:///nowhere.db", tmp_path / str(n), "orders") for n in range(2)]
    files = [{f.name: f.read_bytes() for f in p.path.iterdir()} for p in packages]
    assert files[0] == files[1]
    assert packages[0].digest == packages[1].digest


def test_money_that_a_float_column_would_round_is_refused(tmp_path):
    target = f"sqlite:///{tmp_path}/t.db"
    shop.run(
        target,
        "CREATE TABLE orders (order_id TEXT PRIMARY KEY, customer_id TEXT, ordered DATE, currency TEXT, "
        "amount DECIMAL(18,2))",
    )
    data = shop.tables(2, 2)
    big = pa.array([Decimal("9007199254740993.01"), Decimal("1.10")], pa.decimal128(18, 2))
    data["order"] = data["order"].set_column(4, "amount", big)
    planned = migration.plan(shop.waves(), data, target).wave("orders").entities[0]
    assert planned.rejected["_reason"].to_pylist() == ["digits: amount"]
    assert planned.rows.num_rows == 1


def test_the_time_is_told_from_the_pace_of_this_target(tmp_path):
    target = f"sqlite:///{tmp_path}/t.db"
    assert migration.plan(shop.waves(), shop.tables(), target).wave("orders").seconds == 40 / USUAL_RATES["sqlite"]
    shop.load(target, tmp_path, "customers")
    pace = "UPDATE mergepoint_event SET detail = :detail WHERE step = 'promoted'"
    shop.run(target, pace, detail='{"rows": 50, "seconds": 1}')  # too few rows to tell
    assert migration.plan(shop.waves(), shop.tables(), target).wave("orders").seconds == 40 / USUAL_RATES["sqlite"]
    shop.run(target, pace, detail='{"rows": 100000, "seconds": 50}')
    assert migration.plan(shop.waves(), shop.tables(), target).wave("orders").seconds == 40 / 2_000
