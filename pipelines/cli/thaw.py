"""`mergepoint thaw`: let frozen records move again."""

from __future__ import annotations

from typing import Any

import click

from pipelines.cli.freeze import show_frozen
from pipelines.cli.options import as_json, by_option, open_context, workspace_options
from pipelines.cli.screen import print_json, progress_bars
from pipelines.stages.freeze import thaw


@click.command("thaw", short_help="let frozen records move again")
@click.argument("records", nargs=-1, required=True)
@click.option("--why", required=True, help="The reason, for the record.")
@by_option
@workspace_options
@as_json
def command(records: tuple[str, ...], why: str, by: str, **given: Any) -> None:
    """Let the frozen RECORDS move again, in the name of --by and for the reason --why.

    \b
    Records are named <source>:<id>, as in: mergepoint freeze --list
      mergepoint thaw crm:C17 crm:C18 --by NAME --why "ordered again"

    The rule that froze a record will not freeze it another time. All or none are thawed.
    """
    with progress_bars() as progress:
        facts = thaw(open_context(given["workspace"], given["exports"], progress), records, by=by, why=why)
    if given["as_json"]:
        print_json(facts)
    else:
        show_frozen(facts)
