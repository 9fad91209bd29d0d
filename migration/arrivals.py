"""Every row of a chunk arrives, once, under its own key. Looked at before the chunk commits.

A target can be less exact than a package: a collation takes `abc` and `ABC ` for one key, a table without a unique
key has several rows under one, a trigger or rule drops a row or gives it another key. A merge would then write over
a row that is somebody else's, or lose one, and no count of the package's own rows would tell.
"""

from collections.abc import Mapping

import pyarrow as pa
import sqlalchemy as sa

from migration.databases import Database
from migration.errors import ConstraintFailure
from migration.journal import Image, differs


def same_keys(database: Database, connection: sa.Connection, image: Image, number: int, there: int) -> None:
    """Each row that was found in the target (`there` in all) has exactly our key, and is the only one that has it.

    Raises ConstraintFailure.
    """
    log, key = image.clause, image.spec.key
    texts = [k for k in key if pa.types.is_string(image.kind(k))]
    other = [differs(database, image.kind(k), image.after(log, k), image.before(log, k)) for k in texts]
    query = sa.select(sa.func.count(), sa.func.sum(sa.case((sa.or_(sa.false(), *other), 1), else_=0))).where(
        log.c.chunk == number, log.c.op == sa.literal(image.spec.on_conflict)
    )
    found, unequal = connection.execute(query).one()
    if unequal:
        raise ConstraintFailure(
            database.label, f"the key {', '.join(key)}: the target takes it for another row's", image.spec.table
        )
    if found != there:
        raise ConstraintFailure(
            database.label, f"the key {', '.join(key)}: the target has several rows with it", image.spec.table
        )


def all_there(database: Database, image: Image, counts: Mapping[str, int], arrived: int) -> None:
    """As many rows arrived as were sent. Raises ConstraintFailure where a trigger or rule dropped one."""
    if arrived != counts.get("insert", 0):
        raise ConstraintFailure(database.label, "a trigger or rule of the table that drops it", image.spec.table)


def none_renamed(database: Database, connection: sa.Connection, image: Image, number: int) -> None:
    """Each row that was written is in the target under its key. Raises ConstraintFailure where a trigger changed it."""
    log, target = image.clause, image.target.clause("t")
    mine = (log.c.chunk == number, log.c.op.in_(["insert", "update"]))
    joined = sa.join(log, target, image.same_row(log, target))
    with database.lookups(connection, image.indexed):
        found = connection.scalar(sa.select(sa.func.count()).select_from(joined).where(*mine))
    if found != connection.scalar(sa.select(sa.func.count()).select_from(log).where(*mine)):
        raise ConstraintFailure(
            database.label, "a trigger of the table that drops it or changes its key", image.spec.table
        )
