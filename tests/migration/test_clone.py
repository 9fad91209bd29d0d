"""A sandbox that is a clone of production, with its triggers."""

import pytest
import sqlalchemy as sa

import migration
from tests.migration import shop

TRIGGER = (
    "CREATE TABLE customers (customer_id VARCHAR(20) PRIMARY KEY, customer_key VARCHAR(60), name VARCHAR(200), "
    "region VARCHAR(20), seen INTEGER)",
    "INSERT INTO customers VALUES ('C-001', 'k', 'theirs', 'east', 0)",
    "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.seen := 1; RETURN NEW; END'",
    "CREATE TRIGGER noted BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION note()",
)


def place_of(url):
    return f"clone_{sa.make_url(url).database[-8:]}"


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
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


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_while_others_are_connected_tables_are_copied_and_it_says_why(postgres_url):
    shop.run(postgres_url, *TRIGGER)
    engine = sa.create_engine(postgres_url, poolclass=sa.NullPool)
    with engine.connect():
        sandbox = migration.make_sandbox(postgres_url, place_of(postgres_url), clone=True)
    assert "others are connected" in sandbox.how
    assert shop.run(sandbox.url, "SELECT customer_id FROM customers") == [("C-001",)]


def test_a_backup_of_sqlite_is_a_clone_with_its_triggers(tmp_path):
    target = f"sqlite:///{tmp_path}/t.db"
    body = "BEGIN UPDATE customers SET seen = 1 WHERE customer_id = NEW.customer_id; END"
    shop.run(target, *TRIGGER[:2], f"CREATE TRIGGER noted AFTER INSERT ON customers {body}")
    sandbox = migration.make_sandbox(target, f"{tmp_path}/s.db", clone=True)
    assert sandbox.how == "the whole database cloned"
    shop.run(sandbox.url, "INSERT INTO customers (customer_id) VALUES ('C-002')")
    assert shop.run(sandbox.url, "SELECT customer_id, seen FROM customers ORDER BY 1") == [("C-001", 0), ("C-002", 1)]


def of_mariadb(url, body="SET NEW.seen = 1"):
    """The shop with a trigger, and where its sandbox goes."""
    shop.run(url, *TRIGGER[:2], f"CREATE TRIGGER noted BEFORE INSERT ON customers FOR EACH ROW {body}")
    return migration.make_sandbox(url, place_of(url), clone=True)


@pytest.mark.mysql
@pytest.mark.xdist_group("mariadb")
def test_a_clone_on_mariadb_has_the_triggers(mariadb_url, tmp_path):
    sandbox = of_mariadb(mariadb_url)
    assert sandbox.how == "tables, rows and triggers copied"
    package = shop.pack(mariadb_url, tmp_path, "customers")
    assert migration.rehearse(package, sandbox.url, target=mariadb_url).passed
    assert migration.verify(package, sandbox.url, target=mariadb_url).passed
    assert shop.run(sandbox.url, "SELECT sum(seen) FROM customers") == [(19,)]
    assert shop.run(mariadb_url, "SELECT sum(seen) FROM customers") == [(0,)]


@pytest.mark.mysql
@pytest.mark.xdist_group("mariadb")
def test_a_trigger_that_would_write_to_production_is_not_cloned(mariadb_url):
    name = sa.make_url(mariadb_url).database
    sandbox = of_mariadb(mariadb_url, f"INSERT INTO `{name}`.seen VALUES (NEW.customer_id)")
    assert "the trigger noted names the database itself" in sandbox.how
    shop.run(sandbox.url, "INSERT INTO customers (customer_id) VALUES ('C-002')")  # fires nothing


@pytest.mark.mysql
@pytest.mark.xdist_group("mariadb")
def test_a_role_that_sees_no_triggers_clones_none(mariadb_url):
    name = sa.make_url(mariadb_url).database
    usual = "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES"
    grants = [f"GRANT {usual} ON `{place}`.* TO porter@'%'" for place in (name, place_of(mariadb_url))]
    with shop.role(mariadb_url, "porter", TRIGGER[0], *grants) as porter:
        assert "the role may not see triggers" in migration.make_sandbox(porter, place_of(mariadb_url), clone=True).how
        for place in (name, place_of(mariadb_url)):
            shop.run(mariadb_url, f"GRANT TRIGGER ON `{place}`.* TO porter@'%'")
        how = migration.make_sandbox(porter, place_of(mariadb_url), clone=True).how
        assert how == "tables, rows and triggers copied"
