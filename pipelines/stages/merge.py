"""From the exports as they lie to customers: read, cleaned and matched."""

from __future__ import annotations

from typing import Any

from pipelines.stages.clean import clean_exports
from pipelines.stages.context import Context
from pipelines.stages.exports import read_exports
from pipelines.stages.match import match_customers


def merge_exports(context: Context, since_last: bool = False) -> dict[str, Any]:
    """Read, clean and match the exports of a workspace; return the counts, as `match_customers` does."""
    read_exports(context)
    clean_exports(context)
    return match_customers(context, since_last)
