"""Names and numbers on the way into the new system: columns, keys and exact decimals."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

MONEY = ("amount", "price", "quantity")
_SCALES = range(10)
_NAMES = ("name", "person_name", "given_name", "surname", "org_name", "contact")
_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^\w]+")


def snake_case(header: str) -> str:
    """Return a header as a column name of a database; Chinese stays as it is.

    >>> snake_case("ShipPostalCode"), snake_case("下单 日期")
    ('ship_postal_code', '下单_日期')
    """
    return _BOUNDARY.sub("_", header.strip()).strip("_").lower() or "column"


def unique_names(names: Sequence[str], taken: Sequence[str] = ()) -> list[str]:
    """Give every name a number behind it where it is taken already."""
    seen, result = set(taken), []
    for name in names:
        candidate, count = name, 2
        while candidate in seen:
            candidate, count = f"{name}_{count}", count + 1
        seen.add(candidate)
        result.append(candidate)
    return result


def native_id(record_id: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the part of a record id behind the source's name."""
    return pc.replace_substring_regex(record_id, pattern=r"^[^:]*:", replacement="")


def as_decimal(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Read numbers in normal form as exact decimals, at the scale the data needs (0–9 places).

    Raises
    ------
    pyarrow.ArrowInvalid
        A value is no number or needs more than 38 digits.
    """
    places = pc.utf8_length(pc.replace_substring_regex(pc.fill_null(values, "0"), r"^[^.]*\.?", ""))
    scale = min(max(_SCALES), pc.max(places).as_py() or 0)
    return values.cast(pa.decimal128(38, scale))


def is_number(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Tell which values are plain numbers of at most nine decimal places; null counts as one."""
    return pc.fill_null(pc.match_substring_regex(values, r"^[+-]?\d{1,28}(\.\d{1,9})?$"), True)


def flatten(table: pa.Table) -> pa.Table:
    """Keep the first value of every list column: the ranked best of a multi-valued field."""
    for index, column in enumerate(table.schema):
        if pa.types.is_list(column.type):
            lists = table.column(index).combine_chunks()
            present = pc.fill_null(pc.greater(pc.list_value_length(lists), 0), False)
            safe = pc.if_else(present, lists, pa.scalar([None], lists.type))
            table = table.set_column(index, column.name, pc.list_element(safe, 0))
    return table


def with_full_name(table: pa.Table) -> pa.Table:
    """Fill an empty `name` from the other names of a flat golden record; none that is there is changed.

    Given name and surname are put together as their script does: 李静, Jane Smith.
    """
    parts = {n: table[n] if n in table.column_names else pa.nulls(table.num_rows, pa.string()) for n in _NAMES}
    spaced = pc.binary_join_element_wise(
        parts["given_name"], parts["surname"], " ", null_handling="replace", null_replacement=""
    )
    spaced = pc.utf8_trim_whitespace(spaced)
    close = pc.binary_join_element_wise(parts["surname"], parts["given_name"], "")
    is_han = pc.fill_null(pc.match_substring_regex(parts["surname"], r"\p{Han}"), False)
    joined = pc.if_else(pc.equal(spaced, ""), None, pc.coalesce(pc.if_else(is_han, close, None), spaced))
    whole = [parts["name"], parts["person_name"], joined, parts["org_name"], parts["contact"]]
    if "kind" in table.column_names:
        is_org = pc.equal(table["kind"], "organisation")
        whole.insert(1, pc.if_else(is_org, parts["org_name"], None))
    full = pc.coalesce(*whole)
    if "name" not in table.column_names:
        return table.append_column("name", full)
    return table.set_column(table.column_names.index("name"), "name", full)
