"""A source that lost many of its rows since the last audit: cut off, or exported by half."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from quality.findings.book import Rulebook
from quality.findings.failure import Failure
from quality.findings.values import Thresholds


def check_volume(rows: Mapping[str, int], last: Mapping[str, Any], book: Rulebook, limits: Thresholds) -> list[Failure]:
    """Report each source that holds fewer rows than last time by `drift_volume` (a share) or more.

    `rows`: kept rows by source. `last`: the snapshot of the last audit, empty where there is none.
    """
    before = last.get("rows", {})
    return [_shrunk(name, rows[name], before[name], book, limits) for name in rows if before.get(name)]


def _shrunk(name: str, now: int, before: int, book: Rulebook, limits: Thresholds) -> Failure:
    lost = (before - now) / before >= limits.drift_volume
    ids, told = ([f"{name}:#0"], [f"{now:,} < {before:,}"]) if lost else ([], [])
    said = [pa.array(texts, pa.string()) for texts in (ids, told, [""] * len(ids))]
    return Failure(book.rule("source_shrunk", name), name, "", 1, *said, np.zeros(0, np.int64))
