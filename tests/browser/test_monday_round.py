"""Monday, in a plan of 53 activities: one person does the round, another sees it come in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.prepared import invite, join, make_account, make_plan, row_of, send
from tests.browser.test_builder import FIRST, SAVED, card, expect_message
from tests.browser.test_sharing import read_by_both
from tests.conftest import Site

pytestmark = pytest.mark.browser

TODAY = date.today()
DUE = """() => Object.fromEntries([...document.querySelectorAll("[data-cell=due_date] time")].map(
    day => [day.closest("tr").querySelector("th").innerText, day.dateTime]))"""
"""The dates that the list shows, by title."""


def bulk(page: Page, rows: int, **typed: str) -> None:
    """Ticks the first rows of the list and asks the same of all."""
    boxes, bar = page.locator("[name=rij]"), page.locator("[data-bulk]")
    page.wait_for_load_state()  # where the bar was used before, its page has only begun to come
    boxes.nth(0).click()
    boxes.nth(rows - 1).click(modifiers=["Shift"])
    for label, value in typed.items():
        bar.get_by_label(label.replace("_", " ")).first.fill(value)
    bar.get_by_role("button", name="Pas toe").click()


def test_round_of_a_plan_of_53_activities(browser: Browser, page: Page, site: Site) -> None:
    make_account(page.context, site)
    home, email = make_plan(page, site, "expert"), "maandag@example.be"
    row = row_of(page.context, home, FIRST)
    send(page.context, row, "note", review="quarterly", review_on=TODAY.isoformat())
    invitation = invite(page.context, site, home, email)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="nl-BE")
    join(context, site, invitation, email)
    colleague = context.new_page()
    colleague.clock.install()
    colleague.goto(home)
    due = TODAY + timedelta(days=10)

    page.goto(f"{home}lijst/")
    expect(page.locator("tr[data-row]")).to_have_count(53)
    bulk(page, 15, Trekker="An Peeters", Klaar_tegen=due.isoformat())
    message = page.get_by_role("status").first
    expect(message).to_contain_text("15 activiteiten: trekker An Peeters, klaar tegen")
    bulk(page, 2, Verschuif_met="14")
    expect(message).to_contain_text("2 activiteiten")
    bulk(page, 3, Trekker="Bart Maes")
    expect(message).to_contain_text("3 activiteiten: trekker Bart Maes")
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.locator("tr[data-row]").first).to_contain_text("An Peeters")

    page.goto(f"{home}aan-zet/")
    page.locator("#te-herzien").get_by_role("button", name="Herzien").click()
    expect(page.locator("#te-herzien")).to_have_count(0)
    second = page.locator("#binnenkort li a").nth(1).inner_text()
    line = page.locator("#binnenkort li").filter(has_text=second)
    line.get_by_role("button", name="Klaar").click()
    expect(page.get_by_text(f"‘{second}’ is klaar.")).to_be_visible()

    page.goto(home)
    page.locator(card(page, FIRST)).get_by_role("link", name=FIRST).click()
    page.get_by_label("Nieuwe stap", exact=True).fill("Bel An")
    page.get_by_label("Stap 1 is klaar").check()
    expect_message(page, SAVED)
    page.keyboard.press("Escape")

    colleague.clock.run_for(16_000)
    news = colleague.get_by_role("status").filter(has_text="An Peeters wijzigde 15 activiteiten")
    news.get_by_role("button", name="Toon").click()
    expect(colleague.locator(card(colleague, FIRST))).to_contain_text("stappen: 1 van 1 klaar")
    expect(colleague.locator(card(colleague, second)).locator(".status")).to_have_text("Klaar")
    context.close()

    page.goto(f"{home}agenda/")
    page.get_by_role("button", name="Maak mijn agenda-adres").click()
    events = read_by_both(page, page.get_by_label("Adres voor uw agenda").input_value())
    page.goto(f"{home}lijst/")
    shown = page.evaluate(DUE)
    review = f"Herzien: {FIRST}"
    assert len(shown) == 15
    assert {event["title"]: event["day"] for event in events if event["title"] != review} == shown
    assert [event["day"] > TODAY.isoformat() for event in events if event["title"] == review] == [
        True
    ]
