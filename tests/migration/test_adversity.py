"""Full disks, read-only files, unreachable servers, secrets. What may happen on every database: `test_faults.py`."""

import resource
import signal
import sqlite3

import pytest
import sqlalchemy as sa

import migration
from migration import errors
from tests.migration import shop


def test_a_full_disk_is_a_typed_error_and_resumes(tmp_path):
    target = f"sqlite:///{tmp_path}/t.db"
    data = shop.tables(3_000, 40)
    package = shop.pack(target, tmp_path, "customers", data, settings=migration.Settings(chunk_rows=1_000))
    with migration.connect(target) as database:

        @sa.event.listens_for(database.engine, "connect")
        def small(dbapi, _record):
            dbapi.execute("PRAGMA max_page_count = 60")

        options = migration.promotion.Options(rehearsal=True)
        with pytest.raises(errors.DiskFull, match="resume"):
            migration.promotion.run(package, database, "wang", options)
    with migration.connect(target) as database:
        assert migration.promotion.run(package, database, "wang", options).rows == 3_000
    assert migration.verify(package, target).passed


def test_a_package_on_a_full_disk_is_there_as_a_whole_or_not_at_all(tmp_path):
    plan = migration.plan(shop.waves(), shop.tables(5_000, 10), "sqlite:///nowhere.db")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, before[1]))
    try:
        with pytest.raises(errors.DatabaseError):
            migration.package(plan, "customers", tmp_path / "out")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_cannot_be_written_or_reached(tmp_path):
    sqlite3.connect(tmp_path / "t.db").close()
    package = shop.pack(f"sqlite:///{tmp_path}/t.db", tmp_path, "customers")
    locked = f"sqlite:///file:{tmp_path}/t.db?mode=ro&uri=true"
    with pytest.raises(errors.ReadOnly, match="permissions"):
        migration.rehearse(package, locked)
    with pytest.raises(errors.Unreachable):
        migration.status(f"sqlite:///{tmp_path}/missing/t.db")


@pytest.mark.parametrize("url", ["postgresql://u:hunter2@127.0.0.1:1/x", "mysql://u:hunter2@127.0.0.1:1/x"])
def test_a_password_is_never_shown(url, monkeypatch):
    monkeypatch.setenv("TARGET_URL", url)
    with pytest.raises(errors.Unreachable) as error:
        migration.status("env:TARGET_URL")
    shown = f"{error.value}{error.value!r}{error.value.__cause__}{error.value.__context__ and ''}"
    assert "hunter2" not in shown
    assert "***" in shown


def test_no_value_of_a_row_is_in_the_error_of_the_driver(tmp_path):
    target = f"sqlite:///{tmp_path}/t.db"
    shop.run(target, "CREATE TABLE customers (customer_id TEXT PRIMARY KEY, customer_key TEXT, name TEXT, region TEXT)")
    package = shop.pack(target, tmp_path, "customers")
    shop.run(target, "CREATE UNIQUE INDEX one_region ON customers (region)")
    with (
        migration.connect(target) as database,
        pytest.raises(migration.Stopped) as error,
    ):
        migration.promotion.run(package, database, "wang", migration.promotion.Options(rehearsal=True))
    assert "C-002" in str(error.value)
    assert "+86138" not in str(error.value)
