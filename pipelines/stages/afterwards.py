"""After a wave was packaged: what the exports say since, and requests to be forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import migration
from pipelines.errors import MissingInput
from pipelines.stages.context import Context
from pipelines.stages.specs import map_to_target
from pipelines.stages.target import target_url
from pipelines.workspace import nearest


def compare_with_packages(context: Context) -> dict[str, dict[str, Any]]:
    """Compare the load tables as they are now with every sealed package; write what differs.

    Writes `delta/<entity>` (new and changed rows, as they would be loaded) and
    `delta/<entity>_vanished` (keys that were packaged and are gone); returns the counts by entity.

    Raises
    ------
    MissingInput
        Nothing was packaged, or there is nothing to load.
    """
    store = context.store
    places = [store.home / "packages" / wave.name for wave in context.workspace.waves]
    packages = [migration.open_package(place) for place in places if place.exists()]
    if not packages:
        raise MissingInput("Packages", str(store.home / "packages"), "Run: mergepoint wave package")
    tables = store.tables("load")
    if not tables:
        raise MissingInput("Load tables", str(store.home / "load"), "Run: mergepoint run")
    counts = {}
    for entity, found in migration.delta(packages, map_to_target(context, tables).tables).items():
        path = store.write(f"delta/{entity}", found.rows)
        store.write(f"delta/{entity}_vanished", found.vanished)
        counts[entity] = {
            "new": found.new,
            "changed": found.changed,
            "vanished": found.vanished.num_rows,
            "rows": str(path),
        }
    return counts


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
