"""Persons with an account in the browser tests: signed in without the sign-in pages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from playwright.sync_api import BrowserContext

SIGN_IN = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
user, _ = User.objects.get_or_create(
    username={name!r}, defaults={{"email": {email!r}, "first_name": {name!r}}}
)
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(session.session_key)
"""


INVITE = """
from roadmap import actions
from roadmap.models import Membership, Plan
plan = Plan.objects.filter(browser="").first()
print(actions.invite(plan_id=plan.pk, email={email!r}, role=Membership.Role.READER)[1])
"""


def sign_in(context: BrowserContext, site: str, data_folder: Path, name: str) -> None:
    """Make this browser that of a person with this name, and naam@voorbeeld.be as address."""
    key = _in_shell(SIGN_IN.format(name=name, email=f"{name.lower()}@voorbeeld.be"), data_folder)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])


def invite(data_folder: Path, email: str) -> str:
    """Invite to the newest plan of an account; gives the token that the mail would hold."""
    return _in_shell(INVITE.format(email=email), data_folder)


def _in_shell(code: str, data_folder: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    made = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=settings.BASE_DIR,
        env=environment | {"DATA_DIR": str(data_folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return made.stdout.strip()
