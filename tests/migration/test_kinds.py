"""Column types and names as real targets have them: there, verified, and back."""

import datetime as dt

import pyarrow as pa
import pytest
import sqlalchemy as sa

import migration
from tests.migration import shop

POSTGRES = """CREATE TABLE "Odd % ""Table" (id uuid PRIMARY KEY, j jsonb, js json, tz timestamptz, m mood, si smallint,
n numeric, by bytea, arr text[], c char(3), t time, iv interval, ip inet, b boolean, d double precision, r real,
dom code, "we""ird % col" text, total numeric(12,2) GENERATED ALWAYS AS (n * 2) STORED,
auto bigint GENERATED ALWAYS AS IDENTITY, ser serial, money numeric(10,3) NOT NULL DEFAULT 1.5,
big numeric(50,20), late integer UNIQUE DEFERRABLE INITIALLY DEFERRED)"""
MARIADB = """CREATE TABLE `Odd % Table` (id varchar(36) PRIMARY KEY, j json, tz datetime(6), m enum('ok','bad'),
si smallint unsigned, n decimal(20,9), c char(3), t time, b boolean, ti tinyint, d double, y year, `we%ird col` text,
money decimal(10,3) NOT NULL DEFAULT 1.5, big decimal(50,20), `by` longblob, vb varbinary(9), st set('a','b'))"""
COMMON = {
    "j": ['{"b":1, "a":[1,2]}', None, '"x"'],
    "m": ["ok", "bad", None],
    "si": ["1", "32767", None],
    "n": ["1.5", None, "123456789.123456789"],
    "c": ["ab", None, "abc"],
    "t": ["10:00:00", None, "23:59:59"],
    "b": ["true", None, "false"],
    "d": ["0.1", None, "1e300"],
    "big": ["123456789012345678901234567890.12345678901234567890", None, "-0.00000000000000000001"],
    "by": pa.array([b"\x00\xff\n\\N\t", None, b""]),
}
OF_POSTGRES = COMMON | {
    "id": [f"0b7ec0de-0000-4000-8000-00000000000{n}" for n in range(3)],
    "js": ['{"b":1}', None, "[]"],
    "tz": ["2020-01-01 00:00:00", "2021-05-05T10:00:00+08:00", None],
    "late": ["1", "2", None],
    "arr": ["{a,b}", None, "{}"],
    "iv": ["1 day", None, "02:00:00"],
    "ip": ["10.0.0.1", None, "::1"],
    "r": ["0.5", None, "1.25"],
    "dom": ["abc", None, "z"],
    'we"ird % col': ["a'b%s", None, "%(x)s"],
}
OF_MARIADB = COMMON | {
    "id": ["a", "b", "c"],
    "tz": ["2020-01-01 00:00:00.5", "2021-05-05T10:00:00", None],
    "ti": ["5", None, "-128"],
    "vb": pa.array([b"\x00\xff\n\\N\t", None, b""]),
    "st": ["a,b", None, "a"],
    "y": ["2020", None, "1999"],
    "we%ird col": ["a'b%s\\", "tab\there", "%(x)s"],
}


