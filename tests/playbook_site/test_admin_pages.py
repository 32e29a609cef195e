"""Text that people stored is text on the admin's pages, whatever it looks like."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roadmap import actions
from roadmap.models import Plan
from tests.roadmap.conftest import make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ATTACK = "<script>alert(1)</script>'\"><img src=x onerror=alert(1)>"
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;"


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
def stored(victim: User) -> list[Model]:
    """One row of every model that the admin shows."""
    account = SocialAccount.objects.create(
        user=victim, provider="overheid", uid=ATTACK, extra_data={"name": ATTACK, "url": ATTACK}
    )
    app = SocialApp.objects.create(provider="overheid", name=ATTACK, client_id=ATTACK)
    data = {"name": ATTACK, "credential": {}}
    return [
        victim,
        Group.objects.create(name=ATTACK),
        EmailAddress.objects.create(user=victim, email=victim.email),
        Authenticator.objects.create(user=victim, type=Authenticator.Type.WEBAUTHN, data=data),
        account,
        app,
        SocialToken.objects.create(account=account, app=app, token=ATTACK),
        UserSession.objects.create(
            user=victim, ip="192.0.2.1", session_key=ATTACK[:40], user_agent=ATTACK
        ),
    ]


def test_every_model_of_the_admin_is_tried(stored: list[Model]) -> None:
    assert {type(row) for row in stored} == set(admin.site._registry)


def test_stored_text_is_text_on_every_page(stored: list[Model]) -> None:
    staff = User.objects.create(username="staff", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(staff)
    addresses = [reverse("admin:index")]
    for row in stored:
        LogEntry.objects.create(
            user=staff,
            content_type=ContentType.objects.get_for_model(row),
            object_id=str(row.pk),
            object_repr=ATTACK,
            action_flag=CHANGE,
            change_message=ATTACK,
        )
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        addresses += [reverse(f"{name}_{page}", args=[row.pk]) for page in ("history", "delete")]
        addresses += [reverse(f"{name}_change", args=[row.pk]), reverse(f"{name}_changelist")]

    pages = {}
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert "'unsafe-inline'" not in response["Content-Security-Policy"]
        pages[address] = response.content.decode()

    unsafe = [a for a, page in pages.items() if "<script>alert" in page or "<img src=x" in page]
    assert not unsafe
    assert Plan.objects.get().title.startswith("<script>")
    shown = [address for address, page in pages.items() if SHOWN in page]
    assert len(shown) >= len(pages) - 1  # the page that deletes a token shows none of its text
