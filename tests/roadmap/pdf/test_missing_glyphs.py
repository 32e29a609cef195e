"""What people type reaches the PDF as text, whatever it holds, and turns nothing beside it."""

from __future__ import annotations

import logging
import unicodedata
from dataclasses import replace
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from weasyprint import HTML

from content.catalogue import Catalogue
from content.published import published_catalogue
from roadmap.pdf.missing_glyphs import LACKING, PLACE, within_reach
from roadmap.pdf.options import PARTS, Part, PdfOptions
from roadmap.pdf.renderer import cleaned, draw, print_tokens, renderer, stylesheet_text
from roadmap.pdf.report import ready_report, report_page
from tests.roadmap.conftest import make_plan
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


DUTCH = range(32, 256)


def test_character_outside_the_fonts_is_a_question_mark() -> None:
    assert within_reach("é\U00012345\n", DUTCH) == "é?\n"


@pytest.mark.parametrize("shapeless", ["\u200d", "\ufe0f", "\u00ad", "\U000e0067", "\t"])
def test_character_without_a_shape_needs_no_glyph(shapeless: str) -> None:
    assert within_reach(f"a{shapeless}b", DUTCH) == f"a{shapeless}b"


def test_page_says_that_characters_were_replaced_and_only_then() -> None:
    assert LACKING not in within_reach(f"Is dit é?{PLACE}", DUTCH)
    assert within_reach(f"é\U00012345{PLACE}", DUTCH) == f"é?{LACKING}"


def test_coverage_is_what_the_machine_can_draw(caplog: pytest.LogCaptureFixture) -> None:
    """Some of every script, told apart as WeasyPrint does when it draws them.

    A script whose letters are drawn by their parts (Thai 'am') is left out.
    """
    characters = [
        chr(code)
        for code in [*range(0xA0, 0x3000, 7), *range(0x1F300, 0x1FB00, 11), 0x2028, 0x12345]
        if unicodedata.category(chr(code)) not in ("Cc", "Cf", "Cn") and code != 0xE33
    ]
    kept = within_reach("".join(characters), renderer().drawable)
    missing = {c for c, shown in zip(characters, kept, strict=True) if c != shown}

    page = f"<html lang=nl><title>x</title><p>{' '.join(characters)}"
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        HTML(string=page).write_pdf(
            stylesheets=[renderer().stylesheet], font_config=renderer().fonts
        )

    warned = {
        str(r.args[0])
        for r in caplog.records
        if r.msg.startswith(".notdef") and isinstance(r.args, tuple)
    }
    assert warned & set(characters) == missing
    assert {"\u2028", "\U00012345"} <= missing


@pytest.mark.parametrize("parts", [PARTS, *((part,) for part in PARTS)], ids=str)
def test_reader_learns_that_the_json_has_what_no_font_has(
    client: Client, catalogue: Catalogue, parts: tuple[Part, ...]
) -> None:
    """Once below the title, read aloud like the rest, whichever part is the first."""
    plan = make_plan(client, title="Plan \U00012345 <!--lacking-->")
    report = report_of(plan, catalogue, date(2027, 1, 1), PdfOptions(parts=parts))

    page = within_reach(cleaned(report_page(report)), renderer().drawable)

    head = page.partition("</h1>")[2].partition("<h2")[0]
    assert page.count(LACKING) == head.count(LACKING) == 1
    assert "&lt;!--lacking--&gt;" in page


def test_stylesheet_has_its_tokens_filled_in_and_no_other_sheet() -> None:
    text = stylesheet_text(print_tokens())

    assert "var(" not in text
    assert "@import" not in text
    assert "#1b1f27" in text
