"""Every command of the README runs, in its order, on a fresh copy of the examples."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
ALLOWED = {"audit": {0, 1}}  # an audit that finds a critical rule broken exits with 1
SERVERS = ("mergepoint ui",)  # runs until it is stopped: see tests/pipelines/graph


def commands(text):
    lines = [line.split("  #")[0].strip() for block in BLOCK.findall(text) for line in block.splitlines()]
    return [line for line in lines if line]


@pytest.fixture(scope="module")
def checkout(repository, tmp_path_factory):
    """A folder as after `git clone`, for commands that write beside the examples."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(repository / "examples", folder / "examples", ignore=shutil.ignore_patterns(".mergepoint"))
    return folder


def test_both_languages_have_the_same_commands(repository):
    english, chinese = (commands((repository / name).read_text("utf-8")) for name in ("README.md", "README.zh.md"))
    assert english == chinese


def test_every_make_target_is_there(repository):
    targets = re.findall(r"^([a-z-]+):", (repository / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = [c.split()[1] for c in commands((repository / "README.md").read_text("utf-8")) if c.startswith("make ")]
    assert named == ["run", "test"]
    assert set(named) <= set(targets)


@pytest.mark.dagster
@pytest.mark.timeout(600)
def test_every_mergepoint_command_runs(repository, checkout):
    environment = os.environ | {"USER": "reader", "PYTHONPATH": str(repository), "PYTHONWARNINGS": "default"}
    environment.pop("MERGEPOINT_HOME", None)
    for line in commands((repository / "README.md").read_text("utf-8")):
        if not line.startswith("mergepoint ") or line.startswith(SERVERS):
            continue
        words = [word.replace("$USER", "reader") for word in shlex.split(line)]
        program = [sys.executable, "-m", "pipelines.cli", *words[1:]]
        done = subprocess.run(program, cwd=checkout, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode in ALLOWED.get(words[1], {0}), f"{line}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        assert "Warning" not in done.stderr, f"{line}\n{done.stderr}"
    check_results(checkout)


def check_results(checkout: Path) -> None:
    for name in (
        "health/report.html",
        "health/findings.csv",
        "merged/clusters.csv",
        "merged/golden.csv",
        "review.xlsx",
    ):
        assert (checkout / name).stat().st_size > 0, name
