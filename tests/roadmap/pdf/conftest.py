"""What the tests of PDFs read, drawn once for all of them; and drawing without another process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from io import BytesIO

import pytest
from django.db import transaction
from django.test import Client
from pypdf import PdfReader
from pytest_django import DjangoDbBlocker

from content.published import published_catalogue
from roadmap.models import Plan, PlanActivity, PlanFactor
from roadmap.pdf.renderer import draw
from roadmap.pdf.report import ready_pdf, report_page
from tests.roadmap.conftest import make_plan
from tests.roadmap.pdf.reading import Tags, report_of

TODAY = date(2027, 3, 15)


@dataclass(frozen=True)
class Drawn:
    """A PDF as its readers find it."""

    pdf: bytes

    @cached_property
    def tags(self) -> Tags:
        return Tags(self.pdf)

    @cached_property
    def pages(self) -> list[str]:
        """The words of each sheet, as a reader finds them without tags."""
        return [sheet.extract_text() for sheet in PdfReader(BytesIO(self.pdf)).pages]

    @cached_property
    def text(self) -> str:
        return " ".join(" ".join(self.pages).split())

    def texts(self, kind: str) -> list[str]:
        """Of all elements of a kind, as 'LI'."""
        return [self.tags.text(one) for one in self.tags.elements(self.tags.root, kind)]


@dataclass(frozen=True)
class PlanInMotion:
    """A plan of 42 activities, of which these are each in another state on TODAY, and its PDF."""

    late: PlanActivity
    soon: PlanActivity
    doing: PlanActivity
    done: PlanActivity
    drawn: Drawn


@pytest.fixture(scope="session")
def ready(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Drawn:
    """The ready plan of the expert, on A4."""
    with django_db_blocker.unblock():
        return Drawn(ready_pdf(published_catalogue(), "expert", TODAY, "a4"))


@pytest.fixture(scope="session")
def moving(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> PlanInMotion:
    with django_db_blocker.unblock(), transaction.atomic():
        made = plan_in_motion(make_plan(Client()))
        transaction.set_rollback(True)
    return made


def plan_in_motion(plan: Plan) -> PlanInMotion:
    catalogue = published_catalogue()
    plan.phase_dates = {"2": ["2027-05-01", "2027-06-30"]}
    plan.asked = "Keur het budget goed"
    plan.save()
    late, soon, doing, done = rows = list(plan.activities.order_by("pk")[:4])
    late.due_date, late.owner = TODAY - timedelta(days=3), "An Peeters"
    late.roles = [catalogue.roles[0].slug]
    soon.start_date, soon.due_date = TODAY + timedelta(days=9), TODAY + timedelta(days=40)
    soon.links = ["https://voorbeeld.be/een/blad?a=1&b=2"]
    doing.status, doing.note = "doing", "Eerste regel\n\nDerde regel"
    done.status = "done"
    for row in rows:
        row.save()
    factor = catalogue.success_factors[0].slug
    PlanFactor.objects.create(plan=plan, factor=factor, done=True, note="Zo goed als zeker.")
    drawn = Drawn(draw(report_page(report_of(plan, catalogue, TODAY))))
    return PlanInMotion(late, soon, doing, done, drawn)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDFs are drawn in the process of the test."""
    monkeypatch.setattr("roadmap.exports.worker.draw", lambda draw, *args: draw(*args))


@pytest.fixture
def composed(here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF's address answers with the page that would be drawn."""
    monkeypatch.setattr("roadmap.pdf.report.draw", lambda page, *args, **named: page.encode())
