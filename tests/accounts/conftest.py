from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.test import Client

from tests.accounts.provider import provider, running_provider

__all__ = ["provider", "running_provider"]
PASSWORD = "vier woorden zijn sterk"
EMAIL = "an@example.be"


def make_person(email: str = EMAIL, name: str = "An Peeters", password: str = PASSWORD) -> User:
    """Somebody with a confirmed address, as a finished sign-up leaves them."""
    user = User.objects.create_user(email, email, password or None, first_name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def sign_in(client: Client, email: str = EMAIL, password: str = PASSWORD) -> None:
    response = client.post("/account/login/", {"login": email, "password": password})
    assert response.status_code == 302, response.content.decode()


def code_in(mail: EmailMessage) -> str:
    found = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.body), re.MULTILINE)
    assert found, mail.body
    return found[0]


@pytest.fixture
def person(db: None) -> User:
    return make_person()
