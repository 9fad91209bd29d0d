"""The customer key of golden records: the first phone and tax ID that are a customer's own."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from matching.key.shared import FEWEST_NAMES


def with_keys(golden: pa.Table, records: pa.Table, parts: tuple[str, ...]) -> pa.Table:
    """Set `customer_key`: one value of each part joined by `|`, in no two golden records the same.

    `golden`: `customer_id, org_id, kind` and the fields, of all customers. `records`: their clean records. A value
    that no record holds as valid (`<part>__state`), or that `FEWEST_NAMES` organisations or persons hold, is no part
    of a key. Of a customer's values (best first) the first counts that makes a key nobody else could claim; an
    office line that the organisation and its contacts share is the organisation's. Null where no such value is left.
    """
    claims = _claims(golden, records, parts)
    if claims.empty:
        return _put(golden, pa.nulls(len(golden), pa.string()))
    claims["house"] = golden["kind"].to_pandas().eq("organisation").to_numpy()[claims["row"]]
    claimed = claims.groupby("key", sort=False)
    held, houses = (claimed["row"].transform("size"), claimed["house"].transform("sum"))
    own = claims[(held == 1) | (claims["house"] & (houses == 1))]
    first = own.sort_values(["row", "rank"], kind="stable").drop_duplicates("row")
    at = np.full(len(golden), -1, np.int64)
    at[first["row"].to_numpy()] = np.arange(len(first))
    return _put(golden, pa.array(first["key"], pa.string()).take(pa.array(at, mask=at < 0)))


def _put(golden: pa.Table, keys: pa.Array) -> pa.Table:
    if "customer_key" in golden.column_names:
        return golden.set_column(golden.column_names.index("customer_key"), "customer_key", keys)
    return golden.add_column(4, "customer_key", keys)


def _claims(golden: pa.Table, records: pa.Table, parts: tuple[str, ...]) -> pd.DataFrame:
    """Return every key a golden record could bear: `row`, `rank` (0 is best) and `key`."""
    made: pd.DataFrame | None = None
    for part in parts:
        if part not in golden.column_names:
            return pd.DataFrame({"row": [], "rank": [], "key": []})
        values = _usable(golden, records, part)
        if made is None:
            made = values.rename(columns={"text": "key"})
            continue
        made = made.merge(values, on="row", suffixes=("", "_next"))
        made["key"] = made["key"] + "|" + made["text"]
        made["rank"] = made["rank"] * (int(made["rank_next"].max() + 1) if len(made) else 1) + made["rank_next"]
        made = made[["row", "rank", "key"]]
    return made.drop_duplicates(["row", "key"])


def _usable(golden: pa.Table, records: pa.Table, part: str) -> pd.DataFrame:
    """Return `row`, `rank` and `text` of a part's values, without the invalid and the widely shared ones."""
    row, rank, text = _values(golden[part])
    frame = pd.DataFrame({"row": row, "rank": rank, "text": text.to_pandas()})
    frame = frame[frame["text"].notna()]
    if f"{part}__state" in records.column_names:
        (_, _, said), (_, _, states) = (_values(records[n]) for n in (part, f"{part}__state"))
        if len(said) == len(states):
            frame = frame[frame["text"].isin(said.filter(pc.equal(states, "valid")).to_pandas().unique())]
    house = pc.coalesce(golden["org_id"], golden["customer_id"]).to_pandas().to_numpy()[frame["row"]]
    spread = pd.Series(house, frame.index).groupby(frame["text"]).transform("nunique")
    return frame[spread < FEWEST_NAMES] if len(frame) else frame


def _values(column: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray, pa.Array]:
    """Return row, place in its list, and text of each value of a string or list column, nulls of lists included."""
    values = column.combine_chunks()
    if not pa.types.is_list(values.type):
        rows = np.arange(len(values))
        return rows, np.zeros(len(rows), np.int64), values
    rows = pc.list_parent_indices(values).to_numpy().astype(np.int64)
    starts = np.flatnonzero(np.append(True, rows[1:] != rows[:-1])) if len(rows) else np.zeros(0, np.int64)
    sizes = np.diff(np.append(starts, len(rows)))
    return rows, np.arange(len(rows)) - np.repeat(starts, sizes), pc.list_flatten(values)
