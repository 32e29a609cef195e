"""Settings from the environment: what is missing or wrong is one line, and nothing starts."""

from __future__ import annotations

import os
import runpy
import socket
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from playbook_site import environment
from tests.environment import PRODUCTION, manage, plain_environment

pytestmark = pytest.mark.once


def settings_of(monkeypatch: pytest.MonkeyPatch, **given: str) -> dict[str, Any]:
    """The settings as a process with these values reads them. Raises ImproperlyConfigured."""
    for name in os.environ.keys() - plain_environment().keys():
        monkeypatch.delenv(name)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(Path(settings.BASE_DIR) / "playbook_site" / "settings.py"))


def refusal_of(monkeypatch: pytest.MonkeyPatch, **given: str) -> str:
    """Why the settings do not take these values: one line."""
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_of(monkeypatch, **given)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"DATABASE_URL": "onzin"}, "DATABASE_URL is not understood"),
        ({"DATABASE_URL": "mysql://a/b"}, "DATABASE_URL is not understood"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL is not understood"),
        ({"DATABASE_URL": "postgres://"}, "DATABASE_URL is not understood"),
        ({"DATA_DIR": "/proc/nowhere"}, "DATA_DIR"),
        ({"DATA_DIR": "/sys"}, "DATA_DIR"),  # root too may not write there
        ({"DATA_DIR": __file__}, "DATA_DIR"),
        ({"PORT": "tachtig"}, "PORT tachtig is not a number"),
        ({"PORT": "0"}, "PORT 0 is not a number"),
        ({"WORKERS": "0"}, "WORKERS 0 is not a number from 1 to 64"),
        ({"TRUSTED_PROXIES": "alle"}, "TRUSTED_PROXIES alle is not a number"),
        ({"CACHE_URL": "memcached://a"}, "CACHE_URL is not understood"),
        ({"EMAIL_URL": "onzin"}, "EMAIL_URL is not understood"),
        ({"EMAIL_URL": "smtp+tls://"}, "EMAIL_URL is not understood"),
        ({"EMAIL_URL": "smtp+tls://a:b/c@host:587"}, "EMAIL_URL is not understood"),
        ({"DATABASE_URL": "sqlite:///x.sqlite3"}, "DATABASE_URL is not understood"),
        ({"SITE_URL": "foo"}, "SITE_URL foo is not understood"),
        ({"MAIL_FROM": "AI Playbook"}, "MAIL_FROM AI Playbook is not understood"),
        ({"HTTPS": "misschien"}, "HTTPS misschien is neither 1 nor 0"),
        ({"OIDC_ISSUER": "https://id.example", "OIDC_CLIENT_ID": ""}, "OIDC_ISSUER"),
        ({"OIDC_ISSUER": "http://id.example", "OIDC_CLIENT_ID": "x"}, "OIDC_ISSUER"),
    ],
)
def test_wrong_value_is_refused(
    given: dict[str, str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert message in refusal_of(monkeypatch, **({"DATA_DIR": str(tmp_path)} | given))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"HTTPS": "misschien"}, "Settings: HTTPS misschien is neither 1 nor 0"),
        ({"DATABASE_URL": "postgres://x:y@127.0.0.1:1/none"}, "the database does not answer"),
        ({"DATABASE_URL": f"sqlite:///{__file__}"}, "not a database"),
    ],
)
def test_serve_with_what_it_cannot_use_is_one_line(
    given: dict[str, str], message: str, tmp_path: Path
) -> None:
    result = manage("serve", **({"PORT": "18999", "DATA_DIR": str(tmp_path)} | given))

    assert result.returncode == 1
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr


def test_serve_on_a_taken_port_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = manage("serve", PORT=str(taken.getsockname()[1]))

    assert result.returncode == 1
    assert "cannot be used" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("name", environment.NEEDED_IN_PRODUCTION)
