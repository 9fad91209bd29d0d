"""Plans, totals, rollbacks and states of waves, as text for a terminal; each says what to do next."""

from __future__ import annotations

import shlex
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.cli.screen import console, print_table
from pipelines.stages.context import Context

_NEXT = {
    "planned": "rehearse {wave}",
    "packaged": "rehearse {wave}",
    "rehearsed": "verify {wave}",
    "verified": "promote {wave} --by NAME",
    "promoting": "promote {wave} --by NAME",
    "rolling_back": "rollback {wave} --by NAME",
    "closing": "close {wave} --by NAME",
    "rolled_back": "rehearse {wave}",
}
_TELLING = ("promoted", "rolled_back", "closed", "promoting", "rolling_back", "verified", "rehearsed", "packaged")


def print_plan(facts: dict[str, Any], context: Context) -> None:
    """Show rows by wave and entity, and columns that have no place in the new system."""
    headers = ("wave", "entity", "table", "rows in", "new", "merged", "frozen", "rejected", "about")
    keys = ("wave", "entity", "table", "rows_in", "inserts", "merged", "frozen", "rejected")
    rows = [(*(row[key] for key in keys), _seconds(row["seconds"])) for row in facts["plan"]]
    if rows:
        print_table("Plan (nothing was written)", headers, rows)
    if facts["standing"]:
        console.print(f"Already promoted: {', '.join(facts['standing'])}")
    for entity, columns in facts["left_out"].items():
        console.print(f"[yellow]Not in the new system's {entity}:[/yellow] {', '.join(columns)}")
    if facts["held_back"]:
        held = [(row["entity"], row["reason"], row["rows"]) for row in facts["held_back"]]
        print_table("Held back before the plan (load_rejected names each row)", ("entity", "reason", "rows"), held)
    if facts["emptied"]:
        told = ", ".join(f"{row['entity']}.{row['column']} {row['rows']:,}" for row in facts["emptied"])
        console.print(f"[yellow]Cells left empty, since their value does not fit:[/yellow] {told} (waves/emptied)")
    print_refused(facts, context)


def print_refused(facts: dict[str, Any], context: Context) -> None:
    """Name the workbook of refused rows, and how it comes back."""
    if facts.get("rejects"):
        told = ", ".join(f"{rows:,} of {name}" for name, rows in facts["refused"].items())
        console.print(f"[yellow]Refused rows:[/yellow] {told}" if told else "[yellow]Refused rows[/yellow]")
        console.print(f"  with reasons, to be corrected: {facts['rejects']}", soft_wrap=True)
        back = command_line(context, f"wave reload {shlex.quote(facts['rejects'])} --by NAME")
        console.print(f"  then: {back}", soft_wrap=True)


def print_rejected(facts: dict[str, Any]) -> None:
    """Show what a package holds, and which rows it leaves behind."""
    print_facts({name: value for name, value in facts.items() if name not in ("refused", "rejects")})
    if facts.get("rejects"):
        console.print(f"  [yellow]left behind[/yellow]: {', '.join(f'{n:,} {e}' for e, n in facts['refused'].items())}")
        console.print(f"  why, row by row: {facts['rejects']}", soft_wrap=True)


def print_facts(facts: dict[str, Any]) -> None:
    """Show what a step came to, name by name."""
    for name, value in facts.items():
        shown = ", ".join(f"{k} {_number(v)}" for k, v in value.items()) if isinstance(value, dict) else value
        console.print(f"  {shown}" if name == "note" else f"  {name}: {shown}", soft_wrap=True)


def _number(value: Any) -> str:
    if isinstance(value, dict):
        return " + ".join(f"{count:,} {name}" for name, count in value.items()) or "0"
    return f"{value:,}" if isinstance(value, int) else str(value)


def print_totals(facts: dict[str, Any]) -> None:
    """Show how many checks passed, and the control totals of each entity."""
    if "checks" not in facts:
        print_facts(facts)
        return
    console.print(f"  {facts['checks']} checks passed")
    for entity, sums in facts["totals"].items():
        for name, value in sums.items():
            console.print(f"  {entity} {_sum_name(name)}: {value}")
    if facts.get("ledger_groups"):
        agreed = facts["ledger_groups"] - facts["differing_in_exports"] - facts["with_refused_rows"]
        console.print(f"  ERP ledger: {agreed:,} of {facts['ledger_groups']:,} customer-months, equal to the cent")
    if facts.get("differing_in_exports"):
        console.print(f"  {facts['differing_in_exports']:,} differed in the exports already: see the audit's findings")
    if facts.get("with_refused_rows"):
        console.print(
            f"  {facts['with_refused_rows']:,} are of customers with refused rows: compared once those are loaded"
        )
    if facts.get("closes_at"):
        console.print(f"  can be rolled back until {_time(facts['closes_at'])}")


def _sum_name(name: str) -> str:
    """`CNY orders`, `- sum:quantity` → CNY rows, quantity."""
    currency, _, what = name.partition(" ")
    what = "rows" if what == "orders" else what.removeprefix("sum:")
    return what if currency == "-" else f"{currency} {what}"


def print_delta(facts: dict[str, Any], context: Context) -> None:
    """Show what changed since, and the wave that was made of it."""
    headers = ("entity", "new", "changed", "silent", "left to waves", "vanished")
    print_table("Since the packages were sealed", headers, [(e, *row.values()) for e, row in facts["entities"].items()])
    gone = [entity for entity, row in facts["entities"].items() if row["vanished"]]
    if gone:
        home = context.store.home / "delta"
        told = "No longer among what moves (gone from the legacy system, frozen or rejected), kept in the new one"
        console.print(f"{told}: {', '.join(gone)}. Keys: {home}/*_vanished", soft_wrap=True)
    if sum(row["silent"] for row in facts["entities"].values()):
        console.print("[yellow]Silent:[/yellow] rows that differ but whose own time of change is older than --since")
    if facts["dry_run"]:
        console.print("Rows that were refused before count as new here. No wave was made, this was a dry run.")
        console.print(f"Next: {command_line(context, 'wave delta --by NAME')}", soft_wrap=True)
        return
    print_refused(facts, context)
    print_made(facts, context)


