"""One instance of Dagster for all tests of the pipelines, in memory: a file takes a second a run."""

import sys

import pytest


@pytest.fixture(scope="session")
def instance():
    from dagster import DagsterInstance

    with DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}}) as kept:
        yield kept


@pytest.fixture(autouse=True)
def no_storage_of_an_instance_that_is_gone():
    """Dagster keeps the last instance's storage as the current one, also when that instance was a test's own."""
    if "dagster" not in sys.modules:
        yield
        return
    from dagster._core.storage.defs_state.base import set_defs_state_storage

    with set_defs_state_storage(None):
        yield
