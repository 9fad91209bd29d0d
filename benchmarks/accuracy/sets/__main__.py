"""Make one set: `python -m benchmarks.accuracy.sets NAME FOLDER` (where its packages are)."""

from __future__ import annotations

import sys
from pathlib import Path

from .catalogue import KNOWN
from .writing import write


def main() -> None:
    """Write records.csv, truth.csv and forbidden.csv of the named set."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    chosen = KNOWN[name]
    if chosen.make is None:
        raise SystemExit(f"{name} is not made here: it lies in the shared data")
    write(chosen.make(chosen.seed), folder, chosen.seed)


main()
