"""Disturb every step of a wave at chosen points, resume or roll back, compare the end state with the clean one.

`python -m tests.migration.crash` (or `make crash`) runs every point on every product that is there, each product
side by side with the others; `make crash ON=postgresql` runs one, `POINTS=3` three points of each scenario.
"""

import argparse
import json
import logging
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

from tests.migration.crash.places import Place, ServerPlace
from tests.migration.crash.series import BY_NAME, Tally, control, run
from tests.migration.crash.shops import build
from tests.servers import start_mariadb, start_postgres

PRODUCTS = ("sqlite", "postgres", "mariadb")
ALSO = {"postgresql": "postgres", "mysql": "mariadb"}


def _places(names: list[str], folder: Path) -> Iterator[Place]:
    if "sqlite" in names:
        yield Place(folder)
    for name, start in (("postgres", start_postgres), ("mariadb", start_mariadb)):
        if name not in names:
            continue
        try:
            server = start()
        except LookupError as missing:
            print(f"{name}: skipped, {missing}", flush=True)
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


def report(place: Place, folder: Path, asked: argparse.Namespace) -> dict[str, int]:
    """Run scenarios and the control on one product and print what they showed; returns the sums."""
    started = time.monotonic()
    bases, sums = build(place, folder), Counter()
    for name in asked.steps:
        begun = time.monotonic()
        tally = run(place, bases, BY_NAME[name], asked.points)
        if not tally.runs:
            print(f"{place.name:9} {name:29} there is no server to kill", flush=True)
            continue
        _tell(place, name, tally, f"wrong {len(tally.wrong):3}   ({time.monotonic() - begun:.0f} s)")
        sums.update(runs=tally.runs, kills=tally.kills, wrong=len(tally.wrong), idle=int(not tally.kills))
        for line in tally.wrong[:5]:
            print("   ", line, flush=True)
    caught = control(place, bases, asked.points)
    _tell(place, "negative control", caught, f"caught {len(caught.wrong)}")
    sums.update(missed=int(not caught.wrong))
    total(place.name, sums, time.monotonic() - started)
    return dict(sums)


def total(name: str, sums: Mapping[str, int], seconds: float) -> None:
    """The last line on a product, or on all of them."""
    runs, kills, wrong = (sums.get(key, 0) for key in ("runs", "kills", "wrong"))
    said = f"{name:9} {'TOTAL':29} runs {runs:5} kills {kills:5} wrong {wrong:3}   ({seconds:.0f} s)"
    said += "" if not sums.get("idle") else f"   {sums['idle']} scenarios that never struck"
    print(said + ("   the negative control was NOT caught" if sums.get("missed") else ""), flush=True)


def apart(asked: argparse.Namespace, folder: Path) -> int:
    """Each product in a process of its own, then the other faults; returns how much was wrong."""
    started = time.monotonic()
    again = [sys.executable, "-u", "-m", "tests.migration.crash", "--steps", *asked.steps]
    again += [] if asked.points is None else ["--points", str(asked.points)]
    files = {name: folder / f"{name}.json" for name in asked.on}
    workers = [subprocess.Popen([*again, "--on", name, "--sums", str(file)]) for name, file in files.items()]
    broken = sum(worker.wait() not in {0, 1} for worker in workers)
    sums: Counter[str] = Counter()
    for file in files.values():
        sums.update(json.loads(file.read_text()) if file.exists() else {})
    total("all", sums, time.monotonic() - started)
    return broken + _failures(sums) + faults(folder)


def _failures(sums: Mapping[str, int]) -> int:
    return sum(sums.get(name, 0) for name in ("wrong", "idle", "missed"))


def main() -> int:
    """Run the long form; exit 1 where an end state was wrong, a scenario never struck or the control passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=None, help="points for each scenario (all)")
    parser.add_argument("--on", nargs="*", default=list(PRODUCTS), type=lambda name: ALSO.get(name, name))
    parser.add_argument("--steps", nargs="*", default=list(BY_NAME), choices=list(BY_NAME))
    parser.add_argument("--sums", type=Path, help="a file for the sums, as JSON")
    asked = parser.parse_args()
    if unknown := set(asked.on) - set(PRODUCTS):
        parser.error(f"--on {', '.join(sorted(unknown))}: there are {', '.join(PRODUCTS)}")
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)  # lines are cut all the while
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if len(asked.on) > 1:
            return 1 if apart(asked, folder) else 0
        sums: Counter[str] = Counter()
        for place in _places(asked.on, folder):
            sums.update(report(place, folder, asked))
        if asked.sums:
            asked.sums.write_text(json.dumps(sums))
    return 1 if _failures(sums) else 0


if __name__ == "__main__":
    sys.exit(main())
