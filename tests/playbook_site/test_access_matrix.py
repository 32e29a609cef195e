"""Every route of the URLconf × every role × GET, HEAD, POST.

PUBLIC and PLAN say, by a route's full name, from which role on a method is allowed. A route in
neither fails. An allowed request answers with the table's status; every other one is refused by
404, 403, 405 or sign-in. Nothing but an allowed POST writes to a table of KEPT.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from http.cookies import SimpleCookie
from io import BytesIO
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from assessment.questionnaires.actions import begin
from assessment.survey.models import Survey
from content.compiled_query import CompiledQuery
from content.published import published_catalogue
from roadmap import actions
from roadmap.actions.reminders import DONE, MailStop, answer_token
from roadmap.history.transaction import Author
from roadmap.models import (
    Example,
    Invitation,
    Membership,
    Plan,
    PlanMilestone,
    ShareLink,
)
from tests.assessment.survey.surveys import opened, released
from tests.conftest import IS_FULL
from tests.playbook_site.routes import rolled_back
from tests.roadmap.conftest import join, make_plan, person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("undrawn")]

NOBODY = ("anonymous", "other browser", "link holder")
"""Not signed in: new here, with a plan of their own, with this plan's share link open."""
OTHERS = ("stranger", "staff")
"""Signed in, without a role in the plan."""
MEMBERS = ("reader", "editor", "owner")
METHODS = ("GET", "HEAD", "POST")
POST_ON_BOTH = (*(pytest.param(name, marks=pytest.mark.once) for name in ("GET", "HEAD")), "POST")
"""What only reads is asked on one kind of database."""
ANONYMOUS = ("anonymous", "GET")
EVERYBODY = (*NOBODY, *OTHERS, *MEMBERS)
VISITORS = EVERYBODY if IS_FULL else ("anonymous", "other browser", "staff", "owner")
"""Who asks for what everybody may have: without a session, with one, signed in, with rights."""
KEPT = re.compile(
    '"(roadmap|assessment|content|editions|editing|auth|account|usersessions|mfa|socialaccount|django_admin)_'
)
"""Tables that no refused request writes to: all but sessions and the counts of rate limits."""
NEW_SESSION = 'INSERT INTO "django_session"'
"""What no request to read does, whoever sends it: a session begins with what one types."""
READING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")
UNUSED = "a-token-that-nobody-has-0123456789abcdefghi"


@dataclass(frozen=True)
class Row:
    """`get`, `post`: the lowest role that may ('' everybody, None nobody: 405).

    `status`: what an allowed POST answers; `data` is what it sends. `got`: the same for GET.
    """

    get: str | None = None
    post: str | None = None
    status: int = 302
    got: int = 200
    data: Mapping[str, Any] = field(default_factory=dict)


READ = Row(get="")
NEW_PLAN = {"title": "Nieuw", "start": "leeg"}
ANSWERS = {f"vraag-{number}": "A" for number in range(1, 7)}
ACTIVITY = {"version": 1, "title": "Anders", "status": "done", "phase": 1}
ADDED = {"title": "Van ons", "track": "ai-use-cases", "phase": 1, "key": uuid4()}
SOON = (timezone.localdate() + timedelta(days=9)).isoformat()
SOONER = timezone.localdate() + timedelta(days=5)
LINK = {"name": "Nog een", "expires_on": SOON, "notes": "zonder", "key": uuid4()}
INVITE = {"email": "nieuw@voorbeeld.be", "role": "reader", "key": uuid4()}

PUBLIC: dict[str, Row] = {
    "healthz": READ,
    "metrics": Row(get="", got=404),  # there without a token in the settings: not there
    "favicon.ico": Row(get="", got=301),
    "privacy": READ,
    "accessibility": READ,
    "content:home": READ,
    "content:playbook": READ,
    "content:chapter": READ,
    "content:activity-list": READ,
    "content:activity-detail": READ,
    "editions:editions": READ,
    "editions:index": READ,
    "editions:feed": READ,
    "editions:activity-history": READ,
    "editions:newest-file": READ,
    "editions:edition": READ,
    "editions:cited": READ,
    "editions:file": READ,
    "assessment:quiz": Row(get="", post="", data=ANSWERS),
    "assessment:result": READ,
    "assessment:questionnaire": Row(get="", post="", data=ANSWERS, got=302),  # here: of the quiz
    "assessment:unfinished": Row(get="", post="", data=ANSWERS | {"version": 1}),
    "assessment:survey-thanks": READ,
    "assessment:survey-outcome": READ,
    "assessment:survey-meeting": READ,
    "assessment:survey-meeting-questionnaire": READ,
    "roadmap:ready-plans": READ,
    "roadmap:ready-plan": READ,
    "roadmap:ready-plan-pdf": READ,
    "roadmap:examples": READ,
    "roadmap:example": READ,
    "roadmap:begin-example": Row(get="", post="", data={"title": "Nieuw", "key": uuid4()}),
    "roadmap:my-plans": READ,
    "roadmap:my-attention": READ,
    "roadmap:new-plan": Row(get="", post="", data=NEW_PLAN),
    "roadmap:add-to-plan": Row(get="", post="", status=422),  # without a plan of one's own
    "roadmap:discard-typed": Row(post=""),  # without an address: back to one's plans
    "roadmap:plan-schema": READ,
    "roadmap:schema-versions": READ,
    "roadmap:import": Row(get="", post="", status=422),  # without a file
    "roadmap:moved-saved-states": Row(get="", post="", got=301, status=308),
    "roadmap:moved-saved-state": Row(get="", post="", got=301, status=308),
    "roadmap:shared": READ,
    "roadmap:shared-file": READ,
    "roadmap:calendar-feed": READ,
}

