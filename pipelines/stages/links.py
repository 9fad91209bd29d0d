"""Links between customers: what the last run suggests, and what stewards say of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import matching
from pipelines.stages.answers import merged, need_sheet
from pipelines.stages.context import Context


def links_of(context: Context) -> pa.Table:
    """Return the links with how each stands: `left, right, kind, evidence, probability, status, who, at, why`.

    The exports are merged first where no earlier run did.
    """
    found = merged(context).store.read("match/links")
    with matching.open_state(context.store.path("state.db")) as state:
        return matching.judged_links(found, state.link_words(), today(state.identity()))


def today(identity: matching.IdentityState | None) -> Any:
    """Return what finds the id by which the records of an id go now (None where none is left)."""

    def found(an_id: str) -> str | None:
        try:
            return identity.resolve(an_id).customer_id if identity else an_id
        except matching.UnknownCustomer:
            return None

    return found


def export_links(context: Context, path: Path, *, limit: int = 500, language: str | None = None) -> int:
    """Write the links nobody has spoken of to an XLSX file; return how many."""
    links = links_of(context)
    path.parent.mkdir(parents=True, exist_ok=True)
    golden = context.store.read("match/golden")
    return matching.export_links(links, golden, path, language or context.workspace.language, limit)


def import_links(context: Context, path: Path, *, by: str) -> dict[str, int]:
    """Take the answers of a sheet; return how many are new (`new`) of how many there were (`answers`).

    Raises
    ------
    MissingInput
        There is no such file.
    matching.BadReview
        Rows that cannot be taken, each named.
    """
    need_sheet(path, "mergepoint links export --xlsx FILE")
    links = links_of(context)
    with matching.open_state(context.store.path("state.db")) as state:
        words = matching.read_links(path, links, by, state.clock())
        held = {(r["left"], r["right"], r["kind"]): r["status"] for r in links.to_pylist()}
        new = [w for w in words if held[(w.left, w.right, w.kind)] != w.word]
        state.judge_links(new)
        state.note(by, "links import", path.name, f"{len(new)} new of {len(words)} answers")
    return {"new": len(new), "answers": len(words)}


def judge_link(context: Context, left: str, right: str, word: str, *, by: str, why: str = "") -> list[dict[str, Any]]:
    """Confirm or reject (`word`) every link between two ids; return the links.

    Raises
    ------
    matching.UnknownLink
        No run suggested a link between them.
    """
    links = links_of(context)
    ends = pa.array([left, right], pa.string())
    mine = links.filter(pc.and_(pc.is_in(links["left"], ends), pc.is_in(links["right"], ends))).to_pylist()
    if not mine:
        raise matching.UnknownLink(left, right)
    with matching.open_state(context.store.path("state.db")) as state:
        at = state.clock()
        state.judge_links(matching.LinkWord(r["left"], r["right"], r["kind"], word, by, at, why) for r in mine)
    return mine
