"""Accounts in a real browser: sign up and in, passkeys, taking plans along; also without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from tests.browser.conftest import is_fault
from tests.browser.prepared import ADDRESSES, PASSWORD, arrive, code_for, make_account, make_plan
from tests.browser.test_journey import open_in_menu
from tests.conftest import Site

pytestmark = pytest.mark.browser


def sign_up(page: Page, site: Site, password: str = PASSWORD) -> str:
    """A new account, with its address confirmed; gives the address."""
    email = next(ADDRESSES)
    page.goto(f"{site}/account/signup/")
    page.get_by_label("Naam").fill("An Peeters")
    page.get_by_label("E-mailadres").fill(email)
    page.locator("[name=password1]").fill(password)
    page.get_by_role("button", name="Maak mijn account").click()
    code = page.get_by_label("Code")
    expect(code).to_be_visible()
    code.fill(code_for(site, email))
    page.get_by_role("button", name="Bevestig het adres").click()
    expect(page.get_by_text("U bent aangemeld.")).to_be_visible()
    return email


def sign_out(page: Page, site: Site) -> None:
    page.goto(f"{site}/account/")
    page.get_by_role("button", name="Meld af").click()
    expect(page.get_by_text("U bent afgemeld.")).to_be_visible()


def sign_in(page: Page, site: Site, email: str) -> None:
    page.goto(f"{site}/account/login/")
    page.get_by_label("E-mailadres").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Meld aan", exact=True).click()


def test_sign_up_takes_the_plan_along_and_another_browser_sees_it(
    page: Page, site: Site, browser: Browser
) -> None:
    make_plan(page, site, "verkenner")
    email = sign_up(page, site)
    expect(page.get_by_role("link", name="Stappenplan AI 2027")).to_be_visible()
    sign_out(page, site)
    page.goto(f"{site}/plannen/")
    expect(page.get_by_text("U hebt in deze browser nog geen stappenplan.")).to_be_visible()

    other = browser.new_context().new_page()
    other.goto(f"{site}/account/login/")
    other.get_by_role("link", name="Meld aan met een code").click()
    other.get_by_label("E-mailadres").fill(email)
    other.get_by_role("button", name="Stuur mij een code").click()
    expect(other.get_by_text("mails.txt")).to_be_visible()
    other.get_by_label("Code").fill(code_for(site, email).lower().replace("-", ""))
    other.get_by_role("button", name="Meld aan").click()
    expect(other.get_by_role("link", name="Stappenplan AI 2027")).to_be_visible()
    other.context.close()


def test_limit_counts_over_both_workers(site: Site) -> None:
    """Over real HTTP, each request on a connection of its own, so that any worker may get it."""
    answers = []
    for _ in range(7):
        person = build_opener(HTTPCookieProcessor())
        form = person.open(f"{site}/account/login/").read().decode()
        token = form.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        guess = {"login": "doel@example.be", "password": "fout", "csrfmiddlewaretoken": token}
        with pytest.raises(HTTPError) as refused:
            person.open(f"{site}/account/login/", urlencode(guess).encode())
        answers.append((refused.value.code, refused.value.headers["Retry-After"]))
        refused.value.close()

    assert answers == [(422, None)] * 5 + [(429, "300")] * 2


def test_error_takes_the_reader_to_the_field(page: Page, site: Site) -> None:
    page.goto(f"{site}/account/signup/")
    page.get_by_role("button", name="Maak mijn account").click()

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="E-mailadres").click()
    expect(page.get_by_label("E-mailadres")).to_be_focused()


def test_sign_in_and_out_by_keyboard_alone(page: Page, site: Site) -> None:
    email = make_account(page.context, site)
    sign_out(page, site)
    page.get_by_label("E-mailadres").focus()
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/plannen/")

    page.goto(f"{site}/account/")
    page.get_by_role("button", name="Meld af").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("U bent afgemeld.")).to_be_visible()


def test_account_without_script(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    email = sign_up(page, site)
    page.goto(f"{site}/account/naam/")
    page.get_by_label("Naam").fill("Anna")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator("#inhoud").get_by_text("Anna")).to_be_visible()
    page.goto(f"{site}/account/passkeys/nieuw/")
    expect(page.get_by_text("heeft JavaScript nodig")).to_be_visible()
    sign_out(page, site)
    expect(page.get_by_role("button", name="passkey")).to_be_hidden()
    sign_in(page, site, email)
    expect(page).to_have_url(f"{site}/plannen/")
    page.goto(f"{site}/account/verwijderen/")
    page.get_by_label("Ja, verwijder mijn account").check()
    page.get_by_role("button", name="Verwijder mijn account").click()
    expect(page.get_by_text("zijn verwijderd")).to_be_visible()
    context.close()


def test_text_of_an_expired_session_comes_back(
    context: BrowserContext, page: Page, site: Site
) -> None:
    email = make_account(context, site)
    make_plan(page, site, "verkenner")
    open_in_menu(page, "Wijzig de gegevens")
    page.get_by_label("Titel").fill("Lang getypt")
    context.clear_cookies(name="sessie")
    page.get_by_role("button", name="Bewaar").click()
    page.get_by_label("E-mailadres").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Meld aan", exact=True).click()

    expect(page.get_by_text("Nog niet bewaard")).to_be_visible()
    expect(page.get_by_label("Titel")).to_have_value("Lang getypt")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lang getypt")


def test_signing_out_clears_the_text_that_tabs_hold(
    context: BrowserContext, page: Page, site: Site
) -> None:
    make_account(context, site)
    make_plan(page, site)
    other = context.new_page()
    other.goto(page.url)
    for tab in (page, other):
        tab.evaluate("sessionStorage.setItem('getypt:/plannen/', '[[\"note\", \"Geheim\"]]')")

    sign_out(page, site)

    assert page.evaluate("sessionStorage.length") == 0
    other.wait_for_function("sessionStorage.length === 0")


def test_text_of_an_expired_session_can_be_let_go_of_in_the_panel(
    context: BrowserContext, page: Page, site: Site
) -> None:
    email = make_account(context, site)
    make_plan(page, site, "verkenner")
    plan = page.url
    title = page.locator("[data-row] a.title").first
    title.click()
    note = page.get_by_label("Notitie")
    expect(note).to_be_visible()
    context.clear_cookies(name="sessie")
    note.fill("Lang getypt")
    page.get_by_role("link", name="Meld u opnieuw aan").click()
    expect(page.get_by_label("E-mailadres")).to_be_visible()
    page.evaluate("sessionStorage.clear()")
    page.get_by_label("E-mailadres").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Meld aan", exact=True).click()
    expect(note).to_have_value("Lang getypt")

    page.clock.install()
    page.goto(plan)
    title.click()
    expect(note).to_have_value("Lang getypt")
    page.clock.pause_at(datetime.now() + timedelta(hours=1))  # the script does not save yet
    note.fill("Lang getypt en nog meer")
    page.get_by_role("button", name="Wis wat u typte").click()
    expect(page.get_by_text("Nog niet bewaard")).to_be_hidden()
    expect(note).to_have_value("")
    page.clock.run_for(2000)  # longer than the script waits before it saves
    page.reload()
    title.click()
    expect(note).to_have_value("")


@pytest.fixture
def localhost(site: Site) -> Site:
    """The same site under the one name that browsers give passkeys to without https."""
    return Site(site.replace("127.0.0.1", "localhost"), site.data)


@pytest.fixture
def keys(context: BrowserContext, localhost: Site) -> Iterator[Page]:
    """A page whose browser has an authenticator that always says yes."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda message: faults.append(message.text) if is_fault(message.text) else None,
    )
    devtools: CDPSession = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    assert not faults


