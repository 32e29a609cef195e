"""The states in which the survey looks at each page: how one comes there, in whose browser."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, TimeoutError, expect

from bench.visitor import form_on
from tests.browser import editing_states, survey_states
from tests.browser.prepared import (
    PASSWORD,
    add_plan,
    date_phases,
    invite,
    join,
    make_account,
    make_due,
    make_plan,
    newest_mail,
    row_of,
    send,
)
from tests.browser.test_accounts import sign_out
from tests.browser.test_journey import answer, open_in_menu
from tests.conftest import Site

ACTIVITY = "Formuleer een AI-strategie"
State = Callable[[Page, Site], None]


@dataclass(frozen=True)
class States:
    """What one person sees. `pages`: each page as it mostly is; `others`: what more it can be.

    `plain`: the addresses of pages without a kind of element that `pages` lack. `make test` looks
    at `pages` and checks the HTML of the plain ones, `make test-full` looks at all.
    """

    pages: dict[str, State]
    others: dict[str, State]
    plain: dict[str, str] = field(default_factory=dict)

    def every(self) -> dict[str, State]:
        return self.pages | {name: at(path) for name, path in self.plain.items()} | self.others


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
    if link in ("Wijzig de gegevens", "Verwijder"):
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
    return add_plan(page.context, site)


def pilot(page: Page, site: Site) -> str:
    """With as many activities as people have: 42."""
    return add_plan(page.context, site, "piloot")


def empty(page: Page, site: Site) -> str:
    return add_plan(page.context, site, "leeg")


def explorer(page: Page, site: Site) -> str:
    return add_plan(page.context, site, "verkenner")


def dated(page: Page, site: Site) -> str:
    """With phases."""
    home = add_plan(page.context, site)
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
    home = add_plan(page.context, site)
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
    """Sorted, with what is late; the bar is filled in with what cannot be done."""
    page_of(late, "lijst/?sorteer=-klaar")(page, site)
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


def row_page(change: Callable[[Page, str], object]) -> State:
    """The page of one row of the list, sent after this change of it."""

    def go(page: Page, site: Site) -> None:
        home = small(page, site)
        row = row_of(page.context, home, ACTIVITY)
        page.goto(row.replace("activiteiten", "lijst"))
        change(page, row)
        page.get_by_label("Trekker").fill("An")
        page.get_by_label("Klaar tegen").fill("2027-03-01")
        page.get_by_role("button", name="Bewaar").click()
        page.get_by_role("alert").first.wait_for()

    return go


def owned_by_els(page: Page, row: str) -> None:
    send(page.context, row, "note", owner="Els")


def removed_by_another(page: Page, row: str) -> None:
    home = row.partition("activiteiten/")[0]
    send(page.context, home, "key", f"{row}verwijderen/?version=1")


def begun_too_late(page: Page, row: str) -> None:
    page.get_by_label("Begin").fill("2027-05-01")


def list_pasted_late(page: Page, site: Site) -> None:
    list_pasted(page, site)
    home = page.url.partition("lijst/")[0]
    send(page.context, row_of(page.context, home, ACTIVITY), "note", owner="Els")
    page.get_by_role("button", name="Vul in").click()
    page.get_by_role("alert").first.wait_for()


def saved_state_error(page: Page, site: Site) -> None:
    page.goto(f"{add_plan(page.context, site)}momentopnamen/")
    page.get_by_label("Naam van de momentopname").fill("")
    page.get_by_role("button", name="Maak de momentopname").click()


def put_away(page: Page) -> None:
    """Close a page once it is there: Chromium can wait forever for one that is closed halfway."""
    with suppress(TimeoutError):
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
    page.goto(f"{add_plan(page.context, site)}succesfactoren/")
    card = page.locator("#beheer-verwachtingen")
    card.get_by_role("checkbox").check()
    card.get_by_role("textbox").fill("Nota")
    page.locator("strong", has_text="1 van 7").wait_for()


def factor_conflict(page: Page, site: Site) -> None:
    home = add_plan(page.context, site)
    page.goto(f"{home}succesfactoren/")
    save_factor(page, home, "Van een ander")
    page.locator("#beheer-verwachtingen").get_by_role("textbox").fill("Van mij")
    page.get_by_role("button", name="Bewaar allebei de notities").wait_for()


def factor_error(page: Page, site: Site) -> None:
    page.goto(f"{add_plan(page.context, site)}succesfactoren/")
    page.locator("#beheer-verwachtingen").get_by_role("textbox").fill("x" * 2001)
    page.get_by_text("Gebruik hoogstens 2.000 tekens").first.wait_for()


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
    add_plan(page.context, site)
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


def moderation(page: Page, site: Site) -> None:
    page_of(published)(page, site)
    page.goto(f"{site}/redactie/voorbeeldplannen/")


def moderate_example(page: Page, site: Site) -> None:
    moderation(page, site)
    page.locator(".draft-items a").first.click()


def removed_examples(page: Page, site: Site) -> None:
    moderate_example(page, site)
    page.get_by_label("Reden").fill("Er staat een naam in.")
    page.get_by_label("De eigenaar mag dit plan niet").check()
    page.get_by_role("button", name="Haal dit voorbeeld weg").click()
    page.get_by_role("link", name="Weggehaalde voorbeelden").click()


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
    address, email = f"{site}/account/login/code/", "veel.mails@example.be"
    form = form_on(page.request.get(address).body(), "email") | {"email": email}
    while page.request.post(address, form={**form}, max_redirects=0).status != 429:
        pass
    page.goto(address)
    page.get_by_label("E-mailadres").fill(email)
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
    open_in_menu(page, "Wijzig de gegevens")
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
        page.get_by_role("heading", name="Niet bewaard", exact=True).wait_for()


def to_review(page: Page, site: Site) -> str:
    """With phases, what is late, and a review that is due of an activity and of the plan."""
    home, today = late(page, site), date.today().isoformat()
    send(
        page.context,
        row_of(page.context, home, ACTIVITY),
        "note",
        review="monthly",
        review_on=today,
    )
    send(page.context, f"{home}gegevens/", "title", review="quarterly", review_on=today)
    return home


def attention_conflict(page: Page, site: Site) -> None:
    """A line is answered that somebody else has changed."""
    home = late(page, site)
    page.goto(f"{home}aan-zet/")
    row = row_of(page.context, home, "Onboard een testgroep")
    send(page.context, row, "note", due_date="2020-01-01")
    page.locator("#te-laat").get_by_role("button", name="+2 weken").click()
    expect(page.get_by_role("heading", name="Niet bewaard")).to_be_visible()


def history_conflict(page: Page, site: Site) -> None:
    """What is to be reverted was changed again."""
    home = small(page, site)
    for owner in ("An", "Bo"):
        send(page.context, row_of(page.context, home, ACTIVITY), "note", owner=owner)
    page.goto(f"{home}geschiedenis/")
    page.get_by_role("button", name="Zet terug").nth(1).click()
    expect(page.get_by_role("alert")).to_be_visible()


def reminded(page: Page, site: Site) -> tuple[str, str]:
    """Somebody with an activity that is due, after the mail about it: plan, and address."""
    email = make_account(page.context, site)
    home = small(page, site)
    make_due(page.context, home, ACTIVITY, 3)
    send(page.context, home, "csrfmiddlewaretoken", f"{home}herinnering/", remind="ja")
    environment = os.environ | {"DATA_DIR": str(site.data)}
    for name in ("DATABASE_URL", "EMAIL_URL"):
        environment.pop(name, None)
    command = [sys.executable, "manage.py", "send_reminders"]
    subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        capture_output=True,
        timeout=120,
    )
    return home, email


def follow_mail(page: Page, site: Site, email: str, path: str) -> None:
    """Goes to the first address in the newest mail that begins with this path."""
    mail = newest_mail(site, email).replace("=\n", "")
    page.goto(site + re.findall(rf"{path}[^\s>]+", mail)[0])


def mail_answer(page: Page, site: Site) -> str:
    """Follows an answer in a mail about an activity that is due; returns the activity's address."""
    home, email = reminded(page, site)
    follow_mail(page, site, email, "/plannen/antwoord/")
    return row_of(page.context, home, ACTIVITY)


