"""What else can go wrong while a wave runs, on each database: nothing is lost, and the message says what to do.

Kills, pauses, lost answers and dead servers: `test_crash.py`. Writers that only write: `test_live_writers.py`.
"""

import threading

import pyarrow as pa
import pytest
import sqlalchemy as sa

import migration
from migration import errors, gates, promotion
from tests.migration import shop
from tests.migration.small_disk import small_disk

PATIENT = migration.Settings(chunk_rows=9, lock_timeout_s=20)
HASTY = migration.Settings(chunk_rows=9, lock_timeout_s=1, retries=0)
REHEARSAL = promotion.Options(shop.SMALL, rehearsal=True)
PRODUCTS = [
    "sqlite",
    pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.xdist_group("postgres")]),
    pytest.param("mariadb", marks=[pytest.mark.mysql, pytest.mark.xdist_group("mariadb")]),
]


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_full_disk_is_named_and_the_wave_goes_on_after_space_was_made(product, request, tmp_path):
    settings = migration.Settings(chunk_rows=1_000)
    options = promotion.Options(settings, rehearsal=True)
    with small_disk(product, request, tmp_path) as disk:
        url = disk.url
        shop.run(url, shop.CUSTOMERS_TABLE)
        data = shop.tables(12_000, 40)
        package = shop.pack(url, tmp_path, "customers", data, settings=settings)
        with migration.connect(url) as database:
            migration.ledger.prepare(database)
        disk.leave(1_500_000)
        with migration.connect(url) as database, pytest.raises((errors.DiskFull, errors.Unreachable)) as full:
            promotion.run(package, database, "wang", options)
        disk.leave(40_000_000)
        died = product == "mariadb" and disk.revive()  # InnoDB gives up where its rollback finds no room
        assert full.type is (errors.Unreachable if died else errors.DiskFull)
        assert "again" in str(full.value)
        with migration.connect(url) as database:
            chunks = shop.run(url, "SELECT count(*) FROM mergepoint_chunk")[0][0]
            assert shop.run(url, "SELECT count(*) FROM customers") == [(chunks * 1_000,)]
            assert chunks < 12
            assert promotion.run(package, database, "wang", options).rows == 12_000
            assert migration.verify(package, database).passed
            migration.rollback("customers", database, by="wang", settings=settings)
        assert shop.run(url, "SELECT count(*) FROM customers") == [(0,)]