PLAN: dict[str, Row] = {
    "roadmap:plan": Row(get="reader"),
    "roadmap:plan-pdf": Row(get="reader"),
    "roadmap:choose-paper": Row(get="reader"),
    "roadmap:plan-xlsx": Row(get="reader"),
    "roadmap:plan-json": Row(get="reader"),
    "roadmap:plan-ics": Row(get="reader"),
    "roadmap:plan-csv": Row(get="reader"),
    "roadmap:table": Row(
        get="reader",
        post="editor",
        status=409,  # no activity of this plan: named, and nothing done
        data={"rij": "999999-1", "owner": "An", "key": uuid4()},
    ),
    "roadmap:paste": Row(
        get="editor",
        post="editor",
        status=409,  # no activity of this plan: it is named, and nothing filled in
        data={
            "rij": "999999-1",
            "kolom": "owner",
            "cellen": "An",
            "key": uuid4(),
            "bevestigd": "ja",
        },
    ),
    "roadmap:table-row": Row(
        get="editor", post="editor", status=303, data={"version": 1, "owner": "An"}
    ),
    "roadmap:history": Row(get="reader"),
    "roadmap:changes": Row(get="reader"),
    "roadmap:attention": Row(get="reader"),
    "roadmap:review-plan": Row(post="editor", status=303, data={"due": "2027-01-01"}),
    "roadmap:attention-act": Row(
        get="editor", got=303, post="editor", status=303, data={"version": 1, "act": "klaar"}
    ),
    "roadmap:progress": Row(get="reader"),
    "roadmap:timeline": Row(get="reader"),
    "roadmap:roles": Row(get="reader"),
    "roadmap:factors": Row(get="reader"),
    "roadmap:compare": Row(get="reader"),
    "roadmap:copy": Row(get="reader", post="reader", data={"title": "Kopie", "copy_id": uuid4()}),
    "roadmap:reminder": Row(post="reader", data={"remind": "ja"}),
    "roadmap:news-mails": Row(post="reader", data={"mail": "ja"}),
    "roadmap:people": Row(get="reader", post="owner", data=INVITE),
    "roadmap:leave": Row(get="reader", post="reader"),
    "roadmap:describe": Row(get="editor", post="editor", data={"title": "Anders", "version": 3}),
    "roadmap:choose": Row(get="editor", post="editor", data={"version": 3}),
    "roadmap:activity": Row(get="reader", post="editor", status=303, data=ACTIVITY),
    "roadmap:add": Row(get="editor", post="editor", status=303, data=ADDED),
    "roadmap:status": Row(post="editor", status=303, data={"version": 1, "status": "done"}),
    "roadmap:take-over": Row(post="editor", status=303, data={"version": 1, "part": "steps"}),
    "roadmap:move": Row(post="editor", status=303, data={"version": 1, "phase": 1, "order": 1}),
    "roadmap:phases": Row(get="editor", post="editor", data={"version": 3}),
    "roadmap:factor": Row(get="editor", post="editor", data={"version": 0, "done": "on"}),
    "roadmap:milestones": Row(
        get="reader", post="editor", data={"title": "Akkoord", "day": SOON, "key": uuid4()}
    ),
    "roadmap:milestone": Row(
        get="editor", post="editor", data={"title": "Akkoord", "day": SOON, "version": 1}
    ),
    "roadmap:remove-milestone": Row(post="editor", data={"version": 1, "key": uuid4()}),
    "roadmap:saved-states": Row(
        get="reader", post="editor", data={"name": "Vandaag", "key": uuid4()}
    ),
    "roadmap:restore": Row(get="editor", post="editor", data={"version": 3, "key": uuid4()}),
    "roadmap:delete-saved-state": Row(get="editor", post="editor"),
    "roadmap:grow": Row(
        get="editor",
        post="editor",
        data={"version": 3, "key": uuid4(), "erbij": "beslissingsorganen"},
    ),
    "roadmap:news": Row(
        get="reader",
        post="editor",
        status=409,  # there is none: asked and answered, and nothing done
        data={"soort": "versie", "antwoord": "ja", "key": uuid4()},
    ),
    "roadmap:remove": Row(post="editor", status=303, data={"version": 1}),
    "roadmap:undo": Row(post="editor", status=303),
    "roadmap:redo": Row(post="editor", status=303),
    "roadmap:step-over": Row(post="editor", status=303),
    "roadmap:revert": Row(post="editor", status=303),
    "roadmap:archive": Row(get="owner", post="owner", data={"archief": "ja"}),
    "roadmap:delete": Row(get="owner", post="owner", data={"version": 3}),
    "roadmap:member": Row(get="owner", post="owner", data={"role": "editor"}),
    "roadmap:remove-member": Row(post="owner"),
    "roadmap:renew-invitation": Row(post="owner"),
    "roadmap:withdraw-invitation": Row(post="owner"),
    "roadmap:sharing": Row(get="owner", post="owner", status=200, data=LINK),
    "roadmap:link": Row(get="owner"),
    "roadmap:renew-link": Row(post="owner", status=200, data={"version": 1, "expires_on": SOON}),
    "roadmap:revoke-link": Row(post="owner"),
    "roadmap:calendar": Row(
        get="reader", post="reader", status=200, data={"which": "alles", "version": 0}
    ),
    "roadmap:revoke-calendar": Row(post="reader"),
    "roadmap:publish": Row(
        get="owner", post="owner", data={"version": 3, "title": "Voorbeeld", "agreed": "on"}
    ),
    "roadmap:withdraw-example": Row(post="owner"),
}

