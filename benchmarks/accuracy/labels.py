"""`python -m benchmarks.accuracy.labels`: what 300 answers add, chosen by active learning, the truth as steward.

Each set is deduped with no labels; then, in rounds, the most useful open pairs are asked of the truth and the set is
deduped again with the answers. Peers that need labels (dedupe, custmatch) stand beside where their result is kept.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

import matching

from .loading import Loaded, each
from .metrics import Score, score
from .ours import clean_records
from .sets.catalogue import SETS
from .tools import LABELLED, run

HEAD = f"{'set':<18}{'records':>9}{'no labels':>11}{'labels':>8}{'same':>6}{'F1':>9}  {'refit':<10}best labelled peer"


def answers_of(asked: pa.Table, truth: pd.Series) -> pa.Table:
    """The truth's judgement of pairs: `left, right, judgement`."""
    entity = pa.array(truth.to_numpy(dtype=object), pa.string())
    ids = pa.array(truth.index.to_numpy(dtype=object), pa.string())
    sides = [entity.take(pc.index_in(asked[s].combine_chunks(), value_set=ids)) for s in ("left", "right")]
    said = pc.if_else(pc.equal(*sides), "same", "different")
    return pa.table({"left": asked["left"], "right": asked["right"], "judgement": said})


def asked_of_truth(records: pa.Table, chosen: Loaded, labels: int, rounds: int) -> tuple[Score, Score, dict, int]:
    """Scores without and with labels, what the refit reported, and how many answers were `same`."""
    found = matching.dedupe(records)
    before, said = _score(found, chosen), None
    for step in range(rounds):
        count = labels * (step + 1) // rounds - labels * step // rounds
        asked = matching.informative(found.pairs, found.crosswalk, count, answered=said)
        more = answers_of(asked, chosen.truth)
        said = more if said is None else pa.concat_tables([said, more])
        found = matching.dedupe(records, decisions=said)
    same = pc.sum(pc.equal(said["judgement"], "same")).as_py() or 0
    return before, _score(found, chosen), found.report.get("learned", {}), same


def _score(found: matching.Deduped, chosen: Loaded) -> Score:
    clusters = pd.Series(found.crosswalk["customer_id"].to_pylist(), index=found.crosswalk["record_id"].to_pylist())
    return score(clusters, chosen.truth, chosen.forbidden)


def _best_peer(chosen: Loaded) -> tuple[str, float] | None:
    kept = ((tool, run(tool, chosen, 0, only_kept=True)[1]) for tool in sorted(LABELLED))
    scored = [(tool, score(clusters, chosen.truth).f1) for tool, clusters in kept if clusters is not None]
    return max(scored, key=lambda one: one[1], default=None)


def main() -> None:
    """Run, print as results come, and keep them where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy.labels", description=__doc__)
    parser.add_argument("--sets", default=",".join(SETS), help="names divided by commas")
    parser.add_argument("--labels", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, help="a file for the figures as JSON")
    given = parser.parse_args()
    kept = []
    print(HEAD, flush=True)
    for chosen in each(given.sets.split(",")):
        records, _ = clean_records(chosen.records)
        before, after, learned, same = asked_of_truth(records, chosen, given.labels, given.rounds)
        peer, used = _best_peer(chosen), "used" if learned.get("used") else "not better"
        beside = f"{peer[0]} {peer[1]:.4f}" if peer else "none kept"
        print(
            f"{chosen.name:<18}{len(chosen.truth):>9,}{before.f1:>11.4f}{given.labels:>8}{same:>6}{after.f1:>9.4f}  "
            f"{used:<10}{beside}",
            flush=True,
        )
        kept.append({"set": chosen.name, "f1": before.f1, "f1_labelled": after.f1, "learned": learned, "peer": peer})
    if given.out:
        given.out.write_text(json.dumps(kept, indent=1))


if __name__ == "__main__":
    main()
