"""A step in a process of its own: seconds, processor seconds of client and server, highest memory."""

import concurrent.futures
import importlib
import multiprocessing
import os
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WARM = ("adbc_driver_postgresql.dbapi", "pandas", "psycopg", "pymysql", "benchmarks.waves.steps", "migration.planning")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Spent:
    """`seconds` of wall time, `cpu` of the client's and the server's processes, `peak_mb` of the client."""

    seconds: float = 0.0
    cpu: float = 0.0
    peak_mb: int = 0

    def __add__(self, other: "Spent") -> "Spent":
        """One after the other."""
        return Spent(self.seconds + other.seconds, self.cpu + other.cpu, max(self.peak_mb, other.peak_mb))


def _peak_mb() -> int:
    """Highest resident memory of this program alone (getrusage would count its parent's)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _stat(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["0"] * 20


def server_cpu(process: int | None) -> float:
    """Processor seconds of a server: itself, its children, and those that ended."""
    if process is None:
        return 0.0
    mine = _stat(process)
    total = sum(map(int, mine[11:15]))
    for entry in Path("/proc").glob("[0-9]*"):
        fields = _stat(int(entry.name))
        if fields[1] == str(process):
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def _inside(work: Callable[..., None], given: tuple[Any, ...]) -> Spent:
    for name in WARM:
        importlib.import_module(name)
    started, used = time.perf_counter(), _own_cpu()
    try:
        work(*given)
    except Exception as error:  # some errors of drivers cannot travel between processes
        raise RuntimeError(f"{work.__name__}: {error}") from None
    return Spent(time.perf_counter() - started, _own_cpu() - used, _peak_mb())


def measured(server: int | None, work: Callable[..., None], *given: Any) -> Spent:
    """Run `work` in a fresh process."""
    before = server_cpu(server)
    spawn = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=spawn) as pool:
        spent = pool.submit(_inside, work, given).result()
    return Spent(spent.seconds, spent.cpu + server_cpu(server) - before, spent.peak_mb)
