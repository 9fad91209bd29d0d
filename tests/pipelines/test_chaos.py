"""A chaos day in short: what is killed or taken away, what ops sees, and that nothing is lost."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.errors import PipelineError
from pipelines.reload import Shown
from pipelines.run import execute
from pipelines.services import ServiceFailed, Services, free_port
from tests.pipelines.canaries import write_exports
from tests.pipelines.graph.fakes import FAKES, tiny_scope
from tests.pipelines.test_instance import STORAGES

pytestmark = [pytest.mark.dagster, pytest.mark.xdist_group("dagster")]
ROOT = Path(__file__).resolve().parents[2]
HANGING_RUN = """
import sys, time
from dataclasses import replace
from pathlib import Path
from pipelines.run import execute
from tests.pipelines.graph.fakes import FAKES, tiny_scope

def hang(context):
    (context.store.home / "hanging").touch()
    time.sleep(60)

execute(tiny_scope(Path(sys.argv[1]), replace(FAKES, match_customers=hang)), by="lead")
"""


@pytest.fixture
def own_home(monkeypatch):
    for name in ("DAGSTER_HOME", "MERGEPOINT_HOME"):
        monkeypatch.setenv(name, "")  # so that what the run sets is taken back
        monkeypatch.delenv(name)


@pytest.mark.usefixtures("own_home")
def test_a_run_killed_in_the_middle_is_shown_as_failed_and_the_next_goes_through(tmp_path):
    home = tmp_path / "home"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", HANGING_RUN, str(tmp_path)], cwd=ROOT, env=environment) as run:
        deadline = time.monotonic() + 90
        while not (home / "hanging").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        run.send_signal(signal.SIGKILL)
    outcome = execute(tiny_scope(tmp_path), by="lead")
    assert outcome.facts["waves/orders/promotion"]["state"] == "promoted"
    from dagster import DagsterInstance

    with DagsterInstance.get() as instance:
        states = [run.status.value for run in instance.get_runs()]
    assert sorted(states) == ["FAILURE", "SUCCESS"]


def test_a_full_disk_stops_the_step_and_leaves_what_was_there(tmp_path, instance):
    scope = tiny_scope(tmp_path)
    execute(scope, by="", instance=instance)
    before = (scope.context.store.home / "ledger.json").read_bytes()

    def full(_context):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        execute(replace(scope, stages=replace(FAKES, clean_exports=full), failures=[]), by="lead", instance=instance)
    assert (scope.context.store.home / "ledger.json").read_bytes() == before
    assert execute(tiny_scope(tmp_path), by="lead", instance=instance).waiting == ()


# Dagster's empty tables take about 450 KB here and the events of one run 1 MB more.
SMALL_DISK = """
set -u
mount -t tmpfs -o size=800k tmpfs "$MERGEPOINT_HOME"
"$PYTHON" -m pipelines.cli run --by lead; echo "exit $?"
mount -o remount,size=300m "$MERGEPOINT_HOME"
"$PYTHON" -m pipelines.cli run --by lead; echo "exit $?"
"""


def test_a_disk_that_really_fills_is_named_and_the_run_goes_on_after_space_was_made(tmp_path):
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("a small disk needs a mount of our own: unshare is not allowed here")
    write_exports(tmp_path)
    (tmp_path / "home").mkdir()
    given = {"PYTHONPATH": str(ROOT), "PYTHON": sys.executable, "MERGEPOINT_HOME": str(tmp_path / "home")}
    words = ["unshare", "-rm", "sh", "-c", SMALL_DISK]
    done = subprocess.run(words, cwd=tmp_path, env=os.environ | given, capture_output=True, text=True, check=False)
    assert "disk is full" in done.stderr  # said by the file system or by SQLite, whichever met it first
    assert "ree some space" in done.stderr
    assert "Traceback" not in done.stderr
    assert re.findall(r"exit \d", done.stdout) == ["exit 2", "exit 0"]
    assert done.stdout.count("promoted") == 2


def test_a_broken_export_stops_before_anything_is_judged(tmp_path, instance):
    scope = tiny_scope(tmp_path)
    (tmp_path / "orders.csv").unlink()
    with pytest.raises(FileNotFoundError):
        execute(scope, by="lead", instance=instance)
    assert not scope.context.store.has("audit/summary")


def test_a_taken_port_is_named_before_anything_starts(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PipelineError, match="--port"), Services([], tmp_path, port=taken.getsockname()[1]):
            pass


def test_the_storages_are_there_before_any_part_would_make_them(tmp_path, monkeypatch):
    there = {}

    def launch(self, name, *_):
        there[name] = [(self.home / kept).exists() for kept in STORAGES]

    monkeypatch.setattr(Services, "_launch", launch)
    monkeypatch.setattr(Services, "_await", lambda *_: None)
    with Services([Shown(tmp_path / "w.yaml", "w", tmp_path)], tmp_path, port=free_port()):
        assert there == dict.fromkeys(("code_server_0", "daemon", "web_server"), [True] * 3)


def test_a_part_that_ends_by_itself_is_named_with_its_last_words(tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.services.sys.executable", "/bin/false")
    with (
        pytest.raises(ServiceFailed, match="code server"),
        Services([Shown(tmp_path / "w.yaml", "w", tmp_path)], tmp_path, port=free_port()),
    ):
        pass
