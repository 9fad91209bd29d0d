"""What a rollback may touch: the wave that is let in, its images, and all that may point at its rows."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from migration import gates, journal, ledger
from migration.databases import Database
from migration.errors import Refused
from migration.ordering import order_entities
from migration.schema import ForeignKey, all_foreign_keys
from migration.values import WaveSpec


@dataclass(frozen=True)
class Undoing:
    """A worker's hold on a rollback. `references` are all that may point at a row: declared, and of our specs.

    `retries`: how often a chunk that waited for a lock in vain is tried again.
    """

    database: Database
    row: ledger.WaveRow
    epoch: int
    live_edits: str
    references: tuple[ForeignKey, ...]
    retries: int = 0


def admit(database: Database, connection: sa.Connection, wave: str, but: Collection[str] = ()) -> ledger.WaveRow:
    """The wave's row, where it may be taken back; `but` are later waves that will be taken back first."""
    row = ledger.need(connection, wave)
    if row.state not in {"promoted", "promoting", "rolling_back", "rolled_back"}:
        raise Refused("state", f"wave {wave} is {row.state}; there is nothing to roll back")
    if row.state == "promoted":
        gates.inside_window(database, connection, row)
    if row.state != "rolled_back":
        gates.nothing_later(connection, row, but)
    return row


def images_of(connection: sa.Connection, row: ledger.WaveRow) -> list[journal.Image]:
    """Image tables of a wave, children first."""
    specs = order_entities(WaveSpec.from_dict(row.spec).entities)
    found = (journal.open_image(connection, row.name, spec) for spec in reversed(specs))
    return [i for i in found if i is not None and sa.inspect(connection).has_table(i.name)]


def references(connection: sa.Connection) -> tuple[ForeignKey, ...]:
    """All references that may point at our rows: declared ones, and those that the waves' specs name."""
    found = dict.fromkeys(all_foreign_keys(connection))
    specs = journal.entities_of(ledger.every(connection))
    by_name = {spec.name: spec for spec in specs}
    inspector = sa.inspect(connection)
    for spec in specs:
        if not inspector.has_table(spec.table):
            continue
        columns = {c["name"] for c in inspector.get_columns(spec.table)}
        for column, entity in spec.references.items():
            parent = by_name.get(entity)
            if parent and column in columns:
                found[ForeignKey(spec.table, (column,), parent.table, parent.key[:1])] = None
    return tuple(found)


def chunks_of(done: dict[tuple[str, int], dict[str, int]], entity: str) -> list[int]:
    """Chunks of an entity that were loaded, the latest first."""
    return sorted((n for e, n in done if e == entity), reverse=True)
