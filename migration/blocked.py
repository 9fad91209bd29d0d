"""Before-values that cannot come back: another row has them by now, or what they referred to is gone.

Live users may take a unique value that a wave had freed, or delete a row that only our change had left without
children. The target would refuse the old value; the column stays as the wave left it, and the row is reported.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from migration.databases import Database
from migration.journal import Image, differs
from migration.live_edits import LiveEdit

Predicate = sa.ColumnElement[bool]


@dataclass(frozen=True)
class Blocked:
    """By column, when its before-value cannot come back (an image's row `log`, joined to `target`), and why."""

    when: Mapping[str, Predicate]
    kinds: Mapping[str, str]

    def of(self, column: str) -> Predicate:
        """The condition for a column; false for most."""
        return self.when.get(column, sa.false())


NOTHING = Blocked({}, {})


def back(database: Database, image: Image, target: Any, column: str) -> Predicate:
    """The column goes back to its before-value: we changed it, and nobody has since (or ours goes over theirs)."""
    log, kind = image.clause, image.kind(column)
    after, before = image.after(log, column), image.before(log, column)
    free = sa.or_(log.c.undo == sa.literal("ours"), sa.not_(differs(database, kind, target.c[column], after)))
    return sa.and_(differs(database, kind, after, before), free)


def find_blocked(database: Database, image: Image, target: Any) -> Blocked:
    """Conditions from the unique sets and foreign keys of the target table; `target` is its row that is undone."""
    when: dict[str, Predicate] = {}
    kinds: dict[str, str] = {}
    for group in image.target.unique:
        if set(group) <= set(image.columns) and not set(group) <= set(image.spec.key):
            other = image.target.clause(f"other_{'_'.join(group)}"[:60])
            apart = sa.not_(sa.and_(*[other.c[k] == target.c[k] for k in image.spec.key]))
            held = _exists(other, [*_same(database, image, target, other, group), apart], (image, target))
            _add(when, kinds, (group, held, "taken"), image)
    for key in image.target.foreign_keys:
        if set(key.columns) <= set(image.columns):
            parent = sa.table(key.parent, *map(sa.column, key.parent_columns)).alias(
                f"parent_{'_'.join(key.columns)}"[:60]
            )
            values = [_goal(database, image, target, c) for c in key.columns]
            pairs = zip(key.parent_columns, values, strict=True)
            found = _exists(parent, [parent.c[p] == v for p, v in pairs], (image, target))
            gone = sa.and_(*[v.is_not(None) for v in values], sa.not_(found))
            _add(when, kinds, (key.columns, gone, "parentless"), image)
    return Blocked(when, kinds)


def _exists(rows: Any, conditions: list[Predicate], outside: tuple[Image, Any]) -> Predicate:
    image, target = outside
    query = sa.select(sa.literal_column("1")).select_from(rows).where(*conditions)
    return sa.exists(query.correlate(image.clause, target))


def _same(database: Database, image: Image, target: Any, other: Any, group: tuple[str, ...]) -> list[Predicate]:
    return [other.c[c] == _goal(database, image, target, c) for c in group]


def _goal(database: Database, image: Image, target: Any, column: str) -> Any:
    """What the column would hold after the rollback."""
    if column in image.spec.key:
        return target.c[column]
    return sa.case((back(database, image, target, column), image.before(image.clause, column)), else_=target.c[column])


def _add(
    when: dict[str, Predicate], kinds: dict[str, str], found: tuple[tuple[str, ...], Predicate, str], image: Image
) -> None:
    columns, predicate, kind = found
    for column in columns:
        if column not in image.spec.key:
            when[column] = sa.or_(when[column], predicate) if column in when else predicate
            kinds.setdefault(column, kind)


def report_blocked(database: Database, connection: sa.Connection, image: Image, mine: Predicate) -> list[LiveEdit]:
    """The cells that stay as the wave left them. `mine`: the image's rows that are being restored."""
    log, target = image.clause, image.target.clause("t")
    joined = sa.join(log, target, image.same_row(log, target))
    blocked = find_blocked(database, image, target)
    edits: list[LiveEdit] = []
    for column, kind in blocked.kinds.items():
        query = (
            sa.select(*[target.c[k] for k in image.spec.key])
            .select_from(joined)
            .where(mine, back(database, image, target, column), blocked.of(column))
        )
        for row in connection.execute(query):
            name = json.dumps([str(k) for k in row], ensure_ascii=False)
            edits.append(LiveEdit(image.spec.name, name, column, kind))
    return edits
