"""The list: fifteen activities in a few clicks, cells in place, a block from a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from pypdf import PdfReader

from tests.browser.prepared import make_plan, row_of, send
from tests.browser.test_builder import FIRST, SAVED, expect_message
from tests.conftest import Site

pytestmark = pytest.mark.browser

PASTE = """(cell, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const options = { clipboardData, bubbles: true, cancelable: true };
    cell.dispatchEvent(new ClipboardEvent("paste", options));
}"""


@dataclass
class Hand:
    """Counts what a person does."""

    clicks: int = 0
    typings: int = 0

    def click(self, target: Locator, shift: bool = False) -> None:
        target.click(modifiers=["Shift"] if shift else [])
        self.clicks += 1

    def type(self, target: Locator, text: str) -> None:
        self.click(target)
        target.fill(text)
        self.typings += 1


def cell(page: Page, row: int, name: str) -> Locator:
    return page.locator("tr[data-row]").nth(row).locator(f"[data-cell={name}]")


def test_owner_and_date_on_fifteen_activities(page: Page, site: Site) -> None:
    home, hand = make_plan(page, site, "piloot"), Hand()
    page.goto(f"{home}lijst/?alleen=zonder-trekker")
    boxes, bar = page.locator("[name=rij]"), page.locator("[data-bulk]")
    expect(bar).to_be_hidden()

    hand.click(boxes.nth(0))
    hand.click(boxes.nth(14), shift=True)
    expect(bar).to_contain_text("15 aangevinkt")
    hand.type(bar.get_by_role("combobox", name="Trekker"), "An Peeters")
    hand.type(bar.get_by_label("Klaar tegen").first, "2027-06-30")
    hand.click(bar.get_by_role("button", name="Pas toe"))

    expect(page.get_by_role("status").first).to_contain_text(
        "15 activiteiten: trekker An Peeters, klaar tegen 30 juni 2027."
    )
    assert hand.clicks <= 10 and hand.typings <= 2
    expect(page.locator("tr[data-row]")).to_have_count(27)
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.locator("tr[data-row]")).to_have_count(42)
    expect(page).to_have_url(f"{home}lijst/?alleen=zonder-trekker")
    page.wait_for_load_state()

    page.set_viewport_size({"width": 390, "height": 844})
    boxes.nth(0).click()
    size, status = bar.bounding_box(), bar.get_by_label("Status", exact=True)
    assert size and size["height"] <= 844 / 4
    expect(status).to_be_hidden()
    bar.get_by_role("button", name="Meer").click()
    expect(status).to_be_visible()


def test_cells_are_edited_in_place_and_filled_from_a_spreadsheet(page: Page, site: Site) -> None:
    home = make_plan(page, site)
    page.goto(f"{home}lijst/")

    cell(page, 0, "owner").click()
    page.keyboard.type("An")
    page.keyboard.press("Tab")
    page.keyboard.type("1/3/2027")
    page.keyboard.press("Enter")
    page.keyboard.type("niet zo")
    page.keyboard.press("Escape")
    expect_message(page, SAVED)
    expect(cell(page, 0, "start_date")).to_have_text("1 mrt 2027")
    expect(cell(page, 1, "start_date")).to_have_text("")
    expect(cell(page, 1, "start_date")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("Bo")
    page.keyboard.press("Tab")
    expect(cell(page, 1, "owner")).to_have_text("Bo")
    page.keyboard.type("15 maart")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Vul ook het jaar in.")).to_be_visible()
    field = cell(page, 1, "start_date").locator("input")
    field.fill("15 maart 2027")
    field.press("Enter")
    expect(cell(page, 1, "start_date")).to_have_text("15 mrt 2027")
    page.keyboard.press("Escape")

    requests: list[Route] = []
    page.route("**/lijst/*/", lambda route: requests.append(route), times=1)
    cell(page, 2, "owner").click()
    page.keyboard.type("An")
    with page.expect_request("**/lijst/*/"):
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("End")
    page.keyboard.type(" Peeters")
    requests[0].continue_()
    expect(page.locator("tr[data-row]").nth(2)).to_have_attribute("data-version", "2")
    page.keyboard.press("Enter")
    expect(cell(page, 2, "owner")).to_have_text("An Peeters")
    page.keyboard.press("Escape")

    send(page.context, row_of(page.context, home, FIRST), "note", owner="Dora")
    cell(page, 0, "owner").click()
    page.keyboard.type("Cis")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("bewaard is Dora, u typte Cis")
    cell(page, 0, "owner").locator("input").press("Escape")
    expect(cell(page, 0, "owner")).to_have_text("Dora")

    send(page.context, row_of(page.context, home, FIRST), "note", owner="Els")
    cell(page, 0, "owner").click()
    page.keyboard.type("Cis")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("bewaard is Els, u typte Cis")
    page.get_by_role("button", name="Mijn versie").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(cell(page, 0, "owner")).to_have_text("Cis")
    page.keyboard.press("Escape")

    cell(page, 1, "status").click()
    page.get_by_role("combobox", name="Status: ").select_option("Klaar")
    expect(cell(page, 1, "status")).to_have_text("Klaar")
    expect_message(page, SAVED)

    cell(page, 2, "owner").evaluate(PASTE, "Dirk\t1/4/2027\nEls\t31 april\nFien")
    expect(page.get_by_role("heading", name="4 cellen veranderen")).to_be_visible()
    expect(page.get_by_text("‘31 april’")).to_be_visible()
    page.get_by_role("button", name="Vul in").click()
    expect(page.get_by_role("status").first).to_contain_text("3 activiteiten: trekker gewijzigd")
    assert [cell(page, row, "owner").inner_text() for row in range(5)] == [
        "Cis", "Bo", "Dirk", "Els", "Fien",
    ]  # fmt: skip


def test_list_is_printed_on_few_sheets(page: Page, site: Site) -> None:
    page.goto(f"{make_plan(page, site, 'piloot')}lijst/")

    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages

    assert len(sheets) <= 3
    assert sheets[0].mediabox.width > sheets[0].mediabox.height
