"""What a wave asks of a database: transactions, a clock, bulk rows in, rows out as Arrow, typed errors."""

import abc
import contextlib
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from migration import errors

Probe = Callable[[str], None]
VIEW = "it is a view, rows of which can be others' or be gone from it once written; name the table behind it"


def _silent(_event: str) -> None:
    """The probe of ordinary life: nobody listens."""


class Database(abc.ABC):
    """A database that rows move into. A subclass for each product adds its bulk paths and its dialect.

    `probe` is told of every statement and of both sides of every commit (tests end the process there).
    """

    def __init__(self, url: sa.URL, lock_timeout_s: float = 10.0, probe: Probe | None = None) -> None:
        """`url` names the driver; `lock_timeout_s` is the longest wait for a lock, in seconds."""
        self.url = url
        self.label = url.render_as_string(hide_password=True)
        self.lock_timeout_s = lock_timeout_s
        self.probe = probe or _silent
        self.engine = self._engine()
        sa.event.listen(self.engine, "before_cursor_execute", self._statement)

    checks_each_row = False
    """Whether a foreign key is checked row by row, not at the end of a statement."""

    rules_afterwards = False
    """Whether foreign keys can be added to a full table, checked in one pass."""

    clone_holds = "the whole database cloned"
    """What `clone_to` takes along, for a person."""

    # --- life -------------------------------------------------------------------------------------------
    @abc.abstractmethod
    def _engine(self) -> sa.Engine: ...

    def _statement(self, _conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.probe(f"statement {statement.lstrip()[:40]}")

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    def __enter__(self) -> "Database":
        """Use as a context manager to close it afterwards."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    @contextlib.contextmanager
    def begin(self, write: bool = True) -> Iterator[sa.Connection]:
        """One transaction, committed at the end; database errors come out typed, without values in them."""
        with self.translated(), self.engine.connect() as raw:
            connection = raw.execution_options(mergepoint_write=write)
            with contextlib.ExitStack() as undo:
                transaction = connection.begin()
                undo.callback(transaction.close)
                yield connection
                self.probe("before commit")
                transaction.commit()
                self.probe("after commit")

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        """Turn driver errors into ours; the driver's text may hold personal data, so it is left behind."""
        try:
            yield
        except sa.exc.DBAPIError as error:
            raise self._typed(error) from None
        except self._driver_errors() as error:
            raise self._typed(sa.exc.DBAPIError("", None, error)) from None
        except sa.exc.TimeoutError:
            raise errors.Unreachable(self.label, "No connection became free.") from None

    def _driver_errors(self) -> tuple[type[Exception], ...]:
        return (self.engine.dialect.dbapi.Error,)

    @abc.abstractmethod
    def _typed(self, error: sa.exc.DBAPIError) -> errors.DatabaseError: ...

    # --- SQL --------------------------------------------------------------------------------------------
    @abc.abstractmethod
    def now(self) -> sa.ColumnElement[float]:
        """The database's own clock, seconds since 1970."""

    @abc.abstractmethod
    def has_triggers(self, connection: sa.Connection, table: str) -> bool:
        """Whether triggers may change what we write to `table`."""

    def lock_rows(self, query: sa.Select, target: sa.TableClause) -> sa.Select:
        """`query` with the rows of `target` held against other writers until commit."""
        return query.with_for_update(of=target)

    def at_once(self, connection: sa.Connection) -> None:  # noqa: B027  (most products know no other way)
        """Check constraints with each statement of this transaction, also those that are declared to wait."""

    def hazard(self, _connection: sa.Connection, _table: str) -> str | None:
        """Why nothing can be promised about the rows of a table (it takes part in no transaction…), and what to do."""
        return None

    def reserve(  # noqa: B027  (does nothing for tables that do not count)
        self, connection: sa.Connection, table: str, highest: Mapping[str, int]
    ) -> None:
        """Numbers that the table gives to new rows start behind these (column → number); they never go back."""

    @contextlib.contextmanager
    def lookups(self, _connection: sa.Connection, _indexed: bool = True) -> Iterator[None]:
        """Inside, joins go row by row through indexes (where there is one): a chunk against a huge table."""
        yield

    def exactly(self, column: sa.ColumnElement[Any], _kind: pa.DataType) -> sa.ColumnElement[Any]:
        """`column` in a form whose equality is sameness: no collation, no padding."""
        return column

    def folded(self, texts: pa.ChunkedArray, _collation: str) -> pa.ChunkedArray:
        """`texts` so written that those which the collation takes for one value are the same text."""
        return texts

    def canonical(self, column: sa.ColumnElement[Any], kind: pa.DataType) -> sa.ColumnElement[str] | None:
        """A value that is not null as the text that `ranges` makes of it too; None for kinds without such a text."""
        if pa.types.is_floating(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            return None
        if pa.types.is_boolean(kind):
            column = sa.cast(column, sa.Integer)
        if pa.types.is_timestamp(kind):
            return self._time_text(column)
        return sa.cast(column, sa.Text)

    @abc.abstractmethod
    def _time_text(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
        """A time as `2024-05-01 12:00:00.000000`, in UTC."""

    def digest(self, text: sa.ColumnElement[str], order: sa.ColumnElement[int]) -> sa.ColumnElement[str]:
        """MD5 of the texts of a group, put together in this order."""
        return sa.func.md5(sa.func.aggregate_strings(text, "").aggregate_order_by(order))

    def delay(self, connection: sa.Connection) -> float:
        """Seconds that the database takes to say nothing: the shortest of three round trips."""
        waits = []
        for _ in range(3):
            started = time.perf_counter()
            connection.scalar(sa.select(sa.literal_column("1")))
            waits.append(time.perf_counter() - started)
        return min(waits)

    def delete_matching(
        self, target: sa.TableClause, keys: Sequence[tuple[Any, Any]], where: sa.ColumnElement[bool]
    ) -> Any:
        """DELETE of the target's rows whose key pairs (ours, theirs) match rows of another table."""
        statement = sa.delete(target)
        for ours, theirs in keys:
            statement = statement.where(ours == theirs)
        return statement.where(where)

    def lock_table(self, connection: sa.Connection, table: str) -> None:  # noqa: B027  (SQLite needs none)
        """Keep all others out of `table` until commit, as far as the product can."""

    def allow_nulls(  # noqa: B027  (only one product needs it)
        self, connection: sa.Connection, table: str, columns: Sequence[str]
    ) -> None:
        """Let columns of an image table stay empty, where making it from a query does not."""

    def raw(self, name: str) -> str:
        """An identifier quoted for a statement that goes to the driver without parameters."""
        return self.engine.dialect.identifier_preparer.quote(name)

    def content(
        self, connection: sa.Connection, table: str, columns: Sequence[str], order: Sequence[str]
    ) -> tuple[int, str]:
        """Number of rows and a SHA-256 over these columns of all of them, in this order."""
        digest, count = hashlib.sha256(), 0
        query = all_rows(table, columns, order)
        for row in connection.execution_options(yield_per=5_000).execute(query):
            digest.update(repr(tuple(row)).encode())
            count += 1
        return count, digest.hexdigest()

    def clone_to(self, where: str) -> str:
        """A copy of the whole database, triggers and all; returns its URL. Raises CannotClone."""
        raise errors.CannotClone(self.label, f"No clone {where!r}: the product copies no databases.")

    @abc.abstractmethod
    def copy_to(self, where: str) -> str:
        """A sandbox: a copy of the target's tables and rows at `where`; returns its URL."""

    # --- rows -------------------------------------------------------------------------------------------
    @abc.abstractmethod
    def load(self, connection: sa.Connection, table: str, columns: Sequence[str], rows: pa.Table) -> None:
        """Bulk-insert `rows` (in step with `columns`) inside the open transaction."""

    @abc.abstractmethod
    def read(self, connection: sa.Connection, query: sa.Select, schema: pa.Schema) -> pa.Table:
        """The result of `query` as Arrow columns of `schema`; a value that does not parse makes its column text."""

    @abc.abstractmethod
    def batches(self, connection: sa.Connection, query: sa.Select, schema: pa.Schema, size: int) -> Iterator[pa.Table]:
        """As `read`, in parts of about `size` rows: memory stays flat. Read them before asking anything else."""

    def column_type(self, kind: pa.DataType, _indexed: bool) -> sa.types.TypeEngine[Any]:
        """The column type to create for Arrow type `kind`."""
        return _standard_type(kind)


def all_rows(table: str, columns: Sequence[str], order: Sequence[str]) -> sa.Select:
    """Every row of a table."""
    source = sa.table(table, *map(sa.column, columns))
    return sa.select(*source.columns).order_by(*[source.c[n] for n in order])


def _standard_type(kind: pa.DataType) -> sa.types.TypeEngine[Any]:
    checks = (
        (pa.types.is_boolean, sa.Boolean),
        (pa.types.is_integer, sa.BigInteger),
        (pa.types.is_floating, sa.Double),
        (pa.types.is_date, sa.Date),
        (pa.types.is_binary, sa.LargeBinary),
        (pa.types.is_large_binary, sa.LargeBinary),
    )
    for fits, made in checks:
        if fits(kind):
            return made()
    if pa.types.is_decimal(kind):
        return sa.Numeric(kind.precision, kind.scale)
    if pa.types.is_timestamp(kind):
        return sa.TIMESTAMP(timezone=kind.tz is not None)
    return sa.Text()


def as_array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Values of a driver as an Arrow column of `kind`, or as text where one does not fit."""
    try:
        return pa.array(values, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, ValueError, TypeError):
        return pa.array([None if v is None else str(v) for v in values], pa.string())
