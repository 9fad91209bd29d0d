"""The circuit breaker: a promotion stops where it meets what the rehearsal did not, and goes on when told to."""

import pytest

import migration
from tests.migration import shop

TABLE = (
    "CREATE TABLE customers (customer_id VARCHAR(20) PRIMARY KEY, customer_key VARCHAR(60), "
    "name VARCHAR(200), region VARCHAR(20))"
)


def insert(target, count):
    for n in range(count):
        shop.run(target, f"INSERT INTO customers VALUES ('C-{n:03}', 'k{n}', 'theirs', 'live')")


def test_a_promotion_that_meets_rows_nobody_planned_for_stops_and_resumes(target, place, tmp_path):
    shop.run(target, TABLE)
    package = shop.pack(target, tmp_path, "customers")
    shop.ready(target, place, package)
    insert(target, 8)
    before = shop.contents(target)
    with pytest.raises(migration.Stopped, match=r"8 of 9 rows of customer") as stop:
        migration.promote(package, target, by="wang", settings=shop.SMALL)
    assert stop.value.gate == "error-rate"
    [row] = migration.status(target)
    assert row["state"] == "promoting"
    assert "promote again" in row["steps"]["stopped"]["why"]
    migration.promote(package, target, by="wang", settings=shop.SMALL)  # counted anew: the rest is as rehearsed
    assert migration.verify(package, target).passed
    migration.rollback("customers", target, by="wang")
    assert shop.contents(target) == before


def test_a_stopped_promotion_can_be_rolled_back(tmp_path):
    target = f"sqlite:///{tmp_path}/t.db"
    shop.run(target, TABLE)
    package = shop.pack(target, tmp_path, "customers")
    shop.ready(target, f"{tmp_path}/s.db", package)
    insert(target, 9)
    before = shop.contents(target)
    with pytest.raises(migration.Stopped):
        migration.promote(package, target, by="wang", settings=shop.SMALL)
    migration.rollback("customers", target, by="wang")
    assert shop.contents(target) == before


def test_rows_that_were_there_in_the_rehearsal_are_no_surprise(tmp_path):
    target = f"sqlite:///{tmp_path}/t.db"
    shop.run(target, TABLE)
    insert(target, 12)
    package = shop.pack(target, tmp_path, "customers")
    shop.ready(target, f"{tmp_path}/s.db", package)
    insert_more = [f"INSERT INTO customers VALUES ('C-{n:03}', 'k{n}', 'theirs', 'live')" for n in range(12, 15)]
    shop.run(target, *insert_more)  # three: too few to speak of a rate
    assert migration.promote(package, target, by="wang", settings=shop.SMALL).rows == 20
