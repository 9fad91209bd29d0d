"""The shipped workspaces load, and name only columns that the exports have."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.workspace import load_workspace

EXAMPLES = Path(__file__).parents[2] / "examples"
REAL = ("northwind", "chinook", "dolibarr_3_5")


def _check_columns(workspace):
    for name, source in workspace.sources.items():
        with (workspace.exports_folder / source.read).open(encoding="utf-8-sig") as file:
            header = file.readline().strip().split(",")
        named = [*source.id, *(source.refs or {}), *(c for columns in source.fields.values() for c in columns)]
        assert set(named) <= set(header), f"{name}: {set(named) - set(header)}"


@pytest.mark.parametrize("name", REAL)
def test_a_real_export_has_every_column_its_workspace_names(name, shared_data, monkeypatch):
    monkeypatch.setenv("MERGEPOINT_SHARED", str(shared_data.parent))
    _check_columns(load_workspace(EXAMPLES / name / "workspace.yaml"))


def test_the_demo_workspace_loads():
    workspace = load_workspace(EXAMPLES / "demo" / "workspace.yaml")
    assert {source.read for source in workspace.sources.values()} == {
        str(path.relative_to(workspace.exports_folder)) for path in workspace.exports_folder.iterdir()
    }


def test_the_target_schema_is_plain_sql():
    with closing(sqlite3.connect(":memory:")) as target:
        target.executescript((EXAMPLES / "demo" / "target.sql").read_text(encoding="utf-8"))
        tables = {name for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    mapped = load_workspace(EXAMPLES / "demo" / "workspace.yaml").target.tables
    assert tables == {target.table for target in mapped.values()}


@pytest.mark.postgres
def test_the_target_schema_fits_postgresql(postgres_url):
    import sqlalchemy as sa

    engine = sa.create_engine(postgres_url)
    with engine.connect() as connection:
        for statement in (EXAMPLES / "demo" / "target.sql").read_text(encoding="utf-8").split(";"):
            if statement.strip():
                connection.exec_driver_sql(statement)
        connection.rollback()
    engine.dispose()
