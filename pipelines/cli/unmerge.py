"""`mergepoint unmerge`: take a merge back."""

from __future__ import annotations

from typing import Any

import click

from pipelines.cli.options import as_json, by_option, open_context, workspace_options
from pipelines.cli.screen import print_json, progress_bars
from pipelines.cli.speech import say
from pipelines.errors import PipelineError
from pipelines.stages.answers import unmerge


@click.command("unmerge", short_help="undo a merge: the customer's records part again")
@click.argument("customer_id", required=False)
@click.option("--record", "records", multiple=True, help="Only this record leaves; repeat it: all together.")
@by_option
@workspace_options
@as_json
def command(customer_id: str | None, records: tuple[str, ...], by: str, **given: Any) -> None:
    """Take back the last merge of CUSTOMER_ID; one that was never merged is parted into its records.

    \b
      mergepoint unmerge C-… --by NAME                     its last merge; again for the one before
      mergepoint unmerge C-OLD --by NAME                   the merge that took C-OLD in, whatever came later
      mergepoint unmerge --record crm:17 --by NAME         only this record leaves, the others stay one

    Golden cells and links return to what they were; edits made since stay. Later runs keep the
    records apart. Then: mergepoint run, to re-point orders and tickets. See mergepoint customer for the ids.
    """
    with progress_bars() as progress:
        context = open_context(given["workspace"], given["exports"], progress)
        if bool(customer_id) == bool(records):
            raise PipelineError("Name a customer, or records with --record: one of the two.")
        facts = unmerge(context, customer_id or "", by=by, leaving=records)
    if given["as_json"]:
        print_json(facts)
        return
    for row in facts["repoint"]:
        click.echo(f"{row['record_id']}: {row['from_id']} → {row['to_id']}")
    left = facts["repoint"][0]["from_id"]
    told = "{records:,} records left {id}; {kept:,} later edits were kept."
    click.echo(say(told, records=len(facts["repoint"]), id=left, kept=facts["kept"]))
