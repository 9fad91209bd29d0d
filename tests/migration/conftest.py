"""The databases to migrate into."""

import pytest


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.xdist_group("postgres")]),
        pytest.param("mariadb", marks=[pytest.mark.mysql, pytest.mark.xdist_group("mariadb")]),
    ]
)
def target(request, tmp_path) -> str:
    """An empty target of each product."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/target.db"
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def place_of(tmp_path):
    """Where the sandbox of a target goes."""

    def where(url: str) -> str:
        return f"{tmp_path}/sandbox.db" if url.startswith("sqlite") else "sandbox_" + url.rpartition("_")[2][:8]

    return where


@pytest.fixture
def place(target, place_of) -> str:
    """Where the sandbox of `target` goes."""
    return place_of(target)
