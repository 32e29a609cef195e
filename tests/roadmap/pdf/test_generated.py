"""Plans of all kinds, drawn and read back: a validator's verdict, and what it cannot see."""

from __future__ import annotations

import os
import random
import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pikepdf import Array
from pypdf import PdfReader

from content.catalogue import Catalogue
from content.models import Phase, Track
from roadmap.models import Plan, PlanActivity, PlanFactor
from roadmap.pdf.missing_glyphs import without
from roadmap.pdf.options import PARTS, PdfOptions
from roadmap.pdf.renderer import BIDI_AND_CONTROLS, cleaned, draw, renderer
from roadmap.pdf.report import report_page
from tests.roadmap.conftest import make_plan
from tests.roadmap.pdf.reading import Tags, is_sound, report_of, squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = date(2027, 5, 20)
PIECES = [
    "gewone woorden over AI ",
    "éë ïö ça œ “aanhaling” – ",
    "<b>&amp;</b> {{ x }} ]]> <!-- ",
    "\u202eomgekeerd\u202c \u2066los\u2069 \u200f",
    "שלום עולם ",
    "مرحبا ",
    "日本語 ",
    "🚀👩\u200d💻 ",
    "x" * 60,
    "W" * 40,
    "e\u0301 \u00ad\u200b ",
    "= + - @ ' \" \\ ",
]
HEADINGS = {
    "rooster": "Rooster",
    "tijdlijn": "Tijdlijn",
    "activiteiten": "Activiteitenperfase",
    "rollen": "Wiehebbenwenodig",
    "succesfactoren": "Kritiekesuccesfactoren",
    "profiel": "Hetprofielinwoorden",
}
SEEDS = range(20) if os.environ.get("HYPOTHESIS_PROFILE") == "full" else [4, 5]
COUNTS = [0, 1, 2, 5, 13, 26, 40, 53, 54, 80, 81, 120]


def text(chance: random.Random, most: int, lines: bool = False) -> str:
    made = ""
    while len(made) < most and chance.random() < 0.8:
        made += chance.choice([*PIECES, "\n"] if lines else PIECES)
    return made[:most].strip()


def generated(client: Client, seed: int) -> Plan:
    """A plan of up to 120 activities, with texts, dates and states as chance has it."""
    chance = random.Random(seed)
    plan = make_plan(client, chance.choice(["leeg", "verkenner", "piloot", "expert"]))
    plan.title = text(chance, 120) or "Plan"
    plan.organisation = text(chance, 120)
    first = date(2026, 1, 1) + timedelta(days=chance.randrange(600))
    if chance.random() < 0.7:
        for number in chance.sample(range(1, 6), chance.randint(1, 5)):
            begin = first + timedelta(days=100 * number)
            last = begin + timedelta(days=chance.randrange(200))
            plan.phase_dates[str(number)] = [begin.isoformat(), last.isoformat()]
    plan.save()
    plan.activities.all().delete()
    tracks, phases = list(Track.objects.all()), list(Phase.objects.all())
    PlanActivity.objects.bulk_create(
        activity(chance, plan, chance.choice(tracks), chance.choice(phases), n, first)
        for n in range(COUNTS[seed % len(COUNTS)])
    )
    return plan


def activity(
    chance: random.Random, plan: Plan, track: Track, phase: Phase, order: int, first: date
) -> PlanActivity:
    start = first + timedelta(days=chance.randrange(700))
    return PlanActivity(
        plan=plan,
        title=f"{text(chance, 190)} {order}".strip(),
        track=track,
        phase=phase,
        order=order,
        status=chance.choice(["todo", "doing", "done"]),
        owner=text(chance, 120) if chance.random() < 0.5 else "",
        start_date=start if chance.random() < 0.5 else None,
        due_date=start + timedelta(days=chance.randrange(90)) if chance.random() < 0.6 else None,
        note=text(chance, 2000, lines=True) if chance.random() < 0.3 else "",
    )


