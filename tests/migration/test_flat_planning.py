"""A plan whose rows are parted on disk is the plan that holds them in memory, to the byte."""

import dataclasses

import hypothesis.strategies as st
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

import migration
from migration import errors, promotion, spool
from tests.migration import shop

ORG = migration.EntitySpec("org", "orgs", ("org_id",), references={"parent": "org"}, unique=("code",))
CHILD = migration.EntitySpec(
    "visit", "visits", ("org_id", "number"), references={"org_id": "org"}, amount=("amount",), currency="currency"
)
WAVES = [
    migration.WaveSpec("pilot", (ORG, CHILD), where="code >= 'm'"),
    migration.WaveSpec("rest", (ORG, CHILD), after=("pilot",)),
]
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
names = st.sampled_from(["a", "b", "c", "d", "e", "客户一", "客户二", "", "aa", "ab"])


@st.composite
def worlds(draw):
    """Organisations in a hierarchy and visits to them; keys repeat, parents are missing, codes clash."""
    orgs = draw(st.lists(st.tuples(st.none() | names, st.none() | names, st.none() | names), max_size=25))
    visits = draw(st.lists(st.tuples(st.none() | names, st.integers(0, 2), st.integers(0, 999)), max_size=25))
    return {
        "org": pa.table(
            {n: pa.array([o[i] for o in orgs], pa.string()) for i, n in enumerate(("org_id", "parent", "code"))}
        ),
        "visit": pa.table(
            {
                "org_id": pa.array([v[0] for v in visits], pa.string()),
                "number": pa.array([v[1] for v in visits], pa.int64()),
                "amount": pa.array([v[2] for v in visits], pa.int64()).cast(pa.decimal128(19, 0)),
                "currency": pa.array(["CNY" if v[2] % 2 else "EUR" for v in visits], pa.string()),
            }
        ),
    }


def told(plan, folder):
    """Everything that a plan says and makes."""
    packages = [migration.package(plan, w.spec.name, folder / w.spec.name) for w in plan.waves]
    rejected = [e.rejected.to_pylist() for w in plan.waves for e in w.entities]
    return plan.summary().to_pylist(), rejected, [p.digest for p in packages]


@given(worlds(), st.integers(1, 9))
@settings(max_examples=40, deadline=None, suppress_health_check=QUIET, derandomize=True)
def test_parted_on_disk_or_in_memory_is_the_same_plan(tmp_path, world, rows):
    target = f"sqlite:///{tmp_path}/t.db"
    if not (tmp_path / "t.db").exists():
        shop.run(
            target,
            "CREATE TABLE orgs (org_id TEXT PRIMARY KEY, parent TEXT, code TEXT UNIQUE)",
            "INSERT INTO orgs VALUES ('a', NULL, 'e'), ('aa', 'a', NULL)",
        )
    small = migration.Settings(chunk_rows=4, plan_rows=rows)
    files = {}
    for name, table in world.items():
        files[name] = tmp_path / f"{name}.parquet"
        pq.write_table(table, files[name], row_group_size=3)
    whole = told(migration.plan(WAVES, world, target, dataclasses.replace(small, plan_rows=10_000)), tmp_path)
    assert told(migration.plan(WAVES, files, target, small), tmp_path) == whole


def test_a_file_may_name_its_columns_otherwise(tmp_path):
    renamed = shop.orders().rename_columns(["id", "who", "day", "money", "sum"])
    pq.write_table(renamed, tmp_path / "o.parquet")
    columns = dict(zip(shop.orders().column_names, renamed.column_names, strict=True))
    rows = migration.LoadRows(file=tmp_path / "o.parquet", columns=columns)
    given = [{**shop.tables(), "order": table} for table in (rows, shop.orders())]
    plans = [migration.plan(shop.waves(), tables, "sqlite:///nowhere.db") for tables in given]
    assert plans[0].wave("orders").entities[0].rows.equals(plans[1].wave("orders").entities[0].rows)


