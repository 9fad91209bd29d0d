"""The steward's own rules, measured on the distinct values of the column they name."""

from collections.abc import Mapping
from difflib import get_close_matches

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.errors import MissingColumn, RuleError
from quality.findings.book import Rulebook
from quality.findings.failure import Failure, failing, flagged
from quality.findings.masks import mask
from quality.findings.numbers import parse
from quality.findings.view import Column, View
from quality.rules.model import Rule


def check_custom(views: Mapping[str, View], book: Rulebook) -> list[Failure]:
    """Measure the rules that no built-in check measures.

    Raises `RuleError` for an unknown table and `MissingColumn` for a column that is in none of the tables.
    """
    failures = []
    for rule in book.own("be_present", "be_unique", "match", "be_one_of", "be_between", "reference"):
        targets = _targets(views, rule)
        for view, column in targets:
            failures.append(_measure(rule, (view, column), views))
    return failures


def _targets(views: Mapping[str, View], rule: Rule) -> list[tuple[View, Column]]:
    if rule.table and rule.table not in views:
        near = get_close_matches(rule.table, views, n=1)
        step = f"Did you mean {near[0]!r}?" if near else f"Sources: {', '.join(views)}."
        raise RuleError(f"rule {rule.id} speaks of table {rule.table!r}, which is no source", next_step=step)
    within = [views[rule.table]] if rule.table else list(views.values())
    found = []
    for view in within:
        columns = view.of(rule.field) or ([view.columns[rule.field]] if rule.field in view.columns else [])
        found += [(view, column) for column in columns]
    if not found:
        raise MissingColumn(rule.field, sorted({c for v in within for c in v.columns}), rule=rule.id)
    return found


def _measure(rule: Rule, where: tuple[View, Column], views: Mapping[str, View]) -> Failure:
    view, column = where
    if rule.kind == "be_present":
        rows = np.flatnonzero(~column.present)
        return failing(rule, where, rows, view.rows)
    if rule.kind == "reference":
        return flagged(rule, where, _unknown(column, rule, views))
    return flagged(rule, where, broken(column, rule) & ~column.blank)


def broken(column: Column, rule: Rule) -> np.ndarray:
    """Flag the distinct values that break a rule about single values (bool)."""
    if rule.kind == "be_unique":
        return column.counts > 1
    if rule.kind == "match":
        return ~mask(pc.match_substring_regex(column.values, f"^(?:{rule.params['pattern']})$"))
    if rule.kind == "be_one_of":
        allowed = pa.array([str(value) for value in rule.params["values"]], pa.string())
        return ~mask(pc.is_in(column.values, value_set=allowed))
    low, high = rule.params.get("min"), rule.params.get("max")
    if any(isinstance(bound, str) for bound in (low, high)):  # dates and codes compare as text
        within = np.ones(len(column.values), bool)
        if low is not None:
            within &= mask(pc.greater_equal(column.values, str(low)))
        return ~(within & mask(pc.less_equal(column.values, str(high)))) if high is not None else ~within
    number = parse(column.values)
    return ~((number >= (-np.inf if low is None else low)) & (number <= (np.inf if high is None else high)))


def _unknown(column: Column, rule: Rule, views: Mapping[str, View]) -> np.ndarray:
    target = views.get(rule.params["to"])
    if target is None:
        raise RuleError(f"rule {rule.id} refers to {rule.params['to']!r}, which is no source")
    key = target.columns.get(rule.params.get("column", "")) or target.first("id")
    if key is None:
        raise RuleError(f"source {target.name!r} has no id column to refer to", next_step="Name it as column:.")
    known = pc.is_in(pc.utf8_trim_whitespace(column.values), value_set=pc.utf8_trim_whitespace(key.values))
    return ~mask(known) & ~column.blank
