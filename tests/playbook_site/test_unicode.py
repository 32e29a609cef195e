"""Letters of all kinds, the same on SQLite and PostgreSQL (case 59).

Nothing that a person typed is sorted or searched by the database, whose rules differ: the last
tests hold that. The rest runs on both databases and expects the same.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from content import text_rules
from content.catalogue import Catalogue
from roadmap.domain.overview.filters import owners_of
from roadmap.models import Plan, PlanActivity
from roadmap.queries.overview import plan_overview
from tests.roadmap.conftest import make_plan

pytestmark = pytest.mark.django_db
APPS = ("accounts", "assessment", "content", "roadmap", "playbook_site")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Cafe\u0301", "Café"),  # decomposed, as some keyboards and files have it
        ("Café", "Café"),
        ("e\u0301" * 120, "é" * 120),  # 120 letters, however they are coded
        ("🚀 Sprint 𝒜", "🚀 Sprint 𝒜"),
        ("\U0001fae8", "\U0001fae8"),  # an emoji of 2022
        ("ĳsland IJSLAND ﬁ", "ĳsland IJSLAND ﬁ"),  # no letter is replaced by another
        ("👩‍👩‍👧 gezin", "👩‍👩‍👧 gezin"),  # joined by an invisible character that has a use
        ("  randen  ", "randen"),
        ("Plan\tvan\x0bWord\u00a0 \x00\x1b2027", "Plan van Word 2027"),
        ("‮tkerts", "‮tkerts"),
    ],
)
def test_a_title_is_kept_as_it_was_meant(client: Client, typed: str, stored: str) -> None:
    plan = make_plan(client, title=typed)

    assert Plan.objects.get(pk=plan.pk).title == stored
    assert Plan.objects.filter(title=stored).exists()
    page = client.get(f"/plannen/{plan.pk}/").content.decode()
    assert f"<bdi>{stored}</bdi>" in page  # what turns around stays within its own bounds


@pytest.mark.parametrize(
    "title",
    ["", "   ", "\u200b", "\u200d\u200d", "\u00a0\u3000", "\u2060 \ufeff",
     "\ue000", "\ufffe", "\u0301", "\u3164", "\u115f\u1160", "\uffa0 \u2800", "\ufe0f",
     "\U000e0100", "e\u0301" * 121],
)  # fmt: skip
def test_a_title_that_shows_nothing_is_refused(client: Client, title: str) -> None:
    response = client.post("/plannen/nieuw/", {"title": title, "start": "leeg"})

    assert response.status_code == 422
    assert not Plan.objects.exists()


def test_a_note_that_shows_nothing_is_empty(client: Client) -> None:
    plan = make_plan(client)
    row = plan.activities.all()[0]
    address = f"/plannen/{plan.pk}/activiteiten/{row.pk}/"
    sent = {"title": row.title, "status": row.status, "phase": 1}

    client.post(address, {**sent, "version": 1, "note": "Iets"})
    client.post(address, {**sent, "version": 2, "initial-note": "Iets", "note": "\u200b\n\u2800"})

    row.refresh_from_db()
    assert (row.version, row.note) == (3, "")


ENDLESS = "a" + "\u0301" * 20_000 + "\u0323" * 20_000


@pytest.fixture
def normalised(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lengths of the texts that were normalised: marks out of order cost that squared."""
    lengths: list[int] = []
    real = unicodedata.normalize

    def normalize(form: Any, text: str) -> str:
        lengths.append(len(text))
        return real(form, text[:100])

    monkeypatch.setattr(unicodedata, "normalize", normalize)
    return lengths


def test_a_text_without_end_is_refused_by_its_length(client: Client, normalised: list[int]) -> None:
    plan = make_plan(client)
    row = plan.activities.all()[0]
    address = f"/plannen/{plan.pk}/activiteiten/{row.pk}/"
    fields = {"title": row.title, "status": row.status, "phase": 1, "version": 1}

    new = client.post("/plannen/nieuw/", {"title": ENDLESS, "start": "leeg"})
    note = client.post(address, fields | {"note": ENDLESS, "links": ENDLESS})
    account = [
        client.post("/account/signup/", {"name": ENDLESS, "email": ENDLESS}),
        client.post("/account/login/", {"login": ENDLESS, "password": ENDLESS}),
        client.post("/account/password/reset/", {"email": ENDLESS}),
    ]
    search = client.get("/activiteiten/", {"q": ENDLESS})
    owner = client.get(f"/plannen/{plan.pk}/", {"eigenaar": ENDLESS, "q": ENDLESS})
    client.force_login(User.objects.create(username="an"))
    survey = client.post("/bevragingen/nieuw/", {"title": ENDLESS, "organisation": ENDLESS})

    for answer, most in ((new, "120"), (note, "2.000")):
        page = answer.content.decode()
        assert answer.status_code == 422
        assert f"hoogstens {most} tekens; dit zijn er 40.001" in page
        assert ENDLESS in page
    assert [answer.status_code for answer in (*account, search, owner, survey)] == [422] * 6
    assert max(normalised, default=0) < 1000


