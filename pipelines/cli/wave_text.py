"""Plans, totals, rollbacks and states of waves, as text for a terminal; each says what to do next."""

from __future__ import annotations

import shlex
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.cli.screen import console, print_table
from pipelines.cli.speech import say, translated
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
        console.print(say("Already promoted: {waves}", waves=", ".join(facts["standing"])))
    for entity, columns in facts["left_out"].items():
        told = "[yellow]Not in the new system's {entity}:[/yellow] {columns}"
        console.print(say(told, entity=entity, columns=", ".join(columns)))
    if facts["held_back"]:
        held = [(row["entity"], row["reason"], row["rows"]) for row in facts["held_back"]]
        print_table("Held back before the plan (load_rejected names each row)", ("entity", "reason", "rows"), held)
    if facts["emptied"]:
        told = ", ".join(f"{row['entity']}.{row['column']} {row['rows']:,}" for row in facts["emptied"])
        left = "[yellow]Cells left empty, since their value does not fit:[/yellow] {told} (waves/emptied)"
        console.print(say(left, told=told))
    print_refused(facts, context)


def print_refused(facts: dict[str, Any], context: Context) -> None:
    """Name the workbook of refused rows, and how it comes back."""
    if facts.get("rejects"):
        told = ", ".join(say("{rows:,} of {name}", rows=rows, name=name) for name, rows in facts["refused"].items())
        console.print(say("[yellow]Refused rows:[/yellow] {told}", told=told))
        console.print(say("  with reasons, to be corrected: {file}", file=facts["rejects"]), soft_wrap=True)
        back = command_line(context, f"wave reload {shlex.quote(facts['rejects'])} --by NAME")
        console.print(say("  then: {command}", command=back), soft_wrap=True)


def print_rejected(facts: dict[str, Any]) -> None:
    """Show what a package holds, and which rows it leaves behind."""
    print_facts({name: value for name, value in facts.items() if name not in ("refused", "rejects")})
    if facts.get("rejects"):
        left = ", ".join(f"{n:,} {e}" for e, n in facts["refused"].items())
        console.print(say("  [yellow]left behind[/yellow]: {rows}", rows=left))
        console.print(say("  why, row by row: {file}", file=facts["rejects"]), soft_wrap=True)


def print_facts(facts: dict[str, Any]) -> None:
    """Show what a step came to, name by name."""
    for name, value in facts.items():
        shown = ", ".join(f"{k} {_number(v)}" for k, v in value.items()) if isinstance(value, dict) else value
        told = translated(str(shown))
        console.print(f"  {told}" if name == "note" else f"  {say(name)}: {told}", soft_wrap=True)


def _number(value: Any) -> str:
    if isinstance(value, dict):
        return " + ".join(f"{count:,} {name}" for name, count in value.items()) or "0"
    return f"{value:,}" if isinstance(value, int) else str(value)


def print_totals(facts: dict[str, Any]) -> None:
    """Show how many checks passed, and the control totals of each entity."""
    if "checks" not in facts:
        print_facts(facts)
        return
    console.print(say("  {checks} checks passed", checks=facts["checks"]))
    for entity, sums in facts["totals"].items():
        for name, value in sums.items():
            console.print(f"  {entity} {_sum_name(name)}: {value}")
    if facts.get("ledger_groups"):
        agreed = facts["ledger_groups"] - facts["differing_in_exports"] - facts["with_refused_rows"]
        told = "  ERP ledger: {agreed:,} of {groups:,} customer-months, equal to the cent"
        console.print(say(told, agreed=agreed, groups=facts["ledger_groups"]))
    if facts.get("differing_in_exports"):
        told = "  {n:,} differed in the exports already: see the audit's findings"
        console.print(say(told, n=facts["differing_in_exports"]))
    if facts.get("with_refused_rows"):
        told = "  {n:,} are of customers with refused rows: compared once those are loaded"
        console.print(say(told, n=facts["with_refused_rows"]))
    if facts.get("closes_at"):
        console.print(say("  can be rolled back until {time}", time=_time(facts["closes_at"])))


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
        console.print(say(told + ": {gone}. Keys: {home}/*_vanished", gone=", ".join(gone), home=home), soft_wrap=True)
    if sum(row["silent"] for row in facts["entities"].values()):
        told = "[yellow]Silent:[/yellow] rows that differ but whose own time of change is older than --since"
        console.print(say(told))
    if facts["dry_run"]:
        console.print(say("Rows that were refused before count as new here. No wave was made, this was a dry run."))
        _next(command_line(context, "wave delta --by NAME"))
        return
    print_refused(facts, context)
    print_made(facts, context)


