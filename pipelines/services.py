"""The Dagster UI as a service of this machine: code server, web server and daemon under one roof.

Started directly rather than through `dagster dev`: they start side by side, their logs go to
files, and none outlives the command that started it. A part that ends by itself is started again.
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
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.errors import PipelineError
from pipelines.instance import make_storages
from pipelines.reload import Shown, Watcher

STARTING, STOPPING = 180.0, 12.0  # seconds
FALLS, WITHIN = 3, 600.0  # a part that ends more often within so many seconds is not started again
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

    `shown` are the workspaces, each in a code location of its own; `home` is DAGSTER_HOME.
    """

    shown: Sequence[Shown]
    home: Path
    host: str = "127.0.0.1"
    port: int = 3000
    daemon: bool = True
    parts: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    falls: dict[str, list[float]] = field(default_factory=dict)
    _commands: dict[str, tuple[Sequence[str], Mapping[str, str]]] = field(default_factory=dict)

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
        make_storages(self.home)  # every part would do so, at the same time as the others
        sockets = {f"code_server_{n}": f"{self._sockets.name}/{n}" for n in range(len(self.shown))}
        for (name, path), shown in zip(sockets.items(), self.shown, strict=True):
            module = ("code-server", "start", "-m", "pipelines.definitions", "--socket", path)
            self._launch(name, ("-m", "dagster", *module), {"MERGEPOINT_WORKSPACE": str(shown.workspace)})
        locations = self._write_locations([*sockets.values()])
        self._await(lambda: all(_answers(path) for path in sockets.values()))
        if self.daemon:
            self._launch("daemon", ("-m", "dagster._daemon", "run", "-w", locations))
        where = ("-h", self.host, "-p", str(self.port), "-w", locations)
        quiet = ("--suppress-warnings", "--log-level", "warning", "--dagster-log-level", "warning")
        homes = json.dumps({shown.slug: str(shown.home) for shown in self.shown})
        self._launch("web_server", ("-m", "pipelines.web", *where, *quiet), {"MERGEPOINT_REPORTS": homes})
        self._await(lambda: _is_up(self.address))

    def wait(self) -> None:
        """Keep everything running: parts that ended start again, changed definitions are loaded.

        Raises
        ------
        ServiceFailed
            A part ends again and again.
        """
        watcher = Watcher(self.address, self.shown)
        while True:
            for name in self.mend():
                print(f"The {name.replace('_', ' ')} ended by itself and was started again.", file=sys.stderr)
            watcher.look()
            time.sleep(0.5)

    def mend(self) -> list[str]:
        """Start again every part that ended by itself; return their names.

        A run goes on while its code server lives; one whose process is gone is marked failed by the daemon.
        """
        ended = [name for name, part in self.parts.items() if part.poll() is not None]
        for name in ended:
            falls = [at for at in self.falls.get(name, []) if time.monotonic() - at < WITHIN]
            if len(falls) >= FALLS:
                raise ServiceFailed(name.replace("_", " "), self._log(name), _tail(self._log(name)))
            self.falls[name] = [*falls, time.monotonic()]
            self._launch(name, *self._commands[name])
        return ended

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

    def _launch(self, name: str, arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        log, self._commands[name] = self._log(name), (arguments, environment or {})
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab" if name in self.falls else "wb") as stream:
            self.parts[name] = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
                [sys.executable, *arguments],
                env={**os.environ, "DAGSTER_HOME": str(self.home), **(environment or {})},
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
        servers = [
            {"grpc_server": {"socket": path, "location_name": shown.name}}
            for path, shown in zip(sockets, self.shown, strict=True)
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
