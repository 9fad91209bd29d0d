"""What customers hold: their records, golden cells, provenance and links; and surgery on a few of them."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.survive import SurvivorshipPolicy, survive
from matching.survive.key import with_keys
from matching.survive.order import in_field_order


@dataclass(frozen=True)
class Holdings:
    """The tables that a merge changes (see the table contracts), of all customers or of a few."""

    crosswalk: pa.Table
    golden: pa.Table
    provenance: pa.Table
    links: pa.Table

    def of(self, ids: list[str]) -> "Holdings":
        """Return what these customers hold, and the links that touch them."""
        some = pa.array(ids, pa.string())
        touching = pc.or_(pc.is_in(self.links["left"], some), pc.is_in(self.links["right"], some))
        return Holdings(
            self.crosswalk.filter(pc.is_in(self.crosswalk["customer_id"], some)),
            self.golden.filter(pc.is_in(self.golden["customer_id"], some)),
            self.provenance.filter(pc.is_in(self.provenance["customer_id"], some)),
            self.links.filter(touching),
        )

    def members(self, customer_id: str) -> frozenset[str]:
        """Return the record ids of a customer."""
        return frozenset(
            self.crosswalk.filter(pc.equal(self.crosswalk["customer_id"], customer_id))["record_id"].to_pylist()
        )

    def replaced(self, ids: list[str], by: "Holdings") -> "Holdings":
        """Return these holdings with all that `ids` hold put aside and `by` in its place, in the usual order."""
        some = pa.array(ids, pa.string())
        old = self.of(ids).links
        keep = pc.invert(pc.or_(pc.is_in(self.links["left"], some), pc.is_in(self.links["right"], some)))
        links = pa.concat_tables([self.links.filter(keep) if len(old) else self.links, by.links])
        rest = [
            table.filter(pc.invert(pc.is_in(table["customer_id"], some))) for table in (self.golden, self.provenance)
        ]
        golden = pa.concat_tables([rest[0], by.golden.select(rest[0].column_names).cast(rest[0].schema)])
        return Holdings(
            _rehomed(self.crosswalk, by.crosswalk),
            golden.sort_by("customer_id").combine_chunks(),
            in_field_order(pa.concat_tables([rest[1], by.provenance.cast(rest[1].schema)]), self.golden.column_names),
            distinct_links(links),
        )

    def keyed(self, records: pa.Table, policy: SurvivorshipPolicy | None) -> "Holdings":
        """Return these holdings with the customer keys that hold now: one customer's key hangs on all the others."""
        golden = with_keys(self.golden, records, (policy or SurvivorshipPolicy()).customer_key)
        return Holdings(self.crosswalk, golden, self.provenance, self.links)


def _rehomed(crosswalk: pa.Table, moved: pa.Table) -> pa.Table:
    """Give the records of `moved` their new customer and organisation; the order of rows stays."""
    at = pc.index_in(crosswalk["record_id"].combine_chunks(), value_set=moved["record_id"].combine_chunks())
    hit = at.is_valid()
    columns = {"record_id": crosswalk["record_id"].combine_chunks()}
    for name in ("customer_id", "org_id"):
        new = moved[name].combine_chunks().cast(pa.string()).take(at)
        columns[name] = pc.if_else(hit, new, crosswalk[name].combine_chunks())
    return pa.table(columns)


def distinct_links(links: pa.Table) -> pa.Table:
    """Drop repeated links and those of an id with itself, in the usual order."""
    links = links.filter(pc.not_equal(links["left"], links["right"]))
    order = [(n, "ascending") for n in ("kind", "left", "right", "evidence", "probability")]
    links = links.sort_by(order).combine_chunks()
    if len(links) < 2:
        return links
    same = np.ones(len(links) - 1, bool)
    for name in ("kind", "left", "right"):
        column = links[name].combine_chunks()
        same &= pc.equal(column[1:], column[:-1]).to_numpy(zero_copy_only=False)
    return links.filter(pa.array(np.append(True, ~same))).combine_chunks()


def held_by(
    records: pa.Table, crosswalk: pa.Table, golden: pa.Table, policy: SurvivorshipPolicy | None
) -> tuple[pa.Table, pa.Table]:
    """Return golden records and provenance of the customers of `crosswalk`, shaped as `golden`."""
    ids = records["record_id"].combine_chunks()
    at = pc.index_in(crosswalk["record_id"].combine_chunks(), value_set=ids)
    crosswalk = crosswalk.filter(at.is_valid())
    made = survive(records.take(at.drop_null()), crosswalk.combine_chunks(), policy)
    return made.records.select(golden.column_names).cast(golden.schema), made.provenance
