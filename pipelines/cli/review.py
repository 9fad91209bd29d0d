"""`mergepoint review`: uncertain pairs to a spreadsheet, answers back."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.cli.options import as_json, by_option, language, open_context, workspace_options
from pipelines.cli.screen import print_json, progress_bars
from pipelines.cli.speech import say
from pipelines.stages import answers


@click.group("review", short_help="take uncertain pairs to a spreadsheet and the answers back")
def command() -> None:
    """Let a steward answer the pairs that the matcher is not sure of.

    \b
      mergepoint review export --xlsx review.xlsx
      (fill the column Answer: same, different or unsure)
      mergepoint review import review.xlsx --by NAME
      mergepoint dedupe

    Answers outrank the model in every later run. From 50 on they also correct its weights, if
    the correction proves better on customers it has not seen; to teach it fastest, answer
      mergepoint review export --xlsx lesson.xlsx --learn 100
    """


@command.command("export")
@click.option(
    "--xlsx", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The spreadsheet to write."
)
@click.option("--limit", type=click.IntRange(1), help="How many pairs. [default: merge.review_budget]")
@click.option("--learn", type=click.IntRange(1), help="Instead, this many pairs that would teach the model most.")
@language
@workspace_options
@as_json
def export(**given: object) -> None:
    """Write the most valuable questions, side by side, with the reasons in words.

    Valuable is what is uncertain, settles many records and moves much order money. With --learn N
    the pairs come one of each kind: their answers teach the model most.
    """
    with progress_bars() as progress:
        context = open_context(given["workspace"], given["exports"], progress)
        chosen = {name: given[name] for name in ("limit", "learn", "language")}
        count = answers.export_review(context, given["xlsx"], **chosen)
    if given["as_json"]:
        print_json({"pairs": count, "xlsx": str(given["xlsx"])})
    else:
        told = "Wrote {count:,} pairs to {path}. Answer them, then: mergepoint review import {path}"
        click.echo(say(told, count=count, path=given["xlsx"]))


@command.command("import")
@click.argument("sheet", type=click.Path(path_type=Path, dir_okay=False))
@by_option
@workspace_options
@as_json
def import_(sheet: Path, by: str, **given: object) -> None:
    """Check a sheet's answers and take them in; a sheet taken twice adds nothing."""
    with progress_bars() as progress:
        facts = answers.import_review(open_context(given["workspace"], given["exports"], progress), sheet, by=by)
    if given["as_json"]:
        print_json(facts)
    else:
        told = "{new:,} new answers by {by}, {left:,} questions left open. Run mergepoint dedupe to apply them."
        click.echo(say(told, new=facts["new"], by=by, left=facts["unanswered"]))
