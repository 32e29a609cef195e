"""Case 73: every page with long words, at 320 px, with large or spaced text, in forced colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ElementHandle, Page

from bench.visitor import form_on
from scripts.release_journey import ACCOUNT_PAGES, ANONYMOUS_PAGES, PLAN_PAGES
from tests.browser.prepared import PILLARS, SMALL, make_account, send
from tests.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.timeout(600)]

WORD = "Gegevensbeschermingseffectbeoordelingsverantwoordelijke"
COLOURED = {"", "lijst/", "voortgang/", "tijdlijn/", "rollen/", "aan-zet/"}
"""Pages of a plan on which a colour says something: a status, what is late, how much is done."""
FILES = ("pdf", "xlsx", "json", "ics", "csv", "healthz", "gegevens/")
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"""
LARGE = "html { font-size: 200% !important }"
STYLE = """async style => {
    const sheet = await new CSSStyleSheet().replace(style);
    document.adoptedStyleSheets = style ? [sheet] : [];
}"""
"""Takes the place of the one before; the policy on content lets the page do so."""
TOO_WIDE = """() => {
    const found = [], edge = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > edge) {
        for (const element of document.querySelectorAll("main *, header *, footer *")) {
            const box = element.getBoundingClientRect();
            if (box.right > edge + 1 && !element.closest(".grid-scroll") && box.width)
                found.push(element.tagName + "." + element.className + " " + Math.round(box.right));
        }
        found.push("scrolls sideways");
    }
    return found.slice(-4);
}"""
CUT = """() => [...document.querySelectorAll("main :not(input)")].filter(element => {
    const style = getComputedStyle(element);
    return element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 8
        && ["hidden", "clip"].includes(style.overflowX) && !element.closest(".only-spoken");
}).map(element => "cuts off: " + element.tagName + "." + element.className)"""
FOCUS = """() => {
    const element = document.activeElement;
    if (element === document.body) return "";
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    const around = getComputedStyle(element.closest("label") ?? element);
    const name = `${element.tagName}#${element.id} ${element.textContent.trim().slice(0, 30)}`;
    const ringed = [style, around].some(
        one => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) >= 2);
    if (!ringed) return `focus without a ring: ${name}`;
    const x = Math.max(box.x, 0) + Math.min(box.width / 2, 40);
    const y = Math.max(box.y, 0) + Math.min(box.height / 2, 20);
    const top = document.elementFromPoint(x, y);
    if (box.width && !(top && (element.contains(top) || top.contains(element))))
        return `focus is covered or out of sight: ${name}`;
    return "ok";
}"""
PRESSABLE = "nav, button, .button, [type=submit], [type=file]"
PRINTED = f"""() => [...document.querySelectorAll("{PRESSABLE}")]
    .filter(element => element.checkVisibility())
    .map(element => "printed: " + element.outerHTML.slice(0, 90))"""
STATES = '[aria-current], [aria-pressed="true"], .options label:has(:checked)'
DRAWN = "meter, .status-bar, .role-matrix .dot, .timeline td.chart"
PATH = """element => {
    const path = [];
    for (let one = element; one; one = one.parentElement) path.push(one.tagName + one.className);
    return path.join(" ");
}"""
"""Elements with the same tags and classes above them look alike: one of them is looked at."""


def person(browser: Browser) -> BrowserContext:
    return browser.new_context(reduced_motion="reduce", locale="nl-BE")


def long_plan(context: BrowserContext, site: str) -> str:
    """A plan in which each text that a person types is made of a word too long for a line."""
    typed = {"title": f"{WORD} {WORD}", "organisation": WORD, "start": SMALL, **PILLARS}
    plan = send(context, f"{site}/plannen/nieuw/", "title", **typed)
    send(context, f"{plan}toevoegen/", "title", title=WORD, track="ai-use-cases", phase="1")
    row = f"{plan}activiteiten/{first_row(context, plan)}/"
    dates = {"start_date": "2026-02-01", "due_date": "2026-03-15", "status": "doing"}
    texts = {
        "title": WORD * 2,
        "owner": WORD,
        "note": WORD * 4,
        "links": f"https://a.be/{WORD * 3}",
    }
    send(context, row, "note", **texts, **dates)
    send(context, f"{plan}momentopnamen/", "name", name=WORD)
    factor = f"{plan}succesfactoren/beheer-verwachtingen/"
    send(context, f"{plan}succesfactoren/", "note", factor, note=WORD * 3, done="on")
    send(context, f"{plan}fasen/?begin=2026-01-01&maanden=24", "fase-1-begin", f"{plan}fasen/")
    send(
        context, f"{plan}mensen/", "email", email=f"{WORD.lower()}@{WORD.lower()}.be", role="reader"
    )
    send(context, f"{plan}delen/", "name", name=WORD)
    return plan


def first_row(context: BrowserContext, plan: str) -> str:
    return context.request.get(plan).text().partition('id="titel-')[2].partition('"')[0]