def hold(url, table):
    """A connection that holds row 3 of a table (SQLite: the file) until it is closed."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    connection = engine.connect()
    if url.startswith("sqlite"):
        connection.connection.isolation_level = None
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    connection.execute(sa.text(f"UPDATE {table} SET name = 'theirs' WHERE customer_id = 'C-003'"))
    return connection


def finish(connection):
    connection.exec_driver_sql("COMMIT")
    connection.close()


def test_a_held_row_is_a_typed_error_and_both_steps_go_on(target, tmp_path):
    shop.run(target, shop.CUSTOMERS_TABLE, "INSERT INTO customers VALUES ('C-003', 'k', 'old', 'east')")
    package = shop.pack(target, tmp_path, "customers")
    held = hold(target, "customers")
    options = promotion.Options(HASTY, rehearsal=True)
    with migration.connect(target, 1) as database, pytest.raises(errors.LockTimeout, match="resume"):
        promotion.run(package, database, "wang", options)
    finish(held)
    with migration.connect(target, 1) as database:
        promotion.run(package, database, "wang", options)
    held = hold(target, "customers")
    with pytest.raises(errors.LockTimeout, match="resume"):
        migration.rollback("customers", target, by="wang", settings=HASTY)
    finish(held)
    report = migration.rollback("customers", target, by="wang", settings=HASTY)
    assert shop.run(target, "SELECT customer_id, name FROM customers") == [("C-003", "theirs")]
    assert [(e.field, e.kind) for e in report.edits] == [("name", "conflict")]


BALLAST = 400  # rows that make the other transaction the heavier one: the server ends ours


@pytest.mark.parametrize("target", PRODUCTS[1:], indirect=True)
def test_a_deadlock_with_a_live_user_is_tried_again(target, tmp_path):
    orders = (
        "CREATE TABLE orders (order_id VARCHAR(20) PRIMARY KEY, customer_id VARCHAR(20), ordered DATE, "
        "currency VARCHAR(3), amount NUMERIC(18,2), FOREIGN KEY (customer_id) REFERENCES customers (customer_id))"
    )
    shop.run(target, shop.CUSTOMERS_TABLE, orders, "CREATE TABLE ballast (x INT)")
    shop.run(target, *[f"INSERT INTO customers (customer_id) VALUES ('C-{n:03}')" for n in range(20)])
    shop.run(target, "INSERT INTO orders VALUES ('O-000', 'C-000', '2020-01-01', 'OLD', 1)")
    order = migration.EntitySpec(**{**shop.ORDER.as_dict(), "on_conflict": "update", "references": {}})
    package = shop.pack(target, tmp_path, "orders", chain=[migration.WaveSpec("orders", (order,))])
    before = shop.run(target, "SELECT * FROM orders")
    live, ready, ended = LiveUser(target), threading.Event(), []

    def other():
        live.take("SELECT 1 FROM customers WHERE customer_id = 'C-001' FOR UPDATE")
        ready.set()
        live.wanted.wait(20)
        ended.append(live.finish("UPDATE orders SET currency = 'LIV' WHERE order_id = 'O-000'"))

    thread = threading.Thread(target=other)
    thread.start()
    ready.wait(20)
    seen = []

    def probe(event):
        seen.append(event)
        inserts = [e for e in seen if e.startswith("statement INSERT INTO orders")]
        if (
            event.startswith("statement INSERT INTO orders") and len(inserts) == 2
        ):  # the first met O-000; it is held now
            live.wanted.set()
            live.waits()

    with migration.connect(target, 20, probe) as database:
        promotion.run(package, database, "wang", promotion.Options(PATIENT, rehearsal=True))
        thread.join(20)
        assert ended == ["acknowledged"]
        claims = [e for e in seen if e.startswith("statement INSERT INTO mergepoint_chunk")]
        assert len(claims) == package.about("order")["chunks"] + 1, "ours was not the one that was ended"
        migration.rollback("orders", database, by="wang")
    assert shop.run(target, "SELECT * FROM orders") == [(*before[0][:3], "LIV", before[0][4])]


class LiveUser:
    """A transaction of somebody else that is the heavier one, and knows how to be waited for."""

    def __init__(self, url):
        self.postgres = url.startswith("postgresql")
        self.engine = sa.create_engine(url, poolclass=sa.NullPool)
        self.watcher = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        self.wanted = threading.Event()

    def take(self, statement):
        self.connection = self.engine.connect()
        if self.postgres:  # whoever waits the shorter time looks for deadlocks, and is ended
            self.connection.exec_driver_sql("SET deadlock_timeout = '30s'")
        rows = ", ".join(f"({n})" for n in range(BALLAST))
        self.connection.exec_driver_sql(f"INSERT INTO ballast VALUES {rows}")
        self.connection.exec_driver_sql(statement)

    def finish(self, statement):
        try:
            self.connection.exec_driver_sql(statement)
            self.connection.commit()
        except sa.exc.OperationalError:
            return "ended"
        finally:
            self.connection.close()
        return "acknowledged"

    def waits(self):
        """Come back once the transaction waits for a lock."""
        query = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            if self.postgres
            else "SELECT count(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"
        )
        with self.watcher.connect() as connection:
            for _ in range(2_000):
                if connection.scalar(sa.text(query)):
                    return
                threading.Event().wait(0.01)
        raise AssertionError("the live user never waited")


def test_a_window_that_ends_while_a_rollback_begins(target, tmp_path, monkeypatch):
    shop.load(target, tmp_path, "customers")
    monkeypatch.setattr(gates, "inside_window", lambda *_: None)  # it was open when we looked
    shop.run(target, "UPDATE mergepoint_wave SET closes_at = promoted_at - 1")
    with pytest.raises(migration.Refused, match="epoch"):
        migration.rollback("customers", target, by="wang")
    assert shop.run(target, "SELECT state FROM mergepoint_wave") == [("promoted",)]
    assert shop.run(target, "SELECT count(*) FROM customers") == [(20,)]


def test_a_window_that_ends_while_a_rollback_runs_does_not_leave_it_half(target, tmp_path):
    shop.load(target, tmp_path, "customers")
    chunks = 0

    class Died(Exception):
        pass

    def probe(event):
        nonlocal chunks
        chunks += event.startswith("statement INSERT INTO mergepoint_chunk")
        if chunks == 2:
            raise Died

    with pytest.raises(Died), migration.connect(target, probe=probe) as database:
        migration.rollback("customers", database, by="wang", settings=shop.SMALL)
    assert 0 < shop.run(target, "SELECT count(*) FROM customers")[0][0] < 20
    shop.run(target, "UPDATE mergepoint_wave SET closes_at = promoted_at - 1")
    with pytest.raises(migration.Refused, match="rolling_back"):
        migration.close("customers", target, by="zhao")
    migration.rollback("customers", target, by="wang")
    assert shop.contents(target) == {}


def test_a_package_that_was_altered_after_its_verification_is_refused(target, place, tmp_path):
    package = shop.pack(target, tmp_path, "customers")
    shop.ready(target, place, package)
    before = shop.contents(target)
    file = package.path / "customer.parquet"
    sealed = file.read_bytes()
    file.write_bytes(sealed[:100] + bytes([sealed[100] ^ 1]) + sealed[101:])
    with pytest.raises(migration.Refused, match=r"customer\.parquet.*package the wave again"):
        migration.promote(package, target, by="wang")
    other = shop.pack(target, tmp_path / "other", "customers", shop.tables(19))  # sealed, but not what was verified
    with pytest.raises(migration.Refused, match="the ledger has"):
        migration.promote(other, target, by="wang")
    assert shop.contents(target) == before
    file.write_bytes(sealed)
    assert migration.promote(package, target, by="wang").rows == 20


def test_the_earlier_wave_is_not_rolled_back_before_the_later_one(target, tmp_path):
    before = shop.contents(target)
    shop.load(target, tmp_path, "customers")
    between = shop.contents(target)
    shop.load(target, tmp_path, "orders")
    loaded = shop.contents(target)
    with pytest.raises(migration.Refused, match="orders came after customers") as refused:
        migration.rollback("customers", target, by="wang")
    assert refused.value.gate == "order"
    assert shop.contents(target) == loaded
    migration.rollback("orders", target, by="wang")
    assert shop.contents(target) == between
    migration.rollback("customers", target, by="wang")
    assert shop.contents(target) == before


def test_a_rollback_without_its_before_images_is_refused_and_changes_nothing(target, tmp_path):
    shop.load(target, tmp_path, "customers")
    [(image,)] = shop.run(target, "SELECT image FROM mergepoint_journal")
    shop.run(target, f"DROP TABLE {image}")
    with pytest.raises(migration.Refused, match="before-images of customers are gone") as refused:
        migration.rollback("customers", target, by="wang")
    assert refused.value.gate == "proof"
    assert shop.run(target, "SELECT count(*) FROM customers") == [(20,)]


def test_a_package_made_anew_while_it_is_promoted_stops_it_before_a_row_of_the_other_moves(target, tmp_path):
    """Somebody's `package` may have begun before the promotion and end in its middle."""
    package = shop.pack(target, tmp_path, "customers")
    other = shop.tables()
    other["customer"] = other["customer"].set_column(3, "region", pa.array(["east"] * 20))

    def packaged_anew(_entity, done, *_):
        if done == shop.SMALL.chunk_rows:
            shop.pack(f"sqlite:///{tmp_path}/nowhere.db", tmp_path, "customers", other)

    options = promotion.Options(shop.SMALL, rehearsal=True, progress=packaged_anew)
    with migration.connect(target) as database:
        with pytest.raises(migration.PackageAltered, match="packaged anew"):
            promotion.run(package, database, "wang", options)
        assert shop.run(target, "SELECT count(*), max(region) FROM customers") == [(9, "south")]
        migration.rollback("customers", database, by="wang")
    assert "customers" not in shop.contents(target)
