"""What a changed survivorship policy would change, before anybody changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import matching
from pipelines.errors import MissingInput
from pipelines.stages.clean import clean_records
from pipelines.stages.context import Context
from pipelines.stages.match import policy_of
from pipelines.stages.money import order_money
from pipelines.workspace import nearest


def preview_policy(context: Context, rules: Mapping[str, str]) -> dict[str, Any]:
    """Compare the golden records of the workspace's policy with those under `rules` (field → rule) as well.

    Nothing changes but `match/policy_preview` (`customer_id, field, before, after`). Returns `summary`: a row for
    each field and one for all (`*`) with `cells, customers, records, amount`.

    Raises
    ------
    MissingInput
        Nothing was merged yet, or no record has such a field.
    matching.MatchingError
        A rule does not exist.
    """
    if not context.store.has("match/crosswalk"):
        raise MissingInput("Customers", str(context.store.home / "match"), "Run: mergepoint dedupe")
    records, crosswalk = clean_records(context), context.store.read("match/crosswalk")
    _refuse_unknown(rules, records)
    known = crosswalk["record_id"].combine_chunks()
    crosswalk = crosswalk.take(pc.index_in(records["record_id"].combine_chunks(), value_set=known))
    workspace = context.workspace
    now = policy_of(workspace)
    merge = workspace.merge.model_copy(update={"survivorship": {**workspace.merge.survivorship, **rules}})
    new = policy_of(workspace.model_copy(update={"merge": merge}))
    found = matching.preview_policy(records, crosswalk, now, new, order_money(context, crosswalk))
    path = context.store.write("match/policy_preview", found.changes)
    return {"summary": found.summary.to_pylist(), "changes": found.changes.slice(0, 10).to_pylist(), "table": str(path)}


def _refuse_unknown(rules: Mapping[str, str], records: pa.Table) -> None:
    for name in rules:
        if name not in records.column_names:
            close = nearest(name, records.column_names)
            hint = f"Did you mean '{close}'?" if close else f"There are: {', '.join(records.column_names[2:])}."
            raise MissingInput("Field", f"'{name}' in the records", hint)
