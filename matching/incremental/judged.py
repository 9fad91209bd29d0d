"""What a step under a kept model found, in the tables of a full run."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.incremental.kept import Kept
from matching.incremental.step import step
from matching.score import operate
from matching.settings import MatchSettings
from matching.tell import clusters_table, conflicts_table, pairs_table


def judge_step(
    kept: Kept, records: pa.Table, settings: MatchSettings | None, decisions: pa.Table | None
) -> tuple[dict[str, pa.Table], dict, Kept]:
    """Return the tables `pairs`, `clusters`, `conflicts` of `records` (with their own ids), the report, the new model.

    Raises `RerunDue` where the kept model does not fit the records any more.
    """
    settings = settings or MatchSettings()
    done = step(kept, records, settings, decisions)
    ids = pa.chunked_array([done.ids])
    clusters = clusters_table(ids, done.found.label, done.firm).filter(pa.array(done.kept.live))
    tables = {
        "pairs": low_first(pairs_table(ids, done.found, settings.floor)),
        "clusters": clusters,
        "conflicts": low_first(conflicts_table(ids, done.found)),
    }
    odds = done.found.scored.odds
    report = {
        "records": len(clusters),
        "candidates": len(odds),
        "judged_anew": int(done.touched.sum()),
        "later_records": len(done.records) - len(kept.base),
        "expected_matches": round(float(operate.probability(odds).sum()), 1),
        "cut": round(float(operate.probability(np.array([done.found.cut]))[0]), 4),
        "notes": list(done.notes),
    }
    return tables, report, done.kept


def low_first(pairs: pa.Table) -> pa.Table:
    """Pairs with the smaller record id to the left."""
    swap = pc.greater(pairs["left"], pairs["right"])
    sides = [pc.if_else(swap, pairs[a], pairs[b]) for a, b in (("right", "left"), ("left", "right"))]
    for name, side in zip(("left", "right"), sides, strict=True):
        pairs = pairs.set_column(pairs.column_names.index(name), name, side)
    return pairs
