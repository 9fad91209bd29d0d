"""Columns of the target made from columns of ours by a list of named steps: a table of kernels, no language.

>>> import pyarrow as pa
>>> made, findings, _ = transform(pa.table({"level": ["a ", "b", "x"]}),
...     {"grade": Formula(("level",), (("trim", None), ("upper", None), ("lookup", {"A": 1, "B": 2})))})
>>> made["grade"].to_pylist(), findings.rejected.tolist()
(['1', '2', None], [False, False, True])
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from migration.errors import SettingError
from migration.fit import Findings, as_mask, cast
from migration.values import choose

REST = "*"
_WHOLE = 14  # digits before the point, so that a product has room in 38
_MISSING = pa.scalar(None, pa.string())
Step = tuple[str, Any]
Made = tuple[pa.ChunkedArray, np.ndarray | None, str]


@dataclass(frozen=True)
class Formula:
    """How one column of the target is made: from columns of ours through steps, or a constant `value`.

    `or_empty`: a value that a step cannot take leaves the cell empty, and the row moves on.
    """

    sources: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    value: str | None = None
    or_empty: bool = False


def transform(table: pa.Table, formulas: Mapping[str, Formula]) -> tuple[pa.Table, Findings, dict[str, np.ndarray]]:
    """Make each column of `formulas` (target column → formula) from `table`.

    A value that a step cannot take becomes null, and its row is in the findings with the reason `transform`: no
    row is lost. Where a formula says `or_empty`, the mask of such rows is in the third result instead. A column
    without steps keeps its type; after steps on text it is text, after `scale` and `round` a decimal. Raises
    SettingError for a step that is not one (see `check`).
    """
    findings, columns, emptied = Findings(table.num_rows), {}, {}
    for name, formula in formulas.items():
        check(formula)
        found = Findings(table.num_rows)
        columns[name] = _make(table, name, formula, found)
        if not formula.or_empty:
            findings.found += found.found
        elif found.found:
            emptied[name] = found.rejected
    return pa.table(columns), findings, emptied


def check(formula: Formula) -> None:
    """Raise SettingError where a step is unknown or its argument is not one it can use."""
    if not formula.sources and formula.value is None:
        raise SettingError("from", "name a column of ours, or give a constant with value:")
    combined = [name for name, _ in formula.steps if name in _COMBINE]
    if len(formula.sources) > 1 and not combined:
        raise SettingError("steps", "several columns need a step that makes them one: join or first")
    for name, argument in formula.steps:
        choose("steps", name, tuple(STEPS) + tuple(_COMBINE))
        fits, expected = _ARGUMENTS[name]
        if not fits(argument):
            raise SettingError(f"step {name}", expected)


def _make(table: pa.Table, name: str, formula: Formula, findings: Findings) -> pa.ChunkedArray:
    if not formula.sources:
        return pa.chunked_array([pa.repeat(pa.scalar(formula.value, pa.string()), table.num_rows)])
    parts = [table[source] for source in formula.sources]
    column, given = parts[0], ", ".join(formula.sources)
    for step, argument in formula.steps:
        if step in _COMBINE:
            column = _COMBINE[step]([part.cast(pa.string()) for part in parts], argument)
            continue
        column, bad, expected = STEPS[step](column, argument)
        if bad is not None:
            findings.add(bad, name, "transform", f"{expected}, from {given}")
    return column


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def _plain(kernel: Callable[[pa.ChunkedArray, Any], Any]) -> Callable[[pa.ChunkedArray, Any], Made]:
    """A step that takes every text."""
    return lambda column, argument: (kernel(_text(column), argument), None, "")


def _lookup(column: pa.ChunkedArray, pairs: Mapping[Any, Any]) -> Made:
    """The value beside each text; `*` stands for all others."""
    text = _text(column)
    known = {str(k): None if v is None else str(v) for k, v in pairs.items() if str(k) != REST}
    place = pc.index_in(text, value_set=pa.array(known, pa.string()))
    found = pc.take(pa.array(known.values(), pa.string()), place)
    unknown = pc.and_(pc.is_valid(text), pc.is_null(place))
    if REST in pairs:
        rest = pairs[REST]
        found = pc.if_else(unknown, pa.scalar(None if rest is None else str(rest), pa.string()), found)
        return found, None, ""
    return found, as_mask(unknown), f"one of {', '.join(known)}"


def _parse(column: pa.ChunkedArray, form: str) -> Made:
    """ISO dates out of texts in a form of strptime, exactly: a form that does not give a text back is not its own."""
    coded = _text(column).combine_chunks().dictionary_encode()
    texts = [_iso(text.strip(), form) for text in coded.dictionary.to_pylist()]
    made = pc.take(pa.array(texts, pa.string()), coded.indices)
    return pa.chunked_array([made]), _lost(column, made), f"a date written {form}"


def _iso(text: str, form: str) -> str | None:
    try:
        return dt.datetime.strptime(text, form).date().isoformat()
    except ValueError:
        return None


def _date(column: pa.ChunkedArray, form: str) -> Made:
    """Dates and times in ISO form, written as strftime says."""
    coded = _text(column).combine_chunks().dictionary_encode()
    texts = [_written(text.strip(), form) for text in coded.dictionary.to_pylist()]
    made = pc.take(pa.array(texts, pa.string()), coded.indices)
    return pa.chunked_array([made]), _lost(column, made), "a date as YYYY-MM-DD"


def _written(text: str, form: str) -> str | None:
    try:
        return dt.datetime.fromisoformat(text).strftime(form)
    except ValueError:
        return None


def _scale(column: pa.ChunkedArray, factor: Any) -> Made:
    """Exact decimals times `factor`."""
    number, bad = _decimal(column)
    by = Decimal(str(factor))
    wide = as_mask(pc.greater_equal(pc.abs(number), pa.scalar(Decimal(10) ** _WHOLE)))
    number = pc.if_else(pa.array(wide), pa.scalar(None, number.type), number)
    unit = pa.scalar(by, pa.decimal128(max(1, len(by.as_tuple().digits)), max(0, -by.as_tuple().exponent)))
    product = pc.multiply(number.cast(pa.decimal128(_WHOLE + number.type.scale, number.type.scale)), unit)
    return product.cast(pa.decimal128(38, product.type.scale)), bad | wide, f"a number below 10^{_WHOLE}"


def _round(column: pa.ChunkedArray, places: int) -> Made:
    """Decimals at `places`, halves away from zero, as money is rounded."""
    number, bad = _decimal(column)
    rounded = pc.round(number, ndigits=places, round_mode="half_towards_infinity")
    return rounded.cast(pa.decimal128(38, places)), bad, "a number"


def _decimal(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, np.ndarray]:
    if pa.types.is_decimal(column.type):
        return column, np.zeros(len(column), bool)
    if pa.types.is_integer(column.type):
        return column.cast(pa.decimal128(38, 0)), np.zeros(len(column), bool)
    return cast(_text(column), pa.decimal128(38, 9))


def _lost(before: pa.ChunkedArray, after: pa.Array) -> np.ndarray:
    return as_mask(pc.and_(pc.is_valid(before).combine_chunks(), pc.is_null(after)))


def _substring(text: pa.ChunkedArray, place: Sequence[int]) -> pa.ChunkedArray:
    start, length = place
    return pc.utf8_slice_codeunits(text, start - 1, start - 1 + length)


def _replace(text: pa.ChunkedArray, pairs: Mapping[str, str]) -> pa.ChunkedArray:
    for old, new in pairs.items():
        text = pc.replace_substring(text, str(old), str(new))
    return text


def _affix(text: pa.ChunkedArray, *, before: str = "", after: str = "") -> pa.ChunkedArray:
    return pc.binary_join_element_wise(pa.scalar(before), text, pa.scalar(after), "")


def _join(parts: Sequence[pa.ChunkedArray], between: str) -> pa.ChunkedArray:
    """The texts that are there, put together; null where none is."""
    joined = pc.binary_join_element_wise(*parts, between, null_handling="skip")
    return pc.if_else(pc.equal(pc.fill_null(joined, ""), ""), _MISSING, joined)


STEPS: dict[str, Callable[[pa.ChunkedArray, Any], Made]] = {
    "trim": _plain(lambda text, _: pc.utf8_trim_whitespace(text)),
    "upper": _plain(lambda text, _: pc.utf8_upper(text)),
    "lower": _plain(lambda text, _: pc.utf8_lower(text)),
    "substring": _plain(_substring),
    "replace": _plain(_replace),
    "prefix": _plain(lambda text, given: _affix(text, before=str(given))),
    "suffix": _plain(lambda text, given: _affix(text, after=str(given))),
    "pad": _plain(lambda text, given: pc.utf8_lpad(text, given[0], str(given[1]))),
    "default": _plain(lambda text, given: pc.fill_null(text, str(given))),
    "lookup": _lookup,
    "parse_date": _parse,
    "date": _date,
    "scale": _scale,
    "round": _round,
}
_COMBINE: dict[str, Callable[[Sequence[pa.ChunkedArray], Any], pa.ChunkedArray]] = {
    "join": lambda parts, between: _join(parts, str(between)),
    "first": lambda parts, _: pc.coalesce(*parts),
}


def _is_number(argument: Any) -> bool:
    try:
        return Decimal(str(argument)).is_finite() and len(Decimal(str(argument)).as_tuple().digits) <= 9
    except InvalidOperation:
        return False


def _is_pair(argument: Any, second: type | tuple[type, ...]) -> bool:
    pair = isinstance(argument, list | tuple) and len(argument) == 2
    return pair and isinstance(argument[0], int) and argument[0] > 0 and isinstance(argument[1], second)


_NOTHING = (lambda given: given is None, "takes no argument")
_WORD = (lambda given: isinstance(given, str | int | float), "takes a text")
_PAIRS = (lambda given: isinstance(given, Mapping) and bool(given), "takes pairs, as {A: 1, B: 2}")
_ARGUMENTS: dict[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(("trim", "upper", "lower", "first"), _NOTHING),
    **dict.fromkeys(("prefix", "suffix", "default", "join"), _WORD),
    **dict.fromkeys(("lookup", "replace"), _PAIRS),
    **dict.fromkeys(("parse_date", "date"), (lambda g: isinstance(g, str) and "%" in g, "takes a form, as %Y/%m/%d")),
    "substring": (lambda g: _is_pair(g, int) and g[1] >= 0, "takes [first character from 1, length], as [1, 3]"),
    "pad": (lambda g: _is_pair(g, (str, int)) and len(str(g[1])) == 1, 'takes [width, one character], as [8, "0"]'),
    "scale": (_is_number, "takes a number, as 100 or 0.01"),
    "round": (lambda g: isinstance(g, int) and 0 <= g <= 9, "takes the number of decimal places, 0 to 9"),
}
