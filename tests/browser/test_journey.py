"""The main job in a real browser: six answers to a stappenplan on paper."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from tests.browser.prepared import menu_link

pytestmark = pytest.mark.browser


ONE_LINE = """heading => {
    const text = document.createRange();
    text.selectNodeContents(heading);
    return text.getClientRects().length === 1;
}"""


def answer(page: Page, letters: str) -> None:
    for number, letter in enumerate(letters, 1):
        page.locator(f"input[name=vraag-{number}][value={letter}]").check()


def new_plan(page: Page, site: str, start: str) -> None:
    page.goto(f"{site}/plannen/nieuw/?start={start}")
    page.get_by_label("Titel").fill("Stappenplan AI 2027")
    page.get_by_role("button", name="Maak het stappenplan").click()


def open_in_menu(page: Page, link: str) -> None:
    page.locator("summary", has_text="Meer").click()
    page.get_by_role("link", name=link, exact=True).click()


def download(page: Page, link: str) -> PdfReader:
    with page.expect_download() as started:
        menu_link(page, link).click()
    return PdfReader(BytesIO(Path(started.value.path()).read_bytes()))


def test_quiz_to_pdf(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("link", name="Ken uw profiel").click()
    expect(page.get_by_text("0 van 6 beantwoord")).to_be_visible()
    answer(page, "AAB")
    expect(page.get_by_text("3 van 6 beantwoord")).to_be_visible()
    answer(page, "BBBBAC")
    page.get_by_role("button", name="Toon mijn profiel").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("AI Piloot")
    expect(page.get_by_text("Met 2 andere antwoorden")).to_be_visible()
    page.get_by_role("link", name="Bekijk het stappenplan van AI Piloot").click()

    expect(page.locator("table.grid li")).to_have_count(42)
    ready = download(page, "Download PDF")
    assert ready.metadata is not None and ready.metadata.title == "Stappenplan AI Piloot"

    page.get_by_role("link", name="Maak hiervan mijn plan").click()
    page.get_by_label("Titel").fill("Ons plan")
    page.get_by_role("button", name="Maak het stappenplan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ons plan")
    expect(page.locator("table.grid li")).to_have_count(42)

    page.get_by_role("link", name="Kies activiteiten").click()
    expect(page.get_by_text("42 van 53 gekozen")).to_be_visible()
    page.get_by_label("Alles van deze pijler: Mens & organisatie (19)").click()
    expect(page.get_by_text("48 van 53 gekozen")).to_be_visible()
    page.get_by_label("Creëer bewustzijn").uncheck()
    expect(page.get_by_text("47 van 53 gekozen")).to_be_visible()
    page.get_by_role("button", name="Bewaar mijn keuze").click()
    expect(page.get_by_text("Uw keuze is bewaard.")).to_be_visible()
    expect(page.locator("table.grid li")).to_have_count(47)

    own = download(page, "Download PDF")
    assert "Ons plan" in own.pages[0].extract_text()
    text = "".join(page.extract_text() for page in own.pages)
    assert "Beslissingsorganen" in text
    assert "Creëer bewustzijn" not in text


def test_personal_plan_is_reopened_renamed_and_deleted(page: Page, site: str) -> None:
    new_plan(page, site, "leeg")
    page.get_by_label("Beslissingsorganen").check()
    page.get_by_role("button", name="Bewaar mijn keuze").click()
    expect(page.locator("table.grid li .title")).to_have_text(["Beslissingsorganen"])

    page.get_by_role("link", name="Mijn plannen").click()
    page.get_by_role("link", name="Stappenplan AI 2027").click()
    open_in_menu(page, "Wijzig de gegevens")
    page.get_by_label("Titel").fill("Andere titel")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Andere titel")

    open_in_menu(page, "Verwijder")
    page.get_by_role("button", name="Verwijder dit plan").click()
    expect(page.get_by_text("‘Andere titel’ is verwijderd.")).to_be_visible()


def test_new_plan_speaks_of_pillars_only_when_chosen(page: Page, site: str) -> None:
    page.goto(f"{site}/plannen/nieuw/")
    expect(page.get_by_text("Het profiel per pijler telt alleen")).to_be_hidden()
    page.get_by_label("Een profiel per pijler").check()
    expect(page.get_by_text("Het profiel per pijler telt alleen")).to_be_visible()
    expect(page.get_by_label("2. Innovatie")).to_be_visible()


def test_two_tabs_conflict_keeps_what_was_ticked(context: BrowserContext, site: str) -> None:
    first = context.new_page()
    new_plan(first, site, "verkenner")
    first.get_by_role("link", name="Kies activiteiten").click()
    second = context.new_page()
    second.goto(first.url)

    second.get_by_label("Positionering").check()
    second.get_by_role("button", name="Bewaar mijn keuze").click()
    first.locator("[value=processen]").check()
    first.get_by_role("button", name="Bewaar mijn keuze").click()

    summary = first.get_by_role("alert")
    expect(summary).to_contain_text("dit plan is intussen veranderd")
    expect(summary).to_be_focused()
    expect(first.locator("[value=processen]")).to_be_checked()
    expect(first.get_by_text("staat nu wel in het plan")).to_have_count(1)
    first.get_by_role("button", name="Bewaar mijn keuze").click()
    expect(first.get_by_text("Uw keuze is bewaard.")).to_be_visible()


def test_quiz_by_keyboard_alone(page: Page, site: str) -> None:
    page.goto(f"{site}/zelfevaluatie/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")
    for number in range(1, 7):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        if number > 1:
            page.keyboard.press("ArrowDown")
        expect(page.locator(f"input[name=vraag-{number}]:checked")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("AI Piloot")


def test_quiz_error_summary_leads_to_the_first_radio(page: Page, site: str) -> None:
    page.goto(f"{site}/zelfevaluatie/")
    answer(page, "AB")
    page.get_by_role("button", name="Toon mijn profiel").click()

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page.locator("input:checked")).to_have_count(2)
    summary.get_by_role("link").first.click()
    expect(page.locator("input[name=vraag-3]").first).to_be_focused()


def test_quiz_of_another_playbook_is_sent_again(page: Page, site: str) -> None:
    page.goto(f"{site}/zelfevaluatie/")
    page.locator("input[name=playbook]").evaluate("field => field.value = 'an-earlier-one'")
    answer(page, "BBBBBB")
    page.get_by_role("button", name="Toon mijn profiel").click()

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Het playbook is intussen vernieuwd.")
    expect(page.locator("input:checked")).to_have_count(6)
    expect(page.get_by_text("6 van 6 beantwoord")).to_be_visible()
    page.get_by_role("button", name="Toon mijn profiel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("AI Piloot")


def test_whole_way_without_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/zelfevaluatie/")
    expect(page.get_by_text("van 6 beantwoord")).to_be_hidden()
    answer(page, "CCCCCC")
    page.get_by_role("button", name="Toon mijn profiel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("AI Expert")
    expect(page.get_by_role("button", name="Kopieer het adres")).to_be_hidden()

    new_plan(page, site, "leeg")
    page.get_by_label("Alles van deze pijler: Visie & strategie (4)").check()
    page.get_by_label("Identificeer AI use cases").check()
    page.get_by_role("button", name="Bewaar mijn keuze").click()
    expect(page.locator("table.grid li")).to_have_count(5)
    context.close()


def test_grid_on_a_phone_shows_one_phase(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{site}/stappenplannen/expert/")

    shown = page.locator("table.grid thead th:visible")
    expect(shown).to_have_count(0)  # the buttons above the grid are its heads
    four = page.get_by_role("button", name="4 Implementeren")
    four.click()
    expect(four).to_have_attribute("aria-pressed", "true")
    expect(page.locator("table.grid li:visible")).to_have_count(10)
    heading = page.locator("table.grid th .track", has_text="Veran\u00adder")
    assert heading.evaluate(ONE_LINE)
    context.close()


def test_print_is_white_and_the_grid_lies_on_its_side(page: Page, site: str) -> None:
    page.goto(f"{site}/stappenplannen/expert/")
    page.emulate_media(color_scheme="dark")
    paper = "getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()"
    assert page.evaluate(paper) == "#13161b"
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(paper) == "#fff"

    sheet = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages[0]
    assert sheet.mediabox.width > sheet.mediabox.height
    assert "5. Evalueren" in sheet.extract_text()


def test_result_address_is_copied(context: BrowserContext, page: Page, site: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/zelfevaluatie/")
    answer(page, "BBBBBB")
    page.get_by_role("button", name="Toon mijn profiel").click()
    page.get_by_role("button", name="Kopieer het adres").click()

    expect(page.get_by_text("Het adres is gekopieerd.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert "mailto:" in (
        page.get_by_role("link", name="Mail het adres").get_attribute("href") or ""
    )


def test_first_quiz_page_is_light(browser: Browser, site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    received: list[float] = []
    session.on("Network.loadingFinished", lambda e: received.append(e["encodedDataLength"]))
    page.goto(f"{site}/zelfevaluatie/", wait_until="networkidle")

    assert sum(received) <= 40 * 1024
    assert len(received) <= 6
    context.close()
