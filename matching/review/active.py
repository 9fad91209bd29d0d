"""Active learning: the pairs whose answers would teach the model most."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from matching.review.queue import QUEUE, customer_codes, customers_of, unanswered


def informative(pairs: pa.Table, crosswalk: pa.Table, count: int = 50, answered: pa.Table | None = None) -> pa.Table:
    """Return up to `count` pairs to ask, in the shape of the queue (see QUEUE).

    One pair of each pattern of levels, since its twins would teach the same; patterns are ranked by the
    entropy of their probability (bits) × log2(1 + pairs of that pattern).
    """
    pairs_open = unanswered(pairs, answered, levels=True)
    levels = [n for n in pairs_open.column_names if n.startswith("level:")]
    code = np.zeros(len(pairs_open), np.int64)
    for name in levels:
        part = pairs_open[name].combine_chunks().dictionary_encode()
        code = pd.factorize(code * (len(part.dictionary) + 2) + part.indices.fill_null(-1).to_numpy() + 1)[0]
    likely = np.clip(pairs_open["probability"].to_numpy(), 1e-9, 1 - 1e-9)
    bits = -(likely * np.log2(likely) + (1 - likely) * np.log2(1 - likely))
    frame = pd.DataFrame({"at": np.arange(len(code)), "code": code, "bits": bits})
    frame["left"] = pc.rank(pairs_open["left"]).to_numpy() if len(code) else np.zeros(0)
    frame["twins"] = frame.groupby("code")["at"].transform("size")
    frame = frame.sort_values(["code", "bits", "left", "at"], ascending=[True, False, True, True]).drop_duplicates(
        "code"
    )
    frame["score"] = frame["bits"] * np.log2(1 + frame["twins"])
    frame = frame.sort_values(["score", "left", "at"], ascending=[False, True, True]).head(count)
    asked = pairs_open.take(pa.array(frame["at"].to_numpy()))
    _, names = customers_of(crosswalk)
    return pa.table(
        {
            "rank": np.arange(1, len(asked) + 1),
            "left": asked["left"],
            "right": asked["right"],
            "customer_left": names.take(pa.array(customer_codes(asked["left"], crosswalk))),
            "customer_right": names.take(pa.array(customer_codes(asked["right"], crosswalk))),
            "probability": asked["probability"],
            "reason": asked["reason"],
            "uncertainty": frame["bits"].to_numpy(),
            "settles": frame["twins"].to_numpy(np.int64),
            "amount": np.zeros(len(asked)),
            "score": frame["score"].to_numpy(),
        }
    ).cast(QUEUE)
