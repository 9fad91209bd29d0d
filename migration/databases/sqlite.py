"""SQLite through Python's own library: one writer, immediate transactions, money as exact text or minor units."""

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from migration import errors
from migration.databases.base import VIEW, Database, as_array


def affinity(declared: str) -> str:
    """The affinity SQLite gives a declared type (https://www.sqlite.org/datatype3.html, 3.1)."""
    name = declared.upper()
    for parts, result in (
        (("INT",), "INTEGER"),
        (("CHAR", "CLOB", "TEXT"), "TEXT"),
        (("BLOB",), "BLOB"),
        (("REAL", "FLOA", "DOUB"), "REAL"),
    ):
        if any(part in name for part in parts):
            return result
    return "NUMERIC" if name else "BLOB"


class Sqlite(Database):
    """A SQLite file."""

    def _engine(self) -> sa.Engine:
        engine = sa.create_engine(
            self.url, hide_parameters=True, poolclass=sa.NullPool, connect_args={"timeout": self.lock_timeout_s}
        )

        @sa.event.listens_for(engine, "connect")
        def settings(dbapi: Any, _record: Any) -> None:
            dbapi.isolation_level = None  # the driver must not begin or commit behind our back
            dbapi.execute("PRAGMA foreign_keys = ON")
            dbapi.execute("PRAGMA synchronous = FULL")
            dbapi.create_aggregate("mergepoint_digest", 2, _Digest)

        @sa.event.listens_for(engine, "begin")
        def begin(connection: sa.Connection) -> None:
            write = connection.get_execution_options().get("mergepoint_write", True)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

        return engine

    def _typed(self, error: sa.exc.DBAPIError) -> errors.DatabaseError:
        text = str(error.orig)
        if isinstance(error, sa.exc.IntegrityError) or "constraint failed" in text:
            return errors.ConstraintFailure(self.label, text.replace(" constraint failed", ""))
        known = (
            ("disk is full", errors.DiskFull),
            ("readonly", errors.ReadOnly),
            ("locked", errors.LockTimeout),
            ("unable to open", errors.Unreachable),
            ("disk I/O error", errors.DiskFull),
            ("not a database", errors.Unreachable),
        )
        for part, kind in known:
            if part in text:
                return kind(self.label, f"{text}.")
        return errors.DatabaseError(self.label, f"{type(error.orig).__name__}: {text}.")

    def now(self) -> sa.ColumnElement[float]:
        """Seconds since 1970, in milliseconds' steps."""
        return (sa.func.julianday("now", type_=sa.Double) - 2440587.5) * 86400.0

    def hazard(self, connection: sa.Connection, table: str) -> str | None:
        """A view."""
        query = sa.text("SELECT type FROM sqlite_master WHERE name = :name AND type IN ('table', 'view')")
        return VIEW if connection.scalar(query, {"name": table}) == "view" else None

    def has_triggers(self, connection: sa.Connection, table: str) -> bool:
        """Triggers of this table in the schema table."""
        query = sa.text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
        return bool(connection.scalar(query, {"name": table}))

    def lock_rows(self, query: sa.Select, target: sa.TableClause) -> sa.Select:  # noqa: ARG002
        """Nothing to add: an immediate transaction is the only writer."""
        return query

    def reserve(self, connection: sa.Connection, table: str, highest: Mapping[str, int]) -> None:
        """Raise the count of an AUTOINCREMENT table; one without it takes the next free number, whatever we do."""
        declared = sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
        if "AUTOINCREMENT" not in (connection.scalar(declared, {"name": table}) or "").upper():
            return
        [column] = sa.inspect(connection).get_pk_constraint(table)["constrained_columns"]
        given = {"name": table, "highest": highest.get(column, 0)}
        raised = sa.text("UPDATE sqlite_sequence SET seq = max(seq, :highest) WHERE name = :name")
        if not connection.execute(raised, given).rowcount:
            connection.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :highest)"), given)

    def exactly(self, column: sa.ColumnElement[Any], kind: pa.DataType) -> sa.ColumnElement[Any]:
        """Binary collation for text, whatever the column declares."""
        return sa.collate(column, "BINARY") if pa.types.is_string(kind) else column

    def folded(self, texts: pa.ChunkedArray, collation: str) -> pa.ChunkedArray:
        """NOCASE knows the letters of ASCII, RTRIM the spaces at the end."""
        return pc.ascii_lower(texts) if collation == "NOCASE" else pc.utf8_rtrim(texts, " ")

    def _time_text(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
        return sa.cast(column, sa.Text)  # kept as text already

    def digest(self, text: sa.ColumnElement[str], order: sa.ColumnElement[int]) -> sa.ColumnElement[str]:
        """Our own aggregate: SQLite has no MD5, and before 3.44 no order inside an aggregate."""
        return sa.func.mergepoint_digest(text, order, type_=sa.Text)

    def delete_matching(
        self, target: sa.TableClause, keys: Sequence[tuple[Any, Any]], where: sa.ColumnElement[bool]
    ) -> Any:
        """By row values: SQLite has no DELETE … USING."""
        wanted = sa.select(*[theirs for _, theirs in keys]).where(where)
        ours = [ours for ours, _ in keys]
        return sa.delete(target).where((ours[0] if len(ours) == 1 else sa.tuple_(*ours)).in_(wanted))

    def copy_to(self, where: str) -> str:
        """A file: SQLite's own backup, consistent while others write."""
        with self.translated():
            source = sqlite3.connect(self.url.database or "")
            copy = sqlite3.connect(where)
            try:
                source.backup(copy)
            finally:
                copy.close()
                source.close()
        return f"sqlite:///{where}"

    def clone_to(self, where: str) -> str:
        """The same: a backup has the triggers and views as well."""
        return self.copy_to(where)

    def load(self, connection: sa.Connection, table: str, columns: Sequence[str], rows: pa.Table) -> None:
        """One prepared INSERT, executed for all rows by the driver."""
        if not rows.num_rows:
            return
        statement = sa.insert(sa.table(table, *[sa.column(c) for c in columns]))
        text = str(statement.compile(dialect=self.engine.dialect))
        values = [to_sqlite(column) for column in rows.columns]
        connection.exec_driver_sql(text, list(zip(*values, strict=True)))

    def read(self, connection: sa.Connection, query: sa.Select, schema: pa.Schema) -> pa.Table:
        """Rows as the driver gives them, columns decoded one by one."""
        return columns_of(connection.execute(query).fetchall(), schema, from_sqlite)

    def batches(self, connection: sa.Connection, query: sa.Select, schema: pa.Schema, size: int) -> Iterator[pa.Table]:
        """A cursor that is read in parts."""
        for part in connection.execute(query, execution_options={"yield_per": size}).partitions(size):
            yield columns_of(part, schema, from_sqlite)

    def column_type(self, kind: pa.DataType, _indexed: bool) -> sa.types.TypeEngine[Any]:
        """As usual, but money as text: NUMERIC would turn it into a float."""
        return sa.Text() if pa.types.is_decimal(kind) else super().column_type(kind, _indexed)


def columns_of(
    rows: Sequence[Sequence[Any]], schema: pa.Schema, decode: Callable[[Sequence[Any], pa.DataType], pa.Array]
) -> pa.Table:
    """Rows of a driver as Arrow columns."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table(
        [decode(values, kind) for values, kind in zip(columns, schema.types, strict=True)], names=schema.names
    )


class _Digest:
    """The aggregate behind `digest`."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.texts: list[tuple[int, str]] = []

    def step(self, text: str, order: int) -> None:
        """A row."""
        self.texts.append((order, text))

    def finalize(self) -> str:
        """MD5 of all of them in order."""
        whole = "".join(text for _, text in sorted(self.texts))
        return hashlib.md5(whole.encode(), usedforsecurity=False).hexdigest()


def to_sqlite(column: pa.ChunkedArray) -> list[Any]:
    """Values for the driver: decimals, dates and times as text, the rest as Python values."""
    kind = column.type
    if pa.types.is_decimal(kind) or pa.types.is_date(kind):
        return column.cast(pa.string()).to_pylist()
    if pa.types.is_timestamp(kind):
        return _utc_text(column).to_pylist()
    return column.to_pylist()


def _utc_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    naive = column.cast(pa.timestamp("us", "UTC")) if column.type.tz else column
    return pc.strftime(naive.cast(pa.timestamp("us")), "%Y-%m-%d %H:%M:%S")


def from_sqlite(values: Sequence[Any], kind: pa.DataType) -> pa.Array:  # noqa: PLR0911
    """An Arrow column of `kind` from the driver's values; text where one does not fit."""
    if pa.types.is_decimal(kind):
        try:
            exact = [None if v is None else Decimal(repr(v) if isinstance(v, float) else v) for v in values]
        except ArithmeticError:
            exact = values
        return as_array(exact, kind)
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        texts = as_array([v if v is None or isinstance(v, str) else str(v) for v in values], pa.string())
        if pa.types.is_timestamp(kind) and kind.tz:  # kept in UTC, without saying so
            local = pc.match_substring_regex(texts, r"\d\d:\d\d(:\d\d(\.\d+)?)?$")
            bare = pc.and_(local, pc.invert(pc.match_substring_regex(texts, r"[+-]\d\d:\d\d$")))
            texts = pc.if_else(bare, pc.binary_join_element_wise(texts, "Z", ""), texts)
        try:
            return texts.cast(kind)
        except pa.ArrowInvalid:
            return texts
    if pa.types.is_boolean(kind):
        return as_array([None if v is None else bool(v) if v in (0, 1) else v for v in values], kind)
    if pa.types.is_floating(kind):
        return as_array([None if v is None else float(v) if isinstance(v, int) else v for v in values], kind)
    if pa.types.is_string(kind):
        return pa.array([_text(v) for v in values], pa.string())
    return as_array(values, kind)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return value.isoformat(" ") if isinstance(value, dt.datetime) else str(value)
