"""Discarding a draft."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from roadmap.drafts import session
from roadmap.views.pages import SeeOther


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Discards the draft of the form at `adres` and redirects there."""
    address = request.POST.get("adres", "")
    if not address.startswith("/") or not url_has_allowed_host_and_scheme(address, None):
        return redirect("roadmap:my-plans")
    session.discard(request, address)
    return SeeOther(address)
