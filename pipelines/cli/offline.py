"""`mergepoint offline`: the emergency customer table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipelines.cli.options import by_option, open_context, workspace_options
from pipelines.cli.screen import progress_bars
from pipelines.errors import PipelineError
from pipelines.stages.emergency import write_offline
from pipelines.workspace.units import parse_duration


@click.command("offline", short_help="write the emergency customer table")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="An .xlsx or .db file.")
@click.option("--valid-for", default="7 days", show_default=True, help="How long the table counts as current.")
@by_option
@workspace_options
def command(out: Path, valid_for: str, by: str, **given: Any) -> None:
    """Write golden customers, contacts, open orders and tickets, by owner, to a file that needs no server.

    An .xlsx is encrypted: set MERGEPOINT_OFFLINE_PASSWORD first. Every sheet names who took it
    and until when it counts; after that it is blank.
    """
    try:
        period = parse_duration(valid_for)
    except ValueError as error:
        raise PipelineError(f"--valid-for {valid_for!r}: expected {error}.") from None
    with progress_bars() as progress:
        written = write_offline(
            open_context(given["workspace"], given["exports"], progress), out, by=by, valid_for=period
        )
    click.echo(f"Wrote {written} for {by}. Keep it safe: it holds personal data.")
