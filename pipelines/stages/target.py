"""The new system: where it is, where its sandbox is, and which columns its tables have."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from pipelines.errors import MissingInput
from pipelines.stages.context import Context
from pipelines.workspace import line_in

SQLITE = "sqlite:///"


def target_url(context: Context) -> str:
    """Return the URL of the new system: `env:NAME` is looked up, a SQLite file is beside the workspace.

    Without a `url:` it is a SQLite file in the home, so that a first run needs no set-up.

    Raises
    ------
    MissingInput
        The environment variable that holds the URL is not set.
    """
    workspace = context.workspace
    url = workspace.target.url or f"{SQLITE}{context.store.path('new_system.db')}"
    if url.startswith("env:"):
        name = url.removeprefix("env:")
        line = line_in(workspace, "target", "url")
        if not os.environ.get(name):
            where = f"environment variable {name} ({workspace.path}:{line})"
            raise MissingInput("URL of the new system", where, f"Set it: export {name}=postgresql+psycopg://…")
        url = os.environ[name]
    if url.startswith(SQLITE) and not url.removeprefix(SQLITE).startswith("/"):
        url = f"{SQLITE}{workspace.folder / url.removeprefix(SQLITE)}"
    return url


def sandbox_name(context: Context, wave: str) -> str:
    """Return where a wave is rehearsed: a file for SQLite, a schema or database elsewhere."""
    if target_url(context).startswith("sqlite"):
        path = context.store.path(f"sandbox/{wave}.db")
        for leftover in (path, Path(f"{path}-wal"), Path(f"{path}-shm"), Path(f"{path}-journal")):
            leftover.unlink(missing_ok=True)
        return str(path)
    safe = "".join(c if c.isascii() and c.isalnum() else "_" for c in wave.lower())
    return f"mergepoint_sandbox_{safe}"


def prepare_target(context: Context) -> None:
    """Make the tables of `target.ddl` where the database has none yet: the new system's own schema.

    Raises
    ------
    MissingInput
        The file named by `target.ddl` is not there.
    """
    ddl = context.workspace.target.ddl
    if ddl is None:
        return
    path = context.workspace.folder / ddl
    if not path.is_file():
        raise MissingInput("Schema of the new system", str(path), "Correct target: ddl: in the workspace.")
    with _engine(context) as engine:
        if not _own_tables(engine):
            with engine.begin() as connection:
                for statement in _statements(path.read_text(encoding="utf-8")):
                    connection.exec_driver_sql(statement)


def target_columns(context: Context) -> dict[str, list[str]]:
    """Columns of every table that the new system has, our ledger aside; empty for a new database."""
    url = sa.make_url(target_url(context))
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return {}
    with _engine(context) as engine:
        inspector = sa.inspect(engine)
        return {name: [c["name"] for c in inspector.get_columns(name)] for name in _own_tables(engine)}


@contextmanager
def _engine(context: Context) -> Iterator[sa.Engine]:
    engine = sa.create_engine(target_url(context))
    try:
        yield engine
    finally:
        engine.dispose()


def _own_tables(engine: sa.Engine) -> list[str]:
    return [name for name in sa.inspect(engine).get_table_names() if not name.startswith("mergepoint_")]


def _statements(script: str) -> list[str]:
    lines = [line for line in script.splitlines() if not line.lstrip().startswith("--")]
    return [statement for part in "\n".join(lines).split(";") if (statement := part.strip())]
