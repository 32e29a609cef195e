"""Every export: the same plan at the same version, said to the letter, to whom may have it."""

from __future__ import annotations

import csv
import json
import re
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pikepdf
import pytest
from django.test import Client
from icalendar import Calendar
from openpyxl import load_workbook
from pypdf import PdfReader
from pytest_django import DjangoDbBlocker

from content.catalogue import Catalogue, KnownCatalogue
from content.models import Phase, Track
from roadmap import actions
from roadmap.domain.plan.fields import RHYTHMS, STATUSES
from roadmap.exchange.csv_export import unescaped
from roadmap.exchange.imports.pdf_attachment import document_in
from roadmap.exchange.imports.reader import read_file
from roadmap.history.transaction import Author, Revision
from roadmap.models import Plan, PlanActivity
from roadmap.views.files.downloads import file_name
from tests.roadmap.conftest import make_plan
from tests.roadmap.exchange.conftest import add_own, taken, written

pytestmark = [pytest.mark.django_db, pytest.mark.once]
KINDS = ["pdf", "xlsx", "json", "ics", "csv"]
FILES = [kind for kind in KINDS if kind != "pdf"]


def fetched(client: Client, plan: Plan, kind: str) -> bytes:
    response = client.get(f"/plannen/{plan.pk}/{kind}")
    assert response.status_code == 200
    return bytes(response.content)


def sheet_rows(data: bytes, name: str = "Plan") -> list[dict[str, Any]]:
    head, *rows = load_workbook(BytesIO(data))[name].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def csv_rows(data: bytes) -> list[dict[str, str]]:
    rows = csv.DictReader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
    return [{name: unescaped(value) for name, value in row.items()} for row in rows]


