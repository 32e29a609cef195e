"""The administrators' pages: in Dutch, by name, and what people stored is text there."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roadmap import actions
from roadmap.models import Plan
from tests.roadmap.conftest import make_plan, person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HOME = "/beheer/"
PEOPLE = "/beheer/auth/user/"
MEANS = {"authenticator_set-TOTAL_FORMS": "0", "authenticator_set-INITIAL_FORMS": "0"}
MARKS = ("SAVEPOINT", "RELEASE", "PRAGMA")
"""What a database asks of its own accord."""
ENGLISH = re.compile(
    r"\b(?:the|you|your|and|to|add|change|delete|view|search|error|name|model|created|used|"
    r"users?|relationship|authenticators?|staff|superuser)\b",
    re.IGNORECASE,
)

ATTACK = "<script>alert(1)</script>'\"><img src=x onerror=alert(1)>"
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;"


def words_of(response: Any) -> str:
    """What one reads or hears of a page."""
    page = re.sub(r"(?s)<(script|style).*?</\1>", " ", response.content.decode())
    spoken = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', page)
    return " ".join([*re.sub(r"<[^>]+>", " ", page).split(), *spoken])


@pytest.fixture
def victim() -> User:
    """An account whose every text attacks, with a plan of which the same holds."""
    user = User.objects.create(
        username=ATTACK, email=f'"{ATTACK}"@voorbeeld.be', first_name=ATTACK, last_name=ATTACK
    )
    client = Client()
    client.force_login(user)
    plan = make_plan(client, title=ATTACK, organisation=ATTACK)
    actions.sharing.make_link(
        plan_id=plan.pk,
        name=ATTACK,
        expires_on=timezone.localdate() + timedelta(days=9),
        with_notes=False,
        key=uuid4(),
    )
    return user


@pytest.fixture
def administrator() -> Client:
    return signed_in(
        User.objects.create(
            username="0" * 32, first_name="Griet Claes", is_staff=True, is_superuser=True
        )
    )


def test_stored_text_is_text_on_every_page(victim: User, administrator: Client) -> None:
    Authenticator.objects.create(
        user=victim,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": ATTACK, "credential": {}},
    )
    EmailAddress.objects.create(user=victim, email=victim.email, verified=True)
    SocialAccount.objects.create(user=victim, provider=ATTACK, uid=ATTACK)
    LogEntry.objects.create(
        user=User.objects.get(first_name="Griet Claes"),
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(victim.pk),
        object_repr=ATTACK,
        action_flag=CHANGE,
        change_message=ATTACK,
    )
    person = f"{PEOPLE}{victim.pk}/"

    for address in (
        HOME,
        PEOPLE,
        *(f"{person}{page}/" for page in ("change", "delete", "history")),
    ):
        response = administrator.get(address)
        page = response.content.decode()
        assert response.status_code == 200, address
        assert "'unsafe-inline'" not in response["Content-Security-Policy"]
        assert "<script>alert" not in page and "<img src=x" not in page, address
        assert SHOWN in page, address
    assert Plan.objects.get().title.startswith("<script>")


def test_pages_are_in_dutch_and_call_people_by_name(administrator: Client) -> None:
    an = person("an@voorbeeld.be")
    User.objects.filter(pk=an.pk).update(username="1" * 32, first_name="An Peeters")
    address = f"{PEOPLE}{an.pk}/change/"
    for name in ("redacteur", "uitgever"):
        Group.objects.get_or_create(name=name)
    form = administrator.get(address).context["adminform"].form
    assert [str(label) for _, label in form.fields["groups"].choices] == [
        "redacteur: schrijft aan de volgende uitgave",
        "uitgever: schrijft en geeft uit",
    ]
    data = {"first_name": "An Peeters", "is_active": "on", **MEANS}
    refused = administrator.post(address, {**data, "first_name": ""})
    chosen = {**data, "groups": [Group.objects.get(name="redacteur").pk]}
    assert administrator.post(address, chosen)["Location"] == PEOPLE
    assert [group.name for group in an.groups.all()] == ["redacteur"]
    with CaptureQueriesContext(connection) as asked:
        people = administrator.get(PEOPLE)
    assert sum(not one["sql"].startswith(MARKS) for one in asked) == 5

    pages = [refused, people]
    pages += [administrator.get(f"{PEOPLE}{an.pk}/{page}/") for page in ("delete", "history")]
    pages += [administrator.get(a) for a in (HOME, f"{HOME}nergens/", f"{PEOPLE}?q=niemand@")]
    for page in pages:
        text = words_of(page)
        assert not ENGLISH.findall(text), text
        assert "0" * 32 not in text and "1" * 32 not in text
    assert "An Peeters" in words_of(people) and "redacteur" in words_of(people)
    assert "Griet Claes" in words_of(pages[3])


@pytest.mark.parametrize(
    ("typed", "found"),
    [("an.p", {"an"}), ("AN.PEETERS@", {"an"}), ("peeters", {"an", "bart"}), ("eters@", set())],
)
def test_person_is_found_by_address_or_name(
    administrator: Client, typed: str, found: set[str]
) -> None:
    for key, name, email in (
        ("an", "An Peeters", "an.peeters@voorbeeld.be"),
        ("bart", "Bart Peeters", "bp@voorbeeld.be"),
    ):
        user = User.objects.create(username=key, first_name=name, email=email)
        EmailAddress.objects.create(user=user, email=email, verified=True)

    people = administrator.get(PEOPLE, {"q": typed}).context["cl"].queryset

    assert {user.username for user in people} == found


def test_who_may_not_do_all_gives_no_rights(administrator: Client) -> None:
    helper = User.objects.create(username="helper", is_staff=True)
    helper.user_permissions.add(Permission.objects.get(codename="change_user"))
    address = f"{PEOPLE}{helper.pk}/change/"

    signed_in(helper).post(address, {"first_name": "Ik", "is_superuser": "on", **MEANS})

    helper.refresh_from_db()
    assert (helper.first_name, helper.is_superuser) == ("Ik", False)
