"""Bring a set to hand: made or found, with truth and forbidden pairs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .environment import cache, python_of, shared_folder
from .normalise import for_peers
from .running import fingerprint
from .sets.catalogue import KNOWN

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Loaded:
    """A set on disk: the raw export, the peers' table, truth by record, forbidden pairs."""

    name: str
    records: Path
    truth_file: Path
    peers_table: Path
    truth: pd.Series
    forbidden: list[tuple[str, str]]


def _made(name: str) -> Path:
    chosen = KNOWN[name]
    makers = sorted((Path(__file__).parent / "sets").glob("*.py"))
    folder = cache() / "sets" / f"{name}-{fingerprint(name, *makers)}"
    if not (folder / "records.csv").exists():
        subprocess.run(
            [str(python_of(chosen.venv)), "-m", "benchmarks.accuracy.sets", name, str(folder)],
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"},
            stderr=subprocess.DEVNULL,
        )
    return folder


def load(name: str) -> Loaded | None:
    """A set by its name; None where it lies in shared data that are not here."""
    chosen = KNOWN[name]
    if chosen.make is None:
        shared = shared_folder()
        if shared is None:
            return None
        folder = shared / "data" / "er" / chosen.shared
    else:
        folder = _made(name)
    records = pd.read_csv(folder / "records.csv", dtype=str, keep_default_na=False)
    truth = pd.read_csv(folder / "truth.csv", dtype=str, keep_default_na=False)
    marked = folder / "forbidden.csv"
    pairs = pd.read_csv(marked, dtype=str).to_numpy().tolist() if marked.exists() else []
    table = cache() / "peers" / f"{fingerprint(folder / 'records.csv', str(chosen.columns))}.parquet"
    if not table.exists():
        table.parent.mkdir(parents=True, exist_ok=True)
        for_peers(records, chosen.columns).to_parquet(table, index=False)
    return Loaded(
        name,
        folder / "records.csv",
        folder / "truth.csv",
        table,
        truth.set_index("record_id")["entity_id"],
        [(a, b) for a, b in pairs],
    )


def each(names: list[str]) -> Iterator[Loaded]:
    """The sets of these names one after another; says which are left out."""
    for name in names:
        chosen = load(name)
        if chosen is None:
            print(f"{name:<18}left out: no shared data here (set MERGEPOINT_SHARED)")
        else:
            yield chosen
