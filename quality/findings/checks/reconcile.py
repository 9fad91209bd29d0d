"""Orders against the ledger: totals by customer, month and currency must agree to the cent."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import combinations, product
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.errors import RuleError
from quality.findings.book import Rulebook
from quality.findings.checks.totals import amounts
from quality.findings.failure import Failure, failing
from quality.findings.judge import Judge
from quality.findings.masks import mask
from quality.findings.numbers import per_row
from quality.findings.values import Thresholds
from quality.findings.view import Column, View

BY = ("customer", "month", "currency")
_CANCELLED = r"(?i)cancel|void|annul|storn|draft|取消|作废|草稿|关闭|已退"


class Side(NamedTuple):
    """One side of a reconciliation: the key parts of each row as text, and its amount (float64)."""

    keys: dict[str, pa.Array]
    amount: np.ndarray
    column: Column


def check_ledger(views: Mapping[str, View], judge: Judge, book: Rulebook, limits: Thresholds) -> list[Failure]:
    """Reconcile what the steward asked for, else every ledger with every table of orders that fits it.

    An inferred pairing is believed where `formula_share` of the ledger's rows agree to the cent.
    """
    asked = book.own("reconcile_with")
    if asked:
        return [failure for rule in asked for failure in _asked(views, rule, judge, book)]
    failures = []
    for ledger in views.values():
        if ledger.entity != "ledger":
            continue
        tries = [
            found
            for orders in views.values()
            if orders.entity == "order"
            for found in [_best(orders, ledger, BY, judge)]
            if found is not None and found.share >= limits.formula_share
        ]
        if tries:
            best = max(tries, key=lambda found: found.share)
            failures += best.failures(book)
    return failures


def _asked(views: Mapping[str, View], rule, judge: Judge, book: Rulebook) -> list[Failure]:
    orders, ledger = views.get(rule.table), views.get(rule.params["ledger"])
    if orders is None or ledger is None:
        name = rule.table if orders is None else rule.params["ledger"]
        raise RuleError(f"{name!r} is no source to reconcile", rule=rule.id, next_step=f"Sources: {', '.join(views)}")
    by = tuple(rule.params.get("by", BY))
    best = _best(orders, ledger, by, judge)
    if best is None:
        raise RuleError(
            f"{orders.name!r} and {ledger.name!r} have no {', '.join(by)} and amount in common",
            rule=rule.id,
            next_step="Map customer_ref, a date, currency and amount in both.",
        )
    return best.failures(book)


class Comparison(NamedTuple):
    """Totals of both sides by key: which ledger rows differ, and which keys only the orders have."""

    orders: View
    ledger: View
    orders_column: Column
    ledger_column: Column
    wrong: np.ndarray
    hints: list[str]
    bare: np.ndarray
    extra: np.ndarray
    share: float

    def failures(self, book: Rulebook) -> list[Failure]:
        """Return the findings: on the ledger's rows, and on the orders of keys that the ledger lacks."""
        ledger, column = self.ledger, self.ledger_column
        names = (ledger.name, column.field, column.name)
        made = [
            failing(book.rule("ledger_mismatch", *names), (ledger, column), self.wrong, ledger.rows, self.hints),
            failing(book.rule("ledger_without_orders", *names), (ledger, column), self.bare, ledger.rows),
        ]
        rule = book.rule("orders_without_ledger", self.orders.name, self.orders_column.name)
        where = (self.orders, self.orders_column)
        return [*made, failing(rule, where, self.extra, self.orders.rows)]


def _best(orders: View, ledger: View, by: tuple[str, ...], judge: Judge) -> Comparison | None:
    """Try every amount column, with and without cancelled orders, and keep what agrees best."""
    best = None
    for right, left in product(_sides(ledger, by, judge), _sides(orders, by, judge)):
        common = [part for part in by if part in left.keys and part in right.keys]
        for keys in (common, *combinations(common, max(1, len(common) - 1))):
            if not {"customer", "month"} & set(keys):
                continue
            for kept in _kept(orders):
                found = _compare((orders, left), (ledger, right), list(keys), kept)
                if best is None or found.share > best.share + 1e-9:
                    best = found
            if best is not None and best.share > 0.5:
                break
    return best


