"""Before- and after-images. Each wave and entity has an image table with the target's own column types.

An image table holds a row for each row of the package: `chunk`, `ord` (position in the chunk), `op` (what was
done: insert, update, same, keep), `undo` (what a rollback decided), and for the i-th column of the target `a<i>`,
the value after our write, and `b<i>`, the value before. Comparisons in SQL are exact because the types are.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy import CreateTableAs

from migration import ledger, making
from migration.databases import Database
from migration.errors import Refused
from migration.packaging import LoadPackage
from migration.schema import TargetTable, check_amounts, check_table, reflect
from migration.values import EntitySpec


@dataclass(frozen=True)
class Image:
    """The image table of one entity in one wave. `written` are the columns that the package writes."""

    name: str
    spec: EntitySpec
    target: TargetTable
    columns: tuple[str, ...]
    written: tuple[str, ...]

    @cached_property
    def clause(self) -> Any:
        """The image table; always the same object, so that subqueries correlate."""
        pairs = [f"{side}{i}" for i in range(len(self.columns)) for side in "ab"]
        return sa.table(self.name, *map(sa.column, ("chunk", "ord", "op", "undo", *pairs)))

    def after(self, image: Any, column: str) -> Any:
        """The value of `column` after our write."""
        return image.c[f"a{self.columns.index(column)}"]

    def before(self, image: Any, column: str) -> Any:
        """The value of `column` before our write."""
        return image.c[f"b{self.columns.index(column)}"]

    def same_row(self, image: Any, target: Any) -> sa.ColumnElement[bool]:
        """Join condition: the row of the target that this image speaks of."""
        return sa.and_(*[target.c[k] == self.after(image, k) for k in self.spec.key])

    @property
    def indexed(self) -> bool:
        """Whether the target finds a row by its key through an index."""
        return any(set(group) <= set(self.spec.key) for group in self.target.unique)

    @property
    def own_parents(self) -> bool:
        """Whether rows refer to rows of the same table."""
        declared = any(key.parent == self.target.name for key in self.target.foreign_keys)
        return declared or self.spec.name in self.spec.references.values()

    def kind(self, column: str) -> pa.DataType:
        """Arrow type of a column; text where the target does not say."""
        found = self.target.column(column)
        return (found.kind if found else None) or pa.string()

    def load_columns(self) -> list[str]:
        """Columns of the image in the order in which a package's rows are loaded."""
        return ["chunk", "ord", "op", *[f"a{self.columns.index(c)}" for c in self.written]]


def differs(database: Database, kind: pa.DataType, left: Any, right: Any) -> sa.ColumnElement[bool]:
    """`left` is not exactly `right`; two nulls are the same."""
    return database.exactly(left, kind).is_distinct_from(database.exactly(right, kind))


def image_name(wave: str, entity: str, attempt: int) -> str:
    """A short name that no other wave, entity or attempt has."""
    return "mergepoint_image_" + hashlib.sha256(f"{wave}\0{entity}\0{attempt}".encode()).hexdigest()[:16]


def prepare(database: Database, package: LoadPackage, spec: EntitySpec, row: ledger.WaveRow) -> Image:
    """Make the target table where it is missing, and the image table. May be killed and run again anywhere.

    `row` is the wave as its worker holds it: one that was paused makes nothing any more once another has taken
    over. The ledger is told before a table is made, so that a rollback knows what to drop.
    """
    wave = package.wave.name
    name = image_name(wave, spec.name, row.attempt)
    schema = package.schema(spec.name)
    with database.begin(write=False) as connection:
        stale = find(connection, wave, spec.name)
    if stale and stale["image"] != name:  # of a rollback that was killed before it could prune
        drop(database, wave, spec.name, stale["image"])
    with database.begin() as connection:
        ledger.fence(database, connection, wave, row.epoch, "promoting")
        target = _sound(database, connection, spec.table, schema)
        noted = find(connection, wave, spec.name)
        if noted is None:
            columns = [c.name for c in target.writable] if target else schema.names
            connection.execute(
                sa.insert(ledger.JOURNAL).values(
                    wave=wave,
                    entity=spec.name,
                    image=name,
                    columns=json.dumps({"columns": columns, "written": schema.names}, ensure_ascii=False),
                    created=int(target is None),
                )
            )
        created = noted["created"] if noted else target is None
    if target is None and created:
        with database.begin() as connection:
            ledger.fence(database, connection, wave, row.epoch, "promoting")
            making.create(database, connection, making.NewTable(spec, schema, _parents(connection, package)))
    return _make(database, row, spec)


def _sound(database: Database, connection: sa.Connection, table: str, rows: pa.Schema) -> TargetTable | None:
    """The target's table (None: it is not there), refused (gate `table`) where rows could be lost or rounded in it."""
    check_table(database, connection, table)
    target = reflect(connection, table)
    if target is not None:
        check_amounts(target, rows)
    return target


