"""Pages, writes and housekeeping with tables as large as after years (case 74).

100,000 plans of a million rows, 200,000 sessions and results, 20,000 sign-ins, and 5,000 acts in
one plan; a fifth is past its end. Everything is measured with small tables first, in the same run.
"""

from __future__ import annotations

import os
import re
import signal
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
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from accounts.deletion import delete_account
from assessment.models import AssessmentResult
from bench.crowds.open_boards import session_of
from bench.growth.seeding import ACTS, EXPIRED, PLANS, RESULTS, SESSIONS, fill, plans_of
from bench.growth.write_locks import longest_write
from bench.serving import BASE, server
from bench.visitor import Visitor, form_on
from content.published import published_catalogue
from roadmap import actions
from roadmap.domain.changes.change_summary import RECENT_DAYS
from roadmap.history.reading import read_plan
from roadmap.history.transaction import Author
from roadmap.models import Membership, Plan
from roadmap.pdf.options import PdfOptions
from roadmap.pdf.report import plan_report, report_page

MY_PLANS = 500
A_PAGE = 30
"""Acts that fill a page of the history."""
KILLED_AFTER = 3
"""Seconds, in the midst of deleting plans."""
ROUNDS = 9


@dataclass(frozen=True)
class Place:
    """A signed-in person, their plan, one activity in it, and its share link."""

    person: Visitor
    user: User
    plan: Plan
    row: str
    shared: str


@dataclass(frozen=True)
class Whole:
    """A long act: its seconds, and the longest write transaction and slowest save during it."""

    name: str
    seconds: float
    longest_write: float
    slowest_save: float


def table() -> list[str]:
    with server() as port, Visitor(port) as person:
        place = made_place(person)
        medians(place)  # warm-up
        small = medians(place)
        save(place, "repeated by `fill`")
        fill(place.plan)
        plans_of(place.user, MY_PLANS, place.plan)
        with longest_write() as longest:
            large = medians(place)
        wholes = [
            watched("housekeeping, killed, then by two at once", place, housekeeping),
            watched("one account deleted", place, one_account),
        ]
    left = left_behind()
    lines = [
        f"{PLANS:,} plans, {RESULTS:,} results, {SESSIONS:,} sessions; {ACTS:,} acts in the plan "
        f"and {MY_PLANS} plans of its owner.",
        "",
        "| medians | small tables, ms | large, ms | ratio |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {ms:.0f} | {large[name]:.0f} | {large[name] / ms:.2f} |"
        for name, ms in small.items()
    ]
    lines += ["", f"The longest write transaction of these: {longest.seconds:.2f} s.", ""]
    lines += ["| whole | s | longest write transaction, s | slowest save meanwhile, s |"]
    lines += ["|---|---:|---:|---:|"]
    lines += [
        f"| {one.name} | {one.seconds:.1f} | {one.longest_write:.2f} | {one.slowest_save:.2f} |"
        for one in wholes
    ]
    lines += ["", f"Past its end and still there, or gone too early: {left or 'nothing'}.", ""]
    return lines


def made_place(person: Visitor) -> Place:
    catalogue = published_catalogue()
    user = User.objects.create_user("trekker", "trekker@example.be")
    plan = actions.plans.create(
        catalogue=catalogue,
        author=Author(user_id=user.pk),
        title="Plan",
        organisation="",
        start={pillar.slug: "expert" for pillar in catalogue.pillars},
    )
    token = actions.sharing.make_link(
        plan_id=plan.pk,
        name="Directie",
        expires_on=timezone.localdate() + timedelta(days=90),
        with_notes=True,
        key=uuid4(),
    )
    person.cookies[settings.SESSION_COOKIE_NAME] = session_of(user)
    row = re.findall(
        rf"/plannen/{plan.pk}/activiteiten/\d+/",
        person.ask("GET", f"/plannen/{plan.pk}/")[1].decode(),
    )[0]
    place = Place(person, user, plan, row, f"/gedeeld/{token}/")
    for number in range(A_PAGE):
        save(place, f"begin {number}")
    return place