# A survey: its maker alone, signed in. A key is checked first, as of who comes by it.
SURVEY: dict[str, Row] = {
    "assessment:survey-maker": Row(get="owner"),
    "assessment:survey-codes": Row(post="owner", status=200, data={"codes": "K7MQ-2XWD-9RTB"}),
    "assessment:survey-move": Row(post="owner", data={"day": SOON}),
    "assessment:survey-delete": Row(get="owner", post="owner"),
    "assessment:survey-outcome-maker": Row(
        get="owner", post="owner", data={"version": 1, "besluit-1": "Samen leren"}
    ),
    "assessment:survey-json": Row(get="owner"),
    "roadmap:survey-then-and-now": Row(get="owner"),
    "roadmap:survey-slips": Row(post="owner", status=200, data={"codes": "K7MQ-2XWD-9RTB"}),
    "roadmap:survey-meeting-sheet": Row(get="owner"),
}
ANYBODY_SIGNED_IN = {"assessment:surveys", "roadmap:survey-start"}

# Routes whose rule is none of the two above; each has a test of its own.
SPECIAL = {
    "assessment:survey",
    "roadmap:answer",
    "roadmap:invitation",
    "roadmap:stop-reminder",
    "roadmap:import-preview",
}
# The editors' pages: `tests/content/editing/test_views.py` has who may open which, and of public
# examples `tests/roadmap/views/sharing/test_moderation.py`.
EDITING = {
    "editing:overview",
    "editing:log",
    "editing:difference",
    "editing:preview",
    "editing:publish",
    "editing:revoke",
    "editing:move",
    "editing:go-back",
    "editing:items",
    "editing:add",
    "editing:item",
    "editing:drop",
    "editing:reset",
    "moderation:examples",
    "moderation:example",
    "moderation:removed",
    "moderation:let-back",
}
# The account's own pages: open to all, or asking to sign in first.
ACCOUNT_OPEN = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_email_verification_sent",
    "account_reset_password",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
    "account_request_login_code",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_list_webauthn",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_signup",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
}
ACCOUNT_CLOSED = {
    "accounts:overview",
    "accounts:name",
    "accounts:sessions",
    "accounts:confirm",
    "accounts:confirm-send",
    "accounts:data",
    "accounts:leave",
    "account_email",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "socialaccount_connections",
}
# The admin: staff only, but for the way in and out.
ADMIN = "beheer/"
ADMIN_OPEN = {"admin:login", "admin:logout"}
# What a route's parameters are filled with where the world's own values do not fit.
FILLED = {
    "content:chapter": {"slug": "introductie"},
    "content:activity-detail": {"slug": "onboard-een-testgroep"},
    "editions:activity-history": {"slug": "onboard-een-testgroep"},
    "editions:newest-file": {"name": "catalogus.json"},
    "editions:edition": {"number": "2026-05"},
    "editions:cited": {"number": "2026-05", "slug": "onboard-een-testgroep"},
    "editions:file": {"number": "2026-05", "name": "activity.csv"},
    "roadmap:add-to-plan": {"slug": "onboard-een-testgroep"},
}


