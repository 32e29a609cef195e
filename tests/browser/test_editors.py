"""The next edition, from two editors' drafts to a trekker's plan and an empty site elsewhere."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from content.editing.access import EDITOR, PUBLISHER
from tests.browser.editing_states import HOME, add_to_group
from tests.browser.prepared import make_account, make_plan
from tests.conftest import Site, another

pytestmark = pytest.mark.browser
RENAMED = f"{HOME}activity/wijzig/creeer-bewustzijn/"
RETIRED = f"{HOME}activity/wijzig/identificeer-ai-systemen/"
FILES = ("catalogus.yaml", "activity.csv", "option.csv")
TITLE = "Maak iedereen bewust"


@pytest.fixture
def own_site(site: Site, tmp_path: Path) -> Iterator[Site]:
    """A site whose playbook no other test reads."""
    with another(site, tmp_path / "used") as own:
        yield own


def emptied(site: Site, folder: Path) -> Path:
    """A copy of the site in which no playbook was ever loaded."""
    shutil.copytree(site.data, folder)
    with closing(sqlite3.connect(folder / "playbook.sqlite3")) as file, file:
        names = file.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            " AND (name LIKE 'content\\_%' ESCAPE '\\' OR name LIKE 'editions\\_%' ESCAPE '\\')"
        )
        for (name,) in names.fetchall():
            file.execute(f"DELETE FROM {name}")
    return folder


def load(folder: Path, playbook: bytes) -> None:
    fixtures = folder / "fixtures"
    fixtures.mkdir()
    (fixtures / "catalogus.yaml").write_bytes(playbook)
    command = [sys.executable, "manage.py", "load_playbook", str(fixtures), "--verbosity=0"]
    environment = os.environ | {"DATA_DIR": str(folder)}
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)


def person(browser: Browser, site: Site, name: str, group: str = "") -> Page:
    context = browser.new_context(locale="nl-BE")
    email = make_account(context, site, name=name)
    if group:
        add_to_group(site, email, group)
    return context.new_page()


def save(page: Page) -> None:
    page.get_by_role("button", name="Bewaar in het concept").click()


def write_next_edition(page: Page, site: Site) -> None:
    """An edit with a checklist and a synonym, an activity more, one less, and one moved."""
    page.goto(f"{site}{RENAMED}")
    page.get_by_label("Titel").fill("Maak mensen bewust")
    page.get_by_label("Resultaten").fill("Een ambassadeur in elk team\nEen kalender van sessies")
    page.get_by_label("Trefwoorden").fill("wakkerschudden")
    save(page)
    page.get_by_role("link", name="Voeg toe: activiteit").click()
    page.get_by_label("Korte naam in het adres").fill("deel-wat-u-leerde")
    page.get_by_label("Titel").fill("Deel wat u leerde")
    page.get_by_label("Spoor").select_option("verandermanagement")
    page.get_by_label("Fase").select_option("verkennen-experimenteren")
    page.get_by_label("AI Verkenner").check()
    save(page)
    page.get_by_role("button", name=re.compile("Omhoog.*Deel wat u leerde")).click()
    page.goto(f"{site}{RETIRED}")
    page.get_by_role("button", name="Laat weg uit de volgende uitgave").click()
    expect(page.get_by_text("Het valt weg bij de volgende uitgave.")).to_be_visible()


def conflict(page: Page) -> None:
    """The form was opened before somebody else saved; both texts are there, and this one wins."""
    page.get_by_label("Titel").fill(TITLE)
    save(page)
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Maak mensen bewust")
    expect(summary).to_contain_text(TITLE)
    page.get_by_label("Resultaten").fill("Een ambassadeur in elk team\nEen kalender van sessies")
    page.get_by_label("Trefwoorden").fill("wakkerschudden")
    save(page)


def look_as_visitor(page: Page, stranger: Page, site: Site) -> None:
    page.goto(f"{site}{HOME}")
    page.get_by_role("button", name="Bekijk als bezoeker").click()
    for visitor, seen in ((page, 1), (stranger, 0)):
        visitor.goto(f"{site}/activiteiten/?q=wakkerschudden")
        expect(visitor.get_by_role("link", name=TITLE)).to_have_count(seen)


def bring_out(page: Page, site: Site) -> str:
    page.goto(f"{site}{HOME}uitgeven/")
    touched = "Raakt 1 plan: 1 activiteit hernoemd, 1 activiteit vervallen."
    expect(page.get_by_text(touched)).to_be_visible()
    page.get_by_label("Wat u erover wilt zeggen").fill("De eerste controlelijst.")
    number = page.get_by_label("Nummer").input_value()
    page.get_by_role("button", name="Geef uit of plan").click()
    expect(page.get_by_text(f"Uitgave {number} is uitgegeven.")).to_be_visible()
    return number


def answer_news(page: Page, plan: str) -> None:
    """The new title is taken, what is retired stays one's own, and a checklist becomes steps."""
    page.goto(f"{plan}nieuws/")
    page.get_by_role("button", name="Neem de nieuwe titel (Creëer bewustzijn)").click()
    page.get_by_role("button", name="Behoud als eigen activiteit").click()
    expect(page.get_by_role("button", name="Voeg toe (Deel wat u leerde)")).to_be_visible()
    page.goto(plan)
    page.get_by_role("link", name=TITLE, exact=True).click()
    page.get_by_text("Wat het playbook hierover zegt").click()
    page.get_by_role("button", name="Neem de resultaten over als stappen").click()
    second = page.get_by_role("textbox", name="Stap 2")
    expect(second).to_have_value("Een kalender van sessies")


def files_of(context: BrowserContext, site: Site, number: str) -> dict[str, bytes]:
    """What a stranger finds from the feed and the index on."""
    assert f"Uitgave {number}" in context.request.get(f"{site}/catalogus/feed.atom").text()
    newest = context.request.get(f"{site}/catalogus/index.json").json()["editions"][0]
    assert (newest["number"], newest["notes"]) == (number, "De eerste controlelijst.")
    return {name: context.request.get(newest["files"][name]).body() for name in FILES}


def kept_files(folder: Path) -> dict[str, bytes]:
    with closing(sqlite3.connect(folder / "playbook.sqlite3")) as file:
        rows = file.execute("SELECT name, compressed FROM editions_editionfile").fetchall()
    return {name: gzip.decompress(compressed) for name, compressed in rows}


def test_next_edition(browser: Browser, own_site: Site, tmp_path: Path) -> None:
    empty = emptied(own_site, tmp_path / "empty")
    editor = person(browser, own_site, "Ed Maes", EDITOR)
    other = person(browser, own_site, "Uma Claes", PUBLISHER)
    trekker = person(browser, own_site, "Tine Aerts")
    stranger = browser.new_context().new_page()
    make_plan(trekker, own_site, "verkenner")
    plan = trekker.url
    other.goto(f"{own_site}{RENAMED}")

    write_next_edition(editor, own_site)
    conflict(other)
    look_as_visitor(editor, stranger, own_site)
    number = bring_out(other, own_site)
    answer_news(trekker, plan)
    files = files_of(stranger.context, own_site, number)
    load(empty, files["catalogus.yaml"])

    assert b"wakkerschudden" in files["activity.csv"]
    for page in (editor, other, trekker, stranger):
        page.context.close()
    loaded = kept_files(empty)
    assert {name: loaded[name] for name in FILES} == files
