"""Every rule as a Great Expectations expectation, and one suite run for each table.

Rules about single values keep GX's own words (not null, unique, matches a regex, in a set, between). What GX
cannot see (checksums, other tables, ledgers) arrives as a column of booleans that must be true, so that GX
users find every rule in their suite and can add theirs beside it.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from quality.rules.model import Rule

PRESENT = ("missing_id", "customer_ref_missing", "amount_missing", "date_missing", "ref_missing", "value_missing")
UNIQUE = ("duplicate_id", "value_not_unique")


@dataclass(frozen=True)
class Check:
    """A rule measured on a column of a table: `failed` are the rows (places), of `checked` rows."""

    rule: Rule
    column: str
    checked: int
    failed: np.ndarray


@dataclass(frozen=True)
class Verdict:
    """What GX said of one check, and whether it counted the same rows as the audit."""

    rule: str
    table: str
    column: str
    expectation: str
    success: bool
    unexpected: int
    agrees: bool


@cache
def _great_expectations() -> Any:
    """Import GX when it is first needed: it takes five seconds, and warns of what its own imports use."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import great_expectations
        import great_expectations.data_context.types.base
        import great_expectations.expectations
    return great_expectations


def kind_of(rule: Rule) -> str:
    """Return the GX expectation type that stands for `rule`."""
    if rule.kind == "be_present" or rule.id in PRESENT:
        return "expect_column_values_to_not_be_null"
    if rule.kind == "be_unique" or rule.id in UNIQUE:
        return "expect_column_values_to_be_unique"
    if rule.kind == "match":
        return "expect_column_values_to_match_regex"
    return "expect_column_values_to_be_in_set"


def expectation(check: Check, rows: int) -> Any:
    """Build the expectation for `check`; its `meta` names the rule and the column.

    `mostly` is set so that GX passes exactly when the audit does: the threshold is a share of the checked
    rows, GX counts the rows that are not null.
    """
    gxe = _great_expectations().expectations
    rule, kind = check.rule, kind_of(check.rule)
    meta = {"rule": rule.id, "column": check.column}
    mostly = _mostly(check, rows) if kind == "expect_column_values_to_be_in_set" else rule.at_least
    common = {"mostly": mostly, "meta": meta, "severity": rule.severity}
    if kind == "expect_column_values_to_not_be_null":
        return gxe.ExpectColumnValuesToNotBeNull(column=check.column, **common)
    if kind == "expect_column_values_to_be_unique":
        return gxe.ExpectColumnValuesToBeUnique(column=check.column, **common)
    if kind == "expect_column_values_to_match_regex":
        pattern = f"^(?:{rule.params['pattern']})$"
        return gxe.ExpectColumnValuesToMatchRegex(column=check.column, regex=pattern, **common)
    if rule.kind == "be_one_of":
        values = [str(value) for value in rule.params["values"]]
        return gxe.ExpectColumnValuesToBeInSet(column=check.column, value_set=values, **common)
    return gxe.ExpectColumnValuesToBeInSet(column=f"{rule.id}:{check.column}", value_set=[True], **common)


def _mostly(check: Check, rows: int) -> float:
    """Turn a share of the checked rows into a share of all rows; a hair below, since both are rounded."""
    return max(0.0, 1 - (1 - check.rule.at_least) * check.checked / max(1, rows) - 1e-9)


def frame_for(records: pa.Table, checks: Sequence[Check]) -> pd.DataFrame:
    """Return the columns that the expectations read: raw text with blanks as missing, and the booleans."""
    columns: dict[str, Any] = {}
    for check in checks:
        if kind_of(check.rule) == "expect_column_values_to_be_in_set" and check.rule.kind != "be_one_of":
            sound = np.ones(records.num_rows, bool)
            sound[check.failed] = False
            columns[f"{check.rule.id}:{check.column}"] = sound
        elif check.column not in columns:
            text = records[check.column]
            blank = pc.equal(pc.utf8_trim_whitespace(text), "")
            columns[check.column] = pc.if_else(pc.fill_null(blank, True), None, text).to_pandas()
    return pd.DataFrame(columns)


def run_suite(table: str, records: pa.Table, checks: Sequence[Check]) -> list[Verdict]:
    """Validate one table once with the suite of its checks; results are matched by `meta`.

    A check whose column is not there or that was measured on no row is left out.
    """
    known = {(c.rule.id, c.column): c for c in checks if c.checked and c.column in records.column_names}
    if not known:
        return []
    gx = _great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = gx.data_context.types.base.ProgressBarsConfig(globally=False)
    frame = frame_for(records, list(known.values()))
    batch = (
        context.data_sources.add_pandas("audit")
        .add_dataframe_asset(table)
        .add_batch_definition_whole_dataframe("all")
        .get_batch({"dataframe": frame})
    )
    suite = gx.ExpectationSuite(
        name=table, expectations=[expectation(check, records.num_rows) for check in known.values()]
    )
    form = {"result_format": "SUMMARY", "partial_unexpected_count": 0}
    return [_verdict(table, result, known) for result in batch.validate(suite, result_format=form).results]


def _verdict(table: str, result: Any, known: Mapping[tuple[str, str], Check]) -> Verdict:
    config = result.expectation_config
    check = known[config.meta["rule"], config.meta["column"]]
    unexpected = result.result.get("unexpected_count")
    agrees = unexpected == len(check.failed)
    return Verdict(check.rule.id, table, check.column, config.type, bool(result.success), int(unexpected or 0), agrees)
