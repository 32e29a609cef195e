"""The pages of a survey in each of their states, for `tests/browser/states.py`."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page

from tests.browser.prepared import add_plan
from tests.browser.surveys import fill_counters, open_survey, pass_days
from tests.conftest import Site

OPEN: dict[BrowserContext, str] = {}
"""The address for respondents of the survey that is open, by its maker."""


def opened(page: Page, site: Site) -> None:
    """The page of the codes."""
    OPEN[page.context], _ = open_survey(page, site)


def opened_by_link(page: Page, site: Site) -> None:
    open_survey(page, site, way="Met één open link")


def address_of_open(page: Page, site: Site) -> str:
    if page.context not in OPEN:
        opened(page, site)
    return OPEN[page.context]


def as_a_colleague_sees_it(page: Page, site: Site) -> None:
    """By its maker, who is told that the form is for others."""
    page.goto(address_of_open(page, site))


def running(page: Page, site: Site) -> None:
    address_of_open(page, site)
    page.goto(f"{site}/bevragingen/")
    page.get_by_role("link", name="Bekijk").first.click()


def outcome(page: Page, site: Site) -> None:
    address_of_open(page, site)
    fill_counters(site)
    pass_days(site, 15)
    del OPEN[page.context]
    page.goto(f"{site}/bevragingen/")
    page.get_by_role("link", name="Uitkomst").first.click()


def preview(page: Page, site: Site) -> None:
    page.goto(f"{site}/bevragingen/nieuw/")
    page.get_by_label("Titel", exact=True).fill("Hoe ver staan we met AI?")
    page.get_by_label("Organisatie of team").fill("Dienst Wonen")
    page.get_by_label("Aan hoeveel mensen vraagt u het?").fill("12")
    page.get_by_role("button", name="Bekijk wat uw collega’s zien").click()


def too_few_asked(page: Page, site: Site) -> None:
    page.goto(f"{site}/bevragingen/nieuw/")
    page.get_by_label("Aan hoeveel mensen vraagt u het?").fill("6")
    page.get_by_role("button", name="Bekijk wat uw collega’s zien").click()


def then_and_now(page: Page, site: Site) -> None:
    """With the plan that the second outcome stands beside."""
    plan = add_plan(page.context, site)
    outcome(page, site)
    pass_days(site, 100)
    page.get_by_role("link", name="Stel dezelfde bevraging opnieuw").click()
    page.get_by_role("button", name="Bekijk wat uw collega’s zien").click()
    page.get_by_role("button", name="Open de bevraging").click()
    page.get_by_role("heading", name="De bevraging is open").wait_for()
    fill_counters(site)
    pass_days(site, 2)  # the plan was made before the closing
    page.goto(f"{site}/bevragingen/")
    page.get_by_role("link", name="Bekijk").first.click()
    pass_days(site, 13)
    page.reload()
    page.get_by_role("link", name="Toen en nu").click()
    page.get_by_label("Stappenplan", exact=True).select_option(plan.rstrip("/").rpartition("/")[2])
    page.get_by_role("button", name="Toon wat het deed").click()
