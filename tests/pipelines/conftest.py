"""One instance of Dagster for all tests of the pipelines: making it takes seconds."""

import pytest


@pytest.fixture(scope="session")
def instance(tmp_path_factory):
    from dagster import DagsterInstance

    folder = str(tmp_path_factory.mktemp("instance"))
    with DagsterInstance.local_temp(folder, overrides={"telemetry": {"enabled": False}}) as kept:
        yield kept
