"""mergepoint and each peer as one kind of thing: a command on a set that leaves clusters."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pandas as pd

from .environment import PEER_VENV, cache, python_of
from .loading import ROOT, Loaded
from .running import Run, fingerprint, measured, remember, remembered

PEERS = ("splink", "goldenmatch", "dedupe", "custmatch", "recordlinkage")
LABELLED = {"dedupe", "custmatch"}
OURS = "mergepoint"


def _source() -> str:
    files = sorted(path for part in ("quality", "matching") for path in (ROOT / part).rglob("*.py"))
    return fingerprint(*files, Path(__file__).parent / "ours.py")


def run(tool: str, chosen: Loaded, limit: float, only_kept: bool = False) -> tuple[Run, pd.Series | None]:
    """Run a tool on a set, or take the result of the same run on the same bytes (`only_kept`: or do without).

    Returns:
        Its cost, and cluster by record id (None where it failed).
    """
    if tool == OURS:
        key = fingerprint(chosen.records, _source())
        command = [sys.executable, "-m", "benchmarks.accuracy.ours", str(chosen.records)]
    else:
        script = Path(__file__).parent / "peers" / f"run_{tool}.py"
        truth = chosen.truth_file if tool in LABELLED else ""
        key = fingerprint(chosen.peers_table, script, truth)
        command = [str(python_of(PEER_VENV.get(tool, tool))), str(script), str(chosen.peers_table)]
    folder = cache() / "runs" / tool / f"{chosen.name}-{key}"
    cost = remembered(folder)
    if cost is None and only_kept:
        return Run(0.0, 0.0, "not run yet"), None
    if cost is None:
        for old in folder.parent.glob(f"{chosen.name}-????????????????????????"):
            shutil.rmtree(old)
        command.append(str(folder))
        if tool in LABELLED:
            command.append(str(chosen.truth_file))
        os.environ["PYTHONPATH"] = str(ROOT) if tool == OURS else ""
        cost = measured(command, folder, limit)
        if not cost.failure or cost.failure.startswith("over "):
            remember(folder, cost)
    found = folder / "clusters.parquet"
    if cost.failure or not found.exists():
        return cost, None
    return cost, pd.read_parquet(found).astype(str).set_index("record_id")["cluster_id"]
