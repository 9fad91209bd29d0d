"""PostgreSQL: COPY in and out as CSV inside the same transaction as the ledger."""

import contextlib
import functools
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import sqlalchemy as sa

from migration import errors
from migration.databases.adbc import ENCODING, Reading, ReadingSession
from migration.databases.base import VIEW, Database, all_rows
from migration.databases.postgres_copies import clone_database, copy_schema, plain

_WRITE = pa_csv.WriteOptions(include_header=False, quoting_style="all_valid")
IDLE_TIMEOUT_MS = 120_000
_REFUSED = "password authentication failed"
STEPS = 1_000

# sequences of a table's columns, owned (serial, identity) or named in a default
_SEQUENCES = """
SELECT a.attname, format('%I.%I', n.nspname, s.relname)
FROM pg_class t
JOIN pg_attribute a ON a.attrelid = t.oid
JOIN pg_depend d ON (d.refclassid, d.refobjid, d.refobjsubid) = ('pg_class'::regclass, t.oid, a.attnum)
JOIN pg_class s ON d.classid = 'pg_class'::regclass AND s.oid = d.objid AND d.deptype IN ('a', 'i')
JOIN pg_namespace n ON n.oid = s.relnamespace
WHERE t.oid = to_regclass(:name) AND s.relkind = 'S' AND s.relnamespace = t.relnamespace
UNION
SELECT a.attname, format('%I.%I', n.nspname, s.relname)
FROM pg_class t
JOIN pg_attrdef f ON f.adrelid = t.oid
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = f.adnum
JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid AND d.refclassid = 'pg_class'::regclass
JOIN pg_class s ON s.oid = d.refobjid
JOIN pg_namespace n ON n.oid = s.relnamespace
WHERE t.oid = to_regclass(:name) AND s.relkind = 'S' AND s.relnamespace = t.relnamespace
"""


