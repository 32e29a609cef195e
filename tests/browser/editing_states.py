"""The pages of who writes the next edition, in their states, for `tests/browser/states.py`."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from playwright.sync_api import Page

from content.editing.access import PUBLISHER
from tests.browser.prepared import send
from tests.conftest import Site

HOME = "/redactie/"
ITEM = f"{HOME}activity/wijzig/creeer-bewustzijn/"


def add_to_group(site: Site, email: str, group: str = PUBLISHER) -> None:
    """By SQL, as somebody who manages the site would: no page of ours gives this right."""
    with closing(sqlite3.connect(site.data / "playbook.sqlite3", timeout=30)) as file, file:
        file.execute("INSERT OR IGNORE INTO auth_group (name) VALUES (?)", [group])
        file.execute(
            "INSERT INTO auth_user_groups (user_id, group_id) SELECT auth_user.id, auth_group.id"
            " FROM auth_user, auth_group WHERE auth_user.email = ? AND auth_group.name = ?",
            [email, group],
        )


def difference(page: Page, site: Site) -> None:
    send(page.context, f"{site}{ITEM}", "title", title="Maak uw mensen bewust")
    page.goto(f"{site}{HOME}verschil/")


def item_error(page: Page, site: Site) -> None:
    page.goto(f"{site}{ITEM}")
    page.locator("[name=title]").fill("")
    page.locator("main button[type=submit]").first.click()


def item_conflict(page: Page, site: Site) -> None:
    page.goto(f"{site}{ITEM}")
    send(page.context, f"{site}{ITEM}", "title", title="Maak uw collega’s bewust")
    page.locator("[name=title]").fill("Maak iedereen bewust")
    page.locator("main button[type=submit]").first.click()


def preview(page: Page, site: Site) -> None:
    _switch_preview(page, site, "ja")
    page.goto(f"{site}/activiteiten/")


def faulty(page: Page, site: Site) -> None:
    """The last of these states: without this phase the draft cannot come out."""
    _switch_preview(page, site, "nee")
    phase = f"{site}{HOME}phase/wijzig/evalueren-opschalen/"
    send(page.context, phase, "version", phase.replace("wijzig", "weg"))
    page.goto(f"{site}{HOME}")


def _switch_preview(page: Page, site: Site, on: str) -> None:
    send(
        page.context, f"{site}{HOME}", "csrfmiddlewaretoken", f"{site}{HOME}voorvertoning/", aan=on
    )
