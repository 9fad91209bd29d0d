"""The target's real schema, as far as rows can break it."""

import re
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from migration import keeping
from migration.databases.base import Database
from migration.databases.sqlite import affinity
from migration.errors import Refused, SchemaMismatch
from migration.values import EntitySpec

_IN_LIST = re.compile(
    r"""[("`\[]*(?P<column>\w+)["`\])]*(?:::\w+)?\s*\)*\s*(?:=\s*ANY|IN)\b(?P<list>.*)$""", re.I | re.S
)
_QUOTED = re.compile(r"'((?:[^']|'')*)'")


@dataclass(frozen=True)
class Column:
    """A column of the target. `kind` is the Arrow type its values travel as (None: as the load table has it).

    `digits`: significant ones that a decimal keeps, where the column is a float inside (SQLite's NUMERIC).
    `fraction`: digits behind the second that a time keeps (None: all six).
    `form`: `padded` (CHAR), `json` and `typed` columns (uuid, inet, interval…) give a value back in another
    spelling than they were given.
    `codec`: of the characters that it keeps (None: all); `collation`: by which different texts may be one value
    (None: none are); `moments`: the first and last that it keeps; `unfit`: why nothing can be written to it.
    """

    name: str
    kind: pa.DataType | None
    nullable: bool = True
    has_default: bool = False
    length: int | None = None
    allowed: tuple[str, ...] | None = None
    limits: tuple[int, int] | None = None
    computed: bool = False
    form: str = "plain"
    digits: int | None = None
    fraction: int | None = None
    codec: str | None = None
    collation: str | None = None
    moments: tuple[str, str] | None = None
    unfit: str | None = None


@dataclass(frozen=True)
class ForeignKey:
    """A declared reference: `columns` of `table` hold `parent_columns` of `parent`."""

    table: str
    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]


@dataclass(frozen=True)
class TargetTable:
    """A table as the target has it."""

    name: str
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()

    def column(self, name: str) -> Column | None:
        """The column of that name, if there is one."""
        return next((c for c in self.columns if c.name == name), None)

    @property
    def writable(self) -> tuple[Column, ...]:
        """Columns that can be written: not computed by the database."""
        return tuple(c for c in self.columns if not c.computed)

    def clause(self, alias: str | None = None) -> Any:
        """A typeless SQLAlchemy table: values are never touched on their way."""
        table = sa.table(self.name, *[sa.column(c.name) for c in self.columns])
        return table.alias(alias) if alias else table


_INTEGERS = ((sa.SmallInteger, 15), (sa.BigInteger, 63), (sa.Integer, 31))


def _limits(kind: Any, product: str) -> tuple[int, int] | None:
    if product == "sqlite" or not isinstance(kind, sa.Integer):
        return None
    bits = next(bits for parent, bits in _INTEGERS if isinstance(kind, parent))
    if type(kind).__name__ == "TINYINT":
        bits = 7
    if getattr(kind, "unsigned", False):
        return 0, 2 ** min(bits + 1, 63) - 1
    return -(2**bits), 2**bits - 1


_BYTES = (sa.LargeBinary, sa.BINARY, sa.VARBINARY, mysql.TINYBLOB, mysql.MEDIUMBLOB, mysql.LONGBLOB)


def _arrow(kind: Any) -> pa.DataType | None:
    if isinstance(kind, sa.Float):
        return pa.float64()
    if isinstance(kind, sa.Numeric):
        return _decimal(kind.precision, kind.scale or 0)
    simple = (
        (sa.Boolean, pa.bool_()),
        (sa.Integer, pa.int64()),
        (sa.Date, pa.date32()),
        (_BYTES, pa.binary()),
        ((sa.String, sa.Enum, sa.Uuid, sa.JSON), pa.string()),
    )
    if isinstance(kind, sa.DateTime):
        return pa.timestamp("us", "UTC" if kind.timezone else None)
    return next((made for parents, made in simple if isinstance(kind, parents)), pa.string())


def _decimal(precision: int | None, scale: int) -> pa.DataType | None:
    if not precision or precision > 76:
        return None
    return pa.decimal128(precision, scale) if precision <= 38 else pa.decimal256(precision, scale)


def _fraction(kind: Any, product: str) -> int | None:
    """Digits behind the second that a column of times keeps; None where it keeps what it is given."""
    if not isinstance(kind, sa.DateTime | sa.Time) or product == "sqlite":
        return None
    if product == "postgresql":
        return getattr(kind, "precision", None)
    return getattr(kind, "fsp", None) or 0


def _checks(connection: sa.Connection, inspector: sa.Inspector, table: str) -> dict[str, tuple[str, ...]]:
    """Columns whose CHECK is a list of texts."""
    found = {}
    texts = [check["sqltext"] for check in inspector.get_check_constraints(table)]
    if getattr(connection.dialect, "is_mariadb", False):  # checks written beside a column are not reflected
        query = (
            "SELECT check_clause FROM information_schema.check_constraints "
            "WHERE constraint_schema = database() AND table_name = :name"
        )
        texts += connection.scalars(sa.text(query), {"name": table})
    for text in texts:
        match = _IN_LIST.match(text.strip().removeprefix("CHECK"))
        values = _QUOTED.findall(match["list"]) if match else ()
        if values and " or " not in text.lower():
            found[match["column"]] = tuple(v.replace("''", "'") for v in values)
    return found


def _form(kind: Any, arrow: pa.DataType | None) -> str:
    if isinstance(kind, sa.JSON):
        return "json"
    if isinstance(kind, sa.CHAR):
        return "padded"
    plain = arrow is None or not pa.types.is_string(arrow) or isinstance(kind, sa.String | sa.Enum)
    return "plain" if plain else "typed"


