"""What is past its end goes, and is told by number."""

from __future__ import annotations

from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.core.cache import caches
from django.core.management import call_command
from django.test import override_settings

pytestmark = pytest.mark.django_db
IN_DATABASE = {
    name: {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": f"cache_{table}"}
    for name, table in {"default": "shared", "pdfs": "pdfs", "pages": "shared"}.items()
}


def message() -> str:
    output = StringIO()
    call_command("delete_expired", stdout=output)
    return output.getvalue()


@override_settings(CACHES=IN_DATABASE)
def test_cached_values_are_told() -> None:
    call_command("createcachetable")
    caches["default"].set("counter", 1, timeout=-60)
    caches["pdfs"].set("drawing", b"%PDF", timeout=-60)
    caches["pdfs"].set("young", b"%PDF", timeout=60)

    assert "2 cached values" in message()
    assert "0 cached values" in message()
    assert caches["pdfs"].get("young") == b"%PDF"


def test_addresses_of_ended_sessions_are_told() -> None:
    user = User.objects.create(username="an")
    UserSession.objects.create(user=user, session_key="weg", ip="192.0.2.1", user_agent="x")

    assert "1 sign-ins with their address" in message()
    assert not UserSession.objects.exists()
