"""Options that several commands share."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from pipelines.cli.speech import speak
from pipelines.stages.context import Context, silent
from pipelines.store import check_writable
from pipelines.workspace import load_workspace

Command = Callable[..., Any]

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document for machines.")
language = click.option("--language", type=click.Choice(["zh", "en"]), help="Language of reports.")


def workspace_options(command: Command) -> Command:
    """Add `--workspace` and `--exports`."""
    command = click.option(
        "--exports", type=click.Path(path_type=Path), help="Folder of the exports, instead of the one in the file."
    )(command)
    return click.option(
        "--workspace",
        "-w",
        type=click.Path(path_type=Path),
        default=Path("workspace.yaml"),
        show_default=True,
        help="The workspace file.",
    )(command)


def by_option(command: Command) -> Command:
    """Add `--by NAME`, who takes the decision; the account's name where it is left out."""
    return click.option("--by", default=_account, show_default="your account", help="Who decides.")(command)


def open_context(workspace: Path, exports: Path | None, progress: Any) -> Context:
    """Load the workspace and make the context of a job; from here on the command speaks its language."""
    context = Context.of(load_workspace(workspace, exports=exports), progress or silent)
    speak(context.workspace.language)
    check_writable(context.store.home)
    return context


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        return "unknown"