def print_made(facts: dict[str, Any], context: Context) -> None:
    """Name the follow-up wave, its rows and its next step."""
    if facts["wave"] is None:
        console.print("No wave was made: nothing is left to move.")
        return
    rows = ", ".join(f"{count:,} {entity}" for entity, count in facts["moving"].items())
    console.print(f"[bold]Wave {facts['wave']}[/bold] was made: {rows}")
    print_next(context, "planned", facts["wave"])


def print_reload(facts: dict[str, Any], context: Context) -> None:
    """Show what a corrected file came to."""
    console.print(f"{facts['cells']:,} corrected cells were kept, with who and when")
    for cell, why in facts["refused"].items():
        console.print(f"  [yellow]{cell}[/yellow]: {why}", soft_wrap=True)
    if facts["rejects"]:
        console.print(f"Still refused, with reasons: {facts['rejects']}", soft_wrap=True)
    if facts["wave"]:
        print_made(facts, context)
    elif facts["with_waves"]:
        console.print(f"Rows that fit now go with: {', '.join(facts['with_waves'])}")
        print_next(context, "planned", " ".join(facts["with_waves"]))
    else:
        console.print("No wave was made: no refused row fits now.")


def print_rollback(report: dict[str, Any]) -> None:
    """Show what a rollback did or would do, and every live edit it met."""
    verb = "would be" if report["dry_run"] else "were"
    headers = ("entity", "deleted", "restored", "edited", "retained")
    rows = [(e, *(counts.get(key, 0) for key in headers[1:])) for e, counts in report["counts"].items()]
    print_table(f"Wave {report['wave']}: rows that {verb} taken back", headers, rows)
    for edit in report["edits"]:
        console.print(f"  live edit: {edit['entity']} {edit['key']}, {edit['field'] or 'the row'}: {edit['kind']}")
    for table in report["tables_left"]:
        console.print(f"  the table {table} holds rows of others and stays")


def print_status(rows: list[dict[str, Any]], context: Context) -> None:
    """Show where each wave stands, who brought it there, and what is next."""
    shown = [(row["wave"], row["state"], _standing_rows(row), _until(row)) for row in rows]
    print_table("Waves", ("wave", "state", "rows", "window"), shown)
    for row in rows:
        if row.get("steps"):
            console.print(f"{row['wave']}: {_told(row)}", soft_wrap=True)
    for row in rows:
        stopped = row.get("steps", {}).get("stopped")
        if row["state"] == "promoting" and stopped:
            console.print(f"[yellow]{row['wave']} stopped:[/yellow] {stopped['why']}", soft_wrap=True)
        if row.get("paused_by"):
            console.print(f"[yellow]{row['wave']} was asked to pause by {row['paused_by']}[/yellow]")
        if row.get("reminder"):
            left = f"{row['seconds_left'] / 3600:.1f} hours"
            console.print(f"[yellow]{row['wave']}: the window closes in {left}; then it can only be closed[/yellow]")
    ahead = next((row for row in rows if row["state"] not in ("promoted", "closed")), None)
    if ahead:
        print_next(context, ahead["state"], ahead["wave"])
    elif rows:
        console.print(f"Next, when the legacy system moved on: {command_line(context, 'wave delta --by NAME')}")


def print_next(context: Context, state: str, wave: str) -> None:
    """Print the command that follows a state; nothing where there is none."""
    if state in _NEXT:
        console.print(f"Next: {command_line(context, 'wave ' + _NEXT[state].format(wave=wave))}", soft_wrap=True)


def command_line(context: Context, words: str) -> str:
    """Return a command as it has to be typed here: with the workspace where it is not the usual one."""
    path = context.workspace.path
    here = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    option = "" if here == Path("workspace.yaml") else f" --workspace {shlex.quote(str(here))}"
    return f"mergepoint {words}{option}"


def _standing_rows(row: dict[str, Any]) -> int:
    return 0 if row["state"] == "rolled_back" else sum((row.get("rows") or {}).values())


def _told(row: dict[str, Any]) -> str:
    """Who brought a wave into its state, when and why, and who said yes to it."""
    steps, state = row["steps"], "closing" if row["state"] == "closed" else row["state"]
    said = steps.get(state) or next(steps[s] for s in (*_TELLING, *steps) if s in steps)
    why = f" ({said['why']})" if said["why"] else ""
    return f"{row['state']} by {said['who']}, {_time(said['at'])}{why}{_approved(row)}"


def _approved(row: dict[str, Any]) -> str:
    """Who approved, and how many are still wanted before a promotion."""
    needed, yes = row.get("approvals_needed", 0), row.get("approvals") or ()
    names = f"; approved by {', '.join(yes)}" if yes else ""
    waits = row["state"] == "verified" and needed > 1
    return f"{names}; {len(yes)} of {needed} approvals, --by NAME counts as one" if waits else names


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M")


def _seconds(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{max(1, round(seconds))} s"


def _until(row: dict[str, Any]) -> str:
    if row["state"] != "promoted" or not row.get("closes_at"):
        return ""
    left = row["seconds_left"] / 3600
    return f"until {_time(row['closes_at'])} ({left:.0f} h left)" if left else "over; close the wave"