@dataclass(frozen=True)
class World:
    """A plan with everything in it, a client in each role, and what the routes take."""

    plan: Plan
    clients: dict[str, Client]
    cookies: dict[str, SimpleCookie]
    values: dict[str, Any]
    by_route: dict[str, dict[str, Any]]

    def address(self, route: str, **instead: object) -> str:
        """The route's address in this world, with other values where they are given."""
        values = self.values | self.by_route.get(route, {}) | instead
        return reverse(route, kwargs={name: values[name] for name in parameters_of(route)})

    def client(self, role: str) -> Client:
        """The client in this role, with the cookies that it had when the world was made."""
        self.clients[role].cookies = deepcopy(self.cookies[role])
        return self.clients[role]

    def answer(self, role: str, method: str, address: str, data: Mapping[str, Any]) -> Any:
        """Status, or 'sign-in'; and the first statement that wrote to KEPT, where one did.

        Whatever the request stores is rolled back.
        """
        with rolled_back(), writes(sessions=method != "POST") as written:
            response = ask(self.client(role), method, address, data)
        answer = "sign-in" if is_sign_in(response) else response.status_code
        return (answer, *written[:1])


@pytest.fixture(scope="module")
def made_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield made_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(made_once: World, db: None) -> World:
    """The same for each test, which finds it untouched: what another did is rolled back."""
    return replace(made_once, plan=Plan.objects.get(pk=made_once.plan.pk))


