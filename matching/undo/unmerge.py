"""Take a merge back: what was before returns exactly, what was edited since stays."""

from dataclasses import dataclass
from itertools import combinations

import pyarrow as pa
import pyarrow.compute as pc

from matching.errors import MatchingError
from matching.survive import SurvivorshipPolicy
from matching.undo.holdings import Holdings, held_by
from matching.undo.image import MergeImage

REPOINT = pa.schema([("record_id", pa.string()), ("from_id", pa.string()), ("to_id", pa.string())])
KEPT = pa.schema([("customer_id", pa.string()), ("field", pa.string()), ("value", pa.string())])
_DERIVED = ("customer_id", "records", "customer_key")
MOST_PAIRS = 5_000


class MergedSince(MatchingError):
    """The customer to part is no longer there: it was merged itself; `customer_id` names it."""

    def __init__(self, customer_id: str) -> None:
        """Say what to undo first."""
        self.customer_id = customer_id
        super().__init__(f"{customer_id} was itself merged since; unmerge the customer it went into first")


@dataclass(frozen=True)
class Unmerged:
    """The outcome of an unmerge.

    `holdings`: of all customers. `repoint`: `record_id, from_id, to_id`; what refers to `from_id` because
    of that record (orders, tickets) goes to `to_id`. `kept`: `customer_id, field, value`, edits made since
    the merge, which stayed. `apart`: pairs of record ids that a rerun must keep apart.
    """

    holdings: Holdings
    repoint: pa.Table
    kept: pa.Table
    apart: tuple[tuple[str, str], ...]


def unmerge(
    holdings: Holdings, image: MergeImage, records: pa.Table, policy: SurvivorshipPolicy | None = None
) -> Unmerged:
    """Part the customers of an image again. Raises `MergedSince`.

    Records return to the customer they had, unless they have left the survivor since; records that joined
    it later stay with it. A customer whose records are those it had before gets its golden cells, their
    provenance and its links exactly as they were; one with other records gets them by the policy. A
    survivor's cell that was edited since keeps the edit.
    """
    survivor = image.survivor
    now = holdings.of([survivor])
    if not len(now.golden):
        raise MergedSince(survivor)
    crosswalk = _homes(now.crosswalk, image)
    back = _held(crosswalk, image, records, (holdings.golden, policy))
    edits = _edits(now, image, records, policy)
    golden, provenance, kept = _with_edits(back, now, edits)
    links = _links(now.links, image, holdings)
    ids = sorted({survivor, *crosswalk["customer_id"].to_pylist()})
    whole = holdings.replaced(ids, Holdings(crosswalk, golden, provenance, links)).keyed(records, policy)
    moved = crosswalk.filter(pc.not_equal(crosswalk["customer_id"], survivor))
    repoint = pa.table(
        [moved["record_id"], pa.array([survivor] * len(moved), pa.string()), moved["customer_id"]], schema=REPOINT
    )
    return Unmerged(whole, repoint, kept, _apart(crosswalk))


def _homes(now: pa.Table, image: MergeImage) -> pa.Table:
    """Return the survivor's records of today with the customer each goes to."""
    before = image.before.crosswalk
    at = pc.index_in(now["record_id"].combine_chunks(), value_set=before["record_id"].combine_chunks())
    columns = {"record_id": now["record_id"]}
    for name in ("customer_id", "org_id"):
        was = before[name].combine_chunks().cast(pa.string()).take(at)
        columns[name] = pc.if_else(at.is_valid(), was, now[name].combine_chunks())
    return pa.table(columns)


def _held(crosswalk: pa.Table, image: MergeImage, records: pa.Table, shape: tuple) -> tuple[pa.Table, pa.Table]:
    """Return golden records and provenance: the image's where members are as before, else made anew."""
    golden, policy = shape
    wanted = crosswalk.group_by("customer_id").aggregate([("record_id", "list")])
    today = {r["customer_id"]: frozenset(r["record_id_list"]) for r in wanted.to_pylist()}
    exact = [i for i, members in today.items() if members == image.before.members(i)]
    kept = image.before.of(exact)
    others = crosswalk.filter(pc.invert(pc.is_in(crosswalk["customer_id"], pa.array(exact, pa.string()))))
    if not len(others):
        return kept.golden, kept.provenance
    made = held_by(records, others, golden, policy)
    return (
        pa.concat_tables([kept.golden.select(golden.column_names).cast(golden.schema), made[0]]),
        pa.concat_tables([kept.provenance, made[1]]),
    )


def _edits(now: Holdings, image: MergeImage, records: pa.Table, policy: SurvivorshipPolicy | None) -> list[str]:
    """Return the survivor's fields that someone changed since the merge made them."""
    if now.members(image.survivor) == image.after.members(image.survivor):
        base = image.after.golden
    else:
        base, _ = held_by(records, now.crosswalk, now.golden, policy)
    a, b = now.golden.to_pylist()[0], base.to_pylist()[0]
    return [n for n in now.golden.column_names if n not in _DERIVED and a[n] != b.get(n)]


def _with_edits(back: tuple, now: Holdings, edits: list[str]) -> tuple[pa.Table, pa.Table, pa.Table]:
    golden, provenance = back
    row = now.golden.to_pylist()[0]
    survivor = row["customer_id"]
    mine = pc.equal(golden["customer_id"], survivor).combine_chunks()
    for name in edits:
        value = pa.scalar(row[name], golden.schema.field(name).type)
        rows = golden[name].to_pylist()
        rows = [value.as_py() if m else v for m, v in zip(mine.to_pylist(), rows, strict=True)]
        column = pa.array(rows, golden.schema.field(name).type)
        golden = golden.set_column(golden.column_names.index(name), name, column)
    edited = pc.is_in(provenance["field"], pa.array(edits, pa.string()))
    rest = provenance.filter(pc.invert(pc.and_(pc.equal(provenance["customer_id"], survivor), edited)))
    own = now.provenance.filter(pc.is_in(now.provenance["field"], pa.array(edits, pa.string())))
    texts = [", ".join(v) if isinstance(v := row[n], list) else v for n in edits]
    kept = pa.table([[survivor] * len(edits), edits, texts], schema=KEPT)
    return golden, pa.concat_tables([rest, own]), kept


def _links(now: pa.Table, image: MergeImage, holdings: Holdings) -> pa.Table:
    """Bring back the links of before (to ends that still exist) and keep those added since."""
    made = set(map(tuple, (r.values() for r in image.after.links.to_pylist())))
    added = [r for r in now.to_pylist() if tuple(r.values()) not in made]
    live = set(holdings.golden["customer_id"].to_pylist()) | set(holdings.golden["org_id"].to_pylist())
    live |= set(image.before.golden["customer_id"].to_pylist())
    back = [r for r in image.before.links.to_pylist() if r["left"] in live and r["right"] in live]
    return pa.Table.from_pylist([*back, *added], schema=now.schema)


def _apart(crosswalk: pa.Table) -> tuple[tuple[str, str], ...]:
    groups: dict[str, list[str]] = {}
    for row in crosswalk.to_pylist():
        groups.setdefault(row["customer_id"], []).append(row["record_id"])
    pairs = ((a, b) for one, two in combinations(groups.values(), 2) for a in one for b in two)
    return tuple(sorted(p if p[0] < p[1] else p[::-1] for p, _ in zip(pairs, range(MOST_PAIRS), strict=False)))
