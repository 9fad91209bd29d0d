"""Values cut off at the width that their column once had."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.failure import Failure, flagged
from quality.findings.masks import mask, matching
from quality.findings.view import Column, View
from quality.spool import bounds, slices

FIELDS = ("name", "org_name", "address", "street", "text", "other")
_PROSE = "[\u4e00-\u9fff]{4}|[A-Za-z]{2,}[ ,.&-]+[A-Za-z]{2,}"
# A name that ends in its legal form, or a text in its full stop, is whole however long it is.
_WHOLE = (
    "(?i)(公司|集团|厂|店|行|部|社|所|院|校|中心|银行|合伙企业|经营部|办事处|[。.!！?？)）])$|"
    r"\b(ltd|limited|inc|corp|llc|llp|gmbh|ag|kg|sarl|sas|srl|s\.?l|s\.?a|spa|b\.?v|nv|plc|oy|ab)\.?$"
)
# So is an address that ends in its number, room, street or village.
_PLACED = (
    r"[号號室楼樓层層栋棟幢座铺鋪房村组隊队弄巷街路镇鎮乡鄉区區]$|(大厦|大廈|大楼|大樓|广场|廣場|花园|花園|小区|园区)$"
)
_SHORTEST, _AT_EDGE, _OVER_BEFORE = 10, 3, 4.0


def check_lengths(view: View, book: Rulebook) -> list[Failure]:
    """Find texts at the greatest length of their column where far more have it than lengths below lead to expect."""
    failures = []
    for column in view.of(*FIELDS):
        hits = cut_off(column)
        if hits.any():
            rule = book.rule("value_truncated", view.name, column.field, column.name)
            failures.append(flagged(rule, (view, column), hits))
    return failures


def cut_off(column: Column) -> np.ndarray:
    """Flag the distinct values that end where the column does.

    Counted in characters, or in bytes of UTF-8 or GBK (two for each Han character), whichever shows an edge: the
    greatest length must be held by several different values, four times as many as a length just below it.
    """
    prose = column.field in ("address", "street", "text")
    parts = [_measured(part, prose) for part, _ in slices(column.values)]
    if not parts:
        return np.zeros(0, bool)
    chars, size, free = (np.concatenate(found) for found in zip(*parts, strict=True))
    whole = f"{_WHOLE}|{_PLACED}" if column.field in ("address", "street") else _WHOLE
    for length in (chars, size, (size + chars) // 2):
        hits = _edge(np.where(free, length, 0))
        cut = hits & ~matching(column.values, whole, trim=True, within=hits)
        if cut.sum() > 0.5 * hits.sum():
            return cut
    return np.zeros(len(column.values), bool)


def _measured(values: pa.Array, prose: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return characters, bytes (int32) and whether a text is prose that a column may have cut (bool)."""
    text = pc.utf8_trim_whitespace(values)
    chars = pc.fill_null(pc.utf8_length(text), 0).to_numpy(zero_copy_only=False)
    size = pc.fill_null(pc.binary_length(text), 0).to_numpy(zero_copy_only=False)
    free = mask(pc.match_substring_regex(text, _PROSE))
    if not prose:  # running numbers are longest where they are most
        free &= ~mask(pc.match_substring_regex(text, r"\d$"))
    return chars, size, free


def _edge(length: np.ndarray) -> np.ndarray:
    longest = int(length.max(initial=0))
    none = np.zeros(len(length), bool)
    if longest < _SHORTEST:
        return none
    counts = np.zeros(longest + 1, np.int64)
    for start, end in bounds(len(length)):
        counts += np.bincount(length[start:end], minlength=longest + 1)
    at_edge, near = int(counts[longest]), counts[max(1, longest - 4) : longest].mean()
    spread = int((counts[1:longest] > 0).sum())
    if at_edge < _AT_EDGE or at_edge <= _OVER_BEFORE * max(near, 0.5) or spread < 2:
        return none
    return length == longest
