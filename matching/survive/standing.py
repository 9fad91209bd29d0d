"""How each record stands against the others: trust, date, completeness, preference."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.identity.fingerprint import fingerprint
from matching.survive.cells import Standing
from matching.survive.made import held_by_sources
from matching.survive.policy import SurvivorshipPolicy

_UNKNOWN_TRUST = 0.5


def standing_of(table: pa.Table, customer: np.ndarray, policy: SurvivorshipPolicy, names: list[str]) -> Standing:
    """Return the standing of each record; ties are broken by content, so that row order does not matter."""
    trust = _trust(table, policy)
    recency = _recency(table, policy)
    filled = np.zeros(len(table), np.int64)
    for name in names:
        filled += table[name].combine_chunks().is_valid().to_numpy(zero_copy_only=False)
    ids = np.empty(len(table), np.int64)
    ids[pc.sort_indices(table["record_id"].combine_chunks()).to_numpy()] = np.arange(len(table))
    order = np.lexsort((ids, fingerprint(table).full, -filled, -recency, -trust))
    preference = np.empty(len(table), np.int64)
    preference[order] = np.arange(len(table))
    held = np.zeros(len(table), np.int64)
    if policy.sources and "source" in table.column_names:
        held = held_by_sources(table["source"], policy.sources)
    return Standing(customer, trust, recency, filled, preference, order, held)


def _trust(table: pa.Table, policy: SurvivorshipPolicy) -> np.ndarray:
    if not policy.trust or "source" not in table.column_names:
        return np.full(len(table), _UNKNOWN_TRUST)
    coded = table["source"].combine_chunks().cast(pa.string()).dictionary_encode()
    by_source = [policy.trust.get(s, _UNKNOWN_TRUST) for s in coded.dictionary.to_pylist()]
    return np.array([*by_source, _UNKNOWN_TRUST])[coded.indices.fill_null(-1).to_numpy()]


def _recency(table: pa.Table, policy: SurvivorshipPolicy) -> np.ndarray:
    """Rank the records' dates; ISO text sorts as its dates do, anything else counts as no date."""
    date = pa.nulls(len(table), pa.string())
    for name in policy.recency:
        if name in table.column_names:
            text = table[name].combine_chunks().cast(pa.string())
            iso = pc.fill_null(pc.match_substring_regex(text, r"^\d{4}-\d{2}-\d{2}"), False)
            date = pc.coalesce(date, pc.if_else(iso, text, None))
    coded = date.dictionary_encode()
    rank = np.full(len(coded.dictionary) + 1, -1, np.int64)
    rank[pc.sort_indices(coded.dictionary).to_numpy()] = np.arange(len(coded.dictionary))
    return rank[coded.indices.fill_null(-1).to_numpy()]
