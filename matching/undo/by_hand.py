"""A steward's unmerge, with everything that must follow: identities, judgements, trail."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.decide import Judgement
from matching.identity import IdentityState
from matching.identity.reassign import reassign
from matching.survive import SurvivorshipPolicy
from matching.undo.holdings import Holdings
from matching.undo.image import MergeImage, single_records
from matching.undo.unmerge import Unmerged, unmerge


def unmerge_customer(
    state: Any,
    holdings: Holdings,
    records: pa.Table,
    customer_id: str,
    who: str,
    policy: SurvivorshipPolicy | None = None,
) -> Unmerged:
    """Take back the last merge of a customer; one that never was merged is parted into its records.

    `state`: a `matching.State`. Saves the identities and events, a judgement `different` on the pairs parted
    (so that a rerun keeps them apart) and the trail; the caller saves `holdings` and follows `repoint`.
    Raises `UnknownCustomer`, `MergedSince`.
    """
    identity = state.identity() or IdentityState.empty()
    identity.resolve(customer_id)
    merges = state.merges(customer_id).slice(0, 1).to_pylist()
    if merges:
        image = MergeImage.from_bytes(merges[0]["image"])
    else:
        used = identity.ids["id"].combine_chunks()
        image = single_records(holdings, records, customer_id, used, policy)
    done = unmerge(holdings, image, records, policy)
    after, events = reassign(
        identity, done.repoint["record_id"].combine_chunks(), done.repoint["to_id"].combine_chunks()
    )
    detail = {"action": "unmerge", "customer_id": customer_id, "records_moved": len(done.repoint)}
    state.reassign(after, events, who, detail)
    state.judge(_words(done, after, who, state.clock()))
    if merges:
        state.undone(merges[0]["seq"])
    return done


def _words(done: Unmerged, identity: IdentityState, who: str, at: str) -> list[Judgement]:
    ids = sorted({r for pair in done.apart for r in pair})
    found = pc.index_in(pa.array(ids, pa.string()), value_set=identity.records["record_id"].combine_chunks())
    prints = np.where(found.is_valid(), identity.records["fingerprint"].to_numpy()[found.fill_null(0).to_numpy()], 0)
    known = dict(zip(ids, prints.tolist(), strict=True))
    return [
        Judgement(a, b, "different", "steward", who, at, "unmerged", left_print=known[a], right_print=known[b])
        for a, b in done.apart
    ]
