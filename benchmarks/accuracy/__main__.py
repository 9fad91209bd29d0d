"""`python -m benchmarks.accuracy`: every open set, no configuration, no labels, peers on the same input."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from .loading import each
from .metrics import score
from .sets.catalogue import SETS
from .table import HEAD, Result, lines
from .tools import OURS, PEERS, run


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--sets", default=",".join(SETS), help="names divided by commas")
    parser.add_argument("--peers", default=",".join(PEERS), help="names divided by commas, or none")
    parser.add_argument("--out", type=Path, help="a folder for results.json and table.txt")
    parser.add_argument("--limit", type=float, default=600, help="seconds for one tool on one set")
    parser.add_argument("--kept", action="store_true", help="peers only where their result is in the cache")
    return parser.parse_args()


def _known(given: str, known: tuple[str, ...], what: str) -> list[str]:
    names = [name for name in given.split(",") if name and name != "none"]
    strange = [name for name in names if name not in known]
    if strange:
        raise SystemExit(f"unknown {what}: {', '.join(strange)}; known: {', '.join(known)}")
    return names


def main() -> None:
    """Run, print as results come, and keep them where asked."""
    given = _arguments()
    sets = _known(given.sets, tuple(SETS), "sets")
    peers = _known(given.peers, PEERS, "peers")
    kept, printed = [], [HEAD]
    print(HEAD, flush=True)
    for chosen in each(sets):
        results: list[Result] = []
        for tool in (OURS, *peers):
            cost, clusters = run(tool, chosen, given.limit, given.kept and tool != OURS)
            found = None if clusters is None else score(clusters, chosen.truth, chosen.forbidden)
            results.append((tool, cost, found))
            kept.append(
                {"set": chosen.name, "tool": tool, "seconds": cost.seconds, "memory": cost.memory}
                | ({"failure": cost.failure} if found is None else found.as_dict())
            )
        for line in lines(chosen.name, len(chosen.truth), results):
            printed.append(line)
            print(line, flush=True)
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "results.json").write_text(json.dumps(kept, indent=1))
        (given.out / "table.txt").write_text("\n".join(printed) + "\n")


main()
