from __future__ import annotations

import re
from html import unescape

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.test import Client

from content.models import Phase, Track
from roadmap.models import Membership, Plan, PlanActivity


def make_plan(client: Client, start: str = "piloot", **data: str) -> Plan:
    """A plan made the way a person makes one; the client's browser owns it."""
    fields = {"title": "Stappenplan AI 2027", "organisation": "Voorbeeldgemeente", "start": start}
    response = client.post("/plannen/nieuw/", fields | data)
    assert response.status_code == 302, response.content.decode()
    return Plan.objects.latest("created_at")


@pytest.fixture
def plan(client: Client, db: None) -> Plan:
    return make_plan(client)


def person(name: str) -> User:
    """An account, with an address at voorbeeld.be."""
    return User.objects.create(
        username=name, email=f"{name.lower()}@voorbeeld.be", first_name=name.capitalize()
    )


def signed_in(user: User) -> Client:
    """With the row that allauth stores of a sign-in, by which the session finds its person."""
    client = Client()
    client.force_login(user)
    key = client.session.session_key
    UserSession.objects.create(user=user, session_key=key, ip="192.0.2.1", user_agent="Test")
    return client


def join(plan: Plan, name: str, role: str) -> Client:
    """Somebody with an account and this role in the plan, signed in."""
    user = person(name)
    Membership.objects.create(plan=plan, user=user, role=role)
    return signed_in(user)


@pytest.fixture
def owner(db: None) -> Client:
    """An, signed in."""
    return signed_in(person("an"))


@pytest.fixture
def kept_plan(owner: Client) -> Plan:
    """A plan that belongs to An's account."""
    return make_plan(owner)


def fill(plan: Plan, count: int) -> None:
    """Own activities, until the plan holds this many."""
    track, phase = Track.objects.get(slug="ai-use-cases"), Phase.objects.get(number=1)
    missing = count - plan.activities.count()
    PlanActivity.objects.bulk_create(
        PlanActivity(plan=plan, title=f"Eigen {n}", track=track, phase=phase, order=100 + n)
        for n in range(missing)
    )


def sent_by(page: str, **typed: str) -> dict[str, str]:
    """What the text and hidden fields of a page's form would send, with this typed over them.

    A typed name has `_` where a field's name has `-`.
    """
    inputs = [
        dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]+>", page)
    ]
    fields = {
        one["name"]: unescape(one.get("value", ""))
        for one in inputs
        if one.get("name", "csrfmiddlewaretoken") != "csrfmiddlewaretoken"
        and one.get("type") in ("text", "date", "hidden")
    }
    return fields | {name.replace("_", "-"): value for name, value in typed.items()}
