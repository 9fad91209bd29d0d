"""`python -m benchmarks.accuracy.losses --sets X`: at which step each lost or false pair went wrong, and calibration.

A lost pair is of one entity and stands in two clusters; a false pair is of two and stands in one. Each is counted once:

| lost | |
|---|---|
| not a candidate | no key proposed it; "would merge" where the model says yes when asked |
| vetoed, held by a rule | the model says yes and a veto or a rule's bound says no |
| below the cut | compared, and the model says no |
| cut in the cluster | the pair says yes, the rest of its component no |

| false | |
|---|---|
| above the cut, raised by a rule | the model, or a rule's bound against it, says yes |
| drawn in by others | the pair itself says no: other records of the cluster join it |

Examples are masked: the first sign of each word stays, digits become 0 where both agree and 1 where they differ.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from matching.block.groups import group, unroll
from matching.compare.evidence import evidence
from matching.judge import Run, examine
from matching.passes import Result, Steward
from matching.prepare import prepare
from matching.score.operate import probability
from matching.settings import MatchSettings

from .loading import each
from .ours import clean_records
from .sets.catalogue import SETS

LOST = (
    "not a candidate, would merge",
    "not a candidate",
    "vetoed",
    "held by a rule",
    "below the cut",
    "cut in cluster",
)
FALSE = ("above the cut", "raised by a rule", "drawn in by others")
EDGES = (0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 0.9999, 1.0)


@dataclass(frozen=True)
class Traced:
    """Wrong pairs of a set.

    `pairs`: `left`, `right` (rows of `records`), `wrong` (lost or false), `step`, `odds`, `marked` (bool: forbidden),
    `pattern` (level of each comparison). `wanted`, `claimed`: pairs of the truth and of the clusters.
    """

    records: pa.Table
    pairs: pd.DataFrame
    wanted: int
    claimed: int
    found: Result
    entity: np.ndarray


def together(label: np.ndarray) -> np.ndarray:
    """Codes low * rows + high (sorted int64) of all pairs of rows under one label (int, -1: none)."""
    return np.sort(unroll(*group((label + 1).astype(np.uint64)), len(label), len(label)))


def trace(cleaned: pa.Table, truth: pd.Series, forbidden: list[tuple[str, str]] = ()) -> Traced:
    """Judge clean records without configuration and follow each wrong pair (`truth`: entity by record id)."""
    records = prepare(cleaned)
    _, found, _ = examine(records, MatchSettings(), Steward(), Run(None), {})
    ids = records["record_id"].to_pylist()
    entity = pd.factorize(truth.reindex(ids))[0]
    label = np.where(entity >= 0, found.label, -1)
    wanted, claimed = together(entity), together(label)
    lost, false = np.setdiff1d(wanted, claimed), np.setdiff1d(claimed, wanted)
    codes = np.concatenate([lost, false])
    row = {name: k for k, name in enumerate(ids)}
    marks = np.array([sorted((row[a], row[b])) for a, b in forbidden if a in row and b in row], dtype=np.int64)
    marked = np.isin(codes, marks.reshape(-1, 2) @ [len(ids), 1])
    step, odds, pattern = _steps(codes, len(lost), found)
    wrong = np.repeat(["lost", "false"], [len(lost), len(false)])
    columns = {"left": codes // len(ids), "right": codes % len(ids), "wrong": wrong, "step": step, "odds": odds}
    frame = pd.DataFrame(columns | {"marked": marked, "pattern": pattern})
    return Traced(records, frame, len(wanted), len(claimed), found, entity)


def _steps(codes: np.ndarray, lost: int, found: Result) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Step, odds and pattern of wrong pairs, of which the first `lost` are lost."""
    rows = found.scored.records
    seen = evidence(found.comparisons, codes // rows, codes % rows)
    model = found.model.weigh(seen) if found.model and len(codes) else np.full(len(codes), -np.inf)
    at = np.minimum(np.searchsorted(found.scored.codes, codes), max(len(found.scored.codes) - 1, 0))
    known = found.scored.codes[at] == codes if len(found.scored.codes) else np.zeros(len(codes), dtype=bool)
    odds, veto = np.where(known, found.scored.odds[at], model), known & found.scored.veto[at]
    proposed, yes, said = np.isin(codes, found.codes), odds > found.cut, model > found.cut
    mine = np.arange(len(codes)) < lost
    cases = [~proposed & said, ~proposed, veto, ~yes & said, ~yes]
    missed = np.select(cases, LOST[:-1], LOST[-1])
    joined = np.select([yes & said, yes], FALSE[:2], FALSE[2])
    names = [np.array(["–", *c.labels], dtype=object)[seen.levels[:, k]] for k, c in enumerate(found.comparisons)]
    told = [f"{c.name} {{}}" for c in found.comparisons]
    rows = zip(*names, strict=True)
    pattern = [", ".join(t.format(v) for t, v in zip(told, row, strict=True) if v != "–") for row in rows]
    return np.where(mine, missed, joined), odds, np.array(pattern or [""] * len(codes), dtype=object)


def calibration(traced: Traced) -> pd.DataFrame:
    """Share of true pairs by estimated probability, over every scored pair no veto holds."""
    scored = traced.found.scored
    kept = scored.codes[~scored.veto]
    p = probability(scored.odds[~scored.veto])
    a, b = traced.entity[kept // scored.records], traced.entity[kept % scored.records]
    known = (a >= 0) & (b >= 0)
    band = pd.cut(p[known], EDGES, include_lowest=True)
    frame = pd.DataFrame({"band": band, "said": p[known], "true": (a == b)[known]})
    return frame.groupby("band", observed=True).agg(
        pairs=("true", "size"), said=("said", "mean"), true=("true", "mean")
    )


def masked(one: object, other: object) -> tuple[str, str]:
    """Two values made unreadable, so that one still sees where they differ."""
    sides = [str(v if not isinstance(v, list) else "; ".join(v)) if v is not None else "–" for v in (one, other)]
    return tuple(_mask(a, b) for a, b in (sides, sides[::-1]))


def _mask(text: str, other: str) -> str:
    made = []
    for k, sign in enumerate(text):
        same = k < len(other) and other[k] == sign
        if sign.isdigit():
            made.append("0" if same else "1")
        elif sign.isalnum() and k and text[k - 1].isalnum():
            made.append("·" if same else "x")
        else:
            made.append(sign)
    return "".join(made)


def tell(name: str, traced: Traced, examples: int, patterns: int) -> None:
    """Print steps, patterns with an example each, and the calibration."""
    pairs = traced.pairs
    print(f"\n{name}: {traced.records.num_rows:,} records, {traced.wanted:,} pairs wanted, {traced.claimed:,} claimed")
    for (wrong, step), part in pairs.groupby(["wrong", "step"], sort=False):
        whole = traced.wanted if wrong == "lost" else traced.claimed
        print(
            f"  {wrong:6}{step:30}{len(part):7,}  {len(part) / max(whole, 1):7.4f}  forbidden {part['marked'].sum():,}"
        )
        common = part["pattern"].value_counts().head(patterns)
        for pattern, count in common.items():
            print(f"    {count:6,}  {pattern}")
            for row in part[part["pattern"] == pattern].head(examples).itertuples():
                print(f"            {_shown(traced.records, row.left, row.right)}  odds {row.odds:.1f}")
    print(calibration(traced).to_string(float_format="{:.4f}".format))


def _shown(records: pa.Table, left: int, right: int) -> str:
    a, b = (records.slice(k, 1).to_pylist()[0] for k in (left, right))
    fields = [n for n in records.column_names if n not in ("record_id", "source", "id") and not n.endswith("__state")]
    told = (masked(a[n], b[n]) for n in fields if a[n] is not None or b[n] is not None)
    return " | ".join(x if x == y else f"{x} ≠ {y}" for x, y in told)


def main() -> None:
    """Trace and print set after set."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy.losses", description=__doc__.split("\n")[0])
    parser.add_argument("--sets", default=",".join(SETS), help="names divided by commas")
    parser.add_argument("--patterns", type=int, default=5, help="patterns of evidence to show for each step")
    parser.add_argument("--examples", type=int, default=1, help="masked examples to show for each pattern")
    given = parser.parse_args()
    for chosen in each(given.sets.split(",")):
        records, _ = clean_records(chosen.records)
        tell(chosen.name, trace(records, chosen.truth, chosen.forbidden), given.examples, given.patterns)


if __name__ == "__main__":
    main()
