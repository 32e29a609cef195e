"""What a start does with what it finds in the database."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.core.management.base import CommandError

from playbook_site import gunicorn_conf
from playbook_site.management.commands.serve import (
    is_open_to_others,
    refuse_taken_port,
    risk_of_host,
)
from tests.conftest import free_port, wait_for
from tests.databases import another_database, run_sql
from tests.environment import plain_environment

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("host", "is_open"),
    [
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("::1", False),
        ("localhost", False),
        ("0.0.0.0", True),
        ("::", True),
        ("10.0.0.12", True),
        ("playbook.internal", True),
    ],
)
def test_is_open_to_others_knows_what_is_this_machine(host: str, is_open: bool) -> None:
    assert is_open_to_others(host) == is_open


@pytest.mark.parametrize(
    ("host", "proxies", "is_warned"), [("0.0.0.0", 0, True), ("0.0.0.0", 1, False), ("", 0, False)]
)
def test_serve_says_what_a_host_without_a_proxy_risks(
    host: str, proxies: int, is_warned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line, at the start."""
    monkeypatch.setattr(settings, "SERVE_HOST", host or "127.0.0.1")
    monkeypatch.setattr(settings, "TRUSTED_PROXIES", proxies)

    risk = risk_of_host()

    assert bool(risk) == is_warned
    assert "\n" not in risk


@pytest.mark.parametrize("host", ["203.0.113.9", "bestaat.invalid"])
def test_serve_on_an_address_of_elsewhere_is_one_line(host: str) -> None:
    with pytest.raises(CommandError) as refusal:
        refuse_taken_port(host, 18999)

    assert "set HOST to an address of this machine" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_housekeeping_follows_once_the_port_is_open(
    fresh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With large tables it takes minutes (case 74); a stop of the server ends it."""
    master: Any = None  # gunicorn's, which the hooks leave alone
    monkeypatch.setattr(gunicorn_conf, "housekeeping", [])
    monkeypatch.setattr(gunicorn_conf, "HOUSEKEEPING_DELAY", 0)
    with another_database(tmp_path, like=fresh) as url:
        for name, value in {"DATABASE_URL": url, "DATA_DIR": str(tmp_path)}.items():
            monkeypatch.setenv(name, value)
        gunicorn_conf.when_ready(master)
        [done] = gunicorn_conf.housekeeping
        assert done.wait(timeout=60) == 0
        monkeypatch.setattr(gunicorn_conf, "HOUSEKEEPING_DELAY", 600)
        gunicorn_conf.when_ready(master)
        gunicorn_conf.on_exit(master)

    assert gunicorn_conf.housekeeping[-1].wait(timeout=10) == -signal.SIGTERM


def test_serve_keeps_the_playbook_that_is_loaded(fresh: str, tmp_path: Path) -> None:
    """An editor brought it out: it stays, and the edition that this release ships is not loaded."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "release").write_text(settings.RELEASE)  # as if collected before
    port = free_port()
    log = tmp_path / "log"
    with another_database(tmp_path, like=fresh) as url:
        run_sql(url, "UPDATE content_playbookversion SET number = '2026-11'")
        given = {"DATABASE_URL": url, "DATA_DIR": str(tmp_path), "PORT": str(port), "WORKERS": "1"}
        with log.open("wb") as file:
            server = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=settings.BASE_DIR,
                env=plain_environment() | given,
                stdout=file,
                stderr=file,
            )
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", server)
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                health = json.load(answer)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=40)

    assert health["playbook"] == "2026-11"
