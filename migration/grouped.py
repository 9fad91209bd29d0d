"""Totals by customer, month and currency that need not fit in memory: parted on disk by customer."""

from collections.abc import Callable, Iterator

import pyarrow as pa

from migration import totals
from migration.spool import Parted, Spool, by_text

Merge = Callable[[list[pa.Table]], pa.Table]


class Grouped:
    """Totals that come part by part, such as those of `totals.by_group`. Add everything, then read.

    `merge` adds up tables of `totals.GROUP` and sums. All of a customer is in one part of the spool, in every
    `Grouped` of that spool.
    """

    def __init__(self, spool: Spool, empty: pa.Table, merge: Merge = totals.merge) -> None:
        """`empty`: a table of the columns, without rows."""
        self.spool, self._empty, self._merge = spool, empty, merge
        self._held = [empty]
        self._parted = Parted(spool)

    def add(self, groups: pa.Table) -> None:
        """Add to the totals. Raises DiskFull or ReadOnly."""
        if self.spool.parts > 1:
            self._parted.add(groups, by_text(groups["customer"], self.spool.parts))
            return
        self._held.append(groups)
        if sum(part.num_rows for part in self._held[1:]) >= self._held[0].num_rows:  # each row is merged a few times
            self._held = [self._merge(self._held)]

    def part(self, number: int) -> pa.Table:
        """The totals of the customers of one part, each group once."""
        if self.spool.parts == 1:
            return self._merge(self._held)
        rows = self._parted.part(number)
        return self._empty if rows is None else self._merge([rows])

    def parts(self) -> Iterator[pa.Table]:
        """All totals, customer by customer."""
        for number in range(self.spool.parts):
            yield self.part(number)

    def grand(self) -> dict[str, str]:
        """Totals by currency and column, as `totals.grand`."""
        return totals.grand(
            totals.merge([self._empty, *(totals.without(part, "customer", "month") for part in self.parts())])
        )
