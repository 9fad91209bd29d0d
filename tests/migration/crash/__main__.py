"""Disturb every step of a wave at chosen points, resume or roll back, compare the end state with the clean one.

`python -m tests.migration.crash` (or `make crash`) runs every point on every product that is there.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from tests.migration.crash.places import Place, ServerPlace
from tests.migration.crash.series import BY_NAME, Tally, control, run
from tests.migration.crash.shops import build
from tests.servers import start_mariadb, start_postgres

PRODUCTS = ("sqlite", "postgres", "mariadb")


def _places(names: list[str], folder: Path) -> Iterator[Place]:
    if "sqlite" in names:
        yield Place(folder)
    for name, start in (("postgres", start_postgres), ("mariadb", start_mariadb)):
        if name not in names:
            continue
        try:
            server = start()
        except LookupError as missing:
            print(f"{name}: skipped, {missing}")
            continue
        try:
            yield ServerPlace(server, folder)
        finally:
            server.stop()


def faults(folder: Path) -> int:
    """Run `test_faults.py` and its kin once and print which fault was tried on which database."""
    names = ("test_faults", "test_arrivals", "test_blocked", "test_reserving", "test_live_writers", "test_tampering")
    files = [str(Path(__file__).parents[1] / f"{name}.py") for name in names]
    results = folder / "faults.xml"
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={results}", *files]
    failed = subprocess.run(words, check=False, stdout=subprocess.DEVNULL).returncode
    table: dict[str, dict[str, str]] = {}
    for case in ElementTree.parse(results).iter("testcase"):  # noqa: S314 - written by ourselves just now
        told, _, given = case.get("name", "").removeprefix("test_").rstrip("]").partition("[")
        product = next((p for p in PRODUCTS if p in given), "postgres" if "postgres" in told else "")
        ended = next((part.tag for part in case if part.tag in {"failure", "error", "skipped"}), "passed")
        cells = table.setdefault(told.replace("_", " "), {})
        cells[product] = ended if cells.get(product, "passed") == "passed" else cells[product]
    print("\n" + " ".join(["fault".ljust(85), *(p.ljust(9) for p in PRODUCTS)]))
    for told, cells in table.items():
        print(" ".join([told[:85].ljust(85), *(cells.get(p, "-").ljust(9) for p in PRODUCTS)]), flush=True)
    return failed


def _tell(place: Place, name: str, tally: Tally, end: str) -> None:
    print(f"{place.name:9} {name:29} runs {tally.runs:5} kills {tally.kills:5} {end}", flush=True)


def report(place: Place, folder: Path, limit: int | None, steps: list[str]) -> int:
    """Run scenarios and the control on one product and print what they showed; returns how many were wrong."""
    started = time.monotonic()
    bases, failed = build(place, folder), 0
    for name in steps:
        tally = run(place, bases, BY_NAME[name], limit)
        if not tally.runs:
            print(f"{place.name:9} {name:29} there is no server to kill")
            continue
        _tell(place, name, tally, f"wrong {len(tally.wrong)}")
        failed += len(tally.wrong) + (not tally.kills)
        for line in tally.wrong[:5]:
            print("   ", line)
    caught = control(place, bases, limit)
    _tell(place, "negative control", caught, f"caught {len(caught.wrong)}   ({time.monotonic() - started:.0f} s)")
    return failed + (not caught.wrong)


def main() -> int:
    """Run the long form, each product in a process of its own; exit 1 where an end state was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=None, help="points for each scenario (all)")
    parser.add_argument("--on", nargs="*", default=list(PRODUCTS), choices=PRODUCTS)
    parser.add_argument("--steps", nargs="*", default=list(BY_NAME), choices=list(BY_NAME))
    asked = parser.parse_args()
    if len(asked.on) > 1:
        again = [sys.executable, "-m", "tests.migration.crash"]
        more = [] if asked.points is None else ["--points", str(asked.points)]
        more += ["--steps", *asked.steps]
        workers = [subprocess.Popen([*again, "--on", name, *more]) for name in asked.on]
        failed = max(worker.wait() for worker in workers)
        with tempfile.TemporaryDirectory() as temporary:
            return max(failed, faults(Path(temporary)))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        failed = sum(report(place, folder, asked.points, asked.steps) for place in _places(asked.on, folder))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
