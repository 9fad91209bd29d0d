"""What rows say of one another: references, parent chains, order totals."""

from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.failure import Failure, failing
from quality.findings.masks import mask
from quality.findings.values import Thresholds
from quality.findings.view import Column, View, row_of

NOTHING = ("0", "-1", "-", "--", "n/a", "na", "null", "none", "nil", "无", "暂无", "空")
_RULE_OF_ENTITY = {
    "customer": "orphan_customer_ref",
    "organisation": "orphan_customer_ref",
    "contact": "orphan_customer_ref",
    "order": "orphan_order_ref",
}


def check_references(
    views: Mapping[str, View], references: Iterable, book: Rulebook, limits: Thresholds
) -> list[Failure]:
    """Find rows whose reference leads nowhere, and parents that run in a circle.

    `references` have `source, column, to_source, to_column` and `declared`: others are believed only where enough fit.
    """
    failures = []
    for reference in references:
        view, target = views.get(reference.source), views.get(reference.to_source)
        if view is None or target is None or reference.column not in view.columns:
            continue
        column, keys = view.columns[reference.column], target.columns.get(reference.to_column)
        if keys is None or not column.filled or (column.field == "id" and (keys.counts > 1).any()):
            continue
        least = 0.0 if getattr(reference, "declared", False) else limits.reference_overlap
        failure = orphans((view, column), (target, keys), book, least)
        if failure is not None:
            failures.append(failure)
        if view.name == target.name:
            failures.append(parent_loops(view, column, keys, book))
    return failures


def orphans(where: tuple[View, Column], to: tuple[View, Column], book: Rulebook, least: float) -> Failure | None:
    """Return the rows whose value is no key of the target, or None where fewer than `least` (0 to 1) fit."""
    (view, column), (target, keys) = where, to
    trimmed = pc.utf8_trim_whitespace(column.values)
    known = mask(pc.is_in(trimmed, value_set=pc.unique(pc.utf8_trim_whitespace(keys.values))))
    empty = column.blank | mask(pc.is_in(pc.utf8_lower(trimmed), value_set=pa.array(NOTHING))) & ~known
    lost = ~known & ~empty
    checked = int(column.counts[~empty].sum())
    failed = int(column.counts[lost].sum())
    if not checked or 1 - failed / checked < least:
        return None
    rule = book.rule(_rule_for(view, column, target), view.name, column.field, column.name)
    rows = column.rows(lost)
    nearest = _nearest(trimmed, lost, keys)
    return failing(rule, where, rows, checked, nearest.take(pa.array(column.codes[rows])))


def _rule_for(view: View, column: Column, target: View) -> str:
    """Name the rule by what the column says it refers to, else by what it leads to."""
    if column.field == "parent_ref" or view.name == target.name:
        return "orphan_parent_ref"
    if column.field in ("customer_ref", "order_ref", "product_ref"):
        return f"orphan_{column.field}"
    return _RULE_OF_ENTITY.get(target.entity, "orphan_ref")


def _nearest(lost_texts: pa.Array, lost: np.ndarray, keys: Column) -> pa.Array:
    """Propose the one key that differs only in case, leading zeros or separators."""
    folded = _folded(keys.values)
    table = {}
    for text, key in zip(folded.to_pylist(), keys.values.to_pylist(), strict=True) if lost.any() else ():
        table[text] = key if text not in table else None
    proposals = np.full(len(lost), None, object)
    for at, text in zip(np.flatnonzero(lost), _folded(lost_texts.filter(pa.array(lost))).to_pylist(), strict=True):
        proposals[at] = table.get(text)
    return pa.array(proposals, pa.string())


def _folded(values: pa.Array) -> pa.Array:
    text = pc.utf8_lower(pc.utf8_normalize(values, form="NFKC"))
    return pc.replace_substring_regex(pc.replace_substring_regex(text, r"[\s\-_./]", ""), r"^([a-z]*)0+", r"\1")


def parent_loops(view: View, column: Column, keys: Column, book: Rulebook) -> Failure:
    """Find records whose chain of parents comes back to themselves."""
    parents = row_of(column, keys)
    rows = np.flatnonzero(in_circle(parents))
    ids = keys.text(parents[rows])
    hints = pc.binary_join_element_wise("circle through", pc.fill_null(ids, ""), " ")
    checked = int((parents >= 0).sum())
    return failing(book.rule("parent_loop", view.name, column.name), (view, column), rows, checked, hints)


def in_circle(parents: np.ndarray) -> np.ndarray:
    """Tell for each node whether following `parents` (-1: none) leads back to it.

    Who has gone up n steps without leaving stands in a circle, and every node of a circle is reached so.
    """
    count = len(parents)
    up = np.append(np.where(parents < 0, count, parents), count)
    far = up.copy()
    for _ in range(int(count).bit_length()):
        far = far[far]
    circle = np.zeros(count, bool)
    circle[far[:count][far[:count] < count]] = True
    return circle
