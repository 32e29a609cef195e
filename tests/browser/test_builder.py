"""The plan's page at work: in place, by keyboard, by mouse and touch, offline, without script."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.prepared import make_plan
from tests.conftest import Site

pytestmark = pytest.mark.browser

FIRST = "Formuleer een AI-strategie"
SECOND = "Stel business cases op en valideer deze"
TRACK = "tr[data-track=visie-strategie]"


def second_tab(page: Page) -> Page:
    """A second person at the same plan; test_workbench.py has two with accounts."""
    other = page.context.new_page()
    other.goto(page.url)
    return other


@pytest.fixture
def plan(page: Page, site: str) -> Page:
    make_plan(page, site)
    expect(page.locator("table.grid li")).to_have_count(6)
    page.wait_for_load_state()  # its script is there
    return page


def card(page: Page, title: str) -> str:
    """The place of a card, as a selector that outlives a new board."""
    row = page.locator("[data-row]", has=page.get_by_role("link", name=title, exact=True))
    return f"#{row.get_attribute('id')}"


def cell(page: Page, phase: int, track: str = TRACK) -> Locator:
    """The titles in this cell, to be waited for."""
    return page.locator(f"{track} td[data-column='{phase}'] .title")


def open_editor(page: Page, title: str = FIRST) -> None:
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("dialog", name=title)).to_be_visible()


def open_rest(page: Page) -> None:
    """The folded part of the editor."""
    page.locator("summary", has_text="Titel, begin, fase").click()


def expect_message(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator("[data-saved-text]:not(:empty)")).to_have_text(text)


SAVED = re.compile(r"^Bewaard om \d\d\.\d\d uur$")


def test_status_in_one_click_keeps_focus_and_place(plan: Page) -> None:
    place = card(plan, SECOND)
    plan.locator(place).get_by_role("button", name="Start").click()

    expect(plan.locator(place).locator(".status")).to_have_text("Bezig")
    expect_message(plan, SAVED)
    expect(plan.locator(place).get_by_role("button", name="Klaar")).to_be_focused()
    plan.keyboard.press("Enter")
    expect(plan.locator(place).locator(".status")).to_have_text("Klaar")
    expect(plan.get_by_text("1 van 6 klaar")).to_be_visible()


def test_editor_saves_while_one_works(plan: Page) -> None:
    place = card(plan, FIRST)
    open_editor(plan)
    plan.get_by_label("Wie trekt dit?").fill("An Peeters")
    plan.get_by_label("Notitie").focus()
    expect_message(plan, SAVED)
    plan.keyboard.type("Samen met IT")
    plan.get_by_label("Klaar tegen").fill("2027-03-31")
    expect_message(plan, SAVED)
    plan.get_by_role("button", name="Sluit").click()

    expect(plan.get_by_role("dialog")).to_be_hidden()
    expect(plan.get_by_role("link", name=FIRST, exact=True)).to_be_focused()
    expect(plan.locator(place)).to_contain_text("31 mrt 2027")
    expect(plan.locator(place)).to_contain_text("trekker: An Peeters")
    plan.reload()
    open_editor(plan)
    expect(plan.get_by_label("Notitie")).to_have_value("Samen met IT")


def test_editor_with_an_error_keeps_the_text(plan: Page) -> None:
    open_editor(plan)
    open_rest(plan)
    plan.get_by_label("Begin").fill("2027-03-31")
    plan.get_by_label("Klaar tegen").fill("2027-03-01")

    expect(plan.get_by_role("alert")).to_contain_text("op of na het begin")
    expect(plan.get_by_label("Klaar tegen")).to_have_value("2027-03-01")
    plan.get_by_label("Klaar tegen").fill("2027-04-01")
    expect_message(plan, SAVED)
    plan.keyboard.press("Escape")
    expect(plan.get_by_role("dialog")).to_be_hidden()


def test_two_people_meet_a_conflict_and_settle_it(plan: Page) -> None:
    other = second_tab(plan)
    open_editor(plan)
    open_editor(other)
    other.get_by_label("Wie trekt dit?").fill("Bart")
    other.get_by_label("Notitie").fill("Van Bart")
    other.get_by_label("Klaar tegen").focus()
    expect_message(other, SAVED)
    plan.get_by_label("Notitie").fill("Van mij")

    conflict = plan.get_by_role("alert")
    expect(conflict).to_contain_text("deze activiteit is intussen veranderd")
    expect(conflict).to_be_focused()
    expect(plan.get_by_label("Notitie", exact=True)).to_have_value("Van mij")
    owner, note = (
        conflict.get_by_role("group", name=name) for name in ("Wie trekt dit", "Notitie")
    )
    expect(owner.get_by_label("De versie van")).to_be_checked()
    expect(note.get_by_label("Mijn versie")).to_be_checked()
    plan.get_by_role("button", name="Bewaar", exact=True).click()
    expect(plan.get_by_role("dialog")).to_be_hidden()
    open_editor(plan)
    expect(plan.get_by_label("Wie trekt dit?")).to_have_value("Bart")
    expect(plan.get_by_label("Notitie", exact=True)).to_have_value("Van mij")


def test_a_colleagues_change_is_there_when_one_looks(plan: Page) -> None:
    other = second_tab(plan)
    place = card(plan, FIRST)
    other.locator(place).get_by_role("button", name="Start").click()
    expect_message(other, SAVED)

    plan.bring_to_front()
    plan.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(plan.locator(place).locator(".status")).to_have_text("Bezig")


def test_status_of_an_older_card_asks_first(plan: Page) -> None:
    other = second_tab(plan)
    place = card(plan, FIRST)
    open_editor(other)
    other.get_by_label("Wie trekt dit?").fill("Bart")
    other.keyboard.press("Tab")
    expect_message(other, SAVED)
    plan.locator(place).get_by_role("button", name="Start").click()

    conflict = plan.get_by_role("dialog").get_by_role("alert")
    expect(conflict).to_contain_text("intussen veranderd")
    conflict.get_by_label("Mijn versie").check()
    plan.get_by_role("button", name="Bewaar", exact=True).click()
    expect(plan.locator(place).locator(".status")).to_have_text("Bezig")
    expect(plan.locator(place)).to_contain_text("trekker: Bart")


def test_move_by_keyboard(plan: Page) -> None:
    grip = plan.locator(card(plan, FIRST)).get_by_role("button", name="Verplaats")
    grip.focus()
    plan.keyboard.press("Enter")
    expect_message(plan, re.compile("Pijltje links of rechts: fase"))
    plan.keyboard.press("ArrowRight")
    expect_message(plan, "Fase 2. Keuzes maken, plaats 1 van 1")
    for _ in range(3):
        plan.keyboard.press("ArrowRight")
    expect_message(plan, re.compile(r"Fase 5\. .*, plaats 1 van 2"))
    plan.keyboard.press("ArrowDown")
    expect_message(plan, re.compile("plaats 2 van 2"))
    plan.keyboard.press("Enter")
    expect_message(plan, SAVED)

    expect(grip).to_be_focused()
    expect(cell(plan, 5).nth(1)).to_have_text(FIRST)
    plan.reload()
    expect(cell(plan, 5).nth(1)).to_have_text(FIRST)
    expect(cell(plan, 1)).to_have_text([SECOND])


def test_move_within_a_cell_by_keyboard_is_taken_back_by_escape(plan: Page) -> None:
    grip = plan.locator(card(plan, SECOND)).get_by_role("button", name="Verplaats")
    grip.focus()
    plan.keyboard.press("Space")
    plan.keyboard.press("ArrowUp")
    expect(cell(plan, 1)).to_have_text([SECOND, FIRST])
    plan.keyboard.press("Escape")
    expect_message(plan, "Niet verplaatst.")
    expect(grip).to_be_focused()
    expect(cell(plan, 1)).to_have_text([FIRST, SECOND])

    plan.keyboard.press("Enter")
    plan.keyboard.press("ArrowUp")
    plan.keyboard.press("Enter")
    expect_message(plan, SAVED)
    expect(cell(plan, 1)).to_have_text([SECOND, FIRST])
    plan.reload()
    expect(cell(plan, 1)).to_have_text([SECOND, FIRST])


def drag(page: Page, title: str, target: Locator) -> None:
    """Holds the card over the upper part of its target; the mouse is still down."""
    item = page.locator(f"{card(page, title)} .item-state").bounding_box()
    there = target.bounding_box()
    assert item and there
    page.mouse.move(item["x"] + 5, item["y"] + 5)
    page.mouse.down()
    page.mouse.move(there["x"] + 30, there["y"] + 20, steps=6)


def test_drag_by_mouse(plan: Page) -> None:
    drag(plan, FIRST, plan.locator("tr[data-track=ai-use-cases] td[data-column='3']"))
    plan.mouse.up()
    expect_message(plan, re.compile("Een activiteit van het playbook blijft in haar spoor"))
    expect(cell(plan, 1)).to_have_text([FIRST, SECOND])
    plan.reload()
    expect(cell(plan, 1)).to_have_text([FIRST, SECOND])

    drag(plan, FIRST, plan.locator(f"{TRACK} td[data-column='3']"))
    expect(plan.locator(f"{TRACK} td[data-column='3'] .mark")).to_be_visible()
    plan.mouse.up()
    expect_message(plan, SAVED)

    expect(plan.get_by_role("dialog")).to_be_hidden()
    expect(cell(plan, 3)).to_have_text([FIRST])


def test_drag_scrolls_the_grid_at_its_edges(plan: Page) -> None:
    plan.set_viewport_size({"width": 800, "height": 900})
    scroller = plan.locator(".grid-scroll:has([data-grid])")
    item = plan.locator(f"{card(plan, FIRST)} .item-state").bounding_box()
    grid = scroller.bounding_box()
    assert item and grid
    end = scroller.evaluate("box => box.scrollWidth - box.clientWidth")
    assert end > 100
    plan.mouse.move(item["x"] + 5, item["y"] + 5)
    plan.mouse.down()
    plan.mouse.move(grid["x"] + grid["width"] - 20, item["y"] + 8, steps=6)
    plan.wait_for_function(
        "end => document.querySelector('.grid-scroll').scrollLeft > end - 1", arg=end
    )
    plan.mouse.move(grid["x"] + grid["width"] - 60, item["y"] - 8, steps=3)  # above the middle
    expect(plan.locator(f"{TRACK} td[data-column='5'] .mark")).to_be_visible()
    plan.mouse.up()
    expect_message(plan, SAVED)
    expect(cell(plan, 5).first).to_have_text(FIRST)
    grip = plan.locator(f"{card(plan, FIRST)} .item-state").bounding_box()
    assert grip
    plan.mouse.move(grip["x"] + 5, grip["y"] + 5)
    plan.mouse.down()
    head = plan.locator(f"{TRACK} th").last.bounding_box()
    assert head
    plan.mouse.move(max(grid["x"], head["x"] + head["width"]) + 20, grip["y"] + 8, steps=6)
    plan.wait_for_function("() => document.querySelector('.grid-scroll').scrollLeft === 0")
    plan.mouse.up()


def test_drag_by_touch_on_a_phone(browser: Browser, site: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    make_plan(page, site)
    first = page.locator(card(page, FIRST))
    page.wait_for_load_state()
    first.get_by_role("button", name="Verplaats").tap()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("button", name="Naar fase 2")).to_be_visible()
    panel.get_by_role("button", name="Sluit").tap()
    expect(panel).to_be_hidden()
    grip = first.get_by_role("button", name="Verplaats").bounding_box()
    below = page.locator(card(page, SECOND)).bounding_box()
    assert grip and below
    assert grip["width"] >= 44 and grip["height"] >= 44
    x, y = grip["x"] + 22, grip["y"] + 22
    end = below["y"] + below["height"] - 4
    touch = context.new_cdp_session(page)

    def send(kind: str, at: float | None) -> None:
        points = [] if at is None else [{"x": x, "y": at}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", y)
    for step in range(1, 9):
        send("touchMove", y + (end - y) * step / 8)
    send("touchEnd", None)

    expect_message(page, SAVED)
    expect(cell(page, 1)).to_have_text([SECOND, FIRST])
    context.close()


def test_undo_and_redo_by_keys(plan: Page) -> None:
    place = card(plan, FIRST)
    plan.locator(place).get_by_role("button", name="Start").click()
    expect_message(plan, SAVED)
    plan.keyboard.press("Control+z")
    expect(plan.locator(place).locator(".status")).to_have_text("Niet gestart")
    expect(plan.get_by_text("Ongedaan gemaakt:")).to_be_visible()
    plan.keyboard.press("Control+Shift+Z")
    expect(plan.locator(place).locator(".status")).to_have_text("Bezig")
    plan.keyboard.press("Control+z")
    expect(plan.locator(place).locator(".status")).to_have_text("Niet gestart")
    plan.keyboard.press("Control+y")
    expect(plan.locator(place).locator(".status")).to_have_text("Bezig")


def test_undo_steps_over_what_somebody_else_changed(plan: Page, site: Site) -> None:
    for title in (FIRST, SECOND):
        plan.locator(card(plan, title)).get_by_role("button", name="Start").click()
        expect_message(plan, SAVED)
        expect(plan.locator(card(plan, title)).locator(".status")).to_have_text("Bezig")
    with closing(sqlite3.connect(site.data / "playbook.sqlite3")) as database, database:
        somebody = "UPDATE roadmap_planactivity SET status = 'done' WHERE id = ?"
        database.execute(somebody, [card(plan, SECOND).removeprefix("#rij-")])

    plan.get_by_role("button", name="Ongedaan maken").click()
    dialog = plan.get_by_role("dialog", name="Niet teruggezet")
    dialog.get_by_role("button", name="Sla wijziging 3 over").click()

    expect(dialog).to_be_hidden()
    expect(plan.get_by_text("Wijziging 3 is overgeslagen")).to_be_visible()
    plan.get_by_role("button", name="Ongedaan maken").click()
    expect(plan.locator(card(plan, FIRST)).locator(".status")).to_have_text("Niet gestart")
    expect(plan.locator(card(plan, SECOND)).locator(".status")).to_have_text("Klaar")


def test_undo_key_in_a_field_is_the_fields(plan: Page) -> None:
    place = card(plan, FIRST)
    plan.locator(place).get_by_role("button", name="Start").click()
    expect_message(plan, SAVED)
    open_editor(plan)
    plan.get_by_label("Notitie").press_sequentially("abc")
    plan.keyboard.press("Control+z")
    plan.get_by_role("button", name="Sluit").click()
    expect(plan.get_by_role("dialog")).to_be_hidden()
    expect(plan.locator(place).locator(".status")).to_have_text("Bezig")


def test_add_own_and_from_the_playbook_and_remove_with_undo(plan: Page) -> None:
    add = plan.get_by_role("link", name="Voeg toe in Visie & strategie, fase 2")
    add.click()
    plan.get_by_label("Titel van een eigen activiteit").fill("Van ons")
    plan.keyboard.press("Enter")
    expect(plan.get_by_text("‘Van ons’ is toegevoegd.")).to_be_visible()
    expect(add).to_be_focused()
    expect(cell(plan, 2)).to_have_text(["Van ons"])

    plan.keyboard.press("Enter")
    plan.get_by_role("searchbox", name="Zoek").last.fill("routekaarten")
    offered = plan.get_by_role("dialog").locator(".offered li:visible")
    expect(offered).to_have_count(1)
    offered.get_by_role("button", name="Voeg toe").click()
    expect(plan.get_by_role("dialog")).to_be_hidden()
    expect(cell(plan, 2)).to_have_text(["Van ons", "Ontwikkel een AI roadmap"])

    open_editor(plan, "Van ons")
    plan.get_by_role("button", name="Verwijder uit het plan").click()
    expect(plan.get_by_text("De activiteit is verwijderd.")).to_be_visible()
    undo = plan.locator("[data-messages]").get_by_role("button", name="Ongedaan maken")
    expect(undo).to_be_focused()
    plan.keyboard.press("Enter")
    expect(plan.get_by_role("link", name="Van ons", exact=True)).to_be_focused()
    expect(cell(plan, 2)).to_have_text(["Van ons", "Ontwikkel een AI roadmap"])


def test_what_leaves_the_board_leaves_the_focus_nearby_and_the_text_there(plan: Page) -> None:
    other = second_tab(plan)
    open_editor(plan)
    open_editor(other)
    other.get_by_role("button", name="Verwijder uit het plan").click()
    expect(other.get_by_text("De activiteit is verwijderd.")).to_be_visible()
    plan.get_by_label("Notitie").fill("Van mij")
    expect(plan.get_by_role("alert")).to_contain_text("intussen verwijderd")
    plan.keyboard.press("Escape")
    expect_message(plan, re.compile("^Nog niet bewaard. Sluit nog eens"))
    expect(plan.get_by_label("Notitie")).to_have_value("Van mij")
    plan.keyboard.press("Escape")
    expect(plan.get_by_role("link", name=SECOND, exact=True)).to_be_focused()
    expect(cell(plan, 1)).to_have_text([SECOND])

    plan.goto(f"{plan.url}?status=todo")
    plan.get_by_role("button", name=f"Start {SECOND}").press("Enter")
    expect(cell(plan, 1)).to_have_count(0)
    expect(plan.locator("a.title").first).to_be_focused()

    plan.keyboard.press("Control+z")
    expect(plan.get_by_text("Ongedaan gemaakt:")).to_be_visible()
    plan.get_by_role("button", name=f"Start {SECOND}").click()
    expect(plan.get_by_text("Ongedaan gemaakt:")).to_be_hidden()
    expect(cell(plan, 1)).to_have_count(0)


def test_lost_connection_keeps_the_text_and_retries(plan: Page, context: BrowserContext) -> None:
    place = card(plan, FIRST)
    open_editor(plan)
    context.set_offline(True)
    plan.get_by_label("Notitie").fill("Getypt in de trein")
    expect_message(plan, "Niet bewaard.")
    expect(plan.get_by_role("button", name="Opnieuw proberen")).to_be_visible()
    plan.get_by_role("button", name="Sluit").click()
    plan.get_by_role("button", name="Sluit").click()
    expect(plan.get_by_role("dialog")).to_be_hidden()
    context.set_offline(False)
    expect_message(plan, SAVED)

    plan.locator(place).get_by_role("link").click()
    expect(plan.get_by_label("Notitie")).to_have_value("Getypt in de trein")


def test_text_outlives_a_reload(plan: Page, context: BrowserContext) -> None:
    open_editor(plan)
    plan.route("**/activiteiten/**", lambda route: route.abort())
    plan.get_by_label("Notitie").fill("Nog niet bij de server")
    expect_message(plan, "Niet bewaard.")
    plan.unroute("**/activiteiten/**")
    plan.reload()

    expect(plan.get_by_role("dialog")).to_be_visible()
    expect(plan.get_by_label("Notitie")).to_have_value("Nog niet bij de server")
    expect_message(plan, SAVED)


def test_session_that_ran_out_gives_the_text_back(plan: Page, context: BrowserContext) -> None:
    address = plan.url
    session = [one for one in context.cookies() if one.get("name") == "sessie"]
    open_editor(plan)
    context.clear_cookies(name="sessie")
    plan.get_by_label("Notitie").fill("Na een lange vergadering")
    expect(plan.get_by_role("link", name="Meld u opnieuw aan")).to_be_visible()
    expect(plan.get_by_label("Notitie")).to_have_value("Na een lange vergadering")

    context.add_cookies([{**one} for one in session])  # type: ignore[typeddict-item]
    plan.goto(address)
    expect(plan.get_by_role("dialog")).to_be_visible()
    expect(plan.get_by_label("Notitie")).to_have_value("Na een lange vergadering")
    expect_message(plan, SAVED)


def test_page_with_an_old_token_says_what_to_do(plan: Page, context: BrowserContext) -> None:
    place = card(plan, SECOND)
    context.clear_cookies(name="csrf")
    plan.locator(place).get_by_role("button", name="Start").click()
    expect_message(plan, re.compile("deze pagina is verouderd.* laad de pagina opnieuw"))
    open_editor(plan)
    context.clear_cookies(name="csrf")
    plan.get_by_label("Notitie").fill("Voor ik mij opnieuw aanmeldde")
    expect_message(plan, re.compile("deze pagina is verouderd"))
    expect(plan.get_by_label("Notitie")).to_have_value("Voor ik mij opnieuw aanmeldde")
    plan.reload()

    expect(plan.get_by_label("Notitie")).to_have_value("Voor ik mij opnieuw aanmeldde")
    expect_message(plan, SAVED)


def test_acts_without_connection_are_done_when_it_is_back(
    plan: Page, context: BrowserContext
) -> None:
    places = [card(plan, FIRST), card(plan, SECOND)]
    context.set_offline(True)
    for place in places:
        plan.locator(place).get_by_role("button", name="Start").click()
    expect_message(plan, "Niet bewaard.")
    context.set_offline(False)

    for place in places:
        expect(plan.locator(place).locator(".status")).to_have_text("Bezig")
    expect_message(plan, SAVED)


def test_whole_way_without_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    make_plan(page, site)
    place = card(page, FIRST)
    page.locator(place).get_by_role("button", name="Start").click()
    expect(page.locator(place).locator(".status")).to_have_text("Bezig")

    page.get_by_role("link", name=FIRST, exact=True).click()
    page.get_by_label("Notitie").fill("Zonder script")
    page.get_by_label("Nieuwe stap").fill("Bel An")
    page.get_by_role("button", name="Nog een stap").click()
    expect(page).to_have_url(re.compile("#stappen$"))
    page.get_by_label("Stap 1 is klaar").check()
    page.get_by_label("Nieuwe stap").fill("Vraag budget")
    page.get_by_role("button", name="Nog een stap").click()
    page.get_by_role("button", name="Hoger: stap 2").click()
    expect(page.get_by_label("Stap 1", exact=True)).to_have_value("Vraag budget")
    open_rest(page)
    page.get_by_label("Juridische afdeling").check()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text(f"‘{FIRST}’ is bewaard.")).to_be_visible()
    expect(page.locator(place)).to_contain_text("stappen: 1 van 2 klaar")

    page.locator(place).get_by_role("button", name="Verplaats").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/activiteiten/\d+/\??#plaats$"))
    page.get_by_role("button", name="Lager", exact=True).click()
    expect(cell(page, 1)).to_have_text([SECOND, FIRST])
    page.get_by_role("link", name=FIRST, exact=True).click()
    page.get_by_role("button", name="Naar fase 2").click()
    expect(cell(page, 2)).to_have_text([FIRST])

    page.get_by_role("link", name="Voeg toe in Visie & strategie, fase 3").click()
    page.get_by_label("Titel van een eigen activiteit").fill("Van ons")
    page.get_by_role("button", name="Voeg toe", exact=True).click()
    expect(cell(page, 3)).to_have_text(["Van ons"])
    page.get_by_role("link", name="Van ons", exact=True).click()
    page.get_by_role("button", name="Verwijder uit het plan").click()
    page.locator("[data-messages]").get_by_role("button", name="Ongedaan maken").click()
    expect(cell(page, 3)).to_have_text(["Van ons"])
    page.get_by_role("link", name="Geschiedenis").click()
    page.get_by_role("button", name=re.compile("^Zet terug ?: wijziging 6$")).click()
    expect(page.get_by_text("Wijziging 6 is teruggezet")).to_be_visible()
    context.close()


def test_conflict_without_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    make_plan(page, site)
    page.get_by_role("link", name=FIRST, exact=True).click()
    other = second_tab(page)
    other.get_by_label("Wie trekt dit?").fill("Bart")
    other.get_by_role("button", name="Bewaar").click()
    page.get_by_label("Notitie").fill("Van mij")
    page.get_by_role("button", name="Bewaar").click()

    expect(page.get_by_role("alert")).to_contain_text("intussen veranderd")
    page.get_by_role("button", name="Bewaar").click()
    page.get_by_role("link", name=FIRST, exact=True).click()
    expect(page.get_by_label("Wie trekt dit?")).to_have_value("Bart")
    expect(page.get_by_label("Notitie")).to_have_value("Van mij")
    context.close()


def test_back_after_saving_is_an_older_version(browser: Browser, site: str) -> None:
    """In a browser that keeps pages as one left them; the tests' own fetches the form anew."""
    keeping = browser.browser_type.launch(
        executable_path=CHROMIUM, args=QUIET, ignore_default_args=["--disable-back-forward-cache"]
    )
    page = keeping.new_context(java_script_enabled=False).new_page()
    make_plan(page, site)
    page.get_by_role("link", name=FIRST, exact=True).click()
    page.get_by_label("Wie trekt dit?").fill("Bart")
    page.get_by_role("button", name="Bewaar").click()
    page.go_back(wait_until="commit")
    expect(page.locator("input[name=version]")).to_have_value("1")
    page.get_by_label("Wie trekt dit?").fill("An")
    page.get_by_label("Notitie").fill("Van na het terugkeren")
    with page.expect_response(lambda response: response.request.method == "POST") as answered:
        page.get_by_role("button", name="Bewaar").click()

    assert answered.value.status == 409
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("intussen veranderd")
    expect(page.get_by_label("Notitie", exact=True)).to_have_value("Van na het terugkeren")
    expect(page.get_by_text("Bart")).not_to_have_count(0)
    keeping.close()


