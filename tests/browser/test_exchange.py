"""A plan goes out, is edited, and comes back: in a real browser, through real files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.prepared import make_plan, menu_link

pytestmark = pytest.mark.browser


def fetched(page: Page, link: str, folder: Path) -> Path:
    with page.expect_download() as started:
        menu_link(page, link).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def send(page: Page, site: str, path: Path) -> None:
    page.goto(f"{site}/plannen/")
    page.get_by_role("link", name="Lees een plan in").click()
    page.get_by_label("Bestand").set_input_files(path)
    page.get_by_role("button", name="Bekijk wat er zou veranderen").click()


def test_workbook_goes_out_and_comes_back_edited(page: Page, site: str, tmp_path: Path) -> None:
    make_plan(page, site, "piloot")
    path = fetched(page, "Download Excel", tmp_path)
    book = load_workbook(path)
    book["Plan"]["E2"] = "Klaar"
    book["Plan"].delete_rows(3)
    book.save(path)

    send(page, site, path)

    expect(page.get_by_role("heading", name="Verwijderd (1)")).to_be_visible()
    expect(page.get_by_role("heading", name="Andere status (1)")).to_be_visible()
    page.get_by_role("button", name="Neem deze wijzigingen over").click()
    expect(page.get_by_text("Het bestand is ingelezen.")).to_be_visible()
    page.get_by_role("link", name="Rooster").click()
    expect(page.locator("table.grid li")).to_have_count(41)
    page.get_by_role("link", name="Geschiedenis").click()
    page.get_by_role("button", name="Maak uw laatste wijziging ongedaan").click()
    page.get_by_role("link", name="Rooster").click()
    expect(page.locator("table.grid li")).to_have_count(42)


def test_pdf_comes_back_as_a_new_plan_without_script(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    make_plan(page, site, "verkenner")
    before = fetched(page, "Download JSON", tmp_path).read_bytes()
    path = fetched(page, "Download PDF", tmp_path)

    send(page, site, path)
    page.get_by_label("Waar moet het heen?").select_option("nieuw")
    page.get_by_role("button", name="Toon wat er dan verandert").click()
    page.get_by_role("button", name="Maak dit plan").click()

    expect(page.locator("table.grid li")).to_have_count(16)
    after = fetched(page, "Download JSON", tmp_path).read_bytes()
    assert json.loads(after)["plan"] == json.loads(before)["plan"]
    assert json.loads(after)["id"] != json.loads(before)["id"]
    context.close()


def test_file_that_is_none_of_ours_is_explained(page: Page, site: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text('{"schema": "iets anders"}')

    send(page, site, path)

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("geen stappenplan dat van deze site komt")


def test_body_that_is_far_too_large_gets_our_page(page: Page, site: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(b" " * 50_000_000)

    send(page, site, path)

    expect(page.get_by_role("heading", level=1)).to_have_text("Dit is te groot")
