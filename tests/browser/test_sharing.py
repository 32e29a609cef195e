"""Hand a plan on: to a stranger on a phone until the link is revoked, to all as an example."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from tests.browser.prepared import (
    PASSWORD,
    code_for,
    date_phases,
    invitation_in_mail,
    make_account,
    make_due,
    make_plan,
    row_of,
)
from tests.browser.test_exchange import fetched, send
from tests.conftest import Site

pytestmark = pytest.mark.browser


def make_link(page: Page, name: str) -> str:
    """From the plan's page; gives the address, which only this page shows."""
    page.get_by_role("link", name="Delen", exact=True).click()
    page.get_by_label("Naam van de link").fill(name)
    page.get_by_role("button", name="Maak de link").click()
    return page.get_by_label("Adres om te delen").input_value()


def invitation_for(page: Page, site: Site, plan: str, email: str) -> str:
    """Invite this address to the plan; gives the link in the mail that goes out."""
    page.goto(f"{plan}mensen/")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Bewerker").check()
    page.get_by_role("button", name="Verstuur de uitnodiging").click()
    expect(page.get_by_text(f"De uitnodiging is verstuurd naar {email}.")).to_be_visible()
    return invitation_in_mail(site, email)


def join(colleague: Page, site: Site, invitation: str, email: str) -> None:
    """Who was invited, and has no account yet, makes one and takes part in the plan."""
    colleague.goto(invitation)
    expect(
        colleague.get_by_text("Iemand die zich ‘An Peeters’ noemt, nodigt u uit")
    ).to_be_visible()
    colleague.get_by_role("link", name="Maak een account").click()
    colleague.get_by_label("Naam").fill("Bart Maes")
    expect(colleague.get_by_label("E-mailadres")).to_have_value(email)
    colleague.locator("[name=password1]").fill(PASSWORD)
    colleague.get_by_role("button", name="Maak mijn account").click()
    colleague.get_by_label("Code").fill(code_for(site, email))
    colleague.get_by_role("button", name="Bevestig het adres").click()
    colleague.get_by_role("button", name="Doe mee aan dit plan").click()


def test_colleague_joins_with_a_new_account(browser: Browser, page: Page, site: Site) -> None:
    make_account(page.context, site)
    make_plan(page, site, "piloot")
    email = "collega@example.be"
    address = invitation_for(page, site, page.url, email)

    other = browser.new_context()
    colleague = other.new_page()
    join(colleague, site, address, email)
    expect(colleague.get_by_role("heading", level=1)).to_have_text("Stappenplan AI 2027")
    expect(colleague.locator("[data-messages]")).to_contain_text(
        "U doet nu mee aan ‘Stappenplan AI 2027’."
    )
    colleague.get_by_role("link", name="Mijn plannen").click()
    expect(colleague.get_by_role("heading", name="Gedeeld met mij")).to_be_visible()
    again = colleague.goto(address)
    assert again is not None and again.status == 410
    other.close()

    page.reload()
    expect(page.get_by_text("Bart Maes", exact=True)).to_be_visible()
    page.get_by_role("link", name="Wijzig de rol van Bart Maes").click()
    page.get_by_role("button", name="Trek de toegang in").click()
    expect(page.get_by_text("De toegang is ingetrokken.")).to_be_visible()


