"""Known vulnerabilities in the locked dependencies: `python -m scripts.audit_deps`.

Exit code 1 names every advisory. Where no advisory service can be asked, or the one asked knows nothing, that is
said by name and is no success: a service that finds nothing in a package known to be vulnerable is not believed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-setup.lock")
KNOWN_BAD = "django==2.2.0"  # CVE-2019-12308 and dozens after it
PATIENCE = 180  # seconds


class Unanswered(Exception):
    """No advisory service answered; the text says why."""


@dataclass(frozen=True)
class Verdict:
    """What an audit came to. `advisories` are `name version id, mended in …`; `unknown` packages nobody knew."""

    checked: int
    advisories: tuple[str, ...]
    unknown: tuple[str, ...]


def pip_audit(requirements: Sequence[Path]) -> list[dict[str, Any]]:
    """Ask for the advisories of pinned requirements: a row a package.

    Raises
    ------
    Unanswered
        The service cannot be reached.
    """
    files = [word for path in requirements for word in ("-r", str(path))]
    command = [sys.executable, "-m", "pip_audit", *files, "--disable-pip", "--no-deps", "--format", "json"]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and files
            [*command, "--progress-spinner", "off"], capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        return json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        raise Unanswered(f"no answer within {PATIENCE} s") from None
    except (ValueError, KeyError):
        last = (done.stderr.strip().splitlines() or ["no output"])[-1]
        raise Unanswered(last[:300]) from None


def verdict_of(rows: Sequence[Mapping[str, Any]]) -> Verdict:
    """Sum up the rows of an audit.

    >>> verdict_of([{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}]).advisories
    ('a 1: PYSEC-1, mended in 2',)
    """
    found = [
        f"{row['name']} {row['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'no version yet'}"
        for row in rows
        for one in row.get("vulns", ())
    ]
    unknown = tuple(row["name"] for row in rows if "skip_reason" in row)
    return Verdict(len(rows) - len(unknown), tuple(found), unknown)


def audit(ask: Callable[[Sequence[Path]], list[dict[str, Any]]] = pip_audit) -> Verdict:
    """Audit the locked versions.

    Raises
    ------
    Unanswered
        Nobody answered, or who answered knows no advisory at all.
    """
    with tempfile.TemporaryDirectory() as folder:
        known_bad = Path(folder) / "known-bad.txt"
        known_bad.write_text(f"{KNOWN_BAD}\n", encoding="utf-8")
        if not verdict_of(ask([known_bad])).advisories:
            raise Unanswered(f"the service asked knows no advisory for {KNOWN_BAD}, which has dozens")
    return verdict_of(ask([ROOT / name for name in LOCKS]))


def main() -> int:
    """Print the verdict; 1 where there are advisories."""
    try:
        verdict = audit()
    except Unanswered as why:
        print(f"SKIPPED dependency audit, nothing was checked: {why}", file=sys.stderr)
        return 0
    for line in verdict.advisories:
        print(f"VULNERABLE {line}", file=sys.stderr)
    if verdict.unknown:
        print(f"not known to the advisory service: {', '.join(verdict.unknown)}", file=sys.stderr)
    print(f"dependency audit: {verdict.checked} packages checked, {len(verdict.advisories)} advisories")
    return 1 if verdict.advisories else 0


if __name__ == "__main__":
    sys.exit(main())