def add_passkey(page: Page, site: Site, alone: bool) -> None:
    page.goto(f"{site}/account/passkeys/")
    page.get_by_role("link", name="Voeg een passkey toe").click()
    arrive(page, "Passkey toevoegen")
    page.get_by_label("Naam van deze passkey").fill("Mijn laptop")
    page.get_by_label("Aanmelden met deze passkey alleen").set_checked(alone)
    page.get_by_role("button", name="Maak de passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Herstelcodes")
    expect(page.locator(".codes li")).to_have_count(10)


def test_passkey_as_the_only_factor(keys: Page, localhost: Site) -> None:
    sign_up(keys, localhost, password="")
    add_passkey(keys, localhost, alone=True)
    sign_out(keys, localhost)

    keys.goto(f"{localhost}/account/login/?next=/account/naam/")
    keys.get_by_role("button", name="Meld aan met een passkey").click()

    expect(keys).to_have_url(f"{localhost}/account/naam/")


def test_passkey_as_the_second_factor(keys: Page, localhost: Site) -> None:
    email = make_account(keys.context, localhost)
    add_passkey(keys, localhost, alone=False)
    code = keys.locator(".codes li").first.inner_text()
    sign_out(keys, localhost)

    sign_in(keys, localhost, email)
    expect(keys.get_by_role("heading", level=1)).to_have_text("Nog één stap: uw passkey")
    keys.goto(f"{localhost}/account/")
    expect(keys).to_have_url(re.compile("/passkeys/tweede-stap/"))
    keys.get_by_role("button", name="Gebruik mijn passkey").click()
    expect(keys).to_have_url(f"{localhost}/plannen/")

    sign_out(keys, localhost)
    sign_in(keys, localhost, email)
    keys.get_by_label("Herstelcode").fill("00000000")
    keys.get_by_role("button", name="Gebruik de herstelcode").click()
    expect(keys.get_by_role("alert").first).to_contain_text("Dit lukte niet")
    keys.get_by_label("Herstelcode").fill(code)
    keys.get_by_role("button", name="Gebruik de herstelcode").click()
    expect(keys).to_have_url(f"{localhost}/plannen/")


def test_passkey_is_renamed_and_removed_after_proof(keys: Page, localhost: Site) -> None:
    make_account(keys.context, localhost)
    add_passkey(keys, localhost, alone=True)
    keys.get_by_role("link", name="Klaar").click()
    keys.get_by_role("link", name="Hernoem Mijn laptop").click()
    keys.get_by_label("Naam van deze passkey").fill("Oude laptop")
    keys.get_by_role("button", name="Bewaar").click()
    expect(keys.get_by_role("heading", name="Oude laptop")).to_be_visible()
    keys.get_by_role("link", name="Verwijder Oude laptop").click()
    keys.get_by_role("button", name="Verwijder de passkey").click()
    expect(keys.get_by_text("U hebt nog geen passkey.")).to_be_visible()

    sign_out(keys, localhost)
    keys.goto(f"{localhost}/account/login/")
    keys.get_by_role("button", name="Meld aan met een passkey").click()
    expect(keys.get_by_text("Dit lukte niet.")).to_be_visible()
    keys.goto(f"{localhost}/account/")
    expect(keys).to_have_url(re.compile("/account/login/"))


def test_passkey_that_is_not_there_says_so(
    context: BrowserContext, keys: Page, localhost: Site
) -> None:
    devtools = context.new_cdp_session(keys)
    devtools.send("WebAuthn.disable")
    keys.goto(f"{localhost}/account/login/")
    keys.evaluate("void (navigator.credentials.get = () => Promise.reject(new Error('none')))")
    keys.get_by_role("button", name="Meld aan met een passkey").click()

    expect(keys.get_by_text("Dat lukte niet.")).to_be_visible()
