"""The target's real schema, as far as rows can break it."""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from migration import keeping
from migration.columns import Column, allowed_texts, column_of
from migration.databases.base import Database
from migration.errors import Refused


@dataclass(frozen=True)
class ForeignKey:
    """A declared reference: `columns` of `table` hold `parent_columns` of `parent`."""

    table: str
    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]


@dataclass(frozen=True)
class TargetTable:
    """A table as the target has it."""

    name: str
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()

    def column(self, name: str) -> Column | None:
        """The column of that name, if there is one."""
        return next((c for c in self.columns if c.name == name), None)

    @property
    def writable(self) -> tuple[Column, ...]:
        """Columns that can be written: not computed by the database."""
        return tuple(c for c in self.columns if not c.computed)

    def clause(self, alias: str | None = None) -> Any:
        """A typeless SQLAlchemy table: values are never touched on their way."""
        table = sa.table(self.name, *[sa.column(c.name) for c in self.columns])
        return table.alias(alias) if alias else table


def check_table(database: Database, connection: sa.Connection, table: str) -> None:
    """Refuse (gate `table`) a table of which the product cannot promise that a chunk is there as a whole or not."""
    why = database.hazard(connection, table)
    if why:
        raise Refused("table", f"{table}: {why}")


def check_amounts(target: TargetTable, rows: pa.Schema) -> None:
    """Refuse (gate `table`) a target that rounds decimals since the rows were planned for it: servers do, silently."""
    for field in rows:
        column = target.column(field.name)
        if not pa.types.is_decimal(field.type) or column is None or column.kind is None:
            continue
        now, digits = column.kind, field.type.precision - field.type.scale
        exact = pa.types.is_string(now) or (pa.types.is_decimal(now) and now.scale >= field.type.scale)
        if not exact or (pa.types.is_decimal(now) and now.precision - now.scale < digits):
            why = f"{field.name} is {now} now and would round {field.type}; package the wave again"
            raise Refused("table", f"{target.name}: {why}")


def reflect(connection: sa.Connection, table: str) -> TargetTable | None:
    """Read one table of the target; None where it does not exist."""
    inspector = sa.inspect(connection)
    if not inspector.has_table(table):
        return None
    checks = allowed_texts(connection, inspector, table)
    product = connection.dialect.name
    texts = keeping.text_rules(connection, table)
    columns = tuple(column_of(raw, checks, texts, connection.dialect) for raw in inspector.get_columns(table))
    key = tuple(inspector.get_pk_constraint(table)["constrained_columns"])
    unique = _sqlite_unique(connection, table) if product == "sqlite" else _unique(inspector, table)
    sets = dict.fromkeys(u for u in ([key] if key else []) + unique if u)
    return TargetTable(table, columns, tuple(sets), _foreign_keys(inspector, table))


def _unique(inspector: sa.Inspector, table: str) -> list[tuple[str, ...]]:
    sets = [tuple(u["column_names"]) for u in inspector.get_unique_constraints(table)]
    return sets + [
        tuple(i["column_names"])
        for i in inspector.get_indexes(table)
        if i["unique"] and None not in i["column_names"] and not i.get("dialect_options", {}).get("postgresql_where")
    ]


def _sqlite_unique(connection: sa.Connection, table: str) -> list[tuple[str, ...]]:
    """Unique sets as SQLite keeps them: SQLAlchemy misses `VARCHAR(80)  UNIQUE`, and takes partial ones."""
    query = sa.text(
        "SELECT l.name, i.name AS part FROM pragma_index_list(:name) AS l, pragma_index_info(l.name) AS i "
        'WHERE l."unique" = 1 AND l.partial = 0 ORDER BY l.name, i.seqno'
    )
    sets: dict[str, list[str | None]] = {}
    for name, part in connection.execute(query, {"name": table}):
        sets.setdefault(name, []).append(part)
    return [tuple(columns) for columns in sets.values() if None not in columns]


def _foreign_keys(inspector: sa.Inspector, table: str) -> tuple[ForeignKey, ...]:
    return tuple(
        ForeignKey(table, tuple(f["constrained_columns"]), f["referred_table"], tuple(f["referred_columns"]))
        for f in inspector.get_foreign_keys(table)
        if f["referred_columns"]
    )


def all_foreign_keys(connection: sa.Connection) -> list[ForeignKey]:
    """Every declared reference of the schema."""
    inspector = sa.inspect(connection)
    names = [n for n in inspector.get_table_names() if not n.startswith("mergepoint_")]
    return [key for name in names for key in _foreign_keys(inspector, name)]
