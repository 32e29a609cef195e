"""Response times on a phone: Chromium with a slow processor and connection, plans of 53 and 300.

The processor is a quarter of this machine's; each request waits 150 ms, and 1.6 Mbit/s come down,
0.75 go up. An interaction is timed until the page that it changes is painted, as browsers do (INP).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, ElementHandle, sync_playwright

from bench.answers.pages import LARGE, fill
from bench.serving import cpu_seconds, server_process
from bench.visitor import Visitor, form_on

CHROMIUM = "/usr/bin/chromium-headless-shell"
SLOWER = 4
LATENCY, DOWN, UP = 150, 1_600_000 / 8, 750_000 / 8
"""Milliseconds, and bytes a second."""
ROUNDS = 5
SAVES = 50
SMALL = 53
WATCH = """
window.slow = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (one.interactionId) slow.push(one.duration);
}).observe({ type: "event", durationThreshold: 16 });
"""
UNTIL_CHANGED = """
(button) => {
  const id = button.closest("li").id;
  const status = () => document.getElementById(id)?.querySelector(".status").textContent;
  const was = status();
  window.changed = new Promise((done) => {
    let start = 0;
    button.addEventListener("click", () => (start = performance.now()), { capture: true });
    const look = () => {
      const isDone = status() && status() !== was;
      const painted = () => setTimeout(() => done(performance.now() - start));
      requestAnimationFrame(isDone ? painted : look);
    };
    look();
  });
}
"""


@dataclass(frozen=True)
class Figure:
    """One line of the table: the figure for each plan, and the required one ('': none)."""

    name: str
    values: dict[int, str]
    asked: str


class Phone:
    """A tab of a fresh phone with a visitor's cookies; counts the bytes that come, with headers."""

    def __init__(self, browser: Browser, port: int, cookies: dict[str, str]) -> None:
        site = f"http://127.0.0.1:{port}"
        self.context = browser.new_context(
            viewport={"width": 390, "height": 844},
            is_mobile=True,
            has_touch=True,
            locale="nl-BE",
            base_url=site,
        )
        for name, value in cookies.items():
            self.context.add_cookies([{"name": name, "value": value, "url": site}])
        self.page = self.context.new_page()
        self.page.add_init_script(WATCH)
        self.bytes, self.requests = 0, 0
        network = self.context.new_cdp_session(self.page)
        network.on("Network.loadingFinished", self._count)
        network.send("Network.enable")
        network.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        conditions = {"offline": False, "latency": LATENCY}
        rates = {"downloadThroughput": DOWN, "uploadThroughput": UP}
        network.send("Network.emulateNetworkConditions", conditions | rates)

    def _count(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])
        self.requests += 1

    def painted_after(self, act: Callable[[], object]) -> float:
        """Milliseconds of the slowest interaction of this act; 0 if below 16."""
        self.page.wait_for_timeout(500)
        self.page.evaluate("slow.length = 0")
        act()
        self.page.wait_for_timeout(700)
        return float(self.page.evaluate("Math.max(0, ...slow)"))

    def nth(self, selector: str, number: int = 1) -> ElementHandle:
        return self.page.locator(f"{selector}:visible").nth(number).element_handle()


def first_visit(browser: Browser, port: int, cookies: dict[str, str], home: str) -> str:
    loaded, kilobytes, requests = [], [], []
    for _ in range(ROUNDS):
        phone = Phone(browser, port, cookies)
        phone.page.goto(home, wait_until="load")
        phone.page.wait_for_timeout(500)
        timing = "performance.getEntriesByType('navigation')[0].loadEventEnd"
        loaded.append(phone.page.evaluate(timing) / 1000)
        kilobytes.append(phone.bytes / 1000)
        requests.append(phone.requests)
        phone.context.close()
    return f"{median(kilobytes):.0f} KB, {median(requests):.0f}, {median(loaded):.1f} s"


def status_clicks(phone: Phone) -> tuple[str, str]:
    """The time until the board has come with the bytes of the answer, and until the first paint."""
    seconds, kilobytes, paints = [], [], []
    for _ in range(ROUNDS):
        button = phone.nth(".step")
        button.evaluate(UNTIL_CHANGED)
        phone.bytes = 0
        paints.append(phone.painted_after(button.tap))
        seconds.append(phone.page.evaluate("changed") / 1000)
        phone.page.wait_for_timeout(300)
        kilobytes.append(phone.bytes / 1000)
        for close in phone.page.locator("[data-dismiss]").all():
            close.tap()
    return f"{median(seconds):.2f} s, {median(kilobytes):.1f} KB", f"{median(paints):.0f} ms"


def panel_opened(phone: Phone) -> None:
    phone.nth("a.title").tap()
    phone.page.locator("[data-editor]").wait_for()
    phone.page.locator("dialog [data-close]").first.tap()


