"""A headless Chromium of the machine, for tests and pictures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """Return the path of Chromium, as Debian and Ubuntu package it; None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def open_page(width: int = 1440, height: int = 900, scale: float = 1) -> Iterator[Any]:
    """Open one page; the browser ends with the context."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS])
        try:
            yield browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
        finally:
            browser.close()
