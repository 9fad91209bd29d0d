"""Each gate closes, and says so."""

import dataclasses

import pytest

import migration
from tests.migration import shop


@pytest.fixture
def here(tmp_path):
    """A SQLite target: gates are the same code everywhere."""
    return f"sqlite:///{tmp_path}/target.db"


def refused(gate, action):
    with pytest.raises(migration.Refused) as error:
        action()
    assert error.value.gate == gate, error.value


def test_nothing_is_promoted_before_it_is_verified(here, tmp_path):
    package = shop.pack(here, tmp_path, "customers")
    refused("known", lambda: migration.promote(package, here, by="wang"))
    sandbox = migration.sandbox(here, f"{tmp_path}/s.db")
    migration.rehearse(package, sandbox, target=here)
    refused("verified", lambda: migration.promote(package, here, by="wang"))
    migration.verify(package, sandbox, target=here, by="li")
    refused("person", lambda: migration.promote(package, here, by=" "))
    refused("drift", lambda: migration.promote(package, here, by="wang", fingerprint="another"))
    migration.promote(package, here, by="wang", fingerprint="fingerprint-1")


def test_a_wave_waits_for_the_one_before(here, tmp_path):
    customers = shop.pack(here, tmp_path, "customers")
    shop.ready(here, f"{tmp_path}/s", customers)
    sandbox = f"sqlite:///{tmp_path}/s-customers"
    orders = shop.pack(here, tmp_path, "orders")
    assert migration.rehearse(orders, sandbox, target=here).passed
    assert migration.verify(orders, sandbox, target=here).passed
    refused("order", lambda: migration.promote(orders, here, by="wang"))


def test_two_persons(here, tmp_path):
    chain = [dataclasses.replace(wave, approvals=2) for wave in shop.waves()]
    package = shop.pack(here, tmp_path, "customers", chain=chain)
    shop.ready(here, f"{tmp_path}/s", package)
    refused("approvals", lambda: migration.promote(package, here, by="wang"))
    migration.approve("customers", here, by="wang")
    refused("approvals", lambda: migration.promote(package, here, by="wang"))
    migration.approve("customers", here, by="zhao")
    migration.promote(package, here, by="wang")


def test_the_window_closes_by_the_clock_of_the_target(here, tmp_path):
    shop.load(here, tmp_path, "customers")
    shop.run(here, "UPDATE mergepoint_wave SET closes_at = closes_at - 72 * 3600 - 1")
    refused("window", lambda: migration.rollback("customers", here, by="wang"))
    assert shop.run(here, "SELECT count(*) FROM customers") == [(20,)]


def test_a_pause_holds_after_a_chunk_and_promote_resumes(here, tmp_path):
    package = shop.pack(here, tmp_path, "customers")
    shop.ready(here, f"{tmp_path}/s", package)

    def pause_once(_entity, done, _rows, _rate):
        if done == 9:
            migration.pause("customers", here, by="zhao")

    with pytest.raises(migration.Stopped, match="zhao"):
        migration.promote(package, here, by="wang", progress=pause_once)
    assert shop.run(here, "SELECT count(*) FROM customers") == [(9,)]
    assert migration.promote(package, here, by="wang").rows == 20


def test_the_breaker_names_the_row_and_the_wave_can_be_rolled_back(here, tmp_path):
    shop.run(here, "CREATE TABLE other (x INTEGER)")
    before = shop.contents(here)
    package = shop.pack(here, tmp_path, "customers")
    shop.ready(here, f"{tmp_path}/s", package)
    shop.run(
        here,
        "CREATE TABLE customers (customer_id TEXT PRIMARY KEY, customer_key TEXT, name TEXT CHECK (name != 'NULL'), "
        "region TEXT)",
    )
    with pytest.raises(migration.Stopped, match="C-007"):
        migration.promote(package, here, by="wang")
    assert migration.history(here)[-1]["step"] == "stopped"
    migration.rollback("customers", here, by="wang")
    shop.run(here, "DROP TABLE customers")
    assert shop.contents(here) == before


def test_planning_and_packaging_again_after_the_promotion_gives_the_same_package(here, tmp_path):
    first = shop.load(here, tmp_path, "customers"), shop.load(here, tmp_path, "orders")
    again = [shop.pack(here, tmp_path / "again", wave) for wave in ("customers", "orders")]
    assert [p.digest for p in again] == [p.digest for p in first]
    shop.load(here, tmp_path / "third", "orders")
    assert [s["attempt"] for s in migration.status(here)] == [1, 1]


def test_a_wave_goes_again_after_a_rollback_that_could_not_prune(here, tmp_path, monkeypatch):
    package = shop.load(here, tmp_path, "customers")
    with monkeypatch.context() as patched:
        patched.setattr(migration.undoing, "prune", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            migration.rollback("customers", here, by="wang")
    package = shop.load(here, tmp_path / "again", "customers")
    assert migration.verify(package, here).passed
    migration.rollback("customers", here, by="wang")
    assert shop.contents(here) == {}
