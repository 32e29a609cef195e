"""A questionnaire besides the six, on a phone: half of it today, the rest later, from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_accessibility import PHONE, Survey, Tab, person
from tests.conftest import Site, another
from tests.environment import manage
from tests.questionnaires import SLUG

pytestmark = pytest.mark.browser
LOAD = """
from pathlib import Path
from tests.conftest import FIXTURES
from tests.questionnaires import load_questionnaire
load_questionnaire(Path("{folder}"), FIXTURES)
"""


@pytest.fixture(scope="module")
def with_questionnaire(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("questionnaire")
    with another(site, folder / "data") as own:
        code = LOAD.format(folder=folder / "fixtures")
        loaded = manage("shell", "--no-imports", "-c", code, DATA_DIR=str(own.data))
        assert loaded.returncode == 0, loaded.stderr
        yield own


def phone(browser: Browser, *, has_script: bool = True) -> BrowserContext:
    return browser.new_context(
        viewport={"width": 320, "height": 640}, locale="nl-BE", java_script_enabled=has_script
    )


def answer(page: Page, first: int, last: int) -> None:
    for number in range(first, last + 1):
        page.locator(f"[name=vraag-{number}][value=A]").locator("xpath=..").click()


def test_questionnaire_begun_on_a_phone_is_finished_elsewhere(
    browser: Browser, with_questionnaire: Site
) -> None:
    mine, elsewhere = phone(browser), phone(browser, has_script=False)
    page = mine.new_page()
    page.goto(f"{with_questionnaire}/zelfevaluatie/{SLUG}/")
    answer(page, 1, 10)
    expect(page.get_by_text("10 van 24 beantwoord")).to_be_visible()
    page.get_by_role("button", name="Bewaar en ga later verder").first.click()
    address = page.get_by_label("Adres om later verder te gaan").input_value()
    assert address == page.url

    page = elsewhere.new_page()
    page.goto(address)
    page.get_by_role("link", name="Ga verder bij de eerste open vraag").click()
    assert page.url.endswith("#id_vraag-11_0")
    answer(page, 11, 23)
    page.get_by_role("button", name="Toon mijn profiel").click()
    page.get_by_role("link", name=re.compile("^24. ")).click()
    assert "vraag-24" in page.url
    answer(page, 24, 24)
    page.get_by_role("button", name="Toon mijn profiel").click()

    expect(page.get_by_role("heading", name="AI Verkenner")).to_be_visible()
    result = page.url.partition("#")[0]
    page.goto(address)
    assert page.url == result
    page.get_by_role("link", name="Maak een stappenplan met een profiel per pijler").click()
    expect(page.get_by_label("Een profiel per pijler")).to_be_checked()
    mine.close()
    elsewhere.close()


def opened(page: Page, site: Site) -> None:
    page.goto(f"{site}/zelfevaluatie/{SLUG}/")


def saved(page: Page, site: Site) -> None:
    opened(page, site)
    answer(page, 1, 2)
    page.get_by_role("button", name="Bewaar en ga later verder").last.click()


def refused(page: Page, site: Site) -> None:
    saved(page, site)
    page.get_by_role("button", name="Toon mijn profiel").click()


def finished(page: Page, site: Site) -> None:
    opened(page, site)
    answer(page, 1, 24)
    page.get_by_role("button", name="Toon mijn profiel").click()


def test_axe_finds_nothing(browser: Browser, with_questionnaire: Site) -> None:
    found, context = Survey((PHONE,)), person(browser)
    tab = Tab(context.new_page())

    for reach in (opened, saved, refused, finished):
        found.visit(reach.__name__, reach, tab, with_questionnaire)
    context.close()

    assert not [*found.faults, *found.undecided]
