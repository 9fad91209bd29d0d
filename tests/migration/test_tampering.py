"""Whatever is off in the target by one: verification is closed and names the row, on each database."""

import migration
from tests.migration import shop

TABLES = (
    "CREATE TABLE customers (customer_id VARCHAR(20) PRIMARY KEY, customer_key VARCHAR(60), name VARCHAR(200), "
    "region VARCHAR(20))",
    "CREATE TABLE orders (order_id VARCHAR(20) PRIMARY KEY, customer_id VARCHAR(20), ordered DATE, "
    "currency VARCHAR(3), amount NUMERIC(18,2))",  # no foreign key: an orphan has to be found by us
)
TAMPER = {
    "a cent": ("UPDATE orders SET amount = 12345.69 WHERE order_id = 'O-001'", "order O-001, column amount"),
    "a row short": ("DELETE FROM orders WHERE order_id = 'O-012'", "order O-012"),
    "a character": ("UPDATE customers SET region = 'Routh' WHERE customer_id = 'C-001'", "C-001, column region"),
    "a capital letter": ("UPDATE customers SET region = 'NORTH' WHERE customer_id = 'C-003'", "C-003, column region"),
    "a space behind": ("UPDATE customers SET region = 'south ' WHERE customer_id = 'C-005'", "C-005, column region"),
    "an empty text for a null": ("UPDATE customers SET name = '' WHERE customer_id = 'C-008'", "C-008, column name"),
    "a day": ("UPDATE orders SET ordered = '2024-06-07' WHERE order_id = 'O-005'", "order O-005, column ordered"),
    "a swapped pair of ids": (
        "UPDATE orders SET customer_id = CASE order_id WHEN 'O-021' THEN 'C-002' ELSE 'C-001' END "
        "WHERE order_id IN ('O-021', 'O-022')",
        "order O-022, column customer_id",
    ),
    "an orphan": ("DELETE FROM customers WHERE customer_id = 'C-004'", "order O-004, column customer_id"),
}


def rows_named(packages, target):
    found = [migration.verify(package, target) for package in packages]
    return {row for certificate in found for check in certificate.failures for row in check.rows}


def test_each_is_named(target, tmp_path):
    shop.run(target, *TABLES)
    packages = [shop.load(target, tmp_path, wave) for wave in ("customers", "orders")]
    before = rows_named(packages, target)
    assert before == set()
    for what, (statement, name) in TAMPER.items():
        assert not any(name in row for row in before), what
        shop.run(target, statement)
        after = rows_named(packages, target)
        assert any(name in row for row in after), (what, after - before)
        before = after


def test_an_empty_source_is_closed(target, place, tmp_path):
    package = shop.pack(target, tmp_path, "customers", {**shop.tables(), "customer": shop.customers().slice(0, 0)})
    sandbox = migration.sandbox(target, place)
    migration.rehearse(package, sandbox, target=target)
    certificate = migration.verify(package, sandbox, target=target)
    assert [check.name for check in certificate.failures] == ["not empty:customer"]
