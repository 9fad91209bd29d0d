"""Dagster's web server, and under `/reports` the pages that ops reads: health reports and certificates.

They have the address, and behind a proxy the password, of the UI. Only those pages are served, which
are masked when they are written; no folder is listed, no table and no other file is reached.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from dagster_webserver import app, cli
from dagster_webserver.webserver import DagsterWebserver
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

_PAGES = re.compile(r"audit/report\.html|waves/[^/\\]+/certificate-(?:sandbox|target)\.html")
_SAFE = {  # a page may show and format, never run or fetch anything
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class WebServer(DagsterWebserver):
    """The web server of Dagster with one route more."""

    def build_routes(self) -> list[BaseRoute]:
        """Put the reports before Dagster's own routes, whose last one answers everything."""
        return [Route("/reports/{workspace:str}/{page:path}", serve_report), *super().build_routes()]


def report_file(homes: dict[str, str], workspace: str, page: str) -> Path | None:
    """Return the file of a report of a workspace, None for anything else.

    >>> report_file({"demo": "/h"}, "demo", "audit/report.html")
    PosixPath('/h/audit/report.html')
    >>> report_file({"demo": "/h"}, "demo", "waves/../match/golden.html") is None
    True
    """
    if workspace not in homes or not _PAGES.fullmatch(page) or ".." in page.split("/"):
        return None
    return Path(homes[workspace]) / page


def serve_report(request: Request) -> Response:
    """Answer with a report, or say that it is not there."""
    homes = json.loads(os.environ.get("MERGEPOINT_REPORTS", "{}"))
    file = report_file(homes, request.path_params["workspace"], request.path_params["page"])
    if file is None or not file.is_file():
        return PlainTextResponse("No such report. It is written by: mergepoint run", 404, _SAFE)
    return FileResponse(file, media_type="text/html; charset=utf-8", headers=_SAFE)


def main() -> None:
    """Start the web server with the options of `dagster-webserver`."""
    app.DagsterWebserver = WebServer  # type: ignore[misc]  # the one place where Dagster names the class
    cli.cli(auto_envvar_prefix="DAGSTER_WEBSERVER")


if __name__ == "__main__":
    main()
