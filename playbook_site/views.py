"""What belongs to no app: health, and the pages for what went wrong."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.published import NoCatalogue, published_catalogue
from playbook_site.database_trouble import RETRY_AFTER as DATABASE_RETRY_AFTER
from playbook_site.database_trouble import is_database_trouble
from roadmap.kept_input import PART_HEADER, sent_fields, typed_texts
from roadmap.pdf import MOST_BYTES
from roadmap.press_room import RETRY_AFTER, SECONDS


@dataclass(frozen=True)
class Fault:
    """What an error page says: what happened, and what to do now."""

    title: str
    advice: str


BAD_REQUEST = Fault(
    "Dit verzoek klopt niet", "Ga terug naar de vorige pagina en probeer het opnieuw."
)
FORBIDDEN = Fault("U mag dit niet openen", "Vraag toegang aan wie u deze link bezorgde.")
CSRF = Fault(
    "Dit formulier is te oud om te bewaren",
    "Er is niets bewaard. Ga terug, herlaad de pagina en verstuur het formulier opnieuw. "
    "Laat cookies van deze site toe: zonder werken de formulieren niet.",
)
NOT_FOUND = Fault(
    "Deze pagina bestaat niet",
    "Kijk het adres na. Een stappenplan zonder account opent alleen in de browser waarin het "
    "gemaakt is, en een resultaat of plan verdwijnt na zijn einddatum.",
)
TOO_LARGE = Fault(
    "Dit is te groot",
    "Een JSON- of Excel-bestand mag hoogstens 8 MiB groot zijn, een PDF 16 MiB. "
    "Er is niets bewaard.",
)
SERVER_ERROR = Fault(
    "Er ging iets mis bij ons",
    "Wat u het laatst bewaarde, staat er nog. Probeer het over een minuut opnieuw.",
)
PRESS_BUSY = Fault(
    "De PDF komt zo",
    "Er worden nu veel PDF’s gemaakt. Deze pagina probeert het over tien seconden vanzelf opnieuw.",
)
PDF_TOO_LARGE = Fault(
    "Deze PDF wordt te groot",
    f"Een PDF is hoogstens {MOST_BYTES >> 20} MB en moet in {SECONDS} seconden te maken zijn. Ga "
    "terug, kies bij ‘Kies wat er in de PDF komt’ minder onderdelen, en probeer het opnieuw.",
)
NOT_SAVED = Fault(
    "Niet opgeslagen",
    "De databank antwoordt even niet, en uw wijziging is niet doorgevoerd. "
    "Laat deze pagina open en probeer het over enkele seconden opnieuw.",
)
NOT_READ = Fault(
    "De databank antwoordt even niet",
    "Wat opgeslagen was, blijft staan. Deze pagina probeert het over enkele seconden vanzelf "
    "opnieuw.",
)
NO_CATALOGUE = Fault(
    "Het playbook is nog niet geladen", "De beheerder laadt het met: manage.py load_playbook"
)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and the catalogue is loaded, else 503."""
    try:
        catalogue = published_catalogue()
    except NoCatalogue:
        return JsonResponse({"status": "error", "reason": "no catalogue loaded"}, status=503)
    except DatabaseError:
        return JsonResponse({"status": "error", "reason": "no answer from database"}, status=503)
    return JsonResponse(
        {
            "status": "ok",
            "playbook": catalogue.number,
            "activities": len(catalogue.activities),
        }
    )


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("img/favicon.ico"), permanent=True)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, and for how long."""
    kept = {
        "days": settings.KEPT_DAYS,
        "signed_in_days": settings.SIGNED_IN_DAYS,
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }
    return render(request, "site/privacy.html", contact() | kept)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that the Bestuursdecreet and directive (EU) 2016/2102 ask for."""
    return render(request, "site/accessibility.html", contact())


def contact() -> dict[str, object]:
    """Whom to write to about this site, as its operator set it."""
    return {"contact_email": settings.CONTACT_EMAIL, "contact_url": settings.CONTACT_URL}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_database_trouble(exception):
        return database_silent(request, exception)
    return _fault(request, BAD_REQUEST, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _fault(request, FORBIDDEN, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _fault(request, CSRF, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _fault(request, NOT_FOUND, 404)


def too_large(request: HttpRequest) -> HttpResponse:
    return _fault(request, TOO_LARGE, 413)


def server_error(request: HttpRequest) -> HttpResponse:
    """Also for what middleware and not a view met: Django calls this while it handles the error."""
    error = sys.exception()
    if is_database_trouble(error):
        return database_silent(request, error)
    return _fault(request, SERVER_ERROR, 500)


def too_many_tries(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "300"
    return response


def no_catalogue(request: HttpRequest) -> HttpResponse:
    return _fault(request, NO_CATALOGUE, 503)


def press_busy(request: HttpRequest) -> HttpResponse:
    """503 with a page that tries again by itself, also without script."""
    response = _fault(request, PRESS_BUSY, 503)
    response["Retry-After"] = response["Refresh"] = str(RETRY_AFTER)
    return response


def pdf_too_large(request: HttpRequest) -> HttpResponse:
    return _fault(request, PDF_TOO_LARGE, 413)


def database_silent(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """503: what was sent is not saved and stays on the page; what was read is asked for again."""
    reason = str(error).strip().partition("\n")[0]
    logging.getLogger(__name__).error("No answer from the database: %s", reason)
    is_form = request.method not in ("GET", "HEAD")
    fault = NOT_SAVED if is_form else NOT_READ
    template = "_database_silent.html" if PART_HEADER in request.headers else "error.html"
    context = {"fault": fault, "typed": typed_texts(request)}
    if is_form:
        context |= {"sent": sent_fields(request), "address": request.get_full_path()}
    response = render(request, template, context, status=503)
    response["Retry-After"] = str(DATABASE_RETRY_AFTER)
    if not is_form:
        response["Refresh"] = str(DATABASE_RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def _fault(request: HttpRequest, fault: Fault, status: int) -> HttpResponse:
    context = {"fault": fault, "typed": typed_texts(request)}
    return render(request, "error.html", context, status=status)