class Postgres(Database):
    """A PostgreSQL database; `options=-csearch_path=NAME` in the URL chooses a schema."""

    rules_afterwards = True
    _looking_up = False

    @functools.cached_property
    def _reader(self) -> ReadingSession:
        return ReadingSession(self.url, self.label, self.engine.dialect)

    def _engine(self) -> sa.Engine:
        engine = sa.create_engine(self.url, hide_parameters=True, pool_size=1, max_overflow=2)

        @sa.event.listens_for(engine, "connect")
        def settings(dbapi: Any, _record: Any) -> None:
            with dbapi.cursor() as cursor:
                cursor.execute(ENCODING)
                cursor.execute("SET TIME ZONE 'UTC'")
                cursor.execute("SET datestyle = 'ISO'")
                cursor.execute("SET work_mem = '64MB'")
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", (str(self._lock_ms()),))
                # a paused worker must not hold its rows for ever
                cursor.execute(
                    "SELECT set_config('idle_in_transaction_session_timeout', %s, false)",
                    (str(IDLE_TIMEOUT_MS),),
                )
            dbapi.commit()

        return engine

    def _lock_ms(self) -> int:
        return int(self.lock_timeout_s * 1000)

    def _typed(self, error: sa.exc.DBAPIError) -> errors.DatabaseError:
        state = getattr(error.orig, "sqlstate", None) or ""
        diag = getattr(error.orig, "diag", None)
        if state[:2] in {"23", "22"}:
            name = getattr(diag, "constraint_name", None) or getattr(diag, "column_name", None)
            rule = str(name) if name else f"a rule of its type ({type(error.orig).__name__})"
            return errors.ConstraintFailure(self.label, rule, getattr(diag, "table_name", None) or "")
        kinds = {
            "53100": errors.DiskFull,
            "25006": errors.ReadOnly,
            "42501": errors.ReadOnly,
            "55P03": errors.LockTimeout,
            "40P01": errors.LockTimeout,
            "40001": errors.LockTimeout,
        }
        if state in kinds:
            return kinds[state](self.label)
        if state[:2] == "28" or _REFUSED in str(error.orig):  # a refused connection brings no state, only words
            return errors.Unreachable(self.label, "The user or the password was refused.")
        if not state or state[:2] in {"08", "57", "3D", "53"}:
            return errors.Unreachable(self.label, f"No connection ({state or 'lost'}).")
        return errors.DatabaseError(self.label, f"{type(error.orig).__name__} (SQLSTATE {state}).")

    def now(self) -> sa.ColumnElement[float]:
        """Seconds since 1970 by the server's clock."""
        return sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.Double)

    def has_triggers(self, connection: sa.Connection, table: str) -> bool:
        """Triggers of users, not those behind foreign keys."""
        query = sa.text(
            "SELECT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = to_regclass(:name) AND NOT tgisinternal)"
        )
        return bool(connection.scalar(query, {"name": self.raw(table)}))

    def at_once(self, connection: sa.Connection) -> None:
        """Parents come first anyway; a deferred failure would come with the commit, too late to look into."""
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")

    def hazard(self, connection: sa.Connection, table: str) -> str | None:
        """Views; tables that a crash empties, that live elsewhere, hide rows, or whose key holds for them alone."""
        query = sa.text(
            "SELECT relpersistence, relkind, EXISTS (SELECT 1 FROM pg_inherits WHERE inhparent = c.oid), "
            "row_security_active(c.oid) FROM pg_class c WHERE oid = to_regclass(:name)"
        )
        found = connection.execute(query, {"name": self.raw(table)}).first()
        persistence, kind, inherited, hidden = found or ("p", "r", False, False)
        if kind in {"v", "m"}:
            return VIEW
        if hidden:
            return "its row security hides rows from this role; use one with BYPASSRLS"
        if persistence == "u":
            return "it is unlogged, a crash of the server empties it; ALTER TABLE … SET LOGGED"
        if kind == "f":
            return "it is a foreign table, whose commits are not ours; migrate into its own server"
        if kind == "r" and inherited:
            return "other tables inherit from it, and its key does not hold over their rows; make it a partitioned one"
        return None

    def reserve(self, connection: sa.Connection, table: str, highest: Mapping[str, int]) -> None:
        """Move the sequences of these columns: they do not see numbers that were given with the rows.

        Up to STEPS numbers are drawn one by one, which others may do as well; a longer way is set, at once. Only
        sequences of the table's own schema: a sandbox made from it still counts with production's.
        """
        for column, sequence in connection.execute(sa.text(_SEQUENCES), {"name": self.raw(table)}).all():
            wanted = highest.get(column)
            if wanted is None:
                continue
            now = connection.scalar(sa.text(f"SELECT last_value FROM {sequence}"))  # noqa: S608  (quoted by the server)
            if now >= wanted:
                continue
            if wanted - now <= STEPS:
                numbers = sa.func.generate_series(1, wanted - now + 1)
                connection.scalar(sa.select(sa.func.max(sa.func.nextval(sequence))).select_from(numbers))
            else:
                connection.execute(sa.select(sa.func.setval(sequence, wanted)))

    def exactly(self, column: sa.ColumnElement[Any], kind: pa.DataType) -> sa.ColumnElement[Any]:
        """Everything that travels as text is compared as text: json knows no equality at all."""
        return sa.cast(column, sa.Text) if pa.types.is_string(kind) else column

    def folded(self, texts: pa.ChunkedArray, _collation: str) -> pa.ChunkedArray:
        """citext compares what `lower` makes of a text, by the rules of the database."""
        query = sa.text("SELECT lower(v) FROM unnest(CAST(:texts AS text[])) WITH ORDINALITY AS t(v, n) ORDER BY n")
        with self.begin(write=False) as connection:
            return _as_chunked(connection.scalars(query, {"texts": texts.to_pylist()}).all())

    def _time_text(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
        return sa.func.to_char(column, "YYYY-MM-DD HH24:MI:SS.US", type_=sa.Text)

    @contextlib.contextmanager
    def lookups(self, connection: sa.Connection, indexed: bool = True) -> Iterator[None]:
        """Switch off the plans that would read all of a huge table for one chunk."""
        if not indexed:
            yield
            return
        for name in ("enable_hashjoin", "enable_mergejoin"):
            connection.execute(sa.func.set_config(name, "off", True).select())
        self._looking_up = True
        try:
            yield
        finally:
            self._looking_up = False
        for name in ("enable_hashjoin", "enable_mergejoin"):
            connection.execute(sa.func.set_config(name, "on", True).select())

    def lock_table(self, connection: sa.Connection, table: str) -> None:
        """ACCESS EXCLUSIVE until commit."""
        plain(connection, f"LOCK TABLE {self.raw(table)} IN ACCESS EXCLUSIVE MODE")

    def raw(self, name: str) -> str:
        """Without the doubled percent signs that only statements with parameters need."""
        return super().raw(name).replace("%%", "%")

    def content(
        self, connection: sa.Connection, table: str, columns: Sequence[str], order: Sequence[str]
    ) -> tuple[int, str]:
        """Count and digest of COPY's own text."""
        query = str(all_rows(table, columns, order).compile(dialect=self.engine.dialect)).replace("%%", "%")
        digest = hashlib.sha256()
        with self._cursor(connection) as cursor:
            with cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
                for data in copy:
                    digest.update(data)
            return cursor.rowcount, digest.hexdigest()

    def copy_to(self, where: str) -> str:
        """A schema of the same database, with its own tables, rows, indexes and foreign keys."""
        with self.begin() as connection:
            copy_schema(connection, where)
        return self.url.update_query_dict({"options": f"-csearch_path={where}"}).render_as_string(False)

    def clone_to(self, where: str) -> str:
        """A database of the same server, copied file by file; an older one of that name is replaced.

        Raises CannotClone while anybody else is connected, or where the role may not create databases.
        """
        self.close()  # our own sessions count as well
        clone_database(self.url, self.label, where)
        return self.url.set(database=where).render_as_string(False)

    def load(self, connection: sa.Connection, table: str, columns: Sequence[str], rows: pa.Table) -> None:
        """COPY … FROM STDIN; text in CSV, so every type parses its own input exactly."""
        command = f"COPY {self.raw(table)} ({', '.join(map(self.raw, columns))}) FROM STDIN (FORMAT csv)"
        self.probe("copy in")
        with self._cursor(connection) as cursor, cursor.copy(command) as copy:
            for batch in rows.to_batches(max_chunksize=20_000):
                buffer = io.BytesIO()
                pa_csv.write_csv(_plain(batch), buffer, _WRITE)
                copy.write(buffer.getbuffer())

    def read(self, _connection: sa.Connection, query: sa.Select, schema: pa.Schema) -> pa.Table:
        """Through ADBC on a session of its own: no Python per row. It sees what is committed."""
        with self._reading() as reading:
            return reading.read(query, schema)

    def batches(self, _connection: sa.Connection, query: sa.Select, schema: pa.Schema, size: int) -> Iterator[pa.Table]:
        """Tables of at most `size` rows, through ADBC like `read`."""
        with self._reading() as reading:
            yield from reading.batches(query, schema, size)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Reading]:
        """The reading session for one question, with the plans that this moment allows."""
        self.probe("read")
        with self._reader.asking(lookups=self._looking_up) as reading:
            yield reading

    def close(self) -> None:
        """Give all connections back, the reading one too."""
        self._reader.close()
        super().close()

    @contextlib.contextmanager
    def _cursor(self, connection: sa.Connection) -> Iterator[Any]:
        cursor = connection.connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()


def _as_chunked(texts: Sequence[str | None]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(texts, pa.string())])


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Binary columns as PostgreSQL's hexadecimal text; all else as it is."""
    for index, column in enumerate(batch.schema):
        if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
            texts = [None if v is None else "\\x" + v.hex() for v in batch.column(index).to_pylist()]
            batch = batch.set_column(index, column.name, pa.array(texts, pa.string()))
    return batch
