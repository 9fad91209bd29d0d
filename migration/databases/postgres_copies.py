"""Sandboxes of a PostgreSQL database: a schema beside its own with tables and rows, or the whole database cloned."""

from collections.abc import Sequence

import sqlalchemy as sa

from migration import errors

_NO_CLONE = {
    "55006": "others are connected to the database or to an older clone",
    "42501": "the role may not create databases (ALTER ROLE … CREATEDB)",
}


def plain(connection: sa.Connection, statement: str) -> None:
    """Run a statement as it is: percent signs are doubled only for a driver that is given parameters."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement)
    finally:
        cursor.close()


def quoted(connection: sa.Connection, name: str) -> str:
    """A name as an identifier of a plain statement."""
    return connection.dialect.identifier_preparer.quote_identifier(name).replace("%%", "%")


def copy_schema(connection: sa.Connection, where: str) -> None:
    """A schema of the same database, with its own tables, rows, indexes and foreign keys; an older one goes."""
    source = sa.MetaData()
    source.reflect(connection)
    connection.execute(sa.schema.DropSchema(where, cascade=True, if_exists=True))
    connection.execute(sa.schema.CreateSchema(where))
    for table in source.sorted_tables:
        theirs = quoted(connection, table.name)
        ours = f"{quoted(connection, where)}.{theirs}"
        plain(connection, f"CREATE TABLE {ours} (LIKE {theirs} INCLUDING ALL)")
        names = ", ".join(quoted(connection, c.name) for c in table.columns if c.computed is None)
        rows = f"SELECT {names} FROM {theirs}"  # noqa: S608  (quoted identifiers only)
        plain(connection, f"INSERT INTO {ours} ({names}) OVERRIDING SYSTEM VALUE {rows}")
    _foreign_keys(connection, source.sorted_tables, where)


def _foreign_keys(connection: sa.Connection, tables: Sequence[sa.Table], where: str) -> None:
    """LIKE leaves foreign keys out; these point inside the new schema."""
    copies = sa.MetaData()
    for table in tables:
        table.to_metadata(copies, schema=where, referred_schema_fn=lambda *_: where)
    for copy in copies.tables.values():
        for key in copy.foreign_key_constraints:
            connection.execute(sa.schema.AddConstraint(key))


def clone_database(url: sa.URL, label: str, where: str) -> None:
    """A database of the same server, copied file by file; an older one of that name is replaced.

    Raises CannotClone while anybody is connected, or where the role may not create databases.
    """
    server = sa.create_engine(
        url.set(database="postgres"), poolclass=sa.NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True
    )
    try:
        with server.connect() as connection:
            source, copy = quoted(connection, url.database or ""), quoted(connection, where)
            plain(connection, f"DROP DATABASE IF EXISTS {copy}")
            plain(connection, f"CREATE DATABASE {copy} TEMPLATE {source} STRATEGY FILE_COPY")
    except (sa.exc.DBAPIError, server.dialect.dbapi.Error) as error:
        state = getattr(getattr(error, "orig", error), "sqlstate", None) or "no connection"
        why = _NO_CLONE.get(state, f"SQLSTATE {state}")
        raise errors.CannotClone(label, f"No clone {where!r}: {why}.") from None
