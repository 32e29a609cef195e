"""What a test of surveys needs: one that is open, colleagues who answer, and days that pass."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import count
from uuid import uuid4

from playwright.sync_api import Browser, BrowserContext, Page

from bench.visitor import form_on
from tests.conftest import Site

ORGANISATIONS = (f"Dienst {n}" for n in count(1))


def open_survey(page: Page, site: Site, **chosen: str) -> tuple[str, list[str]]:
    """The address for respondents of a new survey of 12 people, and its codes, on its page."""
    page.goto(f"{site}/bevragingen/nieuw/")
    page.get_by_label("Titel", exact=True).fill("Hoe ver staan we met AI?")
    page.get_by_label("Organisatie of team").fill(chosen.get("organisation", next(ORGANISATIONS)))
    page.get_by_label("Aan hoeveel mensen vraagt u het?").fill("12")
    if "way" in chosen:
        page.get_by_label(chosen["way"]).check()
    page.get_by_role("button", name="Bekijk wat uw collega’s zien").click()
    page.get_by_role("button", name="Open de bevraging").click()
    page.get_by_role("heading", name="De bevraging is open").wait_for()
    return opened_on(page)


def opened_on(page: Page) -> tuple[str, list[str]]:
    """The same, of the page that shows the codes."""
    codes = page.locator(".slip-code").all_inner_texts()
    if codes:
        return page.locator(".slips li p").nth(1).inner_text(), codes
    return page.get_by_label("Adres van de bevraging").input_value(), []


def answer_quietly(context: BrowserContext, address: str, letters: str, code: str) -> int:
    """Sends the form without a page; the status of the answer."""
    field, value = ("code", code) if code else ("key", str(uuid4()))
    form = form_on(context.request.get(address).body(), field)
    answers = {f"vraag-{number}": letter for number, letter in enumerate(letters, 1)}
    sent: dict[str, str | float | bool] = {**form, **answers, field: value}
    return context.request.post(address, form=sent, max_redirects=0).status


def answer_all(browser: Browser, address: str, codes: list[str], letters: str) -> None:
    """Each of these codes answers the same, in a browser of its own."""
    for code in codes:
        context = browser.new_context()
        assert answer_quietly(context, address, letters, code) == 302
        context.close()


def pass_days(site: Site, days: int) -> None:
    """All surveys of the site were opened and close so much earlier."""
    columns = ("opened_on", "closes_on", "counted_on", "kept_until")
    moved = ", ".join(f"{name} = date({name}, '-{days} days')" for name in columns)
    with closing(sqlite3.connect(site.data / "playbook.sqlite3", timeout=30)) as file, file:
        file.execute(f"UPDATE assessment_survey SET {moved}")


def fill_counters(site: Site) -> None:
    """As if twenty people had answered: half of them A, half of them C."""
    with closing(sqlite3.connect(site.data / "playbook.sqlite3", timeout=30)) as file, file:
        file.execute("UPDATE assessment_surveycounter SET number = 10 WHERE option <> 1")


def rows_left(site: Site) -> dict[str, int]:
    """Codes, counters and keys in the site's database, by SQL."""
    tables = ("assessment_surveycode", "assessment_surveycounter", "assessment_surveyusedkeys")
    with closing(sqlite3.connect(site.data / "playbook.sqlite3", timeout=30)) as file:
        return {t: file.execute(f"SELECT COUNT(*) FROM {t}").fetchone()[0] for t in tables}
