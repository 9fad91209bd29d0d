"""Targets that are less exact than a package: nobody's row is written over, none is lost, and the row is named."""

import pyarrow as pa
import pytest

import migration
from benchmarks.waves import data
from migration import promotion
from tests.migration import shop

ALIKE = {
    "sqlite": "VARCHAR(20) COLLATE NOCASE",
    "mysql": "VARCHAR(20) COLLATE utf8mb4_general_ci",
    "postgresql": "citext",
}
SWALLOW = {
    "sqlite": ("CREATE TRIGGER t BEFORE INSERT ON things WHEN NEW.id = 'b' BEGIN SELECT RAISE(IGNORE); END",),
    "postgresql": ("CREATE RULE r AS ON INSERT TO things WHERE NEW.id = 'b' DO INSTEAD NOTHING",),
}
RENAME = {
    "mysql": ("CREATE TRIGGER t BEFORE INSERT ON things FOR EACH ROW SET NEW.id = replace(NEW.id, 'b', 'B!')",),
    "postgresql": (
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NEW.id = replace(NEW.id, 'b', 'B!'); RETURN NEW; END $$",
        "CREATE TRIGGER t BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION f()",
    ),
}
NO_TRANSACTIONS = {
    "mysql": "ALTER TABLE things ENGINE = MyISAM",
    "postgresql": "ALTER TABLE things SET UNLOGGED",
}


def product(url):
    return url.partition(":")[0].partition("+")[0]


def stopped(target, folder, keys, on_conflict="update", meanwhile=()):
    """Promote rows of these keys; what stopped it. Nothing of the chunk is in the target.

    `meanwhile` is what a live user executes between the package and its promotion.
    """
    spec = migration.EntitySpec("thing", "things", ("id",), on_conflict=on_conflict)
    rows = {"thing": pa.table({"id": keys, "v": ["ours"] * len(keys)})}
    package = migration.package(migration.plan([migration.WaveSpec("w", (spec,))], rows, target), "w", folder / "w")
    if meanwhile:
        shop.run(target, *meanwhile)
    before = shop.contents(target)
    with migration.connect(target) as database, pytest.raises(migration.Stopped) as stop:
        promotion.run(package, database, "wang", promotion.Options(rehearsal=True))
    assert shop.contents(target) == before
    migration.rollback("w", target, by="wang")
    assert shop.contents(target) == before
    return stop.value


@pytest.mark.parametrize("on_conflict", ["update", "keep"])
def test_a_row_that_only_the_collation_takes_for_ours_is_not_touched(target, tmp_path, on_conflict):
    if product(target) == "postgresql":
        if not shop.run(target, "SELECT 1 FROM pg_available_extensions WHERE name = 'citext'"):
            pytest.skip("this PostgreSQL has no inexact keys: it was built without ICU and without citext")
        shop.run(target, "CREATE EXTENSION citext")
    shop.run(target, f"CREATE TABLE things (id {ALIKE[product(target)]} PRIMARY KEY, v VARCHAR(20))")
    meanwhile = ["INSERT INTO things VALUES ('ABC', 'theirs')"]
    stop = stopped(target, tmp_path, ["a", "abc", "d"], on_conflict, meanwhile)
    assert "key abc" in stop.why
    assert "another row's" in stop.why


def test_two_rows_under_one_key_are_not_both_written_over(target, tmp_path):
    shop.run(target, "CREATE TABLE things (id VARCHAR(20), v VARCHAR(20))")
    shop.run(target, "INSERT INTO things VALUES ('b', 'one'), ('b', 'two')")
    stop = stopped(target, tmp_path, ["a", "b", "c"])
    assert "key b breaks the key id: the target has several rows" in stop.why


@pytest.mark.parametrize("ways", [SWALLOW, RENAME], ids=["dropped", "renamed"])
def test_a_row_that_the_target_drops_or_renames_stops_the_chunk(target, tmp_path, ways):
    if product(target) not in ways:
        pytest.skip(f"{product(target)} has no such triggers")
    shop.run(target, "CREATE TABLE things (id VARCHAR(20) PRIMARY KEY, v VARCHAR(20))")
    shop.run(target, *ways[product(target)])
    assert "key b breaks a trigger" in stopped(target, tmp_path, ["a", "b", "c"]).why


