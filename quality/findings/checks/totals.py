"""Money that must add up: order totals and their lines, quantity times price."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.failure import Failure, failing
from quality.findings.numbers import per_row
from quality.findings.values import Thresholds
from quality.findings.view import Column, View, row_of

_DISCOUNT = r"(?i)discount|rabatt|remise_percent|折扣率?$"
_WITHOUT_LINES = 0.05
_AMOUNT_LIKE = r"(?i)total|amount|summe|montant|importe|金额|总额|合计|总价|小计|应收"


class Formula(NamedTuple):
    """One way to get a row's amount: its wording and its value for each row (float64)."""

    name: str
    value: np.ndarray


def check_totals(views: Mapping[str, View], references: Iterable, book: Rulebook, limits: Thresholds) -> list[Failure]:
    """Compare every order's total with its lines, and every line's amount with quantity times price."""
    failures = []
    for reference in references:
        lines, orders = views.get(reference.source), views.get(reference.to_source)
        if lines is None or orders is None or lines.name == orders.name or orders.entity != "order":
            continue
        if lines.entity != "order_line" or reference.column not in lines.columns:
            continue
        failures += _order_totals((lines, lines.columns[reference.column]), (orders, reference.to_column), book, limits)
    for view in views.values():
        if view.entity == "order_line":
            failures += _line_amounts(view, book, limits)
    return failures


def amounts(view: View) -> list[Column]:
    """Return the columns that may hold a row's whole amount, the likeliest first."""
    mapped = view.of("amount")
    others = [
        c
        for c in view.columns.values()
        if c not in mapped and c.field == "other" and pc.match_substring_regex(pa.scalar(c.name), _AMOUNT_LIKE).as_py()
    ]
    return mapped + others


def line_formulas(view: View) -> list[Formula]:
    """Return the ways to get a line's amount: its own column, or quantity times price less discount."""
    ways = [Formula(c.name, per_row(c)) for c in amounts(view)]
    for quantity, price in product(view.of("quantity"), view.of("price")):
        plain = per_row(quantity) * per_row(price)
        ways.append(Formula(f"{quantity.name} × {price.name}", plain))
        for column in view.columns.values():
            if pc.match_substring_regex(pa.scalar(column.name), _DISCOUNT).as_py():
                rate = np.nan_to_num(per_row(column))
                rate = rate / 100 if np.nanmax(rate, initial=0) > 1 else rate
                ways.append(Formula(f"{quantity.name} × {price.name} × (1 - {column.name})", plain * (1 - rate)))
    return ways


def _order_totals(
    where: tuple[View, Column], to: tuple[View, str], book: Rulebook, limits: Thresholds
) -> list[Failure]:
    (lines, link), (orders, key) = where, to
    keys = orders.columns.get(key)
    if keys is None or not orders.rows:
        return []
    order_of_line = row_of(link, keys)
    has_lines = np.bincount(order_of_line[order_of_line >= 0], minlength=orders.rows) > 0
    best = None
    for total in amounts(orders):
        stated = per_row(total)
        for way in line_formulas(lines):
            sums = _sums(way.value, order_of_line, orders.rows)
            for rounded in (sums, _sums(np.round(way.value, 2), order_of_line, orders.rows)):
                comparable = has_lines & ~np.isnan(stated) & ~np.isnan(rounded)
                fits = comparable & (np.abs(stated - rounded) < 0.005 + 1e-9 * np.abs(stated))
                share = fits.sum() / max(1, comparable.sum())
                if best is None or share > best[0] + 1e-9:
                    best = (share, total, way, rounded, comparable, fits)
    if best is None or best[0] < limits.formula_share:
        return []
    _, total, way, sums, comparable, fits = best
    stated = np.nan_to_num(per_row(total))
    bare = ~has_lines & (stated != 0)
    if bare.sum() > _WITHOUT_LINES * orders.rows:  # an export of some of the lines proves nothing of the rest
        bare[:] = False
    rows = np.flatnonzero((comparable & ~fits) | bare)
    hints = [f"{way.name}: {value:.2f}" for value in np.nan_to_num(sums[rows])]
    rule = book.rule("order_total_mismatch", orders.name, total.name)
    return [failing(rule, (orders, total), rows, int(comparable.sum() + bare.sum()), hints)]


def _sums(value: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
    """Sum by group in ten-thousandths, so that cents add up exactly; NaN where a part is no number."""
    inside = group >= 0
    whole = np.round(np.nan_to_num(value[inside]) * 10_000)
    sums = np.bincount(group[inside], weights=whole, minlength=groups) / 10_000
    broken = np.bincount(group[inside], weights=np.isnan(value[inside]), minlength=groups) > 0
    return np.where(broken, np.nan, sums)


def _line_amounts(view: View, book: Rulebook, limits: Thresholds) -> list[Failure]:
    """Find lines whose amount is not quantity times price, where that is the rule of the table."""
    products = [way for way in line_formulas(view) if "×" in way.name]
    best = None
    for total in view.of("amount"):
        stated = per_row(total)
        for way in products:
            comparable = ~np.isnan(stated) & ~np.isnan(way.value)
            fits = comparable & (np.abs(stated - way.value) < 0.0051 + 1e-9 * np.abs(stated))
            share = fits.sum() / max(1, comparable.sum())
            if best is None or share > best[0]:
                best = (share, total, way, comparable, fits)
    if best is None or best[0] < max(0.9, limits.formula_share):
        return []
    _, total, way, comparable, fits = best
    rows = np.flatnonzero(comparable & ~fits)
    hints = [f"{way.name}: {value:.2f}" for value in way.value[rows]]
    rule = book.rule("line_amount_mismatch", view.name, total.name)
    return [failing(rule, (view, total), rows, int(comparable.sum()), hints)]
