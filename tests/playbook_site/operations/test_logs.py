"""The log tells how the site does, and nothing of who does what."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import resolve

from playbook_site.operations.logs import (
    MAX_TEXT,
    REFUSED,
    Json,
    OfTheServer,
    Redacted,
    logging_for,
    without_secrets,
)
from tests.roadmap.conftest import make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def log() -> Iterator[StringIO]:
    """All that production would log."""
    kept = StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(Json())
    root, ours = logging.getLogger(), logging.getLogger("playbook")
    before = ours.level
    root.addHandler(handler)
    ours.setLevel(logging.INFO)
    yield kept
    root.removeHandler(handler)
    ours.setLevel(before)


def test_a_request_is_told_by_its_route(log: StringIO) -> None:
    client = Client()
    plan = make_plan(client)
    log.truncate(0)
    log.seek(0)
    response = client.get(f"/plannen/{plan.pk}/gegevens/")

    event = json.loads(log.getvalue())
    assert event["message"] == "request"
    assert (event["method"], event["status"]) == ("GET", 200)
    assert event["route"] == "plannen/<uuid:plan_id>/gegevens/"
    assert event["request"] == response["X-Request-ID"]
    assert event["ms"] > 0


def test_a_journey_leaves_no_trace_of_a_person(
    log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(REMOTE_ADDR="192.0.2.44", raise_request_exception=False)
    client.force_login(User.objects.create(username="an", email="an.janssens@voorbeeld.be"))
    answers = {f"vraag-{number}": "B" for number in range(1, 7)}
    address = client.post("/zelfevaluatie/", answers)["Location"]
    client.get(address)
    client.get(f"{address}weg/")
    client.post("/account/login/", {"login": "an.janssens@voorbeeld.be", "password": "geheim"})
    client.get("/", headers={"Host": "198.51.100.3"})
    monkeypatch.setattr(
        "assessment.views.score", lambda *_: int(f"an.janssens@voorbeeld.be {address} 192.0.2.44")
    )
    assert client.get(address).status_code == 500

    lines = log.getvalue()
    assert lines.count('"message": "request"') == 6
    assert '"route": "zelfevaluatie/<slug:token>/", "status": 500' in lines
    assert '"error": "Traceback' in lines
    token = address.strip("/").split("/")[-1]
    for secret in (token, "janssens", "192.0.2.44", "198.51.100.3", client.session.session_key):
        assert str(secret) not in lines


def test_what_django_tells_of_an_error_names_the_request(
    log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: object) -> None:
        raise OperationalError("locked")

    monkeypatch.setattr("roadmap.views.plans.lifecycle.plans_of", silent)

    response = Client().get("/plannen/")

    events = [json.loads(line) for line in log.getvalue().splitlines()]
    assert response.status_code == 503
    assert "django.request" in {line["logger"] for line in events}
    assert {line["request"] for line in events} == {response["X-Request-ID"]}


@pytest.mark.parametrize("host", ["kwaad.example", "geheim\tkwaad'{}", "203.0.113.9"])
def test_another_host_is_one_warning_without_what_it_sent(log: StringIO, host: str) -> None:
    response = Client().get("/plannen/", headers={"Host": host})

    events = [json.loads(line) for line in log.getvalue().splitlines()]
    assert response.status_code == 400
    assert [(line["level"], line["logger"]) for line in events if line["message"] != "request"] == [
        ("WARNING", "django.security.DisallowedHost")
    ]
    assert events[0]["request"] == response["X-Request-ID"]
    assert "Traceback" not in log.getvalue() and host not in log.getvalue()


def test_a_request_id_is_only_a_proxys_to_give() -> None:
    given = {"X-Request-ID": "proxy-0123456789"}
    assert Client().get("/healthz", headers=given)["X-Request-ID"] != "proxy-0123456789"
    with override_settings(TRUSTED_PROXIES=1):
        assert Client().get("/healthz", headers=given)["X-Request-ID"] == "proxy-0123456789"
        wrong = Client().get("/healthz", headers={"X-Request-ID": 'a"} \x1b[31m injected'})
        assert re.fullmatch("[0-9a-f]{32}", wrong["X-Request-ID"])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mail to an.janssens+ai@sub.voorbeeld.be failed", "mail to <e-mail> failed"),
        ("to jan.o'neil@voorbeeld.be", "to <e-mail>"),
        ("repr 'jan.o\\'neil@voorbeeld.be'", "repr '<e-mail>'"),
        ("login='an@voorbeeld.be'", "login='<e-mail>'"),
        ("Key (email)=(an@voorbeeld.be) exists", "Key (email)=(<e-mail>) exists"),
        ("from 192.0.2.1:443", "from <address>:443"),
        ("from 2001:db8::12 and ::1", "from <address> and <address>"),
        ("/gedeeld/Zm9vYmFyYmF6cXV4MTIzNDU2Nzg/pdf", "/gedeeld/<key>/pdf"),
        ("/zelfevaluatie/eLdemD-iapc-_rADNOnDqJTLkWdmqLoR/", "/zelfevaluatie/<key>/"),
        ("/zelfevaluatie/verder/eLdemD-iapc_rADNOnDqJTLkW/", "/zelfevaluatie/verder/<key>/"),
        ("/plannen/herinnering-stoppen/eLdemD/", "/plannen/herinnering-stoppen/<key>/"),
        ("/plannen/antwoord/eLdemD/", "/plannen/antwoord/<key>/"),
        ("2026-11-24 22:39:00,123 WARNING", "2026-11-24 22:39:00,123 WARNING"),
        ('File "/usr/lib/python3.11/site-packages/django/x.py", line 12', None),
        ("plan 00000000-0000-4000-8000-000000000001", None),
        ("test_a_long_name_that_is_no_key_at_all", None),
        ("gunicorn 27.0.1", None),
        ("DETAIL:  Failing row contains (1, An Janssens).", "DETAIL: <values>"),
    ],
)
def test_without_secrets(text: str, kept: str | None) -> None:
    assert without_secrets(text) == (text if kept is None else kept)


def test_refused_request_is_one_warning_without_what_it_sent(log: StringIO) -> None:
    """Django raises these with the sender's text in them; 1,001 fields are one of them."""
    client = Client(raise_request_exception=False)
    response = client.post("/zelfevaluatie/", {f"GEHEIM-{n}": "GEHEIM" for n in range(1001)})

    assert response.status_code == 400
    assert "A request refused: TooManyFieldsSent." in log.getvalue()
    assert "GEHEIM" not in log.getvalue() and "Traceback" not in log.getvalue()


