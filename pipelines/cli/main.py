"""The `mergepoint` command: a group whose members are imported only when they are named."""

from __future__ import annotations

import importlib
import sys

import click

from pipelines.cli.failure import explain

COMMANDS = {
    "init": "read the exports and write a commented workspace.yaml",
    "audit": "health check: findings, score and report",
    "dedupe": "merge duplicate customers into golden records",
    "review": "take uncertain pairs to a spreadsheet and the answers back",
    "why": "explain why two records are one customer",
    "why-not": "explain why two records are not one customer",
    "customer": "a customer's cells and their origin, its records, ties and history",
    "links": "households, groups and branches: list them, confirm or reject them",
    "unmerge": "undo a merge: the customer's records part again",
    "freeze": "keep records out of the waves by rule, until somebody thaws them",
    "thaw": "let frozen records move again",
    "wave": "plan, rehearse, verify, promote and roll back waves",
    "run": "all of it: audit, merge, plan, rehearse, verify, promote",
    "offline": "write the emergency customer table",
    "ui": "open the Dagster UI on the same state",
}


class LazyGroup(click.Group):
    """A group that knows its commands' one-line help without importing them."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Name the commands in the order of the work."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Import the command that is named."""
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"pipelines.cli.{name.replace('-', '_')}")
        return module.command

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, context: click.Context) -> object:
        """Run a command; a user's mistake becomes one clear message and an exit code."""
        try:
            return super().invoke(context)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as error:
            code = explain(error)
            if code is None:
                raise
            sys.exit(code)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mergepoint", prog_name="mergepoint")
def main() -> None:
    """Audit customer exports, merge duplicates, load them in waves that can be rolled back.

    \b
    First steps on your own files:
      mergepoint dedupe customers.csv --out result     no set-up at all
      mergepoint init EXPORTS_DIR                      writes workspace.yaml
      mergepoint run                                   audit, merge, waves

    Exit codes: 0 done; 1 the work found a gate closed; 2 bad input.
    """
