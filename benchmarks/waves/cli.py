"""Memory of the wave commands as users run them, at two sizes: `python -m benchmarks.waves.cli`.

Each command runs in a process of its own (`mergepoint wave …` with the command line's own entry) against a
PostgreSQL of its own: tables with key, index and foreign key on, columns made by transforms, orders held against an
ERP ledger, one order in 50,000 refused. Printed for each command and size: highest resident memory of the client in
MB, and processor seconds of client and server.
"""

import argparse
import contextlib
import json
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.waves import home
from benchmarks.waves.__main__ import Place
from benchmarks.waves.measure import Spent, measured

BY = ("--by", "bench")


def commands() -> list[tuple[str, tuple[str, ...]]]:
    """What is run, in order: the name it is told by, and its words."""
    steps = [("plan", ("plan",))]
    for wave in home.WAVES:
        for step in ("package", "rehearse", "verify"):
            steps.append((f"{step} {wave}", (step, wave)))
        steps.append((f"promote {wave}", ("promote", wave, *BY)))
    return [*steps, *((f"rollback {wave}", ("rollback", wave, *BY)) for wave in reversed(home.WAVES))]


def run(words: tuple[str, ...], log: str) -> None:
    """One command, in this process; its words go to the log. Raises RuntimeError where it fails."""
    from pipelines.cli import main

    with open(log, "a", encoding="utf-8") as file, contextlib.redirect_stdout(file), contextlib.redirect_stderr(file):
        try:
            main(["wave", *words], standalone_mode=False)
        except SystemExit as stop:
            file.flush()
            said = Path(log).read_text(encoding="utf-8")[-500:]
            raise RuntimeError(f"exit {stop.code}: {said}") from None


def measure(place: Place, folder: Path, sizes: tuple[int, int]) -> dict[str, Spent]:
    """Every command on a workspace of this many customers and orders."""
    folder.mkdir()
    file, log = home.make(folder, *sizes), str(folder / "log")
    os.environ["NEW_SYSTEM"] = place.empty()
    spent = {}
    for name, words in commands():
        spent[name] = measured(place.process, run, (*words, "--workspace", str(file)), log)
        print(f"{sizes[1]:>9,} orders  {name:16} {spent[name]}", file=sys.stderr, flush=True)
    place.forget(os.environ["NEW_SYSTEM"])
    return spent


def main() -> int:
    """Print one JSON object: command → size → what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, nargs="+", default=[200_000, 1_000_000], help="sizes; a fifth customers")
    parser.add_argument("--on", default="postgres", choices=["postgres", "mariadb", "sqlite"])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Place(asked.on, Path(folder))
        try:
            runs = {n: measure(place, Path(folder) / f"of-{n}", (n // 5, n)) for n in asked.orders}
        finally:
            place.stop()
    told = {
        name: {f"{n:,} orders": {"peak MB": s[name].peak_mb, "cpu s": round(s[name].cpu, 1)} for n, s in runs.items()}
        for name, _ in commands()
    }
    print(json.dumps(told, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
