"""Headers, error pages, health, settings: what holds for the site as a whole."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/",
    "/zelfevaluatie/",
    "/activiteiten/",
    "/activiteiten/onboard-een-testgroep/",
    "/playbook/",
    "/playbook/introductie/",
    "/stappenplannen/",
    "/stappenplannen/piloot/",
    "/stappenplannen/piloot/pdf",
    "/plannen/",
    "/plannen/nieuw/",
    "/healthz",
    "/bestaat-niet/",
    "/beheer/login/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_headers_on_every_answer(client: Client, address: str) -> None:
    response = client.get(address)

    policy = {part.split()[0]: part.split()[1:] for part in _policy(response.headers)}
    assert policy == {
        "default-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert "camera=()" in response["Permissions-Policy"]


def _policy(headers: object) -> list[str]:
    return headers["Content-Security-Policy"].split("; ")  # type: ignore[index,no-any-return]


def test_head_has_the_length_and_no_body(client: Client) -> None:
    whole = client.get("/stappenplannen/piloot/")
    head = client.head("/stappenplannen/piloot/")

    assert head.content == b""
    assert head["Content-Length"] == str(len(whole.content))


def test_every_address_without_parameters_is_in_the_list() -> None:
    found = set(_plain_addresses(get_resolver().url_patterns))

    assert found - {"favicon.ico"} == {a.lstrip("/") for a in ADDRESSES} & found


def _plain_addresses(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[str]:
    found = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if route.startswith(("beheer/", "account/")) or "<" in route:
            continue
        if isinstance(pattern, URLResolver):
            found += _plain_addresses(pattern.url_patterns, route)
        else:
            found.append(route)
    return found


def test_error_pages_are_ours_and_in_dutch(client: Client) -> None:
    assert "Deze pagina bestaat niet" in client.get("/bestaat-niet/").content.decode()
    assert "aria-current" not in client.get("/bestaat-niet/").content.decode()
    assert client.get("/", headers={"Host": "kwaad.example"}).status_code == 400


def test_server_error_page_shows_nothing_of_the_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("geheim")

    monkeypatch.setattr("roadmap.views.plans.listed_plans_of", broken)
    response = Client(raise_request_exception=False).get("/plannen/")

    assert response.status_code == 500
    assert "geheim" not in response.content.decode()
    assert "Er ging iets mis bij ons" in response.content.decode()


def test_healthz(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    assert client.get("/healthz").json() == {
        "status": "ok",
        "playbook": "2026-05",
        "activities": 53,
    }

    def silent() -> None:
        raise OperationalError

    monkeypatch.setattr("playbook_site.views.published_catalogue", silent)
    assert client.get("/healthz").status_code == 503


@pytest.mark.parametrize(
    ("address", "allowed"),
    [("/healthz", "GET, HEAD"), ("/plannen/", "GET, HEAD"), ("/favicon.ico", "GET, HEAD")],
)
def test_reading_pages_refuse_post(client: Client, address: str, allowed: str) -> None:
    response = client.post(address)

    assert response.status_code == 405
    assert response["Allow"] == allowed


def test_form_errors_are_dutch(client: Client) -> None:
    response = client.post("/plannen/nieuw/", {"title": "x" * 200, "start": "leeg"})

    assert "niet meer dan 120 tekens" in response.content.decode()


@override_settings(SECURE_SSL_REDIRECT=True)
def test_https_redirects(client: Client) -> None:
    assert client.get("/").status_code == 301


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"DATABASE_URL": "onzin"}, "DATABASE_URL is not understood"),
        ({"DATABASE_URL": "mysql://a/b"}, "DATABASE_URL is not understood"),
        ({"DATABASE_URL": "postgres://x:y@127.0.0.1:1/none"}, "the database does not answer"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL is not understood"),
        ({"DATABASE_URL": "postgres://"}, "DATABASE_URL is not understood"),
        ({"DATABASE_URL": "sqlite:////nowhere/x.sqlite3"}, "the database does not answer"),
        ({"DATABASE_URL": f"sqlite:///{__file__}"}, "not a database"),
        ({"DATA_DIR": "/proc/nowhere"}, "DATA_DIR"),
        ({"DATA_DIR": "/sys"}, "DATA_DIR"),  # root too may not write there
        ({"DATA_DIR": __file__}, "DATA_DIR"),
        ({"HTTPS": "misschien"}, "HTTPS misschien is neither 1 nor 0"),
        ({"PORT": "tachtig"}, "PORT tachtig is not a number"),
        ({"PORT": "0"}, "PORT 0 is not a number"),
        ({"HOST": "203.0.113.9"}, "cannot be used"),
    ],
)
def test_serve_with_a_wrong_setting_is_one_line(environment: dict[str, str], said: str) -> None:
    result = manage("serve", **({"PORT": "18999"} | environment))

    assert result.returncode == 1
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr


def test_serve_on_a_taken_port_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = manage("serve", PORT=str(taken.getsockname()[1]))

    assert result.returncode == 1
    assert "cannot be used" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("name", ["secret-key", "static", "playbook.sqlite3"])
def test_serve_in_a_spoilt_folder_is_one_line(tmp_path: Path, name: str) -> None:
    if name == "static":
        (tmp_path / name).touch()
    else:
        (tmp_path / name).mkdir()

    result = manage("serve", DATA_DIR=str(tmp_path), PORT="18999")

    assert result.returncode == 1
    assert str(tmp_path / name) in result.stderr or "database" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr


def test_empty_secret_key_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret-key").touch()

    result = manage("check", DATA_DIR=str(tmp_path))

    assert result.returncode == 1
    assert result.stderr.strip().endswith("secret-key is empty; remove it, and a new key is made.")


def test_empty_variables_are_as_if_not_set() -> None:
    code = "print(__import__('django.conf').conf.settings.DATA_DIR)"
    result = manage("shell", "--no-imports", "-c", code, DATA_DIR="", DATABASE_URL="", HTTPS="")

    assert result.stdout.strip() == str(Path(settings.BASE_DIR) / "var")


def test_postgres_gives_up_in_time_and_keeps_what_the_address_says() -> None:
    code = "print(__import__('django.conf').conf.settings.DATABASES['default']['OPTIONS'])"
    address = "postgres://a:b@127.0.0.1/x?sslmode=require"
    result = manage("shell", "--no-imports", "-c", code, DATABASE_URL=address)

    assert result.stdout.strip() == "{'connect_timeout': 10, 'sslmode': 'require'}"


def test_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    code = "print(__import__('django.conf').conf.settings.SECRET_KEY)"
    first = manage("shell", "--no-imports", "-c", code, DATA_DIR=str(tmp_path))
    second = manage("shell", "--no-imports", "-c", code, DATA_DIR=str(tmp_path))

    assert len(first.stdout.strip()) > 40
    assert first.stdout == second.stdout
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_https_settings_are_strict(tmp_path: Path) -> None:
    result = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        DATA_DIR=str(tmp_path),
        HTTPS="1",
        SECRET_KEY="x" * 25 + "abcdefghijklmnopqrstuvwxyz0123456789",
        ALLOWED_HOSTS="playbook.example",
    )

    assert result.returncode == 0, result.stderr
