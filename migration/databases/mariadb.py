"""MariaDB and MySQL: LOAD DATA LOCAL inside the transaction where the server allows it, else long INSERTs."""

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from migration import errors
from migration.databases.base import VIEW, Database, as_array
from migration.databases.sqlite import columns_of, from_sqlite, to_sqlite

BATCH = 2_000
FOLDED = 10_000  # texts in one question
IDLE_TIMEOUT_S = 120
_TRIGGERS = (
    "SELECT trigger_name AS name, action_timing AS time, event_manipulation AS event, event_object_table AS on_table, "
    "action_statement AS body FROM information_schema.triggers WHERE trigger_schema = database() "
    "ORDER BY event_object_table, action_timing, event_manipulation, action_order"
)


class MariaDb(Database):
    """A MariaDB or MySQL database with InnoDB tables; `local_infile=1` in the URL allows LOAD DATA LOCAL."""

    checks_each_row = True
    clone_holds = "tables, rows and triggers copied"

    def _engine(self) -> sa.Engine:
        engine = sa.create_engine(
            self.url, hide_parameters=True, pool_size=1, max_overflow=2, isolation_level="READ COMMITTED"
        )

        @sa.event.listens_for(engine, "connect")
        def settings(dbapi: Any, _record: Any) -> None:
            with dbapi.cursor() as cursor:
                cursor.execute("SET SESSION innodb_lock_wait_timeout = %s", (max(1, int(self.lock_timeout_s)),))
                cursor.execute("SET SESSION lock_wait_timeout = %s", (max(1, int(self.lock_timeout_s)),))
                cursor.execute("SET SESSION wait_timeout = %s", (IDLE_TIMEOUT_S,))
                cursor.execute("SET SESSION time_zone = '+00:00'")
                cursor.execute("SET SESSION group_concat_max_len = 16777216")  # a range of rows under one digest
                cursor.execute("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO'")
                cursor.execute("SET SESSION default_storage_engine = InnoDB")  # of the image tables

        return engine

    def _typed(self, error: sa.exc.DBAPIError) -> errors.DatabaseError:
        code = error.orig.args[0] if error.orig is not None and error.orig.args else 0
        if code in {1062, 1048, 1451, 1452, 1216, 1217, 3819, 4025, 1264, 1265, 1366, 1406, 1292}:
            return errors.ConstraintFailure(self.label, f"a rule of the target (error {code})")
        kinds = {
            1205: errors.LockTimeout,
            1213: errors.LockTimeout,
            1290: errors.ReadOnly,
            1142: errors.ReadOnly,
            1021: errors.DiskFull,
            1114: errors.DiskFull,
            2003: errors.Unreachable,
            2006: errors.Unreachable,
            2013: errors.Unreachable,
            1044: errors.Unreachable,
            1045: errors.Unreachable,
            1049: errors.Unreachable,
            0: errors.Unreachable,
        }
        return kinds.get(code, errors.DatabaseError)(self.label, f"{type(error.orig).__name__} ({code}).")

    def now(self) -> sa.ColumnElement[float]:
        """Seconds since 1970 by the server's clock."""
        return sa.literal_column("unix_timestamp(now(6))", sa.Double)

    def has_triggers(self, connection: sa.Connection, table: str) -> bool:
        """Triggers of this table in the information schema."""
        query = sa.text(
            "SELECT count(*) FROM information_schema.triggers "
            "WHERE event_object_schema = database() AND event_object_table = :name"
        )
        return bool(connection.scalar(query, {"name": table}))

    def reserve(self, connection: sa.Connection, table: str, highest: Mapping[str, int]) -> None:
        """Raise AUTO_INCREMENT, which otherwise follows our rows chunk by chunk."""
        if not highest:
            return
        query = sa.text(
            "SELECT c.column_name, t.auto_increment FROM information_schema.columns c "
            "JOIN information_schema.tables t USING (table_schema, table_name) "
            "WHERE table_schema = database() AND table_name = :name AND c.extra LIKE '%auto_increment%'"
        )
        for column, coming in connection.execute(query, {"name": table}).all():
            if highest.get(column, 0) >= (coming or 1):
                quoted = self.engine.dialect.identifier_preparer.quote(table)
                connection.exec_driver_sql(f"ALTER TABLE {quoted} AUTO_INCREMENT = {highest[column] + 1:d}")

    def hazard(self, connection: sa.Connection, table: str) -> str | None:
        """A view, or an engine without transactions."""
        query = sa.text(
            "SELECT engine, table_type FROM information_schema.tables "
            "WHERE table_schema = database() AND table_name = :name"
        )
        engine, kind = connection.execute(query, {"name": table}).first() or (None, "")
        if kind == "VIEW":
            return VIEW
        if engine is None or engine == "InnoDB":
            return None
        return f"its engine {engine} cannot take a transaction back; ALTER TABLE … ENGINE = InnoDB"

    def lock_rows(self, query: sa.Select, target: sa.TableClause) -> sa.Select:  # noqa: ARG002
        """FOR UPDATE; the product knows no OF, so our own image rows are locked as well."""
        return query.with_for_update()

    def exactly(self, column: sa.ColumnElement[Any], kind: pa.DataType) -> sa.ColumnElement[Any]:
        """Text as bytes: most collations take 'A', 'a ' and 'á' for equal."""
        return sa.cast(column, sa.LargeBinary) if pa.types.is_string(kind) else column

    def folded(self, texts: pa.ChunkedArray, collation: str) -> pa.ChunkedArray:
        """By the server's own weights of the texts; all but the collations named so take no heed of spaces behind."""
        if "nopad" not in collation and "_0900_" not in collation:
            texts = pc.utf8_rtrim(texts, " ")
        if collation.endswith("_bin"):
            return texts
        known = re.sub(r"\W", "", collation, flags=re.ASCII)
        query = sa.text(
            f"SELECT HEX(WEIGHT_STRING(CONVERT(v USING {known.partition('_')[0]}) COLLATE {known})) "  # noqa: S608
            "FROM JSON_TABLE(:texts, '$[*]' COLUMNS (n FOR ORDINALITY, v LONGTEXT PATH '$')) AS t ORDER BY n"
        )
        found: list[str | None] = []
        with self.begin(write=False) as connection:
            for start in range(0, len(texts), FOLDED):
                part = json.dumps(texts.slice(start, FOLDED).to_pylist(), ensure_ascii=False)
                found += connection.scalars(query, {"texts": part}).all()
        return pa.chunked_array([pa.array(found, pa.string())])

    def _time_text(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
        return sa.func.date_format(column, "%Y-%m-%d %H:%i:%s.%f", type_=sa.Text)

    def allow_nulls(self, connection: sa.Connection, table: str, columns: Sequence[str]) -> None:
        """A column made from a NOT NULL one allows nulls, but has no default."""
        quote = self.engine.dialect.identifier_preparer.quote
        changes = ", ".join(f"ALTER COLUMN {quote(c)} SET DEFAULT NULL" for c in columns)
        connection.exec_driver_sql(f"ALTER TABLE {quote(table)} {changes}")

    def copy_to(self, where: str) -> str:
        """A database of the same server with its own tables, rows and foreign keys."""
        copy = self.url.set(database=where)
        with self.begin() as connection:
            source = sa.MetaData()
            source.reflect(connection)
            connection.execute(sa.schema.DropSchema(where, if_exists=True))
            connection.execute(sa.schema.CreateSchema(where))
            quote = self.engine.dialect.identifier_preparer.quote
            for table in source.sorted_tables:
                connection.exec_driver_sql(f"CREATE TABLE {quote(where)}.{quote(table.name)} LIKE {quote(table.name)}")
                names = [c.name for c in table.columns if c.computed is None]
                theirs = sa.table(table.name, *map(sa.column, names), schema=where)
                rows = sa.select(*[sa.column(n) for n in names]).select_from(sa.table(table.name))
                connection.execute(sa.insert(theirs).from_select(names, rows))
            copies = sa.MetaData()
            for table in source.sorted_tables:
                table.to_metadata(copies, schema=where, referred_schema_fn=lambda *_: where)
            for table in copies.tables.values():
                for key in table.foreign_key_constraints:
                    connection.execute(sa.schema.AddConstraint(key))
        return copy.render_as_string(False)

    def clone_to(self, where: str) -> str:
        """Tables, rows and foreign keys as `copy_to`, and the triggers as well; views stay behind.

        Raises CannotClone for a role that may not see or make triggers, and for a trigger that names the database it
        lives in: its copy would write to production.
        """
        own = (self.url.database or "").lower()
        with self.begin(write=False) as connection:
            grants = [line.replace("\\", "").lower() for line in connection.scalars(sa.text("SHOW GRANTS"))]
            triggers = [dict(row) for row in connection.execute(sa.text(_TRIGGERS)).mappings()]
        sees = rf"(all privileges|\btrigger\b).* on (\*|`{re.escape(own)}`)\.\*"
        if not any(re.search(sees, line) for line in grants):
            raise errors.CannotClone(self.label, f"No clone {where!r}: the role may not see triggers (GRANT TRIGGER).")
        for trigger in triggers:
            if re.search(rf"(?<![\w$]){re.escape(own)}`?\s*\.", trigger["body"].lower()):
                why = f"the trigger {trigger['name']} names the database itself."
                raise errors.CannotClone(self.label, f"No clone {where!r}: {why}")
        url = self.copy_to(where)
        try:
            self._make_triggers(where, triggers)
        except errors.DatabaseError as error:
            raise errors.CannotClone(self.label, f"No clone {where!r}: its triggers: {error.detail}") from None
        return url

    def _make_triggers(self, where: str, triggers: Sequence[dict[str, Any]]) -> None:
        quote = self.engine.dialect.identifier_preparer.quote
        copy = sa.create_engine(self.url.set(database=where), poolclass=sa.NullPool, hide_parameters=True)
        with self.translated(), copy.connect() as connection:
            for trigger in triggers:
                head = f"CREATE TRIGGER {quote(trigger['name'])} {trigger['time']} {trigger['event']}"
                text = f"{head} ON {quote(trigger['on_table'])} FOR EACH ROW {trigger['body']}"
                connection.connection.cursor().execute(text)

    def load(self, connection: sa.Connection, table: str, columns: Sequence[str], rows: pa.Table) -> None:
        """LOAD DATA LOCAL INFILE from a temporary file; without it, INSERTs of many rows."""
        if not rows.num_rows:
            return
        if self.url.query.get("local_infile") in {"1", "true"}:
            self._load_file(connection, table, columns, rows)
            return
        statement = sa.insert(sa.table(table, *[sa.column(c) for c in columns]))
        text = str(statement.compile(dialect=self.engine.dialect, column_keys=list(columns)))
        marks = f"({', '.join(['%s'] * len(columns))})"
        text = text[: text.index("VALUES")] + "VALUES " + marks
        values = list(zip(*[to_sqlite(column) for column in rows.columns], strict=True))
        for start in range(0, len(values), BATCH):
            connection.exec_driver_sql(text, values[start : start + BATCH])

    def _load_file(self, connection: sa.Connection, table: str, columns: Sequence[str], rows: pa.Table) -> None:
        quote = self.engine.dialect.identifier_preparer.quote
        with tempfile.NamedTemporaryFile(suffix=".tsv") as file:
            for batch in rows.to_batches(max_chunksize=20_000):
                file.write(_lines(batch))
            file.flush()
            self.probe("load data")
            binary = {n for n, kind in zip(columns, rows.schema.types, strict=True) if _is_binary(kind)}
            fields = [f"@{quote(c)}" if c in binary else quote(c) for c in columns]
            unhex = ", ".join(f"{quote(c)} = UNHEX(@{quote(c)})" for c in columns if c in binary)
            command = (
                f"LOAD DATA LOCAL INFILE %s INTO TABLE {quote(table)} CHARACTER SET utf8mb4 "
                "FIELDS TERMINATED BY '\t' ENCLOSED BY '' ESCAPED BY '\\\\' LINES TERMINATED BY '\n' "
                f"({', '.join(fields)}){' SET ' + unhex if unhex else ''}"
            )
            cursor = connection.connection.cursor()
            try:
                cursor.execute(command, (file.name,))
                if cursor.rowcount != rows.num_rows or cursor._result.warning_count:
                    raise errors.ConstraintFailure(self.label, "a type or length (LOAD DATA warned)", table)
            finally:
                cursor.close()

    def read(self, connection: sa.Connection, query: sa.Select, schema: pa.Schema) -> pa.Table:
        """Rows as the driver gives them, columns decoded one by one."""
        text = str(query.compile(dialect=self.engine.dialect, compile_kwargs={"literal_binds": True}))
        return columns_of(connection.exec_driver_sql(text).fetchall(), schema, _decode)

    def batches(self, connection: sa.Connection, query: sa.Select, schema: pa.Schema, size: int) -> Iterator[pa.Table]:
        """The server keeps the result while it is read."""
        text = str(query.compile(dialect=self.engine.dialect, compile_kwargs={"literal_binds": True}))
        found = connection.exec_driver_sql(text, execution_options={"stream_results": True, "yield_per": size})
        for part in found.partitions(size):
            yield columns_of(part, schema, _decode)

    def column_type(self, kind: pa.DataType, indexed: bool) -> sa.types.TypeEngine[Any]:
        """Keys as VARCHAR with an exact collation (TEXT cannot be a key); microseconds for times."""
        from sqlalchemy.dialects import mysql

        if pa.types.is_timestamp(kind):
            return mysql.DATETIME(fsp=6)
        made = super().column_type(kind, indexed)
        if isinstance(made, sa.Text):
            return mysql.VARCHAR(191, collation="utf8mb4_bin") if indexed else mysql.LONGTEXT(collation="utf8mb4_bin")
        return made


def _is_binary(kind: pa.DataType) -> bool:
    return pa.types.is_binary(kind) or pa.types.is_large_binary(kind)


def _decode(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_date(kind) or (pa.types.is_timestamp(kind) and kind.tz is None):
        return as_array(values, kind)
    return from_sqlite(values, kind)


def _lines(batch: pa.RecordBatch) -> bytes:
    r"""Rows as tab-separated lines, `\N` for null, backslash before what would end a field."""
    fields = []
    for index in range(batch.num_columns):
        column = pa.chunked_array([batch.column(index)])
        if pa.types.is_boolean(column.type):
            text = column.cast(pa.int8()).cast(pa.string())
        elif pa.types.is_string(column.type):
            text = column
            for plain, escaped in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
                text = pc.replace_substring(text, plain, escaped)
        elif _is_binary(column.type):
            text = pa.chunked_array([pa.array([v and v.hex() for v in column.to_pylist()], pa.string())])
        else:
            text = pa.chunked_array([pa.array(to_sqlite(column)).cast(pa.string())], pa.string())
        fields.append(pc.fill_null(text, "\\N"))
    lines = pc.binary_join_element_wise(*fields, "\t")
    return ("\n".join(lines.to_pylist()) + "\n").encode()