def test_only_the_wave_that_is_asked_for_and_what_it_hangs_on_is_planned():
    other = migration.WaveSpec("others", (dataclasses.replace(shop.CUSTOMER, name="other", table="others"),))
    waves = [*shop.waves(), other]
    tables = {**shop.tables(), "other": shop.customers()}
    planned = {w: migration.plan(waves, tables, "sqlite:///nowhere.db", only=w) for w in ("orders", "others")}
    assert [w.spec.name for w in planned["orders"].waves] == ["customers", "orders"]
    assert [w.spec.name for w in planned["others"].waves] == ["others"]
    whole = migration.plan(waves, tables, "sqlite:///nowhere.db")
    assert planned["orders"].wave("orders").entities[0].rows.equals(whole.wave("orders").entities[0].rows)
    with pytest.raises(migration.SettingError, match="customers"):
        migration.plan(waves, tables, "sqlite:///nowhere.db", only="custmers")


@pytest.mark.parametrize("where", [None, "region = 'north'"])
def test_a_wave_in_the_target_is_not_planned_again_for_one_that_hangs_on_it(tmp_path, where):
    target = f"sqlite:///{tmp_path}/t.db"
    entities = (shop.CUSTOMER, shop.ORDER)
    chain = [migration.WaveSpec("pilot", entities, where=where), migration.WaveSpec("rest", entities, after=("pilot",))]
    whole = migration.plan(chain, shop.tables(), target)
    shop.pack(target, tmp_path, "pilot", chain=chain)
    again = migration.plan(chain, shop.tables(), target, only="rest")
    assert [w.spec.name for w in again.waves] == ["pilot", "rest"]
    with migration.connect(target) as database:
        package = migration.open_package(tmp_path / "pilot")
        promotion.run(package, database, "wang", promotion.Options(shop.SMALL, rehearsal=True))
    after = migration.plan(chain, shop.tables(), target, only="rest")
    assert [w.spec.name for w in after.waves] == ["rest"]
    for mine, theirs in zip(after.wave("rest").entities, whole.wave("rest").entities, strict=True):
        assert (mine.rows_in, mine.refused) == (theirs.rows_in, theirs.refused)
        assert mine.rows.to_pylist() == theirs.rows.to_pylist()


def test_equal_texts_share_a_part_and_parts_are_even():
    texts = [f"C-{n:09}" for n in range(20_000)]
    codes = spool.by_text(pa.chunked_array([texts, texts[::-1]]), 16)
    assert (codes[:20_000] == codes[:19_999:-1]).all()
    assert (np.bincount(codes, minlength=16) > 2_000).all()


def test_parts_are_gone_with_the_plan():
    room = spool.Spool(10, 1)
    parted = spool.Parted(room)
    rows = pa.table({"0": ["a", "b"]})
    parted.add(rows, np.array([1, 7]))
    assert [p.to_pylist() for p in parted.filled()] == [[{"0": "a"}], [{"0": "b"}]]
    folder = room.place().parent
    assert folder.is_dir()
    del room, parted
    assert not folder.exists()


def test_a_full_disk_is_named():
    assert isinstance(spool.disk_error(OSError(28, "full"), "here"), errors.DiskFull)


def test_rows_of_a_target_come_in_parts_no_larger_than_asked_for(target):
    numbers = ", ".join(f"({n})" for n in range(20))
    shop.run(target, "CREATE TABLE things (id INTEGER PRIMARY KEY)", f"INSERT INTO things VALUES {numbers}")
    query = sa.select(sa.column("id")).select_from(sa.table("things"))
    with migration.connect(target) as database, database.begin(write=False) as connection:
        parts = list(database.batches(connection, query, pa.schema([("id", pa.int64())]), 7))
    assert [part.num_rows for part in parts] == [7, 7, 6]
    assert sorted(pa.concat_tables(parts)["id"].to_pylist()) == list(range(20))
