"""The review queue: one question for each pair of customers and each weak seam, the most valuable first."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import minimum_spanning_tree

from matching.sorting import among

QUEUE = pa.schema(
    [
        ("rank", pa.int64()),
        ("left", pa.string()),
        ("right", pa.string()),
        ("customer_left", pa.string()),
        ("customer_right", pa.string()),
        ("probability", pa.float64()),
        ("reason", pa.string()),
        ("uncertainty", pa.float64()),
        ("settles", pa.int64()),
        ("amount", pa.float64()),
        ("score", pa.float64()),
    ]
)
LEAST, MOST = 0.1, 0.999
LENGTH = 5_000


def queue(
    pairs: pa.Table,
    crosswalk: pa.Table,
    values: pa.Table | None = None,
    answered: pa.Table | None = None,
    length: int = LENGTH,
) -> pa.Table:
    """Rank the pairs that a steward's answer would settle (see QUEUE).

    Asked are, with a probability from LEAST up to MOST: the likeliest pair between two customers, where
    `same` would merge them; and the weakest seam that holds one customer together (`customer_left` =
    `customer_right`), where `different` would part it. Vetoed and answered pairs (`left, right`) are not.

    At most `length` questions are kept. `uncertainty`: entropy of the probability, in bits. `settles`:
    records of the smaller customer (of the whole customer at a seam). `amount`: order money of the customers,
    from `values` (`customer_id, amount`). `score` = uncertainty × (1 + log2 settles) × (1 + log10(1 + amount)).
    """
    open_pairs = unanswered(pairs, answered)
    left, right = (customer_codes(open_pairs[side], crosswalk) for side in ("left", "right"))
    sizes, names = customers_of(crosswalk)
    chosen = np.where(left == right, _seams(open_pairs, crosswalk), True)
    likely = open_pairs["probability"].to_numpy()
    chosen &= (likely >= LEAST) & (likely < MOST)
    open_pairs, left, right = open_pairs.filter(pa.array(chosen)), left[chosen], right[chosen]
    likely = likely[chosen]
    first = _one_a_pair(left, right, np.where(left == right, -likely, likely))
    left, right, asked = left[first], right[first], open_pairs.take(pa.array(first))
    probability = np.clip(likely[first], 1e-9, 1 - 1e-9)
    uncertainty = -(probability * np.log2(probability) + (1 - probability) * np.log2(1 - probability))
    settles = np.minimum(sizes[left], sizes[right])
    amount = _amounts(names, values)
    stake = np.where(left == right, amount[left], amount[left] + amount[right])
    score = uncertainty * (1 + np.log2(np.maximum(settles, 1))) * (1 + np.log10(1 + np.maximum(stake, 0)))
    columns = {
        "rank": np.zeros(len(asked), np.int64),
        "left": asked["left"],
        "right": asked["right"],
        "customer_left": names.take(pa.array(left)),
        "customer_right": names.take(pa.array(right)),
        "probability": asked["probability"],
        "reason": asked["reason"],
        "uncertainty": uncertainty,
        "settles": settles,
        "amount": stake,
        "score": score,
    }
    found = pa.table(columns).cast(QUEUE)
    found = found.sort_by([("score", "descending"), ("left", "ascending"), ("right", "ascending")])
    found = found.slice(0, length)
    return found.set_column(0, "rank", pa.array(np.arange(1, len(found) + 1)))


def unanswered(pairs: pa.Table, answered: pa.Table | None, levels: bool = False) -> pa.Table:
    """Return the pairs that no veto and no answer has settled (with their columns of `levels`)."""
    names = ["left", "right", "probability", "reason"]
    pairs = pairs.select([*names, *(n for n in pairs.column_names if levels and n.startswith("level:"))])
    pairs = pairs.filter(pc.invert(pc.starts_with(pairs["reason"], "veto")))
    if answered is None or not len(answered):
        return pairs
    done = _pair(answered["left"], answered["right"])
    return pairs.filter(pc.invert(pc.is_in(_pair(pairs["left"], pairs["right"]), value_set=done)))


def _seams(pairs: pa.Table, crosswalk: pa.Table) -> np.ndarray:
    """Mark the pairs of the likeliest spanning forest: what its weakest pair joins, nothing stronger does."""
    ids = crosswalk["record_id"].combine_chunks()
    left, right = (pc.index_in(pairs[s].combine_chunks(), value_set=ids).to_numpy() for s in ("left", "right"))
    out = np.zeros(len(left), bool)
    if not len(left):
        return out
    cost = 2.0 - pairs["probability"].to_numpy()
    forest = minimum_spanning_tree(coo_matrix((cost, (left, right)), shape=(len(ids), len(ids))).tocsr()).tocoo()
    width = np.int64(len(ids))
    return among(left.astype(np.int64) * width + right, forest.row.astype(np.int64) * width + forest.col)


def _pair(left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.Array:
    low, high = pc.min_element_wise(left, right), pc.max_element_wise(left, right)
    joined = pc.binary_join_element_wise(low.cast(pa.string()), high.cast(pa.string()), "\x1f")
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def customers_of(crosswalk: pa.Table) -> tuple[np.ndarray, pa.Array]:
    """Return the count of records and the id of each customer code."""
    coded = crosswalk["customer_id"].combine_chunks().dictionary_encode()
    return np.bincount(coded.indices.to_numpy(), minlength=len(coded.dictionary)), coded.dictionary


def customer_codes(record_ids: pa.ChunkedArray, crosswalk: pa.Table) -> np.ndarray:
    """Return the customer code of each record id."""
    coded = crosswalk["customer_id"].combine_chunks().dictionary_encode()
    at = pc.index_in(record_ids.combine_chunks(), value_set=crosswalk["record_id"].combine_chunks())
    return coded.indices.to_numpy()[at.to_numpy()].astype(np.int64)


def _one_a_pair(left: np.ndarray, right: np.ndarray, preferred: np.ndarray) -> np.ndarray:
    """Return for each pair of customers the index of its preferred pair of records."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    order = np.lexsort((-preferred, high, low))
    low, high = low[order], high[order]
    starts = np.flatnonzero(np.append(True, (low[1:] != low[:-1]) | (high[1:] != high[:-1])))
    starts = starts if len(order) else np.zeros(0, np.int64)
    return order[starts]


def _amounts(names: pa.Array, values: pa.Table | None) -> np.ndarray:
    amount = np.zeros(len(names))
    if values is not None:
        at = pc.index_in(values["customer_id"].combine_chunks().cast(pa.string()), value_set=names)
        known = at.is_valid().to_numpy(zero_copy_only=False)
        money = values["amount"].cast(pa.float64()).fill_null(0.0).to_numpy()
        np.add.at(amount, at.drop_null().to_numpy(), money[known])
    return amount
