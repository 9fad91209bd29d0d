"""A database whose files lie on a disk of their own that is nearly full, and can be made larger."""

import contextlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.servers import Server


@dataclass(frozen=True)
class SmallDisk:
    """The URL of an empty database, and the folder that its disk is mounted on."""

    url: str
    folder: Path
    server: Server | None = None

    def leave(self, free: int) -> None:
        """Make the disk so large that so many bytes are free."""
        used = shutil.disk_usage(self.folder).used
        subprocess.run(["mount", "-o", f"remount,size={used + free}", str(self.folder)], check=True)

    def revive(self) -> bool:
        """Start the server where the full disk has killed it, as happens to MariaDB in a rollback; tell if so."""
        dead = self.server is not None and self.server.ended()
        if dead:
            self.server.start()
        return dead


@contextlib.contextmanager
def _mounted(folder: Path, user: str | None) -> Iterator[None]:
    words = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(words, check=False, capture_output=True).returncode:
        pytest.skip("a small disk has to be mounted, which this user may not do")
    try:
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        folder.chmod(0o700)
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextlib.contextmanager
def of_sqlite(folder: Path) -> Iterator[SmallDisk]:
    folder.mkdir()
    with _mounted(folder, None):
        yield SmallDisk(f"sqlite:///{folder}/t.db", folder)


@contextlib.contextmanager
def of_postgres(server: Server) -> Iterator[SmallDisk]:
    """A database in a tablespace on the small disk."""
    folder = server.home / "small"
    folder.mkdir()
    with _mounted(folder, server.user):
        server.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
        server.execute("CREATE DATABASE small TABLESPACE small")
        try:
            yield SmallDisk(server.url("small"), folder, server)
        finally:
            server.execute("DROP DATABASE small")
            server.execute("DROP TABLESPACE small")


@contextlib.contextmanager
def of_mariadb(server: Server) -> Iterator[SmallDisk]:
    """The folder of one database is the small disk."""
    url = server.fresh()
    folder = server.home / "data" / sa.make_url(url).database
    options = (folder / "db.opt").read_bytes()
    with _mounted(folder, server.user):
        (folder / "db.opt").write_bytes(options)
        disk = SmallDisk(url, folder, server)
        try:
            yield disk
        finally:
            disk.leave(40_000_000)
            disk.revive()
            with contextlib.suppress(sa.exc.OperationalError):  # all but the folder itself, which is busy
                server.execute(f"DROP DATABASE {sa.make_url(url).database}")
    server.execute(f"DROP DATABASE {sa.make_url(url).database}")


def small_disk(
    product: str, request: pytest.FixtureRequest, folder: Path
) -> contextlib.AbstractContextManager[SmallDisk]:
    """The disk of a product; skips the test where none may be mounted."""
    if product == "sqlite":
        return of_sqlite(folder / "small")
    return {"postgres": of_postgres, "mariadb": of_mariadb}[product](request.getfixturevalue(f"{product}_server"))
