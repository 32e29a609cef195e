"""From where visitors come, as far as one is told from another."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def network_of(address: str) -> str:
    """What counts as one visitor: an IPv4 address, or the /64 that an IPv6 line has for itself."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)


def network_key(request: HttpRequest) -> str:
    """The visitor's network under a code from which nobody reckons back to an address."""
    network = network_of(request.META["REMOTE_ADDR"])
    return salted_hmac("roadmap.networks", network, algorithm="sha256").hexdigest()
