"""Alerts in every shape, received by a real server, and never a number or address of a person in them."""

import pytest

from pipelines.graph.alerts import Notice, body_of, send_all
from pipelines.workspace.settings import Alert
from tests.pipelines.graph.fakes import CANARY_MAIL, CANARY_PHONE
from tests.pipelines.sinks import mailbox, webhook

SHAPES = ("json", "wecom", "dingtalk", "slack")
NOTICE = Notice("run_failed", "demo", f"failed on {CANARY_PHONE}", f"ask {CANARY_MAIL}", "0a1b")


@pytest.fixture(scope="module")
def hook():
    with webhook() as (url, got):
        yield url, got


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


def test_a_mail_arrives_with_subject_and_run_and_no_person_in_it():
    with mailbox() as (smtp, got):
        assert send_all((Alert(shape="email", to="ops@example.com", smtp=smtp),), NOTICE) == []
    (mail,) = got
    assert "To: ops@example.com" in mail
    assert "0a1b" in mail
    assert CANARY_PHONE not in mail
    assert CANARY_MAIL not in mail
