"""How long the account pages take for an address that has an account and for one that has none.

Both are measured in turn over real HTTP, each time with another address, so that limits and
changes of the machine's load affect both. Mails go to the console and to the file of mails.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import count
from statistics import median
from uuid import uuid4

from bench.serving import server
from bench.visitor import Visitor, form_on

ROUNDS = 11
PASSWORD = "vier woorden zijn sterk"
WAYS = {
    "sign-up with a password": ("/account/signup/", "email", {"name": "A", "password1": PASSWORD}),
    "sign-up without": ("/account/signup/", "email", {"name": "A"}),
    "wrong password": ("/account/login/", "login", {"password": "fout"}),
    "code": ("/account/login/code/", "email", {}),
    "reset": ("/account/password/reset/", "email", {}),
}


@dataclass(frozen=True)
class Comparison:
    """Median milliseconds of one page."""

    name: str
    known: float
    unknown: float

    @property
    def ratio(self) -> float:
        return max(self.known, self.unknown) / min(self.known, self.unknown)


def compare(port: int) -> Iterator[Comparison]:
    numbers = count()
    for name, (path, field, data) in WAYS.items():
        known, unknown = [], []
        for _ in range(ROUNDS):
            email = f"k{next(numbers):04}@example.be"
            _make_account(email)
            known.append(_seconds(port, path, {field: email} | data))
            email = f"o{next(numbers):04}@example.be"
            unknown.append(_seconds(port, path, {field: email} | data))
        yield Comparison(name, median(known) * 1000, median(unknown) * 1000)
    yield _invitations(port, numbers)


def _seconds(port: int, path: str, data: dict[str, str]) -> float:
    """Seconds until a new visitor has the response to this form."""
    with Visitor(port) as visitor:
        _, page = visitor.ask("GET", path)
        form = form_on(page, next(iter(data))) | data
        return _timed(visitor, path, form)


def _timed(visitor: Visitor, path: str, form: dict[str, str]) -> float:
    start = time.perf_counter()
    response, _ = visitor.ask("POST", path, form)
    seconds = time.perf_counter() - start
    assert response.status in (302, 422), response.status
    return seconds


def _invitations(port: int, numbers: Iterator[int]) -> Comparison:
    """Invitations to one plan by an account of a year ago, whose limits are wide enough."""
    times: dict[str, list[float]] = {"k": [], "o": []}
    with Visitor(port) as host:
        _sign_in(host, f"h{next(numbers):04}@example.be")
        people = f"{host.make_expert_plan()}mensen/"
        for kind in "ko" * ROUNDS:
            email = f"{kind}{next(numbers):04}@example.be"
            if kind == "k":
                _make_account(email)
            _, page = host.ask("GET", people)
            form = form_on(page, "email") | {"email": email, "role": "reader"}
            times[kind].append(_timed(host, people, form))
    return Comparison("invitation", median(times["k"]) * 1000, median(times["o"]) * 1000)


def _sign_in(visitor: Visitor, email: str) -> None:
    _make_account(email)
    _, page = visitor.ask("GET", "/account/login/")
    form = form_on(page, "login") | {"login": email, "password": PASSWORD}
    visitor.ask("POST", "/account/login/", form)


def _make_account(email: str) -> None:
    """Makes an account of a year ago with a proved address."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth.models import User
    from django.utils import timezone

    joined = timezone.now() - timedelta(days=365)
    user = User.objects.create(
        username=uuid4().hex, email=email, password=_hash(), first_name="A", date_joined=joined
    )
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)


@cache
def _hash() -> str:
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


def table() -> list[str]:
    lines = ["| account page, medians | known address, ms | unknown, ms | ratio |"]
    lines.append("|---|---:|---:|---:|")
    with server() as port:
        for one in compare(port):
            lines.append(f"| {one.name} | {one.known:.0f} | {one.unknown:.0f} | {one.ratio:.2f} |")
    return [*lines, ""]
