"""Databases that can be set back to a snapshot: SQLite files, and databases of a server."""

import shutil
from pathlib import Path

import sqlalchemy as sa

import migration
from tests.servers import Server


class Place:
    """SQLite files in a folder."""

    name = "sqlite"
    server: Server | None = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0
        self.points: dict[object, list[int]] = {}  # where a step can be disturbed, once it was looked at

    def fresh(self) -> str:
        self.count += 1
        return f"sqlite:///{self.folder}/{self.count}.db"

    def copy(self, url: str) -> str:
        made = self.fresh()
        shutil.copyfile(sa.make_url(url).database, sa.make_url(made).database)
        return made

    def forget(self, url: str) -> None:
        Path(sa.make_url(url).database).unlink()


class ServerPlace(Place):
    """Databases of a server: PostgreSQL copies by template, MariaDB table by table."""

    def __init__(self, server: Server, folder: Path) -> None:
        super().__init__(folder)
        self.server = server
        self.name = server.name

    def fresh(self) -> str:
        return self.server.fresh()

    def copy(self, url: str) -> str:
        source = sa.make_url(url).database
        self.count += 1
        name = f"c_{source[-6:]}_{self.count}"
        if self.name == "postgres":
            self.server.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
        else:
            with migration.connect(url) as database:
                database.copy_to(name)
        return self.server.url(name)

    def forget(self, url: str) -> None:
        self.server.execute(f"DROP DATABASE {sa.make_url(url).database}")
