"""What people type reaches the PDF as text, whatever it holds, and turns nothing beside it."""

from __future__ import annotations

import logging
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
from roadmap.domain.overview.overview import ready_overview
from roadmap.pdf.cache import cleaned
from roadmap.pdf.missing_glyphs import LACKING, PLACE, MissingGlyphs
from roadmap.pdf.options import PARTS, Part, PdfOptions
from roadmap.pdf.renderer import draw, renderer, stylesheet_text, tokens_on_paper
from roadmap.pdf.report import pdf_page, plan_report, report_page
from tests.roadmap.conftest import make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WORLD = st.text(st.characters(codec="utf-8"))


@given(WORLD)
def test_page_is_wellformed_whatever_is_typed(text: str) -> None:
    catalogue = published_catalogue()
    overview = ready_overview(catalogue, catalogue.profiles[0], date(2027, 1, 1))

    page = ElementTree.fromstring(cleaned(pdf_page(replace(overview, title=text))))

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

    page = cleaned(report_page(plan_report(catalogue, plan, date(2027, 1, 1), PdfOptions())))

    assert "Voorachter" in PdfReader(BytesIO(draw(page))).pages[0].extract_text()


def test_hostile_note_is_text(client: Client, catalogue: Catalogue) -> None:
    plan = make_plan(client)
    row = plan.activities.order_by("pk")[0]
    row.note = '</p><img src="file:///etc/passwd" /> ]]> &amp; {{ 7*7 }} fill="var(--ink)"'
    row.save()

    page = cleaned(report_page(plan_report(catalogue, plan, date(2027, 1, 1), PdfOptions())))

    sheets = PdfReader(BytesIO(draw(page))).pages
    assert row.note in " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())


class Fonts:
    """Stands for the press: warns of what is missing as WeasyPrint does, and counts its pages."""

    def __init__(self, missing: str) -> None:
        self.missing = missing
        self.pages: list[str] = []

    def draw(self, page: str) -> None:
        self.pages.append(page)
        for character in self.missing:
            if character in page:
                logging.getLogger("weasyprint").warning(
                    '.notdef glyph rendered for Unicode string unsupported by fonts: "%s" (U+%04X)',
                    character,
                    ord(character),
                )


def test_glyphs_asks_once_for_what_it_does_not_know() -> None:
    fonts = Fonts("🚀")
    glyphs = MissingGlyphs(fonts.draw)

    assert glyphs.within_reach("gewoon") == "gewoon"
    assert fonts.pages == []
    assert [glyphs.within_reach("é🚀") for _ in "12"] == ["é?", "é?"]
    assert len(fonts.pages) == 1


def test_page_says_that_characters_were_replaced_and_only_then() -> None:
    glyphs = MissingGlyphs(Fonts("🚀").draw)

    assert LACKING not in glyphs.within_reach(f"Is dit é?{PLACE}")
    assert glyphs.within_reach(f"é🚀{PLACE}") == f"é?{LACKING}"
    assert LACKING not in glyphs.within_reach(f"Weer é{PLACE}")


@pytest.mark.parametrize("parts", [PARTS, *((part,) for part in PARTS)], ids=str)
def test_reader_learns_that_the_json_has_what_no_font_has(
    client: Client, catalogue: Catalogue, parts: tuple[Part, ...]
) -> None:
    """Once below the title, read aloud like the rest, whichever part is the first."""
    plan = make_plan(client, title="Plan \U00012345 <!--lacking-->")
    report = plan_report(catalogue, plan, date(2027, 1, 1), PdfOptions(parts=parts))

    page = renderer().glyphs.within_reach(cleaned(report_page(report)))

    head = page.partition("</h1>")[2].partition("<h2")[0]
    assert page.count(LACKING) == head.count(LACKING) == 1
    assert "&lt;!--lacking--&gt;" in page


def test_glyphs_leaves_no_trace_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("weasyprint")
    before = logger.level, logger.propagate, list(logger.handlers)

    MissingGlyphs(Fonts("🚀").draw).within_reach("🚀")

    assert caplog.records == []
    assert (logger.level, logger.propagate, logger.handlers) == before


def test_stylesheet_has_its_tokens_filled_in_and_no_other_sheet() -> None:
    text = stylesheet_text(tokens_on_paper())

    assert "var(" not in text
    assert "@import" not in text
    assert "#1b1f27" in text