def _length(kind: Any) -> int | None:
    """Characters that a text column holds; those of a list (ENUM, MySQL's SET) are not its length."""
    is_list = isinstance(kind, sa.Enum) or type(kind).__name__ == "SET"
    return getattr(kind, "length", None) if isinstance(kind, sa.String) and not is_list else None


def _column(
    raw: dict[str, Any],
    checks: dict[str, tuple[str, ...]],
    texts: dict[str, tuple[str | None, str | None]],
    dialect: Any,
) -> Column:
    kind, product = raw["type"], dialect.name
    if isinstance(kind, sa.types.UserDefinedType | sa.types.NullType) or type(kind).__name__ == "DOMAIN":
        kind = getattr(kind, "data_type", kind)
    allowed = tuple(kind.enums) if isinstance(kind, sa.Enum) else checks.get(raw["name"])
    arrow = _arrow(kind)
    if product == "sqlite" and affinity(str(kind)) == "TEXT" and isinstance(kind, sa.String):
        arrow = None if not allowed else pa.string()
    return Column(
        raw["name"],
        arrow,
        bool(raw["nullable"]),
        raw.get("default") is not None or bool(raw.get("identity")) or raw.get("autoincrement") is True,
        _length(kind),
        allowed,
        _limits(kind, product),
        bool(raw.get("computed")) or bool((raw.get("identity") or {}).get("always")),
        _form(kind, arrow),
        15 if product == "sqlite" and isinstance(kind, sa.Numeric) else None,
        _fraction(kind, product),
        *texts.get(raw["name"], (None, None)),
        keeping.moments(kind, dialect),
        keeping.unfit(kind),
    )


def check_table(database: Database, connection: sa.Connection, table: str) -> None:
    """Refuse (gate `table`) a table of which the product cannot promise that a chunk is there as a whole or not."""
    why = database.hazard(connection, table)
    if why:
        raise Refused("table", f"{table}: {why}")


def check_amounts(target: TargetTable, rows: pa.Schema) -> None:
    """Refuse (gate `table`) a target that rounds decimals since the rows were planned for it: servers do, silently."""
    for field in rows:
        column = target.column(field.name)
        if not pa.types.is_decimal(field.type) or column is None or column.kind is None:
            continue
        now, digits = column.kind, field.type.precision - field.type.scale
        exact = pa.types.is_string(now) or (pa.types.is_decimal(now) and now.scale >= field.type.scale)
        if not exact or (pa.types.is_decimal(now) and now.precision - now.scale < digits):
            why = f"{field.name} is {now} now and would round {field.type}; package the wave again"
            raise Refused("table", f"{target.name}: {why}")


def reflect(connection: sa.Connection, table: str) -> TargetTable | None:
    """Read one table of the target; None where it does not exist."""
    inspector = sa.inspect(connection)
    if not inspector.has_table(table):
        return None
    checks = _checks(connection, inspector, table)
    product = connection.dialect.name
    texts = keeping.text_rules(connection, table)
    columns = tuple(_column(raw, checks, texts, connection.dialect) for raw in inspector.get_columns(table))
    key = tuple(inspector.get_pk_constraint(table)["constrained_columns"])
    unique = _sqlite_unique(connection, table) if product == "sqlite" else _unique(inspector, table)
    sets = dict.fromkeys(u for u in ([key] if key else []) + unique if u)
    return TargetTable(table, columns, tuple(sets), _foreign_keys(inspector, table))


def _unique(inspector: sa.Inspector, table: str) -> list[tuple[str, ...]]:
    sets = [tuple(u["column_names"]) for u in inspector.get_unique_constraints(table)]
    return sets + [
        tuple(i["column_names"])
        for i in inspector.get_indexes(table)
        if i["unique"] and None not in i["column_names"] and not i.get("dialect_options", {}).get("postgresql_where")
    ]


def _sqlite_unique(connection: sa.Connection, table: str) -> list[tuple[str, ...]]:
    """Unique sets as SQLite keeps them: SQLAlchemy misses `VARCHAR(80)  UNIQUE`, and takes partial ones."""
    query = sa.text(
        "SELECT l.name, i.name AS part FROM pragma_index_list(:name) AS l, pragma_index_info(l.name) AS i "
        'WHERE l."unique" = 1 AND l.partial = 0 ORDER BY l.name, i.seqno'
    )
    sets: dict[str, list[str | None]] = {}
    for name, part in connection.execute(query, {"name": table}):
        sets.setdefault(name, []).append(part)
    return [tuple(columns) for columns in sets.values() if None not in columns]


def _foreign_keys(inspector: sa.Inspector, table: str) -> tuple[ForeignKey, ...]:
    return tuple(
        ForeignKey(table, tuple(f["constrained_columns"]), f["referred_table"], tuple(f["referred_columns"]))
        for f in inspector.get_foreign_keys(table)
        if f["referred_columns"]
    )


def all_foreign_keys(connection: sa.Connection) -> list[ForeignKey]:
    """Every declared reference of the schema."""
    inspector = sa.inspect(connection)
    names = [n for n in inspector.get_table_names() if not n.startswith("mergepoint_")]
    return [key for name in names for key in _foreign_keys(inspector, name)]


def to_create(
    database: Database,
    connection: sa.Connection,
    spec: EntitySpec,
    schema: pa.Schema,
    parents: dict[str, EntitySpec],
) -> sa.Table:
    """The table to create for an entity that the target lacks: Arrow's types, the key, foreign keys.

    A column that refers to a table of the target gets the type of the key it holds. A reference to a column
    that nothing declares unique cannot be a foreign key; it stays our own check.
    """
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
