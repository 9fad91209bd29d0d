"""`python -m benchmarks.speed.batch`: a batch of new customers under a kept model, beside the full run, in CPU seconds.

The set's records but a hundredth are judged in full and the model kept; the hundredth then comes as a batch.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

import matching
from benchmarks.accuracy.loading import load
from benchmarks.accuracy.metrics import score
from benchmarks.accuracy.ours import clean_records


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.process_time()
    return work(), time.process_time() - began


def main() -> None:
    """Print what the full run and the batch cost, and F1 after each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.batch", description=__doc__)
    parser.add_argument("--set", default="customers_200k")
    parser.add_argument("--part", type=float, default=0.01)
    given = parser.parse_args()
    chosen = load(given.set)
    records, _ = clean_records(chosen.records)
    order = np.random.default_rng(1).permutation(len(records))
    late = pa.array(np.sort(order[: int(len(records) * given.part)]))
    rest = pa.array(np.sort(order[len(late) :]))
    before, full = _timed(lambda: matching.dedupe(records.take(rest), keep=True))
    after, batch = _timed(lambda: matching.update(before, records.take(late), rejudge=False))
    for name, done, cost in (("full run", before, full), ("batch", after, batch)):
        found = dict(zip(*(done.crosswalk[n].to_pylist() for n in ("record_id", "customer_id")), strict=True))
        f1 = score(pd.Series(found), chosen.truth[list(found)]).f1
        print(f"{name:<10}{len(found):>10,} records{cost:8.1f} CPU s   F1 {f1:.4f}", flush=True)
    print(
        f"the batch of {len(late):,} costs {batch / full:.2f} of the full run; rerun: {after.report.get('rerun', 'no')}"
    )


if __name__ == "__main__":
    main()
