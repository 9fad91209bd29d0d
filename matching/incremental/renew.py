"""Golden records of the customers that changed, beside those that did not."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.identity.fingerprint import row_hash
from matching.identity.hashing import hash_text, mix
from matching.survive import Golden, SurvivorshipPolicy, survive
from matching.survive.key import with_keys
from matching.survive.order import in_field_order


@dataclass(frozen=True)
class Outcome:
    """What an earlier run came to, as far as golden records are taken over from it.

    `golden`, `provenance`: as that run wrote them. `said`: `customer_id`, `said` (uint64, see `said_by`).
    """

    golden: pa.Table
    provenance: pa.Table
    said: pa.Table


def renew(
    before: Any,
    records: pa.Table,
    crosswalk: pa.Table,
    policy: SurvivorshipPolicy | None = None,
    said: pa.Table | None = None,
) -> Golden:
    """Return what `survive(records, crosswalk, policy)` returns, computed for the customers touched only.

    `before`: the earlier run (`golden, provenance`, and `said` or `records, crosswalk`), made under the same policy.
    `said`: that of `said_by(records, crosswalk)`, where it is known.
    """
    fresh = touched(before, records, crosswalk, said)
    mine = pc.is_in(crosswalk["customer_id"], value_set=fresh)
    made = survive(records.filter(mine).combine_chunks(), crosswalk.filter(mine).combine_chunks(), policy)
    live = pc.unique(crosswalk["customer_id"])
    rest = live.filter(pc.invert(pc.is_in(live, value_set=fresh)))
    golden = _shaped(before.golden.filter(pc.is_in(before.golden["customer_id"], value_set=rest)), made.records)
    told = before.provenance.filter(pc.is_in(before.provenance["customer_id"], value_set=rest))
    told = told.filter(pc.is_in(told["field"], value_set=pa.array(made.records.column_names)))
    provenance = pa.concat_tables([told.cast(made.provenance.schema), made.provenance])
    whole = pa.concat_tables([golden, made.records]).sort_by("customer_id").combine_chunks()
    return Golden(
        with_keys(whole, records, (policy or SurvivorshipPolicy()).customer_key),
        in_field_order(provenance, made.records.column_names),
    )


def touched(before: Any, records: pa.Table, crosswalk: pa.Table, said: pa.Table | None = None) -> pa.Array:
    """Return the customers whose records, or what these say, differ from the earlier run."""
    old = before.said if isinstance(before, Outcome) else said_by(before.records, before.crosswalk)
    new = said_by(records, crosswalk) if said is None else said
    ids = new["customer_id"].combine_chunks()
    at = pc.index_in(ids, value_set=old["customer_id"].combine_chunks())
    same = pc.equal(old["said"].combine_chunks().take(at), new["said"].combine_chunks())
    return ids.filter(pc.invert(pc.fill_null(same, False)))


def said_by(records: pa.Table, crosswalk: pa.Table) -> pa.Table:
    """Return `customer_id` and `said`: a uint64 for all that the customer's records say and for their organisation."""
    at = pc.index_in(crosswalk["record_id"].combine_chunks(), value_set=records["record_id"].combine_chunks())
    coded = crosswalk["customer_id"].combine_chunks().dictionary_encode()
    org = hash_text(crosswalk["org_id"].combine_chunks().cast(pa.string()))
    out = np.zeros(len(coded.dictionary), np.uint64)
    with np.errstate(over="ignore"):
        np.add.at(out, coded.indices.to_numpy(), mix(row_hash(records)[at.to_numpy()] + mix(org)))
    return pa.table({"customer_id": coded.dictionary, "said": out})


def _shaped(golden: pa.Table, like: pa.Table) -> pa.Table:
    """Return golden records with the columns and types of others; a column they lack is null."""
    columns = []
    for field in like.schema:
        if field.name not in golden.column_names:
            columns.append(pa.nulls(len(golden), field.type))
            continue
        column = golden[field.name].combine_chunks()
        if pa.types.is_list(field.type) and not pa.types.is_list(column.type):
            sizes = column.is_valid().cast(pa.int32())
            ends = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(sizes)])
            column = pa.ListArray.from_arrays(ends, column.drop_null(), mask=column.is_null())
        columns.append(column.cast(field.type))
    return pa.table(columns, schema=like.schema)
