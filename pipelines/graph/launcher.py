"""The stock launcher, and it knows whether the process of a run still lives.

Dagster's own cannot tell, so that a run whose process was killed counts as started for ever.
"""

from __future__ import annotations

import re
import socket

from dagster import DagsterEventType, DagsterRun
from dagster._core.launcher import DefaultRunLauncher
from dagster._core.launcher.base import CheckRunHealthResult, WorkerStatus

from pipelines.processes import PROCESS, is_alive

_PID = re.compile(r"\(pid: (\d+)\)")


class WatchedRunLauncher(DefaultRunLauncher):
    """Launches as `DefaultRunLauncher` does; run monitoring finds the killed runs of this machine."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Say yes: run monitoring then asks."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Tell whether the process of a run is there; a run of another machine is taken to live."""
        host, pid = self._process(run)
        if pid is None or host != socket.gethostname() or is_alive(pid):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(
            WorkerStatus.NOT_FOUND, f"process {pid} was killed. Start the run again: it goes on where it stood"
        )

    def _process(self, run: DagsterRun) -> tuple[str, int | None]:
        host, _, pid = run.tags.get(PROCESS, "").rpartition(":")
        if pid:
            return host, int(pid)
        events = self._instance.all_logs(run.run_id, of_type={DagsterEventType.ENGINE_EVENT})
        found = [_PID.search(entry.message) for entry in events]
        pids = [int(match[1]) for match in found if match]
        return socket.gethostname(), pids[-1] if pids else None
