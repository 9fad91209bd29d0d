"""A steward's unmerge, with everything that must follow: identities, judgements, trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.decide import Judgement
from matching.errors import MatchingError
from matching.identity import IdentityState
from matching.identity.reassign import reassign
from matching.survive import SurvivorshipPolicy
from matching.undo.holdings import Holdings
from matching.undo.image import MergeImage, single_records
from matching.undo.unmerge import MergedSince, Unmerged, unmerge


class NothingToPart(MatchingError):
    """A customer cannot be parted so; `customer_id` names it and `why` says what was found."""

    def __init__(self, customer_id: str, why: str) -> None:
        """Say it in one line."""
        self.customer_id, self.why = customer_id, why
        super().__init__(f"{customer_id} cannot be parted: {why}")


@dataclass(frozen=True)
class _Desk:
    """What an unmerge works on, and in whose name."""

    state: Any
    holdings: Holdings
    records: pa.Table
    who: str
    policy: SurvivorshipPolicy | None


def unmerge_customer(
    state: Any,
    holdings: Holdings,
    records: pa.Table,
    customer_id: str,
    who: str,
    policy: SurvivorshipPolicy | None = None,
) -> Unmerged:
    """Take back the last merge of a customer; one that never was merged is parted into its records.

    An id that was merged into another takes back the merge that absorbed it, later merges of the other stay.
    `state`: a `matching.State`. Saves the identities and events, a judgement `different` on the pairs parted
    (so that a rerun keeps them apart) and the trail; the caller saves `holdings` and follows `repoint`.
    Raises `UnknownCustomer`, `MergedSince`, `NothingToPart`.
    """
    desk = _Desk(state, holdings, records, who, policy)
    identity = state.identity() or IdentityState.empty()
    found = identity.resolve(customer_id)
    if found.status == "retired":
        raise NothingToPart(customer_id, "none of its records is left")
    into = customer_id if found.status == "live" else _absorbed_by(desk, found)
    for merge in state.merges(into).to_pylist():
        image = MergeImage.from_bytes(merge["image"])
        if _brought(image, into, None if into == customer_id else customer_id) & holdings.members(into):
            return _carry_out(desk, identity, image, merge["seq"])
    if into != customer_id:
        raise NothingToPart(customer_id, f"its merge into {into} was taken back, or its records have left it")
    if len(holdings.members(customer_id)) < 2:
        raise NothingToPart(customer_id, "it has one record")
    return _carry_out(desk, identity, single_records(holdings, records, customer_id, _used(identity), policy))


def part_records(
    state: Any,
    holdings: Holdings,
    records: pa.Table,
    leaving: Sequence[str],
    who: str,
    policy: SurvivorshipPolicy | None = None,
) -> Unmerged:
    """Take some records (ids) out of their customer, together, into one of their own; the others stay.

    As `unmerge_customer` otherwise. Raises `NothingToPart` where they are not of one customer, or all of it.
    """
    desk = _Desk(state, holdings, records, who, policy)
    homes = holdings.crosswalk.filter(pc.is_in(holdings.crosswalk["record_id"], pa.array(leaving, pa.string())))
    customers = sorted(set(homes["customer_id"].to_pylist()))
    if len(customers) != 1 or len(homes) != len(set(leaving)):
        raise NothingToPart(" and ".join(customers) or "nobody", "the records are not those of one customer")
    if holdings.members(customers[0]) == set(leaving):
        raise NothingToPart(customers[0], "these are all of its records; name those that leave")
    identity = state.identity() or IdentityState.empty()
    image = single_records(holdings, records, customers[0], _used(identity), policy, frozenset(leaving))
    return _carry_out(desk, identity, image)


def _used(identity: IdentityState) -> pa.Array:
    return identity.ids["id"].combine_chunks()


def _absorbed_by(desk: _Desk, found: Any) -> str:
    """Return the customer that took an id in, which must still be there; later merges of it do not matter."""
    events = desk.state.events(found.asked).to_pylist()
    into = [e["other_id"] for e in events if e["kind"] == "merged" and e["customer_id"] == found.asked]
    if not into:
        raise NothingToPart(found.asked, f"its records went to {found.customer_id} without a merge")
    if not len(desk.holdings.members(into[-1])):
        raise MergedSince(into[-1])
    return into[-1]


def _brought(image: MergeImage, into: str, absorbed: str | None) -> frozenset[str]:
    """Return the records that a merge brought to `into`: those of `absorbed`, or of all; nothing where it did not."""
    others = set(image.before.golden["customer_id"].to_pylist()) - {into}
    if absorbed is not None and absorbed not in others:
        return frozenset()
    return frozenset().union(*(image.before.members(other) for other in others))


def _carry_out(desk: _Desk, identity: IdentityState, image: MergeImage, merge: int | None = None) -> Unmerged:
    """Unmerge, and save what follows from it; `merge` is the number of the merge taken back."""
    state, who = desk.state, desk.who
    done = unmerge(desk.holdings, image, desk.records, desk.policy)
    moved = done.repoint
    after, events = reassign(identity, moved["record_id"].combine_chunks(), moved["to_id"].combine_chunks())
    detail = {"action": "unmerge", "customer_id": image.survivor, "records_moved": len(moved)}
    state.reassign(after, events, who, detail)
    state.judge(_words(done, after, who, state.clock()))
    if merge is not None:
        state.undone(merge)
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
