"""What ops sees: the graph, a failed check with its rows, a trend of three batches, a gate that waits."""

import re
import time
from dataclasses import replace

import pytest

from pipelines.reload import Shown
from pipelines.run import execute
from pipelines.services import FALLS, ServiceFailed, Services, free_port
from pipelines.store import Store
from scripts.browser import chromium, open_page
from tests.pipelines.graph.fakes import CANARY_PHONE, tiny_scope

pytestmark = [
    pytest.mark.browser,
    pytest.mark.dagster,
    pytest.mark.xdist_group("dagster"),
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine: apt-get install chromium"),
]
PATIENCE = 60_000  # milliseconds


@pytest.fixture(scope="module")
def scope(tmp_path_factory):
    """A workspace after three batches, each worse than the one before."""
    folder = tmp_path_factory.mktemp("ops")
    made = tiny_scope(folder)
    scope = replace(made, context=replace(made.context, store=Store(folder / ".mergepoint")))
    patch = pytest.MonkeyPatch()
    patch.delenv("DAGSTER_HOME", raising=False)
    patch.delenv("MERGEPOINT_HOME", raising=False)
    for bad, job in ((1, "audit"), (2, "audit"), (4, "migrate")):
        rows = "".join(f"{n},{CANARY_PHONE}!\n" for n in range(bad))
        (folder / "crm.csv").write_text(f"id,phone\n{rows}99,5551234\n", encoding="utf-8")
        execute(scope, by="", job=job)
    yield scope
    patch.undo()


@pytest.fixture(scope="module")
def services(scope):
    home = scope.context.store.home / "dagster"
    with Services([Shown.of(scope.context)], home, port=free_port(), daemon=False) as running:
        yield running


@pytest.fixture(scope="module")
def ui(services):
    return services.address


@pytest.fixture(scope="module")
def page():
    with open_page() as page:
        page.set_default_timeout(PATIENCE)
        yield page


def test_the_graph_shows_the_path_in_groups_a_person_knows(ui, page):
    page.goto(f"{ui}/asset-groups")
    for group in ("exports", "audit", "clean", "match", "golden", "wave_1_pilot_customers", "wave_2_orders"):
        page.get_by_text(group, exact=True).first.wait_for()


def test_a_failed_check_shows_its_rows_masked(ui, page):
    page.goto(f"{ui}/assets/audit/crm?view=checks&checkDetail=phone_invalid__shou_ji")
    page.get_by_text("Ask the owner").first.wait_for()
    page.get_by_text("crm:3").first.wait_for()
    text = page.inner_text("body")
    assert re.search(r"failed\s+4", text)
    assert "•" in text
    assert CANARY_PHONE not in page.content()


def test_the_report_opens_from_a_check(scope, ui, page):
    report = scope.context.store.path("audit/report.html")
    report.write_text("<html><p>所有导出的健康状况</p><script>document.title = 'ran'</script></html>", encoding="utf-8")
    page.goto(f"{ui}/assets/audit/crm?view=checks&checkDetail=phone_invalid__shou_ji")
    with page.expect_popup() as opened:
        page.locator("a[href^='/reports/tiny/audit/report.html']").first.click()
    opened.value.get_by_text("所有导出的健康状况").wait_for()
    assert opened.value.title() != "ran", "a report shows and never runs anything"
    opened.value.close()


def test_three_batches_make_a_trend(ui, page):
    page.goto(f"{ui}/assets/audit/crm")
    page.get_by_text("Plots", exact=True).first.click()
    page.get_by_text("findings.warning").first.wait_for()
    page.locator("canvas").first.wait_for()


def test_a_gate_waits_and_is_approved(scope, ui, page):
    where = f"{ui}/assets/waves/pilot_customers/promotion?view=checks&checkDetail=approved"
    page.goto(where)
    page.get_by_text("waits for a person").first.wait_for()
    execute(scope, by="migration lead")
    page.goto(where)
    page.get_by_text("The ledger says: promoted.").first.wait_for()


def test_a_web_server_that_ends_again_and_again_is_named_and_nothing_is_left_running(services):
    parts = list(services.parts.values())
    services.falls["web_server"] = [time.monotonic()] * FALLS
    services.parts["web_server"].kill()
    with pytest.raises(ServiceFailed, match="web server"):
        services.wait()
    services.stop()
    assert all(part.poll() is not None for part in parts)
