"""Small conditions that a steward writes: `region = 'north'`, `amount >= 10 and currency in ('CNY', 'EUR')`."""

import re
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from migration.errors import SettingError

_CLAUSE = re.compile(
    r"""^\s*(?:"(?P<quoted>[^"]+)"|(?P<column>[\w:.]+))\s*
        (?:(?P<null>is\s+null)|(?P<filled>is\s+not\s+null)
          |(?P<op>=|==|!=|<>|<=|>=|<|>)\s*(?P<value>'(?:[^']|'')*'|[-+\w.]+)
          |in\s*\((?P<values>.*)\))\s*$""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_AND = re.compile(r"\s+and\s+(?=(?:[^']*'[^']*')*[^']*$)", re.IGNORECASE)
_LITERAL = re.compile(r"'(?:[^']|'')*'|[^,\s]+")
_COMPARE = {
    "=": pc.equal,
    "==": pc.equal,
    "!=": pc.not_equal,
    "<>": pc.not_equal,
    "<": pc.less,
    "<=": pc.less_equal,
    ">": pc.greater,
    ">=": pc.greater_equal,
}


def _literal(text: str, kind: pa.DataType) -> pa.Scalar:
    plain = text[1:-1].replace("''", "'") if text.startswith("'") else text
    try:
        return pa.scalar(plain).cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise SettingError("where", f"{text} is not a value of type {kind}") from None


def _parse(clause: str) -> re.Match[str]:
    match = _CLAUSE.match(clause)
    if match is None:
        raise SettingError(
            "where", f"cannot read '{clause}'; write for example region = 'north' and status in ('a', 'b')"
        )
    return match


def columns(where: str) -> list[str]:
    """The columns that a predicate names."""
    return [m["quoted"] or m["column"] for m in map(_parse, _AND.split(where))]


def mask(table: pa.Table, where: str) -> pa.ChunkedArray:
    """Boolean column, true where every clause of `where` holds; null counts as false."""
    kept = pa.chunked_array([pa.repeat(True, table.num_rows)])
    for match in map(_parse, _AND.split(where)):
        name = match["quoted"] or match["column"]
        if name not in table.column_names:
            raise SettingError("where", f"there is no column '{name}'; columns: {', '.join(table.column_names)}")
        column = table[name]
        if match["null"] or match["filled"]:
            hit = pc.is_null(column) if match["null"] else pc.is_valid(column)
        elif match["values"] is not None:
            wanted = [_literal(v, column.type) for v in _LITERAL.findall(match["values"])]
            hit = pc.is_in(column, pa.array([w.as_py() for w in wanted], column.type))
        else:
            hit = _COMPARE[match["op"]](column, _literal(match["value"], column.type))
        kept = pc.and_(kept, pc.fill_null(hit, False))
    return kept


_CONDITION = re.compile(r"^\s*(>=|<=|>|<|==|=|!=)\s*(-?[\d.]+)\s*(%?)\s*$")


def holds(condition: str, value: Decimal | float) -> bool:
    """Whether a measure meets a condition such as `>= 0.9` or `>= 90%`."""
    match = _CONDITION.match(str(condition))
    if match is None:
        raise SettingError("accept", f"cannot read '{condition}'; write for example '>= 0.9'")
    limit = Decimal(match[2]) / (100 if match[3] else 1)
    return _COMPARE[match[1]](pa.scalar(float(value)), pa.scalar(float(limit))).as_py()
