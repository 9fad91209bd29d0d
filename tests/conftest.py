"""Fixtures for every test folder."""

import os
from pathlib import Path

import pytest

from tests.servers import mariadb_server, mariadb_url, postgres_server, postgres_url  # noqa: F401

ROOT = Path(__file__).resolve().parents[1]


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
