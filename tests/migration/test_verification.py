"""What verification must catch, and name."""

from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import migration
from migration import verification
from tests.migration import shop

TAMPER = {
    "a cent": ("UPDATE orders SET amount = '12345.69' WHERE order_id = 'O-001'", "O-001, column amount"),
    "a row short": ("DELETE FROM orders WHERE order_id = 'O-002'", "order O-002"),
    "a character": ("UPDATE customers SET region = 'Routh' WHERE customer_id = 'C-001'", "C-001, column region"),
    "an empty text for a null": ("UPDATE customers SET name = '' WHERE name IS NULL", "C-008, column name"),
    "an orphan": ("DELETE FROM customers WHERE customer_id = 'C-004'", "order O-004, column customer_id"),
    "a repeated customer key": (
        "UPDATE customers SET customer_key = '+8613800000001|913100001' WHERE customer_id = 'C-002'",
        "customer_key",
    ),
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Both waves in a SQLite target without declared foreign keys, and a packed copy of its file."""
    folder = tmp_path_factory.mktemp("loaded")
    target = f"sqlite:///{folder}/target.db"
    packages = [shop.load(target, folder, wave) for wave in ("customers", "orders")]
    return packages, (folder / "target.db").read_bytes()


@pytest.fixture
def copy(loaded, tmp_path):
    (tmp_path / "copy.db").write_bytes(loaded[1])
    return loaded[0], f"sqlite:///{tmp_path}/copy.db"


def named(packages, target, **more):
    found = [migration.verify(package, target, **more) for package in packages]
    assert not all(certificate.passed for certificate in found)
    assert all(c.to_html() and c.to_json() for c in found)
    return [row for c in found for check in c.failures for row in check.rows]


@pytest.mark.parametrize("what", TAMPER)
def test_a_tampered_row_is_named(what, copy):
    packages, target = copy
    statement, name = TAMPER[what]
    shop.run(target, statement)
    assert any(name in row for row in named(packages, target)), named(packages, target)


def test_a_swapped_pair_of_ids_is_named(copy):
    packages, target = copy
    shop.run(
        target,
        "UPDATE orders SET customer_id = CASE order_id WHEN 'O-001' THEN 'C-002' ELSE 'C-001' END "
        "WHERE order_id IN ('O-001', 'O-002')",
    )
    rows = named(packages, target)
    assert {"order O-001, column customer_id", "order O-002, column customer_id"} <= set(rows)


@pytest.mark.parametrize("rows", [10_000, 7])
def test_totals_against_the_ledger_of_the_erp(copy, tmp_path, monkeypatch, rows):
    monkeypatch.setattr(verification, "Settings", lambda: migration.Settings(plan_rows=rows))
    packages, target = copy
    given = migration.ledger_totals(shop.orders(), "customer_id", "ordered", "currency", "amount")
    assert migration.verify(packages[1], target, ledger_totals=given).passed
    off = given["amount"].to_pylist()
    off[3] += Decimal("0.01")
    wrong = given.set_column(4, "amount", pa.array(off, pa.decimal128(38, 2)))
    key = " ".join(given.select(["customer", "month", "currency"]).to_pylist()[3].values())
    assert any(key in row for row in named(packages[1:], target, ledger_totals=wrong))
    assert named(packages[1:], target, ledger_totals=given.slice(1))
    pq.write_table(given.append_column("entity", pa.repeat("order", given.num_rows)), tmp_path / "erp.parquet")
    assert migration.verify(packages[1], target, ledger_totals=tmp_path / "erp.parquet").passed
    months = given.group_by(["month", "currency"]).aggregate([("amount", "sum"), ("orders", "sum")])
    months = months.rename_columns(["month", "currency", "amount", "orders"])
    assert migration.verify(packages[1], target, ledger_totals=months).passed
    assert named(packages[1:], target, ledger_totals=months.slice(1))


def test_an_empty_source_is_not_verified(tmp_path):
    target = f"sqlite:///{tmp_path}/t.db"
    data = {**shop.tables(), "customer": shop.customers().slice(0, 0)}
    package = shop.pack(target, tmp_path, "customers", data)
    sandbox = migration.sandbox(target, f"{tmp_path}/s.db")
    migration.rehearse(package, sandbox, target=target)
    certificate = migration.verify(package, sandbox, target=target)
    assert [check.name for check in certificate.failures] == ["not empty:customer"]
    with pytest.raises(migration.Refused, match="verified"):
        migration.promote(package, target, by="wang")


def test_acceptance_measures(tmp_path):
    target = f"sqlite:///{tmp_path}/t.db"
    accept = {"match_rate": ">= 90%", "rejected_rate": "<= 0.01"}
    chain = [migration.WaveSpec("customers", (shop.CUSTOMER,), accept=accept)]
    package = shop.pack(target, tmp_path, "customers", chain=chain)
    sandbox = migration.sandbox(target, f"{tmp_path}/s.db")
    migration.rehearse(package, sandbox)
    failed = [c.name for c in migration.verify(package, sandbox).failures]
    assert failed == ["accept:match_rate"]
    assert migration.verify(package, sandbox, measures={"match_rate": 0.93}).passed
