"""Large tables in a minute: rows are made in bulk, and what belongs to a plan is copied by SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.utils import timezone

from accounts.models import SessionIdentity
from accounts.security.session_store import SessionStore
from assessment.models import AssessmentResult
from roadmap.models import Change, Plan, PlanActivity

PLANS, SESSIONS, RESULTS, SIGN_INS, ACTS = 100_000, 200_000, 200_000, 20_000, 5_000
ACTIVITIES = 8
"""Activities per plan, which also has one act: a million rows in all."""
EXPIRED = 5
"""One in so many is past its end."""
CHUNK = 5_000


def fill(plan: Plan) -> None:
    """Plans and results of others, sessions and sign-ins; and a long history of this plan."""
    today, now = timezone.localdate(), timezone.now()
    days = [today + timedelta(days=days) for days in (-1, *[30] * (EXPIRED - 1))]
    create(
        Plan(title=f"Plan {n}", browser=f"browser-{n}", kept_until=days[n % EXPIRED],
             playbook_version_id=plan.playbook_version_id)
        for n in range(PLANS)
    )  # fmt: skip
    copy_to_plans(plan.activities.order_by("pk")[:ACTIVITIES])
    copy_to_plans(plan.changes.order_by("-number")[:1])
    create(
        AssessmentResult(playbook_version="2026-05", sheet=[], kept_until=days[n % EXPIRED])
        for n in range(RESULTS)
    )
    data = SessionStore().encode({"browser": "x" * 43})
    ends = now - timedelta(days=1), now + timedelta(days=settings.KEPT_DAYS)
    create(
        Session(session_key=f"{n:032}", session_data=data, expire_date=ends[n % EXPIRED > 0])
        for n in range(SESSIONS)
    )
    sign_people_in()
    repeat_last_act(plan)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does soon


def sign_people_in() -> None:
    """Ten sessions a person; one session in EXPIRED is past its end, as its key says."""
    now = timezone.now()
    people = create(User(username=f"p{n}", email=f"p{n}@example.be") for n in range(SIGN_INS // 10))
    signed_in = [(f"{n:032}", people[n % len(people)]) for n in range(SIGN_INS)]
    create(
        UserSession(user=person, session_key=key, ip="192.0.2.1", user_agent="x", created_at=now,
                    last_seen_at=now)
        for key, person in signed_in
    )  # fmt: skip
    create(
        SessionIdentity(session_key=key, identity=identity)
        for key, person in signed_in
        for identity in (str(person.pk), person.email)
    )


def repeat_last_act(plan: Plan) -> None:
    """A long history of today: the plan's newest edit and its inverse, in turn."""
    last = plan.changes.latest("number")
    there = last.edits
    back = [{**edit, "before": edit["after"], "after": edit["before"]} for edit in there]
    create(
        Change(plan=plan, number=last.number + n, user_id=last.user_id, kind=last.kind,
               edits=there if n % 2 == 0 else back)
        for n in range(1, ACTS + 1)
    )  # fmt: skip
    Plan.objects.filter(pk=plan.pk).update(version=last.number + ACTS)


def copy_to_plans(rows: Iterable[PlanActivity | Change]) -> None:
    """Each of these rows for every plan of another browser, at its number."""
    for row in rows:
        table, plans = (
            connection.ops.quote_name(model._meta.db_table) for model in (type(row), Plan)
        )
        names = [connection.ops.quote_name(str(f.column)) for f in row._meta.concrete_fields]
        own = [name for name in names if name not in ('"id"', '"plan_id"')]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (plan_id, {', '.join(own)}) "
                f"SELECT plan.id, {', '.join(f'one.{name}' for name in own)} "
                f"FROM {plans} AS plan CROSS JOIN {table} AS one "
                "WHERE one.id = %s AND plan.browser <> ''",
                [row.pk],
            )


def create(rows: Iterator[Any]) -> list[Any]:
    made: list[models.Model] = list(rows)
    type(made[0])._default_manager.bulk_create(made, batch_size=CHUNK)
    return made


def plans_of(person: User, count: int, like: Plan) -> list[UUID]:
    """Makes plans of this person, without activities."""
    plans = create(
        Plan(title=f"Plan {n}", playbook_version_id=like.playbook_version_id) for n in range(count)
    )
    memberships = Plan.memberships.rel.related_model
    create(memberships(plan=plan, user=person, role="owner") for plan in plans)
    return [plan.pk for plan in plans]
