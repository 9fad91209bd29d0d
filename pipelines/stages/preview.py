"""What a changed survivorship policy would change, before anybody changes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import matching
from pipelines.errors import MissingInput, PipelineError
from pipelines.stages.clean import clean_records
from pipelines.stages.context import Context
from pipelines.stages.match import policy_of
from pipelines.stages.money import order_money
from pipelines.workspace import nearest

TRUST = "trust."


def preview_policy(context: Context, rules: Mapping[str, str]) -> dict[str, Any]:
    """Compare the golden records of the workspace's policy with those under `rules` (field → rules) as well.

    Rules of one field are parted by commas; `trust.<source>` → its trust, 0 to 1. Nothing changes but
    `match/policy_preview` (`customer_id, field, before, after`). Returns `summary`: a row for each field and one for
    all (`*`) with `cells, customers, records, amount`; `notes` on rules without effect.

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
    trust, rules = _trust_of(context, rules), {n: r for n, r in rules.items() if not n.startswith(TRUST)}
    _refuse_unknown(rules, records)
    known = crosswalk["record_id"].combine_chunks()
    crosswalk = crosswalk.take(pc.index_in(records["record_id"].combine_chunks(), value_set=known))
    workspace = context.workspace
    now = policy_of(workspace)
    given = {name: _several(rule) for name, rule in rules.items()}
    merge = workspace.merge.model_copy(update={"survivorship": {**workspace.merge.survivorship, **given}})
    sources = {n: s.model_copy(update={"trust": trust.get(n, s.trust)}) for n, s in workspace.sources.items()}
    new = policy_of(workspace.model_copy(update={"merge": merge, "sources": sources}))
    found = matching.preview_policy(records, crosswalk, now, new, order_money(context, crosswalk))
    path = context.store.write("match/policy_preview", found.changes)
    shown = found.changes.slice(0, 10).to_pylist()
    notes = _ineffective(given, records, new)
    return {"summary": found.summary.to_pylist(), "changes": shown, "table": str(path), "notes": notes}


def _several(rule: str) -> tuple[str, ...]:
    return (rule,) if rule.startswith("matches ") else tuple(part.strip() for part in rule.split(","))


def _trust_of(context: Context, rules: Mapping[str, str]) -> dict[str, float]:
    """Return the trust that `trust.<source>` gives, by source."""
    sources, out = context.workspace.sources, {}
    for name, value in rules.items():
        if not name.startswith(TRUST):
            continue
        source = name.removeprefix(TRUST)
        if source not in sources:
            close = nearest(source, sources)
            hint = f"Did you mean '{close}'?" if close else f"There are: {', '.join(sources)}."
            raise MissingInput("Source", f"'{source}'", hint)
        try:
            out[source] = float(value)
        except ValueError:
            out[source] = -1.0
        if not 0 <= out[source] <= 1:
            raise PipelineError(f"--preview {name}={value}: a trust is a number from 0 to 1")
    return out


def _ineffective(
    rules: Mapping[str, tuple[str, ...]], records: pa.Table, policy: matching.SurvivorshipPolicy
) -> list[str]:
    """Say which rules change nothing, since their field comes from one record with others, by another's rules."""
    told = []
    for group in policy.together:
        there = [n for n in group if n in records.column_names and "union" not in policy.rules_of(n)]
        told += [
            f"{name} comes from one record with {there[0]}: give the rule to {there[0]}"
            for name in there[1:]
            if name in rules
        ]
    return told


def _refuse_unknown(rules: Mapping[str, str], records: pa.Table) -> None:
    for name in rules:
        if name not in records.column_names:
            close = nearest(name, records.column_names)
            hint = f"Did you mean '{close}'?" if close else f"There are: {', '.join(records.column_names[2:])}."
            raise MissingInput("Field", f"'{name}' in the records", hint)
