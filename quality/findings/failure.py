"""What a check returns, and how failures become the findings and summary tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.values import FINDINGS, SUMMARY
from quality.findings.view import Column, View
from quality.rules.catalog import wording
from quality.rules.model import Rule
from quality.spool import Spool, bounds


@dataclass(frozen=True)
class Failure:
    """One rule measured on one column of one source, also where nothing failed.

    `checked` rows were measured; `record_ids`, `values` and `proposals` (text, one length) are of those that
    failed; `rows` are their places in the source, empty where the failures are not rows of it.
    """

    rule: Rule
    source: str
    column: str
    checked: int
    record_ids: pa.Array
    values: pa.Array
    proposals: pa.Array
    rows: np.ndarray

    @property
    def failed(self) -> int:
        """How many rows failed."""
        return len(self.record_ids)

    @property
    def rate(self) -> float:
        """Share of the checked rows that failed, 0 to 1."""
        return self.failed / self.checked if self.checked else 0.0

    @property
    def passed(self) -> bool:
        """Whether the share of sound rows reaches the rule's threshold."""
        return 1 - self.rate >= self.rule.at_least - 1e-12


def kept(failure: Failure, spool: Spool) -> Failure:
    """Return the failure with what is large of it kept in `spool`."""
    columns = (failure.record_ids, failure.values, failure.proposals)
    record_ids, values, proposals = (spool.array(column) for column in columns)
    rows = spool.numbers(failure.rows)
    return replace(failure, record_ids=record_ids, values=values, proposals=proposals, rows=rows)


def texts(value: pa.Array | Sequence[str | None] | str | None, length: int) -> pa.Array:
    """Return `value` as text of `length` rows; one text is repeated."""
    if isinstance(value, pa.ChunkedArray):
        value = value.combine_chunks()
    if isinstance(value, pa.Array):
        return value.cast(pa.string())
    if value is None or isinstance(value, str):
        return pa.repeat(pa.scalar(value or "", pa.string()), length)
    return pa.array(value, pa.string())


def failing(
    rule: Rule,
    where: tuple[View, Column],
    rows: np.ndarray,
    checked: int,
    proposals: pa.Array | Sequence[str | None] | str | None = None,
) -> Failure:
    """Build the failure of `rows` in one column of a source."""
    view, column = where
    rows = np.asarray(rows, np.int64)
    ids = view.record_ids.take(pa.array(rows))
    return Failure(rule, view.name, column.name, checked, ids, column.text(rows), texts(proposals, len(rows)), rows)


def flagged(
    rule: Rule, where: tuple[View, Column], flags: np.ndarray, proposals: pa.Array | str | None = None
) -> Failure:
    """Build the failure of all rows whose distinct value is flagged; proposals are per flagged distinct value too.

    They may also be given for every distinct value, flagged or not.
    """
    view, column = where
    rows = column.rows(flags)
    if isinstance(proposals, pa.Array | pa.ChunkedArray):
        place = column.codes[rows]
        if len(proposals) != len(flags):
            place = np.searchsorted(np.flatnonzero(flags), place)
        proposals = proposals.take(pa.array(place))
    return failing(rule, (view, column), rows, column.filled, proposals)


def pool(failures: Sequence[Failure]) -> list[Failure]:
    """Let each rule speak once of a column: what several checks found is put together, each record once."""
    pooled: dict[tuple[str, str, str], Failure] = {}
    for failure in failures:
        key = (failure.rule.id, failure.source, failure.column)
        pooled[key] = _together(pooled[key], failure) if key in pooled else failure
    return list(pooled.values())


def _together(one: Failure, other: Failure) -> Failure:
    known = pc.is_in(other.record_ids, value_set=one.record_ids).to_numpy(zero_copy_only=False)
    new = pa.array(np.flatnonzero(~known))
    by_row = len(one.rows) == one.failed and len(other.rows) == other.failed
    return replace(
        one,
        checked=max(one.checked, other.checked),
        record_ids=_joined(one.record_ids, other.record_ids.take(new)),
        values=_joined(one.values, other.values.take(new)),
        proposals=_joined(one.proposals, other.proposals.take(new)),
        rows=np.concatenate([one.rows, other.rows[~known]]) if by_row else np.empty(0, np.int64),
    )


def _joined(one: pa.Array, other: pa.Array) -> pa.Array:
    return pa.concat_arrays([one.cast(pa.string()), other.cast(pa.string())])


def findings_table(failures: Sequence[Failure], spool: Spool | None = None) -> pa.Table:
    """Return the findings by contract, in the order of the failures; many are kept in `spool`."""
    parts = (part for failure in failures for part in _findings(failure))
    many = spool is not None and sum(failure.failed for failure in failures) > spool.rows
    return spool.table(parts, FINDINGS) if many else pa.Table.from_batches(parts, FINDINGS)


def _findings(failure: Failure) -> Iterator[pa.RecordBatch]:
    rule = failure.rule
    for start, end in bounds(failure.failed):
        count = end - start
        constant = [texts(text, count) for text in (rule.id, rule.dimension, rule.severity, failure.source)]
        arrays = [
            *constant,
            failure.record_ids.slice(start, count).cast(pa.string()),
            texts(failure.column, count),
            pc.fill_null(failure.values.slice(start, count), ""),
            pc.fill_null(failure.proposals.slice(start, count), ""),
        ]
        yield pa.RecordBatch.from_arrays(arrays, schema=FINDINGS)


def summary_table(failures: Sequence[Failure], language: str = "en") -> pa.Table:
    """Return a row for each failure; `cost` is in hours of a person's time."""
    rows = [
        {
            "rule": f.rule.id,
            "dimension": f.rule.dimension,
            "severity": f.rule.severity,
            "source": f.source,
            "field": f.column,
            "checked": f.checked,
            "failed": f.failed,
            "rate": f.rate,
            "passed": f.passed,
            "cost": round(f.failed * f.rule.minutes / 60, 2),
            "mend": wording(f.rule.id, language).mend,
            "safe": f.rule.safe,
        }
        for f in failures
    ]
    return pa.Table.from_pylist(rows, schema=SUMMARY)
