"""`mergepoint wave delta | reload`: follow-up waves of what changed since, and of corrected rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipelines.cli.options import as_json, by_option, open_context, workspace_options
from pipelines.cli.screen import print_json, progress_bars
from pipelines.cli.wave_text import print_delta, print_reload
from pipelines.stages.follow_up import Said, make_delta
from pipelines.stages.reload import reload_rejects

why_option = click.option("--why", default="", help="The reason, for the record.")


@click.command()
@click.option("--since", metavar="DATE", help="Leave out changed rows whose own time of change is before DATE.")
@click.option("--final", is_flag=True, help="The cut-over: no delta after this one, unless it is rolled back.")
@click.option("--dry-run", is_flag=True, help="Only count; make no wave.")
@by_option
@why_option
@workspace_options
@as_json
def delta(since: str | None, final: bool, dry_run: bool, by: str, why: str, **given: Any) -> None:
    """Make a wave of what changed in the legacy system since the waves were packaged.

    \b
      mergepoint run --wait               read and merge the fresh exports
      mergepoint wave delta --by NAME     compare every value; makes the wave delta-1
      mergepoint wave rehearse delta-1    then verify, promote, roll back like any other

    Nothing is deleted: keys that the legacy system no longer has are listed.
    """
    with progress_bars() as progress:
        context = open_context(given["workspace"], given["exports"], progress)
        facts = make_delta(context, Said(by, why, final), since=since, dry_run=dry_run)
    if given["as_json"]:
        print_json(facts)
    else:
        print_delta(facts, context)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@by_option
@why_option
@workspace_options
@as_json
def reload(file: Path, by: str, why: str, **given: Any) -> None:
    """Take a corrected file of refused rows back, and make a wave of the rows that fit now.

    FILE is the workbook that `wave plan` or `wave delta` named (or a CSV of it). Every corrected cell is
    kept with who, when and why, and holds in every later run. Cells that do not fit even so are named.
    """
    with progress_bars() as progress:
        context = open_context(given["workspace"], given["exports"], progress)
        facts = reload_rejects(context, file, Said(by, why))
    if given["as_json"]:
        print_json(facts)
    else:
        print_reload(facts, context)
