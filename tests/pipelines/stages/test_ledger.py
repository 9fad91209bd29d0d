"""What a wave's orders are held against: the ERP where it agrees with the orders, else the orders themselves."""

from collections import defaultdict
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import migration
import quality
from pipelines.stages import ledger
from pipelines.stages.context import Context
from pipelines.stages.meanings import Meaning, write_meanings
from pipelines.store import Store
from pipelines.workspace import Wave, Workspace

FIELDS = {"fields": {"customer_ref": ("buyer",)}, "refs": {"buyer": ("crm",)}}
OFF, REFUSED, FROZEN = "C3", "shop:5", "crm:C4"  # a customer the ERP differs on; an order; a customer


def texts(columns):
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def booked(entity, count=60):
    """Rows by number: whose, when, how much; one names nobody, one no number."""
    rows = []
    for n in range(count):
        amount = "n/a" if n == 7 else f"{n}.{n % 10}5" if entity == "shop" or f"C{n % 9}" != OFF else "1"
        rows.append((f"{entity}:{n}", "nobody" if n == 8 else f"C{n % 9} ", f"2024-0{n % 4 + 1}-05", amount))
    return rows


@pytest.fixture
def context(tmp_path):
    """Nine customers, two of whom are one, with orders in a shop and bookings in an ERP."""
    store = Store(tmp_path)
    kinds = {"crm": Meaning("customer"), "shop": Meaning("order", **FIELDS), "erp": Meaning("ledger", **FIELDS)}
    write_meanings(store, kinds)
    people = [f"crm:C{n}" for n in range(9)]
    golden = [f"G{max(n, 1)}" for n in range(9)]
    store.write("match/crosswalk", texts({"record_id": people, "customer_id": golden}))
    for entity in ("shop", "erp"):
        rows = booked(entity)
        store.write(f"exports/{entity}", texts({"record_id": [r[0] for r in rows], "buyer": [r[1] for r in rows]}))
        store.write(f"clean/{entity}", texts({"date": [r[2] for r in rows], "amount": [r[3] for r in rows]}))
    loaded = {"order_id": [r[0] for r in booked("shop")], "customer_id": [golden_of(r[1]) for r in booked("shop")]}
    store.write("load/order", texts(loaded))
    store.write("waves/orders/refused/order", texts({"_key": [REFUSED]}))
    event = {"record_id": FROZEN, "kind": "freeze", "event": "1"}
    frozen = {n: [event.get(n, "")] for n in quality.FROZEN.names}
    store.write("freeze/log", pa.table(frozen).cast(quality.FROZEN))
    return Context(Workspace(path=tmp_path / "w.yaml", waves=(Wave(name="orders", load=("order",)),)), store)


def golden_of(buyer):
    number = buyer.strip().removeprefix("C")
    return f"G{max(int(number), 1)}" if number.isdigit() else None


def expected():
    """The same by a loop over rows."""
    sums = {"erp": defaultdict(Decimal), "shop": defaultdict(Decimal), "moving": defaultdict(Decimal)}
    for entity in ("erp", "shop"):
        for record, buyer, date, amount in booked(entity):
            customer = golden_of(buyer)
            if customer is None or buyer.strip() == FROZEN.removeprefix("crm:"):
                continue
            value = Decimal(amount) if amount != "n/a" else Decimal(0)
            sums[entity][customer, date[:7], ""] += value
            if entity == "shop" and record != REFUSED:
                sums["moving"][customer, date[:7], ""] += value
    groups = {*sums["erp"], *sums["shop"]}
    off = {g[0] for g in groups if sums["erp"].get(g) != sums["shop"].get(g)}
    waiting = {golden_of(buyer) for record, buyer, *_ in booked("shop") if record == REFUSED}
    agreed = {g: v for g, v in sums["erp"].items() if g[0] not in off | waiting}
    others = {g: v for g, v in sums["moving"].items() if g[0] in off | waiting}
    counts = {
        "ledger_groups": len(sums["erp"]),
        "differing_in_exports": sum(g[0] in off for g in sums["erp"]),
        "with_refused_rows": sum(g[0] in waiting - off for g in sums["erp"]),
    }
    return agreed | others, counts


@pytest.mark.parametrize("plan_rows", [1_000, 7])
def test_agreed_totals_are_those_of_a_loop_wherever_they_are_kept(context, monkeypatch, plan_rows):
    monkeypatch.setattr(migration, "Settings", lambda: migration.values.Settings(plan_rows=plan_rows), raising=False)
    path, counts = ledger.agreed_totals(context)
    rows = pq.read_table(path).to_pylist()
    assert {r["entity"] for r in rows} == {"order"}
    found = {(r["customer"], r["month"], r["currency"]): r["amount"] or Decimal(0) for r in rows}
    assert len(found) == len(rows)
    assert (found, counts) == expected()
    assert counts["differing_in_exports"] > 1
    assert counts["with_refused_rows"] > 1


def test_they_are_made_again_only_when_what_they_are_made_of_changes(context, monkeypatch):
    made = []
    original = ledger._write
    monkeypatch.setattr(ledger, "_write", lambda *given: made.append(1) or original(*given))
    first = ledger.agreed_totals(context)
    assert ledger.agreed_totals(context) == first
    assert len(made) == 1
    context.store.write("waves/orders/refused/order", texts({"_key": []}))
    assert ledger.agreed_totals(context)[1]["with_refused_rows"] == 0
    clean = context.store.read("clean/shop")
    context.store.write("clean/shop", clean.set_column(1, "amount", pa.array(["2"] * clean.num_rows)))
    assert ledger.agreed_totals(context)[1]["differing_in_exports"] > 9
    first[0].write_bytes(b"")
    assert pq.read_metadata(ledger.agreed_totals(context)[0]).num_rows > 0
    assert len(made) == 4


def test_without_a_ledger_there_is_nothing_to_hold_against(context):
    kinds = {"crm": Meaning("customer"), "shop": Meaning("order", **FIELDS)}
    write_meanings(context.store, kinds)
    assert ledger.agreed_totals(context) == (None, {})
