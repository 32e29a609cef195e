"""A real Chromium in front of the real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
WITHOUT_WINDOWS = "/usr/bin/chromium-headless-shell"
"""The same engine without the drawing of windows, at less than half the cost."""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Fewer processes: none waits for a next page, none draws, and tabs of one person share theirs.
    "--disable-features=SpareRendererForSitePerProcess",
    "--in-process-gpu",
    "--renderer-process-limit=1",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=30_000)  # as long as Playwright waits for all else
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=WITHOUT_WINDOWS, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A fresh person's browser, on a laptop."""
    fresh = browser.new_context(viewport={"width": 1440, "height": 900}, locale="nl-BE")
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext, site: str) -> Iterator[Page]:
    """A page that may meet no error, no refused content and no request to elsewhere."""
    tab = context.new_page()
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on(
        "console",
        lambda message: faults.append(message.text) if is_fault(message.text) else None,
    )
    tab.on(
        "request",
        lambda request: None if request.url.startswith(site) else faults.append(request.url),
    )
    yield tab
    assert not faults


EXPECTED = (
    "Failed to load resource",  # a 4xx that the test asked for
    "Clear-Site-Data header on",  # what signing out asks of the browser
)


def is_fault(text: str) -> bool:
    return not text.startswith(EXPECTED)
