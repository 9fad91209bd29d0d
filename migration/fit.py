"""Which rows would not fit the target: cast to its types, then its lengths, nulls, lists and unique sets."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from migration import exact, keeping
from migration.columns import Column
from migration.errors import SchemaMismatch
from migration.schema import TargetTable
from migration.values import EntitySpec, choose


@dataclass
class Findings:
    """Masks of rows that break a rule, with what was broken."""

    rows: int
    found: list[tuple[np.ndarray, str, str, str]] = field(default_factory=list)

    def add(self, bad: np.ndarray, column: str, reason: str, expected: str) -> None:
        """Remember the rows of `bad`."""
        if bad.any():
            self.found.append((bad, column, reason, expected))

    def at(self, places: np.ndarray) -> "Findings":
        """The findings of the rows at these positions, counted anew."""
        part = Findings(len(places))
        for bad, *told in self.found:
            part.add(bad[places], *told)
        return part

    @classmethod
    def joined(cls, parts: "Sequence[Findings]") -> "Findings":
        """The findings of parts that follow each other, as of one table."""
        edges = np.cumsum([0, *(part.rows for part in parts)])
        masks: dict[tuple[str, str, str], np.ndarray] = {}
        for start, part in zip(edges, parts, strict=False):
            for bad, *told in part.found:
                mask = masks.setdefault(tuple(told), np.zeros(int(edges[-1]), bool))
                mask[start : start + part.rows] |= bad
        return cls(int(edges[-1]), [(mask, *told) for told, mask in masks.items()])

    @property
    def rejected(self) -> np.ndarray:
        """True for each row that breaks any rule."""
        rejected = np.zeros(self.rows, bool)
        for bad, *_ in self.found:
            rejected |= bad
        return rejected

    def reasons(self) -> tuple[list[str], list[str]]:
        """For each rejected row: reasons, and what was expected, joined by `; `."""
        places = np.flatnonzero(self.rejected)
        slot = dict(zip(places.tolist(), range(len(places)), strict=True))
        why: list[list[str]] = [[] for _ in places]
        what: list[list[str]] = [[] for _ in places]
        for bad, column, reason, expected in self.found:
            for row in np.flatnonzero(bad).tolist():
                why[slot[row]].append(f"{reason}: {column}")
                what[slot[row]].append(expected)
        return ["; ".join(w) for w in why], ["; ".join(w) for w in what]


def as_mask(values: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """A NumPy mask of an Arrow boolean column, null as false."""
    return np.asarray(pc.fill_null(values, False).to_numpy(zero_copy_only=False), dtype=bool)


def cast(column: pa.ChunkedArray, kind: pa.DataType) -> tuple[pa.ChunkedArray, np.ndarray]:
    """`column` as `kind`, and a mask of the values that cannot be (null in the result).

    Exact only: a decimal that would be rounded, a time of day in a date, and an integer text with leading zeros do
    not fit.
    """
    good = np.zeros(len(column), bool)
    if column.type == kind:
        return column, good
    if pa.types.is_list(column.type) or pa.types.is_struct(column.type):
        texts = [None if v is None else json.dumps(v, ensure_ascii=False) for v in column.to_pylist()]
        column = pa.chunked_array([pa.array(texts, pa.string())])
    if pa.types.is_floating(column.type) and pa.types.is_decimal(kind):
        column = column.cast(pa.string())
    coded = column.combine_chunks().dictionary_encode() if column.num_chunks != 1 else column.chunk(0)
    if not isinstance(coded, pa.DictionaryArray):
        coded = coded.dictionary_encode()
    distinct = coded.dictionary
    numbers = pa.types.is_integer(kind) or pa.types.is_decimal(kind)
    if pa.types.is_string(distinct.type) and not pa.types.is_string(kind):
        distinct = pc.utf8_trim_whitespace(distinct)
    padded = np.zeros(len(distinct), bool)
    if pa.types.is_string(distinct.type) and numbers:
        padded = as_mask(pc.match_substring_regex(distinct, r"^[+-]?0\d"))
    if pa.types.is_string(distinct.type) and pa.types.is_integer(kind):  # flags kept as numbers
        distinct = pc.replace_substring_regex(distinct, "^(?i:true)$", "1")
        distinct = pc.replace_substring_regex(distinct, "^(?i:false)$", "0")
    if pa.types.is_string(distinct.type) and pa.types.is_timestamp(kind) and kind.tz:  # no zone written: UTC
        local = pc.match_substring_regex(distinct, r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?$")
        distinct = pc.if_else(local, pc.binary_join_element_wise(distinct, "Z", ""), distinct)
    parts, bad = _cast_distinct(distinct, kind)
    made = pa.concat_arrays(parts)
    bad |= padded | exact.lossy(distinct, made)
    done = pc.if_else(pa.array(bad), pa.scalar(None, kind), made)
    codes = coded.indices
    wrong = pc.fill_null(pc.take(pa.array(bad), codes), False) if len(bad) else pa.array(good)
    return pa.chunked_array([pc.take(done, codes)]), as_mask(wrong)


def _cast_distinct(values: pa.Array, kind: pa.DataType) -> tuple[list[pa.Array], np.ndarray]:
    """Cast by halves until only the values that fail stand alone."""
    parts: list[pa.Array] = []
    bad = np.zeros(len(values), bool)
    open_ranges = [(0, len(values))]
    while open_ranges:
        start, stop = open_ranges.pop()
        try:
            parts.append(values.slice(start, stop - start).cast(kind))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            if stop - start == 1:
                parts.append(pa.nulls(1, kind))
                bad[start] = True
            else:
                middle = (start + stop) // 2
                open_ranges += [(middle, stop), (start, middle)]
    return parts or [pa.nulls(0, kind)], bad


def minor_units(table: pa.Table, spec: EntitySpec, target: TargetTable | None) -> dict[str, int]:
    """Money columns that the target keeps as integers: column → decimal places."""
    found = {}
    for name in spec.amount:
        column = target.column(name) if target and name in table.column_names else None
        if column and column.kind == pa.int64() and pa.types.is_decimal(table.schema.field(name).type):
            found[name] = table.schema.field(name).type.scale
    return found


def shape(
    table: pa.Table, spec: EntitySpec, target: TargetTable | None, findings: Findings | None = None
) -> tuple[pa.Table, Findings]:
    """`table` in the target's types and columns, and what does not fit, added to `findings`. No row is removed."""
    findings = findings or Findings(table.num_rows)
    for name in spec.key:
        if name not in table.column_names:
            raise SchemaMismatch(spec.table, name, "is the key, but the load table has no such column")
    if target is not None:
        _same_columns(table, spec, target)
    minor = minor_units(table, spec, target)
    columns = {}
    for name in table.column_names:
        column = table[name]
        wanted = target.column(name) if target else None
        if name in minor:
            column = _to_minor(column, minor[name])
        kind = wanted.kind if wanted and wanted.kind else own_kind(column.type)
        columns[name], bad = cast(column, kind)
        findings.add(bad, name, "type", f"a value of type {kind}")
        _rules(columns[name], wanted or Column(name, None), name in spec.key, findings)
    return pa.table(columns), findings


