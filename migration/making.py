"""Tables that a wave makes: bare while they are filled, their indexes and foreign keys once they are full.

Nobody else knows such a table yet, so its rules may come last: PostgreSQL then checks all rows in one pass, which
takes a third of the time of a check for each row. The wave is not promoted before every rule is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from migration.databases import Database
from migration.errors import SchemaMismatch
from migration.schema import reflect
from migration.values import EntitySpec


@dataclass(frozen=True)
class NewTable:
    """The table of an entity that the target lacks: Arrow columns, and the entities (by name) its rows may refer to."""

    spec: EntitySpec
    schema: pa.Schema
    parents: Mapping[str, EntitySpec]

    def ruled(self, database: Database, connection: sa.Connection) -> sa.Table:
        """The table with all its rules, in the product's types."""
        return _ruled(database, connection, self)


def create(database: Database, connection: sa.Connection, new: NewTable) -> None:
    """Make the table, with its key; with all its rules where the product cannot add them later."""
    table = new.ruled(database, connection)
    if database.rules_afterwards:
        connection.execute(sa.schema.CreateTable(table, include_foreign_key_constraints=[], if_not_exists=True))
    else:
        table.create(connection, checkfirst=True)


def complete(database: Database, connection: sa.Connection, new: NewTable) -> None:
    """Add the indexes and foreign keys that `create` left out and that are not there yet.

    Raises ConstraintFailure where a row that was written meanwhile breaks one.
    """
    inspector, name = sa.inspect(connection), new.spec.table
    if not database.rules_afterwards or not inspector.has_table(name):
        return
    table = new.ruled(database, connection)
    indexes = {index["name"] for index in inspector.get_indexes(name)}
    keys = {tuple(key["constrained_columns"]) for key in inspector.get_foreign_keys(name)}
    for index in table.indexes:
        if index.name not in indexes:
            index.create(connection)
    for key in table.foreign_key_constraints:
        if tuple(key.column_keys) not in keys:
            connection.execute(sa.schema.AddConstraint(key))


def _ruled(database: Database, connection: sa.Connection, new: NewTable) -> sa.Table:
    """Arrow's types, the key, foreign keys.

    A column that refers to a table of the target gets the type of the key it holds. A reference to a column
    that nothing declares unique cannot be a foreign key; it stays our own check.
    """
    spec, schema, parents = new.spec, new.schema, new.parents
    metadata = sa.MetaData()
    missing = set(spec.key) - set(schema.names)
    if missing:
        raise SchemaMismatch(spec.table, sorted(missing)[0], "is the key but the load table has no such column")
    indexed = {*spec.key, *spec.references, *spec.unique}
    kinds = {f.name: database.column_type(f.type, f.name in indexed) for f in schema}
    constraints = []
    for column, entity in spec.references.items():
        parent = parents.get(entity)
        if column not in kinds or parent is None or len(parent.key) != 1:
            continue
        if parent.table != spec.table:
            kind = _key_type(connection, parent)
            if kind is None:
                continue
            kinds[column] = kind
            sa.Table(parent.table, metadata, sa.Column(parent.key[0], kind), extend_existing=True)
        elif spec.key != parent.key:
            continue
        constraints.append(sa.ForeignKeyConstraint([column], [f"{parent.table}.{parent.key[0]}"]))
    columns = [sa.Column(n, k, nullable=n not in spec.key, autoincrement=False) for n, k in kinds.items()]
    indexes = [sa.Index(f"ix_{spec.table}_{c}"[:60], c) for c in spec.references if c in kinds]
    key = sa.PrimaryKeyConstraint(*spec.key)
    return sa.Table(spec.table, metadata, *columns, key, *constraints, *indexes, mysql_engine="InnoDB")


def _key_type(connection: sa.Connection, parent: EntitySpec) -> Any | None:
    """Type of the parent's key column, where the parent is there and holds it unique."""
    found = reflect(connection, parent.table)
    if found is None or not any(group == parent.key for group in found.unique):
        return None
    columns = sa.inspect(connection).get_columns(parent.table)
    kind = next(c["type"] for c in columns if c["name"] == parent.key[0])
    return _collated(connection, parent, kind) if connection.dialect.name in {"mysql", "mariadb"} else kind


def _collated(connection: sa.Connection, parent: EntitySpec, kind: Any) -> Any:
    """The type with the collation that the key has from its table: a foreign key needs the same one."""
    query = sa.text(
        "SELECT collation_name FROM information_schema.columns "
        "WHERE table_schema = database() AND table_name = :table AND column_name = :column"
    )
    name = connection.scalar(query, {"table": parent.table, "column": parent.key[0]})
    if name is None or not isinstance(kind, sa.String):
        return kind
    return sa.String(kind.length, collation=name)
