"""A day with the real parts: the daemon takes deliveries, queues loads, tells of failures.

Parts and runs are killed, a broken export is fed; what ops is told, and that nothing is lost.
"""

import json
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from pipelines.errors import PipelineError
from pipelines.instance import shipped_config
from pipelines.reload import Shown, Watcher, refuse_doubles
from pipelines.services import Services, free_port
from pipelines.stages.context import Context
from pipelines.workspace import load_workspace
from scripts.browser import chromium, open_page
from tests.pipelines.canaries import CANARIES, CRM, forms, singing, write_exports
from tests.pipelines.sinks import mailbox, webhook

pytestmark = [pytest.mark.dagster, pytest.mark.xdist_group("live"), pytest.mark.timeout(600)]
PATIENCE = 240.0
WATCH = """\
watch:
  inbox: inbox
  look_every: 1 s
  alerts:
    - {{shape: json, to: "{hook}"}}
    - {{shape: email, to: ops@example.com, smtp: "{smtp}"}}
"""
SECOND = """\
workspace: second
sources:
  crm: {read: crm.csv, entity: customer, id: 客户编号, fields: {name: 客户名称, phone: 手机}}
"""
LAUNCH = """
mutation ($job: String!, $config: RunConfigData!, $tags: [ExecutionTag!]!) {
  launchRun(executionParams: {
    selector: {repositoryLocationName: "canary", repositoryName: "__repository__", jobName: $job},
    runConfigData: $config, executionMetadata: {tags: $tags}}) {
      __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }
"""
RUNS = "{ runsOrError { ... on Runs { results { runId jobName status startTime endTime tags { key value } } } } }"
CHECKS = """
{ assetNodes { assetKey { path } assetChecksOrError { ... on AssetChecks { checks { name } } } } }
"""
LOGS = """
query ($id: ID!) { logsForRun(runId: $id) { ... on EventConnection { events {
  ... on MessageEvent { message } ... on ErrorEvent { error { message stack } } } } } }
"""


