"""One instance of Dagster for all tests of the pipelines, in memory: a file takes a second a run."""

import pytest


@pytest.fixture(scope="session")
def instance():
    from dagster import DagsterInstance

    with DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}}) as kept:
        yield kept
