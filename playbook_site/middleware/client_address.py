"""The client's address, as our own proxies saw it, never as a visitor wrote it."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

UNKNOWN = "0.0.0.0"


class ClientAddressMiddleware:
    """Puts the client's address in REMOTE_ADDR, for us and every library, and drops the header.

    Each proxy adds the address it was called from to the right of X-Forwarded-For. With
    TRUSTED_PROXIES=2 the second from the right is what our outermost proxy saw; what stands left
    of that, anybody can have written.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        peer = request.META.get("REMOTE_ADDR", "")
        request.META["REMOTE_ADDR"] = client_address(peer, forwarded, settings.TRUSTED_PROXIES)
        return self.get_response(request)


def client_address(peer: str, forwarded: str, proxies: int) -> str:
    """The client's address, from the peer's address, the header and the number of our proxies.

    A header that is too short, or holds no address, comes from no proxy of ours: the peer's address
    is returned.
    """
    hops = forwarded.split(",")
    if proxies and len(hops) >= proxies and (address := _cleaned(hops[-proxies])):
        return address
    return _cleaned(peer) or UNKNOWN


def _cleaned(text: str) -> str:
    """'[2001:db8::1]:443' → '2001:db8::1', '::ffff:192.0.2.1' → '192.0.2.1', nonsense → ''."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
