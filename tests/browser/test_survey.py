"""A team of twelve answers on codes; the outcome becomes a meeting, a plan, and a second survey."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pypdf import PdfReader

from tests.browser.prepared import make_account
from tests.browser.surveys import answer_all, open_survey, opened_on, pass_days, rows_left
from tests.browser.test_journey import answer
from tests.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
SEND = "Verstuur mijn antwoorden"
REFUSED = "Deze code werkt niet (meer). Hebt u net geantwoord, dan is uw antwoord geteld."
PHONE: ViewportSize = {"width": 390, "height": 844}


def test_survey_of_twelve_becomes_a_meeting_a_plan_and_a_second_survey(
    browser: Browser, page: Page, site: Site, tmp_path: Path
) -> None:
    make_account(page.context, site)
    address, codes = open_survey(page, site)
    assert len(set(codes)) == 12
    page.reload()  # as a second click: sends the form again
    assert opened_on(page) == (address, codes)

    double_click(browser, address, codes[0])
    used_and_wrong_code(browser, address, codes[0], codes[1])
    phone_without_script(browser, address, codes[2])
    answer_all(browser, address, codes[3:8], "AACABB")
    answer_all(browser, address, codes[8:], "CCCACC")
    assert rows_left(site)["assessment_surveycode"] == 0

    page.goto(f"{site}/bevragingen/")
    page.get_by_role("link", name="Bekijk").click()
    expect(page.get_by_text("Aantal antwoorden vanochtend: 0 van de 12")).to_be_visible()
    pass_days(site, 15)

    reader = browser.new_context(viewport=PHONE).new_page()
    reader.goto(address)
    expect(reader.get_by_text("12 van de 12 gevraagde mensen antwoordden.")).to_be_visible()
    points = reader.locator(".talking-points h3").all_inner_texts()
    assert rows_left(site) == dict.fromkeys(rows_left(site), 0)
    page.reload()
    assert page.locator(".talking-points h3").all_inner_texts() == points
    assert points[0].startswith("1.")  # seven say A, five say C
    expect(page.locator(".agreement").first).to_have_text("tegenover elkaar")

    page.get_by_label("Wat spreken we af?").first.fill("We plannen een dag per maand.")
    page.get_by_role("button", name="Bewaar wat we afspraken").click()
    expect(page.get_by_role("status").first).to_contain_text("Bewaard")
    reader.reload()
    expect(reader.get_by_text("We plannen een dag per maand.")).to_be_visible()
    reader.context.close()
    with page.expect_download() as sheet:
        page.get_by_role("link", name="Overlegblad (PDF)").click()
    sheet.value.save_as(tmp_path / "sheet.pdf")
    [paper] = PdfReader(tmp_path / "sheet.pdf").pages
    assert "We plannen een dag per maand." in paper.extract_text()

    page.get_by_role("button", name="Maak hiermee een stappenplan").click()
    expect(page.get_by_text("Uw stappenplan is gemaakt.")).to_be_visible()

    asked_again(browser, page, site)


@pytest.mark.long
def test_open_link_counts_answers_and_keeps_an_honest_browser_from_a_second(
    browser: Browser, page: Page, site: Site
) -> None:
    make_account(page.context, site)
    address, codes = open_survey(page, site, way="Met één open link")
    assert codes == []
    phone = browser.new_context(viewport=PHONE).new_page()
    phone.goto(address)
    expect(phone.get_by_text("Deze bevraging telt antwoorden, geen mensen")).to_be_visible()
    expect(phone.get_by_label("Uw code")).to_have_count(0)

    answer(phone, "AACABB")
    phone.get_by_role("button", name=SEND).dblclick()
    expect(phone.get_by_role("heading", name="Bedankt")).to_be_visible()
    for _ in range(2):
        phone.goto(address)
        expect(phone.get_by_role("heading", name="Bedankt")).to_be_visible()
        expect(phone.get_by_role("radio")).to_have_count(0)
    answer_all(browser, address, [""] * 8, "CCCACC")
    pass_days(site, 15)

    phone.goto(address)
    expect(phone.get_by_text("9 antwoorden; gevraagd waren 12 mensen.")).to_be_visible()
    expect(phone.get_by_text("De open link telt antwoorden, geen mensen.")).to_be_visible()
    phone.context.close()


def double_click(browser: Browser, address: str, code: str) -> None:
    """The code comes from the QR code, behind `#`, and leaves the address bar."""
    page = browser.new_context(viewport=PHONE).new_page()
    page.goto(f"{address}#{code}")
    expect(page.get_by_label("Uw code")).to_have_value(code)
    assert page.url == address
    expect(page.get_by_text("Wat mogelijk blijft.")).to_be_visible()
    answer(page, "AACABB")
    page.get_by_role("button", name=SEND).dblclick()
    expect(
        page.get_by_role("heading", name="Bedankt").or_(page.get_by_text(REFUSED).first)
    ).to_be_visible()
    page.goto(address)
    assert page.locator(":checked").count() == 0
    page.context.close()


def used_and_wrong_code(browser: Browser, address: str, used: str, own: str) -> None:
    """What was answered stays; the own code works in the end."""
    page = browser.new_context(viewport=PHONE).new_page()
    page.goto(address)
    answer(page, "CCCACC")
    for refused in (used, "K7MQ-2XWD-9RTB"):
        page.get_by_label("Uw code").fill(refused)
        page.get_by_role("button", name=SEND).click()
        expect(page.get_by_role("alert")).to_contain_text(REFUSED)
        assert page.locator(":checked").count() == 6
    page.get_by_label("Uw code").fill(own.lower().replace("-", " "))
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("heading", name="Bedankt")).to_be_visible()
    page.context.close()


def phone_without_script(browser: Browser, address: str, code: str) -> None:
    page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{address}#{code}")
    answer(page, "AACABB")
    page.get_by_label("Uw code").fill(code)
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("heading", name="Bedankt")).to_be_visible()
    page.context.close()


def asked_again(browser: Browser, page: Page, site: Site) -> None:
    """A hundred days later the same questions, and both outcomes side by side."""
    pass_days(site, 100)
    page.goto(f"{site}/bevragingen/")
    page.get_by_role("link", name="Uitkomst").click()
    page.get_by_role("link", name="Stel dezelfde bevraging opnieuw").click()
    page.get_by_role("button", name="Bekijk wat uw collega’s zien").click()
    page.get_by_role("button", name="Open de bevraging").click()
    address, codes = opened_on(page)
    answer_all(browser, address, codes, "CCCCCC")
    pass_days(site, 15)

    page.goto(f"{site}/bevragingen/")
    page.get_by_role("link", name="Uitkomst").first.click()
    page.get_by_role("link", name="Toen en nu").click()
    expect(page.get_by_role("heading", name="Toen en nu")).to_be_visible()
    fourth = page.get_by_role("region", name="4. Is er een breed draagvlak")
    expect(fourth.get_by_role("row").filter(has_text="C. Ja")).to_contain_text("(gestegen)")
    expect(fourth.get_by_role("row").filter(has_text="A. Niet echt")).to_contain_text("(gedaald)")
