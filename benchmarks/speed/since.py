"""`python -m benchmarks.speed.since`: the whole command on a batch, beside the first run, in CPU seconds.

A workspace of one export: the set's records but a hundredth; `mergepoint dedupe --since last` makes the model. Then the
hundredth stands in the export too, and the same command runs again. Each run is a process of its own, from its start.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

from benchmarks.accuracy.loading import load

_CALL = "import sys; from pipelines.cli.main import main; sys.argv[0] = 'mergepoint'; main()"
_WORKSPACE = "sources:\n  export: {read: export.csv, entity: customer}\n"


def _cpu(folder: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    path = os.pathsep.join([str(Path.cwd()), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-c", _CALL, "dedupe", "--since", "last"]
    subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": path}, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print what each run costs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.since", description=__doc__)
    parser.add_argument("--set", default="customers_200k")
    parser.add_argument("--part", type=float, default=0.01)
    given = parser.parse_args()
    head, *rows = Path(load(given.set).records).read_text("utf-8").splitlines(keepends=True)
    dice, late = Random(1), []
    rest = [row for row in rows if dice.random() >= given.part or late.append(row)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "workspace.yaml").write_text(_WORKSPACE, "utf-8")
        (folder / "export.csv").write_text("".join([head, *rest]), "utf-8")
        full = _cpu(folder)
        print(f"first run {len(rest):>10,} records{full:8.1f} CPU s", flush=True)
        (folder / "export.csv").write_text("".join([head, *rest, *late]), "utf-8")
        batch = _cpu(folder)
        print(f"batch     {len(late):>10,} records{batch:8.1f} CPU s, {batch / full:.2f} of the first run", flush=True)
        again = _cpu(folder)
        print(f"nothing   {0:>10,} records{again:8.1f} CPU s, {again / full:.2f} of the first run", flush=True)


if __name__ == "__main__":
    main()
