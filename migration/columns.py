"""A column of the target, as far as values can break it: read from what the database says of its type."""

import re
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from migration import keeping
from migration.databases.sqlite import affinity

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


def allowed_texts(connection: sa.Connection, inspector: sa.Inspector, table: str) -> dict[str, tuple[str, ...]]:
    """Columns of a table whose CHECK is a list of texts, with that list."""
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


def column_of(
    raw: dict[str, Any],
    checks: dict[str, tuple[str, ...]],
    texts: dict[str, tuple[str | None, str | None]],
    dialect: Any,
) -> Column:
    """The column that an inspector found.

    Args:
        raw: what `Inspector.get_columns` says of it.
        checks: texts that CHECK allows, by column.
        texts: codec and collation, by column.
        dialect: of the database; its name decides how types are read.
    """
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