def mail_asks(page: Page, site: Site) -> None:
    mail_answer(page, site)


def my_attention(page: Page, site: Site) -> None:
    """Of all plans of this person together."""
    page_of(to_review)(page, site)
    page.goto(f"{site}/plannen/aan-zet/")


def mail_answered(page: Page, site: Site) -> None:
    mail_answer(page, site)
    page.get_by_role("button", name="Ja, dit is klaar").click()
    expect(page.get_by_role("heading", name="Bewaard")).to_be_visible()


def mail_answer_conflict(page: Page, site: Site) -> None:
    send(page.context, mail_answer(page, site), "note", status="doing")
    page.get_by_role("button", name="Ja, dit is klaar").click()
    expect(page.get_by_role("heading", name="Niet bewaard")).to_be_visible()


def mail_stop(page: Page, site: Site) -> None:
    """Who stops the mails from within one."""
    _, email = reminded(page, site)
    follow_mail(page, site, email, "/plannen/herinnering-stoppen/")


VISITOR = States(
    pages={
        "home": at("/"),
        "quiz": at("/zelfevaluatie/"),
        "result": result("ABBBCC"),
        "meeting": at("/bevragingen/samen/"),
        "activities": at("/activiteiten/"),
        "activity": at("/activiteiten/onboard-een-testgroep/"),
        "chapter 1": at("/playbook/introductie/"),
        "privacy": at("/privacy/"),
        "editions": at("/catalogus/"),
        "edition": at("/catalogus/2026-05/"),
        "activities found": at("/activiteiten/?q=trainen"),
        "ready plan": at("/stappenplannen/verkenner/"),
        "my plans": filled_list,
        "new plan": at("/plannen/nieuw/?start=per-pijler"),
        "editor filled": built(editor_filled),
        "editor page": on_its_own_page(ACTIVITY),
        "adding page": on_its_own_page("Voeg toe in"),
        "plan choices": page_of(small, link="Kies activiteiten"),
        "plan description": page_of(small, link="Wijzig de gegevens"),
        "plan late": page_of(late),
        "plan progress": page_of(late, "voortgang/"),
        "plan timeline": page_of(late, "tijdlijn/"),
        "attention": page_of(to_review, "aan-zet/"),
        "history": page_of(changed, "geschiedenis/"),
        "milestones": page_of(with_milestones, "tijdlijn/mijlpalen/"),
        "milestone": page_of(with_milestones, "tijdlijn/mijlpalen/", "Wijzig (Akkoord)"),
        "plan roles": page_of(dated, "rollen/"),
        "plan phases proposed": page_of(dated, "fasen/?begin=2027-01-01&maanden=36"),
        "saved states": page_of(changed, "momentopnamen/"),
        "compare": page_of(changed, "momentopnamen/", "Vergelijk met nu (Goedgekeurd)"),
        "restore": page_of(changed, "momentopnamen/", "Herstel (Goedgekeurd)"),
        "saved state delete": page_of(changed, "momentopnamen/", "Verwijder (Goedgekeurd)"),
        "list row": list_row,
        "list ticked": list_ticked,
        "list paste shown": list_pasted,
        "factor saved": factor_saved,
        "growth": page_of(explorer, "groeien/"),
        "news none": page_of(small, "nieuws/"),
        "copy": page_of(small, "kopie/"),
        "choose paper": page_of(small, "pdf/kiezen/"),
        "archive": page_of(small, "archief/"),
        "plan delete": page_of(small, link="Verwijder"),
        "sign in": at("/account/login/"),
        "sign up": at("/account/signup/"),
        "import": at("/plannen/importeren/"),
        "import onto": importing(everything),
        "not saved": not_saved,
    },
    plain={
        "playbook": "/playbook/",
        "accessibility statement": "/toegankelijkheid/",
        "activity history": "/catalogus/activiteiten/onboard-een-testgroep/",
        "ready plans": "/stappenplannen/",
        "sign in by code": "/account/login/code/",
        "password reset": "/account/password/reset/",
        "provider failed": "/account/koppelingen/mislukt/",
        "schema versions": "/plannen/schema/",
        "shared plan gone": "/gedeeld/bestaat-niet/",
        "not found": "/bestaat-niet/",
    },
    others={
        "attention milestones": page_of(with_milestones, "aan-zet/"),
        "list": page_of(late, "lijst/?sorteer=-klaar"),
        "plan": page_of(small),
        "quiz error": quiz_error,
        "result tie": result("AABBCC"),
        "activities filtered": at("/activiteiten/?q=ai&pijler=innovatie&profiel=piloot"),
        "activities none": at("/activiteiten/?q=zzz"),
        "cited": at("/catalogus/2026-05:onboard-een-testgroep/"),
        "activities meant": at("/activiteiten/?q=opleidng"),
        "activity to a plan": at("/plannen/toevoegen/begeleid-medewerkers/"),
        "activities wrong filter": at("/activiteiten/?pijler=zzz"),
        "activity without roles": at("/activiteiten/bewaak-de-data/"),
        "chapter 2": at("/playbook/toegepast-op-uw-organisatie/"),
        "chapter 3": at("/playbook/kritieke-succesfactoren/"),
        "chapter 4": at("/playbook/praktijkvoorbeeld/"),
        "my plans empty": at("/plannen/"),
        "new plan error": new_plan_error,
        "plan of 42": page_of(pilot),
        "plan empty": page_of(empty),
        "plan menu": built(lambda page: page.locator("summary", has_text="Meer").click()),
        "editor": built(open_editor),
        "editor error": built(editor_error),
        "editor conflict": built(editor_conflict),
        "undo conflict": built(undo_conflict),
        "moving": built(moving),
        "adding": built(adding),
        "removed": built(removed),
        "plan choices conflict": conflict("activiteiten/", "Bewaar mijn keuze"),
        "plan description conflict": details_conflict,
        "plan filtered": page_of(dated, "?q=ai&status=todo&pijler=innovatie"),
        "plan filtered to nothing": page_of(dated, "?q=zzz"),
        "plan wrong filter": page_of(dated, "?eigenaar=zzz"),
        "attention quiet": page_of(small, "aan-zet/"),
        "attention conflict": attention_conflict,
        "history conflict": history_conflict,
        "plan timeline milestones": page_of(with_milestones, "tijdlijn/"),
        "milestone conflict": milestone_conflict,
        "plan timeline empty": page_of(small, link="Tijdlijn"),
        "plan phases": page_of(dated, "fasen/"),
        "plan phases error": phases_error,
        "plan phases conflict": phases_conflict,
        "saved states empty": page_of(small, "momentopnamen/"),
        "saved state error": saved_state_error,
        "compare empty": page_of(small, "momentopnamen/vergelijk/"),
        "restore conflict": restore_conflict,
        "list filtered": page_of(late, "lijst/?alleen=te-laat&alleen=zonder-datum"),
        "list wrong filter": page_of(dated, "lijst/?eigenaar=zzz"),
        "list row conflict": row_page(owned_by_els),
        "list row gone": row_page(removed_by_another),
        "list row error": row_page(begun_too_late),
        "list paste conflict": list_pasted_late,
        "list cell refused": cell_refused,
        "list cell conflict": cell_conflict,
        "list paste": page_of(small, "lijst/plakken/"),
        "list changed meanwhile": list_changed,
        "factors": page_of(small, "succesfactoren/"),
        "factor conflict": factor_conflict,
        "factor error": factor_error,
        "growth error": grow_error,
        "growth conflict": grow_conflict,
        "growth from nothing": page_of(empty, "groeien/"),
        "choose paper, refused": page_of(small, "pdf?papier=a5"),
        "calendar without account": page_of(small, "agenda/"),
        "my plans archived": archived,
        "archived board": archived_board,
        "change of another": change_of_another,
        "change of another in the list": partial(change_of_another, tail="lijst/"),
        "plan delete conflict": conflict("verwijderen/", "Verwijder dit plan"),
        "plan deleted": deleted,
        "sign up error": sign_up_error,
        "import error": importing(wrong),
        "import onto nothing new": importing(lambda plan: None),
        "import new": importing(everything, "nieuw"),
        "people without account": page_of(small, link="Mensen"),
        "sharing without account": page_of(small, link="Delen"),
        "no page": page_of(small, "ongedaan/"),
    },
)
"""What somebody without an account sees, in one browser that keeps its plans."""
MEMBER = States(
    pages={
        "text refused": refused_text,
        "account": account(),
        "account password": account("password/change/"),
        "account sessions": account("sessies/"),
        "passkey new": account("passkeys/nieuw/"),
        "my attention": my_attention,
        "survey opened": survey_states.opened,
        "survey running": survey_states.running,
        "survey": survey_states.as_a_colleague_sees_it,
        "survey outcome": survey_states.outcome,
        "people": page_of(small, "mensen/"),
        "member": page_of(small, "mensen/", "Wijzig de rol van An Peeters"),
        "sharing": page_of(linked, "delen/"),
        "share link made": link_made,
        "calendar feed made": calendar_made,
        "calendar feed": calendar_kept,
        "share link": page_of(linked, "delen/", "Beheer de link Directie"),
        "shared plan": shared,
        "publish": publish,
        "examples": page_of(published),
        "example": page_of(published, link="Stappenplan AI 2027"),
        "begin with example": begin,
        "invitation over": invitation_over,
    },
    plain={
        "account name": "/account/naam/",
        "account email": "/account/email/",
        "account confirm": "/account/bevestigen/",
        "account leave": "/account/verwijderen/",
        "account sign out": "/account/logout/",
        "passkeys": "/account/passkeys/",
        "reauthenticate": "/account/reauthenticate/",
        "connections": "/account/koppelingen/",
        "surveys": "/bevragingen/",
        "survey start": "/bevragingen/nieuw/",
    },
    others={
        "plan of an account": page_of(small),
        "invitation of another": invitation_of_another,
        "survey preview": survey_states.preview,
        "survey then and now": survey_states.then_and_now,
        "survey start error": survey_states.too_few_asked,
        "survey opened by link": survey_states.opened_by_link,
        "account confirm code": account("bevestigen/", "Met een code in een mail"),
        "account leave error": account("verwijderen/", "Verwijder mijn account"),
        "people error": people_error,
        "leave refused": leave_refused,
        "sharing error": sharing_error,
        "news by mail": page_of(small, "nieuws/"),
        "publish error": publish_error,
    },
)
"""What somebody with an account sees, the same for all: signing up takes long."""
PUBLISHER = States(
    pages={
        "editing items": at(f"{editing_states.HOME}activity/"),
        "editing item": at(editing_states.ITEM),
        "editing difference": editing_states.difference,
        "moderation": moderation,
        "moderate example": moderate_example,
    },
    plain={
        "editing": editing_states.HOME,
        "editing publish": f"{editing_states.HOME}uitgeven/",
        "editing log": f"{editing_states.HOME}logboek/",
    },
    others={
        "editing add": at(f"{editing_states.HOME}activity/nieuw/"),
        "editing item error": editing_states.item_error,
        "editing item conflict": editing_states.item_conflict,
        "editing drop": at(editing_states.ITEM.replace("wijzig", "weg")),
        "editing go back": at(f"{editing_states.HOME}terug/2026-05/"),
        "editing preview": editing_states.preview,
        "editing faulty": editing_states.faulty,
        "removed examples": removed_examples,
    },
)
"""What somebody sees who writes the next edition and brings it out."""
FRESH = States(
    pages={
        "plan text kept": kept_text,
        "sign in code": asked_for_code("login/code/"),
        "mail answer": mail_asks,
        "mail stop": mail_stop,
        "too many mails": too_many_mails,
        "invitation": invitation,
        "activity of a reader": read_by_a_reader,
    },
    others={
        "act lost": built(act_lost),
        "password reset code": asked_for_code("password/reset/"),
        "signed out": signed_out,
        "form of another": form_of_another,
        "mail answered": mail_answered,
        "mail answer conflict": mail_answer_conflict,
        "too many tries": too_many_tries,
    },
)
"""What leaves its browser in a state that is of no use to the next."""