def there_and_back(target, place, table, columns, folder):
    spec = migration.EntitySpec("thing", table, ("id",), on_conflict="update")
    before = shop.contents(target)
    plan = migration.plan([migration.WaveSpec("w", (spec,))], {"thing": pa.table(columns)}, target)
    assert plan.waves[0].entities[0].rejected.num_rows == 0
    package = migration.package(plan, "w", folder / "w")
    shop.ready(target, place, package)
    migration.promote(package, target, by="wang")
    certificate = migration.verify(package, target)
    assert certificate.passed, certificate.failures
    migration.rollback("w", target, by="wang")
    assert shop.contents(target) == before


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_types_of_postgres(postgres_url, place_of, tmp_path):
    engine = sa.create_engine(postgres_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TYPE mood AS ENUM ('ok', 'bad')")
        connection.exec_driver_sql("CREATE DOMAIN code AS varchar(4) CHECK (value ~ '^[a-z]+$')")
        connection.connection.cursor().execute(POSTGRES)  # not through a layer that reads percent signs
    there_and_back(postgres_url, place_of(postgres_url), 'Odd % "Table', OF_POSTGRES, tmp_path)


@pytest.mark.mysql
@pytest.mark.xdist_group("mariadb")
def test_types_of_mariadb(mariadb_url, place_of, tmp_path):
    engine = sa.create_engine(mariadb_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.connection.cursor().execute(MARIADB)
    there_and_back(mariadb_url, place_of(mariadb_url), "Odd % Table", OF_MARIADB, tmp_path)


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_constraints_that_wait_for_the_commit_are_checked_at_once(postgres_url, place_of, tmp_path):
    shop.run(
        postgres_url,
        "CREATE TABLE things (id TEXT PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, v TEXT)",
        "INSERT INTO things VALUES ('b', 'theirs')",
    )
    there_and_back(postgres_url, place_of(postgres_url), "things", {"id": ["a", "b"], "v": ["1", "2"]}, tmp_path)


@pytest.mark.parametrize("made", [True, False], ids=["made by the wave", "there"])
def test_moments_with_a_zone_come_back_as_they_were(target, place, tmp_path, made):
    kind = {"s": "TEXT", "m": "DATETIME(6)", "p": "TIMESTAMPTZ"}[target[0]]
    if not made:
        shop.run(target, f"CREATE TABLE things (id VARCHAR(9) PRIMARY KEY, at {kind})")
    zone = dt.timezone(dt.timedelta(hours=8))
    moments = [dt.datetime(2020, 1, 1, 8, 0, 0, 123456, tzinfo=zone), None, dt.datetime(1900, 1, 1, tzinfo=dt.UTC)]
    rows = {"id": ["a", "b", "c"], "at": pa.array(moments, pa.timestamp("us", "Asia/Shanghai"))}
    there_and_back(target, place, "things", rows, tmp_path)


@pytest.mark.parametrize("target", ["postgres", "mariadb"], indirect=True)
def test_what_a_time_would_drop_behind_the_second_is_refused(target):
    kind = "timestamp(3)" if target.startswith("postgresql") else "datetime(3)"
    shop.run(target, f"CREATE TABLE things (id VARCHAR(9) PRIMARY KEY, at {kind}, t time(0))")
    spec = migration.EntitySpec("thing", "things", ("id",))
    rows = pa.table(
        {
            "id": ["a", "b", "c", "d"],
            "at": ["2020-01-01 00:00:00.1234", "2020-01-01 00:00:00.123", "2020-01-01", None],
            "t": ["10:00:00", "10:00:00.5", "10:00:00.0", None],
        }
    )
    [entity] = migration.plan([migration.WaveSpec("w", (spec,))], {"thing": rows}, target).waves[0].entities
    refused = entity.rejected
    assert refused["_row"].to_pylist() == [1, 2]
    assert refused["_reason"].to_pylist() == ["fraction: at", "fraction: t"]


GRANTS = (
    "GRANT USAGE, CREATE ON SCHEMA public TO loader",
    "GRANT SELECT, INSERT, UPDATE, DELETE, REFERENCES ON customers TO loader",
)


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_the_documented_grants_are_enough(postgres_url, tmp_path):
    table = (
        "CREATE TABLE customers (customer_id text PRIMARY KEY, customer_key text, name text, region text)",
        "INSERT INTO customers VALUES ('C-001', 'k', 'old', 'east')",
    )
    with shop.role(postgres_url, "loader", *table, *GRANTS) as target:
        before = shop.contents(postgres_url)
        for wave in ("customers", "orders"):
            package = shop.load(target, tmp_path, wave)
            assert migration.verify(package, target).passed
        migration.rollback("orders", target, by="wang")
        migration.rollback("customers", target, by="wang")
        assert shop.contents(postgres_url) == before
        with pytest.raises(sa.exc.ProgrammingError, match="must be owner"):
            shop.run(target, "DROP TABLE customers")


MARIADB_GRANT = "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES"


@pytest.mark.mysql
@pytest.mark.xdist_group("mariadb")
def test_the_documented_grants_of_mariadb_are_enough(mariadb_url, tmp_path):
    url = sa.make_url(mariadb_url)
    place = f"sandbox_{url.database[-6:]}"
    table = (
        "CREATE TABLE customers (customer_id VARCHAR(20) PRIMARY KEY, customer_key VARCHAR(60), name VARCHAR(200), "
        "region VARCHAR(20)) ENGINE=InnoDB CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
        "INSERT INTO customers VALUES ('C-001', 'k', 'old', 'east')",
    )
    grants = [f"GRANT {MARIADB_GRANT} ON {base}.* TO loader@'%'" for base in (url.database, place)]
    with shop.role(mariadb_url, "loader", *table, *grants) as target:
        before = shop.contents(mariadb_url)
        for wave in ("customers", "orders"):
            shop.move(target, place, tmp_path, wave)
        migration.rollback("orders", target, by="wang")
        migration.rollback("customers", target, by="wang")
        assert shop.contents(mariadb_url) == before
        with pytest.raises(sa.exc.OperationalError, match="denied"):
            shop.run(target, "CREATE DATABASE another")
