"""Slips and the sheet for the meeting: tagged, sound, eight a sheet and one A4."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader

from assessment.survey.models import Survey
from roadmap.models import Plan
from roadmap.pdf import survey as papers
from roadmap.views.files.surveys import head_of
from tests.assessment.survey.surveys import opened, released
from tests.roadmap.conftest import person, signed_in
from tests.roadmap.pdf.reading import is_sound

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.usefixtures("here")
def test_meeting_sheet_is_one_sound_a4(tmp_path: Path) -> None:
    maker = person("bo")
    survey = released(maker)
    Survey.objects.update(decisions={"4": "Elke dienst kiest een trekker. " * 8})

    body = signed_in(maker).get(f"/bevragingen/{survey.pk}/overleg.pdf").content

    pages = PdfReader(BytesIO(body)).pages
    text = " ".join(pages[0].extract_text().split())
    assert len(pages) == 1
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == (595, 842)
    assert "Waar denkt u verschillend" in text
    assert "Elke dienst kiest een trekker" in text
    assert text.count("We spreken af:") == 5
    assert is_sound(body, tmp_path)


def test_slips_are_eight_a_sheet_with_their_qr_codes(tmp_path: Path) -> None:
    survey, codes = opened(signed_in(person("bo")), asked=12)

    body = papers.slips_pdf(head_of(survey), "https://voorbeeld.be/bevraging/abc/", codes)

    pages = PdfReader(BytesIO(body)).pages
    found = [[code for code in codes if code in page.extract_text()] for page in pages]
    assert [len(on_sheet) for on_sheet in found] == [8, 4]
    assert body.count(b"/Figure") >= 1 or len(body) > 20_000
    assert is_sound(body, tmp_path)


@pytest.mark.usefixtures("here")
def test_slips_take_the_codes_of_the_request_and_no_other_text() -> None:
    client = signed_in(person("bo"))
    survey, codes = opened(client)
    address = f"/bevragingen/{survey.pk}/briefjes.pdf"

    assert client.post(address, {"codes": " ".join(codes[:3])}).status_code == 200
    for wrong in ("", "<b>", "K7MQ", " ".join(["K7MQ-2XWD-9RTB"] * 2001)):
        assert client.post(address, {"codes": wrong}).status_code == 400


def test_outcome_becomes_a_plan_with_a_profile_per_pillar_in_one_click() -> None:
    maker = person("bo")
    client, survey = signed_in(maker), released(maker)
    page = client.get(f"/bevragingen/{survey.pk}/uitkomst/").content.decode()
    form = page[page.index('action="/plannen/nieuw/"') :]
    fields = fields_of(form[: form.index("</form>")])

    response = client.post("/plannen/nieuw/", fields)

    assert response.status_code == 302
    plan = Plan.objects.get()
    assert plan.organisation == survey.organisation
    assert set(plan.start) == {
        "visie-strategie",
        "innovatie",
        "betrouwbare-ai",
        "mens-organisatie",
        "ai-architectuur",
    }
    outcome = survey.read_outcome()
    for slug, team in outcome.by_pillar.items():
        assert plan.start[slug] == team.profile
    assert plan.start["ai-architectuur"] == outcome.team_profile.profile


def fields_of(form: str) -> dict[str, str]:
    import re
    from html import unescape

    pairs = re.findall(r'name="([^"]+)"\s+value="([^"]*)"', form)
    return {name: unescape(value) for name, value in pairs if name != "csrfmiddlewaretoken"}


def test_reader_without_account_finds_no_paper() -> None:
    survey = released(person("bo"))

    assert Client().get(f"/bevragingen/{survey.pk}/overleg.pdf").status_code == 302
