"""Pages that belong to no app."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("img/favicon.ico"), permanent=True)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Which personal data is stored, and for how long."""
    terms = {
        "days": settings.KEPT_DAYS,
        "signed_in_days": settings.SIGNED_IN_DAYS,
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "who_cookie": settings.TYPIST_COOKIE_NAME,
        "new_cookie": settings.NEW_BROWSER_COOKIE_NAME,
    }
    return render(request, "site/privacy.html", contact() | terms)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that the Bestuursdecreet and directive (EU) 2016/2102 ask for."""
    return render(request, "site/accessibility.html", contact())


def contact() -> dict[str, object]:
    """Whom to write to about this site, as its operator set it."""
    return {"contact_email": settings.CONTACT_EMAIL, "contact_url": settings.CONTACT_URL}
