"""The plan's page is its grid: where the first card stands, how high a card and the page are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.prepared import date_phases, make_account, make_plan, send
from tests.conftest import Site

pytestmark = pytest.mark.browser

PLACES = """() => {
    const box = element => element.getBoundingClientRect();
    const cards = [...document.querySelectorAll(".card-of-plan")].filter(one => box(one).height);
    const lines = card => Math.round(box(card.querySelector(".title")).height / 18);
    return {
        first: box(cards[0]).top,
        oneLine: Math.max(...cards.filter(card => lines(card) === 1).map(card => box(card).height)),
        page: document.documentElement.scrollHeight,
        wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    };
}"""
STICKS = """() => {
    scrollTo({ top: 1400, behavior: "instant" });
    const [head, row] = [".grid thead th", ".grid tbody th"].map(
        one => document.querySelector(one).getBoundingClientRect());
    return [head.top, row.width];
}"""


SHIFT = """() => new Promise(resolve => {
    let total = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) total += entry.value;
    }).observe({type: "layout-shift", buffered: true});
    setTimeout(() => resolve(total), 300);
})"""
"""How far what was shown moved while the page loaded: the sum of its layout shifts."""


def full_plan(page: Page, site: Site) -> str:
    """53 activities in phases with dates; five of them are late."""
    make_account(page.context, site)
    home = make_plan(page, site, "expert")
    date_phases(page.context, home)
    page.goto(home)
    rows = page.locator("[data-row]").evaluate_all("rows => rows.map(row => row.dataset.row)")
    late = (date.today() - timedelta(days=27)).isoformat()
    for number, row in enumerate(rows[:20:4]):
        owner = {"owner": "An Peeters"} if number % 2 else {}
        send(page.context, f"{home}activiteiten/{row}/", "note", due_date=late, **owner)
    return home


def test_first_card_is_in_sight_and_the_page_is_its_grid(
    browser: Browser, page: Page, site: Site
) -> None:
    home = full_plan(page, site)
    page.goto(home)
    expect(page.locator(".strip")).to_contain_text("5 te laat")

    laptop = page.evaluate(PLACES)
    assert laptop["first"] < 420 and laptop["page"] <= 2100, laptop
    assert laptop["oneLine"] <= 56 and laptop["wide"] == 0, laptop
    head_top, row_width = page.evaluate(STICKS)
    assert head_top == 0 and row_width <= 140

    state = page.context.storage_state()
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, storage_state=state
    )
    phone = context.new_page()
    phone.goto(home)
    expect(phone.get_by_role("button", name="1 Verkennen")).to_be_visible()
    places = phone.evaluate(PLACES)
    assert places["first"] < 480 and places["wide"] == 0, places
    title = "Stappenplan voor betrouwbare AI in de dienstverlening van onze drie gemeenten samen"
    send(phone.context, f"{home}gegevens/", "title", title=title)
    phone.goto(home)
    assert phone.evaluate(PLACES)["first"] < 480
    phone.get_by_role("button", name="Menu").tap()
    expect(phone.get_by_role("link", name="Zelfevaluatie")).to_be_visible()
    context.close()


def test_nothing_moves_while_a_page_loads(page: Page, site: Site) -> None:
    plan = make_plan(page, site)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for address in (f"{site}/", f"{site}/zelfevaluatie/", plan):
            page.goto(address, wait_until="networkidle")
            assert page.evaluate(SHIFT) == 0, f"{address} at {width} px"
