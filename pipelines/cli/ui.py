"""`mergepoint ui`: the Dagster UI on the state that the other commands write."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from types import FrameType

import click

from pipelines.instance import prepare_instance
from pipelines.reload import Shown, refuse_doubles
from pipelines.services import Services
from pipelines.stages.context import Context
from pipelines.workspace import load_workspace


@click.command()
@click.option(
    "--workspace",
    "-w",
    "workspaces",
    type=click.Path(path_type=Path),
    multiple=True,
    default=(Path("workspace.yaml"),),
    show_default="workspace.yaml",
    help="A workspace file; name it again for each workspace to show.",
)
@click.option(
    "--exports", type=click.Path(path_type=Path), help="Folder of the exports, instead of the one in the file."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; the UI asks no password.")
@click.option("--port", "-p", default=3000, show_default=True, help="Port to listen on.")
def command(workspaces: tuple[Path, ...], exports: Path | None, host: str, port: int) -> None:
    """Open the Dagster UI on the same state: the graph, checks, runs, schedules and the inbox."""
    if exports is not None:
        os.environ["MERGEPOINT_EXPORTS"] = str(exports.resolve())
    loaded = [load_workspace(path, exports=exports) for path in workspaces]
    contexts = [Context.of(workspace) for workspace in loaded]
    shown = [Shown.of(context) for context in contexts]
    refuse_doubles(shown)
    home = prepare_instance(contexts[0].store)
    signal.signal(signal.SIGTERM, _as_interrupt)
    with suppress(KeyboardInterrupt), Services(shown, home, host, port) as services:
        click.echo(f"Dagster UI: {services.address}   (Ctrl-C stops it; logs: {home / 'logs'})")
        services.wait()


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    """End on SIGTERM as on Ctrl-C, so that the parts are stopped first."""
    raise KeyboardInterrupt