def test_stranger_reads_by_a_link_until_it_is_revoked(
    browser: Browser, context: BrowserContext, page: Page, site: Site, tmp_path: Path
) -> None:
    """And fetches the plan in every form, which reads in as a plan of the stranger's own."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    make_account(page.context, site)
    plan = make_plan(page, site, "piloot")
    address = make_link(page, "Directieraad")
    page.get_by_role("button", name="Kopieer het adres").click()
    expect(page.get_by_text("Het adres is gekopieerd.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address
    expect(page.get_by_role("img", name="QR-code van het adres")).to_be_visible()

    phone = browser.new_context(viewport={"width": 390, "height": 800})
    stranger = phone.new_page()
    asked: list[tuple[str, str]] = []
    stranger.on("request", lambda r: asked.append((r.url, r.headers.get("referer", ""))))
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Stappenplan AI 2027")
    expect(stranger.get_by_text("0 van 42 klaar")).to_be_visible()
    asked_line = stranger.get_by_text("Gevraagd van u").bounding_box()
    assert asked_line and asked_line["y"] < 740
    printed = PdfReader(BytesIO(stranger.pdf(prefer_css_page_size=True))).pages
    text = " ".join(" ".join(sheet.extract_text() for sheet in printed).split())
    assert "Evalueren" in text and "Data en/of AI teams" in text and "Meenemen" not in text
    stranger.get_by_role("heading", name="Het stappenplan").click()
    expect(stranger.locator("table.grid li:visible").first).to_be_visible()
    assert not stranger.evaluate("document.documentElement.scrollWidth > innerWidth")
    date_phases(context, plan)
    links = ("Download PDF", "Excel", "agenda (ICS)", "CSV", "JSON")
    files = {path.suffix: path for path in (fetched(stranger, link, tmp_path) for link in links)}
    assert set(files) == {".pdf", ".xlsx", ".ics", ".csv", ".json"}
    assert all(path.stat().st_size > 500 for path in files.values())
    assert "Stappenplan AI 2027" in PdfReader(files[".pdf"]).pages[0].extract_text()
    assert all(url.startswith(site) for url, _ in asked)
    assert not any("gedeeld" in referer for _, referer in asked)
    assert phone.cookies() == []

    page.get_by_role("link", name="Klaar", exact=True).click()
    page.get_by_role("link", name="Beheer de link Directieraad").click()
    expect(page.get_by_text("laatst gebruikt op")).to_be_visible()
    page.get_by_role("button", name="Trek de link in").click()
    expect(page.get_by_text("De link ‘Directieraad’ werkt niet meer.")).to_be_visible()

    for tail in ("", "pdf", "xlsx", "ics", "csv", "json"):
        answer = stranger.goto(address + tail)
        assert answer is not None and answer.status == 404
        expect(stranger.get_by_role("heading", level=1)).to_have_text("Deze link werkt niet")

    send(stranger, site, files[".pdf"])
    stranger.get_by_role("button", name="Maak dit plan").click()
    expect(stranger.locator("table.grid li")).to_have_count(42)
    shared = json.loads(files[".json"].read_bytes())
    own = json.loads(fetched(stranger, "Download JSON", tmp_path / "own").read_bytes())
    assert own["plan"] == shared["plan"]
    assert own["id"] != shared["id"]
    phone.close()


ICAL = (Path(__file__).parent / "ical.es5.min.cjs").read_text()
"""ical.js 2.2.1 (MPL 2.0): reads calendars in Thunderbird and Nextcloud, apart from icalendar."""
READ_BY_ICAL = """
text => new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent").map(event => ({
  uid: event.getFirstPropertyValue("uid"),
  title: event.getFirstPropertyValue("summary"),
  day: event.getFirstPropertyValue("dtstart").toString(),
  sequence: event.getFirstPropertyValue("sequence"),
  status: event.getFirstPropertyValue("status") ?? "",
}))
"""


def read_by_both(page: Page, address: str) -> list[dict[str, Any]]:
    """The events of the feed, on which two parsers of calendars agree. No cookie goes along."""
    text = urlopen(address).read().decode()
    by_python = [
        {
            "uid": str(event["uid"]),
            "title": str(event["summary"]),
            "day": str(event.decoded("dtstart")),
            "sequence": event["sequence"],
            "status": str(event.get("status", "")),
        }
        for event in Calendar.from_ical(text).walk("VEVENT")
    ]
    page.evaluate(ICAL)
    by_script = page.evaluate(READ_BY_ICAL, text)
    assert by_script == by_python
    return by_python


def test_calendar_feed_follows_the_plan(context: BrowserContext, page: Page, site: Site) -> None:
    """Two parsers read in it what the screen says, also what left the plan."""
    make_account(context, site)
    plan = make_plan(page, site)
    titles = [card.inner_text() for card in page.locator("a.title").all()[:2]]
    for days, title in enumerate(titles, start=1):
        make_due(context, plan, title, days)
    due = [(date.today() + timedelta(days=days)).isoformat() for days in (1, 2)]
    page.get_by_role("link", name="Tijdlijn").click()
    page.get_by_role("link", name="Zet in uw agenda").click()
    page.get_by_role("button", name="Maak mijn agenda-adres").click()
    address = page.get_by_label("Adres voor uw agenda").input_value()
    link = page.get_by_role("link", name="Open in mijn agenda").get_attribute("href")
    assert link == address.replace("http://", "webcal://")

    before = read_by_both(page, address)
    row = row_of(context, plan, titles[0])
    page.goto(row)
    page.get_by_role("button", name="Verwijder uit het plan").click()
    expect(page.get_by_text("De activiteit is verwijderd.")).to_be_visible()
    after = {event["uid"]: event for event in read_by_both(page, address)}

    assert sorted((event["title"], event["day"]) for event in before) == sorted(
        zip(titles, due, strict=True)
    )
    assert after.keys() == {event["uid"] for event in before}
    assert {event["title"]: event["status"] for event in after.values()} == {
        titles[0]: "CANCELLED",
        titles[1]: "",
    }
    assert all(after[event["uid"]]["sequence"] > event["sequence"] for event in before)


def test_example_is_published_and_begun_with(
    browser: Browser, context: BrowserContext, page: Page, site: Site
) -> None:
    make_account(page.context, site)
    make_plan(page, site, "verkenner")
    page.get_by_role("link", name="Delen", exact=True).click()
    page.get_by_role("link", name="Bekijk wat openbaar wordt").click()
    page.get_by_label("Openbare titel").fill("Voorbeeld van een stad")
    page.get_by_role("button", name="Maak openbaar").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Ik heb dit nagelezen").check()
    page.get_by_role("button", name="Maak openbaar").click()
    expect(page.get_by_text("Het voorbeeld is openbaar.")).to_be_visible()

    other = browser.new_context()
    visitor = other.new_page()
    visitor.goto(f"{site}/stappenplannen/")
    visitor.get_by_role("link", name="Bekijk de voorbeeldplannen").click()
    visitor.get_by_role("link", name="Voorbeeld van een stad").click()
    visitor.get_by_role("link", name="Begin hiermee").click()
    visitor.get_by_label("Titel").fill("Ons plan")
    visitor.get_by_role("button", name="Maak mijn plan").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Ons plan")
    expect(visitor.locator("table.grid li")).to_have_count(16)
    other.close()
