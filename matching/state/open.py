"""Open the state: a file or a database URL, brought to the newest schema first."""

from pathlib import Path

import sqlalchemy as sa

from matching.errors import MatchingError
from matching.state.schema import HEAD
from matching.state.store import Clock, State, now

_DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}


class NewerState(MatchingError):
    """The state was written by a newer release; `found` and `expected` are schema versions."""

    def __init__(self, found: str, expected: str) -> None:
        """Name both versions."""
        self.found, self.expected = found, expected
        super().__init__(f"the state has schema {found}, this release knows up to {expected}; upgrade mergepoint")


def open_state(where: str | Path, clock: Clock = now) -> State:
    """Open (and make, or upgrade) the state at a file path or a SQLAlchemy URL; a context manager.

    SQLite and PostgreSQL are supported. `clock` returns the time as ISO text. Raises `NewerState`.
    """
    engine = _engine(where)
    upgrade(engine)
    return State(engine, clock)


def _engine(where: str | Path) -> sa.Engine:
    text = str(where)
    if "://" not in text:
        Path(text).parent.mkdir(parents=True, exist_ok=True)
        url = sa.URL.create("sqlite", database=text)
    else:
        url = sa.make_url(text)
        url = url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url)
    engine = sa.create_engine(url, connect_args={"timeout": 60, "isolation_level": None})

    @sa.event.listens_for(engine, "connect")
    def _connected(connection, _record) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # two writers must not both read run n and write run n + 1

    return engine


def upgrade(engine: sa.Engine) -> None:
    """Bring the schema to HEAD."""
    with engine.begin() as connection:
        found = _version(connection)
        if found == HEAD:
            return
        if found is not None and found > HEAD:
            raise NewerState(found, HEAD)
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("matching_version"):
        return None
    table = sa.table("matching_version", sa.column("version_num"))
    return connection.execute(sa.select(table.c.version_num)).scalar()
