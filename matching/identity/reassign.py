"""Move records between customers by hand, with the events that tell it."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.identity.events import EVENTS
from matching.identity.state import FORMER, IDS, IdentityState


def reassign(state: IdentityState, record_ids: pa.Array, customer_ids: pa.Array) -> tuple[IdentityState, pa.Table]:
    """Return the state and the events after each of `record_ids` has moved to its customer, as a run of its own."""
    run = state.run + 1
    at = pc.index_in(state.records["record_id"].combine_chunks(), value_set=record_ids)
    old = state.records["customer_id"].combine_chunks()
    new = pc.coalesce(customer_ids.take(at), old)
    moved = pc.not_equal(old, new)
    names = state.records["record_id"].combine_chunks().filter(moved)
    was, now = old.filter(moved), new.filter(moved)
    fresh = pc.unique(now)
    fresh = fresh.filter(pc.invert(pc.is_in(fresh, value_set=state.ids["id"].combine_chunks())))
    ids = pa.concat_tables([state.ids, pa.table([fresh, np.full(len(fresh), run)], schema=IDS)])
    former = pa.concat_tables([state.former, pa.table([was, names], schema=FORMER)])
    records = state.records.set_column(1, "customer_id", new)
    return IdentityState(records, ids, former, run), _events(pa.table({"was": was, "now": now, "record": names}), new)


def _events(moved: pa.Table, living: pa.Array) -> pa.Table:
    pairs = moved.group_by(["was", "now"]).aggregate([("record", "count")])
    lives = pc.is_in(pairs["was"], value_set=living)
    kinds = pc.if_else(lives, "split", "merged").combine_chunks() if len(pairs) else pa.array([], pa.string())
    none = pa.nulls(len(pairs), pa.string())
    whole = pa.table([kinds, pairs["was"], pairs["now"], none, pairs["record_count"]], schema=EVENTS)
    split = pc.is_in(moved["was"], value_set=living)
    parts = moved.filter(split)
    each = pa.table(
        [
            pa.array(["moved"] * len(parts), pa.string()),
            parts["was"],
            parts["now"],
            parts["record"],
            pa.array(np.ones(len(parts), np.int64)),
        ],
        schema=EVENTS,
    )
    return pa.concat_tables([whole, each])
