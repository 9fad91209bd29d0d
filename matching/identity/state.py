"""The identities of one run, to be handed to the next: who is whom, and where old ids lead."""

from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.errors import MatchingError
from matching.identity.assign import Earlier, IdRun, assign_ids
from matching.identity.events import EVENTS, id_events, level_events
from matching.identity.fingerprint import Fingerprints, fingerprint
from matching.identity.recognise import recognise

RECORDS = pa.schema(
    [
        ("record_id", pa.string()),
        ("customer_id", pa.string()),
        ("org_id", pa.string()),
        ("fingerprint", pa.uint64()),
        ("content", pa.uint64()),
        ("native", pa.uint64()),
        ("present", pa.bool_()),
    ]
)
IDS = pa.schema([("id", pa.string()), ("founded", pa.int64())])
FORMER = pa.schema([("id", pa.string()), ("record_id", pa.string())])


class UnknownCustomer(MatchingError):
    """No run ever gave this id; `customer_id` and `near` (ids that look like it)."""

    def __init__(self, customer_id: str, known: list[str]) -> None:
        """Name the id and what may have been meant."""
        self.customer_id, self.near = customer_id, get_close_matches(customer_id, known)
        hint = f"did you mean {' or '.join(self.near)}?" if self.near else "look it up in the crosswalk"
        super().__init__(f"no run ever gave the id {customer_id!r}; {hint}")


@dataclass(frozen=True)
class Resolution:
    """Where the records of an id are now: `customer_id` has most of them; `parts` counts them by id.

    `status`: `live`; `merged` (lives on in another id); `retired` (none of its records is left).
    """

    asked: str
    status: Literal["live", "merged", "retired"]
    customer_id: str | None
    parts: dict[str, int]


@dataclass(frozen=True)
class IdentityState:
    """What one run tells the next about customers and organisations.

    `records`: `record_id, customer_id, org_id` (string), `fingerprint, content, native` (uint64),
    `present` (bool; false for a record seen before and not in the last run). `ids`: every id ever given,
    with the number of the run that made it. `former`: an id and a record that has left it. `run`: int.
    """

    records: pa.Table
    ids: pa.Table
    former: pa.Table
    run: int = 0

    @classmethod
    def empty(cls) -> "IdentityState":
        """Return the state before the first run."""
        return cls(RECORDS.empty_table(), IDS.empty_table(), FORMER.empty_table(), 0)

    def resolve(self, old_id: str) -> Resolution:
        """Return where the records of `old_id` are now. Raises `UnknownCustomer`."""
        if not pc.any(pc.equal(self.ids["id"], old_id)).as_py():
            raise UnknownCustomer(old_id, self.ids["id"].slice(0, 50_000).to_pylist())
        column = "org_id" if old_id.startswith("O-") else "customer_id"
        present = self.records.filter(self.records["present"])
        own = present.filter(pc.equal(present[column], old_id))
        left = self.former.filter(pc.equal(self.former["id"], old_id))["record_id"]
        gone = present.filter(pc.is_in(present["record_id"], value_set=left.combine_chunks()))
        record_at = dict(zip(own["record_id"].to_pylist(), own[column].to_pylist(), strict=True))
        record_at |= dict(zip(gone["record_id"].to_pylist(), gone[column].to_pylist(), strict=True))
        parts = Counter(i for i in record_at.values() if i is not None)
        if len(own):
            return Resolution(old_id, "live", old_id, dict(sorted(parts.items())))
        if not parts:
            return Resolution(old_id, "retired", None, {})
        home = min(parts, key=lambda i: (-parts[i], i))
        return Resolution(old_id, "merged", home, dict(sorted(parts.items())))


def identify(
    table: pa.Table, customers: np.ndarray, orgs: np.ndarray, previous: IdentityState | None = None
) -> tuple[pa.Table, pa.Table, IdentityState]:
    """Return the crosswalk, the events and the state after this run.

    `table` has clean records; `customers` and `orgs` are int64 labels a record, 0…K-1, -1 for none.
    """
    before = previous or IdentityState.empty()
    prints = fingerprint(table)
    record_ids = table["record_id"].combine_chunks().cast(pa.string())
    found = recognise(table["record_id"], prints, before.records)
    customer = _level(customers, "C-", "customer_id", (prints, record_ids, found, before))
    org = _level(orgs, "O-", "org_id", (prints, record_ids, found, before))
    crosswalk = pa.table({"record_id": record_ids, "customer_id": customer[0], "org_id": org[0]})
    after = _next_state(crosswalk, prints, found, before, pa.concat_arrays([customer[2].ids, org[2].ids]))
    events = pa.concat_tables([customer[1], _retired(before, after, "customer_id"), org[1]])
    return crosswalk, events, after


