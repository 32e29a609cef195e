from __future__ import annotations

import pytest
from django.test import Client

from roadmap.models import Plan


def make_plan(client: Client, start: str = "piloot", **data: str) -> Plan:
    """A plan made the way a person makes one; the client's browser owns it."""
    fields = {"title": "Stappenplan AI 2027", "organisation": "Voorbeeldgemeente", "start": start}
    response = client.post("/plannen/nieuw/", fields | data)
    assert response.status_code == 302, response.content.decode()
    return Plan.objects.latest("created_at")


@pytest.fixture
def plan(client: Client, db: None) -> Plan:
    return make_plan(client)