def events(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


@pytest.fixture(scope="module")
def files(rich_browser: Client, django_db_blocker: DjangoDbBlocker) -> dict[str, bytes]:
    """The exports of the rich plan, by their kind."""
    with django_db_blocker.unblock():
        return {kind: fetched(rich_browser, Plan.objects.get(), kind) for kind in KINDS}


def test_all_exports_tell_the_same_activity_by_activity(
    files: dict[str, bytes], catalogue: Catalogue, known: KnownCatalogue
) -> None:
    document = json.loads(files["json"])
    activities = document["plan"]["activities"]
    in_sheet, in_csv = sheet_rows(files["xlsx"]), csv_rows(files["csv"])
    due = {str(e["summary"]): e for e in events(files["ics"])}
    pages = PdfReader(BytesIO(files["pdf"])).pages
    text = squeezed("".join(page.extract_text() for page in pages))

    assert len(activities) == len(in_sheet) == len(in_csv) == 49
    assert json.loads(document_in(files["pdf"])) == document
    assert read_file(files["pdf"], catalogue, known).exported.document() == document
    for activity, row, line in zip(activities, in_sheet, in_csv, strict=True):
        track = catalogue.track_by_slug[activity["track"]]
        phase = catalogue.phase_by_number[activity["phase"]]
        roles = {role.slug: role.name for role in catalogue.roles}
        words = {
            "Activiteit": activity["title"],
            "Pijler": track.pillar.name,
            "Spoor": track.name,
            "Fase": f"{phase.number}. {phase.name}",
            "Status": STATUSES[activity["status"]],
            "Wie trekt dit": activity["owner"],
            "Begin": activity["start_date"] or "",
            "Klaar tegen": activity["due_date"] or "",
            "Herzien": RHYTHMS[activity["review"]] if activity["review"] else "",
            "Volgende herziening": activity["review_on"] or "",
            "Rollen": "; ".join(roles[slug] for slug in activity["roles"]),
            "Notitie": activity["note"],
            "Stappen": "\n".join(
                f"[{'x' if step['done'] else ' '}] {step['text']}" for step in activity["steps"]
            ),
            "Links": "\n".join(activity["links"]),
            "Volgorde": str(activity["order"]),
        }
        assert {name: line[name] for name in words} == words
        assert {name: as_text(row[name]) for name in words} == words
        assert squeezed(activity["title"]) in text
        event = due.pop(activity["title"], None)
        assert (event is not None) == bool(activity["due_date"])
        if event is not None:
            assert str(event["dtstart"].dt) == activity["due_date"]
            assert STATUSES[activity["status"]] in event["description"]
            assert activity["note"] in event["description"]
    for milestone in document["plan"]["milestones"]:
        assert str(due.pop(milestone["title"])["dtstart"].dt) == milestone["day"]
        assert squeezed(f"Mijlpaal: {milestone['title']}") in text
    assert sorted(due) == ["Fase 1. Verkennen & experimenteren", "Fase 2. Keuzes maken"]


def as_text(value: Any) -> str:
    return str(value.date()) if isinstance(value, datetime) else str(value or "")


def squeezed(text: str) -> str:
    return "".join(text.replace("-", "").split())


def test_all_exports_say_version_and_date(files: dict[str, bytes]) -> None:
    today = date.today()

    document = json.loads(files["json"])
    book = load_workbook(BytesIO(files["xlsx"]))
    calendar = Calendar.from_ical(files["ics"])
    pdf = PdfReader(BytesIO(files["pdf"])).pages[0].extract_text()

    assert (document["version"], document["date"]) == (7, str(today))
    says = f"versie 7, {today:%d/%m/%Y}"
    assert book.properties.description == says
    for name in ("Rooster", "Rollen", "Momentopnamen"):
        assert book[name]["A1"].value == f"Ons =plan & meer · {says}"
    assert f"Versie 7, {today}" in str(calendar["x-wr-caldesc"])
    assert {e["sequence"] for e in calendar.walk("VEVENT")} == {7}
    assert {(row["Versie van het plan"], row["Datum"]) for row in csv_rows(files["csv"])} == {
        ("7", str(today))
    }
    assert "versie 7" in pdf


def test_export_is_a_private_download_that_is_asked_again(
    client: Client, rich_plan: Plan, undrawn: None
) -> None:
    addresses = {kind: f"/plannen/{rich_plan.pk}/{kind}" for kind in KINDS}
    first = {kind: client.get(address) for kind, address in addresses.items()}
    held = {kind: {"If-None-Match": response["ETag"]} for kind, response in first.items()}

    for kind, response in first.items():
        again = client.get(addresses[kind], headers=held[kind])
        assert response["Cache-Control"] == "private, no-cache"
        assert response["Content-Disposition"] == f'attachment; filename="Ons =plan & meer.{kind}"'
        assert (again.status_code, again.content) == (304, b"")
        assert client.post(addresses[kind]).status_code == 405
    row = rich_plan.activities.all()[0]
    actions.activities.remove(
        Revision(rich_plan.pk, Author("b")), row_id=row.pk, version=row.version
    )
    for kind in KINDS:
        assert client.get(addresses[kind], headers=held[kind]).status_code == 200


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ('../../etc/passwd"', "etc passwd.json"),
        ("Plan 😀 één", "Plan 😀 één.json"),
        ("a: b|c?", "a b c.json"),
    ],
)
def test_file_name_comes_from_the_title(title: str, name: str) -> None:
    assert file_name(title, "json") == name


def test_calendar_and_table_of_an_empty_plan_say_which_plan_it_is(client: Client) -> None:
    plan = make_plan(client, "leeg", title="Nog leeg")
    today = date.today().isoformat()

    assert fetched(client, plan, "xlsx") and fetched(client, plan, "json")
    calendar = Calendar.from_ical(fetched(client, plan, "ics"))
    lines = fetched(client, plan, "csv").decode("utf-8-sig").splitlines()

    (note,) = calendar.walk("VJOURNAL")  # a calendar has at least one component
    assert not calendar.walk("VEVENT")
    assert (note["summary"], note["sequence"]) == ("Nog leeg", 1)
    assert note["description"] == f"In dit plan heeft nog niets een datum.\nVersie 1, {today}"
    assert [line.split(";")[-2:] for line in lines] == [
        ["Versie van het plan: 1", f"Datum: {today}"]
    ]


def test_character_that_is_newer_than_this_python_is_in_every_export(client: Client) -> None:
    plan = make_plan(client, "leeg", title="Nieuw")
    title = "\U0001fae8 emoji van 2022"
    place = {"track": Track.objects.all()[0], "phase": Phase.objects.all()[0], "order": 1}
    PlanActivity.objects.create(plan=plan, title=title, due_date=date(2027, 3, 3), **place)

    bodies = {kind: fetched(client, plan, kind) for kind in KINDS}

    assert json.loads(bodies["json"])["plan"]["activities"][0]["title"] == title
    assert json.loads(document_in(bodies["pdf"])) == json.loads(bodies["json"])
    assert sheet_rows(bodies["xlsx"])[0]["Activiteit"] == title
    assert csv_rows(bodies["csv"])[0]["Activiteit"] == title
    assert events(bodies["ics"])[0]["summary"] == title


