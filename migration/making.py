"""Tables that a wave makes: bare while they are filled, their indexes and foreign keys once they are full.

Nobody else knows such a table yet, so its rules may come last: PostgreSQL then checks all rows in one pass, which
takes a third of the time of a check for each row. The wave is not promoted before every rule is there.
"""

from collections.abc import Mapping

import pyarrow as pa
import sqlalchemy as sa

from migration.databases import Database
from migration.schema import to_create
from migration.values import EntitySpec


def create(
    database: Database,
    connection: sa.Connection,
    spec: EntitySpec,
    schema: pa.Schema,
    parents: Mapping[str, EntitySpec],
) -> None:
    """Make the table of an entity, with its key; with all its rules where the product cannot add them later."""
    table = to_create(database, connection, spec, schema, parents)
    if database.rules_afterwards:
        connection.execute(sa.schema.CreateTable(table, include_foreign_key_constraints=[], if_not_exists=True))
    else:
        table.create(connection, checkfirst=True)


def complete(
    database: Database,
    connection: sa.Connection,
    spec: EntitySpec,
    schema: pa.Schema,
    parents: Mapping[str, EntitySpec],
) -> None:
    """Add the indexes and foreign keys that `create` left out and that are not there yet.

    Raises ConstraintFailure where a row that was written meanwhile breaks one.
    """
    inspector = sa.inspect(connection)
    if not database.rules_afterwards or not inspector.has_table(spec.table):
        return
    table = to_create(database, connection, spec, schema, parents)
    indexes = {index["name"] for index in inspector.get_indexes(spec.table)}
    keys = {tuple(key["constrained_columns"]) for key in inspector.get_foreign_keys(spec.table)}
    for index in table.indexes:
        if index.name not in indexes:
            index.create(connection)
    for key in table.foreign_key_constraints:
        if tuple(key.column_keys) not in keys:
            connection.execute(sa.schema.AddConstraint(key))
