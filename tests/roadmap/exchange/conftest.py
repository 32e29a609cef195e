from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.db import transaction
from django.test import Client
from pikepdf import AttachedFileSpec
from pytest_django import DjangoDbBlocker

from content.catalogue import Catalogue, KnownCatalogue
from content.published import known_catalogue, published_catalogue
from roadmap.exchange.plan_document import FILE_NAME, Snapshot
from roadmap.exports import FORMATS
from roadmap.history.reading import read_plan, state_of
from roadmap.models import Plan, PlanActivity, PlanFactor, PlanMilestone, SavedState
from tests.roadmap.conftest import make_plan

TODAY = date(2027, 3, 3)
NOTES = (
    "=cmd|' /C calc'!A0",
    "+32 2 553",
    "-eerst dit\n\tdan dat",
    "@allen",
    "'t kan",
    "&amp; <f>1</f>",
    "één <b>vet</b> & \U0001f600 ‘komma’; punt",
)


def taken(plan: Plan, catalogue: Catalogue, *, with_notes: bool = True) -> Snapshot:
    row = Plan.objects.select_related("playbook_version").get(pk=plan.pk)
    reading = read_plan(row, with_saved_states=True)
    return Snapshot.of(reading, catalogue, TODAY, with_notes=with_notes)


def written(snapshot: Snapshot, extension: str, catalogue: Catalogue) -> bytes:
    """The file of one of FORMATS."""
    write = FORMATS[extension].write
    assert write is not None
    return write(snapshot, catalogue)


def blank_pdf() -> bytes:
    output = BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.save(output)
    return output.getvalue()


def with_attachment(pdf: bytes, document: bytes) -> bytes:
    """A PDF with a plan's document in it, without a page drawn for it."""
    with pikepdf.open(BytesIO(pdf)) as file:
        file.attachments[FILE_NAME] = AttachedFileSpec(
            file, document, filename=FILE_NAME, mime_type="application/json"
        )
        output = BytesIO()
        file.save(output)
    return output.getvalue()


def add_own(plan: Plan, title: str, order: int = 90, **fields: Any) -> PlanActivity:
    first = plan.activities.order_by("pk")[0]
    return PlanActivity.objects.create(
        plan=plan,
        title=title,
        track_id=first.track_id,
        phase_id=first.phase_id,
        order=order,
        **fields,
    )


def name_state(plan: Plan, name: str, at: datetime) -> SavedState:
    made = SavedState.objects.create(
        plan=plan, name=name, number=plan.version, state=state_of(plan.pk).as_json()
    )
    SavedState.objects.filter(pk=made.pk).update(at=at)
    return made


@pytest.fixture
def known(catalogue: Catalogue) -> KnownCatalogue:
    return known_catalogue()


@pytest.fixture(scope="module")
def rich_browser(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Client]:
    """A browser with a plan that holds something of everything, made once for all of a module.

    Each test finds them as they were made.
    """
    client = Client()
    with django_db_blocker.unblock(), transaction.atomic():
        make_rich_plan(client, published_catalogue())
        yield client
        transaction.set_rollback(True)


@pytest.fixture
def rich_plan(rich_browser: Client, db: None, client: Client) -> Plan:
    """That plan, of this client's browser as well."""
    client.cookies.update(rich_browser.cookies)
    return Plan.objects.get()


def make_rich_plan(client: Client, catalogue: Catalogue) -> Plan:
    plan = make_plan(client, title="Ons =plan & meer", organisation="Stad Voorbeeld")
    Plan.objects.filter(pk=plan.pk).update(
        phase_dates={"1": ["2027-01-01", "2027-03-31"], "2": ["2027-03-15", "2027-06-30"]},
        review="quarterly",
        asked="=Keur het budget goed",
        declined=["processen", "beslissingsorganen"],
        version=7,
    )
    own = add_own(plan, "Weg na de momentopname", note="geheime notitie van vroeger")
    name_state(plan, "Voor de zomer", datetime(2027, 2, 1, 13, 2, 5, 999, UTC))
    own.delete()
    for number, note in enumerate(NOTES):
        add_own(
            plan,
            f"{note.splitlines()[0]} {number}",
            90 + number,
            note=f"{note} geheime notitie",
            owner=note.splitlines()[0],
            status=("todo", "doing", "done")[number % 3],
            start_date=date(2027, 1, 1 + number),
            due_date=date(2027, 2, 1 + number) if number % 2 else None,
            roles=[role.slug for role in catalogue.roles[: number % 3]],
            review=("", "monthly", "quarterly", "yearly")[number % 4],
            steps=[
                {"text": "=Vraag [x] budget", "done": number % 2 == 0},
                {"text": "[ ] Bel – & An", "done": False},
            ][: number % 3],
            links=["https://voorbeeld.be/a?b=1;2", "http://voorbeeld.be"][: number % 3],
        )
    PlanFactor.objects.create(
        plan=plan, factor="beheer-verwachtingen", done=True, note="geheime notitie bij factor"
    )
    for title, day in (("Goedkeuring door het college", date(2027, 3, 15)), ("=Start", TODAY)):
        PlanMilestone.objects.create(plan=plan, title=title, day=day)
    name_state(plan, "Na de zomer", datetime(2027, 3, 1, 8, 0, 0, 0, UTC))
    return Plan.objects.get(pk=plan.pk)
