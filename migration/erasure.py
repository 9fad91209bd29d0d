"""Erasure requests reach the before-images too."""

from collections.abc import Sequence

import sqlalchemy as sa

from migration import journal, ledger
from migration.databases import Database, connect


def erase(target: str | Database, entity: str, keys: Sequence[str], *, by: str) -> int:
    """Blank all images of these rows (single-column keys) in every wave that can still be rolled back.

    The rows themselves are the live system's to erase. A rollback leaves such rows alone. Returns how many
    images were blanked; the event names who asked, not whom it was about.
    """
    database = connect(target)
    try:
        with database.begin() as connection:
            blanked = 0
            for row in ledger.every(connection) if ledger.exists(connection) else []:
                for spec in journal.entities_of([row]):
                    if spec.name != entity:
                        continue
                    image = journal.open_image(connection, row.name, spec)
                    if image is None or not sa.inspect(connection).has_table(image.name):
                        continue
                    count = _blank(connection, image, keys)
                    blanked += count
                    if count:
                        ledger.note(database, connection, row, "erased", (by, "", {"rows": count}))
            return blanked
    finally:
        if database is not target:
            database.close()


def _blank(connection: sa.Connection, image: journal.Image, keys: Sequence[str]) -> int:
    log = image.clause
    key = image.after(log, image.spec.key[0])
    values = {f"{side}{i}": sa.null() for i in range(len(image.columns)) for side in "ab"}
    kept = f"a{image.columns.index(image.spec.key[0])}"
    values = {name: value for name, value in values.items() if name != kept} | {"op": "erased"}
    count = 0
    for start in range(0, len(keys), 400):
        found = connection.execute(sa.update(log).values(**values).where(key.in_(list(keys[start : start + 400]))))
        count += found.rowcount
    return count
