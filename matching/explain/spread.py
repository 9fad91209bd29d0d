"""Values that stand at several customers: a switchboard, an agent's line, an office's mailbox."""

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from matching.explain.case import Case
from matching.links.pairs import exploded

FIELDS = ("phone", "email")
FEWEST = 3  # customers: two may be one customer twice, which is what is asked


def spread(case: Case, pairs: Sequence[tuple[dict, dict]]) -> list[dict[str, int]]:
    """Return for each pair of records (as rows) what they have in common with other customers.

    A field of `FIELDS` → how many customers hold the value that both records hold, the most widely held
    one where they share several; only from `FEWEST` customers on.
    """
    told: list[dict[str, int]] = [{} for _ in pairs]
    for field in FIELDS:
        if field not in case.records.column_names:
            continue
        common = [_values(a.get(field)) & _values(b.get(field)) for a, b in pairs]
        held = _customers(case, field, {v for values in common for v in values})
        for at, values in enumerate(common):
            most = max((held.get(v, 0) for v in values), default=0)
            if most >= FEWEST:
                told[at][field] = most
    return told


def _values(cell: object) -> set[str]:
    return {str(v) for v in (cell if isinstance(cell, list) else [cell]) if v is not None}


def _customers(case: Case, field: str, values: set[str]) -> dict[str, int]:
    """Return how many customers hold each of `values`."""
    if not values:
        return {}
    row, text = exploded(case.records[field])
    mine = pc.is_in(text.cast(pa.string()), value_set=pa.array(sorted(values))).fill_null(False)
    row, text = row[mine.to_numpy(zero_copy_only=False)], text.filter(mine)
    ids = case.records["record_id"].take(pa.array(row)).combine_chunks()
    at = pc.index_in(ids, value_set=case.crosswalk["record_id"].combine_chunks())
    customer = case.crosswalk["customer_id"].combine_chunks().take(at)
    frame = pd.DataFrame({"value": text.to_pandas(), "customer": customer.to_pandas()})
    return frame.groupby("value")["customer"].nunique().to_dict()
