"""Move customer data in waves: plan, package, rehearse, verify, promote, roll back.

>>> import migration
>>> migration.Settings().window.total_seconds() / 3600
72.0
"""

import importlib
from typing import Any

_HOME = {
    "EntitySpec": "values",
    "WaveSpec": "values",
    "Settings": "values",
    "Who": "values",
    "LoadRows": "sources",
    "ROW_KEY": "sources",
    "Plan": "planned",
    "PlannedWave": "planned",
    "PlannedEntity": "planned",
    "plan": "planning",
    "LoadPackage": "packaging",
    "package": "packaging",
    "open_package": "packaging",
    "ledger_totals": "totals",
    "Grouped": "grouped",
    "Spool": "spool",
    "Parted": "spool",
    "by_text": "spool",
    "Rehearsal": "rehearsal",
    "rehearse": "rehearsal",
    "sandbox": "rehearsal",
    "make_sandbox": "rehearsal",
    "Sandbox": "rehearsal",
    "Certificate": "certificate",
    "Check": "certificate",
    "verify": "verification",
    "sign": "verification",
    "Promotion": "promotion",
    "promote": "promotion",
    "approve": "promotion",
    "pause": "promotion",
    "RollbackReport": "rollback_report",
    "rollback": "undoing",
    "close": "closing",
    "rollback_to": "undoing",
    "rejected_rows": "rejects",
    "as_reject": "rejects",
    "write_rejects": "rejects",
    "read_rejects": "corrections",
    "apply_changes": "mending",
    "Answers": "corrections",
    "transform": "transforms",
    "Formula": "transforms",
    "check": "transforms",
    "Findings": "fit",
    "without": "mending",
    "delta": "delta",
    "Delta": "delta",
    "follow_up": "delta",
    "offline": "continuity",
    "Watermark": "continuity",
    "emergency_tables": "emergency",
    "erase": "erasure",
    "status": "reporting",
    "history": "reporting",
    "connect": "databases",
    "masked": "databases",
    "MigrationError": "errors",
    "Refused": "errors",
    "Stopped": "errors",
    "PackageAltered": "errors",
    "SettingError": "errors",
    "SchemaMismatch": "errors",
    "DatabaseError": "errors",
}
__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    """Import the module of a public name when it is first used."""
    if name not in _HOME:
        raise AttributeError(f"module 'migration' has no attribute '{name}'")
    value = getattr(importlib.import_module(f"migration.{_HOME[name]}"), name)
    globals()[name] = value
    return value
