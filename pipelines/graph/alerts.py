"""Alerts without personal data: webhooks of the usual shapes, and mail."""

from __future__ import annotations

import json
import os
import smtplib
import urllib.request
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from pipelines.graph.mask import redact
from pipelines.workspace.settings import Alert

_PATIENCE = 10  # seconds


@dataclass(frozen=True)
class Notice:
    """One alert: what happened, where to look, what to do. Numbers and addresses in it are masked."""

    event: str
    workspace: str
    title: str
    text: str
    run_id: str = ""

    def safe(self) -> Notice:
        """Return the notice with every long number and address masked; the run's id stays."""
        return Notice(self.event, self.workspace, redact(self.title), redact(self.text), self.run_id)


def body_of(shape: str, notice: Notice) -> dict[str, Any]:
    """Return the JSON that a webhook of this shape takes.

    >>> body_of("slack", Notice("run_failed", "demo", "migrate failed", "see the run"))
    {'text': '*migrate failed*\\nsee the run'}
    """
    notice = notice.safe()
    if shape == "wecom":
        return {"msgtype": "markdown", "markdown": {"content": f"**{notice.title}**\n{notice.text}"}}
    if shape == "dingtalk":
        content = {"title": notice.title, "text": f"**{notice.title}**\n\n{notice.text}"}
        return {"msgtype": "markdown", "markdown": content}
    if shape == "slack":
        return {"text": f"*{notice.title}*\n{notice.text}"}
    named = {"event": notice.event, "workspace": notice.workspace, "run_id": notice.run_id}
    return {**named, "title": notice.title, "text": notice.text}


def send(alert: Alert, notice: Notice) -> None:
    """Send a notice.

    Raises
    ------
    OSError
        Nobody answers, or the answer is an error.
    """
    to = os.environ.get(alert.to.removeprefix("env:"), "") if alert.to.startswith("env:") else alert.to
    if not to:
        raise OSError(f"the variable {alert.to.removeprefix('env:')} is not set")
    if alert.shape == "email":
        _mail(alert.smtp, to, notice.safe())
        return
    if not to.startswith(("http://", "https://")):
        raise OSError("the webhook is no http address")
    data = json.dumps(body_of(alert.shape, notice), ensure_ascii=False).encode()
    request = urllib.request.Request(to, data, {"Content-Type": "application/json; charset=utf-8"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=_PATIENCE):  # noqa: S310 - http and https only, see above
        pass


def send_all(alerts: tuple[Alert, ...], notice: Notice) -> list[str]:
    """Send a notice everywhere; return what could not be sent, by shape and reason, without the address."""
    failed = []
    for alert in alerts:
        try:
            send(alert, notice)
        except (OSError, smtplib.SMTPException) as error:
            failed.append(f"{alert.shape}: {type(error).__name__}")
    return failed


def _mail(server: str, to: str, notice: Notice) -> None:
    host, _, port = server.partition(":")
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = f"[mergepoint] {notice.title}", f"mergepoint@{host}", to
    mail.set_content(f"{notice.text}\n\nworkspace: {notice.workspace}\nrun: {notice.run_id or '-'}\n")
    with smtplib.SMTP(host, int(port or 25), timeout=_PATIENCE) as connection:
        connection.send_message(mail)
