"""`mergepoint unmerge`: take a merge back."""

from __future__ import annotations

from typing import Any

import click

from pipelines.cli.options import as_json, by_option, open_context, workspace_options
from pipelines.cli.screen import print_json, progress_bars
from pipelines.stages.answers import unmerge


@click.command("unmerge", short_help="undo a merge: the customer's records part again")
@click.argument("customer_id")
@by_option
@workspace_options
@as_json
def command(customer_id: str, by: str, **given: Any) -> None:
    """Take back the last merge of CUSTOMER_ID; one that was never merged is parted into its records.

    Golden cells and links return to what they were; edits made since stay. Later runs keep the
    records apart. Then: mergepoint run, to re-point orders and tickets.
    """
    with progress_bars() as progress:
        facts = unmerge(open_context(given["workspace"], given["exports"], progress), customer_id, by=by)
    if given["as_json"]:
        print_json(facts)
        return
    for row in facts["repoint"]:
        click.echo(f"{row['record_id']}: {row['from_id']} → {row['to_id']}")
    click.echo(f"{len(facts['repoint']):,} records left {customer_id}; {facts['kept']:,} later edits were kept.")
