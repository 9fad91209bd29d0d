"""Findings that a steward accepted as they are: left out of the findings, listed beside them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.failure import Failure
from quality.findings.values import SILENT

_MARK = "\x1f"


def silence(failures: Sequence[Failure], accepted: pa.Table | None) -> tuple[list[Failure], pa.Table]:
    """Take the accepted findings out of `failures`; return the rest, and what was taken out (schema `SILENT`).

    `accepted` has `rule, record_id, field, value, who, at`. A finding is accepted where all of the first four are
    as they were: once the value changes it speaks again.
    """
    if accepted is None or not accepted.num_rows:
        return list(failures), SILENT.empty_table()
    rules = set(accepted["rule"].to_pylist())
    rest, parts = [], []
    for failure in failures:
        if failure.rule.id not in rules or not failure.failed:
            rest.append(failure)
            continue
        mine = accepted.filter(
            pc.and_(pc.equal(accepted["rule"], failure.rule.id), pc.equal(accepted["field"], failure.column))
        )
        place = pc.index_in(
            _keys(failure.record_ids, failure.values), value_set=_keys(mine["record_id"], mine["value"])
        )
        silent = place.is_valid().to_numpy(zero_copy_only=False)
        rest.append(_without(failure, silent) if silent.any() else failure)
        if silent.any():
            parts.append(_listed(failure, mine, place, silent))
    return rest, pa.concat_tables(parts) if parts else SILENT.empty_table()


def _keys(record_ids: pa.Array | pa.ChunkedArray, values: pa.Array | pa.ChunkedArray) -> pa.Array:
    values = pc.utf8_trim_whitespace(pc.fill_null(_whole(values), ""))
    return pc.binary_join_element_wise(_whole(record_ids), values, _MARK)


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return (column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column).cast(pa.string())


def _without(failure: Failure, silent: np.ndarray) -> Failure:
    kept = pa.array(~silent)
    by_row = len(failure.rows) == failure.failed
    return replace(
        failure,
        record_ids=failure.record_ids.filter(kept),
        values=failure.values.filter(kept),
        proposals=failure.proposals.filter(kept),
        rows=failure.rows[~silent] if by_row else failure.rows,
    )


def _listed(failure: Failure, accepted: pa.Table, place: pa.Array, silent: np.ndarray) -> pa.Table:
    at, count = place.filter(pa.array(silent)), int(silent.sum())
    constant = {"rule": failure.rule.id, "source": failure.source, "field": failure.column}
    columns = {name: pa.repeat(pa.scalar(text, pa.string()), count) for name, text in constant.items()}
    columns["record_id"] = _whole(failure.record_ids).filter(pa.array(silent))
    columns["value"] = pc.fill_null(_whole(failure.values).filter(pa.array(silent)), "")
    columns |= {name: _whole(accepted[name]).take(at) for name in ("who", "at")}
    return pa.table([columns[name] for name in SILENT.names], schema=SILENT)