def test_calendar_with_dates_holds_only_those(files: dict[str, bytes]) -> None:
    assert b"VJOURNAL" not in files["ics"]


@pytest.mark.parametrize("kind", FILES)
def test_export_without_notes_holds_none(rich_plan: Plan, catalogue: Catalogue, kind: str) -> None:
    def whole(*, with_notes: bool) -> bytes:
        snapshot = taken(rich_plan, catalogue, with_notes=with_notes)
        body = written(snapshot, kind, catalogue)
        if kind != "xlsx":
            return body.replace(b"\r\n ", b"")  # where a line of a calendar was folded
        with ZipFile(BytesIO(body)) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())

    assert b"geheime notitie" in whole(with_notes=True)
    assert b"geheime notitie" not in whole(with_notes=False)


def test_csv_is_safe_to_open(files: dict[str, bytes]) -> None:
    data = files["csv"]

    cells = [
        cell
        for row in csv.reader(StringIO(data.decode("utf-8-sig")), delimiter=";")
        for cell in row
    ]
    assert data.startswith(b"\xef\xbb\xbf")
    assert not [cell for cell in cells if re.match(r"[=+\-@\t\r]", cell)]
    assert "'=cmd|' /C calc'!A0" in cells
    assert "''t kan" in cells


def test_note_that_begins_with_a_tab_is_quoted(client: Client, rich_plan: Plan) -> None:
    """No form or file lets such a note in (`texts.note`); the database would hold it."""
    note = "\t=1+1"
    add_own(rich_plan, "Met een tab", 99, note=note)

    page = load_workbook(BytesIO(fetched(client, rich_plan, "xlsx")))["Plan"]
    [cell] = [cell for row in page.iter_rows() for cell in row if cell.value == note]
    [line] = [r for r in csv_rows(fetched(client, rich_plan, "csv")) if r["Notitie"] == note]

    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert line["Activiteit"] == "Met een tab"
    assert f";'{note};".encode() in fetched(client, rich_plan, "csv")


def test_calendar_taken_in_again_moves_its_events(client: Client, rich_plan: Plan) -> None:
    first = {str(e["uid"]): e for e in events(fetched(client, rich_plan, "ics"))}
    row = rich_plan.activities.filter(due_date__isnull=False)[0]
    PlanActivity.objects.filter(pk=row.pk).update(due_date="2027-11-30", title="Andere titel")
    Plan.objects.filter(pk=rich_plan.pk).update(version=8)

    second = {str(e["uid"]): e for e in events(fetched(client, rich_plan, "ics"))}

    assert first.keys() == second.keys()
    assert len(first) == 2 + 3 + 2
    moved = second[f"activiteit-{row.pk}.{rich_plan.pk}@ai-playbook"]
    assert (moved["dtstart"].dt, moved["dtend"].dt) == (date(2027, 11, 30), date(2027, 12, 1))
    assert moved["sequence"] == 8 > first[str(moved["uid"])]["sequence"]
    phase = second[f"fase-1.{rich_plan.pk}@ai-playbook"]
    assert (phase["dtstart"].dt, phase["dtend"].dt) == (date(2027, 1, 1), date(2027, 4, 1))


def test_pdf_holds_its_document_as_its_source(files: dict[str, bytes]) -> None:
    file = pikepdf.open(BytesIO(files["pdf"]))

    spec = file.Root.AF[0]
    assert str(spec.AFRelationship) == "/Source"
    assert str(spec.UF) == str(spec.F) == "stappenplan.json"
    assert str(spec.EF.F.Subtype) == "/application/json"


def test_plan_page_offers_every_export(client: Client, rich_plan: Plan) -> None:
    page = client.get(f"/plannen/{rich_plan.pk}/").content.decode()

    for kind in KINDS:
        assert f'href="/plannen/{rich_plan.pk}/{kind}"' in page
