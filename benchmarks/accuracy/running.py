"""Run a command in its own process; measure wall seconds and peak memory; keep results by fingerprint."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """What a process cost: seconds of the wall clock, peak memory in MiB, how it failed, if it did, and CPU seconds."""

    seconds: float
    memory: float
    failure: str = ""
    cpu: float = 0.0


def measured(command: Sequence[str], folder: Path, limit: float) -> Run:
    """Run a command in a folder of its own; its log is `log.txt` there."""
    folder.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=folder, env={**os.environ, "PYTHONUNBUFFERED": "1"}
        )
        status, peak, cpu = _waited(process, began + limit)
    seconds = time.perf_counter() - began
    if status is None:
        return Run(seconds, peak, f"over {limit:.0f} s", cpu)
    if status:
        lines = (folder / "log.txt").read_text(errors="replace").strip().splitlines()
        return Run(seconds, peak, lines[-1][:160] if lines else f"exit {status}", cpu)
    return Run(seconds, peak, cpu=cpu)


def _waited(process: subprocess.Popen, deadline: float) -> tuple[int | None, float, float]:
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime
        if time.perf_counter() > deadline:
            process.kill()
            _, _, usage = os.wait4(process.pid, 0)
            process.returncode = -9
            return None, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime
        time.sleep(0.05)


def fingerprint(*parts: bytes | str | Path) -> str:
    """A key of contents: bytes and text as they are, files by what they hold."""
    total = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else part
        total.update(hashlib.sha256(content.encode() if isinstance(content, str) else content).digest())
    return total.hexdigest()[:24]


def remembered(folder: Path) -> Run | None:
    """The kept result of a folder, if it has one."""
    note = folder / "run.json"
    return Run(**json.loads(note.read_text())) if note.exists() else None


def remember(folder: Path, run: Run) -> None:
    """Keep a result."""
    (folder / "run.json").write_text(json.dumps(asdict(run)))
