"""The reports of a plan in a real browser: dates, timeline, what is late, filter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.prepared import arrive, make_plan

pytestmark = pytest.mark.browser


def save_phases(page: Page, plan: str) -> None:
    """Phases over two years, this month the first."""
    first = date.today().replace(day=1).isoformat()
    page.goto(f"{plan}fasen/")
    page.get_by_label("Eerste dag van het plan").fill(first)
    page.get_by_label("Duur").select_option("24 maanden")
    page.get_by_role("button", name="Vul in").click()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tijdlijn")


def set_due(page: Page, plan: str, title: str, days: int) -> None:
    """Let an activity be due so many days from now."""
    page.goto(f"{plan}tijdlijn/")
    page.locator("summary").click()
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_text("Wat u wijzigt, wordt vanzelf bewaard")).to_be_visible()
    expect(page.get_by_role("button", name="Bewaar", exact=True)).to_be_hidden()
    page.get_by_label("Klaar tegen").fill((date.today() + timedelta(days=days)).isoformat())
    expect(page.get_by_text("Bewaard om")).to_be_visible()
    page.get_by_role("link", name="Terug naar het plan").click()


def test_dates_lead_to_a_timeline_and_to_what_is_late(page: Page, site: str) -> None:
    plan = make_plan(page, site, "piloot")
    page.get_by_role("link", name="Tijdlijn", exact=True).click()
    page.get_by_role("link", name="Geef de fasen een begin en een einde").click()
    arrive(page, "Begin en einde van de fasen")
    page.get_by_label("Eerste dag van fase 1").fill("2027-01-01")
    page.get_by_label("Laatste dag van fase 1").fill("2027-03-31")
    expect(page.locator(".phase-chart rect")).to_have_count(1)
    page.get_by_label("Eerste dag van fase 2").fill("2027-03-01")
    page.get_by_label("Laatste dag van fase 2").fill("2027-06-30")
    expect(page.locator(".phase-chart rect")).to_have_count(2)
    expect(page.get_by_text("Fase 1 en fase 2 overlappen 31 dagen.")).to_be_visible()
    save_phases(page, plan)
    expect(page.locator(".timeline rect")).to_have_count(5)

    set_due(page, plan, "Positionering", -3)
    expect(page.get_by_role("listitem").filter(has_text="Positionering")).to_contain_text(
        "3 dagen te laat"
    )
    page.get_by_role("link", name="1 te laat").click()
    expect(page.locator("#te-laat").get_by_role("link", name="Positionering")).to_be_visible()

    page.get_by_role("link", name="Tijdlijn", exact=True).click()
    row = page.get_by_role("row", name="Positionering")
    expect(row).to_contain_text("te laat")
    bar = row.locator("circle").bounding_box()
    now = page.locator(".calendar-now").first.bounding_box()
    assert bar and now
    assert bar["x"] + bar["width"] / 2 < now["x"]  # three days ago is left of today


def test_filter_and_back_without_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl-BE")
    page = context.new_page()
    make_plan(page, site, "piloot")
    page.get_by_text("Zoek en filter").click()
    page.get_by_label("Pijler", exact=True).select_option("Innovatie")
    page.get_by_role("button", name="Filter", exact=True).click()

    expect(page.get_by_text("9 van 42 activiteiten")).to_be_visible()
    expect(page.locator("table.grid li")).to_have_count(9)
    expect(page.get_by_label("Pijler", exact=True)).to_have_value("innovatie")
    page.get_by_role("link", name="Toon alles").click()
    expect(page.locator("table.grid li")).to_have_count(42)
    context.close()