def eventually(ask, what):
    """Ask again and again until the answer is true; return it."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            if answer := ask():
                return answer
        time.sleep(0.5)
    raise AssertionError(f"waited in vain for {what}")


@dataclass
class Day:
    """The running parts, two workspaces in them, and what ops was told."""

    context: Context
    services: Services
    told: list
    mails: list
    inbox: Path
    batch: str = ""

    def ask(self, query, **variables):
        data = json.dumps({"query": query, "variables": variables}).encode()
        address, kind = f"{self.services.address}/graphql", {"Content-Type": "application/json"}
        request = urllib.request.Request(address, data, kind)  # noqa: S310 - our own address
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
            return json.load(answer)["data"]

    def runs(self):
        """Runs, the oldest first."""
        return self.ask(RUNS)["runsOrError"]["results"][::-1]

    def run(self, run_id):
        return next(run for run in self.runs() if run["runId"] == run_id)

    def launch(self, job, config=None, **tags):
        pairs = [{"key": key, "value": value} for key, value in tags.items()]
        answer = self.ask(LAUNCH, job=job, config=json.dumps(config or {}), tags=pairs)["launchRun"]
        assert answer["__typename"] == "LaunchRunSuccess", answer
        return answer["run"]["runId"]

    def ended(self, run_id):
        """Wait until a run has ended; return its state."""
        ends = ("SUCCESS", "FAILURE", "CANCELED")
        return eventually(lambda: (s := self.run(run_id)["status"]) in ends and s, f"the end of {run_id}")

    def state(self, wave="customers"):
        from pipelines.stages.waves import wave_status

        return next(row["state"] for row in wave_status(self.context) if row["wave"] == wave)

    def decide(self, job, **config):
        """Take a decision as a person does in the UI; return the state of its run."""
        ops = {"ops": {f"{job}_wave": {"config": {"wave": "customers", **config}}}}
        return self.ended(self.launch(job, ops))

    def page(self, path):
        try:
            with urllib.request.urlopen(f"{self.services.address}{path}", timeout=20) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    folder, patch = tmp_path_factory.mktemp("day"), pytest.MonkeyPatch()
    for name in ("DAGSTER_HOME", "MERGEPOINT_HOME"):
        patch.setenv(name, "")
        patch.delenv(name)
    with webhook() as (hook, told), mailbox() as (smtp, mails):
        path = write_exports(folder, WATCH.format(hook=hook, smtp=smtp))
        (folder / "second").mkdir()
        (folder / "second" / "workspace.yaml").write_text(SECOND, encoding="utf-8")
        (folder / "second" / "crm.csv").write_text(CRM, encoding="utf-8")
        context, second = (Context.of(load_workspace(p)) for p in (path, folder / "second" / "workspace.yaml"))
        home = context.store.folder("dagster")
        first_line, _, settings = shipped_config().read_text("utf-8").partition("\n")
        quick = settings.replace("poll_interval_seconds: 60", "poll_interval_seconds: 2")
        (home / "dagster.yaml").write_text(quick, encoding="utf-8")
        assert first_line.startswith("#")
        with Services([Shown.of(context), Shown.of(second)], home, port=free_port()) as services:
            stop = threading.Event()
            guard = threading.Thread(target=_guard, args=(services, stop))
            guard.start()
            yield Day(context, services, told, mails, folder / "inbox")
            stop.set()
            guard.join()
    patch.undo()


def _guard(services, stop):
    """Do what `mergepoint ui` does while it waits."""
    watcher = Watcher(services.address, services.shown)
    while not stop.wait(0.5):
        services.mend()
        watcher.look()


def test_two_workspaces_are_two_code_locations_whose_assets_do_not_meet(day):
    def located():
        nodes = day.ask("{ assetNodes { assetKey { path } repository { location { name } } } }")["assetNodes"]
        found = {}
        for node in nodes:
            found.setdefault(node["repository"]["location"]["name"], set()).add("/".join(node["assetKey"]["path"]))
        return len(found) > 1 and found

    found = eventually(located, "both code locations")
    assert "exports/crm" in found["canary"]
    assert "second/exports/crm" in found["second"]
    assert not found["canary"] & found["second"]


def test_a_half_copied_file_waits_and_the_whole_one_starts_a_run_by_itself(day):
    day.inbox.mkdir(exist_ok=True)
    part = day.inbox / "crm.csv.part"
    part.write_text(CRM[:80], encoding="utf-8")
    ticks = '{ sensorOrError(sensorSelector: {repositoryLocationName: "canary", repositoryName: "__repository__", '
    ticks += 'sensorName: "inbox"}) { ... on Sensor { sensorState { ticks(limit: 20) { skipReason } } } } }'

    def reasons():
        state = day.ask(ticks)["sensorOrError"]["sensorState"]
        return [tick["skipReason"] or "" for tick in state["ticks"]]

    eventually(lambda: sum("still arriving" in reason for reason in reasons()) > 1, "two looks at half a file")
    assert day.runs() == []
    with part.open("a", encoding="utf-8") as file:
        file.write(CRM[80:] + "C5,深圳新来的公司,王五,13800002222,wang@c.example,深南路3号,\n")
    part.rename(day.inbox / "crm.csv")
    (run,) = eventually(day.runs, "a run of the delivery")
    assert day.ended(run["runId"]) == "SUCCESS"
    assert {"key": "mergepoint/by", "value": "inbox"} in run["tags"]
    assert not (day.inbox / "crm.csv").exists()
    assert day.state() == "verified"
    day.batch = next(tag["value"] for tag in run["tags"] if tag["key"] == "dagster/partition")


def test_checks_of_the_first_audit_appear_without_a_reload_by_hand(day):
    def checks():
        nodes = day.ask(CHECKS)["assetNodes"]
        node = next(node for node in nodes if node["assetKey"]["path"] == ["audit", "crm"])
        return {check["name"] for check in (node["assetChecksOrError"] or {}).get("checks", [])}

    assert any(name.startswith("phone_") for name in eventually(checks, "checks of audit/crm"))


def test_the_waiting_gate_is_told_by_webhook_and_mail(day):
    eventually(lambda: [one for one in day.told if one["event"] == "gate_waiting"], "a notice")
    eventually(lambda: [mail for mail in day.mails if "waits for approval" in mail], "a mail")


def test_the_same_file_again_does_nothing(day):
    files = day.context.store.home / "batches" / day.batch / "files"
    (day.inbox / "crm.csv").write_bytes((files / "crm.csv").read_bytes())
    eventually(lambda: not (day.inbox / "crm.csv").exists(), "the file to be taken")
    time.sleep(6)  # one more tick of the daemon
    assert len(day.runs()) == 1


def test_reports_are_read_in_the_ui_and_nothing_else_is(day):
    status, page = day.page("/reports/canary/audit/report.html")
    assert status == 200
    assert "<html" in page
    assert day.page("/reports/canary/waves/customers/certificate-sandbox.html")[0] == 200
    for path in (
        "/reports/canary/",
        "/reports/canary/audit/findings.csv",
        "/reports/canary/audit/..%2f..%2fworkspace.yaml",
        "/reports/other/audit/report.html",
        "/reports/canary/waves/%2e%2e/match/golden.parquet",
    ):
        assert day.page(path)[0] == 404, path


def test_a_person_promotes_and_looks_at_a_rollback_and_the_ledger_may_refuse(day):
    assert day.decide("close", who="mo", why="too early") == "FAILURE"
    assert day.decide("promote", who="mo", why="pilot agreed") == "SUCCESS"
    assert day.state() == "promoted"
    assert day.decide("rollback", who="mo", why="let me see") == "SUCCESS"
    assert day.state() == "promoted"


@pytest.mark.browser
@pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine: apt-get install chromium")
def test_a_rollback_launched_in_the_browser_shows_who_and_why(day):
    config = "ops: {rollback_wave: {config: {wave: customers, who: mo, why: in the browser}}}"
    before = len(day.runs())
    with open_page() as page:
        page.set_default_timeout(60_000)
        jobs = f"{day.services.address}/locations/__repository__@canary/jobs"
        page.goto(f"{jobs}/rollback/playground/setup?config={quote(config)}")
        page.get_by_role("button", name="Launch run").click()
        run = eventually(lambda: day.runs()[before:], "the run that was launched")[0]
        assert day.ended(run["runId"]) == "SUCCESS"
        page.goto(f"{day.services.address}/assets/waves/customers/promotion?view=events")
        page.get_by_text("in the browser").first.wait_for()
    assert day.state() == "promoted"


def test_two_loads_queue_and_a_killed_one_is_found_and_told(day):
    batch = {"dagster/partition": day.batch}
    first, second = day.launch("migrate", **batch), day.launch("migrate", **batch)
    eventually(lambda: day.run(first)["status"] == "STARTED", "the first load")
    assert day.run(second)["status"] in ("QUEUED", "NOT_STARTED")
    events = day.ask(LOGS, id=first)["logsForRun"]["events"]
    pid = next(e["message"] for e in events if "(pid: " in e.get("message", ""))
    os.kill(int(pid.partition("(pid: ")[2].partition(")")[0]), signal.SIGKILL)
    assert day.ended(first) == "FAILURE"
    assert day.ended(second) == "SUCCESS"
    assert day.run(second)["startTime"] >= day.run(first)["endTime"]
    assert day.state() == "promoted"
    eventually(lambda: [one for one in day.told if one["run_id"] == first], "a notice of the killed run")


@pytest.mark.parametrize("name", ["daemon", "web_server"])
def test_a_killed_part_comes_back_and_nothing_is_lost(day, name):
    before, runs = day.services.parts[name].pid, len(day.runs())
    day.services.parts[name].kill()
    eventually(lambda: day.services.parts[name].pid != before and len(day.runs()) == runs, f"the {name}")


def test_a_killed_code_server_comes_back_and_its_jobs_run_again(day):
    """The web server holds no job of its own: what it launches is what the new code server serves."""
    before, runs = day.services.parts["code_server_0"].pid, len(day.runs())
    os.killpg(day.services.parts["code_server_0"].pid, signal.SIGKILL)  # with what serves the code below it

    def launched():
        with suppress(AssertionError, KeyError, TypeError):  # the location is not served yet
            return day.launch("migrate", **{"dagster/partition": day.batch})

    run = eventually(launched, "a load that the new code server serves")
    assert day.services.parts["code_server_0"].pid != before
    assert day.ended(run) == "SUCCESS"
    assert len(day.runs()) == runs + 1
    assert day.state() == "promoted"


def test_a_broken_export_fails_its_run_and_mails_and_the_next_good_one_goes_through(day):
    (day.inbox / "crm.csv").write_text(CRM.replace("手机", "电话机"), encoding="utf-8")
    before = len(day.runs())
    run = eventually(lambda: day.runs()[before:], "a run of the broken file")[0]
    assert day.ended(run["runId"]) == "FAILURE"
    eventually(lambda: [mail for mail in day.mails if run["runId"] in mail], "a mail of the failed run")
    assert day.state() == "promoted"
    (day.inbox / "crm.csv").write_text(
        CRM + "C6,成都后来的公司,赵六,13800003333,z@d.example,春熙路4号,\n", encoding="utf-8"
    )
    last = eventually(lambda: day.runs()[before + 1 :], "a run of the good file")[0]
    assert day.ended(last["runId"]) == "SUCCESS"


def test_no_person_was_named_to_anybody_all_day(day):
    assert day.told
    assert day.mails
    said = json.dumps([day.told, day.mails], ensure_ascii=False).encode()
    assert not [kind for kind, value in CANARIES.items() if any(form in said for form in forms(value))]
    assert singing(day.context.store.home) == []
    logs = json.dumps([day.ask(LOGS, id=run["runId"]) for run in day.runs()], ensure_ascii=False)
    assert "inbox" in json.dumps(day.runs())
    assert not [kind for kind, value in CANARIES.items() if value in logs]


def test_workspaces_that_cannot_be_told_apart_are_refused(day):
    one = Shown.of(day.context)
    with pytest.raises(PipelineError, match="same name: canary"):
        refuse_doubles([one, one])
