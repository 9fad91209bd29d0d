"""Pictures for the README: `python -m scripts.images` runs the demo beside itself and photographs it."""

from __future__ import annotations

import shutil
import sys
import tempfile
import urllib.parse
from pathlib import Path
from typing import Any

from pipelines.instance import prepare_instance
from pipelines.reload import Shown
from pipelines.run import run_all
from pipelines.services import Services, free_port
from pipelines.stages.context import Context
from pipelines.workspace import load_workspace
from scripts.browser import open_page

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
STORY = 'key:"*/sales_crm" or key:"*/members" or group:match or group:golden or group:plan or group:wave_1_customers'
_SHORTEN_PATHS = """() => document.querySelectorAll('a').forEach(a => {
  if (a.textContent.startsWith('file:')) {
    a.textContent = a.textContent.replace(/file:.*[/]demo[/]/, 'file:///…/demo/')
  } })"""
SETTLED = 12_000  # milliseconds until every node has its colour


def main(folder: str | None = None) -> None:
    """Photograph the report, the graph and a failed check; `folder` is a demo that has run already."""
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(folder) if folder else Path(shutil.copytree(ROOT / "examples" / "demo", Path(temporary) / "demo"))
        context = Context.of(load_workspace(place / "workspace.yaml"))
        if not folder:
            run_all(context, by="demo")
        IMAGES.mkdir(parents=True, exist_ok=True)
        photograph_report(context)
        home = prepare_instance(context.store)
        with Services([Shown.of(context)], home, port=free_port(), daemon=False) as services:
            photograph_graph(services.address)
            photograph_check(services.address, context)


def photograph_report(context: Context) -> None:
    """Photograph the top of the health report."""
    with open_page(1200, 860) as page:
        page.goto((context.store.home / "audit" / "report.html").as_uri())
        page.wait_for_timeout(1000)
        _save(page, "report")


def photograph_graph(address: str) -> None:
    """Photograph the lineage of two sources through to the first wave, every group open."""
    with open_page(2700, 600) as page:
        page.goto(f"{address}/asset-groups")
        page.get_by_text("wave_1_customers").first.wait_for()
        page.get_by_text("Hide navigation").click()
        page.goto(f"{address}/asset-groups~{urllib.parse.quote(STORY, safe='')}/")
        page.get_by_text("wave_1_customers").first.wait_for()
        page.wait_for_timeout(3000)
        page.mouse.click(1500, 560)
        page.keyboard.press("Alt+KeyE")
        page.wait_for_timeout(SETTLED)
        _save(page, "graph", clip={"x": 372, "y": 108, "width": 2282, "height": 400})


def photograph_check(address: str, context: Context) -> None:
    """Photograph a failed check with its masked rows."""
    from pipelines.graph.names import check_name

    rows = context.store.read("audit/summary").to_pylist()
    failed = [row for row in rows if row["source"] == "sales_crm" and not row["passed"] and row["field"]]
    first = next((row for row in failed if "phone" in row["rule"]), failed[0])
    with open_page(1440, 900) as page:
        name = check_name(first["rule"], first["field"])
        page.goto(f"{address}/assets/audit/sales_crm?view=checks&checkDetail={name}")
        page.get_by_text("Evaluation result").first.wait_for()
        page.wait_for_timeout(2000)
        page.evaluate(_SHORTEN_PATHS)
        _save(page, "check")


def _save(page: Any, name: str, **options: Any) -> None:
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path, **options)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main(*sys.argv[1:2])
