"""For random schemas, rows and live edits: promote, then roll back, equals before plus the live edits."""

import datetime as dt
import os
from decimal import Decimal

import hypothesis.strategies as st
import pyarrow as pa
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

import migration
from migration import promotion

KINDS = {
    "text": (sa.String(60), pa.string(), st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=6)),
    "whole": (sa.BigInteger(), pa.int64(), st.integers(-(2**53), 2**53)),
    "money": (sa.Numeric(18, 2), pa.decimal128(18, 2), st.decimals(-999, 999, places=2)),
    "day": (sa.Date(), pa.date32(), st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))),
    "flag": (sa.Boolean(), pa.bool_(), st.booleans()),
}
SPEC = migration.EntitySpec("thing", "things", ("id",), on_conflict="update")


@st.composite
def worlds(draw):
    """Columns, rows in the target, rows of the package, and edits of live users (key, column, value or delete)."""
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=4))
    columns = {f"c{i} {kind}": kind for i, kind in enumerate(kinds)}
    values = {name: st.none() | KINDS[kind][2] for name, kind in columns.items()}
    row = st.fixed_dictionaries(values)
    there = draw(st.dictionaries(st.integers(0, 15), row, max_size=10))
    given_columns = draw(st.lists(st.sampled_from(sorted(columns)), min_size=1, unique=True))
    ours = draw(st.dictionaries(st.integers(0, 15), row, min_size=1, max_size=12))
    edits = []
    touched = draw(st.lists(st.tuples(st.integers(0, 15), st.sampled_from([*columns, None])), max_size=5))
    for key, name in touched:
        edits.append((key, name, None if name is None else draw(KINDS[columns[name]][2])))
    return columns, there, given_columns, ours, edits


def play(url, folder, world):
    columns, there, given_columns, ours, edits = world
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    kinds = {n: sa.Text() if k == "money" and url.startswith("sqlite") else KINDS[k][0] for n, k in columns.items()}
    table = sa.Table(
        "things",
        sa.MetaData(),
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        *[sa.Column(n, k) for n, k in kinds.items()],
    )

    def live(value, name):
        return str(value) if isinstance(value, Decimal) and isinstance(kinds[name], sa.Text) else value

    with engine.begin() as connection:
        table.drop(connection, checkfirst=True)
        table.create(connection)
        for key, row in there.items():
            connection.execute(table.insert().values(id=key, **{n: live(v, n) for n, v in row.items()}))
    rows = {"id": pa.array(list(ours), pa.int64())}
    for name in given_columns:
        rows[name] = pa.array([r[name] for r in ours.values()], KINDS[columns[name]][1])
    wave = migration.WaveSpec("w", (SPEC,))
    settings_ = migration.Settings(chunk_rows=5)
    package = migration.package(migration.plan([wave], {"thing": pa.table(rows)}, url, settings_), "w", folder / "w")
    read = sa.select(table).order_by(table.c.id)
    with migration.connect(url) as database:
        promotion.run(package, database, "wang", promotion.Options(settings_, rehearsal=True))
        assert migration.verify(package, database).passed
        with engine.begin() as connection:
            promoted = {r.id: dict(r._mapping) for r in connection.execute(read)}
            for key, name, value in edits:
                if name is None:
                    connection.execute(table.delete().where(table.c.id == key))
                else:
                    connection.execute(table.update().where(table.c.id == key).values({name: live(value, name)}))
            edited = {r.id: dict(r._mapping) for r in connection.execute(read)}
        migration.rollback("w", database, by="wang")
    with engine.connect() as connection:
        after = {r.id: dict(r._mapping) for r in connection.execute(read)}
    blank = dict.fromkeys(columns)
    before = {k: {"id": k, **{n: live(v, n) for n, v in {**blank, **r}.items()}} for k, r in there.items()}
    assert after == expected(before, promoted, edited)


def expected(before, promoted, edited):
    """The oracle, cell by cell."""
    result = {}
    for key, row in edited.items():
        if key in before:
            old, ours = before[key], promoted[key]
            result[key] = {n: row[n] if row[n] != ours[n] else old[n] for n in row}
        elif row != promoted[key]:
            result[key] = row  # a row of ours that somebody edited stays as it is
    return result


LONG = int(os.environ.get("WAVE_WORLDS", "0"))  # worlds on each product in `make wave-proof`, drawn anew each time


def drawn(few):
    """How many worlds: a few that stay the same, or as many as were asked for."""
    return settings(max_examples=LONG or few, deadline=None, suppress_health_check=QUIET, derandomize=not LONG)


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@given(worlds())
@drawn(10)
def test_promote_and_roll_back_on_sqlite(tmp_path, world):
    file = tmp_path / "t.db"
    file.unlink(missing_ok=True)
    play(f"sqlite:///{file}", tmp_path, world)


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
@given(worlds())
@drawn(4)
def test_promote_and_roll_back_on_postgres(postgres_url, tmp_path, world):
    play(postgres_url, tmp_path, world)


@pytest.mark.mysql
@pytest.mark.xdist_group("mariadb")
@given(worlds())
@drawn(3)
def test_promote_and_roll_back_on_mariadb(mariadb_url, tmp_path, world):
    play(mariadb_url, tmp_path, world)
