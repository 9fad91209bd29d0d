"""Pictures for the README and the guides: `python -m scripts.images [zh|en]` runs a small demo and photographs it.

Every picture is of the real thing: the report, the Dagster UI, what a command prints, the review sheet.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.instance import prepare_instance
from pipelines.reload import Shown
from pipelines.run import execute, run_all
from pipelines.services import Services, free_port
from pipelines.stages.context import Context
from pipelines.workspace import load_workspace
from scripts.browser import open_page
from scripts.paper import sheet, typed

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
STORY = 'key:"*/sales_crm" or key:"*/members" or group:match or group:golden or group:plan or group:wave_1_customers'
_SHORTEN_PATHS = """() => document.querySelectorAll('a').forEach(a => {
  if (a.textContent.startsWith('file:')) {
    a.textContent = a.textContent.replace(/file:.*[/]demo[/]/, 'file:///…/demo/')
  } })"""
SETTLED = 12_000  # milliseconds until every node has its colour
PATIENCE = 120_000  # milliseconds
CUSTOMERS = 200


def main(*languages: str) -> None:
    """Photograph the demo in each language."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for language in languages or ("zh", "en"):
        with tempfile.TemporaryDirectory() as temporary:
            photograph(_demo(Path(temporary) / "demo", language), language)


def photograph(context: Context, language: str) -> None:
    """Run the demo as far as each picture needs, and take it."""
    folder = context.workspace.folder
    for name in ("DAGSTER_HOME", "MERGEPOINT_HOME"):
        os.environ.pop(name, None)
    _three_batches(context)
    run_all(context, by="")
    home = prepare_instance(context.store)
    with Services([Shown.of(context)], home, port=free_port(), daemon=False) as services:
        _check(services.address, context, language)
        _trend(services.address, language)
        _gate(services.address, language)
        _launchpad(services.address, context, language)
        _terminal(folder, language, "waiting", "mergepoint wave status", "mergepoint wave plan")
        run_all(context, by="demo")
        _graph(services.address, language)
    _report(context, language)
    _terminal(folder, language, "status", "mergepoint wave status")
    _terminal(folder, language, "rollback", "mergepoint wave rollback service --dry-run")
    _review(folder, context, language)


def _demo(place: Path, language: str) -> Context:
    """Make the demo smaller, so that pictures take minutes: the same generator, seed and workspace."""
    words = [sys.executable, "-m", "examples.generator", "--out", str(place), "--customers", str(CUSTOMERS)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own module
    shutil.copy(ROOT / "examples" / "demo" / "target.sql", place)
    path = Path(shutil.copy(ROOT / "examples" / "demo" / "workspace.yaml", place))
    text = re.sub(r"(?m)^language: \w+", f"language: {language}", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    return Context.of(load_workspace(path))


def _three_batches(context: Context) -> None:
    """Audit two earlier deliveries of the members, so that plots have a history."""
    from pipelines.graph.scope import Scope

    earlier = context.workspace.folder / "earlier"
    for share in (0.5, 0.8):
        shutil.copytree(context.workspace.exports_folder, earlier)
        path = earlier / "members.csv"
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(lines[: int(len(lines) * share)]))
        workspace = context.workspace.model_copy(update={"exports": str(earlier)})
        with suppress(Exception):  # a critical rule may close its gate; what was found is kept all the same
            execute(Scope(replace(context, workspace=workspace)), by="", job="audit")
        shutil.rmtree(earlier)


def _report(context: Context, language: str) -> None:
    with open_page(1200, 860) as page:
        page.goto((context.store.home / "audit" / "report.html").as_uri())
        page.wait_for_timeout(1000)
        _save(page, f"report.{language}")


def _graph(address: str, language: str) -> None:
    """Photograph the lineage of two sources through to the first wave, every group open."""
    with open_page(2700, 600) as page:
        page.goto(f"{address}/asset-groups")
        page.get_by_text("wave_1_customers").first.wait_for(timeout=PATIENCE)
        page.get_by_text("Hide navigation").click()
        page.goto(f"{address}/asset-groups~{urllib.parse.quote(STORY, safe='')}/")
        page.get_by_text("wave_1_customers").first.wait_for(timeout=PATIENCE)
        page.wait_for_timeout(3000)
        page.mouse.click(1500, 560)
        page.keyboard.press("Alt+KeyE")
        page.wait_for_timeout(SETTLED)
        _save(page, f"graph.{language}", clip={"x": 372, "y": 108, "width": 2282, "height": 400})


def _check(address: str, context: Context, language: str) -> None:
    """Photograph a failed check with its masked rows."""
    from pipelines.graph.names import check_name

    rows = context.store.read("audit/summary").to_pylist()
    failed = [row for row in rows if row["source"] == "sales_crm" and not row["passed"] and row["field"]]
    first = next((row for row in failed if "phone" in row["rule"]), failed[0])
    name = check_name(first["rule"], first["field"])
    _ui(f"{address}/assets/audit/sales_crm?view=checks&checkDetail={name}", "Evaluation result", f"check.{language}")


def _trend(address: str, language: str) -> None:
    with open_page(1440, 900) as page:
        page.goto(f"{address}/assets/audit/members")
        page.get_by_text("Plots", exact=True).first.click(timeout=PATIENCE)
        page.locator("canvas").first.wait_for(timeout=PATIENCE)
        page.wait_for_timeout(3000)
        _save(page, f"trend.{language}", clip={"x": 0, "y": 0, "width": 1070, "height": 900})


def _gate(address: str, language: str) -> None:
    where = "assets/waves/customers/promotion?view=checks&checkDetail=approved"
    waits = {"zh": "等待人工批准", "en": "waits for a person"}[language]
    _ui(f"{address}/{where}", waits, f"gate.{language}")


def _launchpad(address: str, context: Context, language: str) -> None:
    """Photograph the form in which a person promotes."""
    why = {"zh": "试点部门已确认", "en": "the pilot department agreed"}[language]
    config = f"ops:\n  promote_wave:\n    config:\n      wave: customers\n      who: wang.fang\n      why: {why}\n"
    job = f"locations/__repository__@{context.workspace.workspace}/jobs/promote/playground/setup"
    _ui(f"{address}/{job}?config={urllib.parse.quote(config)}", "Launch run", f"promote.{language}")


def _ui(url: str, wait_for: str, name: str) -> None:
    with open_page(1440, 900) as page:
        page.goto(url)
        page.get_by_text(wait_for).first.wait_for(timeout=PATIENCE)
        page.wait_for_timeout(2500)
        page.evaluate(_SHORTEN_PATHS)
        _save(page, name)


def _terminal(folder: Path, language: str, name: str, *commands: str) -> None:
    _paper(typed(folder, *commands), f"{name}.{language}")


def _review(folder: Path, context: Context, language: str) -> None:
    """Photograph the explanation of a pair, and the sheet of pairs to answer."""
    first = context.store.read("match/review").slice(0, 1).to_pylist()[0]
    _terminal(folder, language, "why", f"mergepoint why {first['left']} {first['right']} --language {language}")
    typed(folder, f"mergepoint review export --xlsx review.xlsx --limit 30 --language {language}")
    _paper(sheet(folder / "review.xlsx"), f"review.{language}", 2200)


def _paper(page_text: str, name: str, width: int = 1400) -> None:
    with open_page(width, 900) as page:
        page.set_content(page_text)
        path = IMAGES / f"{name}.png"
        page.locator("#picture").screenshot(path=path)
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} kB")


def _save(page: Any, name: str, **options: Any) -> None:
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path, **options)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main(*sys.argv[1:])
