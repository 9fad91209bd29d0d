"""`mergepoint why` and `mergepoint why-not`: any two records, in words."""

from __future__ import annotations

from typing import Any

import click

from pipelines.cli.options import as_json, language, open_context, workspace_options
from pipelines.cli.screen import print_json, progress_bars
from pipelines.stages import answers


def make_command(name: str, apart: bool) -> click.Command:
    """Make one of the two commands; `apart` asks what keeps the records apart."""

    @click.command(name, short_help=f"explain why two records are {'not ' if apart else ''}one customer")
    @click.argument("left")
    @click.argument("right")
    @language
    @workspace_options
    @as_json
    def command(left: str, right: str, **given: Any) -> None:
        with progress_bars() as progress:
            context = open_context(given["workspace"], given["exports"], progress)
            told = answers.explain(context, left, right, apart=apart, language=given["language"])
        if given["as_json"]:
            print_json({"same": told.same, "lines": told.lines, "evidence": told.evidence.to_pylist()})
        else:
            click.echo("\n".join(told.lines))

    negation = "not " if apart else ""
    command.help = (
        f"Explain why the records LEFT and RIGHT are {negation}one customer: what they agree on, what the "
        "matcher made of it, and what a steward said.\n\nRecords are named <source>:<id>, as in the crosswalk; "
        "the id alone will do where one record has it. Exports that were not merged yet are merged first."
    )
    return command
