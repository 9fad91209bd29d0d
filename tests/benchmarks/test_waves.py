"""The rows that waves are measured on, and what is made of the measures."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

import migration
from benchmarks.waves import __main__ as bench
from benchmarks.waves import cli, data, home, steps, ways
from benchmarks.waves.measure import Spent, measured


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return data.write(tmp_path_factory.mktemp("rows"), 100, 400)


def test_the_same_rows_in_every_run(files, tmp_path):
    again = data.write(tmp_path, 100, 400)
    assert all(pq.read_table(files[n]).equals(pq.read_table(again[n])) for n in files)
    known = set(data.customers(0, int(100 * data.LAST))["customer_id"].to_pylist())
    assert set(pq.read_table(files["order"])["customer_id"].to_pylist()) <= known


def test_two_spans_are_the_whole_file(files):
    parts = [pa.Table.from_batches(ways.batches(files["order"], span)) for span in ((0, data.LAST), (data.LAST, 1))]
    assert [p.num_rows for p in parts] == [380, 20]
    assert pa.concat_tables(parts).equals(pq.read_table(files["order"]))


@pytest.mark.parametrize("way", [ways.raw, ways.to_sql, ways.executemany])
def test_every_way_loads_all_rows(way, files, tmp_path):
    url = f"sqlite:///{tmp_path}/t.db"
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in data.ddl("sqlite"):
            connection.exec_driver_sql(statement)
    if way is ways.to_sql:
        pytest.importorskip("pandas")
    way(url, files, (0, data.LAST))
    way(url, files, (data.LAST, 1))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*), count(DISTINCT customer_id) FROM orders").one()[0] == 400


def test_our_steps_end_where_they_began(files, tmp_path):
    url, settings = f"sqlite:///{tmp_path}/t.db", migration.Settings(chunk_rows=150)
    steps.package(url, files, settings, tmp_path)
    steps.promote(url, settings, tmp_path)
    steps.verify(url, tmp_path)
    steps.rollback(url)
    with migration.connect(url) as database, database.begin(write=False) as connection:
        assert [n for n in sa.inspect(connection).get_table_names() if not n.startswith("mergepoint_")] == []


def test_a_step_is_measured_in_a_process_of_its_own():
    spent = measured(None, print)
    assert spent.peak_mb > 20
    assert spent.seconds > 0


def test_ratios_are_of_rows_a_second():
    spent = {"raw": 10, "raw, last": 0.5, "to_sql, last": 5, "executemany, last": 4, "promote": 20, "verify": 5}
    spent = {name: Spent(seconds) for name, seconds in (spent | {"rollback": 15}).items()}
    assert list(bench.ratios(spent, "seconds").values()) == [0.5, 5.0, 4.0, 10.0, 0.25, 0.75]


def test_what_no_loader_can_reach_is_said():
    def spent(raw, slow):
        return {"raw, last": Spent(cpu=raw), "to_sql, last": Spent(cpu=slow)}

    assert bench.within_reach(spent(1, 3), spent(1, 9)).startswith("out of reach of any loader")
    assert "takes 1/3.0 of" in bench.within_reach(spent(1, 3), spent(1, 9))
    assert bench.within_reach(spent(1, 10), spent(1, 20)).startswith("in reach")


def test_the_command_line_goes_there_and_back_on_what_a_run_leaves(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path}/t.db"
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        for statement in data.ddl("sqlite"):
            connection.exec_driver_sql(statement)
    monkeypatch.setenv("NEW_SYSTEM", url)
    monkeypatch.delenv("MERGEPOINT_HOME", raising=False)
    file = home.make(tmp_path, 60, 300)
    for _, words in cli.commands():
        cli.run((*words, "--workspace", str(file)), str(tmp_path / "log"))
    said = (tmp_path / "log").read_text()
    assert "left behind: 1 order" in said
    assert said.count("ERP ledger: ") == 2
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM orders").scalar() == 0
    with pytest.raises(RuntimeError, match="exit 2"):
        cli.run(("package", "nobody", "--workspace", str(file)), str(tmp_path / "log"))
