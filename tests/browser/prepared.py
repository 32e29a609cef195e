"""What a test needs before its first page: plans and accounts, by forms sent without a page.

The requests use the browser's own cookies. The pages themselves are tested in test_journey.py,
test_accounts.py, test_sharing.py and test_reports.py.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import count
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, Locator, Page, expect

from bench.visitor import form_on
from tests.conftest import Site

PASSWORD = "vier woorden zijn sterk"
ADDRESSES = (f"persoon{n}@example.be" for n in count())
SMALL = "per-pijler"
"""A start with six activities: three of the first pillar, as in 'piloot', and three of the second.

A page of six is drawn and checked in a fraction of the time that one of 42 takes.
"""
PILLARS = {"pijler-visie-strategie": "piloot", "pijler-innovatie": "verkenner"}


def send(context: BrowserContext, page: str, field: str, to: str = "", **typed: str) -> str:
    """Sends the form with this field; returns the address that it leads to.

    `typed` has the values by name, with `__` for `-`; `to` is where the form goes if not to `page`.
    """
    form = form_on(context.request.get(page).body(), field)
    names = {name.replace("__", "-"): value for name, value in typed.items()}
    answer = context.request.post(to or page, form={**form, **names}, max_redirects=0)
    assert answer.status < 400, (page, answer.status)
    target: str = urljoin(answer.url, answer.headers.get("location", ""))
    return target


def add_plan(context: BrowserContext, site: str, start: str = SMALL) -> str:
    """A new plan; returns its address."""
    typed = {"title": "Stappenplan AI 2027", "start": start}
    chosen = PILLARS if start == SMALL else {}
    plan = send(context, f"{site}/plannen/nieuw/", "title", **typed, **chosen)
    return plan.removesuffix("activiteiten/")


def make_plan(page: Page, site: str, start: str = SMALL) -> str:
    """A new plan, which the page then shows; returns its address."""
    plan = add_plan(page.context, site, start)
    page.goto(plan)
    return plan


def arrive(page: Page, title: str) -> None:
    """Waits for the page with this title and for its script, which sees only what is typed then."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.wait_for_load_state()


def row_of(context: BrowserContext, plan: str, title: str) -> str:
    """The address of the page of the activity with this title."""
    found = re.search(rf'href="([^"]+)" data-open>{title}<', context.request.get(plan).text())
    assert found, title
    return f"{plan.split('/plannen/')[0]}{found[1]}"


def menu_link(page: Page, name: str) -> Locator:
    """The link with this name, and the menu open in which it is folded."""
    link = page.locator(f"a:text-is('{name}')").first
    link.evaluate("link => { const menu = link.closest('details'); if (menu) menu.open = true }")
    return link


def date_phases(context: BrowserContext, plan: str) -> None:
    """Phases over two years, this month the first."""
    first = date.today().replace(day=1).isoformat()
    proposal = f"{plan}fasen/?begin={first}&maanden=24"
    send(context, proposal, "fase-1-begin", f"{plan}fasen/")


def make_due(context: BrowserContext, plan: str, title: str, days: int) -> None:
    """The activity with this title is due so many days from now."""
    due = (date.today() + timedelta(days=days)).isoformat()
    send(context, row_of(context, plan, title), "note", due_date=due)


def code_for(site: Site, email: str) -> str:
    """The code in the newest mail to this address."""
    found = re.findall(r"^[A-Z]{4}-[A-Z]{4}$", newest_mail(site, email), re.MULTILINE)
    return str(found[-1])


def newest_mail(site: Site, email: str) -> str:
    """From the site's file of mails."""
    mails = (site.data / "mails.txt").read_text().split("-" * 79)
    return [mail for mail in mails if f"To: {email}" in mail][-1]


def make_account(
    context: BrowserContext, site: Site, email: str = "", name: str = "An Peeters"
) -> str:
    """A new account, signed in, with its address confirmed; returns the address."""
    email = email or next(ADDRESSES)
    typed = {"name": name, "email": email, "password1": PASSWORD}
    confirm = send(context, f"{site}/account/signup/", "email", **typed)
    send(context, confirm, "code", code=code_for(site, email))
    return email


def invite(context: BrowserContext, site: Site, plan: str, email: str, role: str = "editor") -> str:
    """Invites this address to the plan; returns the link in the mail that goes out."""
    send(context, f"{plan}mensen/", "email", email=email, role=role)
    return invitation_in_mail(site, email)


def invitation_in_mail(site: Site, email: str) -> str:
    """The link of the newest invitation that went to this address."""
    [path] = re.findall(r"/uitnodiging/[\w-]+/", newest_mail(site, email).replace("=\n", ""))
    return f"{site}{path}"


def join(context: BrowserContext, site: Site, invitation: str, email: str) -> None:
    """A new account for the address that was invited, which takes part in the plan."""
    make_account(context, site, email, "Bart Maes")
    send(context, invitation, "csrfmiddlewaretoken")
