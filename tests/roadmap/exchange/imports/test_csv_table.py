"""The CSV of a plan read in, as it left and as a spreadsheet saved it again."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from content.catalogue import Catalogue, KnownCatalogue
from roadmap import actions
from roadmap.exchange.errors import ImportRejected
from roadmap.exchange.imports.incoming_plan import Incoming
from roadmap.exchange.imports.merging import edits_onto, merged
from roadmap.exchange.imports.reader import read_file
from roadmap.exchange.plan_document import comparable
from roadmap.history.reading import state_of
from roadmap.history.transaction import Author, Revision
from roadmap.models import Plan
from tests.roadmap.exchange.conftest import add_own, taken, written

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DATA = Path(settings.BASE_DIR, "tests", "roadmap", "exchange", "data")
OWN = (DATA / "14-own-export.csv").read_bytes()
NOTE = 'Eerste lijn\nTweede lijn: é, €, "aanhaling"; punt' + "komma"


def without(
    data: bytes, column: str, change: Callable[[list[dict[str, Any]]], object] = len
) -> bytes:
    """The CSV without this column, and after somebody's work in its rows."""
    rows = list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    change(rows)
    output = StringIO()
    names = [name for name in rows[0] if name != column]
    writer = csv.DictWriter(output, names, delimiter=";", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return output.getvalue().encode()


def as_excel_saves(text: str) -> bytes:
    return text.replace("2027-02-28", "28/02/2027").encode("cp1252")


TEXT = OWN.decode("utf-8-sig")
HEAD = b"Activiteit;Pijler;Spoor;Fase;Status"


@pytest.mark.parametrize(
    "data",
    [
        OWN,
        as_excel_saves(TEXT),
        TEXT.encode(),
        TEXT.encode("utf-16"),
        b"sep=;\r\n" + TEXT.encode(),
    ],
)
def test_own_export_is_read(data: bytes, catalogue: Catalogue, known: KnownCatalogue) -> None:
    read = read_file(data, catalogue, known, "Stappenplan AI 2027 (1).csv")

    plan = read.exported.plan
    assert (plan.title, read.exported.version, read.unread) == ("Stappenplan AI 2027", 2, ())
    assert len(plan.activities) == 16
    first, second, third = plan.activities[:3]
    assert (first.activity, first.track, first.status) == (
        "formuleer-een-ai-strategie", "visie-strategie", "doing",
    )  # fmt: skip
    assert first.note == NOTE
    assert (first.start_date, first.due_date) == ("2027-01-15", "2027-03-31")
    assert (second.due_date, second.note, third.note) == ("2027-02-28", "=SUM(A1)", "-5 graden")


def test_commas_and_a_column_less_are_read(catalogue: Catalogue, known: KnownCatalogue) -> None:
    head = b"Activiteit,Pijler,Spoor,Fase,Status,Versie van het plan"
    data = head + b"\nEen,Innovatie,AI use cases,1,klaar,4"

    read = read_file(data, catalogue, known)

    assert [(a.title, a.status) for a in read.exported.plan.activities] == [("Een", "done")]
    assert read.exported.version == 4


@pytest.mark.parametrize("data", [HEAD, HEAD + b";Datum\nEen;Innovatie;AI use cases;1;klaar;46446"])
def test_table_without_a_version_is_of_the_first(
    catalogue: Catalogue, known: KnownCatalogue, data: bytes
) -> None:
    assert read_file(data, catalogue, known).exported.version == 1


@pytest.mark.parametrize("head", ["Datum overleg", "Datums", "Versie van het plan B"])
def test_column_that_begins_as_one_of_ours_is_named_as_unread(
    catalogue: Catalogue, known: KnownCatalogue, head: str
) -> None:
    data = TEXT.replace(";Versie van het plan;Datum\r\n", f";Versie van het plan;{head}\r\n")

    assert read_file(data.encode(), catalogue, known).unread == (head,)


def test_fault_is_told_with_its_row(catalogue: Catalogue, known: KnownCatalogue) -> None:
    data = OWN.replace(b";Klaar;", b";Half;")

    with pytest.raises(ImportRejected, match="^rij 5, kolom Status: ‘Half’ is geen status"):
        read_file(data, catalogue, known)


def test_laid_over_its_plan_it_changes_nothing(
    rich_plan: Plan, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    data = written(taken(rich_plan, catalogue), "csv", catalogue)
    read = read_file(data, catalogue, known)

    now = state_of(rich_plan.pk)
    assert merged(now, read, rich_plan.pk) == comparable(now)


def test_without_notes_laid_over_its_plan_it_changes_nothing(
    rich_plan: Plan, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    data = written(taken(rich_plan, catalogue, with_notes=False), "csv", catalogue)
    read = Incoming.from_text(read_file(data, catalogue, known).as_text(), known)

    now = state_of(rich_plan.pk)
    assert edits_onto(now, merged(now, read, rich_plan.pk)) == []


@pytest.mark.parametrize(
    "column",
    ["Wie trekt dit", "Begin", "Klaar tegen", "Rollen", "Notitie", "Links", "Volgorde"],
)
def test_column_that_is_not_there_changes_nothing(
    rich_plan: Plan, catalogue: Catalogue, known: KnownCatalogue, column: str
) -> None:
    data = written(taken(rich_plan, catalogue), "csv", catalogue)
    read = read_file(without(data, column, list.reverse), catalogue, known)

    now = state_of(rich_plan.pk)
    assert edits_onto(now, merged(now, read, rich_plan.pk)) == []


def test_new_activities_without_a_place_come_last_in_their_order(
    rich_plan: Plan, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    def with_two_new(rows: list[dict[str, Any]]) -> None:
        rows[:0] = [{**rows[0], "Activiteit": title} for title in ("Nieuw", "Nieuwer")]

    data = written(taken(rich_plan, catalogue), "csv", catalogue)
    read = read_file(without(data, "Volgorde", with_two_new), catalogue, known)

    now = state_of(rich_plan.pk)
    wanted = merged(now, read, rich_plan.pk)
    cell = next(row.cell for row in wanted.activities.values() if row.title == "Nieuw")
    rows = sorted((row.order, row.title) for row in wanted.activities.values() if row.cell == cell)
    assert [title for _, title in rows[-2:]] == ["Nieuw", "Nieuwer"]
    assert len(edits_onto(now, wanted)) == 2


def test_day_gives_way_to_one_of_the_table_that_contradicts_it(
    rich_plan: Plan, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    own = add_own(rich_plan, "Vervroegd", start_date=date(2027, 5, 1), due_date=date(2027, 6, 1))

    def advance(rows: list[dict[str, Any]]) -> None:
        next(r for r in rows if r["Activiteit"] == "Vervroegd")["Klaar tegen"] = "2027-04-01"

    data = written(taken(rich_plan, catalogue), "csv", catalogue)
    read = read_file(without(data, "Begin", advance), catalogue, known)

    row = merged(state_of(rich_plan.pk), read, rich_plan.pk).activities[own.pk]
    assert (row.start_date, row.due_date) == (None, date(2027, 4, 1))


def test_laid_over_a_plan_it_leaves_all_but_the_activities(
    rich_plan: Plan, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    before = taken(rich_plan, catalogue).plan
    data = written(taken(rich_plan, catalogue), "csv", catalogue)
    read = read_file(data.replace(b"Niet gestart", b"Klaar"), catalogue, known)

    actions.imports.import_onto(
        Revision(rich_plan.pk, Author("een-sleutel-van-een-browser"), uuid4()),
        version=rich_plan.version,
        read=read,
    )

    after = taken(rich_plan, catalogue).plan
    assert {a["status"] for a in after["activities"]} == {"doing", "done"}
    rest = [name for name in before if name != "activities"]
    assert [after[name] for name in rest] == [before[name] for name in rest]
    slugs = [a["activity"] for a in before["activities"]]
    assert [a["activity"] for a in after["activities"]] == slugs


def test_preview_says_what_a_csv_does_not_hold(client: Client) -> None:
    file = SimpleUploadedFile("Ons plan.csv", OWN)

    response = client.post("/plannen/importeren/", {"bestand": file}, follow=True)

    page = response.content.decode()
    assert "In dit bestand zitten alleen de activiteiten" in page
    assert "‘Ons plan’</bdi>, met 16 activiteiten" in page
