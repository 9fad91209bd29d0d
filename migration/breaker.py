"""The circuit breaker of a promotion (风险熔断): too many rows meet what the rehearsal did not.

A rehearsal on a copy of the target tells how many rows of each entity are in the target already. A promotion
that meets more of them has lost its footing: somebody else writes the same keys. It stops after the chunk; what
is committed stays, can be rolled back, and `promote` goes on from there, counting anew.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from migration import ledger
from migration.errors import Stopped

LEAST = 5  # rows below which a rate says nothing


@dataclass
class Breaker:
    """What was met so far, against what the rehearsal met. `most`: the share of rows (0–1) that may differ."""

    wave: str
    most: float
    expected: Mapping[str, Mapping[str, int]]
    met: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def count(self, entity: str, counts: Mapping[str, int]) -> None:
        """Add what a chunk did. Raises Stopped where the rate of surprises is over the limit."""
        self.rows[entity] = self.rows.get(entity, 0) + sum(counts.values())
        self.met[entity] = self.met.get(entity, 0) + _there(counts)
        if entity not in self.expected:
            return
        surprises = self.met[entity] - _there(self.expected[entity])
        rate = surprises / max(1, self.rows[entity])
        if surprises >= LEAST and rate > self.most:
            raise Stopped(
                "error-rate",
                f"{surprises:,} of {self.rows[entity]:,} rows of {entity} were in the target already, though new in "
                f"the rehearsal ({rate:.1%}, at most {self.most:.1%}); wave {self.wave} stopped there. Find who "
                "writes the same keys; then promote again to go on, or roll it back",
            )


def _there(counts: Mapping[str, int]) -> int:
    return sum(count for operation, count in counts.items() if operation != "insert")


def breaker_of(connection: sa.Connection, row: ledger.WaveRow, most: float) -> Breaker:
    """The breaker of a wave: what its last rehearsal met, by the ledger; nothing is expected where there is none."""
    event = ledger.EVENT
    query = (
        sa.select(event.c.detail)
        .where(event.c.wave == row.name, event.c.digest == row.digest, event.c.step == "rehearsed")
        .order_by(event.c.id.desc())
        .limit(1)
    )
    text = connection.scalar(query)
    return Breaker(row.name, most, (json.loads(text) if text else {}).get("counts", {}))