@pytest.mark.parametrize("when", ["before the plan", "after the package"])
def test_a_table_without_transactions_is_refused(target, tmp_path, when):
    if product(target) not in NO_TRANSACTIONS:
        pytest.skip("every table of SQLite takes part in transactions")
    shop.run(target, shop.CUSTOMERS_TABLE.replace("customers", "things"))
    spec = migration.EntitySpec("customer", "things", ("customer_id",))
    chain = [migration.WaveSpec("w", (spec,))]
    change = NO_TRANSACTIONS[product(target)]
    if when == "before the plan":
        shop.run(target, change)
        with pytest.raises(migration.Refused, match=r"things: its? .*; ALTER TABLE"):
            migration.plan(chain, shop.tables(), target)
        return
    package = shop.pack(target, tmp_path, "w", chain=chain)
    shop.run(target, change)
    with migration.connect(target) as database, pytest.raises(migration.Refused, match="ALTER TABLE") as refused:
        promotion.run(package, database, "wang", promotion.Options(rehearsal=True))
    assert refused.value.gate == "table"
    assert shop.run(target, "SELECT count(*) FROM things") == [(0,)]


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_a_table_that_others_inherit_from_is_refused(postgres_url):
    shop.run(postgres_url, shop.CUSTOMERS_TABLE, "CREATE TABLE agents (grade text) INHERITS (customers)")
    with pytest.raises(migration.Refused, match="inherit"):
        migration.plan(shop.waves(), shop.tables(), postgres_url)


def test_a_view_is_refused(target):
    shop.run(target, shop.CUSTOMERS_TABLE.replace("customers", "people"))
    shop.run(target, "CREATE VIEW customers AS SELECT * FROM people WHERE region = 'north'")
    with pytest.raises(migration.Refused, match="customers: it is a view") as refused:
        migration.plan(shop.waves(), shop.tables(), target)
    assert refused.value.gate == "table"


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_a_table_that_hides_rows_from_our_role_is_refused(postgres_url):
    statements = (
        shop.CUSTOMERS_TABLE,
        "ALTER TABLE customers ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY north ON customers USING (region = 'north')",
        "GRANT USAGE, CREATE ON SCHEMA public TO blinkered",
        "GRANT SELECT, INSERT, UPDATE, DELETE, REFERENCES ON customers TO blinkered",
    )
    with shop.role(postgres_url, "blinkered", *statements) as target:
        with pytest.raises(migration.Refused, match="hides rows from this role"):
            migration.plan(shop.waves(), shop.tables(), target)
        assert migration.plan(shop.waves(), shop.tables(), postgres_url).wave("customers")


@pytest.mark.parametrize("kind", ["NUMERIC(18,0)", "NUMERIC(9,2)", "DOUBLE PRECISION"])
def test_a_column_that_rounds_cents_since_it_was_planned_for_is_refused(target, tmp_path, kind):
    if product(target) == "sqlite":
        pytest.skip("SQLite alters no types")
    ddl = data.ddl({"mysql": "mariadb"}.get(product(target), product(target)))
    shop.run(target, *(statement.replace("BIGINT", "VARCHAR(40)") for statement in ddl))
    shop.load(target, tmp_path, "customers")
    package = shop.pack(target, tmp_path, "orders")
    verb = "MODIFY amount" if product(target) == "mysql" else "ALTER amount TYPE"
    shop.run(target, f"ALTER TABLE orders {verb} {kind}")
    with (
        migration.connect(target) as database,
        pytest.raises(migration.Refused, match=r"amount is .* round") as refused,
    ):
        promotion.run(package, database, "wang", promotion.Options(rehearsal=True))
    assert refused.value.gate == "table"
    assert "promoting" not in {wave["state"] for wave in migration.status(target)}
    assert shop.run(target, "SELECT count(*) FROM orders") == [(0,)]
