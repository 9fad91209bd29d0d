"""A sandbox that is a clone of the whole database, where PostgreSQL allows one."""

import pytest
import sqlalchemy as sa

import migration
from tests.migration import shop

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("postgres")]
TRIGGER = (
    "CREATE TABLE customers (customer_id VARCHAR(20) PRIMARY KEY, customer_key VARCHAR(60), name VARCHAR(200), "
    "region VARCHAR(20), seen INTEGER)",
    "INSERT INTO customers VALUES ('C-001', 'k', 'theirs', 'east', 0)",
    "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.seen := 1; RETURN NEW; END'",
    "CREATE TRIGGER noted BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION note()",
)


def place_of(url):
    return f"clone_{sa.make_url(url).database[-8:]}"


def test_a_wave_is_rehearsed_on_a_clone_of_production(postgres_url, tmp_path):
    shop.run(postgres_url, *TRIGGER)
    package = shop.pack(postgres_url, tmp_path, "customers")
    sandbox = migration.make_sandbox(postgres_url, place_of(postgres_url), clone=True)
    assert sandbox.how == "the whole database cloned"
    assert sa.make_url(sandbox.url).database == place_of(postgres_url)
    assert migration.rehearse(package, sandbox.url, target=postgres_url).passed
    assert migration.verify(package, sandbox.url, target=postgres_url).passed
    assert shop.run(sandbox.url, "SELECT sum(seen) FROM customers") == [(19,)]  # its triggers came along
    assert shop.run(postgres_url, "SELECT count(*) FROM customers") == [(1,)]
    assert migration.make_sandbox(postgres_url, place_of(postgres_url), clone=True).how == "the whole database cloned"


def test_while_others_are_connected_tables_are_copied_and_it_says_why(postgres_url):
    shop.run(postgres_url, *TRIGGER)
    engine = sa.create_engine(postgres_url, poolclass=sa.NullPool)
    with engine.connect():
        sandbox = migration.make_sandbox(postgres_url, place_of(postgres_url), clone=True)
    assert "others are connected" in sandbox.how
    assert shop.run(sandbox.url, "SELECT customer_id FROM customers") == [("C-001",)]


def test_a_product_without_clones_copies(tmp_path):
    shop.run(f"sqlite:///{tmp_path}/t.db", "CREATE TABLE t (x INTEGER)")
    sandbox = migration.make_sandbox(f"sqlite:///{tmp_path}/t.db", f"{tmp_path}/s.db", clone=True)
    assert sandbox.how.startswith("tables and rows copied")
