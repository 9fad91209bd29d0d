"""The audit: every defect of every source as findings with their rows."""

from importlib import import_module

_HOMES = {
    "Audit": "quality.findings.values",
    "AuditSettings": "quality.findings.values",
    "AuditSource": "quality.findings.values",
    "Thresholds": "quality.findings.values",
    "audit": "quality.findings.run",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605


def __getattr__(name: str):
    """Import a public name when it is first asked for: the parts of the audit need one another's modules only."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
