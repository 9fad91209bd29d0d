"""What was before a merge and right after it: enough to take it back."""

from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.identity.assign import Earlier, assign_ids
from matching.identity.fingerprint import fingerprint
from matching.survive import SurvivorshipPolicy
from matching.undo.holdings import Holdings, distinct_links, held_by

IMAGES = pa.schema([("customer_id", pa.string()), ("image", pa.binary())])


@dataclass(frozen=True)
class MergeImage:
    """A merge into `survivor`: `before`, what it and the absorbed customers held; `after`, what it held then."""

    survivor: str
    before: Holdings
    after: Holdings

    def to_bytes(self) -> bytes:
        """Return the image as Arrow streams, one behind the other."""
        sink = pa.BufferOutputStream()
        for side in (self.before, self.after):
            for field in fields(Holdings):
                table = getattr(side, field.name).replace_schema_metadata({"survivor": self.survivor})
                with pa.ipc.new_stream(sink, table.schema) as writer:
                    writer.write_table(table)
        return sink.getvalue().to_pybytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> "MergeImage":
        """Read an image back."""
        source, tables = pa.BufferReader(data), []
        for _ in range(2 * len(fields(Holdings))):
            with pa.ipc.open_stream(source) as reader:
                tables.append(reader.read_all())
        survivor = tables[0].schema.metadata[b"survivor"].decode()
        tables = [t.replace_schema_metadata(None) for t in tables]
        half = len(tables) // 2
        return cls(survivor, Holdings(*tables[:half]), Holdings(*tables[half:]))


def merge(
    holdings: Holdings, records: pa.Table, ids: list[str], policy: SurvivorshipPolicy | None = None
) -> tuple[Holdings, MergeImage]:
    """Merge customers by hand into the one with most records (then the smallest id); links follow it."""
    before = holdings.of(ids)
    size = {row["customer_id"]: row["records"] for row in before.golden.to_pylist()}
    survivor = min(ids, key=lambda i: (-size[i], i))
    org = before.golden.filter(pc.equal(before.golden["customer_id"], survivor))["org_id"][0].as_py()
    count = len(before.crosswalk)
    names = {"customer_id": survivor, "org_id": org}
    crosswalk = pa.table(
        {"record_id": before.crosswalk["record_id"]} | {n: pa.array([v] * count, pa.string()) for n, v in names.items()}
    )
    golden, provenance = held_by(records, crosswalk, holdings.golden, policy)
    links = distinct_links(_pointing(before.links, ids, survivor))
    merged = holdings.replaced(ids, Holdings(crosswalk, golden, provenance, links)).keyed(records, policy)
    return merged, MergeImage(survivor, before, merged.of([survivor]))


def _pointing(links: pa.Table, ids: list[str], survivor: str) -> pa.Table:
    some = pa.array(ids, pa.string())
    for side in ("left", "right"):
        moved = pc.if_else(pc.is_in(links[side], some), survivor, links[side])
        links = links.set_column(links.column_names.index(side), side, moved)
    return links


def images_of(before: Holdings, after: Holdings, events: pa.Table) -> pa.Table:
    """Return the before-images (`customer_id`, `image`) of the customers that a run merged."""
    merged = events.filter(pc.equal(events["kind"], "merged"))
    merged = merged.filter(pc.starts_with(merged["customer_id"], "C-"))
    absorbed: dict[str, list[str]] = {}
    for event in merged.select(["customer_id", "other_id"]).to_pylist():
        absorbed.setdefault(event["other_id"], []).append(event["customer_id"])
    touched = [i for survivor, others in absorbed.items() for i in (survivor, *others)]
    before, after = before.of(touched), after.of(list(absorbed))
    rows = [
        {"customer_id": s, "image": MergeImage(s, before.of([s, *others]), after.of([s])).to_bytes()}
        for s, others in sorted(absorbed.items())
    ]
    return pa.Table.from_pylist(rows, schema=IMAGES)


def single_records(
    holdings: Holdings,
    records: pa.Table,
    customer_id: str,
    used: pa.Array,
    policy: SurvivorshipPolicy | None = None,
    leaving: frozenset[str] = frozenset(),
) -> MergeImage:
    """Return the image of a customer as if each of its records had been a customer of its own before.

    For customers that were one from the first run on. The founding record keeps the id and the links;
    the others get ids that no run ever gave (`used`: all ids given). With `leaving` (record ids) as if these
    had been one customer and the rest another, which keeps the id.
    """
    now = holdings.of([customer_id])
    ids = records["record_id"].combine_chunks()
    own = records.take(pc.index_in(now.crosswalk["record_id"].combine_chunks(), value_set=ids))
    prints, count = fingerprint(own).full, len(own)
    founder = int(np.lexsort((pc.rank(own["record_id"]).to_numpy(), prints))[0])
    leave = pc.is_in(own["record_id"], value_set=pa.array(sorted(leaving), pa.string())).to_numpy()
    labels = leave.astype(np.int64) if leaving else np.arange(count)
    known = np.where(~leave if leaving else labels == founder, 0, -1)
    earlier = Earlier(known, pa.array([customer_id]), np.zeros(1, np.int64), used)
    made = assign_ids(labels, prints, own["record_id"].combine_chunks(), "C-", earlier)
    ids = made.ids.take(pa.array(labels))
    crosswalk = pa.table({"record_id": own["record_id"], "customer_id": ids, "org_id": now.crosswalk["org_id"]})
    golden, provenance = held_by(own, crosswalk, holdings.golden, policy)
    return MergeImage(customer_id, Holdings(crosswalk, golden, provenance, now.links), now)