@hypothesis_settings(suppress_health_check=list(HealthCheck), deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_any_text_is_kept_or_refused(text: str) -> None:
    client = Client()
    response = client.post("/plannen/nieuw/", {"title": text, "start": "leeg"})

    assert response.status_code in (302, 422)
    if response.status_code == 302:
        stored = Plan.objects.latest("created_at").title
        assert stored == text_rules.line(text, 120) != ""
        Plan.objects.all().delete()


@pytest.mark.parametrize(
    "query",
    ["creëer", "CREËER", "creeer", "cree\u0308er", "Creëer BEWUSTZIJN", "bewustzijn creeër"],
)
def test_search_knows_no_case_or_accent(client: Client, query: str) -> None:
    page = client.get("/activiteiten/", {"q": query}).content.decode()

    assert 'href="/activiteiten/creeer-bewustzijn/"' in page


def test_owners_are_sorted_as_people_do(client: Client, catalogue: Catalogue) -> None:
    plan = make_plan(client)
    names = ["Zoë", "eva", "Élise", "Emma", "ijsbrand", "an", "Ångström", "anton"]
    for row, name in zip(plan.activities.all(), names, strict=False):
        PlanActivity.objects.filter(pk=row.pk).update(owner=name)

    grid = plan_overview(catalogue, plan, date(2027, 1, 1)).grid

    in_order = ("an", "Ångström", "anton", "Élise", "Emma", "eva", "ijsbrand", "Zoë")
    assert owners_of(grid) == in_order


@pytest.mark.parametrize("typed", ["an@voorbeeld.be", "AN@Voorbeeld.BE", " An@voorbeeld.be "])
def test_sign_in_knows_no_case(client: Client, typed: str) -> None:
    User.objects.create_user("an", "an@voorbeeld.be", "een-lang-geheim-woord")

    response = client.post("/account/login/", {"login": typed, "password": "een-lang-geheim-woord"})

    assert response.status_code == 302, response.content.decode()


@pytest.mark.parametrize("name", [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME])
@pytest.mark.parametrize("address", ["/plannen/", "/account/", "/account/login/", "/beheer/"])
def test_a_cookie_with_a_nul_is_as_none(name: str, address: str) -> None:
    plain = Client().get(address)

    response = Client().get(address, headers={"Cookie": f'{name}="\\000{"a" * 31}"'})

    assert response.status_code == plain.status_code


def test_a_form_sent_with_a_nul_in_its_cookies_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    cookies = "; ".join(f'{name}="\\000{"a" * 31}"' for name in ("sessie", "csrf"))
    sent = {"csrfmiddlewaretoken": "\0" + "a" * 31}

    assert client.post("/plannen/nieuw/", sent, headers={"Cookie": cookies}).status_code == 403


@pytest.mark.parametrize(
    "address",
    ["/beheer/autocomplete/?app_label=auth&model_name=user&field_name=groups&term=%00",
     "/beheer/auth/user/?q=%00", "/beheer/auth/user/?username=a%00", "/activiteiten/?q=a%00b"],
)  # fmt: skip
def test_a_nul_in_an_address_is_refused(admin_client: Client, address: str) -> None:
    response = admin_client.get(address)

    assert response.status_code == 400
    assert "Dit verzoek klopt niet" in response.content.decode()


def test_the_database_sorts_no_words() -> None:
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            names = [name for name in model._meta.ordering or () if isinstance(name, str)]
            for name in set(names) - {"pk", "-pk"}:
                field: models.Field | None = None  # type: ignore[type-arg]
                for part in str(name).lstrip("-").split("__"):
                    inside = field.related_model if field else model
                    field = inside._meta.get_field(part)  # type: ignore[union-attr,assignment]
                is_text = isinstance(field, (models.CharField, models.TextField))
                assert not is_text or (model.__name__, name) in FIXED, f"{model.__name__}: {name}"


FIXED = {
    ("Option", "letter"),  # A, B, C
}


def test_the_database_compares_no_case() -> None:
    for label in APPS:
        for path in (Path(settings.BASE_DIR) / label).rglob("*.py"):
            if "migrations" not in path.parts:
                assert not re.search(r"__(icontains|iexact|istartswith|iregex)\b", path.read_text())