def test_whole_way_by_keyboard_alone(plan: Page) -> None:
    def tab_to(name: str) -> None:
        for _ in range(60):
            plan.keyboard.press("Tab")
            focused = plan.locator(":is(a, button):focus")
            if focused.count() and name in (focused.inner_text() or ""):
                box = focused.bounding_box()
                assert box and 0 <= box["y"] < 900, f"{name} has the focus out of sight"
                return
        raise AssertionError(f"{name} is not reached by Tab")

    plan.locator("h1").focus()
    tab_to(FIRST)
    plan.keyboard.press("Enter")
    expect(plan.get_by_role("dialog")).to_be_visible()
    plan.get_by_role("dialog").get_by_label("Notitie").focus()
    plan.keyboard.press("Shift+Tab")
    plan.keyboard.press("ArrowRight")
    expect_message(plan, SAVED)
    plan.keyboard.press("Escape")
    expect(plan.get_by_role("dialog")).to_be_hidden()
    expect(plan.get_by_role("link", name=FIRST, exact=True)).to_be_focused()
    plan.keyboard.press("Tab")
    expect(plan.get_by_role("link", name=SECOND, exact=True)).to_be_focused()
    plan.keyboard.press("ArrowUp")
    plan.keyboard.press("ArrowRight")
    expect(plan.get_by_role("button", name=f"Klaar {FIRST}")).to_be_focused()
    plan.keyboard.press("Enter")
    expect_message(plan, SAVED)
    plan.keyboard.press("ArrowRight")
    plan.keyboard.press("Space")
    plan.keyboard.press("ArrowRight")
    plan.keyboard.press("Space")
    expect_message(plan, SAVED)
    plan.keyboard.press("Control+z")
    expect(plan.get_by_text("Ongedaan gemaakt:")).to_be_visible()
    expect(cell(plan, 1)).to_have_text([FIRST, SECOND])
