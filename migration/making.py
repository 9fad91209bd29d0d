"""Tables that a wave makes: bare while they are filled, their indexes and foreign keys once they are full.

Nobody else knows such a table yet, so its rules may come last: PostgreSQL then checks all rows in one pass, which
takes a third of the time of a check for each row. The wave is not promoted before every rule is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import sqlalchemy as sa

from migration.databases import Database
from migration.schema import to_create
from migration.values import EntitySpec


@dataclass(frozen=True)
class NewTable:
    """The table of an entity that the target lacks: Arrow columns, and the entities (by name) its rows may refer to."""

    spec: EntitySpec
    schema: pa.Schema
    parents: Mapping[str, EntitySpec]

    def ruled(self, database: Database, connection: sa.Connection) -> sa.Table:
        """The table with all its rules, in the product's types."""
        return to_create(database, connection, self.spec, self.schema, dict(self.parents))


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
