"""An OpenID Connect provider that really runs, on loopback, for the tests of signing in by it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest
from django.test import Client
from pytest_django import Settings

from tests.conftest import free_port

SIGN_IN = "/account/koppelingen/overheid/"


@pytest.fixture(scope="session")
def running_provider() -> Iterator[str]:
    """The address of a provider that runs on loopback; `knows` gives it its people."""
    port = free_port()
    program = Path(sys.executable).with_name("oidc-provider-mock")
    server = subprocess.Popen(
        [program, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urlopen(f"{address}/.well-known/openid-configuration", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture
def provider(running_provider: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """The provider's address; the site's settings name it, as the environment makes them."""
    from playbook_site import environment

    monkeypatch.setenv("OIDC_ISSUER", running_provider)
    monkeypatch.setenv("OIDC_CLIENT_ID", "ai-playbook")
    monkeypatch.setenv("OIDC_CLIENT_SECRET", "geheim")
    monkeypatch.setenv("OIDC_NAME", "Aanmelddienst")
    settings.SOCIALACCOUNT_PROVIDERS = environment.identity_provider()
    return running_provider


def knows(provider: str, sub: str, **claims: Any) -> None:
    body = json.dumps(claims).encode()
    headers = {"Content-Type": "application/json"}
    urlopen(Request(f"{provider}/users/{sub}", body, headers, method="PUT"), timeout=5).close()


def way_back(address: str, **form: str) -> str:
    """The address of this site to which the provider redirects after its form."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    connection.request(
        "POST",
        f"{parts.path}?{parts.query}",
        urlencode(form),
        {"Content-Type": "application/x-www-form-urlencoded"},
    )
    answer = connection.getresponse()
    connection.close()
    return answer.headers["Location"]


def asked(client: Client, **data: str) -> str:
    """The address of the provider to which this site sends."""
    response = client.post(SIGN_IN, data)
    assert response.status_code == 200
    address: str = response.context["address"]
    assert f"0;url={address.replace('&', '&amp;')}" in response.content.decode()
    return address


def come_back(client: Client, address: str, **form: str) -> Any:
    back = way_back(address, **form)
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def provider_sign_in(client: Client, sub: str, **data: str) -> Any:
    return come_back(client, asked(client, **data), sub=sub)
