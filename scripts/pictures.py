"""Takes the screenshots in `docs/`: python -m scripts.pictures (or `make pictures`)

Serves this checkout from an empty database, makes one plan in full swing by sending the same forms
as a visitor does, and photographs six pages in Chromium.
"""

from __future__ import annotations

import re
import tempfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import BrowserContext, ViewportSize, sync_playwright

from bench.visitor import form_on
from scripts.release_answers import Release

BASE = Path(__file__).resolve().parent.parent
FOLDER = BASE / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
WIDE, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
COLOURS = 128
TITLE, ORGANISATION = "AI-plan Voorbeeldstad", "Voorbeeldstad"
OWNERS = ("An Peeters", "Jan van den Berg", "Fatima El Amrani")
BEGUN = 16
"""Activities with an owner, dates and a status; the first eight are done, the next three late."""


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        release = Release(BASE, Path(data))
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with release.served():
            site = f"http://127.0.0.1:{release.environment['PORT']}"
            context = chromium.new_context(viewport=WIDE, locale="nl-BE", reduced_motion="reduce")
            result, plan = answered_quiz(context, site), busy_plan(context, site)
            for name, address, window in (
                ("home", f"{site}/", WIDE),
                ("quiz", f"{site}/zelfevaluatie/", WIDE),
                ("result", result, WIDE),
                ("plan", plan, WIDE),
                ("timeline", f"{plan}tijdlijn/", WIDE),
                ("phone", plan, PHONE),
            ):
                page = context.new_page()
                page.set_viewport_size(window)
                page.goto(address)
                page.wait_for_load_state("networkidle")
                store(name, page.screenshot())
                page.close()
        chromium.close()


def store(name: str, picture: bytes) -> None:
    few = Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(FOLDER / f"{name}.png", optimize=True)


def send(context: BrowserContext, page: str, field: str, to: str = "", **typed: str) -> str:
    """Sends the form of the page that has this field; returns the address that it leads to."""
    form = form_on(context.request.get(page).body(), field)
    answer = context.request.post(to or page, form={**form, **typed}, max_redirects=0)
    assert answer.status < 400, (page, answer.status)
    return urljoin(answer.url, answer.headers.get("location", ""))


def answered_quiz(context: BrowserContext, site: str) -> str:
    answers = {f"vraag-{number}": "ABBBAC"[number - 1] for number in range(1, 7)}
    return send(context, f"{site}/zelfevaluatie/", "csrfmiddlewaretoken", **answers)


def busy_plan(context: BrowserContext, site: str) -> str:
    """The address of a plan with phases over two years, some of it done and some late."""
    typed = {"title": TITLE, "organisation": ORGANISATION, "start": "expert"}
    plan = send(context, f"{site}/plannen/nieuw/", "title", **typed).removesuffix("activiteiten/")
    today = date.today()
    begin = (today - timedelta(days=150)).replace(day=1)
    send(context, f"{plan}fasen/?begin={begin}&maanden=24", "fase-1-begin", f"{plan}fasen/")
    rows = dict.fromkeys(re.findall(r'id="titel-(\d+)"', context.request.get(plan).text()))
    for n, row in enumerate(list(rows)[:BEGUN]):
        late = 8 <= n < 11
        start = begin + timedelta(days=9 * n)
        due = today - timedelta(days=4 * n - 20) if late else start + timedelta(days=200)
        send(
            context,
            f"{plan}activiteiten/{row}/",
            "note",
            owner=OWNERS[n % len(OWNERS)],
            start_date=start.isoformat(),
            due_date=due.isoformat(),
            status="done" if n < 8 else "doing" if n < 13 else "todo",
        )
    context.request.get(plan)  # its news is shown once
    return plan


if __name__ == "__main__":
    main()
