"""After a wave was promoted: requests to be forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import migration
from pipelines.errors import MissingInput
from pipelines.stages.context import Context
from pipelines.stages.target import target_url
from pipelines.workspace import nearest


def erase_images(context: Context, entity: str, keys: Sequence[str], *, by: str) -> dict[str, Any]:
    """Blank the before-images of rows in every wave that can still be rolled back; return how many.

    Raises
    ------
    MissingInput
        No wave loads such an entity.
    """
    known = sorted({name for wave in context.workspace.waves for name in wave.load})
    if entity not in known:
        close = nearest(entity, known)
        hint = f"Did you mean '{close}'?" if close else f"There are: {', '.join(known)}."
        raise MissingInput("Entity", f"'{entity}' in the waves of {context.workspace.path}", hint)
    blanked = migration.erase(target_url(context), entity, list(keys), by=by)
    return {"entity": entity, "asked": len(keys), "blanked": blanked, "by": by}