def _kept(orders: View) -> Iterable[np.ndarray]:
    everything = np.ones(orders.rows, bool)
    yield everything
    for column in orders.of("status"):
        cancelled = column.take(mask(pc.match_substring_regex(column.values, _CANCELLED)))
        if cancelled.any():
            yield ~cancelled


def _sides(view: View, by: tuple[str, ...], judge: Judge) -> Iterable[Side]:
    keys: dict[str, pa.Array] = {}
    reference = view.first("customer_ref")
    if "customer" in by and reference is not None:
        keys["customer"] = _spread(reference, pc.utf8_upper(pc.utf8_trim_whitespace(reference.values)))
    when = view.first("order_date", "date") or _period(view) or view.first("created")
    if "month" in by and when is not None:
        found = judge.of(view, replace(when, field="date")).months
        months = np.append(found, np.datetime64("NaT", "M"))[when.codes]
        keys["month"] = pa.array(months.astype(str))
    currency = view.first("currency")
    if "currency" in by and currency is not None:
        keys["currency"] = _spread(currency, pc.utf8_upper(pc.utf8_trim_whitespace(currency.values)))
    for part in by:
        if part not in BY and part in view.columns:
            keys[part] = _spread(view.columns[part], view.columns[part].values)
    for column in amounts(view)[:6]:
        yield Side(keys, per_row(column), column)


def _period(view: View) -> Column | None:
    """Return the column that holds accounting periods such as `2025-02`, known by its values."""
    for column in view.columns.values():
        if column.field == "other" and column.filled:
            shaped = mask(pc.match_substring_regex(column.values, r"^(19|20)\d\d[-/.年]?(0?[1-9]|1[0-2])月?$"))
            if column.counts[shaped].sum() >= 0.9 * column.filled:
                return column
    return None


def _spread(column: Column, values: pa.Array) -> pa.Array:
    return values.take(pa.array(column.codes, mask=column.codes < 0))


def _compare(left: tuple[View, Side], right: tuple[View, Side], keys: list[str], kept: np.ndarray) -> Comparison:
    (orders, ours), (ledger, theirs) = left, right
    group, split = _groups([pa.concat_arrays([theirs.keys[k], ours.keys[k]]) for k in keys]), ledger.rows
    of_ledger, of_orders = group[:split], group[split:]
    size = int(group.max(initial=-1)) + 1
    known = kept & ~np.isnan(ours.amount) & (of_orders >= 0)
    sums = np.bincount(of_orders[known], np.round(ours.amount[known] * 10_000), size) / 10_000
    booked = np.bincount(of_ledger, np.nan_to_num(np.round(theirs.amount * 10_000)), size) / 10_000
    has_orders = np.bincount(of_orders[known], minlength=size) > 0
    has_ledger = np.bincount(of_ledger, minlength=size) > 0
    stated, summed = booked[of_ledger], sums[of_ledger]
    agrees = np.abs(stated - summed) < 0.005
    bare = ~has_orders[of_ledger]
    wrong = np.flatnonzero(~agrees & ~bare)
    extra = known & ~has_ledger[of_orders]
    if "month" in keys:  # a ledger that starts later says nothing of the months before
        extra &= mask(pc.is_in(ours.keys["month"], value_set=pc.unique(theirs.keys["month"])))
    return Comparison(
        orders,
        ledger,
        ours.column,
        theirs.column,
        wrong,
        [f"orders: {value:.2f}" for value in summed[wrong]],
        np.flatnonzero(bare & ~agrees),
        np.flatnonzero(extra),
        float((agrees & ~bare).sum()) / max(1, ledger.rows),
    )


def _groups(parts: list[pa.Array]) -> np.ndarray:
    """Number the combinations of several text columns (null is a value of its own)."""
    group = np.zeros(len(parts[0]), np.int64)
    for part in parts:
        coded = pc.fill_null(part, "\0").dictionary_encode()
        codes = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        _, group = np.unique(group * (len(coded.dictionary) + 1) + codes, return_inverse=True)
    return group
