"""Audit and clean customer exports: read, profile, find, standardise, score."""

from importlib import import_module

_HOMES = {
    "ACCEPTED": "quality.sop",
    "accept": "quality.sop",
    "accepted_now": "quality.sop",
    "withdraw": "quality.sop",
    "Corrections": "quality.sop",
    "FROZEN": "quality.freeze",
    "FreezeRule": "quality.freeze",
    "apply_corrections": "quality.sop",
    "compare_accuracy": "quality.accuracy",
    "draft_sop": "quality.sop",
    "field_accuracy": "quality.accuracy",
    "freeze_records": "quality.freeze",
    "frozen_ids": "quality.freeze",
    "read_corrections": "quality.sop",
    "sample_sheet": "quality.accuracy",
    "sampled_accuracy": "quality.accuracy",
    "thaw": "quality.freeze",
    "undo_freeze": "quality.freeze",
    "write_sop": "quality.sop",
    "Audit": "quality.findings",
    "AuditSettings": "quality.findings",
    "AuditSource": "quality.findings",
    "Rule": "quality.rules",
    "RuleError": "quality.errors",
    "Thresholds": "quality.findings",
    "audit": "quality.findings",
    "parse_rule": "quality.rules",
    "parse_rules": "quality.rules",
    "write_audit": "quality.report",
    "CHANGES_SCHEMA": "quality.cleaning",
    "CleanSettings": "quality.cleaning",
    "Cleaned": "quality.cleaning",
    "ColumnGuess": "quality.semantics",
    "Export": "quality.read",
    "QualityError": "quality.errors",
    "ReadError": "quality.errors",
    "ReadFacts": "quality.read",
    "ReadOptions": "quality.read",
    "Reading": "quality.read",
    "Reference": "quality.semantics",
    "SourceGuess": "quality.semantics",
    "clean": "quality.cleaning",
    "find_exports": "quality.read",
    "infer_references": "quality.semantics",
    "infer_source": "quality.semantics",
    "read_export": "quality.read",
    "settle_references": "quality.semantics",
    "unread": "quality.read",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605


def __getattr__(name: str):
    """Import a public name when it is first asked for: none of them is needed to import the package."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
