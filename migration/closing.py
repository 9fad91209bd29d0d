"""The end of a wave: tables that it made and that are empty again, its images, and its seal."""

import sqlalchemy as sa

from migration import journal, ledger
from migration.databases import Database, connect
from migration.errors import Refused
from migration.ordering import order_entities
from migration.values import EntitySpec, WaveSpec


def drop_created(database: Database, row: ledger.WaveRow, epoch: int) -> list[str]:
    """Drop the tables that the wave made and that are empty again; returns those that are not."""
    left = []
    specs = order_entities(WaveSpec.from_dict(row.spec).entities)
    for spec in reversed(specs):
        with database.begin() as connection:
            ledger.fence(database, connection, row.name, epoch, "rolling_back")
            noted = journal.find(connection, row.name, spec.name)
            if not noted or not noted["created"] or not sa.inspect(connection).has_table(spec.table):
                continue
            if not _drop_if_empty(database, connection, spec):
                left.append(spec.table)
    return left


def _drop_if_empty(database: Database, connection: sa.Connection, spec: EntitySpec) -> bool:
    database.lock_table(connection, spec.table)
    table = sa.table(spec.table)
    if connection.execute(sa.select(sa.literal_column("1")).select_from(table).limit(1)).first():
        return False
    connection.execute(sa.schema.DropTable(sa.Table(spec.table, sa.MetaData())))
    return True


def prune(database: Database, row: ledger.WaveRow) -> None:
    """Remove the images of this attempt; they hold personal data and are needed no more."""
    for spec in WaveSpec.from_dict(row.spec).entities:
        journal.drop(database, row.name, spec.name, journal.image_name(row.name, spec.name, row.attempt))


def close(wave: str, target: str | Database, *, by: str, why: str = "") -> None:
    """Seal a promoted wave and prune its before-images: it can be rolled back no more. Resumes when killed."""
    database = connect(target)
    try:
        with database.begin() as connection:
            row = ledger.need(connection, wave)
            if row.state == "promoted":
                ledger.move(database, connection, row, "closing", (by, why, None))
            elif row.state not in {"closing", "closed"}:
                raise Refused("state", f"wave {wave} is {row.state}; only a promoted wave can be closed")
        prune(database, row)
        with database.begin() as connection:
            row = ledger.need(connection, wave)
            if row.state == "closing":
                ledger.move(database, connection, row, "closed", (by, why, None))
    finally:
        if database is not target:
            database.close()
