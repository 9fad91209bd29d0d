"""Freeze and thaw records: kept and marked, left out of the waves until a named person thaws them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import quality
from pipelines.errors import PipelineError
from pipelines.stages.audit import settings_of
from pipelines.stages.context import Context
from pipelines.stages.frozen import LOG, freeze_log
from pipelines.stages.load import build_load_tables
from pipelines.workspace import nearest


def freeze(
    context: Context, rules: Sequence[str], *, by: str, why: str = "", sources: Sequence[str] = ()
) -> dict[str, Any]:
    """Freeze the records that the last audit found by `rules`; return how many newly, and how many in all.

    Without `why` the reason in the log is the finding's proposal.

    Raises
    ------
    MissingInput
        There was no audit yet.
    PipelineError
        A rule or source that there is not.
    """
    findings = context.store.read("audit/findings")
    _known("rule", rules, _rules(context, findings))
    _known("source", sources, context.workspace.sources)
    findings = findings.filter(pc.fill_null(pc.greater(pc.utf8_length(findings["record_id"]), 0), False))
    before, rule = freeze_log(context.store), quality.FreezeRule(tuple(rules), tuple(sources))
    after = quality.freeze_records(before, findings, rule, by, _now())
    if why:
        new = after.slice(before.num_rows)
        reasons = pa.repeat(why, new.num_rows)
        new = new.set_column(new.column_names.index("reason"), "reason", reasons)
        after = pa.concat_tables([before, new])
    return _write(context, before, after)


def thaw(context: Context, record_ids: Sequence[str], *, by: str, why: str) -> dict[str, Any]:
    """Let records move again; the same rule will not freeze them another time.

    Raises
    ------
    quality.RuleError
        A record that is not frozen, or no reason.
    """
    log = freeze_log(context.store)
    return _write(context, log, quality.thaw(log, record_ids, why, by, _now()))


def undo(context: Context, event: str, *, by: str) -> dict[str, Any]:
    """Take one event of the log back.

    Raises
    ------
    quality.RuleError
        There is no such event.
    """
    log = freeze_log(context.store)
    return _write(context, log, quality.undo_freeze(log, event, by, _now()))


def list_frozen(context: Context) -> list[dict[str, str]]:
    """Return `record_id, rule, reason, who, at, event` of every record that is frozen now."""
    from quality.freeze import state_of

    names = ("record_id", "rule", "reason", "who", "at", "event")
    state = state_of(freeze_log(context.store))
    return [{name: state[record][name] for name in names} for record in sorted(state)]


def _write(context: Context, before: pa.Table, after: pa.Table) -> dict[str, Any]:
    context.store.write(LOG, after)
    facts: dict[str, Any] = {"events": after.num_rows - before.num_rows, "frozen": len(quality.frozen_ids(after))}
    if context.store.has("match/golden"):
        facts["load"] = build_load_tables(context)
    return facts


def _rules(context: Context, findings: pa.Table) -> set[str]:
    from quality.rules import built_in

    own = {rule.id for rule in settings_of(context.workspace).rules}
    return {*built_in(), *own, *findings["rule"].unique().to_pylist()}


def _known(what: str, names: Sequence[str], valid: Any) -> None:
    for name in names:
        if name not in valid:
            close = nearest(name, valid)
            hint = f"Did you mean '{close}'?" if close else f"There are: {', '.join(sorted(valid))}."
            raise PipelineError(f"There is no {what} '{name}'. {hint}")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
