"""What Dagster costs: `mergepoint run` on the demo beside its stages called directly, and loading the definitions.

`python -m benchmarks.overhead [--rounds 2]` prints the least of the rounds, taken in turns. CPU seconds count on a
busy machine, wall seconds on an idle one; both are printed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "examples" / "demo"
RUN = "from pipelines.cli import main; main(['run', '--by', 'bench', '-w', 'workspace.yaml'])"
DIRECT = """
from pathlib import Path
from pipelines.graph.stages import STAGES as s
from pipelines.stages.context import Context
from pipelines.workspace import load_workspace
c = Context.of(load_workspace(Path("workspace.yaml")))
for stage in (s.read_exports, s.audit_exports, s.clean_exports, s.match_customers, s.build_load_tables, s.plan_waves):
    stage(c)
for wave in c.workspace.waves:
    for stage in (s.package_wave, s.rehearse_wave, s.verify_wave):
        stage(c, wave.name)
    s.promote_wave(c, wave.name, by="bench")
"""
LOAD = "from pipelines.definitions import defs; defs().get_repository_def()"
LIMITS = {"overhead": 10.0, "definitions": 6.0}  # seconds


def measure(code: str, folder: Path) -> tuple[float, float]:
    """CPU and wall seconds of a fresh Python that runs `code` in `folder`."""
    environment = {name: v for name, v in os.environ.items() if name not in ("MERGEPOINT_HOME", "DAGSTER_HOME")}
    environment |= {"PYTHONPATH": str(ROOT), "MERGEPOINT_WORKSPACE": str(folder / "workspace.yaml")}
    before, start = os.times(), time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, check=False)
    wall, after = time.perf_counter() - start, os.times()
    if done.returncode:
        sys.exit(done.stderr.decode(errors="replace")[-2000:])
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return cpu, wall


def on_a_fresh_demo(code: str) -> tuple[float, float]:
    """Measure on a copy of the demo that never ran."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "demo"
        shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns(".mergepoint"))
        return measure(code, folder)


def main() -> None:
    """Print three lines and the two verdicts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    rounds = parser.parse_args().rounds
    ways = {"libraries directly": DIRECT, "mergepoint run": RUN, "definitions": LOAD}
    taken = {name: [] for name in ways}
    for _ in range(rounds):
        for name, code in ways.items():
            taken[name].append(on_a_fresh_demo(code))
    least = {name: [min(values) for values in zip(*found, strict=True)] for name, found in taken.items()}
    for name, (cpu, wall) in least.items():
        print(f"{name:<20} {cpu:6.1f} s CPU {wall:6.1f} s wall")
    direct, run = least["libraries directly"], least["mergepoint run"]
    measured = {"overhead": [run[n] - direct[n] for n in (0, 1)], "definitions": least["definitions"]}
    for name, (cpu, wall) in measured.items():
        verdict = "met" if cpu < LIMITS[name] else "MISSED"
        print(f"{name:<20} {cpu:6.1f} s CPU {wall:6.1f} s wall; limit {LIMITS[name]:.0f} s: {verdict}")


if __name__ == "__main__":
    main()
