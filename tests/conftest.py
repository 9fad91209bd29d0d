"""Fixtures for every test folder."""

import os
from pathlib import Path

import pytest

from tests.servers import mariadb_server, mariadb_url, postgres_server, postgres_url  # noqa: F401

ROOT = Path(__file__).resolve().parents[1]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Keep the tests of an `xdist_group` on one worker: pytest 9.2 ignores how xdist 3.8 asks for it.

    See https://github.com/pytest-dev/pytest-xdist/issues/1386; an xdist that mends it finds the work done.
    """
    if not getattr(config.option, "loadgroup", False):  # set by xdist in its workers
        return
    for item in items:
        groups = "_".join(sorted({str(mark.args[0]) for mark in item.iter_markers("xdist_group")}))
        if groups and not item.nodeid.endswith(f"@{groups}"):
            item._id = type(item._id).parse(f"{item.nodeid}@{groups}")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real data sets, which are not part of the repository; skipped by name when absent."""
    for folder in (os.environ.get("MERGEPOINT_SHARED"), ROOT.parent / "shared"):
        if folder and (Path(folder) / "data").is_dir():
            return Path(folder) / "data"
    pytest.skip("no shared data: set MERGEPOINT_SHARED to the folder that holds data/")