@pytest.mark.parametrize("name", REFUSED)
def test_every_refusal_of_django_has_its_filter(name: str) -> None:
    record = logging.makeLogRecord({"name": f"django.security.{name}", "msg": "GEHEIM"})

    assert logging.getLogger(record.name).filter(record)
    assert "GEHEIM" not in record.getMessage() and record.levelno == logging.WARNING


def test_long_text_is_bounded_before_it_is_searched() -> None:
    """The words at the cut go with what is left out: half a key would not be recognised."""
    key = "eLdemD7iapc4rADNOnDqJTLkWdmqLoR"
    text = f"{'woord ' * 332}{key} {'x' * 64_000} {key}/{'woord ' * 165}"

    line = without_secrets(text)

    assert len(line) < MAX_TEXT + 20 and " […] " in line
    assert "eLd" not in line and "LoR" not in line
    assert without_secrets("a" * 64_000) == " […] "


def test_nothing_of_a_malformed_request_is_logged() -> None:
    """gunicorn formats what it quotes into the message before it logs it."""
    for quoted in ("Invalid request from ip=192.0.2.1: Invalid header name: 'GEHEIM'",):
        record = logging.makeLogRecord({"name": "gunicorn.error", "msg": quoted})
        assert OfTheServer().filter(record)
        assert record.getMessage() == "A malformed request was refused."
    record = logging.makeLogRecord(
        {"msg": "Error handling request %s %s", "args": ("GET", "/gedeeld/GEHEIM")}
    )
    assert OfTheServer().filter(record)
    assert record.getMessage() == "Error handling request"


def test_djangos_own_record_is_told_by_route(client: Client) -> None:
    request = client.get("/zelfevaluatie/geheim/").wsgi_request
    request.resolver_match = resolve("/zelfevaluatie/geheim/")
    record = logging.makeLogRecord(
        {"name": "django.request", "msg": "Not Found: %s", "args": (request.path,)}
    )
    record.__dict__["request"] = request

    line = Redacted("%(message)s").format(record)

    assert line == "django.request: GET zelfevaluatie/<questionnaire:questionnaire>/"


def test_requests_are_told_in_production_only() -> None:
    assert logging_for(as_json=True)["loggers"]["playbook"]["level"] == "INFO"
    assert logging_for(as_json=False)["loggers"]["playbook"]["level"] == "WARNING"


def test_metrics_are_for_who_has_the_token(
    client: Client, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from playbook_site.operations import metrics

    assert client.get("/metrics").status_code == 404
    with override_settings(METRICS_TOKEN="munt", DATA_DIR=tmp_path_factory.mktemp("figures")):
        metrics.begin()
        client.get("/healthz")
        assert client.get("/metrics").status_code == 404
        assert client.get("/metrics", headers={"Authorization": "Bearer fout"}).status_code == 404
        figures = client.get("/metrics", headers={"Authorization": "Bearer munt"})

    assert figures.status_code == 200
    count = 'playbook_requests_total{method="GET",route="healthz",status="200"} 1.0'
    assert count in figures.content.decode()
