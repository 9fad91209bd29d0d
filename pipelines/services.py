"""The Dagster UI as a service of this machine: code server, web server and daemon under one roof.

Started directly rather than through `dagster dev`: they start side by side, their logs go to
files, and none outlives the command that started it.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.errors import PipelineError

STARTING, STOPPING = 180.0, 12.0  # seconds
_PR_SET_PDEATHSIG = 1


@dataclass
class ServiceFailed(PipelineError):
    """A part of the UI did not start or ended by itself. `log` is its file, `tail` its last words."""

    name: str
    log: Path
    tail: str = ""

    def __str__(self) -> str:
        """Write which part, its last words and where the rest is."""
        return f"The {self.name} ended by itself. Its log is {self.log}\n{self.tail}".strip()


@dataclass
class Services:
    """The running parts of the UI. Use as a context: on leaving, every part has ended.

    `workspaces` are the files to show, each in a code location of its own; `home` is where
    logs and the list of code locations go.
    """

    workspaces: Sequence[Path]
    home: Path
    host: str = "127.0.0.1"
    port: int = 3000
    daemon: bool = True
    parts: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where a browser finds the UI."""
        return f"http://{'127.0.0.1' if self.host in ('0.0.0.0', '::') else self.host}:{self.port}"  # noqa: S104

    def __enter__(self) -> Services:
        """Start everything and wait until the UI answers."""
        self._refuse_taken_port()
        self._sockets = tempfile.TemporaryDirectory(prefix="mergepoint-")
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop everything."""
        self.stop()

    def _start(self) -> None:
        sockets = {f"code_server_{n}": f"{self._sockets.name}/{n}" for n in range(len(self.workspaces))}
        for (name, path), workspace in zip(sockets.items(), self.workspaces, strict=True):
            module = ("code-server", "start", "-m", "pipelines.definitions", "--socket", path)
            self._launch(name, ("-m", "dagster", *module), {"MERGEPOINT_WORKSPACE": str(workspace)})
        locations = self._write_locations([*sockets.values()])
        self._await(lambda: all(_answers(path) for path in sockets.values()))
        if self.daemon:
            self._launch("daemon", ("-m", "dagster._daemon", "run", "-w", locations))
        where = ("-h", self.host, "-p", str(self.port), "-w", locations)
        quiet = ("--suppress-warnings", "--log-level", "warning", "--dagster-log-level", "warning")
        self._launch("web_server", ("-m", "dagster_webserver", *where, *quiet))
        self._await(lambda: _is_up(self.address))

    def wait(self) -> None:
        """Wait until a part ends by itself, which it should not.

        Raises
        ------
        ServiceFailed
            It did.
        """
        while True:
            self._check()
            time.sleep(0.5)

    def stop(self) -> None:
        """End every part with its children: politely, then by force."""
        for part in self.parts.values():
            _signal(part, signal.SIGTERM)
        deadline = time.monotonic() + STOPPING
        for part in self.parts.values():
            with suppress(subprocess.TimeoutExpired):
                part.wait(max(0.1, deadline - time.monotonic()))
            _signal(part, signal.SIGKILL)
            part.wait()
        self.parts.clear()
        self._sockets.cleanup()  # may be called twice

    def _launch(self, name: str, arguments: Sequence[str], environment: dict[str, str] | None = None) -> None:
        log = self._log(name)
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as stream:
            self.parts[name] = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
                [sys.executable, *arguments],
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - no thread of ours holds a lock here
            )

    def _await(self, ready: object) -> None:
        deadline = time.monotonic() + STARTING
        while not ready():  # type: ignore[operator]
            self._check()
            if time.monotonic() > deadline:
                name = [*self.parts][-1]
                raise ServiceFailed(name, self._log(name), f"It did not answer within {STARTING:.0f} s.")
            time.sleep(0.2)

    def _check(self) -> None:
        for name, part in self.parts.items():
            if part.poll() is not None:
                raise ServiceFailed(name.replace("_", " "), self._log(name), _tail(self._log(name)))

    def _log(self, name: str) -> Path:
        return self.home / "logs" / f"{name}.log"

    def _write_locations(self, sockets: Sequence[str]) -> str:
        names = [workspace.parent.name or "workspace" for workspace in self.workspaces]
        servers = [
            {"grpc_server": {"socket": path, "location_name": "mergepoint" if len(names) == 1 else f"{name} ({n + 1})"}}
            for n, (path, name) in enumerate(zip(sockets, names, strict=True))
        ]
        path = Path(self._sockets.name) / "locations.yaml"
        path.write_text(json.dumps({"load_from": servers}), encoding="utf-8")  # JSON is YAML
        return str(path)

    def _refuse_taken_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                problem = f"cannot listen on {self.host}:{self.port} ({error.strerror})"
                raise PipelineError(f"The UI {problem}. Choose another: mergepoint ui --port 3001") from None


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> None:
    """Ask Linux to end this child when its parent is killed; elsewhere do nothing."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal(part: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(part.pid, number)


def _answers(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
        except OSError:
            return False
    return True


def _is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/server_info", timeout=2):  # noqa: S310 - our own address
            return True
    except (urllib.error.URLError, OSError):
        return False


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
