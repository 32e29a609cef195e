"""What the journeys of issue 9 cost: the statements of one request, and the modules that it enters.

Modules are those of the five apps of which a function runs, beyond those that every request enters
(`/healthz`): middleware, logs and counters.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roadmap.models import Plan
from tests.roadmap.views.board.test_activities import data, first, url

pytestmark = pytest.mark.django_db
APPS = tuple(
    f"{settings.BASE_DIR}/{app}/"
    for app in ("accounts", "assessment", "content", "playbook_site", "roadmap")
)
PART = {"X-Part": "1"}


class Cost:
    def __init__(self) -> None:
        self.modules: set[str] = set()
        self.statements: list[str] = []


def cost_of(act: Callable[[], Any]) -> tuple[HttpResponse, Cost]:
    """The answer of a request, and what it cost."""
    cost = Cost()

    def note(frame: FrameType, event: str, argument: object) -> None:
        name = frame.f_code.co_filename
        if event == "call" and name.startswith(APPS):
            cost.modules.add(name.removeprefix(f"{settings.BASE_DIR}/"))

    with CaptureQueriesContext(connection) as captured:
        sys.setprofile(note)
        try:
            response = act()
        finally:
            sys.setprofile(None)
    cost.statements = [query["sql"][:120] for query in captured.captured_queries]
    return response, cost


@pytest.fixture
def every_request(client: Client) -> set[str]:
    """The modules that any request enters."""
    client.get("/healthz")
    _, cost = cost_of(lambda: client.get("/healthz"))
    return {name for name in cost.modules if not name.endswith("views/health.py")}


def test_open_own_plan_warm(client: Client, plan: Plan, every_request: set[str]) -> None:
    home = f"/plannen/{plan.pk}/"
    client.get(home)  # takes the message that the plan was made
    client.get(home)

    response, cost = cost_of(lambda: client.get(home))

    assert response.status_code == 200
    assert len(cost.statements) <= 2, "\n".join(cost.statements)
    own = cost.modules - every_request
    assert len(own) <= 6, "\n".join(sorted(own))


@pytest.mark.parametrize(
    ("typed", "most"), [({"note": "Gebeld"}, 8), ({"owner": "An"}, 9)], ids=["note", "owner"]
)
def test_save(
    client: Client, plan: Plan, every_request: set[str], typed: dict[str, str], most: int
) -> None:
    """As the page's script saves; without script, Django stores the message in the session too.

    The name of an owner is looked for among the plan's members.
    """
    row = first(plan)
    client.get(url(row))

    response, cost = cost_of(lambda: client.post(url(row), data(row, **typed), headers=PART))

    assert response.status_code == 303
    assert len(cost.statements) <= most, "\n".join(cost.statements)
    own = cost.modules - every_request
    assert len(own) <= 18, "\n".join(sorted(own))


def test_save_with_conflict(client: Client, plan: Plan, every_request: set[str]) -> None:
    """The page has both versions and the form. What the editor shows around its form is not asked
    for: the playbook's words, the neighbours and the last changes come once this is settled.
    """
    row = first(plan)
    client.get(url(row))  # the playbook's text is set once
    client.get(f"/plannen/{plan.pk}/")  # takes the message that the plan was made
    client.post(url(row), data(row, note="Van An"), headers=PART)

    response, cost = cost_of(lambda: client.post(url(row), data(row, note="Van Bart")))

    assert response.status_code == 409
    assert len(cost.statements) <= 9, "\n".join(cost.statements)
    own = cost.modules - every_request
    assert len(own) <= 16, "\n".join(sorted(own))


@pytest.mark.usefixtures("undrawn")
def test_pdf_of_a_plan(client: Client, plan: Plan, every_request: set[str]) -> None:
    """In the web process, up to the render worker, which composes and draws it."""
    address = f"/plannen/{plan.pk}/pdf"
    client.get(address)
    row = first(plan)
    client.post(url(row), data(row, owner="An"), headers=PART)

    response, cost = cost_of(lambda: client.get(address))

    assert response.status_code == 200
    assert len(cost.statements) <= 12, "\n".join(cost.statements)
    own = cost.modules - every_request
    assert len(own) <= 15, "\n".join(sorted(own))


def test_import_as_a_new_plan(client: Client, plan: Plan) -> None:
    content = client.get(f"/plannen/{plan.pk}/json").content
    file = SimpleUploadedFile("plan.json", content)
    preview = client.post("/plannen/importeren/", {"bestand": file})["Location"]

    response, cost = cost_of(lambda: client.post(preview, {"naar": "nieuw"}))

    assert response.status_code == 302
    assert Plan.objects.count() == 2
    assert len(cost.statements) <= 15, "\n".join(cost.statements)