def moved_by_keys(phone: Phone) -> None:
    phone.nth(".grip").focus()
    for key in ("Enter", "ArrowDown", "ArrowRight", "Enter"):
        phone.page.keyboard.press(key)
        phone.page.wait_for_timeout(300)
    phone.page.locator("[data-saved-text]").first.get_by_text("Bewaard om").wait_for()
    phone.page.locator("[data-phase='1']").tap()


def filter_typed(phone: Phone) -> None:
    phone.page.locator(".filter summary").tap()
    phone.page.locator(".filters [type=search]").tap()
    phone.page.keyboard.type("data", delay=100)
    phone.page.locator(".filter summary").tap()


def board_cpu(port: int, server: int, home: str) -> Callable[[Visitor], str]:
    """The processor time of the board that a script asks for after a save."""

    def measured(person: Visitor) -> str:
        _, page = person.ask("GET", home)
        row = re.findall(rf"{home}activiteiten/\d+/", page.decode())[0]
        sent = form_on(page, "key") | {"status": "doing"}
        headers, used = {"X-Part": "1", "Accept-Encoding": "gzip"}, 0.0
        for number in range(SAVES):
            board = person.ask("GET", home, headers={"X-Part": "1"})[1].decode()
            held = "".join(re.findall(r'data-tag="([\w-]+)"', board))
            found = re.search(rf'"rij-{row.split("/")[-2]}"[^>]*data-version="(\d+)"', board)
            assert found is not None
            act = f"{row}status/?version={found[1]}"
            keyed = sent | {"status": ("done", "doing")[number % 2], "key": str(UUID(int=number))}
            assert person.ask("POST", act, keyed)[0].status == 303
            before = cpu_seconds(server)
            person.ask("GET", home, headers=headers | {"X-Held": held})
            used += cpu_seconds(server) - before
        return f"{1000 * used / SAVES:.0f} ms"

    return measured


def figures(port: int, server: int) -> Iterator[Figure]:
    found: dict[str, dict[int, str]] = {}
    plans: dict[int, tuple[str, dict[str, str]]] = {}
    for size in (SMALL, LARGE):  # before the browser: its loop bars the database from this thread
        with Visitor(port) as person:
            home = person.make_expert_plan()
            if size == LARGE:
                fill(UUID(home.strip("/").rpartition("/")[2]))
            found.setdefault(CPU, {})[size] = board_cpu(port, server, home)(person)
            plans[size] = home, person.cookies
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for size, (home, cookies) in plans.items():
            for name, value in felt(browser, port, cookies, home):
                found.setdefault(name, {})[size] = value
        browser.close()
    for name, asked in ASKED.items():
        yield Figure(name, found[name], asked)


CPU = "board drawn after a save, CPU"
ASKED = {
    "first visit: bytes, requests, until loaded": "45 KB, 6, 1.8 s (of 53)",
    "status click until the board has come, its answer": "0.6 s; of 300 1.0 s, 3 KB",
    CPU: "20 ms",
    "move by keys, until painted": "200 ms",
    "status click, until painted": "200 ms",
    "panel opened and closed, until painted": "200 ms",
    "word typed in the filter, until painted": "200 ms",
    "tick in the list, until painted": "200 ms",
}


def felt(
    browser: Browser, port: int, cookies: dict[str, str], home: str
) -> Iterator[tuple[str, str]]:
    """The figures of one plan, without the server's, by their names in ASKED."""
    names = iter(name for name in ASKED if name != CPU)
    yield next(names), first_visit(browser, port, cookies, home)
    phone = Phone(browser, port, cookies)
    phone.page.goto(home, wait_until="load")
    come, painted = status_clicks(phone)
    yield next(names), come

    def slowest(act: Callable[[Phone], None]) -> str:
        times = [phone.painted_after(lambda: act(phone)) for _ in range(ROUNDS)]
        return f"{median(times):.0f} ms"

    yield next(names), slowest(moved_by_keys)
    yield next(names), painted
    yield next(names), slowest(panel_opened)
    yield next(names), slowest(filter_typed)
    phone.page.goto(f"{home}lijst/", wait_until="load")
    yield next(names), slowest(lambda phone: phone.nth("[name=rij]").tap())
    phone.context.close()


def table() -> list[str]:
    lines = [
        f"A phone of a {SLOWER}th of this processor, {LATENCY} ms a request, "
        f"{DOWN * 8 / 1e6:.1f} Mbit/s down; medians.",
        "",
        f"| own plan | {SMALL} activities | {LARGE} activities | asked, at most |",
        "|---|---:|---:|---:|",
    ]
    with server_process() as (port, pid):
        for one in figures(port, pid):
            values = " | ".join(one.values[size] for size in (SMALL, LARGE))
            lines.append(f"| {one.name} | {values} | {one.asked} |")
    return [*lines, ""]
