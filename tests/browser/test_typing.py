"""What people type: slowly, half, too long, and left behind. Nothing is dropped without a word."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.prepared import make_plan, row_of, send
from tests.browser.test_builder import (
    FIRST,
    SAVED,
    SECOND,
    card,
    expect_message,
    open_editor,
    open_rest,
)
from tests.browser.test_journey import answer

pytestmark = pytest.mark.browser

DUE = "Klaar tegen"
HALF = re.compile("Vul ook het jaar in")
PAUSE = 1900
"""Milliseconds: longer than the editor waits before it saves."""


@pytest.fixture
def plan(page: Page, site: str) -> Page:
    make_plan(page, site)
    page.wait_for_load_state()
    return page


@pytest.fixture
def asked(page: Page) -> list[str]:
    """The kinds of dialogs that the page asked with; each is answered with 'stay here'."""
    kinds: list[str] = []

    def stay(dialog: Dialog) -> None:
        kinds.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    return kinds


def is_half(page: Page, label: str) -> bool:
    half: bool = page.get_by_label(label).evaluate("field => field.validity.badInput")
    return half


def test_year_typed_slowly_is_saved_once_it_is_whole(plan: Page) -> None:
    sent: list[str] = []
    plan.on("request", lambda request: sent.append(request.post_data or ""))
    plan.clock.install()
    plan.reload()
    open_editor(plan)
    plan.get_by_label(DUE).focus()
    for digit in "0303202":
        plan.keyboard.type(digit)
        plan.clock.run_for(PAUSE)
    assert not [body for body in sent if "due_date" in body]
    expect(plan.get_by_label(DUE)).to_have_value("0202-03-03")
    plan.keyboard.type("7")

    expect_message(plan, SAVED)
    expect(plan.get_by_label(DUE)).to_have_value("2027-03-03")
    expect(plan.get_by_label(DUE)).to_be_focused()


def test_half_a_date_stays_and_the_rest_is_saved(plan: Page) -> None:
    open_editor(plan)
    open_rest(plan)
    plan.get_by_label("Begin").fill("2027-01-04")
    plan.get_by_label(DUE).focus()
    plan.keyboard.type("0303")
    plan.get_by_label("Notitie").fill("Met de half getypte datum")

    expect_message(plan, f"‘{DUE}’: nog niet bewaard. De rest wel.")
    expect(plan.locator("#id_due_date_error")).to_have_text(HALF)
    assert is_half(plan, DUE)
    plan.get_by_label(DUE).focus()
    plan.keyboard.press("Tab")
    plan.keyboard.press("Tab")
    plan.keyboard.type("2027")
    expect(plan.locator("#id_due_date_error")).to_have_count(0)
    expect_message(plan, SAVED)
    plan.keyboard.press("Escape")
    expect(plan.locator(card(plan, FIRST))).to_contain_text("3 mrt 2027")
    open_editor(plan)
    expect(plan.get_by_label("Notitie")).to_have_value("Met de half getypte datum")


def test_half_a_date_does_not_wipe_the_stored_one_and_is_asked_about(plan: Page) -> None:
    place = card(plan, FIRST)
    open_editor(plan)
    plan.get_by_label(DUE).fill("2027-03-03")
    plan.get_by_label("Notitie").focus()
    expect_message(plan, SAVED)
    plan.get_by_label(DUE).focus()
    plan.keyboard.press("Backspace")
    plan.get_by_label("Notitie").fill("Iets anders")
    expect_message(plan, f"‘{DUE}’: nog niet bewaard. De rest wel.")

    plan.keyboard.press("Escape")
    expect_message(plan, re.compile("sluit nog eens zonder die datum"))
    assert is_half(plan, DUE)
    plan.keyboard.press("Escape")
    expect(plan.get_by_role("dialog")).to_be_hidden()
    expect(plan.locator(place)).to_contain_text("3 mrt 2027")
    plan.reload()
    expect(plan.get_by_role("dialog")).to_be_hidden()


def test_half_a_date_outlives_a_conflict(plan: Page) -> None:
    open_editor(plan)
    other = plan.context.new_page()
    other.goto(plan.url)
    open_editor(other)
    other.get_by_label("Notitie").fill("Van Bart")
    other.keyboard.press("Tab")
    expect_message(other, SAVED)
    plan.get_by_label(DUE).focus()
    plan.keyboard.type("0303")
    plan.get_by_label("Notitie").fill("Van mij")

    expect(plan.get_by_role("alert").first).to_contain_text("intussen veranderd")
    assert is_half(plan, DUE)


def test_conflict_on_the_page_of_an_activity_is_settled_there(plan: Page) -> None:
    address = row_of(plan.context, plan.url, "Formuleer een AI-strategie")
    plan.goto(address)
    send(plan.context, address, "note", note="Van An")
    plan.get_by_label("Notitie").fill("Van mij")
    plan.get_by_label("Notitie").blur()

    expect(plan.locator("[data-conflict]")).to_be_focused()
    plan.get_by_label("Allebei").check()
    plan.get_by_role("button", name="Bewaar").click()
    expect(plan.get_by_role("heading", level=1)).to_have_text("Stappenplan AI 2027")
    stored = plan.context.request.get(address).text()
    assert "Van An" in stored and "Van mij" in stored


def test_form_with_half_a_date_is_not_sent(plan: Page) -> None:
    address = f"{plan.url}fasen/"
    ways = {"Eerste dag van fase 1": "Bewaar", "Eerste dag van het plan": "Vul in"}
    for label, button in ways.items():
        plan.goto(address)
        plan.get_by_label("Laatste dag van fase 2").fill("2027-06-30")
        plan.get_by_label(label).focus()
        plan.keyboard.type("0303")
        plan.get_by_role("button", name=button, exact=True).click()

        expect(plan.get_by_role("alert")).to_contain_text("Nog niet bewaard")
        expect(plan.get_by_role("alert").get_by_role("link", name=HALF)).to_have_count(1)
        expect(plan.get_by_role("alert")).to_be_focused()
        assert plan.url == address
        assert is_half(plan, label)
        expect(plan.get_by_label("Laatste dag van fase 2")).to_have_value("2027-06-30")


def test_other_phases_are_saved_beside_half_a_date(plan: Page) -> None:
    plan.goto(f"{plan.url}fasen/")
    half = "Eerste dag van fase 1"
    plan.get_by_label("Eerste dag van fase 2").fill("2027-03-01")
    plan.get_by_label("Laatste dag van fase 2").fill("2027-06-30")
    plan.get_by_label(half).focus()
    plan.keyboard.type("0303")
    plan.get_by_role("button", name="Bewaar", exact=True).click()
    expect(plan.get_by_role("alert")).to_contain_text("De rest is bewaard.")
    assert is_half(plan, half)

    plan.get_by_label("Laatste dag van fase 1").fill("2027-05-01")
    plan.get_by_label(half).fill("2027-03-03")
    plan.get_by_role("button", name="Bewaar", exact=True).click()
    expect(plan.get_by_role("heading", level=1)).not_to_have_text("Begin en einde van de fasen")
    plan.go_back()
    plan.reload()
    expect(plan.get_by_label(half)).to_have_value("2027-03-03")
    expect(plan.get_by_label("Laatste dag van fase 2")).to_have_value("2027-06-30")


def test_half_a_date_without_script_comes_back_with_everything(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    make_plan(page, site)
    page.get_by_role("link", name=FIRST, exact=True).click()
    page.get_by_label(DUE).press_sequentially("15 maart")
    page.get_by_label("Notitie").fill("Zonder script")
    with page.expect_response(lambda response: response.request.method == "POST") as answered:
        page.get_by_role("button", name="Bewaar").click()

    assert answered.value.status == 422
    expect(page.get_by_role("alert")).to_contain_text(HALF)
    expect(page.get_by_label(DUE)).to_have_value("15 maart")
    expect(page.get_by_label("Notitie")).to_have_value("Zonder script")
    page.get_by_label(DUE).press("End")
    page.get_by_label(DUE).press_sequentially(" 2027")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator(card(page, FIRST))).to_contain_text("15 mrt 2027")
    context.close()


def by_escape(page: Page) -> None:
    page.keyboard.press("Escape")


def by_a_click_outside(page: Page) -> None:
    page.mouse.click(5, 400)


def by_its_button(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Sluit").click()


def test_panel_with_text_to_add_closes_at_the_second_time(plan: Page) -> None:
    add = plan.get_by_role("link", name="Voeg toe in Visie & strategie, fase 2")
    for closes in (by_escape, by_a_click_outside, by_its_button):
        add.click()
        title = plan.get_by_label("Titel van een eigen activiteit")
        title.press_sequentially("Van ons")
        closes(plan)

        expect_message(plan, re.compile("^Nog niet toegevoegd. Sluit nog eens"))
        expect(title).to_have_value("Van ons")
        title.press("End")
        title.press_sequentially(" allemaal")
        closes(plan)
        expect(title).to_have_value("Van ons allemaal")
        closes(plan)
        expect(plan.get_by_role("dialog")).to_be_hidden()

    add.click()
    expect(plan.get_by_role("dialog")).to_be_visible()
    plan.keyboard.press("Escape")  # without text, at once
    expect(plan.get_by_role("dialog")).to_be_hidden()


def test_factor_in_conflict_keeps_both_notes_and_those_of_the_other_cards(
    plan: Page, asked: list[str]
) -> None:
    home = plan.url
    plan.goto(f"{home}succesfactoren/")
    first, second = plan.locator("li.card").nth(0), plan.locator("li.card").nth(1)
    other = plan.context.new_page()
    other.goto(plan.url)
    other.locator("li.card").first.get_by_label("Notitie").fill("Van een ander")
    expect_message(other, SAVED)
    first.get_by_label("Notitie").fill("Van mij")
    both = first.get_by_role("button", name="Bewaar allebei de notities")
    both.wait_for()
    second.get_by_label("Notitie").fill("Intussen bij de tweede")
    both.click()

    expect(first.get_by_label("Notitie")).to_have_value("Van een ander\n\nVan mij")
    expect(second.get_by_label("Notitie")).to_have_value("Intussen bij de tweede")
    expect_message(plan, SAVED)  # by itself, on the page that came
    plan.reload()
    expect(second.get_by_label("Notitie")).to_have_value("Intussen bij de tweede")
    assert not asked


def test_search_among_the_choices_hides_and_changes_no_tick(plan: Page) -> None:
    plan.goto(f"{plan.url}activiteiten/")
    plan.get_by_label("Ontwikkel een AI roadmap").check()
    before = plan.locator("[data-ticked]").text_content()
    plan.get_by_label("Zoek").press_sequentially("organen")
    expect(plan.get_by_role("checkbox", name="Beslissingsorganen")).to_be_visible()
    expect(plan.get_by_label("Ontwikkel een AI roadmap")).to_be_hidden()
    plan.keyboard.press("Enter")
    plan.get_by_role("checkbox", name="Beslissingsorganen").uncheck()
    plan.get_by_role("checkbox", name="Beslissingsorganen").check()
    expect(plan.locator("[data-ticked]")).not_to_have_text("0")
    plan.get_by_label("Zoek").fill("")

    expect(plan.get_by_label("Ontwikkel een AI roadmap")).to_be_checked()
    assert before and int(plan.locator("[data-ticked]").text_content() or 0) == int(before) + 1


def tick(page: Page) -> None:
    page.get_by_label("Ontwikkel een AI roadmap").click()


def type_title(page: Page) -> None:
    page.get_by_label(re.compile("^Titel")).first.press_sequentially("x")


def pick_a_day(page: Page) -> None:
    page.get_by_label("Eerste dag van fase 1").fill("2027-03-01")


FORMS: dict[str, Callable[[Page], None]] = {
    "activiteiten/": tick,
    "gegevens/": type_title,
    "kopie/": type_title,
    "fasen/": pick_a_day,
    "../nieuw/": type_title,
}


def test_form_is_not_left_without_a_word(plan: Page, asked: list[str]) -> None:
    home = plan.url
    for path, types in FORMS.items():
        plan.goto(f"{home}{path}")
        address = plan.url
        plan.locator("h1").click()
        plan.get_by_role("link", name="Privacy").click()
        expect(plan.locator("h1")).to_contain_text("rivacy")
        assert not asked, path
        plan.goto(address)
        types(plan)
        with plan.expect_event("dialog"):
            plan.get_by_role("link", name="Privacy").click()

        assert asked == ["beforeunload"], path
        assert plan.url == address
        asked.clear()
        plan.evaluate("for (const form of document.forms) form.reset()")  # may be left again


def test_quiz_asks_before_answers_are_left_and_not_when_sent(
    page: Page, site: str, asked: list[str]
) -> None:
    page.goto(f"{site}/zelfevaluatie/")
    answer(page, "AB")
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Privacy").click()
    expect(page.locator(":checked")).to_have_count(2)
    answer(page, "ABCABC")
    page.get_by_role("button", name="Toon mijn profiel").click()
    expect(page).to_have_url(re.compile(r"/zelfevaluatie/[^/]+/$"))
    assert asked == ["beforeunload"]


def test_note_over_its_limit_stays_whole_and_the_rest_is_saved(plan: Page) -> None:
    open_editor(plan)
    note = plan.get_by_label("Notitie")
    note.focus()
    plan.keyboard.insert_text("é" * 2520)
    expect(plan.get_by_text("2.520 van 2.000 tekens")).to_be_visible()
    expect(plan.locator("#id_note_error")).to_contain_text("hoogstens 2.000 tekens")
    plan.get_by_label("Wie trekt dit?").fill("An Peeters")
    plan.keyboard.press("Tab")
    expect_message(plan, "‘Notitie’: nog niet bewaard. De rest wel.")
    expect(plan.locator(card(plan, FIRST))).to_contain_text("trekker: An Peeters")
    plan.keyboard.press("Escape")
    plan.keyboard.press("Escape")
    expect(plan.get_by_role("dialog")).to_be_hidden()
    open_editor(plan)
    expect(note).to_have_value("é" * 2520)
    note.fill("é" * 2000)

    expect_message(plan, SAVED)
    expect(plan.locator("#id_note_error")).to_have_count(0)


def test_title_over_its_limit_comes_back_whole(page: Page, site: str) -> None:
    page.goto(f"{site}/plannen/nieuw/")
    page.get_by_label("Titel").focus()
    page.keyboard.insert_text("x" * 130)
    expect(page.get_by_text("130 van 120 tekens")).to_be_visible()
    page.locator("[name=start][value=piloot]").check()
    page.get_by_role("button", name="Maak het stappenplan").click()

    expect(page.get_by_role("alert")).to_contain_text("hoogstens 120 tekens; dit zijn er 130")
    expect(page.get_by_label("Titel")).to_have_value("x" * 130)
    expect(page.locator("[name=start][value=piloot]")).to_be_checked()


def replace_token(page: Page) -> None:
    """What signing in in another tab does to the pages that are open."""
    page.context.clear_cookies(name="csrf")
    page.context.new_page().goto(page.url)


def test_quiz_is_taken_after_signing_in_in_another_tab(page: Page, site: str) -> None:
    page.goto(f"{site}/zelfevaluatie/")
    answer(page, "ABCABC")
    replace_token(page)
    page.get_by_role("button", name="Toon mijn profiel").click()

    expect(page).to_have_url(re.compile(r"/zelfevaluatie/[^/]+/$"))


def test_form_is_sent_again_with_one_press_after_signing_in_in_another_tab(plan: Page) -> None:
    home = plan.url
    plan.goto(f"{home}gegevens/")
    plan.get_by_label("Titel").fill("Een titel van lang nadenken")
    replace_token(plan)
    plan.get_by_role("button", name="Bewaar").click()
    expect(plan.get_by_role("heading", level=1)).to_have_text(
        "Dit formulier is te oud om te bewaren"
    )
    expect(plan.get_by_text("Een titel van lang nadenken")).to_be_visible()
    plan.get_by_role("button", name="Verstuur opnieuw").click()

    expect(plan).to_have_url(home)
    expect(plan.get_by_role("heading", level=1)).to_contain_text("Een titel van lang nadenken")


def test_editor_is_saved_with_one_press_after_signing_in_in_another_tab(plan: Page) -> None:
    open_editor(plan)
    replace_token(plan)
    plan.get_by_label("Notitie").fill("Voor ik mij aanmeldde")
    expect_message(plan, re.compile("^Niet bewaard: deze pagina is verouderd"))
    plan.get_by_role("button", name="Opnieuw proberen").click()

    expect_message(plan, SAVED)
    plan.keyboard.press("Escape")
    plan.locator(card(plan, FIRST)).get_by_role("button", name="Start").click()
    expect_message(plan, SAVED)


def test_steps_are_typed_ticked_moved_and_none_is_lost(plan: Page) -> None:
    open_editor(plan)
    plan.get_by_label("Nieuwe stap", exact=True).click()
    for text in ("Bel An", "Vraag budget", "x" * 210):
        plan.keyboard.insert_text(text)
        plan.keyboard.press("Enter")
    plan.get_by_label("Stap 1 is klaar").check()

    expect_message(plan, "‘Stap 3’: nog niet bewaard. De rest wel.")
    expect(plan.locator(card(plan, FIRST))).to_contain_text("stappen: 1 van 2 klaar")
    plan.reload()
    expect(plan.get_by_label("Stap 3", exact=True)).to_have_value("x" * 210)
    plan.get_by_label("Stap 3", exact=True).fill("Derde\nvierde")
    expect(plan.get_by_label("Stap 4", exact=True)).to_be_focused()
    plan.get_by_role("button", name="Hoger: stap 4").click()
    expect(plan.get_by_role("button", name="Hoger: stap 3")).to_be_focused()
    plan.get_by_role("button", name="Verwijder stap 1").click()
    expect(plan.locator(card(plan, FIRST))).to_contain_text("stappen: 0 van 3 klaar")
    plan.reload()
    open_editor(plan)
    texts = plan.locator("[data-step] textarea").evaluate_all("all => all.map(one => one.value)")
    assert texts == ["Vraag budget", "vierde", "Derde", ""]


def test_activities_follow_each_other_in_the_panel(plan: Page) -> None:
    open_editor(plan)
    dialog = plan.get_by_role("dialog")
    expect(dialog).to_contain_text("Wat u wijzigt, wordt vanzelf bewaard")
    expect(dialog.get_by_role("button", name="Bewaar", exact=True)).to_have_count(0)
    plan.get_by_label("Bezig").check()
    expect(dialog).to_contain_text("Status: Niet gestart → Bezig")
    plan.get_by_role("button", name="Begin vandaag").click()
    expect(plan.get_by_label("Bezig")).to_be_focused()
    plan.get_by_label("Wie trekt dit?").fill("jan kiest k")
    dialog.get_by_role("button", name="Volgende activiteit").click()

    expect(plan.get_by_role("dialog", name=SECOND)).to_be_visible()
    expect(plan.locator(card(plan, FIRST))).to_contain_text("trekker: jan kiest k")
    plan.get_by_label(DUE).fill("2027-01-31")
    plan.get_by_role("button", name="+1 maand").click()
    expect(plan.get_by_label(DUE)).to_have_value("2027-02-28")
    plan.get_by_label(DUE).focus()
    plan.keyboard.press("Backspace")
    dialog.get_by_role("button", name="Vorige activiteit").click()
    expect_message(plan, re.compile("ga nog eens zonder die datum"))
    dialog.get_by_role("button", name="Vorige activiteit").focus()
    plan.keyboard.press("k")
    expect(plan.get_by_role("dialog", name=FIRST)).to_be_visible()
    expect(plan.get_by_label(DUE)).to_have_value("")
    expect(dialog.get_by_role("button", name="Vorige activiteit")).to_be_disabled()
    expect(dialog).to_contain_text("begin ")
    plan.keyboard.press("j")
    plan.keyboard.press("Escape")
    expect(plan.get_by_role("dialog")).to_be_hidden()
