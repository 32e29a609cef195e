from __future__ import annotations

import pytest
from django.test import Client, override_settings

from playbook_site.middleware.client_address import client_address
from roadmap.access.permissions import network_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "address"),
    [
        ("192.0.2.1", "", 0, "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", 0, "192.0.2.1"),  # nobody may say so
        ("127.0.0.1", "203.0.113.9", 1, "203.0.113.9"),
        ("127.0.0.1", "198.51.100.7, 203.0.113.9", 1, "203.0.113.9"),  # the left one is forged
        ("127.0.0.1", "198.51.100.7,203.0.113.9 , 10.0.0.2", 2, "203.0.113.9"),
        ("10.0.0.3", "10.0.0.2", 2, "10.0.0.3"),  # passed one of two: not by our way
        ("10.0.0.3", "", 1, "10.0.0.3"),
        ("10.0.0.3", "onzin", 1, "10.0.0.3"),
        ("10.0.0.3", "203.0.113.9:51234", 1, "203.0.113.9"),
        ("10.0.0.3", "[2001:db8::1]:443", 1, "2001:db8::1"),
        ("::ffff:192.0.2.1", "", 0, "192.0.2.1"),
        ("", "", 0, "0.0.0.0"),  # a server on a socket file has no peer
        ("", ",,,", 2, "0.0.0.0"),
    ],
)
def test_client_address(peer: str, forwarded: str, proxies: int, address: str) -> None:
    assert client_address(peer, forwarded, proxies) == address


def test_an_ipv6_line_is_one_visitor() -> None:
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::1")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("192.0.2.1") != network_of("192.0.2.2")


@pytest.mark.django_db
@override_settings(TRUSTED_PROXIES=1)
def test_libraries_see_the_same_address(client: Client) -> None:
    from allauth.account.adapter import get_adapter

    request = client.get(
        "/healthz", headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"}
    ).wsgi_request

    assert get_adapter().get_client_ip(request) == "203.0.113.9"
