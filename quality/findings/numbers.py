"""Amounts and quantities as numbers, once per distinct text."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.masks import by_slices, mask, matching
from quality.findings.view import Column
from quality.unicode import compatible

_PLAIN = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$"
NEVER = r"\d[-/:]\d"  # dates, times and telephone numbers: no way of writing a number
_NEVER_HAN = "[\\x{4e00}-\\x{5142}\\x{5144}-\\x{9fff}]"  # nor any Han character but 元
_COMMA_DECIMAL = r"^[+-]?(\d{1,3}(\.\d{3})+|\d+),\d{1,2}$"
_TRAILING = 44  # bits of a float64 that do not tell its bin
_DRESS = "(?i)[\\s\u00a0\u202f'$€£¥￥元]|rmb|cny|usd|eur|gbp|hkd"


def parse(values: pa.Array) -> np.ndarray:
    """Read texts as numbers (float64); what is no number becomes NaN.

    Understood: `1234.5`, `1,234.50`, `1.234,50`, `12,5`, `¥ 1,234`, `(12.50)` and `12.50-` for negatives,
    full-width digits.
    """
    return by_slices(values, _parsed)


def _parsed(values: pa.Array) -> np.ndarray:
    text = pc.utf8_trim_whitespace(values)
    plain = mask(pc.match_substring_regex(text, _PLAIN))
    rest = np.flatnonzero(~plain & ~matching(text, f"{NEVER}|{_NEVER_HAN}", within=~plain))
    if len(rest):
        dressed = np.zeros(len(plain), bool)
        dressed[rest] = True
        text = pc.replace_with_mask(text, pa.array(dressed), _undressed(text.take(pa.array(rest))))
        plain[rest] = mask(pc.match_substring_regex(text.take(pa.array(rest)), _PLAIN))
    usable = _castable(pc.if_else(pa.array(plain), text, None))
    return pc.cast(usable, pa.float64()).fill_null(np.nan).to_numpy(zero_copy_only=False)


def _castable(text: pa.Array) -> pa.Array:
    """Take off the plus before and the point behind a number, which no cast understands."""
    odd = pc.fill_null(pc.or_(pc.starts_with(text, "+"), pc.ends_with(text, ".")), False)
    if not pc.any(odd).as_py():
        return text
    return pc.replace_with_mask(text, odd, pc.replace_substring_regex(text.filter(odd), r"^\+|\.$", ""))


def _undressed(text: pa.Array) -> pa.Array:
    text = compatible(text)
    text = pc.replace_substring_regex(text, _DRESS, "")
    text = pc.replace_substring_regex(text, r"^\((.+)\)$", r"-\1")
    text = pc.replace_substring_regex(text, r"^([\d.,]+)-$", r"-\1")
    comma = pc.match_substring_regex(text, _COMMA_DECIMAL)
    swapped = pc.replace_substring(pc.replace_substring(text, ".", ""), ",", ".")
    grouped = pc.replace_substring_regex(text, r"(\d),(\d{3})", r"\1\2")
    grouped = pc.replace_substring_regex(grouped, r"(\d),(\d{3})", r"\1\2")
    return pc.if_else(pc.fill_null(comma, False), swapped, grouped)


def per_row(column: Column) -> np.ndarray:
    """Return the number of each row (float64, NaN where missing or no number)."""
    return column.spread(parse(column.values), np.nan)


def weighted_quantiles(sizes: np.ndarray, counts: np.ndarray, shares: Sequence[float]) -> list[float]:
    """Return for each share (0 to 1) the first of positive numbers (float64) up to which that share of all lies.

    Each number stands as often as its count says. Exact: numbers fall into bins by their leading bits, and only the
    bin that holds a quantile is sorted.
    """
    bins = np.zeros(1 << (63 - _TRAILING), np.int64)
    place = sizes.view(np.int64) >> _TRAILING
    np.add.at(bins, place, counts)
    heap, found = np.cumsum(bins), []
    for share in shares:
        wanted = share * heap[-1]
        held = int(np.searchsorted(heap, wanted))
        mine = np.flatnonzero(place == held)
        mine = mine[np.argsort(sizes[mine])]
        inside = np.cumsum(counts[mine]) + (heap[held] - bins[held])
        found.append(float(sizes[mine][np.searchsorted(inside, wanted)]))
    return found
