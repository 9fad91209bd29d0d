"""The steward's part: pairs out to a spreadsheet, answers back, and words for why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matching
from pipelines.errors import MissingInput
from pipelines.stages.clean import clean_records
from pipelines.stages.context import Context
from pipelines.stages.match import HOLDINGS, holdings_of, policy_of
from pipelines.stages.merge import merge_exports


def merged(context: Context) -> Context:
    """Merge the exports first, where no earlier run did; return the context."""
    if not context.store.has("match/crosswalk"):
        merge_exports(context)
    return context


def need_sheet(path: Path, command: str) -> None:
    """Raise MissingInput where the answers are not there; `command` makes the sheet for them."""
    if not path.is_file():
        raise MissingInput("Answers", str(path), f"Make the sheet with: {command}")


def export_review(
    context: Context, path: Path, *, limit: int | None = None, learn: int | None = None, language: str | None = None
) -> int:
    """Write the most valuable open questions to an XLSX file; return how many.

    `learn`: instead, that many pairs whose answers would teach the model most.
    """
    case = case_of(merged(context))
    if learn:
        asked, limit = matching.informative(case.pairs, case.crosswalk, learn, case.decisions), learn
    else:
        asked, limit = context.store.read("match/review"), limit or context.workspace.merge.review_budget
    path.parent.mkdir(parents=True, exist_ok=True)
    return matching.export_review(case, asked, path, language or context.workspace.language, limit)


def import_review(context: Context, path: Path, *, by: str) -> dict[str, Any]:
    """Take a sheet's answers into the log of judgements; return how many are new.

    Raises
    ------
    MissingInput
        There is no such file.
    matching.BadReview
        Rows that cannot be taken, each named.
    """
    need_sheet(path, "mergepoint review export --xlsx FILE")
    with matching.open_state(context.store.path("state.db")) as state:
        answers = matching.import_review(state, path, clean_records(context), by)
    return {"new": len(answers.words), "unanswered": answers.unanswered}


def explain(context: Context, left: str, right: str, *, apart: bool, language: str | None = None) -> Any:
    """Explain why two records are, or with `apart` are not, one customer."""
    tell = matching.why_not if apart else matching.why
    return tell(case_of(merged(context)), left, right, language or context.workspace.language)


def unmerge(context: Context, customer_id: str, *, by: str, leaving: Sequence[str] = ()) -> dict[str, Any]:
    """Part a merged customer again; return the records that moved and how many later edits stayed.

    `leaving`: only these records leave, together (`<source>:<id>`, or an id that one record alone has).

    Raises
    ------
    matching.MatchingError
        There is no such customer, nothing to part, or it was merged again since.
    """
    store = merged(context).store
    records, policy = clean_records(context), policy_of(context.workspace)
    with matching.open_state(store.path("state.db")) as state:
        if leaving:
            named = [case_of(context).named(name) for name in leaving]
            done = matching.part_records(state, holdings_of(store), records, named, by, policy)
        else:
            done = matching.unmerge_customer(state, holdings_of(store), records, customer_id, by, policy)
    for name in HOLDINGS:
        store.write(f"match/{name}", getattr(done.holdings, name))
    return {"repoint": done.repoint.to_pylist(), "kept": done.kept.num_rows}


def case_of(context: Context) -> matching.Case:
    """The last run's records, crosswalk, pairs and weights, and the judgements that hold."""
    store = context.store
    crosswalk, pairs = store.read("match/crosswalk"), store.read("match/pairs")
    with matching.open_state(store.path("state.db")) as state:
        decisions = state.decisions()
    weights = store.read_json("match/report", {}).get("weights", [])
    return matching.Case(clean_records(context), crosswalk, pairs, decisions, weights)