def own_kind(kind: pa.DataType) -> pa.DataType:
    """The type a column travels as where the target does not prescribe one."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", "UTC" if kind.tz else None)
    simple = (
        (pa.types.is_integer, pa.int64()),
        (pa.types.is_date, pa.date32()),
        (pa.types.is_floating, pa.float64()),
        (pa.types.is_large_string, pa.string()),
        (pa.types.is_nested, pa.string()),
        (pa.types.is_null, pa.string()),
    )
    return next((made for fits, made in simple if fits(kind)), kind)


def _to_minor(column: pa.ChunkedArray, places: int) -> pa.ChunkedArray:
    unit = pa.scalar(Decimal(10**places), pa.decimal128(places + 1, 0))
    shifted = pc.multiply(column.cast(pa.decimal128(36 - places, places)), unit)
    return shifted.cast(pa.decimal128(38, places)).cast(pa.int64())


def _same_columns(table: pa.Table, spec: EntitySpec, target: TargetTable) -> None:
    names = tuple(c.name for c in target.columns)
    for name in table.column_names:
        if name not in names:
            try:
                choose(f"table {spec.table}, column {name}", name, names)
            except Exception as unknown:
                raise SchemaMismatch(spec.table, name, f"the target has no such column; {unknown}") from None
        if target.column(name).unfit:
            raise SchemaMismatch(spec.table, name, target.column(name).unfit)
        if target.column(name).computed:
            raise SchemaMismatch(spec.table, name, "is computed by the target; leave it out")
    for column in target.columns:
        if not column.nullable and not column.has_default and column.name not in table.column_names:
            raise SchemaMismatch(spec.table, column.name, "must not be null, but the load table lacks it")


def _rules(column: pa.ChunkedArray, wanted: Column, in_key: bool, findings: Findings) -> None:
    name = wanted.name
    null = as_mask(pc.is_null(column))
    if in_key or not wanted.nullable:
        findings.add(null & ~findings.rejected, name, "null", "a value")
    if pa.types.is_string(column.type):
        findings.add(as_mask(pc.match_substring(column, "\x00")), name, "nul_character", "text without NUL")
        if wanted.length:
            long = as_mask(pc.greater(pc.utf8_length(column), wanted.length))
            findings.add(long, name, "length", f"at most {wanted.length} characters")
        if wanted.allowed is not None:
            known = as_mask(pc.is_in(column, pa.array(wanted.allowed, pa.string())))
            findings.add(~known & ~null, name, "enumeration", f"one of {', '.join(wanted.allowed)}")
        if wanted.codec:
            told = f"characters that the target's column has ({wanted.codec})"
            findings.add(keeping.uncodable(column, wanted.codec), name, "characters", told)
    _digits(column, wanted, findings)
    _moments(column, wanted, findings)
    if wanted.limits and pa.types.is_integer(column.type):
        low, high = wanted.limits
        outside = pc.or_(pc.less(column, low), pc.greater(column, high))
        findings.add(as_mask(outside), name, "range", f"{low} to {high}")


def _digits(column: pa.ChunkedArray, wanted: Column, findings: Findings) -> None:
    """Amounts that a column which is a float inside would round."""
    if wanted.digits is None or not pa.types.is_decimal(column.type):
        return
    limit = Decimal(10) ** (wanted.digits - column.type.scale)
    scale = column.type.scale
    kind = pa.decimal128(38, scale) if pa.types.is_decimal128(column.type) else pa.decimal256(76, scale)
    outside = pc.greater_equal(pc.abs(column.cast(kind)), pa.scalar(limit, kind))
    told = f"at most {wanted.digits} digits (declare the column TEXT to keep all)"
    findings.add(as_mask(outside), wanted.name, "digits", told)


def _moments(column: pa.ChunkedArray, wanted: Column, findings: Findings) -> None:
    """Times that the column does not reach, or of which it would drop what is behind the second: no server says so."""
    if wanted.moments and (pa.types.is_timestamp(column.type) or pa.types.is_date(column.type)):
        low, high = wanted.moments
        findings.add(keeping.outside(column, wanted.moments), wanted.name, "range", f"from {low} to {high}")
    if wanted.fraction is None or wanted.fraction >= 6:
        return
    if pa.types.is_timestamp(column.type):
        unit = 10 ** (6 - wanted.fraction)
        cut = pc.fill_null(column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64()), 0).to_numpy() % unit != 0
    else:
        cut = as_mask(pc.match_substring_regex(column, rf"\.\d{{{wanted.fraction}}}\d*[1-9]"))
    findings.add(cut, wanted.name, "fraction", f"at most {wanted.fraction} digits behind the second")


def repeated(table: pa.Table, columns: tuple[str, ...], among: np.ndarray) -> np.ndarray:
    """Mask of rows whose values in `columns` came before; rows with a null, or outside `among`, do not count."""
    rows = pa.array(np.arange(table.num_rows))
    complete = among.copy()
    for name in columns:
        complete &= ~as_mask(pc.is_null(table[name]))
    part = table.select(list(columns)).append_column("_row", rows).filter(pa.array(complete))
    first = part.group_by(list(columns)).aggregate([("_row", "min")])["_row_min"].to_numpy()
    again = complete
    again[first] = False
    return again


def held(left: pa.Table, right: pa.Table) -> np.ndarray:
    """Mask of rows of `left` whose values, column by column as text, are a row of `right`."""
    names = [str(i) for i in range(left.num_columns)]
    ours, theirs = _as_text(left, names), _as_text(right, names)
    mask = np.zeros(left.num_rows, bool)
    if len(names) == 1:
        return as_mask(pc.is_in(ours["0"], theirs["0"])) & ~as_mask(pc.is_null(ours["0"]))
    found = ours.append_column("_row", pa.array(np.arange(left.num_rows))).join(theirs, names, join_type="left semi")
    mask[found["_row"].to_numpy()] = True
    return mask


def _as_text(table: pa.Table, names: list[str]) -> pa.Table:
    return pa.table([c.cast(pa.string()) for c in table.columns], names=names)
