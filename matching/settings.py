"""Settings of a match run: frozen, checked once."""

from dataclasses import dataclass

from matching.errors import BadSetting


@dataclass(frozen=True)
class MatchSettings:
    """What a steward may change about a run; every default suits data nobody has seen before.

    `customer_key`: fields whose agreement together means "same customer" (truth table in `matching.key`).
    `auto_precision`: None lets the data choose the operating point with the highest expected F1; a
    number in (0, 1) asks that the merged pairs have at least this estimated precision.
    `pairs_per_record`: budget of candidate pairs; None grows from 16 (a million records) to 150 (small files). Above
    100,000 records the half that shares most is compared.
    `floor`: probability under which a scored pair is not reported.
    `duplicate_free`: sources in which no two records are the same customer.
    `seed`: of the samples drawn (random pairs); results do not depend on row order for a given seed.
    """

    customer_key: tuple[str, ...] = ("phone", "tax_id")
    auto_precision: float | None = None
    pairs_per_record: int | None = None
    floor: float = 0.01
    duplicate_free: tuple[str, ...] = ()
    seed: int = 20260101

    def __post_init__(self) -> None:
        """Refuse values out of range."""
        if self.auto_precision is not None and not 0 < self.auto_precision < 1:
            raise BadSetting("auto_precision", self.auto_precision, "a number between 0 and 1, or nothing")
        if self.pairs_per_record is not None and self.pairs_per_record < 1:
            raise BadSetting("pairs_per_record", self.pairs_per_record, "at least 1, or nothing")
        if not 0 <= self.floor < 1:
            raise BadSetting("floor", self.floor, "a probability from 0 up to 1")

    def budget(self, records: int) -> int:
        """Candidate pairs allowed for each record of a file of this many records."""
        if self.pairs_per_record is not None:
            return self.pairs_per_record
        return int(min(150, max(16, 40 * (20_000 / max(records, 1)) ** 0.55)))
