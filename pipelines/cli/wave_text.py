"""Plans, totals, rollbacks and states of waves, as text for a terminal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pipelines.cli.screen import console, print_table


def print_plan(facts: dict[str, Any]) -> None:
    """Show rows by wave and entity, and columns that have no place in the new system."""
    headers = ("wave", "entity", "table", "rows in", "new", "merged", "frozen", "rejected")
    keys = ("wave", "entity", "table", "rows_in", "inserts", "merged", "frozen", "rejected")
    print_table("Plan (nothing was written)", headers, [tuple(row[key] for key in keys) for row in facts["plan"]])
    for entity, columns in facts["left_out"].items():
        console.print(f"[yellow]Not in the new system's {entity}:[/yellow] {', '.join(columns)}")
    for entity, path in facts["rejects"].items():
        console.print(f"[yellow]Rejected rows of {entity}, with reasons:[/yellow] {path}", soft_wrap=True)
    if facts["held_back"]:
        rows = [(row["entity"], row["reason"], row["rows"]) for row in facts["held_back"]]
        print_table("Held back before the plan (load_rejected names each row)", ("entity", "reason", "rows"), rows)


def print_totals(facts: dict[str, Any]) -> None:
    """Show how many checks passed, and the control totals of each entity."""
    console.print(f"  {facts['checks']} checks passed")
    for entity, sums in facts["totals"].items():
        for name, value in sums.items():
            console.print(f"  {entity} {name}: {value}")
    if facts.get("ledger_groups"):
        agreed = facts["ledger_groups"] - facts["differing_in_exports"]
        console.print(f"  ERP ledger: {agreed:,} of {facts['ledger_groups']:,} customer-months, equal to the cent")
    if facts.get("differing_in_exports"):
        console.print(f"  {facts['differing_in_exports']:,} differed in the exports already: see the audit's findings")


def print_rollback(report: dict[str, Any]) -> None:
    """Show what a rollback did or would do, and every live edit it met."""
    verb = "would be" if report["dry_run"] else "were"
    headers = ("entity", "deleted", "restored", "edited", "retained")
    rows = [(e, *(counts.get(key, 0) for key in headers[1:])) for e, counts in report["counts"].items()]
    print_table(f"Wave {report['wave']}: rows that {verb} taken back", headers, rows)
    for edit in report["edits"]:
        console.print(f"  live edit: {edit}")
    for table in report["tables_left"]:
        console.print(f"  the table {table} holds rows of others and stays")


def print_status(rows: list[dict[str, Any]]) -> None:
    """Show where each wave stands."""
    shown = [
        (
            row["wave"],
            row["state"],
            sum((row.get("rows") or {}).values()),
            ", ".join(row.get("approvals") or ()),
            _until(row),
        )
        for row in rows
    ]
    print_table("Waves", ("wave", "state", "rows", "approved by", "can be rolled back until"), shown)


def _until(row: dict[str, Any]) -> str:
    if row["state"] != "promoted" or not row.get("closes_at"):
        return ""
    until = datetime.fromtimestamp(row["closes_at"]).strftime("%Y-%m-%d %H:%M")
    return until + (" (soon)" if row.get("reminder") else "")