@pytest.fixture
def undrawn_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Error pages, which `test_responses.py` and `test_errors.py` have, are not drawn."""

    def render(*args: object, status: int, **named: object) -> HttpResponse:
        return HttpResponse(status=status)

    monkeypatch.setattr("playbook_site.views.errors.render", render)


def made_world() -> World:
    """At version 3: the plan was made, described, and described once more."""
    clients = {"owner": signed_in(person("an")), "stranger": signed_in(person("els"))}
    plan = make_plan(clients["owner"])
    for version, organisation in ((1, plan.organisation), (2, "Voorbeeldstad")):
        described = {"title": "Ons plan", "organisation": organisation, "version": version}
        clients["owner"].post(f"/plannen/{plan.pk}/gegevens/", described)
    plan.refresh_from_db()
    assert plan.version == 3
    join(plan, "second", "owner")
    clients |= {role: join(plan, f"the {role}", role) for role in ("editor", "reader")}
    staff = User.objects.create(username="staff", email="s@voorbeeld.be", is_staff=True)
    clients |= {"staff": signed_in(staff), "anonymous": Client(), "other browser": Client()}
    make_plan(clients["other browser"])
    token = actions.sharing.make_link(
        plan_id=plan.pk,
        name="Directie",
        expires_on=timezone.localdate() + timedelta(days=9),
        with_notes=False,
        key=uuid4(),
    )
    holder = clients["link holder"] = Client()
    assert holder.get(f"/gedeeld/{token}/").status_code == 200
    made = actions.members.invite(
        plan_id=plan.pk, email="gast@voorbeeld.be", role=Membership.Role.READER, key=uuid4()
    )
    assert made is not None
    author = Author(user_id=User.objects.get(username="an").pk)
    actions.sharing.publish_example(
        plan_id=plan.pk, author=author, version=plan.version, title="Voorbeeld", titles={}
    )
    actions.saved_states.make(plan_id=plan.pk, author=author, name="Begin", key=uuid4())
    second = User.objects.get(username="second").pk
    feed = actions.sharing.make_calendar_feed(
        plan_id=plan.pk, user_id=second, only_mine=False, version=0
    )
    assert Client().get(f"/agenda/{feed}.ics").status_code == 200  # the day is noted once
    quiz = Client().post("/zelfevaluatie/", ANSWERS)
    values = {
        "plan_id": plan.pk,
        "row_id": plan.activities.all()[0].pk,
        "number": 2,
        "member_id": plan.memberships.get(role="reader").pk,
        "invitation_id": Invitation.objects.get().pk,
        "link_id": ShareLink.objects.get().pk,
        "example_id": Example.objects.get().pk,
        "token": token,
        "form": "pdf",
        "profile": "piloot",
        "saved_state_id": plan.saved_states.get().pk,
        "moved_id": plan.pk,
        "tail": "vergelijk/",
        "pk": 1,
        "provider_id": "overheid",
    }
    by_route: dict[str, dict[str, Any]] = {
        **FILLED,
        "roadmap:factor": {"slug": published_catalogue().success_factors[0].slug},
        "roadmap:calendar-feed": {"token": feed},
        "roadmap:invitation": {"token": made[1]},
        "roadmap:answer": {
            "token": answer_token(
                plan.memberships.get(role="editor"), plan.activities.all()[0], DONE
            )
        },
        "roadmap:stop-reminder": {"token": MailStop(plan.memberships.get(role="reader").pk).token},
        "assessment:result": {"token": quiz["Location"].split("/")[2]},
        "assessment:questionnaire": {"questionnaire": "zelfevaluatie"},
        "assessment:survey-meeting-questionnaire": {"questionnaire": "zelfevaluatie"},
        "assessment:unfinished": {
            "token": begin(
                questionnaire="zelfevaluatie", sheet=[], today=timezone.localdate()
            ).token
        },
    }
    by_route |= survey_routes(User.objects.get(username="an"))
    milestone = PlanMilestone.objects.create(plan=plan, title="Goedkeuring", day="2027-03-15")
    by_route |= {
        f"roadmap:{name}": {"row_id": milestone.pk} for name in ("milestone", "remove-milestone")
    }
    cookies = {role: deepcopy(client.cookies) for role, client in clients.items()}
    return World(plan, clients, cookies, values, by_route)


def survey_routes(maker: User) -> dict[str, dict[str, Any]]:
    """A survey that runs and one with an outcome, which repeats another, by the routes of each."""
    running, _ = opened(signed_in(maker), organisation="Team A", closes_on=SOONER)
    then, now = (released(maker, organisation) for organisation in ("Team B", "Team C"))
    Survey.objects.filter(pk=now.pk).update(repeats=then)
    is_running = {"survey-maker", "survey-codes", "survey-move", "survey-delete", "survey-slips"}
    routes = {name: name.partition(":")[2] for name in SURVEY}
    by_route: dict[str, dict[str, Any]] = {
        name: {"survey_id": (running if short in is_running else now).pk}
        for name, short in routes.items()
    }
    return by_route | {
        "assessment:survey": {"key": running.key},
        "assessment:survey-thanks": {"key": running.key},
        "assessment:survey-outcome": {"key": now.key},
    }


def patterns(
    found: list[URLPattern | URLResolver], names: str = "", prefix: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """Every route: its full name (its address when it has none), its address, its pattern."""
    for pattern in found:
        whole = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from patterns(pattern.url_patterns, inner, whole)
        else:
            yield (f"{names}{pattern.name}" if pattern.name else whole), whole, pattern


ALL = list(patterns(get_resolver().url_patterns))
ROUTES = {name: pattern for name, _, pattern in ALL}
ADMIN_ROUTES = {name: whole for name, whole, _ in ALL if whole.startswith(ADMIN)}


def parameters_of(route: str) -> list[str]:
    return list(ROUTES[route].pattern.converters)


@contextmanager
def writes(*, sessions: bool = False) -> Iterator[list[str]]:
    """The statements that write to a table of KEPT in this block, or that begin a session."""
    written: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        is_session = sessions and sql.startswith(NEW_SESSION)
        if is_session or not sql.startswith(READING) and KEPT.search(sql):
            written.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield written


def fingerprint() -> str:
    """Every row of KEPT, for requests that may write within what they roll back."""
    digest = sha256()
    for model in sorted(apps.get_models(), key=lambda m: m._meta.label):
        if KEPT.match(f'"{model._meta.db_table}'):
            rows = list(model._base_manager.order_by("pk").values())
            digest.update(f"{model._meta.label}{rows}".encode())
    return digest.hexdigest()


def ask(client: Client, method: str, address: str, data: Mapping[str, Any]) -> Any:
    return getattr(client, method.lower())(address, data if method == "POST" else {})


def is_sign_in(response: Any) -> bool:
    return bool(
        response.status_code == 302 and response["Location"].startswith("/account/login/?next=")
    )


def test_every_route_is_in_the_table() -> None:
    surveys = {*SURVEY, *ANYBODY_SIGNED_IN}
    named = {*PUBLIC, *PLAN, *surveys, *SPECIAL, *EDITING, *ACCOUNT_OPEN, *ACCOUNT_CLOSED}

    assert ROUTES.keys() - ADMIN_ROUTES.keys() == named
    assert {route for route in ROUTES if "plan_id" in parameters_of(route)} == {*PLAN}
    assert {route for route in ROUTES if "survey_id" in parameters_of(route)} == {*SURVEY}


def test_no_route_but_the_stop_link_takes_a_post_without_token() -> None:
    exempt = {
        name for name, pattern in ROUTES.items() if getattr(pattern.callback, "csrf_exempt", False)
    }

    assert exempt - ADMIN_ROUTES.keys() == {"roadmap:stop-reminder"}


def expected_of(row: Row, method: str, role: str) -> int | str:
    """What a route of PLAN answers."""
    need = row.post if method == "POST" else row.get
    if need is None:
        return 405
    if role in MEMBERS[MEMBERS.index(need) :]:
        return row.status if method == "POST" else row.got
    if role in NOBODY:
        return "sign-in"
    return 403 if role in MEMBERS else 404


@pytest.mark.once
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.usefixtures("undrawn_refusals")
def test_pages_of_editors_are_closed_to_all_others(world: World, method: str) -> None:
    examples = {"example_id": world.values["example_id"], "removal_id": 1}
    values = {"number": "2026-05", "kind": "activity", "key": "positionering", **examples}
    wrong = []
    for route in EDITING:
        address = reverse(route, kwargs={name: values[name] for name in parameters_of(route)})
        for role in EVERYBODY:
            answer, *written = world.answer(role, method, address, {"version": 0})
            refused = {"sign-in"} if role in NOBODY else {403}
            if answer not in refused | {405} or written:
                wrong.append((method, address, role, answer, *written))
    assert not wrong


@pytest.mark.once
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.usefixtures("undrawn_refusals")
def test_public_routes(world: World, method: str) -> None:
    wrong = []
    for route, row in PUBLIC.items():
        address = f"/{route}" if route == "favicon.ico" else world.address(route)
        need = row.post if method == "POST" else row.get
        expected = 405 if need is None else row.status if method == "POST" else row.got
        # HEAD runs the view that GET runs: one role shows that it is there.
        for role in VISITORS if method != "HEAD" else NOBODY[:1]:
            answer, *written = world.answer(role, method, address, row.data)
            if answer != expected or written and (method != "POST" or need is None):
                wrong.append((method, address, role, answer, *written))
    assert not wrong


@pytest.mark.parametrize("method", POST_ON_BOTH)
@pytest.mark.usefixtures("undrawn_refusals")
def test_plan_routes(world: World, method: str) -> None:
    wrong = []
    for route, row in PLAN.items():
        for role in EVERYBODY:
            expected = expected_of(row, method, role)
            is_allowed = expected == (row.status if method == "POST" else row.got)
            if method == "HEAD" and is_allowed and role != row.get:
                continue  # the lowest role that may have it shows that it is there
            answer, *written = world.answer(role, method, world.address(route), row.data)
            if answer != expected or written and not (method == "POST" and is_allowed):
                wrong.append((method, route, role, answer, *written))
    assert not wrong


@pytest.mark.parametrize("method", POST_ON_BOTH)
@pytest.mark.usefixtures("undrawn_refusals")
def test_survey_routes(world: World, method: str) -> None:
    wrong = []
    for (route, row), role in product(SURVEY.items(), EVERYBODY):
        need = row.post if method == "POST" else row.get
        allowed = row.status if method == "POST" else row.got
        expected = allowed if role == "owner" else "sign-in" if role in NOBODY else 404
        expected = 405 if need is None else expected
        answer, *written = world.answer(role, method, world.address(route), row.data)
        if answer != expected or written and not (method == "POST" and role == "owner"):
            wrong.append((method, route, role, answer, *written))
    assert not wrong


@pytest.mark.once
def test_survey_is_answered_by_all_but_its_maker(world: World) -> None:
    address = world.address("assessment:survey")
    for role in EVERYBODY:
        assert world.answer(role, "GET", address, {}) == (200,)
        expected = 403 if role == "owner" else 422  # without a code
        assert world.answer(role, "POST", address, ANSWERS) == (expected,)


@pytest.mark.once
@pytest.mark.parametrize("method", METHODS)
def test_own_surveys_ask_to_sign_in(world: World, method: str) -> None:
    for route, role in product(sorted(ANYBODY_SIGNED_IN), EVERYBODY):
        is_missing = method == "POST" and route == "assessment:surveys"
        expected = "sign-in" if role in NOBODY else 422 if method == "POST" else 200
        answer = world.answer(role, method, world.address(route), {})
        assert answer == (405 if is_missing else expected,), (route, role)


@pytest.mark.once
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.usefixtures("undrawn_refusals")
def test_plan_that_does_not_exist_is_refused_the_same(world: World, method: str) -> None:
    wrong = []
    for route, row in PLAN.items():
        missing = world.address(route, plan_id=uuid4())
        for role in ("anonymous", "owner"):
            expected = expected_of(row, method, "anonymous" if role in NOBODY else "stranger")
            answer = world.answer(role, method, missing, row.data)
            if answer != (expected,):
                wrong.append((route, role, *answer))
    assert not wrong


@pytest.mark.usefixtures("undrawn_refusals")
def test_nested_id_of_another_plan_is_404(world: World) -> None:
    """Under a plan of their own, the owner names what belongs to the world's plan.

    Of three routes the second parameter is nobody's: a change's number counts within its plan, a
    success factor's name is the playbook's.
    """
    own = make_plan(world.client("stranger"))
    routes = [r for r in PLAN if len(parameters_of(r)) > 1 and r != "roadmap:factor"]
    before, wrong = fingerprint(), []
    for route in routes:
        address, row = world.address(route, plan_id=own.pk), PLAN[route]
        expected = 303 if "number" in parameters_of(route) else 404
        for method, need in (("GET", row.get), ("POST", row.post)):
            response = ask(world.client("stranger"), method, address, row.data)
            if need is not None and response.status_code != expected:
                wrong.append((method, route, response.status_code))
    assert not wrong
    assert fingerprint() == before


EXTRA = {
    "id": "1",
    "pk": "1",
    "plan": str(uuid4()),
    "plan_id": str(uuid4()),
    "user": "1",
    "user_id": "1",
    "browser": "x",
    "kept_until": "2099-01-01",
    "is_staff": "1",
    "is_superuser": "1",
    "created_at": "2001-01-01",
    "is_archived": "1",
    "token_hash": "x",
    "playbook_version": "999",
}


@pytest.mark.parametrize("route", ["roadmap:describe", "roadmap:activity", "roadmap:choose"])
def test_extra_fields_are_ignored(world: World, route: str) -> None:
    columns = ("id", "browser", "kept_until", "created_at", "is_archived", "playbook_version_id")
    plans = list(Plan.objects.order_by("pk").values(*columns))
    members = list(Membership.objects.order_by("pk").values())
    people = list(User.objects.order_by("pk").values("pk", "is_staff", "is_superuser"))

    data = {**EXTRA, **PLAN[route].data}
    response = ask(world.client("editor"), "POST", world.address(route), data)

    assert response.status_code in (302, 303)
    assert list(Plan.objects.order_by("pk").values(*columns)) == plans
    assert list(Membership.objects.order_by("pk").values()) == members
    assert list(User.objects.order_by("pk").values("pk", "is_staff", "is_superuser")) == people


def test_invitation_by_role(world: World) -> None:
    """It is for one address: others get 404, nobody is asked to sign in, unknown is 404."""
    address = world.address("roadmap:invitation")
    for role in EVERYBODY:
        is_new = role in NOBODY
        assert world.answer(role, "GET", address, {}) == (200 if is_new else 404,)
        assert world.answer(role, "HEAD", address, {}) == (200 if is_new else 404,)
        assert world.answer(role, "POST", address, {}) == ("sign-in" if is_new else 404,)
        assert world.answer(role, "GET", f"/uitnodiging/{UNUSED}/", {}) == (404,)

    assert signed_in(person("gast")).post(address).status_code == 302


def test_upload_is_of_who_sent_it(world: World) -> None:
    owner = world.client("owner")
    document = BytesIO(owner.get(f"/plannen/{world.plan.pk}/json").content)
    document.name = "plan.json"
    address = owner.post("/plannen/importeren/", {"bestand": document})["Location"]
    for role in EVERYBODY:
        expected = 200 if role == "owner" else 404
        assert world.answer(role, "GET", address, {}) == (expected,)
        if role != "owner":
            assert world.answer(role, "POST", address, {"naar": "nieuw"}) == (404,)


def test_reminder_stops_by_its_mail(world: World) -> None:
    """The token says whose it is: who opens it is not asked, and GET only asks."""
    address = world.address("roadmap:stop-reminder")
    members = Membership.objects.filter(remind=True)
    for role in EVERYBODY:
        Membership.objects.update(remind=True)
        assert world.client(role).get(address).status_code == 200
        assert members.count() == Membership.objects.count()
        assert world.client(role).post(address).status_code == 200
        assert members.count() == Membership.objects.count() - 1
        unknown = world.address("roadmap:stop-reminder", token=UNUSED)
        assert world.client(role).post(unknown).status_code == 404


@pytest.mark.once
def test_account_pages_without_account(world: World) -> None:
    wrong = []
    for route in sorted(ACCOUNT_OPEN | ACCOUNT_CLOSED):
        for role, method in product(NOBODY, METHODS) if route in ACCOUNT_CLOSED else [ANONYMOUS]:
            answer, *written = world.answer(role, method, world.address(route), {})
            is_right = (
                answer in (405, "sign-in")
                if route in ACCOUNT_CLOSED
                else isinstance(answer, int) and answer < 500
            )
            if written or not is_right:
                wrong.append((method, route, role, answer, *written))
    assert not wrong


@pytest.mark.once
def test_admin_sends_others_than_staff_to_its_sign_in(world: World) -> None:
    """Also for an address that is not there."""
    wrong = []
    for route in sorted(ADMIN_ROUTES.keys() - ADMIN_OPEN):
        address = "/" + re.sub(r"<\w+:\w+>|<id>", "1", ADMIN_ROUTES[route])
        if "(?P" in address:
            address = f"/{ADMIN}auth/" if route == "admin:app_list" else f"/{ADMIN}nergens/"
        for role, method in product(("anonymous", "owner"), ("GET", "POST")):
            with rolled_back(), writes() as written:
                response = ask(world.client(role), method, address, {})
            if written or not response.get("Location", "").startswith("/beheer/login/?next="):
                wrong.append((method, address, role, response.status_code, *written))
    assert not wrong


# What an administrator's pages answer to who may only open /beheer/, and to who may do all there.
ADMIN_PAGES = {
    "admin:index": (200, 200),
    "admin:app_list": (302, 302),
    "admin:jsi18n": (200, 200),
    "admin:autocomplete": (403, 403),  # no list of ours is asked for while one types
    "admin:view_on_site": (404, 404),
    "admin:password_change": (302, 302),
    "admin:password_change_done": (302, 302),
    "admin:auth_user_changelist": (403, 200),
    "admin:auth_user_add": (403, 403),  # people make their own account
    "admin:auth_user_change": (403, 200),
    "admin:auth_user_delete": (403, 200),
    "admin:auth_user_history": (403, 200),
}


@pytest.mark.once
def test_admin_pages_by_right(world: World) -> None:
    administrator = signed_in(User.objects.create(username="all", is_staff=True, is_superuser=True))
    named = {name for name in ADMIN_ROUTES if name.startswith("admin:")}
    assert named - ADMIN_OPEN == ADMIN_PAGES.keys()
    wrong = []
    for route, expected in ADMIN_PAGES.items():
        person_id = str(User.objects.get(username="els").pk)
        values = {"app_label": "auth", "object_id": person_id, "content_type_id": 1}
        names = ["app_label"] if route == "admin:app_list" else parameters_of(route)
        address = reverse(route, kwargs={name: values[name] for name in names})
        for client, status in zip((world.client("staff"), administrator), expected, strict=True):
            if (answer := client.get(address)).status_code != status:
                wrong.append((route, answer.status_code, status))
    assert not wrong


@pytest.mark.parametrize("method", [pytest.param("GET", marks=pytest.mark.once), "POST"])
def test_plan_deleted_between_the_check_and_the_act(
    world: World, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 32: nothing is done, nothing comes back, and what was typed stands on the page."""

    def delete() -> None:
        Plan.objects.all().delete()

    wrong = []
    for route, row in PLAN.items():
        if getattr(row, method.lower()):
            data = {"note": "Lang over nagedacht", **row.data}
            with rolled_back(), monkeypatch.context() as patch:
                once_found(delete, patch)
                response = ask(world.client("owner"), method, world.address(route), data)
                is_back = Plan.objects.filter(pk=world.plan.pk).exists()
            is_shown = "Lang over nagedacht" in response.content.decode(errors="ignore")
            is_lost = response.status_code == 404 and method == "POST" and not is_shown
            if is_back or is_lost or response.status_code >= 500:
                wrong.append((route, response.status_code, is_back, is_lost))
    assert not wrong


