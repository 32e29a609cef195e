"""A second opinion on every state: IBM's engine, whose rules are not those of axe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.states import States
from tests.browser.test_accessibility import Look, Survey
from tests.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(3600)]

ENGINE = (Path(__file__).parent / "ace.cjs").read_text()
"""`accessibility-checker-engine` 4.0.34, under the Apache License 2.0 (`ace.js.LICENSE.txt`)."""
RUN = """async () => {
    for (const folded of document.querySelectorAll("details:not([open])")) folded.open = true;
    const report = await new ace.Checker().check(document, ["IBM_Accessibility", "WCAG_2_2"]);
    return report.results
        .filter(one => one.value[0] === "VIOLATION" && one.value[1] === "FAIL")
        .map(one => [one.ruleId, one.message, one.path.dom, one.snippet]);
}"""
"""Folds are opened first: the engine finds fields in them, and not their labels."""
LOOKS = (Look(320), Look(1440, "dark"))
REVIEWED = (
    # The way past the header stands before all landmarks, as it should.
    ("aria_content_in_landmark", r'class="skip"'),
    # A form without a name is no landmark; the engine counts it as one.
    ("aria_form_label_unique", r"^<form(?!.* aria-label)"),
    ("aria_landmark_name_unique", r"^<form(?!.* aria-label)"),
    # A success factor is a form of its own with one box; choices stand in a group a pillar.
    ("input_checkboxes_grouped", r'name="(done|pijler|erbij|activiteit)"'),
    # Beside a number, in '3 weken': its label is for ears alone.
    ("input_label_exists", r'id="alle-unit"'),
    # What scrolls sideways, and a cell to work in, are reached by keyboard.
    ("element_tabbable_role_valid", r'class="[^"]*grid-scroll|^<t[hd] '),
)
"""What was looked at and is right: the rule, and a pattern of the element."""


def seen_by_ibm(page: Page, look: Look) -> tuple[list[str], list[str]]:
    """What it finds wrong. What it leaves to a person is asked of axe, which leaves less."""
    page.set_viewport_size({"width": look.width, "height": 900})
    page.emulate_media(color_scheme=look.scheme, forced_colors=look.forced)
    return [
        " ".join((rule, *rest, snippet))
        for rule, *rest, snippet in page.evaluate(RUN)
        if not any(rule == name and re.search(pattern, snippet) for name, pattern in REVIEWED)
    ], []


def test_second_engine_finds_nothing(browser: Browser, site: Site) -> None:
    found = Survey(LOOKS, seen_by_ibm, ENGINE, strains=())

    found.visit_all(browser, site, States.every)

    assert len(found.pages) > 120
    assert not found.faults, "\n".join(found.faults)


def test_second_engine_sees_a_fault(page: Page, site: Site) -> None:
    page.goto(f"{site}/")
    page.evaluate(ENGINE)
    page.locator("h1").evaluate("h1 => h1.append(new Image(9))")

    faults, _ = seen_by_ibm(page, Look(320))

    assert any(fault.startswith("img_alt_valid") for fault in faults)
