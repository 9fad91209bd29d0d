"""PostgreSQL's rows out as Arrow: a session of its own through ADBC, no Python per row."""

import contextlib
import importlib
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from migration import errors

ENCODING = "SET client_encoding = 'UTF8'"  # else it is the database's, and our bytes would be read as its characters
_JOINS = ("enable_hashjoin", "enable_mergejoin")


class Reading:
    """A question to the reading session: it sees what is committed; its transaction ends with the block."""

    def __init__(self, cursor: Any, dialect: sa.Dialect) -> None:
        """`cursor` of the session; `dialect` spells the queries."""
        self._cursor = cursor
        self._dialect = dialect

    def read(self, query: sa.Select, schema: pa.Schema) -> pa.Table:
        """All rows of a query, in the types of `schema`; a column that does not parse stays text."""
        self._ask(query, schema)
        return _decoded(self._cursor.fetch_arrow_table(), schema)

    def batches(self, query: sa.Select, schema: pa.Schema, size: int) -> Iterator[pa.Table]:
        """The driver's batches, gathered and cut: one of them may hold a million short rows."""
        self._ask(query, schema)
        held: list[pa.RecordBatch] = []
        for batch in self._cursor.fetch_record_batch():
            held.append(batch)
            if sum(b.num_rows for b in held) >= size:
                yield from _cut(held, schema, size)
                held = []
        if held:
            yield from _cut(held, schema, size)

    def _ask(self, query: sa.Select, schema: pa.Schema) -> None:
        columns = [
            sa.cast(column, sa.Text).label(str(i)) if _as_text(kind) else column.label(str(i))
            for i, (column, kind) in enumerate(zip(query.selected_columns, schema.types, strict=True))
        ]
        compiled = query.with_only_columns(*columns, maintain_column_froms=True).compile(
            dialect=self._dialect, compile_kwargs={"literal_binds": True}
        )
        # a literal text holds its own percent signs, doubled for a driver that is given parameters: none here
        self._cursor.execute(str(compiled).replace("%%", "%"))


class ReadingSession:
    """A connection that only reads, opened with the first question and kept."""

    def __init__(self, url: sa.URL, label: str, dialect: sa.Dialect) -> None:
        """`label` is the address as errors may show it, `dialect` spells the queries."""
        self._url, self._label, self._dialect = url, label, dialect
        self._connection: Any = None

    @contextlib.contextmanager
    def asking(self, lookups: bool) -> Iterator[Reading]:
        """One transaction; with `lookups` no plan may read all of a huge table for the rows of one chunk.

        Raises Unreachable where the connection is lost, else DatabaseError, without values in them.
        """
        manager = importlib.import_module("adbc_driver_manager")
        try:
            with self._open().cursor() as cursor:
                cursor.execute("SET LOCAL TIME ZONE 'UTC'")
                for name in _JOINS if lookups else ():
                    cursor.execute(f"SET LOCAL {name} = off")
                yield Reading(cursor, self._dialect)
            self._connection.rollback()
        except manager.Error as error:
            self.close()
            state = getattr(error, "sqlstate", None) or ""
            kind = errors.Unreachable if state[:2] in {"", "08", "57"} else errors.DatabaseError
            raise kind(self._label, f"A read failed ({state or 'connection lost'}).") from None

    def _open(self) -> Any:
        if self._connection is None:
            driver = importlib.import_module("adbc_driver_postgresql.dbapi")
            address = self._url.set(drivername="postgresql").render_as_string(False)
            self._connection = driver.connect(address)
            with self._connection.cursor() as cursor:
                cursor.execute(ENCODING)
            self._connection.commit()
        return self._connection

    def close(self) -> None:
        """Give the connection back; the next question opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _cut(batches: Sequence[pa.RecordBatch], schema: pa.Schema, size: int) -> Iterator[pa.Table]:
    whole = pa.Table.from_batches(batches)
    for start in range(0, whole.num_rows, size):
        yield _decoded(whole.slice(start, size), schema)


def _as_text(kind: pa.DataType) -> bool:
    return pa.types.is_decimal(kind) or pa.types.is_string(kind)


def _decoded(found: pa.Table, schema: pa.Schema) -> pa.Table:
    arrays = [_decode(column, kind) for column, kind in zip(found.columns, schema.types, strict=True)]
    return pa.table(arrays, names=schema.names)


def _decode(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """`column` as `kind`; text where a value does not parse, so that the comparison names it."""
    try:
        return column.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return column.cast(pa.string())
