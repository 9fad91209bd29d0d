"""Judge under a kept model: the table of its records and the later ones, level by level."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.cluster.veto import apply_decisions
from matching.features.build import build
from matching.features.horizon import horizon
from matching.identity.fingerprint import fingerprint, row_hash
from matching.identity.hashing import hash_text
from matching.incremental.advance import Turn, carried, runner
from matching.incremental.kept import MOST_LATE, Kept, Standing, kept_pass
from matching.incremental.late import RerunDue
from matching.key.shared import without_shared
from matching.party.kinds import kinds
from matching.party.levels import customers, houses_of, organisations, single
from matching.passes import Result, Steward
from matching.settings import MatchSettings

CUSTOMERS, ORGANISATIONS = "customers", "organisations"


@dataclass(frozen=True)
class Stepped:
    """What a step found, by row of `records` (the model's own first, then the later ones; their ids are `ids`).

    `firm`: int64, -1 for none; None without any. `kept`: the model as it stands now. `touched`: bool, the rows judged
    anew.
    """

    records: pa.Table
    ids: pa.Array
    found: Result
    firm: np.ndarray | None
    kept: Kept
    notes: list[str]
    touched: np.ndarray


def keep_model(records: pa.Table, passes: dict[str, tuple[Result, np.ndarray]], firm: np.ndarray | None) -> Kept:
    """Keep the model of a full run on canonical `records`: what each of its passes found, and on which rows."""
    size = len(records)
    made = {name: kept_pass(found, rows, size) for name, (found, rows) in passes.items()}
    live, none = np.ones(size, dtype=bool), np.zeros(0, np.uint64)
    own, standings = ({name: pair[k] for name, pair in made.items()} for k in (0, 1))
    houses = firm if ORGANISATIONS in passes else None
    return Kept(records, own, houses, row_hash(records), live, standings, houses, none)


def step(kept: Kept, records: pa.Table, settings: MatchSettings, decisions: pa.Table | None) -> Stepped:
    """Judge `records` (clean, with their own ids) under a kept model; only what changed since is looked at.

    Raises `RerunDue` where the model does not fit them any more.
    """
    table, ids, turn, where, names = _table(kept, records, decisions)
    every = np.arange(len(table))
    with horizon(len(kept.base)):
        parts = without_shared(build(table))
        known = kinds(parts, table)
        box: dict[str, Standing] = {}
        steward = Steward(lambda scored: apply_decisions(scored, names, decisions))
        if known.levels:
            rows = np.flatnonzero(known.business)
            asked = _runner(kept, ORGANISATIONS, turn, where, box)(rows)
            firm = organisations(parts, known, table, settings, _silent, runner=asked)
            turn = _moved(kept, turn, where, firm)
            asked = _runner(kept, CUSTOMERS, turn, where, box)(every)
            found = customers(parts, known, firm, settings, steward, _silent, runner=asked)
        else:
            asked = _runner(kept, CUSTOMERS, turn, where, box)(every)
            found = single(parts, table, settings, steward, _silent, runner=asked)
            firm = np.where(known.business, houses_of(found.label, parts, table), -1) if "org" in parts else None
    after = replace(
        kept,
        keys=np.append(kept.keys[: len(kept.base)], row_hash(table.slice(len(kept.base)).combine_chunks())),
        live=turn.live,
        standings=box,
        firms=firm if known.levels else None,
        answered=answered(decisions),
    )
    return Stepped(table, ids, found, firm, after, parts.notes, turn.touched)


def _silent(_name: str, _part: float) -> None:
    """Tell nobody."""


def _table(kept: Kept, records: pa.Table, decisions: pa.Table | None):
    """Return the table to judge (base rows, then later ones), its ids, the turn, where old rows are, unique names."""
    records = fitted(records, kept.base.schema)
    base_keys, keys = kept.keys[: len(kept.base)], row_hash(records)
    later = np.flatnonzero(~np.isin(keys, base_keys))
    if len(later) > MOST_LATE * len(kept.base):
        raise RerunDue(f"{len(later)} records are new or changed since a model of {len(kept.base)}")
    added = records.take(pa.array(later))
    full = fingerprint(added).full
    order = _canonical(added, full)
    later, full = later[order], full[order]
    prints = fingerprint(kept.base).full if kept.prints is None else kept.prints
    table = pa.concat_tables([kept.base, records.take(pa.array(later))]).combine_chunks()
    every = np.concatenate([base_keys, keys[later]])
    live = np.append(np.isin(base_keys, keys), np.ones(len(later), dtype=bool))
    where = _places(kept.keys, every, live)
    was = np.zeros(len(every), dtype=bool)
    was[where[kept.live & (where >= 0)]] = True
    ids = table["record_id"].combine_chunks()
    told = np.isin(hash_text(ids), np.union1d(kept.answered, answered(decisions)))
    rank = np.empty(len(every), dtype=np.int64)
    rank[_canonical(table, np.append(prints, full))] = np.arange(len(every))
    late = np.arange(len(every)) >= len(kept.base)
    turn = Turn(rank, live, live & (~was | told), late, np.zeros(len(every), dtype=bool))
    dead = pc.binary_join_element_wise("gone", pa.array(np.arange(len(every))).cast(pa.string()), "\x1f")
    return table, ids, turn, where, pa.chunked_array([pc.if_else(pa.array(live), ids, dead)])


def _canonical(records: pa.Table, prints: np.ndarray) -> np.ndarray:
    """Order of the records by what they say (their full fingerprints), then by their ids."""
    by_id = np.empty(len(records), np.int64)
    by_id[pc.sort_indices(records["record_id"]).to_numpy()] = np.arange(len(records))
    return np.lexsort((by_id, prints))


def _places(old: np.ndarray, new: np.ndarray, live: np.ndarray) -> np.ndarray:
    """Row of each old key among the new ones, -1 where it is gone."""
    order = np.argsort(new)
    at = np.minimum(np.searchsorted(new, old, sorter=order), max(len(new) - 1, 0))
    place = order[at]
    return np.where((new[place] == old) & live[place], place, -1)


def fitted(records: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return records with the columns that the model knows, in its order; what it does not know is left out."""
    if records.schema.equals(schema):
        return records
    columns = []
    for field in schema:
        if field.name not in records.column_names:
            columns.append(pa.nulls(len(records), field.type))
            continue
        column = records[field.name].combine_chunks()
        if pa.types.is_list(column.type) != pa.types.is_list(field.type) and column.null_count < len(column):
            raise RerunDue(f"{field.name} holds several values a record now, or did before")
        columns.append(pa.nulls(len(column), field.type) if column.null_count == len(column) else column)
    return pa.table(columns, schema=schema)


def answered(decisions: pa.Table | None) -> np.ndarray:
    """Hashes of the record ids that answers speak of."""
    if decisions is None or not len(decisions):
        return np.zeros(0, np.uint64)
    sides = [hash_text(decisions[s].combine_chunks().cast(pa.string())) for s in ("left", "right")]
    return np.unique(np.concatenate(sides))


def _runner(kept: Kept, level: str, turn: Turn, where: np.ndarray, box: dict[str, Standing]):
    """A pass of one level that leaves its standing in a box; on which rows, it is told by `rows`."""
    before, stirred = carried(kept.standings[level], where, turn.touched)
    now = replace(turn, stirred=stirred)

    def on(rows: np.ndarray):
        return runner(kept.passes[level], before, now, rows, lambda standing: box.update({level: standing}))

    return on


def _moved(kept: Kept, turn: Turn, where: np.ndarray, firm: np.ndarray) -> Turn:
    """The turn of the customers: whoever is with another firm than before is looked at anew."""
    before = np.full(len(firm), -1, dtype=np.int64)
    stays = (where >= 0) & (kept.firms >= 0)
    before[where[stays]] = where[kept.firms[stays]]
    late = turn.late.copy()
    late[: len(kept.firm)] |= firm[: len(kept.firm)] != kept.firm
    return replace(turn, touched=turn.touched | turn.live & (firm != before), late=late)
