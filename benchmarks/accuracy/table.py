"""The printed table: a block of lines a set, the best unlabelled F1 marked."""

from __future__ import annotations

from collections.abc import Iterator

from .metrics import Score
from .running import Run
from .tools import LABELLED, OURS

HEAD = (
    f"{'set':<18}{'tool':<16}{'P':>7}{'R':>7}{'F1':>8}{'B3 P':>7}{'B3 R':>7}{'B3 F1':>7}"
    f"{'forbid':>7}{'largest':>8}{'s':>8}{'MB':>7}"
)

Result = tuple[str, Run, Score | None]


def lines(name: str, records: int, results: list[Result]) -> Iterator[str]:
    """The lines of one set; `*` marks the best F1 without labels, `!` ours where a peer is ahead."""
    free = [s.f1 for tool, _, s in results if s and tool not in LABELLED]
    best = max(free, default=0.0)
    for at, (tool, cost, found) in enumerate(results):
        title = name if at == 0 else (f"  ({records:,} records)" if at == 1 else "")
        label = f"{tool} (labels)" if tool in LABELLED else tool
        if found is None:
            yield f"{title:<18}{label:<16}  failed: {cost.failure or 'no clusters'} ({cost.seconds:.0f} s)"
            continue
        mark = "*" if tool not in LABELLED and found.f1 == best else ("!" if tool == OURS else " ")
        yield (
            f"{title:<18}{label:<16}{found.precision:7.3f}{found.recall:7.3f}{found.f1:7.4f}{mark}"
            f"{found.b3_precision:7.3f}{found.b3_recall:7.3f}{found.b3_f1:7.3f}{found.forbidden:7d}"
            f"{found.largest:8d}{cost.seconds:8.1f}{cost.memory:7.0f}"
        )