def medians(place: Place) -> dict[str, float]:
    """Milliseconds of each page and act."""
    home = f"/plannen/{place.plan.pk}/"
    pages = {
        "quiz": "/zelfevaluatie/",
        "my plans": "/plannen/",
        "plan": home,
        "activity": place.row,
        "history": f"{home}geschiedenis/",
        "its last page": f"{home}geschiedenis/?pagina=last",
        "shared plan": place.shared,
        "progress": f"{home}voortgang/",
    }
    found = {
        name: median(ms(partial(ask, place, path)) for _ in range(ROUNDS))
        for name, path in pages.items()
    }
    found["what a PDF draws"] = median(ms(partial(composed, place.plan.pk)) for _ in range(ROUNDS))
    found["save"] = median(save(place, f"word {n}") for n in range(ROUNDS))
    found["undo"] = median(undo(place) for _ in range(ROUNDS))
    return found


def ask(place: Place, path: str) -> None:
    status = place.person.ask("GET", path)[0].status
    assert status == 200, (path, status)


def composed(plan_id: UUID) -> None:
    """The page from which a PDF is drawn, as a web worker reads it and the renderer composes it."""
    today = timezone.localdate()
    plan = Plan.objects.select_related("playbook_version").get(pk=plan_id)
    since = today - timedelta(days=RECENT_DAYS)
    reading = read_plan(plan, since=since, with_saved_states=False)
    report_page(plan_report(published_catalogue(), reading, today, PdfOptions()))


def ms(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return (time.perf_counter() - begin) * 1000


def save(place: Place, note: str) -> float:
    form = form_on(place.person.ask("GET", place.row)[1], "note") | {"note": note}
    return posted(place.person, place.row, form)


def undo(place: Place) -> float:
    home = f"/plannen/{place.plan.pk}/"
    form = form_on(place.person.ask("GET", home)[1], "key")
    return posted(place.person, f"{home}ongedaan/", form)


def posted(person: Visitor, path: str, form: dict[str, str]) -> float:
    begin = time.perf_counter()
    status = person.ask("POST", path, form)[0].status
    assert status in (302, 303), status
    return (time.perf_counter() - begin) * 1000


def watched(name: str, place: Place, act: Callable[[], None]) -> Whole:
    with longest_write() as longest, saving(place) as times:
        begin = time.perf_counter()
        act()
        seconds = time.perf_counter() - begin
    return Whole(name, seconds, longest.seconds, max(times) / 1000)


@contextmanager
def saving(place: Place) -> Iterator[list[float]]:
    """Somebody saves, again and again; milliseconds of each save."""
    times: list[float] = []
    stop = Event()

    def go_on() -> None:
        while not stop.is_set() or not times:
            times.append(save(place, f"saved {len(times)}"))
            stop.wait(0.05)

    thread = Thread(target=go_on)
    thread.start()
    try:
        yield times
    finally:
        stop.set()
        thread.join()


def housekeeping() -> None:
    """Housekeeping: killed halfway, then run by two processes of which one waits."""
    killed = begun()
    time.sleep(KILLED_AFTER)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    both = [begun(), begun()]
    for process in both:
        assert process.wait() == 0


def begun() -> subprocess.Popen[bytes]:
    command = [sys.executable, "manage.py", "delete_expired"]
    return subprocess.Popen(command, cwd=BASE, env=os.environ, stdout=subprocess.DEVNULL)


def one_account() -> None:
    delete_account(user_id=User.objects.latest("pk").pk)


def left_behind() -> str:
    """Expired rows that remain, and rows that were deleted too early."""
    today, part = timezone.localdate(), EXPIRED - 1
    found = {
        "plans": Plan.objects.filter(memberships=None).count() - PLANS // EXPIRED * part,
        "results": AssessmentResult.objects.count() - RESULTS // EXPIRED * part,
        "plans past": Plan.objects.expired(today).count(),
        "sessions past": Session.objects.filter(expire_date__lt=timezone.now()).count(),
        "roles": Membership.objects.count() - MY_PLANS - 1,
    }
    connection.close()
    return ", ".join(f"{name}: {number}" for name, number in found.items() if number)
