"""What people type reaches the PDF as text, whatever it holds, and turns nothing beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from content.catalogue import Catalogue
from content.published import published_catalogue
from roadmap.pdf.missing_glyphs import LACKING, PLACE, without
from roadmap.pdf.options import PARTS, Part, PdfOptions
from roadmap.pdf.renderer import cleaned, draw, print_tokens, stylesheet_text
from roadmap.pdf.report import ready_report, report_page
from tests.roadmap.conftest import make_plan
from tests.roadmap.pdf.conftest import Drawn
from tests.roadmap.pdf.reading import report_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WORLD = st.text(st.characters(codec="utf-8"))


@given(WORLD)
def test_page_is_wellformed_whatever_is_typed(text: str) -> None:
    catalogue = published_catalogue()
    report = ready_report(catalogue, catalogue.profiles[0], date(2027, 1, 1))
    plan = replace(report.overview.plan, title=text)
    overview = replace(report.overview, plan=plan)
    titled = replace(report, overview=overview, options=PdfOptions(PARTS[-1:]))

    page = ElementTree.fromstring(cleaned(report_page(titled)))

    heading = page.find(".//h1")
    assert heading is not None
    as_xml = cleaned(text).replace("\r\n", "\n").replace("\r", "\n")
    assert (heading.text or "") == as_xml


@pytest.mark.parametrize("piece", ["\u202e", "\u2067", "\u200f", "\x00", "\x0b", "\ufffe", "\x85"])
def test_cleaned_takes_out_what_turns_or_has_no_shape(piece: str) -> None:
    assert cleaned(f"a{piece}b") == "ab"


@pytest.mark.parametrize("piece", ["\n", "\t", "é", "ש", "\u200d", "\u00ad", "🚀"])
def test_cleaned_leaves_the_rest(piece: str) -> None:
    assert cleaned(f"a{piece}b") == f"a{piece}b"


def test_override_in_a_title_turns_nothing_else(client: Client, catalogue: Catalogue) -> None:
    plan = make_plan(client, organisation="Voor\u202eachter")

    page = cleaned(
        report_page(report_of(plan, catalogue, date(2027, 1, 1), PdfOptions(PARTS[-1:])))
    )

    assert "Voorachter" in PdfReader(BytesIO(draw(page))).pages[0].extract_text()


def test_hostile_note_is_text(client: Client, catalogue: Catalogue) -> None:
    plan = make_plan(client)
    row = plan.activities.order_by("pk")[0]
    row.note = '</p><img src="file:///etc/passwd" /> ]]> &amp; {{ 7*7 }} fill="var(--ink)"'
    row.save()

    options = PdfOptions(tuple(part for part in PARTS if part.slug == "activiteiten"))
    page = cleaned(report_page(report_of(plan, catalogue, date(2027, 1, 1), options)))

    sheets = PdfReader(BytesIO(draw(page))).pages
    assert row.note in " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())


def test_character_outside_the_fonts_is_a_question_mark_and_the_page_says_so() -> None:
    body = f"<p>Is dit é?{PLACE} {{}}</p>"
    page = f'<html lang="nl-BE"><head><title>x</title></head><body>{body}</body></html>'

    known = Drawn(draw(page.format("\u200d\ufe0f\u00ad🚀"))).text
    lacking = Drawn(draw(page.format("\U00012345\u2028"))).text

    assert LACKING not in known
    assert f"Is dit é?{LACKING} ??" in lacking


def test_character_that_is_drawn_by_its_parts_lacks_what_they_lack() -> None:
    assert without("a\u0e33\u0e32é", {"\u0e4d", "\u0301"}) == "a?\u0e32é"


@pytest.mark.parametrize("parts", [PARTS, *((part,) for part in PARTS)], ids=str)
def test_reader_learns_that_the_json_has_what_no_font_has(
    client: Client, catalogue: Catalogue, parts: tuple[Part, ...]
) -> None:
    """Once below the title, read aloud like the rest, whichever part is the first."""
    plan = make_plan(client, title="Plan \U00012345 <!--lacking-->")
    report = report_of(plan, catalogue, date(2027, 1, 1), PdfOptions(parts=parts))

    page = without(cleaned(report_page(report)), {"\U00012345"})

    head = page.partition("</h1>")[2].partition("<h2")[0]
    assert page.count(LACKING) == head.count(LACKING) == 1
    assert "&lt;!--lacking--&gt;" in page


def test_stylesheet_has_its_tokens_filled_in_and_no_other_sheet() -> None:
    text = stylesheet_text(print_tokens())

    assert "var(" not in text
    assert "@import" not in text
    assert "#1b1f27" in text
