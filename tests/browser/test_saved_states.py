"""A saved state in a real browser: made, compared, gone back to, and that undone; and growing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.prepared import arrive, make_plan

pytestmark = pytest.mark.browser


def name_saved_state(page: Page, home: str, name: str) -> None:
    page.goto(f"{home}momentopnamen/")
    page.get_by_label("Naam van de momentopname").fill(name)
    page.get_by_role("button", name="Maak de momentopname").click()


def choose(page: Page, home: str, add: str, remove: str) -> None:
    page.goto(f"{home}activiteiten/")
    page.get_by_label(add).check()
    page.get_by_label(remove).uncheck()
    page.get_by_role("button", name="Bewaar mijn keuze").click()


def test_saved_state_there_and_back_without_script(browser: Browser, site: str) -> None:
    """With script test_workbench.py makes and compares one, and the next test goes back to one."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    make_plan(page, site, "verkenner")
    home = page.url
    name_saved_state(page, home, "Goedgekeurd")
    expect(page.get_by_text("De momentopname ‘Goedgekeurd’ is vastgelegd.")).to_be_visible()
    expect(page.get_by_text("0 van 16 klaar (0 %)")).to_be_visible()
    choose(page, home, "Beslissingsorganen", "Identificeer AI-systemen")

    page.goto(f"{home}momentopnamen/")
    page.get_by_role("link", name="Vergelijk met nu (Goedgekeurd)").click()
    added = page.get_by_role("region", name="Toegevoegd (1)")
    expect(added.get_by_role("listitem")).to_contain_text("Beslissingsorganen")
    removed = page.get_by_role("region", name="Verwijderd (1)")
    expect(removed.get_by_role("listitem")).to_contain_text("Identificeer AI-systemen")

    page.goto(f"{home}momentopnamen/")
    page.get_by_role("link", name="Herstel (Goedgekeurd)").click()
    back = page.get_by_role("region", name="Toegevoegd (1)")
    expect(back.get_by_role("listitem")).to_contain_text("Identificeer AI-systemen")
    page.get_by_role("button", name="Herstel deze momentopname").click()
    expect(page.get_by_text("Het plan is weer zoals bij ‘Goedgekeurd’.")).to_be_visible()
    page.goto(home)
    grid = page.locator("table.grid")
    expect(grid.get_by_role("link", name="Identificeer AI-systemen", exact=True)).to_have_count(1)
    expect(grid.get_by_role("link", name="Beslissingsorganen", exact=True)).to_have_count(0)

    page.goto(f"{home}geschiedenis/")
    page.get_by_role("button", name="Maak uw laatste wijziging ongedaan").click()
    page.goto(home)
    expect(grid.get_by_role("link", name="Identificeer AI-systemen", exact=True)).to_have_count(0)
    expect(grid.get_by_role("link", name="Beslissingsorganen", exact=True)).to_have_count(1)
    context.close()


def test_restore_meets_a_later_change(context: BrowserContext, site: str) -> None:
    first = context.new_page()
    make_plan(first, site, "verkenner")
    home = first.url
    name_saved_state(first, home, "Begin")
    choose(first, home, "Beslissingsorganen", "Identificeer AI-systemen")
    first.goto(f"{home}momentopnamen/")
    first.get_by_role("link", name="Herstel (Begin)").click()
    second = context.new_page()
    choose(second, home, "Positionering", "Creëer bewustzijn")

    first.get_by_role("button", name="Herstel deze momentopname").click()

    summary = first.get_by_role("alert")
    expect(summary).to_contain_text("het plan is intussen veranderd")
    expect(summary).to_be_focused()
    removed = first.get_by_role("region", name="Verwijderd (2)")
    expect(removed.get_by_text("Positionering")).to_be_visible()
    first.get_by_role("button", name="Herstel deze momentopname").click()
    expect(first.get_by_text("Het plan is weer zoals bij ‘Begin’.")).to_be_visible()


def test_growing_by_keyboard_takes_over_what_is_ticked(page: Page, site: str) -> None:
    make_plan(page, site, "verkenner")
    page.locator("#volgend > summary").press("Enter")
    page.get_by_role("link", name="Bekijk wat er verandert en neem over wat u wilt").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Van AI Verkenner naar AI Piloot")
    page.get_by_label("Verwijder ‘Bepaal de impact van de EU AI Act’").focus()
    page.keyboard.press("Space")
    page.locator("[value=processen]").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Neem over wat aangevinkt is").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Uw keuze is overgenomen.")).to_be_visible()
    grid = page.locator("table.grid")
    expect(grid.get_by_role("listitem")).to_have_count(16 + 27 - 1 - 1)
    expect(grid.get_by_text("Processen", exact=True)).to_have_count(0)


def test_factors_are_saved_while_one_works(page: Page, site: str) -> None:
    make_plan(page, site, "piloot")
    page.get_by_role("link", name="Succesfactoren").click()
    arrive(page, "Kritieke succesfactoren")
    first, second = page.locator("#beheer-verwachtingen"), page.locator(".factors > li").first
    expect(page.get_by_role("button", name="Bewaar")).to_have_count(0)
    first.get_by_role("checkbox").check()
    second.get_by_role("checkbox").check()
    expect(page.locator(".factor-count strong")).to_have_text("2 van 7")
    with page.expect_response(lambda one: "Besproken" in (one.request.post_data or "")):
        first.get_by_role("textbox").fill("Besproken in de directie")
        first.get_by_role("textbox").blur()

    expect(page.get_by_text(re.compile(r"^Bewaard om \d\d\.\d\d uur$"))).to_be_visible()
    page.reload()
    expect(first.get_by_role("textbox")).to_have_value("Besproken in de directie")
    expect(first.get_by_role("checkbox")).to_be_checked()
