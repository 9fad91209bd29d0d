"""The health check of the exports: findings, score, report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import quality
from pipelines.stages.accepted import accepted_log
from pipelines.stages.context import Context
from pipelines.stages.discover import Discovered
from pipelines.stages.meanings import Meaning, read_meanings
from pipelines.workspace import Workspace


def audit_exports(context: Context) -> dict[str, Any]:
    """Audit the exports of a workspace; write `audit/…` with the report; return the counts."""
    return audit_store(context, sources_of_store(context))[1]


def audit_store(context: Context, sources: Mapping[str, quality.AuditSource]) -> tuple[quality.Audit, dict[str, Any]]:
    """Audit `sources`, the exports of a workspace; write `audit/…`; return the audit and the counts."""
    store = context.store
    audit = quality.audit(
        sources,
        references_of(read_meanings(store), _declared(context.workspace)),
        replace(settings_of(context.workspace), accepted=quality.accepted_now(accepted_log(context))),
        progress=context.step("audit"),
        previous=store.read_json("audit/score"),
    )
    store.write("audit/findings", audit.findings)
    store.write("audit/summary", audit.summary)
    write_report(audit, store.folder("audit"), language=context.workspace.language)
    counts = counts_of(audit)
    store.write_json("audit/counts", counts)
    return audit, counts


def sources_of_store(context: Context) -> dict[str, quality.AuditSource]:
    """Every source of a workspace as the last reading left it."""
    meanings = read_meanings(context.store)
    return {name: _stored(context, name, meaning) for name, meaning in meanings.items()}


def sources_found(found: Discovered) -> dict[str, quality.AuditSource]:
    """Every source that was read without a workspace, and each file that could not be read."""
    unread = {
        name: quality.AuditSource(reading.records, reading.quarantine, reading.facts, "other")
        for name, reading in found.unread.items()
    }
    return unread | {
        name: quality.AuditSource(
            reading.records,
            reading.quarantine,
            reading.facts,
            found.meanings[name].entity,
            fields_of(found.meanings[name]),
        )
        for name, reading in found.readings.items()
    }


def audit_found(found: Discovered, sources: Mapping[str, quality.AuditSource], context: Context) -> quality.Audit:
    """Audit files that were read without a workspace."""
    return quality.audit(
        sources, references_of(found.meanings), settings_of(found.workspace), progress=context.step("audit")
    )


def write_report(audit: quality.Audit, out: Path, *, language: str, mask: bool = True) -> None:
    """Write report.html, findings.csv, findings.xlsx, profile.json and score.json."""
    quality.write_audit(audit, out, language=language, mask=mask)


def write_sop(
    audit: quality.Audit, sources: Mapping[str, quality.AuditSource], out: Path, *, language: str, mask: bool = True
) -> list[Path]:
    """Write the cleaning SOP: a page and a workbook to fill in for each department; return the paths."""
    return quality.write_sop(quality.draft_sop(audit, sources, language), out, language, mask)


def counts_of(audit: quality.Audit) -> dict[str, Any]:
    """Findings by severity, the score, rows read, kept and put aside."""
    severities = audit.findings["severity"].value_counts().to_pylist()
    return {
        "findings": {item["values"]: item["counts"] for item in severities},
        "score": audit.score["total"],
        "rows": audit.counts,
        "critical_failed": audit.critical_failed,
    }


def references_of(meanings: Mapping[str, Meaning], declared: Container[str] = ()) -> list[quality.Reference]:
    """Every reference from a column to the ids of another source.

    `declared`: the sources whose references somebody wrote down. A column that may lead to several sources is not held
    to any one of them.
    """
    return [
        quality.Reference(name, column, target, _id_of(meanings, target), 1.0, name in declared and len(targets) == 1)
        for name, meaning in meanings.items()
        for column, targets in meaning.refs.items()
        for target in targets
    ]


def _declared(workspace: Workspace) -> set[str]:
    return {name for name, source in workspace.sources.items() if source.refs}


def settings_of(workspace: Workspace) -> quality.AuditSettings:
    """The audit's settings, as far as the workspace says anything."""
    rules = tuple(quality.parse_rule(rule.model_dump(exclude_none=True)) for rule in workspace.audit.rules)
    return quality.AuditSettings(
        dormant_after=workspace.audit.dormant_after,
        as_of=workspace.audit.as_of,
        today=dt.date.today(),
        rules=rules,
        language=workspace.language,
        expectations=workspace.audit.expectations,
    )


def fields_of(meaning: Meaning) -> dict[str, tuple[str, ...]]:
    """The fields of a source, its id among them."""
    return {**meaning.fields, "id": meaning.id} if meaning.id else dict(meaning.fields)


def _id_of(meanings: Mapping[str, Meaning], name: str) -> str:
    return next(iter(meanings[name].id), "record_id")


def _stored(context: Context, name: str, meaning: Meaning) -> quality.AuditSource:
    store = context.store
    facts = quality.ReadFacts(**store.read_json("exports/facts", {})[name])
    records, quarantine = store.read(f"exports/{name}"), store.read(f"quarantine/{name}")
    return quality.AuditSource(records, quarantine, facts, meaning.entity, fields_of(meaning))