def _level(labels: np.ndarray, prefix: str, column: str, known: tuple) -> tuple[pa.Array, pa.Table, IdRun]:
    prints, record_ids, found, before = known
    earlier, old_ids = None, pa.nulls(len(labels), pa.string())
    if before.run:
        old_ids = before.records[column].combine_chunks().take(pa.array(found, mask=found < 0))
        coded = old_ids.dictionary_encode()
        ids = coded.dictionary
        at = pc.index_in(ids, value_set=before.ids["id"].combine_chunks()).to_numpy()
        founded = before.ids["founded"].to_numpy()[at]
        codes = coded.indices.fill_null(-1).to_numpy().astype(np.int64)
        earlier = Earlier(codes, ids, founded, before.ids["id"].combine_chunks())
    run = assign_ids(labels, prints.full, record_ids, prefix, earlier)
    given = run.ids.take(pa.array(labels, mask=labels < 0))
    return given, level_events(run, labels, record_ids, old_ids), run


def _next_state(
    crosswalk: pa.Table, prints: Fingerprints, found: np.ndarray, before: IdentityState, given: pa.Array
) -> IdentityState:
    now = pa.table(
        [*crosswalk.columns, prints.full, prints.content, prints.native, pa.array(np.ones(len(found), bool))],
        schema=RECORDS,
    )
    if not before.run:
        ids = pa.table([given, pa.array(np.ones(len(given), np.int64))], schema=IDS)
        return IdentityState(now, ids, before.former, 1)
    new = given.filter(pc.invert(pc.is_in(given, value_set=before.ids["id"].combine_chunks())))
    run = before.run + 1
    ids = pa.concat_tables([before.ids, pa.table([new, np.full(len(new), run)], schema=IDS)])
    absent = np.ones(len(before.records), bool)
    absent[found[found >= 0]] = False
    gone = before.records.filter(pa.array(absent))
    gone = gone.set_column(6, "present", pa.array(np.zeros(len(gone), bool)))
    # a record id that now names another record must not lead the old one astray
    clash = pc.is_in(gone["record_id"], value_set=now["record_id"].combine_chunks())
    gone = gone.filter(pc.invert(clash))
    return IdentityState(pa.concat_tables([now, gone]), ids, _former(crosswalk, found, before), run)


def _former(crosswalk: pa.Table, found: np.ndarray, before: IdentityState) -> pa.Table:
    rows = np.flatnonzero(found >= 0)
    old_names = before.records["record_id"].combine_chunks().take(pa.array(found[rows]))
    new_names = crosswalk["record_id"].combine_chunks().take(pa.array(rows))
    at = pc.index_in(before.former["record_id"].combine_chunks(), value_set=old_names)
    renamed = pc.coalesce(new_names.take(at), before.former["record_id"].combine_chunks())
    parts = [pa.table([before.former["id"].combine_chunks(), renamed], schema=FORMER)]
    for column in ("customer_id", "org_id"):
        was = before.records[column].combine_chunks().take(pa.array(found[rows]))
        now = crosswalk[column].combine_chunks().take(pa.array(rows))
        left = pc.and_(was.is_valid(), pc.fill_null(pc.not_equal(was, now), True))
        parts.append(pa.table([was.filter(left), new_names.filter(left)], schema=FORMER))
    return pa.concat_tables(parts).combine_chunks()


def _retired(before: IdentityState, after: IdentityState, column: str) -> pa.Table:
    """Say which ids have just lost their last record, and which came back."""
    if not before.run:
        return EVENTS.empty_table()
    then, now = (s.records.filter(s.records["present"]) for s in (before, after))
    was, is_ = (pc.unique(t[column]).drop_null() for t in (then, now))
    gone = was.filter(pc.invert(pc.is_in(was, value_set=is_)))
    moved_on = after.records.filter(after.records["present"])["record_id"].combine_chunks()
    left = after.former.filter(pc.is_in(after.former["record_id"], value_set=moved_on))["id"]
    retired = gone.filter(pc.invert(pc.is_in(gone, value_set=left.combine_chunks())))
    back = is_.filter(pc.invert(pc.is_in(is_, value_set=was)))
    back = back.filter(pc.is_in(back, value_set=before.ids["id"].combine_chunks()))
    return pa.concat_tables([id_events("retired", retired), id_events("returned", back)])
