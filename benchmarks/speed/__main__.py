"""`python -m benchmarks.speed`: customers by the hundred thousand, end to end, beside Splink on the same file.

The customers are DupeHell's persons (name, birth date, email, telephone, tax number, address). mergepoint reads the
raw CSV, finds out what its columns mean, cleans and judges; Splink is given the normalised table. The ratio is that of
processor time, which a busy machine does not change; `python -m benchmarks.speed.batch` measures a batch.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benchmarks.accuracy.loading import load
from benchmarks.accuracy.metrics import score
from benchmarks.accuracy.sets.catalogue import LARGE
from benchmarks.accuracy.tools import OURS, run

HEAD = f"{'records':>10} {'tool':<12}{'s':>9}{'CPU s':>9}{'MB':>8}{'P':>8}{'R':>8}{'F1':>8}{'CPU, ours = 1':>16}"


def main() -> None:
    """Measure each size with each tool and print ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--sets", default=",".join(LARGE))
    parser.add_argument("--peers", default="splink")
    parser.add_argument("--limit", type=float, default=1800, help="seconds for one tool on one size")
    parser.add_argument("--out", type=Path, help="a file for the figures as JSON")
    given = parser.parse_args()
    kept = []
    print(HEAD, flush=True)
    for name in given.sets.split(","):
        chosen = load(name)
        first = None
        for tool in (OURS, *(p for p in given.peers.split(",") if p and p != "none")):
            cost, clusters = run(tool, chosen, given.limit)
            if clusters is None:
                print(f"{len(chosen.truth):>10,} {tool:<12} failed: {cost.failure} ({cost.seconds:.0f} s)", flush=True)
                continue
            first = first or cost.cpu or 1.0
            found = score(clusters, chosen.truth)
            print(
                f"{len(chosen.truth):>10,} {tool:<12}{cost.seconds:9.1f}{cost.cpu:9.1f}{cost.memory:8.0f}"
                f"{found.precision:8.3f}{found.recall:8.3f}{found.f1:8.4f}{cost.cpu / first:16.2f}",
                flush=True,
            )
            kept.append(
                {
                    "set": name,
                    "tool": tool,
                    "seconds": cost.seconds,
                    "cpu": cost.cpu,
                    "memory": cost.memory,
                    "f1": found.f1,
                }
            )
    if given.out:
        given.out.write_text(json.dumps(kept, indent=1))


main()
