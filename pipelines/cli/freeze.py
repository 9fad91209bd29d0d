"""`mergepoint freeze`: keep records out of the waves, by the rule that found them."""

from __future__ import annotations

from typing import Any

import click

from pipelines.cli.options import as_json, by_option, open_context, workspace_options
from pipelines.cli.screen import print_json, print_table, progress_bars
from pipelines.cli.speech import say
from pipelines.errors import PipelineError
from pipelines.stages.freeze import freeze, list_frozen, undo

_ASK = "Say what to freeze with --rule RULE, or see what is frozen with --list."


@click.command("freeze", short_help="keep records out of the waves by rule, until somebody thaws them")
@click.option("--rule", "rules", multiple=True, help="A rule of the audit; may be given more than once.")
@click.option("--source", "sources", multiple=True, help="Only records of this source. [default: all]")
@click.option("--why", default="", help="The reason, for the record. [default: what the rule proposes]")
@click.option("--list", "show", is_flag=True, help="List what is frozen, by whom and why; change nothing.")
@click.option("--undo", "event", metavar="EVENT", help="Take one event of --list back.")
@by_option
@workspace_options
@as_json
def command(**given: Any) -> None:
    """Freeze the records that a rule of the last audit found: kept and marked, not moved.

    \b
      mergepoint audit
      mergepoint freeze --rule dormant_customer --by NAME --why "no order since 2015"
      mergepoint freeze --list
      mergepoint thaw crm:C17 --by NAME --why "ordered again"
      mergepoint wave plan

    A customer stays behind only where all its records are frozen; it is then listed in
    load_rejected with reason frozen, and its orders and tickets with rejected_customer.
    A record that a person thawed is not frozen again by the same rule.
    """
    with progress_bars() as progress:
        context = open_context(given["workspace"], given["exports"], progress)
        facts = None if given["show"] else _change(context, given)
        rows = list_frozen(context) if given["show"] else []
    if given["as_json"]:
        print_json(rows if facts is None else facts)
    elif facts is None:
        title = say("{rows:,} records are frozen", rows=len(rows))
        print_table(title, ("record", "rule", "why", "who", "at", "event"), _cells(rows))
    else:
        show_frozen(facts)


def show_frozen(facts: dict[str, Any]) -> None:
    """Tell how many records are frozen now, and what is left to load."""
    told = "{events:,} events written; {frozen:,} records are frozen now."
    click.echo(say(told, events=facts["events"], frozen=facts["frozen"]))
    if "load" in facts:
        ready = ", ".join(f"{count:,} {entity}" for entity, count in facts["load"]["ready"].items())
        told = "Ready to load: {ready}. Rejected: {rejected:,}. See it: mergepoint wave plan"
        click.echo(say(told, ready=ready, rejected=facts["load"]["rejected"]))


def _change(context: Any, given: dict[str, Any]) -> dict[str, Any]:
    if bool(given["event"]) == bool(given["rules"]):
        raise PipelineError(_ASK)
    if given["event"]:
        return undo(context, given["event"], by=given["by"])
    return freeze(context, given["rules"], by=given["by"], why=given["why"], sources=given["sources"])


def _cells(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
    return [tuple(row.values()) for row in rows]
