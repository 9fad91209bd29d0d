"""`mergepoint links`: households, group trees and double customers, for a steward to confirm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import matching
from pipelines.cli.options import as_json, by_option, language, open_context, workspace_options
from pipelines.cli.screen import print_json, print_table, progress_bars
from pipelines.cli.speech import language as spoken
from pipelines.cli.speech import say
from pipelines.stages import links

_SHOWN = 25


@click.group("links", short_help="households, groups and branches: list them, confirm or reject them")
def command() -> None:
    """List the ties between customers, and say which hold; a tie never merges anybody.

    \b
      mergepoint links list
      mergepoint links export --xlsx links.xlsx
      (fill the column Answer: yes, no or unsure)
      mergepoint links import links.xlsx --by NAME
      mergepoint links confirm C-… C-… --by NAME --why "same registered owner"

    What you say holds in every later run. The probability of the other ties of that kind and evidence follows it.
    """


@command.command("list")
@click.option("--limit", type=click.IntRange(1), default=_SHOWN, show_default=True, help="How many ties to show.")
@click.option("--status", type=click.Choice(["suggested", "confirmed", "rejected", "unsure"]), help="Only these.")
@click.option("--of", "an_id", metavar="ID", help="Only the ties of this customer or organisation.")
@workspace_options
@as_json
def list_(limit: int, status: str | None, an_id: str | None, **given: Any) -> None:
    """Show the ties, how each stands and what speaks for it."""
    with progress_bars() as progress:
        found = links.links_of(open_context(given["workspace"], given["exports"], progress)).to_pylist()
    rows = [r for r in found if status in (None, r["status"]) and an_id in (None, r["left"], r["right"])]
    if given["as_json"]:
        print_json(rows)
        return
    show_links(rows[:limit])
    if len(rows) > limit:
        click.echo(say("{shown:,} of {rows:,}; more with --limit", shown=limit, rows=len(rows)))


def show_links(rows: list[dict[str, Any]]) -> None:
    """Show ties as a table."""
    headers = ("customer 1", "customer 2", "tie", "probability", "status", "by", "what speaks for it")
    shown = [
        (
            row["left"],
            row["right"],
            matching.kind_word(row["kind"], spoken()),
            f"{row['probability']:.2f}",
            matching.status_word(row["status"], spoken()),
            row["who"] or "",
            matching.evidence_words(row["evidence"], spoken()),
        )
        for row in rows
    ]
    print_table(say("Ties between customers"), headers, shown)


@command.command("export")
@click.option(
    "--xlsx", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The spreadsheet to write."
)
@click.option("--limit", type=click.IntRange(1), default=500, show_default=True, help="How many ties.")
@language
@workspace_options
@as_json
def export(**given: Any) -> None:
    """Write the ties that nobody has spoken of, the two customers side by side."""
    with progress_bars() as progress:
        context = open_context(given["workspace"], given["exports"], progress)
        count = links.export_links(context, given["xlsx"], limit=given["limit"], language=given["language"])
    if given["as_json"]:
        print_json({"links": count, "xlsx": str(given["xlsx"])})
        return
    told = "Wrote {count:,} ties to {path}. Answer them, then: mergepoint links import {path} --by NAME"
    click.echo(say(told, count=count, path=given["xlsx"]))


@command.command("import")
@click.argument("sheet", type=click.Path(path_type=Path, dir_okay=False))
@by_option
@workspace_options
@as_json
def import_(sheet: Path, by: str, **given: Any) -> None:
    """Check a sheet's answers and take them in; a sheet taken twice adds nothing."""
    with progress_bars() as progress:
        facts = links.import_links(open_context(given["workspace"], given["exports"], progress), sheet, by=by)
    if given["as_json"]:
        print_json(facts)
    else:
        click.echo(say("{new:,} new answers by {by}.", new=facts["new"], by=by))


def _judging(name: str, word: str, what: str) -> click.Command:
    @command.command(name, help=f"{what} the tie between LEFT and RIGHT, ids of customers or organisations.")
    @click.argument("left")
    @click.argument("right")
    @click.option("--why", default="", help="The reason, for the record.")
    @by_option
    @workspace_options
    @as_json
    def judge(left: str, right: str, **given: Any) -> None:
        with progress_bars() as progress:
            context = open_context(given["workspace"], given["exports"], progress)
            rows = links.judge_link(context, left, right, word, by=given["by"], why=given["why"])
            now = [r for r in links.links_of(context).to_pylist() if {r["left"], r["right"]} == {left, right}]
        if given["as_json"]:
            print_json(now or rows)
        else:
            show_links(now or rows)

    return judge


confirm = _judging("confirm", "confirmed", "Confirm")
reject = _judging("reject", "rejected", "Reject")
