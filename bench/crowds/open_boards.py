"""Measures the load of people who have one board open, each polling every 15 seconds."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.db import connection

from bench.serving import cpu_seconds, server_process
from bench.visitor import Visitor
from content.published import published_catalogue
from roadmap import actions
from roadmap.history.transaction import Author
from roadmap.models import Membership, Plan

PEOPLE = 20
EVERY = 15
"""Seconds between two polls of one board, as in `static/js/live_changes.js`."""
QUESTIONS = 100
"""Polls per person, sent without pauses; their cost is divided by the time they would take."""


@dataclass(frozen=True)
class OpenBoards:
    """`part_of_core`: of one core, while PEOPLE have the board open; `ms`: CPU of one answer."""

    ms: float
    part_of_core: float
    statuses: Counter[int]


def open_boards(port: int, server: int) -> OpenBoards:
    """`server`: the process of which the workers are children."""
    plan = plan_of_many()
    statuses: Counter[int] = Counter()
    with ExitStack() as stack:
        people = [stack.enter_context(Visitor(port)) for _ in range(PEOPLE)]
        path = f"/plannen/{plan.pk}/wijzigingen/?sinds={plan.version}"
        for person, member in zip(people, plan.memberships.select_related("user"), strict=True):
            person.cookies[settings.SESSION_COOKIE_NAME] = session_of(member.user)
        asked = [person.unchanged(path) for person in people]
        before = cpu_seconds(server)
        for _ in range(QUESTIONS):
            for person, headers in zip(people, asked, strict=True):
                response, _ = person.ask("GET", path, headers=headers)
                statuses[response.status] += 1
        each = (cpu_seconds(server) - before) / statuses.total()
    return OpenBoards(1000 * each, each * PEOPLE / EVERY, statuses)


def plan_of_many() -> Plan:
    """A plan of 53 activities with PEOPLE members."""
    people = [User.objects.create_user(f"lid-{number}") for number in range(PEOPLE)]
    catalogue = published_catalogue()
    plan = actions.plans.create(
        catalogue=catalogue,
        author=Author(user_id=people[0].pk),
        title="Plan",
        organisation="",
        start={pillar.slug: "expert" for pillar in catalogue.pillars},
    )
    Membership.objects.bulk_create(
        Membership(plan=plan, user=user, role="editor") for user in people[1:]
    )
    connection.close()
    return plan


def session_of(user: User) -> str:
    """The key of a new session of this person."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    key = str(session.session_key)
    UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", user_agent="bench")
    return key


def table() -> list[str]:
    with server_process() as (port, pid):
        found = open_boards(port, pid)
    counts = ", ".join(f"{status}: {n}" for status, n in found.statuses.items())
    return [
        f"{PEOPLE} people with the board of one plan open, each asking every {EVERY} s what "
        f"others did: {found.part_of_core:.2%} of one core, {found.ms:.1f} ms of CPU an answer "
        f"({counts}).",
        "",
    ]
