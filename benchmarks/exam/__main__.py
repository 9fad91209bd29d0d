"""Make the exports, audit and merge them as a user would, print how much was found."""

import csv
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.exam import chinese, german, households
from benchmarks.exam.scoring import by_kind, surplus

FOLDERS = {"chinese": chinese.make, "german": german.make}


def main() -> None:
    """Print the whole exam."""
    with tempfile.TemporaryDirectory() as scratch:
        for name, make in FOLDERS.items():
            _audited(Path(scratch) / name, name, make)
        _merged(Path(scratch) / "households")


def _audited(home: Path, name: str, make) -> None:
    exports = home / "exports"
    exports.mkdir(parents=True)
    truth = make(exports)
    _run("audit", str(exports), "--out", str(home / "out"))
    findings = _rows(home / "out" / "findings.csv")
    print(f"audit of the {name} folder\n  {'planted kind':28}{'planted':>8}{'found':>8}{'recall':>8}")
    for kind, (planted, found, missed) in by_kind(truth, findings).items():
        example = f"   missed: {' '.join(missed[0])}" if missed else ""
        print(f"  {kind:28}{planted:8,}{found:8,}{found / planted:8.3f}{example}")
    extra = surplus(truth, findings)
    print(f"  findings where nothing was planted: {sum(map(len, extra.values())):,} of {len(findings):,}")
    for rule, rows in extra.items():
        print(f"    {rule:28}{len(rows):6,}   {rows[0]['record_id']} {rows[0]['field']} {rows[0]['value']}")


def _merged(home: Path) -> None:
    home.mkdir()
    person, apart = households.make(home / "kunden.csv")
    _run("dedupe", str(home / "kunden.csv"), "--out", str(home / "out"))
    customer = {row["record_id"]: row["customer_id"] for row in _rows(home / "out" / "clusters.csv")}
    merged = sum(customer[a] == customer[b] for a, b in apart)
    twice = [(a, b) for a in person for b in person if a < b and person[a] == person[b]]
    joined = sum(customer[a] == customer[b] for a, b in twice)
    print(f"merge of households\n  pairs that must stay apart {len(apart):,}, merged {merged:,}")
    print(f"  pairs of one person {len(twice):,}, merged {joined:,}")


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _run(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1):
        raise SystemExit(f"mergepoint {arguments[0]} ended with {done.returncode}:\n{done.stderr}")


if __name__ == "__main__":
    main()