def pages_of(context: BrowserContext, site: str) -> list[str]:
    """The addresses of every page, for somebody with an account and one long plan."""
    plan = long_plan(context, site)
    row = first_row(context, plan)
    own = (*PLAN_PAGES, f"activiteiten/{row}/", "momentopnamen/1/herstellen/", "delen/1/")
    answers = {f"vraag-{number}": "ABB"[number % 3] for number in range(1, 7)}
    quiz = f"{site}/zelfevaluatie/"
    form = form_on(context.request.get(quiz).body(), "csrfmiddlewaretoken")
    result = context.request.post(quiz, form={**form, **answers}).url
    return [
        *(plan + page for page in own if not page.endswith(FILES)),
        *(site + page for page in dict.fromkeys(ANONYMOUS_PAGES + ACCOUNT_PAGES)
          if not page.endswith(FILES)),
        result,
    ]  # fmt: skip


@dataclass(frozen=True)
class Strain:
    """Text or a window that strains a page. `style`: CSS on top of the page's own."""

    name: str
    width: int
    style: str = ""


NARROW = Strain("320 px", 320)
STRAINS = (
    NARROW,
    Strain("spaced text at 320 px", 320, SPACED),
    Strain("text of 200 % at 640 px", 640, LARGE),
)


def overflows(page: Page, strains: Iterable[Strain]) -> Iterator[str]:
    """What is wider than the window, or cut off."""
    for strain in strains:
        page.set_viewport_size({"width": strain.width, "height": 800})
        page.evaluate(STYLE, strain.style)
        found = (*page.evaluate(TOO_WIDE), *page.evaluate(CUT))
        yield from (f"{strain.name}: {fault}" for fault in found)
    page.evaluate(STYLE, "")


def focuses(page: Page) -> Iterator[str]:
    """What cannot be seen of the focus on a way through the page by Tab, at 320 px."""
    page.set_viewport_size({"width": 320, "height": 800})
    for _ in range(25):
        page.keyboard.press("Tab")
        fault = page.evaluate(FOCUS)
        if not fault:
            return
        if fault != "ok":
            yield fault


def forced(page: Page, seen: set[str]) -> Iterator[str]:
    """States that look like any other, and drawings of one colour, in forced colours."""

    def is_new(element: ElementHandle) -> bool:
        path = element.evaluate(PATH)
        if path in seen or not element.is_visible():
            return False
        seen.add(path)
        return True

    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(forced_colors="active")
    for number, element in enumerate(page.query_selector_all(STATES)[:4]):
        if not is_new(element):
            continue
        element.evaluate("element => element.style.fontWeight = '400'")
        with_state = element.screenshot()
        element.evaluate(
            """element => {
                for (const name of ["aria-current", "aria-pressed"]) element.removeAttribute(name);
                for (const box of element.querySelectorAll(":checked")) box.checked = false;
            }"""
        )
        if element.screenshot() == with_state:
            yield f"state {number} looks like any other: {element.text_content()}"
    for element in page.query_selector_all(DRAWN)[:6]:
        if is_new(element) and has_one_colour(element.screenshot()):
            yield f"drawing of one colour: {element.evaluate('e => e.outerHTML')[:80]}"
    page.emulate_media(forced_colors="none")


def pressables(page: Page) -> Iterator[str]:
    """What paper shows and nobody can press there."""
    page.emulate_media(media="print")
    yield from page.evaluate(PRINTED)
    page.emulate_media(media="screen")


def has_one_colour(picture: bytes) -> bool:
    return len(Image.open(BytesIO(picture)).convert("RGB").getcolors(10_000) or "many") == 1


def test_pages_of_a_plan_hold_long_words_at_320_px(browser: Browser, site: Site) -> None:
    """The pages that show what people type; where colour means something, in forced colours too."""
    context = person(browser)
    page = context.new_page()
    make_account(context, site)
    faults, seen = [], set[str]()
    plan = long_plan(context, site)
    tails = [tail for tail in PLAN_PAGES if "?" not in tail and not tail.endswith(FILES)]
    for tail in tails:
        page.goto(plan + tail)
        found = [*overflows(page, [NARROW]), *pressables(page)]
        found += forced(page, seen) if tail in COLOURED else ()
        faults += [f"{tail}: {fault}" for fault in found]
    context.close()

    assert len(tails) > 25 and set(tails) >= COLOURED
    assert not faults, "\n".join(faults)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_every_page_holds_long_words_large_text_and_forced_colours(
    browser: Browser, site: Site
) -> None:
    context = person(browser)
    page = context.new_page()
    make_account(context, site)
    faults, seen = [], set[str]()
    addresses = pages_of(context, site)
    for address in addresses:
        page.goto(address)
        found = [*overflows(page, STRAINS), *focuses(page), *pressables(page)]
        found += forced(page, seen)
        faults += [f"{address.removeprefix(site)}: {fault}" for fault in found]
    context.close()

    assert len(addresses) > 60
    assert not faults, "\n".join(faults)


def test_long_file_name_is_shown_whole(browser: Browser, site: Site, tmp_path: Path) -> None:
    path = tmp_path / f"{WORD * 3}.json"
    path.write_text("{}")
    context = person(browser)
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{site}/plannen/importeren/")
    page.locator("input[type=file]").set_input_files(path)

    page.locator("main button[type=submit], main input[type=submit]").click()

    page.get_by_role("alert").first.wait_for()
    assert page.evaluate(TOO_WIDE) == []
    context.close()