def outline(tags: Tags) -> list[str]:
    with tags.document.open_outline() as opened:
        found, waiting = [], list(opened.root)
        while waiting:
            entry = waiting.pop(0)
            found.append(entry.title)
            waiting[:0] = entry.children
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_generated_plan_is_sound_and_whole(
    client: Client, catalogue: Catalogue, seed: int, tmp_path: Path
) -> None:
    plan = generated(client, seed)
    for factor in catalogue.success_factors[: seed % 4]:
        note = text(random.Random(seed), 500, lines=True)
        PlanFactor.objects.create(plan=plan, factor=factor.slug, done=seed % 2 == 0, note=note)
    report = report_of(plan, catalogue, TODAY, PdfOptions.of(PARTS, ["a4", "a3"][seed % 2]))
    poster = PdfOptions.of(PARTS, ["a2", "a1"][seed % 2])

    pdf = draw(report_page(report))
    large = draw(report_page(replace(report, options=poster)), zoom=poster.sheet.zoom)

    assert is_sound(pdf, tmp_path) and is_sound(large, tmp_path)
    assert_paper(pdf, 842 if seed % 2 == 0 else 1191)
    assert_paper(large, 1684 if seed % 2 == 0 else 2381)
    tags = Tags(pdf)
    root = tags.document.Root
    assert str(root.Lang) == "nl-BE"
    assert squeezed(str(tags.document.docinfo.Title)) == squeezed(printed(plan.title))
    assert_reading_order(tags, [part.slug for part in report.parts])
    assert_headers(tags)
    assert all("/Alt" in figure for figure in tags.elements(tags.root, "Figure"))
    pieces = [piece for page in tags.texts.values() for piece in page.values()]
    pieces += [str(figure.Alt) for figure in tags.elements(tags.root, "Figure")] + outline(tags)
    assert not any(BIDI_AND_CONTROLS.search(piece) for piece in pieces)
    assert_activities(tags, plan)


def assert_paper(pdf: bytes, side: int) -> None:
    """One size of paper, and no letter under seven points."""
    sheets = PdfReader(BytesIO(pdf)).pages
    assert {round(max(sheet.mediabox[2:])) for sheet in sheets} == {side}
    assert min(letter_sizes(pdf)) >= 6.99


def letter_sizes(pdf: bytes) -> set[float]:
    """In points, of every text that is drawn."""
    found = set()

    def note(text: str, matrix: list[float], place: list[float], *font: Any) -> None:
        if text.strip():
            found.add(round(abs(matrix[3] * place[3]) * font[1], 2))

    for sheet in PdfReader(BytesIO(pdf)).pages:
        sheet.extract_text(visitor_text=note)
    return found


def assert_reading_order(tags: Tags, slugs: list[str]) -> None:
    """One title, then the parts; a bookmark for the title and for each of the parts."""
    marks = [squeezed(mark) for mark in outline(tags)]
    (title,) = tags.elements(tags.root, "H1")
    parts = [squeezed(tags.text(heading)) for heading in tags.elements(tags.root, "H2")]
    assert title.Pg.objgen == tags.document.pages[0].obj.objgen
    assert len(marks[0]) > 0
    wanted = [HEADINGS[slug] for slug in slugs if slug in HEADINGS]
    for found in (parts, marks):
        first_of = [next(n for n, one in enumerate(found) if one.startswith(w)) for w in wanted]
        assert first_of == sorted(first_of)
    assert parts[0] in ("Waarstaanwe", "Nognietsomtevolgen")


def assert_headers(tags: Tags) -> None:
    """Every header has its scope, and every cell that says something has headers that exist."""
    heads = list(tags.elements(tags.root, "TH"))
    assert all(str(head.A.Scope) in ("/Row", "/Column") for head in heads)
    for table in tags.elements(tags.root, "Table"):
        known = {str(head.ID) for head in tags.elements(table, "TH") if "/ID" in head}
        for cell in tags.elements(table, "TD"):
            named = [str(name) for name in cell.A.get("/Headers", Array())]
            assert set(named) <= known
            if tags.text(cell):
                assert len(named) >= 2


def assert_activities(tags: Tags, plan: Plan) -> None:
    """Each stands in the list of its phase with all of its note, whatever script it is in."""
    assert len(list(tags.elements(tags.root, "H4"))) == plan.activities.count()
    items = [ordered(tags.text(item)) for item in tags.elements(tags.root, "LI")]
    for row in plan.activities.all():
        whole = ordered(row.title + row.note)
        assert any(contains(item, whole) for item in items), row.title


def printed(words: str) -> str:
    """As the PDF can say it: with a question mark for what no font of this machine has."""
    return without(cleaned(words), missing_here())


@cache
def missing_here() -> set[str]:
    """Of the characters of PIECES."""
    draw(f'<html lang="nl"><title>x</title><body><p>{escape("".join(PIECES))}</p></body></html>')
    return set(renderer().missing.found)


def ordered(words: str) -> str:
    """Without what has no shape, and sorted: a right-to-left word is read from its other end."""
    return "".join(sorted(re.sub(r"[\s\u00ad\u200b\u200d]", "", printed(words))))


def contains(item: str, wanted: str) -> bool:
    """Whether every character of `wanted` is in `item`, as often."""
    rest = iter(item)
    return all(character in rest for character in wanted)