def print_made(facts: dict[str, Any], context: Context) -> None:
    """Name the follow-up wave, its rows and its next step."""
    if facts["wave"] is None:
        console.print(say("No wave was made: nothing is left to move."))
        return
    rows = ", ".join(f"{count:,} {entity}" for entity, count in facts["moving"].items())
    console.print(say("[bold]Wave {wave}[/bold] was made: {rows}", wave=facts["wave"], rows=rows))
    print_next(context, "planned", facts["wave"])


def print_reload(facts: dict[str, Any], context: Context) -> None:
    """Show what a corrected file came to."""
    console.print(say("{cells:,} corrected cells were kept, with who and when", cells=facts["cells"]))
    for cell, why in facts["refused"].items():
        console.print(f"  [yellow]{cell}[/yellow]: {why}", soft_wrap=True)
    if facts["rejects"]:
        console.print(say("Still refused, with reasons: {file}", file=facts["rejects"]), soft_wrap=True)
    if facts["wave"]:
        print_made(facts, context)
    elif facts["with_waves"]:
        console.print(say("Rows that fit now go with: {waves}", waves=", ".join(facts["with_waves"])))
        print_next(context, "planned", " ".join(facts["with_waves"]))
    else:
        console.print(say("No wave was made: no refused row fits now."))


def print_rollback(report: dict[str, Any]) -> None:
    """Show what a rollback did or would do, and every live edit it met."""
    told = (
        "Wave {wave}: rows that would be taken back" if report["dry_run"] else "Wave {wave}: rows that were taken back"
    )
    headers = ("entity", "deleted", "restored", "edited", "retained")
    rows = [(e, *(counts.get(key, 0) for key in headers[1:])) for e, counts in report["counts"].items()]
    print_table(say(told, wave=report["wave"]), headers, rows)
    for edit in report["edits"]:
        where = f"{edit['entity']} {edit['key']}, {edit['field'] or say('the row')}"
        console.print(say("  live edit: {where}: {kind}", where=where, kind=say(edit["kind"])))
    for table in report["tables_left"]:
        console.print(say("  the table {table} holds rows of others and stays", table=table))


def print_status(rows: list[dict[str, Any]], context: Context) -> None:
    """Show where each wave stands, who brought it there, and what is next."""
    shown = [(row["wave"], say(row["state"]), _standing_rows(row), _until(row)) for row in rows]
    print_table("Waves", ("wave", "state", "rows", "window"), shown)
    for row in rows:
        if row.get("steps"):
            console.print(f"{row['wave']}: {_told(row)}", soft_wrap=True)
    for row in rows:
        stopped = row.get("steps", {}).get("stopped")
        if row["state"] == "promoting" and stopped:
            told = "[yellow]{wave} stopped:[/yellow] {why}"
            console.print(say(told, wave=row["wave"], why=translated(stopped["why"])), soft_wrap=True)
        if row.get("paused_by"):
            told = "[yellow]{wave} was asked to pause by {who}[/yellow]"
            console.print(say(told, wave=row["wave"], who=row["paused_by"]))
        if row.get("reminder"):
            told = "[yellow]{wave}: the window closes in {hours:.1f} hours; then it can only be closed[/yellow]"
            console.print(say(told, wave=row["wave"], hours=row["seconds_left"] / 3600))
    ahead = next((row for row in rows if row["state"] not in ("promoted", "closed")), None)
    if ahead:
        print_next(context, ahead["state"], ahead["wave"])
    elif rows:
        line = command_line(context, "wave delta --by NAME")
        console.print(say("Next, when the legacy system moved on: {command}", command=line))


def print_next(context: Context, state: str, wave: str) -> None:
    """Print the command that follows a state; nothing where there is none."""
    if state in _NEXT:
        _next(command_line(context, "wave " + _NEXT[state].format(wave=wave)))


def _next(line: str) -> None:
    console.print(say("Next: {command}", command=line), soft_wrap=True)


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
    told = say("{state} by {who}, {time}", state=say(row["state"]), who=said["who"], time=_time(said["at"]))
    return f"{told}{why}{_approved(row)}"


def _approved(row: dict[str, Any]) -> str:
    """Who approved, and how many are still wanted before a promotion."""
    needed, yes = row.get("approvals_needed", 0), row.get("approvals") or ()
    names = say("; approved by {names}", names=", ".join(yes)) if yes else ""
    waits = row["state"] == "verified" and needed > 1
    told = "; {yes} of {needed} approvals, --by NAME counts as one"
    return names + say(told, yes=len(yes), needed=needed) if waits else names


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M")


def _seconds(seconds: float) -> str:
    if seconds >= 90:
        return say("{n:.0f} min", n=seconds / 60)
    return say("{n:.0f} s", n=max(1, round(seconds)))


def _until(row: dict[str, Any]) -> str:
    if row["state"] != "promoted" or not row.get("closes_at"):
        return ""
    left = row["seconds_left"] / 3600
    if not left:
        return say("over; close the wave")
    return say("until {time} ({left:.0f} h left)", time=_time(row["closes_at"]), left=left)
