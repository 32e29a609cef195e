"""Files of what the list shows: they say that they are a part, and nobody reads them back."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from content.catalogue import Catalogue
from roadmap.domain.overview.plan_reading import PlanReading
from roadmap.models import Plan
from roadmap.pdf.options import DEFAULT_OPTIONS
from roadmap.pdf.report import plan_report, report_page
from tests.roadmap.views.board.test_activities import data, first, url

pytestmark = pytest.mark.django_db
LATE = "?alleen=te-laat&sorteer=klaar"


@pytest.fixture
def late_plan(client: Client, plan: Plan) -> Plan:
    """With one activity of 42 that is late."""
    row = first(plan)
    client.post(url(row), data(row, due_date="2026-01-31", owner="An"))
    return plan


def refused(client: Client, body: bytes, name: str) -> str:
    response = client.post("/plannen/importeren/", {"bestand": SimpleUploadedFile(name, body)})
    assert response.status_code == 422
    return response.content.decode()


def test_workbook_of_what_is_shown_says_so_and_is_not_read_back(
    client: Client, late_plan: Plan
) -> None:
    page = client.get(f"/plannen/{late_plan.pk}/lijst/{LATE}").content.decode()
    assert f'href="/plannen/{late_plan.pk}/xlsx?alleen=te-laat&amp;sorteer=klaar"' in page

    response = client.get(f"/plannen/{late_plan.pk}/xlsx{LATE}")

    assert "(deel).xlsx" in response["Content-Disposition"]
    book = openpyxl.load_workbook(BytesIO(response.content))
    sheet = book["Plan"]
    assert sheet["A1"].value == "Alleen een deel van het plan: te laat"
    assert [cell.value for cell in sheet["A"]][1:] == ["Activiteit", first(late_plan).title]
    assert "Alleen een deel van het plan: te laat" in str(sheet.oddFooter)
    assert "Alleen een deel van het plan: te laat" in str(book["Rooster"]["A1"].value)
    message = refused(client, response.content, "plan.xlsx")
    assert "Dit bestand bevat alleen een deel van het plan (te laat)." in message
    for name in book.sheetnames[1:]:
        del book[name]
    alone = BytesIO()
    book.save(alone)
    lines = ["Alleen een deel van het plan: te laat", "Activiteit;Status", "Een;Klaar"]
    for body, kind in ((alone.getvalue(), "xlsx"), ("\r\n".join(lines).encode(), "csv")):
        assert "alleen een deel van het plan (te laat)" in refused(client, body, f"plan.{kind}")
    assert late_plan.activities.count() == 42


def test_whole_workbook_is_as_it_was(client: Client, late_plan: Plan) -> None:
    whole = client.get(f"/plannen/{late_plan.pk}/xlsx").content

    assert openpyxl.load_workbook(BytesIO(whole))["Plan"]["A1"].value == "Activiteit"


def test_pdf_of_what_is_shown_is_drawn_from_that_alone(
    client: Client, late_plan: Plan, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[Any, ...]] = []

    def draw(*args: Any) -> bytes:
        drawn.append(args)
        return b"%PDF-1.7"

    monkeypatch.setattr("roadmap.exports.worker.draw", draw)

    for query in (LATE, "?eigenaar=an&q=strategie", ""):
        assert client.get(f"/plannen/{late_plan.pk}/pdf{query}").status_code == 200

    readings: list[PlanReading] = [args[2] for args in drawn]
    assert [len(reading.state.activities) for reading in readings] == [1, 1, 42]
    words = [args[-1] for args in drawn]
    assert words == ["te laat", "trekker An, met ‘strategie’", ""]
    page = report_page(
        plan_report(catalogue, readings[0], date(2027, 1, 1), DEFAULT_OPTIONS, selection="te laat")
    )
    assert "<strong>Alleen een deel van het plan:</strong> te laat" in page
    assert "<span>Deel van het plan: te laat · Profiel" in page  # the foot of every page


def test_file_with_a_wrong_filter_is_422(client: Client, plan: Plan) -> None:
    for kind in ("pdf", "xlsx"):
        assert client.get(f"/plannen/{plan.pk}/{kind}?alleen=nooit").status_code == 422
