"""Whatever is sent to whichever address, no answer is a fault of ours.

Routes come from the URLconf and fields from the pages' own forms, so that what is new is tried as
well. An exception in a view fails the test with its traceback. With HYPOTHESIS_PROFILE=full these
are tens of thousands of requests.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from content.published import published_catalogue
from playbook_site.middleware.rate_limits import LIMITS
from roadmap import actions
from roadmap.domain.plan.starting_profiles import start_everywhere
from roadmap.history.transaction import Author
from tests.playbook_site.routes import PLAN, Route, all_routes

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(3600)]
ROUTES = all_routes()
PROFILE = settings.default
assert PROFILE
MANY = settings(
    PROFILE, max_examples=3 * PROFILE.max_examples, suppress_health_check=list(HealthCheck)
)
COOKIES = ("sessie", "csrf", "messages")
NASTY = st.sampled_from(
    ["", " ", "0", "-1", "1", "2", "A", "9" * 30, "1e999", "NaN", "true", "2027-02-29",
     "0001-01-01", "9999-12-31", "\x00", "a\x00b", "\u202e", "\u200b", "\ufffe", "e\u0301",
     "🚀" * 50, "'; DROP TABLE x;--", "{{ 7*7 }}", "<script>", "../../etc/passwd", "a" * 5000,
     "piloot", "leeg", "per-pijler", str(PLAN), "iemand@voorbeeld.be", "//kwaad.example", "%s"]
)  # fmt: skip
TEXT = NASTY | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@pytest.fixture
def _no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(LIMITS):
        monkeypatch.delitem(LIMITS, name)


@pytest.fixture
def owner(db: None, _no_limits: None) -> User:
    """A person who owns the plan that all addresses name."""
    user = User.objects.create_user("eigenaar", "eigenaar@voorbeeld.be", "geheim")
    catalogue = published_catalogue()
    actions.plans.create(
        catalogue=catalogue,
        author=Author(user_id=user.pk),
        title="Plan",
        organisation="",
        start=start_everywhere(catalogue, "verkenner"),
        plan_id=PLAN,
    )
    fields_of.cache_clear()
    return user


def visitor(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def address(route: Route, user: User) -> str:
    """The route's path, with an activity of the plan where it asks for one."""
    from roadmap.models import PlanActivity

    row = PlanActivity.objects.filter(plan=PLAN).order_by("pk").values_list("pk", flat=True)[0]
    return route.path.replace("/activiteiten/1/", f"/activiteiten/{row}/")


@cache
def fields_of(path: str, user_id: int) -> dict[str, list[str]]:
    """The names of the fields on that page, with the values that it offers for each."""
    response = visitor(User.objects.get(pk=user_id)).get(path)
    page = b"" if response.streaming else response.content
    found: dict[str, list[str]] = {}
    for tag in re.findall(
        r"<(?:input|select|textarea|button)\b[^>]*>", page.decode(errors="replace")
    ):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found.setdefault(name[1], []).extend([value[1]] if value else [])
    found.pop("csrfmiddlewaretoken", None)
    return found


@MANY
@given(data=st.data())
def test_any_form_with_any_content(owner: User, data: st.DataObject) -> None:
    route = data.draw(st.sampled_from(ROUTES))
    path = address(route, owner)
    fields = fields_of(path, owner.pk)
    names = st.sampled_from(sorted(fields)) | TEXT if fields else TEXT
    sent: dict[str, Any] = {}
    for name in data.draw(st.lists(names, max_size=8, unique=True)):
        offered = st.sampled_from(fields[name]) | TEXT if fields.get(name) else TEXT
        sent[name] = data.draw(st.lists(offered, min_size=1, max_size=2))
    if data.draw(st.booleans()):  # else hardly any form would be complete
        sent = {name: values[:1] for name, values in fields.items() if values} | sent
    user = data.draw(st.sampled_from([owner, None]))
    ask = data.draw(st.sampled_from(["get", "post", "post", "post"]))

    with transaction.atomic():
        response = getattr(visitor(user), ask)(path, sent)
        transaction.set_rollback(True)

    event(f"{ask} {response.status_code}")
    assert response.status_code < 500, (ask, path, sent)


@MANY
@given(route=st.sampled_from(ROUTES), rest=TEXT, query=TEXT, signed_in=st.booleans())
def test_any_address(owner: User, route: Route, rest: str, query: str, signed_in: bool) -> None:
    parts = route.path.split("/")
    parts[-2 if len(parts) > 2 else -1] = quote(rest, safe="")
    client = visitor(owner if signed_in else None)

    for path in ("/".join(parts), f"{route.path}?{quote(query)}&q={quote(rest)}&start={query[:9]}"):
        with transaction.atomic():
            response = client.get(path)
            transaction.set_rollback(True)
        assert response.status_code < 500, path


@pytest.mark.once
@MANY
@given(
    route=st.sampled_from(ROUTES),
    body=st.binary(max_size=200),
    kind=st.sampled_from(
        ["application/x-www-form-urlencoded", "multipart/form-data", "application/json",
         "multipart/form-data; boundary=x", "text/plain; charset=utf-16", "onzin", ""]
    ),
    method=st.sampled_from(["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]),
    header=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60),
    cookie=st.text(st.characters(max_codepoint=255), min_size=8, max_size=40),
)  # fmt: skip
def test_any_body_and_headers(
    owner: User, route: Route, body: bytes, kind: str, method: str, header: str, cookie: str
) -> None:
    client = visitor(None)
    value = "".join(f"\\{ord(letter):03o}" for letter in cookie)  # so it may hold any byte
    cookies = "; ".join(f'{name}="{value}"' for name in COOKIES)
    names = ("If-None-Match", "Accept-Encoding", "X-Forwarded-For", "Range", "Accept-Language")

    with transaction.atomic():
        response = client.generic(
            method,
            route.path,
            body,
            kind,
            headers={**dict.fromkeys(names, header), "Cookie": cookies},
        )
        transaction.set_rollback(True)

    assert response.status_code < 500
