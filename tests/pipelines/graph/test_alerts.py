"""Alerts in every shape, received by a real server, and never a number or address of a person in them."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pipelines.graph.alerts import Notice, body_of, send_all
from pipelines.workspace.settings import Alert
from tests.pipelines.graph.fakes import CANARY_MAIL, CANARY_PHONE

SHAPES = ("json", "wecom", "dingtalk", "slack")
NOTICE = Notice("run_failed", "demo", f"failed on {CANARY_PHONE}", f"ask {CANARY_MAIL}", "0a1b")


@pytest.fixture(scope="module")
def hook():
    got = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", got
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_arrives_masked(hook, shape):
    url, got = hook
    assert send_all((Alert(shape=shape, to=url),), NOTICE) == []
    assert got[-1] == body_of(shape, NOTICE)
    assert CANARY_PHONE not in str(got[-1])
    assert CANARY_MAIL not in str(got[-1])
    assert "failed on" in str(got[-1])


def test_what_cannot_be_sent_is_told_without_the_address(monkeypatch):
    monkeypatch.delenv("NO_HOOK", raising=False)
    alerts = (Alert(to="http://127.0.0.1:9/secret-token"), Alert(to="env:NO_HOOK"), Alert(to="file:///etc/passwd"))
    failed = send_all(alerts, NOTICE)
    assert len(failed) == len(alerts)
    assert "secret-token" not in str(failed)


def test_the_address_of_a_webhook_may_stand_in_the_environment(hook, monkeypatch):
    monkeypatch.setenv("OPS_HOOK", hook[0])
    assert send_all((Alert(shape="slack", to="env:OPS_HOOK"),), NOTICE) == []
