"""Counts what a first visit fetches: requests, and bytes over the wire with headers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.serving import served

PAGES = {"quiz": "/zelfevaluatie/", "home": "/"}
MOST_REQUESTS, MOST_BYTES = 4, 25_000


@dataclass(frozen=True)
class FirstVisit:
    name: str
    requests: int
    bytes: int


def first_visits(port: int) -> Iterator[FirstVisit]:
    """Measures each page in a browser with an empty cache."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for name, path in PAGES.items():
            sizes = fetched(chromium, f"http://127.0.0.1:{port}{path}")
            yield FirstVisit(name, len(sizes), sum(sizes))
        chromium.close()


def fetched(chromium: Browser, address: str) -> list[int]:
    """The bytes of each answer that came over the wire, as Chromium counts them."""
    page = chromium.new_page()
    network = page.context.new_cdp_session(page)
    sizes: dict[str, int] = {}

    def asked(event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            sizes[event["requestId"]] = 0

    def came(event: dict[str, Any]) -> None:
        if event["requestId"] in sizes:
            sizes[event["requestId"]] = event["encodedDataLength"]

    network.on("Network.requestWillBeSent", asked)
    network.on("Network.loadingFinished", came)
    network.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(1000)  # the icon is fetched last
    page.close()
    return list(sizes.values())


def table() -> list[str]:
    with served() as (port, _):
        visits = list(first_visits(port))
    return [
        "| first visit | requests | asked | bytes over the wire | asked |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {one.name} | {one.requests} | {MOST_REQUESTS} | {one.bytes} | {MOST_BYTES} |"
            for one in visits
        ),
        "",
    ]