def check_tables(database: Database, connection: sa.Connection, package: LoadPackage, wave: str) -> None:
    """Refuse (gate `table`) where a table of the target lost what the package writes, or would round it by now."""
    inspector = sa.inspect(connection)
    for spec in package.entities:
        noted = find(connection, wave, spec.name)
        if inspector.has_table(spec.table):
            held = {column["name"] for column in inspector.get_columns(spec.table)}
            lost = [name for name in package.schema(spec.name).names if name not in held]
            what = f"has no column {', '.join(lost)}" if lost else ""
        else:
            what = "is gone" if noted and not noted["created"] else ""
        if what:
            raise Refused(
                "table",
                f"table {spec.table} {what}: it was changed since the rehearsal. Give it back what is missing and "
                "promote again, or rehearse the wave anew",
            )
        _sound(database, connection, spec.table, package.schema(spec.name))


def complete(database: Database, package: LoadPackage, row: ledger.WaveRow, epoch: int) -> None:
    """Give the tables that this wave made the rest of their rules. May be killed and run again anywhere."""
    for spec in package.entities:
        with database.begin() as connection:
            ledger.fence(database, connection, row.name, epoch, "promoting")
            noted = find(connection, row.name, spec.name)
            if noted and noted["created"]:
                new = making.NewTable(spec, package.schema(spec.name), _parents(connection, package))
                making.complete(database, connection, new)


def _parents(connection: sa.Connection, package: LoadPackage) -> dict[str, EntitySpec]:
    """Entities that rows may refer to: of the package, and of every wave in the ledger."""
    return {e.name: e for e in [*package.entities, *entities_of(ledger.every(connection))]}


def entities_of(rows: Sequence[ledger.WaveRow]) -> list[EntitySpec]:
    """The entity specs that these waves carry."""
    return [EntitySpec.from_dict(e) for row in rows for e in row.spec["entities"]]


def _make(database: Database, row: ledger.WaveRow, spec: EntitySpec) -> Image:
    with database.begin() as connection:
        ledger.fence(database, connection, row.name, row.epoch, "promoting")
        image = open_image(connection, row.name, spec)
        inspector = sa.inspect(connection)
        if not inspector.has_table(image.name):
            connection.execute(CreateTableAs(_empty(image), image.name))
    with database.begin() as connection:
        ledger.fence(database, connection, row.name, row.epoch, "promoting")
        if not sa.inspect(connection).get_indexes(image.name):
            database.allow_nulls(connection, image.name, [c.name for c in image.clause.columns])
            table = sa.Table(image.name, sa.MetaData(), sa.Column("chunk", sa.Integer))
            sa.Index(f"ix_{image.name}", table.c.chunk).create(connection)
    return image


def _empty(image: Image) -> sa.Select:
    """A query without rows whose columns have the target's types and allow nulls (by outer joins)."""
    one = sa.select(sa.literal_column("1").label("one")).subquery("one")
    after, before = image.target.clause("a"), image.target.clause("b")
    columns = [
        sa.cast(sa.null(), sa.Integer).label("chunk"),
        sa.cast(sa.null(), sa.Integer).label("ord"),
        sa.cast(sa.null(), sa.String(8)).label("op"),
        sa.cast(sa.null(), sa.String(8)).label("undo"),
    ]
    for i, name in enumerate(image.columns):
        columns += [after.c[name].label(f"a{i}"), before.c[name].label(f"b{i}")]
    joined = one.outerjoin(after, sa.literal_column("1") == sa.literal_column("0")).outerjoin(
        before, sa.literal_column("1") == sa.literal_column("0")
    )
    return sa.select(*columns).select_from(joined).where(sa.literal_column("1") == sa.literal_column("0"))


def find(connection: sa.Connection, wave: str, entity: str) -> dict[str, Any] | None:
    """The ledger's note on an image table."""
    journal = ledger.JOURNAL
    query = sa.select(journal).where(journal.c.wave == wave, journal.c.entity == entity)
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def open_image(connection: sa.Connection, wave: str, spec: EntitySpec) -> Image | None:
    """The image of an entity, as the ledger knows it; None where there is none."""
    noted = find(connection, wave, spec.name)
    if noted is None:
        return None
    target = reflect(connection, spec.table)
    if target is None:
        return None
    names = json.loads(noted["columns"])
    return Image(noted["image"], spec, target, tuple(names["columns"]), tuple(names["written"]))


def drop(database: Database, wave: str, entity: str, image: str) -> None:
    """Prune this image of an entity, not that of another attempt; run again, it does nothing."""
    with database.begin() as connection:
        if sa.inspect(connection).has_table(image):
            connection.execute(sa.schema.DropTable(sa.Table(image, sa.MetaData())))
    with database.begin() as connection:
        journal = ledger.JOURNAL
        mine = (journal.c.wave == wave, journal.c.entity == entity, journal.c.image == image)
        connection.execute(sa.delete(journal).where(*mine))
