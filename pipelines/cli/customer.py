"""`mergepoint customer ID`: where each cell comes from, which records, ties and history a customer has."""

from __future__ import annotations

from typing import Any

import click

import matching
from pipelines.cli.links import show_links
from pipelines.cli.options import as_json, open_context, workspace_options
from pipelines.cli.screen import print_json, print_table, progress_bars
from pipelines.cli.speech import language, say
from pipelines.stages.customer import customer

_SHOWN = 50
_RULES = {
    "only_value": "the only value",
    "filled_in": "filled in from a record that agrees",
    "union": "all values are kept",
    "most_trusted": "most trusted source",
    "most_recent": "most recent record",
    "most_complete": "most complete record",
    "most_frequent": "most frequent",
    "most_agreed": "most agreed on",
    "best_written": "best written",
    "readable": "readable",
    "verified_first": "verified first",
    "longest": "longest",
    "shortest": "shortest",
    "earliest": "earliest",
    "latest": "latest",
    "first_listed": "listed first",
    "smaller_text": "no rule decided: first by its text",
}
_EVENTS = {
    "created": "created",
    "merged": "merged into {other}",
    "took": "took in {other} ({records:,} records)",
    "split": "split: {records:,} records went to {other}",
    "came": "{records:,} records came from {other}",
    "moved": "record {record} moved to {other}",
    "moved here": "record {record} came from {other}",
    "retired": "retired: none of its records was left",
    "returned": "returned: its records came back",
}


@click.command("customer", short_help="a customer's cells and their origin, its records, ties and history")
@click.argument("name", metavar="ID")
@workspace_options
@as_json
def command(name: str, **given: Any) -> None:
    """Show a customer: ID is any id it ever had, or one of its records (<source>:<id>).

    Each golden cell is shown with the record that gave it, the rule that chose it and the values it beat. An id that
    was merged away leads to the customer of today; its history says when and by whom.
    """
    with progress_bars() as progress:
        facts = customer(open_context(given["workspace"], given["exports"], progress), name)
    if given["as_json"]:
        print_json(facts)
        return
    for line in _headline(facts):
        click.echo(line)
    click.echo()
    cells = [_cell(c) for c in facts["cells"]]
    if cells:
        print_table(say("Golden record"), ("field", "value", "from record", "by rule", "instead of"), cells)
    if facts["members"]:
        shown = facts["members"][:_SHOWN]
        print_table(say("Records"), ("record",), [(m,) for m in shown])
        if len(shown) < len(facts["members"]):
            click.echo(say("and {n:,} more: --json names them all", n=len(facts["members"]) - len(shown)))
    if facts["links"]:
        show_links(facts["links"])
    history = [(e["at"], e["who"], say_event(e, facts["id"])) for e in facts["history"]]
    print_table(say("History of {id}", id=facts["id"]), ("at", "who", "event"), history)


def _cell(cell: dict[str, Any]) -> tuple[str, ...]:
    rule = say(_RULES.get(cell["rule"], cell["rule"]))
    name = matching.field_heading(cell["field"], language())
    return name, cell["value"], cell["record_id"], rule, " | ".join(cell["beaten"] or ())


def _headline(facts: dict[str, Any]) -> list[str]:
    asked, now = facts["id"], facts["customer_id"]
    if facts["status"] == "retired":
        return [say("{id} is retired: none of its records is left.", id=asked)]
    lines = [say("{id} was merged into {now}.", id=asked, now=now)] if facts["status"] == "merged" else []
    if asked.startswith("O-"):
        customers, records = len(facts["golden"]), len(facts["members"])
        told = "{id}: organisation of {customers:,} customers, {records:,} records"
        return [*lines, say(told, id=now, customers=customers, records=records)]
    golden = facts["golden"][0]
    told = "{id}: {kind} of {records:,} records, organisation {org}, key {key}"
    org, key = golden["org_id"] or "–", golden["customer_key"] or "–"
    records = len(facts["members"])
    lines.append(say(told, id=now, kind=say(golden["kind"]), records=records, org=org, key=key))
    elsewhere = {i: n for i, n in facts["parts"].items() if i != now}
    for i, n in elsewhere.items():
        lines.append(say("{n:,} of its records are with {id} now", n=n, id=i))
    return lines


def say_event(event: dict[str, Any], mine: str) -> str:
    """Say what happened to `mine`."""
    kind, other = event["kind"], event["other_id"]
    if event["customer_id"] != mine:  # it happened to the other one
        kind, other = {"merged": "took", "split": "came", "moved": "moved here"}.get(kind, kind), event["customer_id"]
    return say(_EVENTS.get(kind, kind), other=other, records=event["records"] or 0, record=event["record_id"])
