"""Two people with accounts at one plan: the workbench from a conflict to a saved state."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.prepared import invite, join, make_account, make_plan, send
from tests.browser.test_builder import FIRST, SAVED, card, cell, expect_message, open_editor
from tests.browser.test_saved_states import name_saved_state
from tests.conftest import Site

pytestmark = pytest.mark.browser


def test_two_people_work_at_one_plan(browser: Browser, page: Page, site: Site) -> None:
    make_account(page.context, site)
    home, email = make_plan(page, site), "samen@example.be"
    invitation = invite(page.context, site, home, email)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="nl-BE")
    join(context, site, invitation, email)
    colleague = context.new_page()
    name_saved_state(page, home, "Begin")
    for person in (page, colleague):
        person.goto(home)
        person.wait_for_load_state()
        open_editor(person)

    colleague.get_by_label("Notitie").fill("Van Bart")
    colleague.get_by_label("Klaar tegen").focus()
    expect_message(colleague, SAVED)
    page.get_by_label("Notitie").fill("Van mij")
    conflict = page.get_by_role("alert")
    expect(conflict).to_contain_text("Bart Maes")
    expect(conflict).to_contain_text("Van Bart")
    expect(conflict.get_by_label("De versie van Bart Maes")).to_be_visible()
    conflict.get_by_label("Allebei").check()
    page.get_by_role("button", name="Bewaar", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()

    grip = page.locator(card(page, FIRST)).get_by_role("button", name="Verplaats")
    grip.focus()
    for key in ("Enter", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect_message(page, SAVED)
    expect(grip).to_be_focused()
    expect(cell(page, 2)).to_have_text([FIRST])
    page.keyboard.press("Control+z")
    expect(page.locator("td[data-column='2'] .title", has_text=FIRST)).to_have_count(0)
    page.locator(card(page, FIRST)).get_by_role("button", name="Start").click()
    expect(page.locator(card(page, FIRST)).locator(".status")).to_have_text("Bezig")

    name_saved_state(page, home, "Na het overleg")
    page.get_by_role("link", name=re.compile(r"Vergelijk met nu \(Begin\)")).click()
    expect(page.get_by_role("main")).to_contain_text("Bezig")
    expect(page.get_by_role("main")).to_contain_text("Van Bart Van mij")
    context.close()


def test_what_a_colleague_does_is_offered_and_nothing_jumps(
    browser: Browser, page: Page, site: Site
) -> None:
    make_account(page.context, site)
    home, email = make_plan(page, site), "kijkt@example.be"
    invitation = invite(page.context, site, home, email)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="nl-BE")
    join(context, site, invitation, email)
    colleague = context.new_page()
    colleague.clock.install()
    colleague.goto(home)
    status = colleague.locator(card(colleague, FIRST)).locator(".status")
    line = colleague.get_by_role("status").filter(has_text="An Peeters wijzigde 1 activiteit")
    page.goto(home)
    page.locator(card(page, FIRST)).get_by_role("button", name="Start").click()
    expect_message(page, SAVED)

    expect(line).to_have_count(0)
    colleague.clock.run_for(16_000)
    expect(line).to_be_visible()
    expect(status).to_have_text("Niet gestart")

    line.get_by_role("button", name="Toon").click()
    expect(status).to_have_text("Bezig")
    expect(colleague.get_by_role("link", name=FIRST)).to_be_focused()
    expect(line).to_have_count(0)

    colleague.goto(f"{home}lijst/")
    row = colleague.get_by_role("row").filter(has=colleague.get_by_role("link", name=FIRST))
    expect(row.locator(".status")).to_have_text("Bezig")
    page.locator(card(page, FIRST)).get_by_role("button", name="Klaar").click()
    expect_message(page, SAVED)
    colleague.clock.run_for(16_000)
    line.get_by_role("button", name="Toon").click()
    expect(row.locator(".status")).to_have_text("Klaar")
    expect(row.get_by_role("rowheader")).to_be_focused()

    colleague.goto(home)
    send(page.context, f"{home}archief/", "csrfmiddlewaretoken", archief="ja")
    colleague.get_by_role("link", name=FIRST).click()
    expect(colleague.get_by_role("heading", level=1)).to_have_text(FIRST)
    expect(colleague.get_by_text("Een eigenaar kan het terughalen.")).to_be_visible()
    context.close()


def test_board_asks_less_while_the_server_fails_and_not_in_a_hidden_tab(
    page: Page, site: Site
) -> None:
    home = make_plan(page, site)
    questions = "**/wijzigingen/*"
    asked: list[str] = []

    def fail(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=503)

    page.route(questions, fail)
    page.clock.install()
    page.goto(home)

    with page.expect_response(questions):
        page.clock.run_for(16_000)
    page.clock.run_for(15_000)
    assert len(asked) == 1
    with page.expect_response(questions):
        page.clock.run_for(20_000)
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(600_000)
    assert len(asked) == 2
