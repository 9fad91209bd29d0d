"""From the exports as they lie to customers: read, cleaned and matched."""

from __future__ import annotations

from typing import Any

from pipelines.memory import remembering
from pipelines.stages.clean import clean_exports
from pipelines.stages.context import Context
from pipelines.stages.exports import read_exports
from pipelines.stages.match import match_customers, runs_of
from pipelines.stages.since import read_since


def merge_exports(context: Context, since: str | None = None) -> dict[str, Any]:
    """Read, clean and match the exports of a workspace; return the counts, as `match_customers` does.

    `since`: `last`, the number of a run, or a date; only what is new or changed since then is worked on. `silent`
    counts the records that changed but whose own date is earlier.
    """
    if since is None:
        read_exports(context)
        clean_exports(context)
        return match_customers(context)
    asked = read_since(since, runs_of(context))
    with remembering(context.store):
        read_exports(context, only_changed=True)
        cleaned = clean_exports(context, asked)
        counts = match_customers(context, since_last=True)
    silent = sum(source.get("silent", 0) for source in cleaned.values())
    return counts | ({"silent": silent} if asked.day else {})
