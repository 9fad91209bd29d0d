"""Real exports, end to end: every row accounted for, totals to the cent, and back to what was before."""

import csv
from decimal import Decimal

import pytest
import sqlalchemy as sa

from pipelines.stages import clean, exports, load, match, taking_back, waves
from pipelines.stages.context import Context
from pipelines.stages.meanings import PARTIES, read_meanings, sources_of
from pipelines.stages.target import target_url
from pipelines.store import Store
from pipelines.workspace import load_workspace

SETS = ("northwind", "chinook", "dolibarr_3_5")


@pytest.fixture(scope="module", params=SETS)
def prepared(request, shared_data, repository, tmp_path_factory):
    """The exports read, cleaned, merged and ready to load; one home for a set."""
    path = repository / "examples" / request.param / "workspace.yaml"
    workspace = load_workspace(path, exports=shared_data / "exports" / request.param)
    context = Context(workspace, Store(tmp_path_factory.mktemp(request.param)))
    exports.read_exports(context)
    clean.clean_exports(context)
    match.match_customers(context)
    load.build_load_tables(context)
    return context


def at(context, url):
    target = context.workspace.target.model_copy(update={"url": url})
    return Context(context.workspace.model_copy(update={"target": target}), context.store)


def contents(url):
    """Every row of every table, the ledger's own aside."""
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            names = [n for n in sa.inspect(engine).get_table_names() if not n.startswith("mergepoint_")]
            every = {n: connection.execute(sa.select(sa.text("*")).select_from(sa.table(n))) for n in sorted(names)}
            return {name: sorted(map(repr, rows)) for name, rows in every.items()}
    finally:
        engine.dispose()


def raw_sum(context, name, column):
    """The sum of a column as the CSV file has it, read with nothing of ours."""
    path = context.workspace.exports_folder / context.workspace.sources[name].read
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum((Decimal(row[column]) for row in csv.DictReader(file) if row[column]), Decimal(0))


def target_sum(url, table, column):
    """The sum of a column of the target, added up in decimals."""
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            values = connection.execute(sa.select(sa.column(column)).select_from(sa.table(table))).scalars()
            return sum((Decimal(str(v)) for v in values if v is not None), Decimal(0))
    finally:
        engine.dispose()


def promote_all(context):
    waves.plan_waves(context)
    for wave in context.workspace.waves:
        for step in (waves.package_wave, waves.rehearse_wave, waves.verify_wave):
            step(context, wave.name)
        waves.promote_wave(context, wave.name, by="tester")


def roll_back_all(context):
    for wave in reversed(context.workspace.waves):
        taking_back.rollback_wave(context, wave.name, taking_back.TakeBack("tester"))


def check_round_trip(context):
    url = target_url(context)
    before = contents(url)
    promote_all(context)
    assert [row["state"] for row in waves.wave_status(context)] == ["promoted"] * len(context.workspace.waves)
    check_totals(context, url)
    roll_back_all(context)
    assert contents(url) == before


def check_totals(context, url):
    meanings = read_meanings(context.store)
    for entity, table, field in (("order", "crm_order", "amount"), ("order_line", "order_line", "quantity")):
        names = [n for n in sources_of(meanings, entity) if field in meanings[n].fields]
        expected = sum((raw_sum(context, n, meanings[n].column(field)) for n in names), Decimal(0))
        if names:
            assert target_sum(url, table, field) == expected


def test_every_row_is_accounted_for(prepared):
    store, meanings = prepared.store, read_meanings(prepared.store)
    for facts in store.read_json("exports/facts").values():
        assert facts["rows_read"] == facts["kept"] + facts["quarantined"]
    parties = sum(store.read(f"exports/{name}").num_rows for name in sources_of(meanings, *PARTIES))
    assert store.read("match/crosswalk").num_rows == parties
    events = [name for name in meanings if meanings[name].entity in load.EVENTS]
    refused = set(store.read("load_rejected")["record_id"].to_pylist())
    ready = sum(store.read(f"load/{entity}").num_rows for entity in {meanings[name].entity for name in events})
    assert ready + len(refused) == sum(store.read(f"exports/{name}").num_rows for name in events)


def test_sqlite_there_and_back(prepared, tmp_path):
    check_round_trip(at(prepared, f"sqlite:///{tmp_path / 'new.db'}"))


@pytest.mark.postgres
def test_postgresql_there_and_back(prepared, postgres_url):
    check_round_trip(at(prepared, postgres_url))
