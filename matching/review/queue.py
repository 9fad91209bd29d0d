"""The review queue: one question for each pair of customers, the most valuable first."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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


def queue(
    pairs: pa.Table,
    crosswalk: pa.Table,
    values: pa.Table | None = None,
    answered: pa.Table | None = None,
) -> pa.Table:
    """Rank the pairs that need a steward (verdict `review`, between two customers; see QUEUE).

    One question a pair of customers: the likeliest of their pairs. `uncertainty`: entropy of its
    probability, in bits. `settles`: records that one answer settles (those of the smaller customer,
    times the open pairs between the two). `amount`: order money of both customers, from `values`
    (`customer_id, amount`). `score` = uncertainty × (1 + log2 settles) × (1 + log10(1 + amount)).
    Pairs in `answered` (`left, right`; any verdict, `unsure` too) are not asked again.
    """
    open_pairs = pairs.filter(pc.equal(pairs["verdict"], "review"))
    if answered is not None and len(answered):
        done = pc.is_in(
            _pair(open_pairs["left"], open_pairs["right"]), value_set=_pair(answered["left"], answered["right"])
        )
        open_pairs = open_pairs.filter(pc.invert(done))
    left, right = (_codes(open_pairs[side], crosswalk) for side in ("left", "right"))
    apart = left != right
    open_pairs, left, right = open_pairs.filter(pa.array(apart)), left[apart], right[apart]
    sizes, names = _customers(crosswalk)
    first, count = _one_a_pair(left, right, open_pairs["probability"].to_numpy())
    left, right = left[first], right[first]
    asked = open_pairs.take(pa.array(first))
    probability = np.clip(asked["probability"].to_numpy(), 1e-9, 1 - 1e-9)
    uncertainty = -(probability * np.log2(probability) + (1 - probability) * np.log2(1 - probability))
    settles = np.minimum(sizes[left], sizes[right]) * count
    amount = _amounts(names, values)
    stake = amount[left] + amount[right]
    score = uncertainty * (1 + np.log2(np.maximum(settles, 1))) * (1 + np.log10(1 + np.maximum(stake, 0)))
    order = np.lexsort((pc.rank(asked["left"]).to_numpy(), -score)) if len(asked) else np.zeros(0, np.int64)
    columns = {
        "rank": np.arange(1, len(asked) + 1)[np.argsort(order)] if len(asked) else np.zeros(0, np.int64),
        "left": asked["left"].cast(pa.string()),
        "right": asked["right"].cast(pa.string()),
        "customer_left": names.take(pa.array(left)),
        "customer_right": names.take(pa.array(right)),
        "probability": asked["probability"],
        "reason": asked["reason"].cast(pa.string()),
        "uncertainty": uncertainty,
        "settles": settles,
        "amount": stake,
        "score": score,
    }
    return pa.table(columns).cast(QUEUE).take(pa.array(order))


def _pair(left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.Array:
    low, high = pc.min_element_wise(left, right), pc.max_element_wise(left, right)
    joined = pc.binary_join_element_wise(low.cast(pa.string()), high.cast(pa.string()), "\x1f")
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def _customers(crosswalk: pa.Table) -> tuple[np.ndarray, pa.Array]:
    coded = crosswalk["customer_id"].combine_chunks().dictionary_encode()
    return np.bincount(coded.indices.to_numpy(), minlength=len(coded.dictionary)), coded.dictionary


def _codes(record_ids: pa.ChunkedArray, crosswalk: pa.Table) -> np.ndarray:
    coded = crosswalk["customer_id"].combine_chunks().dictionary_encode()
    at = pc.index_in(record_ids.cast(pa.string()), value_set=crosswalk["record_id"].combine_chunks())
    return coded.indices.to_numpy()[at.to_numpy()].astype(np.int64)


def _one_a_pair(left: np.ndarray, right: np.ndarray, probability: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each pair of customers the index of its likeliest pair of records, and how many it has."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    order = np.lexsort((-probability, high, low))
    low, high = low[order], high[order]
    starts = np.flatnonzero(np.append(True, (low[1:] != low[:-1]) | (high[1:] != high[:-1])))
    starts = starts if len(order) else np.zeros(0, np.int64)
    return order[starts], np.diff(np.append(starts, len(order)))


def _amounts(names: pa.Array, values: pa.Table | None) -> np.ndarray:
    amount = np.zeros(len(names))
    if values is not None:
        at = pc.index_in(values["customer_id"].combine_chunks().cast(pa.string()), value_set=names)
        known = at.is_valid().to_numpy(zero_copy_only=False)
        money = values["amount"].cast(pa.float64()).fill_null(0.0).to_numpy()
        np.add.at(amount, at.drop_null().to_numpy(), money[known])
    return amount
