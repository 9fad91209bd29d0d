"""Rows of totals among the records: reported once, and by no other rule."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.bytes import LOWER, NON_ASCII, UPPER
from quality.findings.book import Rulebook
from quality.findings.failure import Failure, failing
from quality.findings.masks import among_flagged, mask, matching
from quality.findings.view import View
from quality.read.footer import TOTALS

_NUMBER = r"^[\s¥￥$€£(-]*\d[\d,.\s]*[)元%]?\s*$"
_IN_TOTALS = "(?i)计|計|total|sum|som|gesamt"  # of quality.read.footer.TOTALS
_FIRST, _SELDOM = 4, 0.2
_LONGEST = 12  # characters of a word for a total


def check_subtotals(view: View, book: Rulebook) -> list[Failure]:
    """Find rows whose first word is one for a total and whose other cells are empty or numbers."""
    columns = list(view.columns.values())
    found, label = np.zeros(view.rows, bool), None
    for column in columns[:_FIRST]:
        short = np.flatnonzero(among_flagged(column.values, column.having(UPPER | LOWER | NON_ASCII), _may_be_total))
        said = np.zeros(len(column.values), bool)
        words = column.taken(short).to_pylist()
        said[short] = [TOTALS.fullmatch(word.strip()) is not None for word in words]
        rows = column.rows(said)
        if len(rows):
            found[rows], label = True, label or column
    rows = np.flatnonzero(found)
    if label is None or len(columns) < 3 or len(rows) > _SELDOM * view.rows:
        return []
    plain, numbers = np.ones(len(rows), bool), np.zeros(len(rows), bool)
    for column in columns[columns.index(label) + 1 :]:
        text = pc.utf8_trim_whitespace(pc.fill_null(column.text(rows), ""))
        number = mask(pc.match_substring_regex(text, _NUMBER))
        plain &= number | mask(pc.equal(text, ""))
        numbers |= number
    rows = rows[plain & numbers]
    return [failing(book.rule("subtotal_row", view.name), (view, label), rows, view.rows)] if len(rows) else []


def _may_be_total(texts: pa.Array) -> np.ndarray:
    """Short texts worth a closer look: never no where one is a word for a total."""
    short = mask(pc.less_equal(pc.utf8_length(pc.utf8_trim_whitespace(texts)), _LONGEST))
    return matching(texts, _IN_TOTALS, within=short)


def without_subtotals(failures: Iterable[Failure], totals: list[Failure]) -> list[Failure]:
    """Take the rows of totals out of what other rules found."""
    rows = np.concatenate([f.rows for f in totals]) if totals else np.zeros(0, np.int64)
    return [_without(failure, rows) for failure in failures]


def _without(failure: Failure, rows: np.ndarray) -> Failure:
    if not len(rows) or len(failure.rows) != failure.failed:
        return failure
    keep = np.flatnonzero(~np.isin(failure.rows, rows))
    if len(keep) == failure.failed:
        return failure
    parts = (failure.record_ids, failure.values, failure.proposals)
    ids, values, proposals = (part.take(pa.array(keep)) for part in parts)
    return replace(failure, record_ids=ids, values=values, proposals=proposals, rows=failure.rows[keep])
