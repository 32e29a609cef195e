"""The person that comes with the session: one query, and every check that Django makes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, get_user
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.security.session_store import SessionStore, person_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def person() -> User:
    return User.objects.create(username="an", first_name="An")


@pytest.fixture
def key(client: Client, person: User) -> str:
    client.force_login(person)
    key = str(client.session.session_key)
    UserSession.objects.create(user=person, session_key=key, ip="192.0.2.1", user_agent="x")
    return key


def asked(key: str) -> HttpRequest:
    request = HttpRequest()
    request.session = SessionStore(key)
    return request


def test_session_and_person_are_one_query_and_the_person_is_whole(person: User, key: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        found = person_of(asked(key))

    assert len(queries) == 1
    stored = User.objects.get(pk=person.pk)
    assert vars(found) | {"_state": None} == vars(stored) | {"_state": None}


def inactive(person: User, key: str) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)


def new_password(person: User, key: str) -> None:
    User.objects.filter(pk=person.pk).update(password="another")


def ended(person: User, key: str) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def gone(person: User, key: str) -> None:
    Session.objects.all().delete()


def without_proof(person: User, key: str) -> None:
    session = SessionStore(key)
    del session[HASH_SESSION_KEY]
    session.save()


def deleted(person: User, key: str) -> None:
    UserSession.objects.all().delete()
    person.delete()


@pytest.mark.parametrize("change", [inactive, new_password, ended, gone, without_proof, deleted])
def test_nobody_is_signed_in_once(change: Any, person: User, key: str) -> None:
    change(person, key)

    assert not person_of(asked(key)).is_authenticated
    assert not get_user(asked(key)).is_authenticated


def test_sign_in_row_of_somebody_else_or_none_changes_nobody(person: User, key: str) -> None:
    """The row tells whom to read; the session alone says who it is."""
    UserSession.objects.update(user=User.objects.create(username="bo"))
    assert person_of(asked(key)) == person

    UserSession.objects.all().delete()
    assert person_of(asked(key)) == person
