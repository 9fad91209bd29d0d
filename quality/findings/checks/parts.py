"""Amounts of one row that must add up: subtotal, shipping and tax less discount give the total.

Which columns are the parts is learned from the file: a sum with signs that gives the total to the cent in nearly all
rows is how the totals were made, and the few rows where it does not are wrong.
"""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from quality.findings.book import Rulebook
from quality.findings.failure import Failure, failing
from quality.findings.numbers import parse
from quality.findings.view import Column, View

_FIELDS = ("amount", "price", "other")
_MOST_COLUMNS, _SAMPLE, _LEAST_ROWS = 7, 600, 30
_NEARLY_ALL = 0.9  # of the rows add up
_MONEY, _CENTS = 0.9, 0.05  # of a column's values are numbers; and have cents, where nothing else says money
_CENT = 0.006
_OFTEN = 0.05  # of the rows where a second part is not zero: else nothing shows that it is a part


class Sum(NamedTuple):
    """A total and the parts that give it, each with its sign, and the share of rows where they do."""

    total: int
    signs: tuple[int, ...]
    share: float


def check_parts(view: View, book: Rulebook) -> list[Failure]:
    """Report rows whose total is not the sum of the parts that make it in nearly all others."""
    columns = [c for c in view.columns.values() if c.field in _FIELDS and _is_money(c)][:_MOST_COLUMNS]
    if len(columns) < 3:
        return []
    values = np.stack([column.spread(parse(column.values), np.nan) for column in columns])
    whole = np.flatnonzero(~np.isnan(values[[c.filled >= _NEARLY_ALL * view.rows for c in columns]]).any(axis=0))
    found = _learned(np.nan_to_num(values), whole, [column.field == "amount" for column in columns])
    if found is None:
        return []
    sums = np.array(found.signs) @ np.nan_to_num(values)
    rows = np.intersect1d(whole, np.flatnonzero(np.abs(sums - values[found.total]) > _CENT))
    if len(rows) > (1 - _NEARLY_ALL) * len(whole):
        return []
    total = columns[found.total]
    words = " ".join(f"{'+' if s > 0 else '-'} {c.name}" for s, c in zip(found.signs, columns, strict=True) if s)
    hints = [f"{words.removeprefix('+ ')}: {value:.2f}" for value in sums[rows]]
    kind = "line_amount_mismatch" if view.entity == "order_line" else "order_total_mismatch"
    rule = book.rule(kind, view.name, total.field, total.name)
    return [failing(rule, (view, total), rows, len(whole), hints)]


def _is_money(column: Column) -> bool:
    """Tell by some of its distinct values whether a column holds amounts."""
    step = max(1, len(column.values) // _SAMPLE)
    shown = np.arange(0, len(column.values), step)
    shown = shown[~column.blank[shown]]
    if column.filled < _LEAST_ROWS or not len(shown):
        return False
    number = parse(column.values.take(pa.array(shown)))
    known = ~np.isnan(number)
    cents = np.abs(number[known] - np.rint(number[known])) > _CENT
    return known.mean() >= _MONEY and (column.field != "other" or bool(cents.mean() >= _CENTS))


def _learned(values: np.ndarray, whole: np.ndarray, amounts: Sequence[bool]) -> Sum | None:
    """Try every total and every sign of the others on some rows (columns by rows, float64); the best that holds."""
    if len(whole) < _LEAST_ROWS:
        return None
    sample = values[:, whole[:: max(1, len(whole) // _SAMPLE)]]
    ways = np.array(list(product((0, 1, -1), repeat=len(values) - 1)))
    ways = ways[np.count_nonzero(ways, axis=1) >= 2]
    best = None
    for total in np.flatnonzero(amounts).tolist():
        signs = np.insert(ways, total, 0, axis=1)
        fits = np.abs(signs @ sample - sample[total]) <= _CENT
        share = fits.mean(axis=1) - 1e-6 * np.count_nonzero(signs, axis=1)
        for at in np.argsort(-share, kind="stable")[:8]:
            if share[at] >= _NEARLY_ALL and _tells(sample, signs[at], total):
                if best is None or share[at] > best.share:
                    best = Sum(total, tuple(signs[at].tolist()), float(share[at]))
                break
    return best


def _tells(sample: np.ndarray, signs: np.ndarray, total: int) -> bool:
    """Tell whether the sum is more than one column again: often two parts are not zero, and the total is the largest.

    Of subtotal + tax = total and total - tax = subtotal the first is meant.
    """
    used = np.flatnonzero(signs)
    several = (np.abs(sample[used]) > _CENT).sum(axis=0) >= 2
    largest = np.abs(sample[total]).mean() >= np.abs(sample[used]).mean(axis=1).max()
    alive = (np.abs(sample[used]) > _CENT).mean(axis=1) > 0
    return bool(several.mean() >= _OFTEN and largest and alive.all())