def test_production_without_a_value_does_not_start(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = PRODUCTION | {"DATABASE_URL": "sqlite:////tmp/x", name: ""}

    message = refusal_of(monkeypatch, **given)

    assert message.startswith(f"HTTPS=1 is production, and needs {name} (")


def test_production_names_all_that_is_missing_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    message = refusal_of(monkeypatch, HTTPS="1")

    assert all(name in message for name in environment.NEEDED_IN_PRODUCTION)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", ","),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", ".a.example"),
        ("ALLOWED_HOSTS", "https://playbook.example"),
        ("ALLOWED_HOSTS", "playbook.example:443"),
        ("ALLOWED_HOSTS", "a.example b.example"),
        ("SITE_URL", "http://playbook.example"),
        ("SITE_URL", "https://"),
        ("SITE_URL", "https://playbook.example/pad"),
        ("MAIL_FROM", "Dienst <@playbook.example>"),
    ],
)
def test_production_with_a_wrong_value_is_refused(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = PRODUCTION | {"DATABASE_URL": "sqlite:////tmp/x", name: value}

    message = refusal_of(monkeypatch, **given)

    assert message.startswith(f"{name} {value} is not understood; write ")


def test_spaces_around_the_names_of_hosts_are_no_part_of_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given = PRODUCTION | {
        "ALLOWED_HOSTS": " a.example, [2001:db8::1],, playbook.example ",
        "DATABASE_URL": "sqlite:////tmp/x",
        "DATA_DIR": str(tmp_path),
    }

    found = settings_of(monkeypatch, **given)

    assert found["ALLOWED_HOSTS"] == ["a.example", "[2001:db8::1]", "playbook.example"]
    assert found["SITE_URL"] == "https://a.example"


def test_a_short_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    given = PRODUCTION | {"DATABASE_URL": "sqlite:////tmp/x", "SECRET_KEY": "geheim"}

    assert "SECRET_KEY must be 50" in refusal_of(monkeypatch, **given)


def test_deploy_check_of_production_is_silent(tmp_path: Path) -> None:
    given = PRODUCTION | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3",
        "DATA_DIR": str(tmp_path),
    }
    result = manage("check", "--deploy", "--fail-level", "DEBUG", **given)

    assert result.returncode == 0
    assert result.stderr == ""
    assert result.stdout == "System check identified no issues (1 silenced).\n"


def test_production_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = PRODUCTION | {
        "DATABASE_URL": "postgres://user:p%40ss@db.example:5433/playbook",
        "DATA_DIR": str(tmp_path),
    }

    found = settings_of(monkeypatch, **given)

    assert found["SESSION_COOKIE_NAME"] == "__Host-sessie"
    assert found["CSRF_COOKIE_NAME"] == "__Host-csrf"
    assert found["TYPIST_COOKIE_NAME"] == "__Host-wie"
    assert found["SESSION_COOKIE_SECURE"] and found["SECURE_HSTS_SECONDS"] > 0
    assert (found["EMAIL_HOST"], found["EMAIL_USE_TLS"]) == ("mail.example", True)
    assert found["TRUSTED_PROXIES"] == 1
    assert found["DATABASES"]["default"]["PASSWORD"] == "p@ss"
    assert found["DATABASES"]["default"]["OPTIONS"]["pool"]["max_size"] == 20


def test_caches_are_shared_except_for_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    by_default = environment.caches()
    monkeypatch.setenv("CACHE_URL", "redis://cache.example:6379/0")
    by_redis = environment.caches()

    def backends(caches: dict[str, dict[str, object]]) -> dict[str, str]:
        return {name: str(c["BACKEND"]).rpartition(".")[2] for name, c in caches.items()}

    assert backends(by_default) == {
        "default": "DatabaseCache",
        "pdfs": "DatabaseCache",
        "pages": "LocMemCache",
    }
    assert backends(by_redis) == {
        "default": "RedisCache",
        "pdfs": "RedisCache",
        "pages": "LocMemCache",
    }
    assert by_redis["default"]["KEY_PREFIX"] != by_redis["pdfs"]["KEY_PREFIX"]


def test_secret_key_is_made_once_and_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (
        settings_of(monkeypatch, DATA_DIR=str(tmp_path))["SECRET_KEY"] for _ in range(2)
    )

    assert len(first) > 40
    assert first == second
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["static", "playbook.sqlite3"])
def test_serve_in_a_spoilt_folder_is_one_line(fresh: str, tmp_path: Path, name: str) -> None:
    given = {"DATA_DIR": str(tmp_path), "PORT": "18999"}
    if name == "static":
        (tmp_path / name).touch()
        given |= {"DATABASE_URL": fresh}  # a start comes as far as the static files
    else:
        (tmp_path / name).mkdir()

    result = manage("serve", **given)

    assert result.returncode == 1
    assert str(tmp_path / name) in result.stderr or "database" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr


def test_secret_key_that_is_no_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret-key").mkdir()

    assert str(tmp_path / "secret-key") in refusal_of(monkeypatch, DATA_DIR=str(tmp_path))


def test_empty_secret_key_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret-key").touch()

    message = refusal_of(monkeypatch, DATA_DIR=str(tmp_path))

    assert message.endswith("secret-key is empty; remove it, and a new key is made.")


def test_a_folder_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "a+b 100%25 #?é"

    found = settings_of(monkeypatch, DATA_DIR=str(folder))["DATABASES"]["default"]

    assert found["NAME"] == str(folder / "playbook.sqlite3")


def test_empty_variables_are_as_if_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings_of(monkeypatch, DATA_DIR="", DATABASE_URL="", HTTPS="")

    assert found["DATA_DIR"] == Path(settings.BASE_DIR) / "var"


def test_postgres_gives_up_in_time_and_keeps_what_the_address_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = {"DATABASE_URL": "postgres://a:b@127.0.0.1/x?sslmode=require"}

    options = settings_of(monkeypatch, **given)["DATABASES"]["default"]["OPTIONS"]

    assert (options["connect_timeout"], options["sslmode"]) == (10, "require")