def test_role_lost_between_the_check_and_the_act(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 5: an editor who became a reader in that moment changes nothing."""

    def lower() -> None:
        Membership.objects.filter(role="editor").update(role="reader")

    changed, pages = [], {}
    for route, row in PLAN.items():
        if row.post == "editor":
            data = {"note": "Lang over nagedacht", **row.data}
            with rolled_back(), monkeypatch.context() as patch:
                once_found(lower, patch)
                pages[route] = ask(world.client("editor"), "POST", world.address(route), data)
                plan = Plan.objects.get(pk=world.plan.pk)
                if plan.version != 3 or plan.saved_states.count() != 1:
                    changed.append(route)
    assert not changed
    assert pages["roadmap:activity"].status_code == 403
    assert "Lang over nagedacht" in pages["roadmap:activity"].content.decode()


@pytest.mark.parametrize("when", ["before", "in between"])
def test_archived_plan_takes_no_act_on_what_it_holds(
    world: World, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when it was archived after the page was let in. Acts on who reads it go on."""

    def archive() -> None:
        Plan.objects.update(is_archived=True)

    wrong = []
    for route, row in PLAN.items():
        data = {"note": "Lang over nagedacht", **row.data}
        with rolled_back(), monkeypatch.context() as patch:
            archive() if when == "before" else once_found(archive, patch)
            response = ask(world.client("owner"), "POST", world.address(route), data)
            plan = Plan.objects.filter(pk=world.plan.pk).first()
            is_changed = plan is None or plan.version != 3 or plan.saved_states.count() != 1
        if row.post == "editor":
            is_shown = "Lang over nagedacht" in response.content.decode()
            if response.status_code != 403 or is_changed or not is_shown:
                wrong.append((route, response.status_code, is_changed, is_shown))
        elif row.post and response.status_code != row.status:
            wrong.append((route, response.status_code, is_changed, False))
    assert not wrong


def once_found(act: Callable[[], None], patch: pytest.MonkeyPatch) -> None:
    """Does the act when the next request has found its plan."""
    first = CompiledQuery.first

    def then_act(query: CompiledQuery[Any], **values: object) -> Any:
        row = first(query, **values)
        if isinstance(row, Plan):
            patch.setattr(CompiledQuery, "first", first)
            act()
        return row

    patch.setattr(CompiledQuery, "first", then_act)
