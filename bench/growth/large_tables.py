"""Pages, writes, a start and housekeeping with tables as large as after years (case 74).

100,000 plans, 200,000 sessions, 20,000 sign-ins, and 5,000 acts in one plan; a tenth of plans and
sessions is past its end. Everything is measured with small tables first, in the same run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from statistics import median
from threading import Event, Thread
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.utils import timezone

from accounts.deletion import delete_account
from bench.serving import BASE, server
from bench.visitor import Visitor, form_on
from content.models import Phase, PlaybookVersion, Track
from roadmap.models import Change, Plan, PlanActivity

PLANS, SESSIONS, SIGN_INS, ACTS = 100_000, 200_000, 20_000, 5_000
EXPIRED = 10
"""One in so many is past its end."""
ROUNDS = 9
CHUNK = 5_000


@dataclass(frozen=True)
class Measured:
    """Milliseconds by what was asked."""

    small: dict[str, float]
    large: dict[str, float]
    long_acts: dict[str, float]
    """Each of them whole, and the slowest save meanwhile."""


def measure(port: int) -> Measured:
    with Visitor(port) as person:
        plan = person.make_expert_plan()
        row = re.findall(rf"{plan}activiteiten/\d+/", person.ask("GET", plan)[1].decode())[0]
        save(person, row, "begin")
        start_ms()  # collects the static files
        small = medians(person, plan, row) | {"start": start_ms()}
        save(person, row, "repeated by `fill`")
        fill(plan.split("/")[2])
        large = medians(person, plan, row) | {"start": start_ms()}
        long_acts = {}
        for name, act in (("housekeeping", housekeeping), ("account deleted", one_account)):
            with saving(person, row) as times:
                begin = time.perf_counter()
                act()
                long_acts[f"{name}, whole"] = (time.perf_counter() - begin) * 1000
            long_acts[f"{name}, slowest save"] = max(times)
    return Measured(small, large, long_acts)


def medians(person: Visitor, plan: str, row: str) -> dict[str, float]:
    pages = {
        "quiz": "/zelfevaluatie/", "my plans": "/plannen/", "plan": plan, "activity": row,
        "history": f"{plan}geschiedenis/", "progress": f"{plan}voortgang/",
    }  # fmt: skip
    found = {
        name: median(ms(partial(person.ask, "GET", path)) for _ in range(ROUNDS))
        for name, path in pages.items()
    }
    found["save"] = median(save(person, row, f"word {n}") for n in range(ROUNDS))
    found["undo"] = median(undo(person, plan) for _ in range(ROUNDS))
    return found


def ms(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return (time.perf_counter() - begin) * 1000


def save(person: Visitor, row: str, note: str) -> float:
    form = form_on(person.ask("GET", row)[1], "note") | {"note": note}
    return posted(person, row, form)


def undo(person: Visitor, plan: str) -> float:
    form = form_on(person.ask("GET", plan)[1], "key")
    return posted(person, f"{plan}ongedaan/", form)


def posted(person: Visitor, path: str, form: dict[str, str]) -> float:
    begin = time.perf_counter()
    status = person.ask("POST", path, form)[0].status
    assert status in (302, 303), status
    return (time.perf_counter() - begin) * 1000


@contextmanager
def saving(person: Visitor, row: str) -> Iterator[list[float]]:
    """Somebody saves, again and again; milliseconds of each save."""
    times: list[float] = []
    stop = Event()

    def go_on() -> None:
        while not stop.is_set() or not times:
            times.append(save(person, row, f"saved {len(times)}"))
            stop.wait(0.05)

    thread = Thread(target=go_on)
    thread.start()
    try:
        yield times
    finally:
        stop.set()
        thread.join()


def start_ms() -> float:
    """A start up to where it would serve: migrations, playbook, housekeeping, files."""
    code = "import django; django.setup(); from playbook_site.management.commands import serve; "
    code += "serve.Command().make_ready()"
    return ms(lambda: subprocess.run([sys.executable, "-c", code], cwd=BASE, check=True,
                                     env=os.environ, stdout=subprocess.DEVNULL))  # fmt: skip


def housekeeping() -> None:
    command = [sys.executable, "manage.py", "delete_expired"]
    subprocess.run(command, cwd=BASE, check=True, env=os.environ, stdout=subprocess.DEVNULL)


def one_account() -> None:
    delete_account(user_id=User.objects.latest("pk").pk)


def fill(plan_id: str) -> None:
    today, now = timezone.localdate(), timezone.now()
    past, later = today - timedelta(days=1), today + timedelta(days=30)
    version = PlaybookVersion.objects.all()[0]
    track, phase = Track.objects.all()[0], Phase.objects.all()[0]
    plans = create(
        Plan(title=f"Plan {n}", browser=f"browser-{n}", playbook_version=version,
             kept_until=later if n % EXPIRED else past)
        for n in range(PLANS)
    )  # fmt: skip
    create(PlanActivity(plan=plan, title="A", track=track, phase=phase, order=1) for plan in plans)
    create(
        Change(plan=plan, number=1, browser=plan.browser, kind="create", edits=[]) for plan in plans
    )
    data = SessionStore().encode({"browser": "x" * 43})
    ends = now + timedelta(days=settings.KEPT_DAYS), now - timedelta(days=1)
    sessions = create(
        Session(session_key=f"{n:032}", session_data=data, expire_date=ends[n % EXPIRED == 0])
        for n in range(SESSIONS)
    )
    people = create(User(username=f"p{n}", email=f"p{n}@example.be") for n in range(SIGN_INS // 10))
    create(
        UserSession(user=people[n % len(people)], session_key=sessions[n].pk, ip="192.0.2.1",
                    user_agent="x", created_at=now, last_seen_at=now)
        for n in range(SIGN_INS)
    )  # fmt: skip
    repeat_last_change(Plan.objects.get(pk=plan_id))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does soon


def repeat_last_change(plan: Plan) -> None:
    """A long history: the plan's newest edit and its inverse, in turn."""
    last = plan.changes.latest("number")
    there = last.edits
    back = [{**edit, "before": edit["after"], "after": edit["before"]} for edit in there]
    create(
        Change(plan=plan, number=last.number + n, browser=last.browser, kind=last.kind,
               edits=there if n % 2 == 0 else back)
        for n in range(1, ACTS + 1)
    )  # fmt: skip
    Plan.objects.filter(pk=plan.pk).update(version=last.number + ACTS)


def create(rows: Iterator[Any]) -> list[Any]:
    made: list[models.Model] = list(rows)
    type(made[0])._default_manager.bulk_create(made, batch_size=CHUNK)
    return made


def table() -> list[str]:
    with server() as port:
        measured = measure(port)
    lines = ["| | small tables, ms | large, ms |", "|---|---:|---:|"]
    lines += [
        f"| {name} | {ms:.0f} | {measured.large[name]:.0f} |" for name, ms in measured.small.items()
    ]
    lines += [f"| {name} | | {ms:.0f} |" for name, ms in measured.long_acts.items()]
    return [*lines, ""]
