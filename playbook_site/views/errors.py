"""Error pages."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from content.errors import NotFound
from playbook_site.middleware.origin import is_from_our_page
from playbook_site.operations.database_errors import RETRY_AFTER as DATABASE_RETRY_AFTER
from playbook_site.operations.database_errors import is_database_trouble
from roadmap.access.permissions import plans_of
from roadmap.domain.plan.limits import MAX_PDF_BYTES
from roadmap.drafts.session import PART_HEADER, orphaned_draft, sent_fields, typed_texts
from roadmap.pdf.deadline import SECONDS
from roadmap.pdf.worker import RETRY_AFTER

PDF_RETRY_AFTER = 60
"""Seconds after a render process that failed twice."""


@dataclass(frozen=True)
class Fault:
    """The texts of an error page: what happened, why if known, and what to do now.

    `is_form_too_old` tells the script that its page is outdated.
    """

    title: str
    advice: str
    reason: str = ""
    is_form_too_old: bool = False


BAD_REQUEST = Fault(
    "Dit verzoek klopt niet", "Ga terug naar de vorige pagina en probeer het opnieuw."
)
FORBIDDEN = Fault("U mag dit niet openen", "Vraag toegang aan wie u deze link bezorgde.")
ARCHIVED = Fault(
    "Dit plan staat in het archief",
    "Haal het plan eerst uit het archief, dan kunt u het weer wijzigen.",
    reason="Er is niets gewijzigd.",
)
CSRF = Fault(
    "Dit formulier is te oud om te bewaren",
    "Er is niets bewaard. Ga terug, laad de pagina opnieuw en verstuur het formulier nog eens. "
    "Laat cookies van deze site toe: zonder werken de formulieren niet.",
    is_form_too_old=True,
)
CSRF_OF_OUR_PAGE = Fault(
    "Dit formulier is te oud om te bewaren",
    "Er is nog niets bewaard: u meldde zich intussen opnieuw aan of af, bijvoorbeeld in een ander "
    "tabblad. Wat u invulde, staat klaar op deze pagina. Lukt het versturen niet, laat dan cookies "
    "van deze site toe: zonder werken de formulieren niet.",
    is_form_too_old=True,
)
NOT_FOUND = Fault(
    "Deze pagina bestaat niet",
    "Kijk het adres na. Een stappenplan zonder account opent alleen in de browser waarin het "
    "gemaakt is, en een resultaat of plan verdwijnt na zijn einddatum.",
)
NO_PAGE = Fault(
    "Hier staat geen pagina",
    "Dit adres hoort bij een knop op een andere pagina. Er is nu niets gewijzigd.",
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
PDF_BUSY = Fault(
    "De PDF komt zo",
    "Er worden nu veel PDF’s gemaakt. Deze pagina probeert het over tien seconden vanzelf opnieuw.",
)
PDF_FAILED = Fault(
    "De PDF is niet gemaakt",
    "Het maken van de PDF stopte onverwacht, twee keer na elkaar. Aan uw plan is niets gewijzigd. "
    "Probeer het over een minuut opnieuw.",
)
PDF_TOO_LARGE = Fault(
    "Deze PDF wordt te groot",
    f"Een PDF is hoogstens {MAX_PDF_BYTES >> 20} MB en moet in {SECONDS} seconden te maken zijn. "
    "Ga terug, kies bij ‘Kies wat er in de PDF komt’ minder onderdelen, en probeer het opnieuw.",
)
NOT_SAVED = Fault(
    "Niet bewaard",
    "De databank antwoordt even niet, en uw wijziging is niet doorgevoerd. "
    "Laat deze pagina open en probeer het over enkele seconden opnieuw.",
)
NOT_READ = Fault(
    "De databank antwoordt even niet",
    "Wat bewaard was, blijft staan. Deze pagina probeert het over enkele seconden vanzelf opnieuw.",
)
NO_CATALOGUE = Fault(
    "Het playbook is nog niet geladen", "De beheerder laadt het met: manage.py load_playbook"
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_database_trouble(exception):
        return database_silent(request, exception)
    return _fault(request, BAD_REQUEST, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _fault(request, FORBIDDEN, 403, orphaned_draft(request))


def archived(request: HttpRequest) -> HttpResponse:
    """403: what an archived plan holds does not change. What was sent can be sent again, once an
    owner has taken the plan out.
    """
    found = request.resolver_match
    plan_id = found.kwargs.get("plan_id") if found else None
    plan = plans_of(request).filter(pk=plan_id).first() if plan_id else None
    is_sent = request.method == "POST"
    return _fault(
        request,
        ARCHIVED,
        403,
        orphaned_draft(request),
        archived=plan,
        plan_id=plan_id,
        sent=sent_fields(request) if is_sent else None,
        address=request.get_full_path(),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a page of ours sent can be sent again with one press; a foreign page gets no button."""
    sent = None if is_from_our_page(request) is False else sent_fields(request)
    if sent is None:
        return _fault(request, CSRF, 403)
    address = request.get_full_path()
    return _fault(request, CSRF_OF_OUR_PAGE, 403, sent=sent, address=address)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    fault = NOT_FOUND
    if isinstance(exception, NotFound):
        fault = replace(fault, reason=str(exception))
    return _fault(request, fault, 404, orphaned_draft(request))


def not_allowed(request: HttpRequest) -> HttpResponse:
    """For a method that the address does not take; a plan's address leads to the plan."""
    is_asked = request.method in ("GET", "HEAD")
    found = request.resolver_match
    plan_id = found.kwargs.get("plan_id") if found else None
    return _fault(request, NO_PAGE if is_asked else BAD_REQUEST, 405, plan_id=plan_id)


def too_large(request: HttpRequest) -> HttpResponse:
    return _fault(request, TOO_LARGE, 413)


def server_error(request: HttpRequest) -> HttpResponse:
    """Also for errors in middleware: Django calls this while it handles the error."""
    error = sys.exception()
    if is_database_trouble(error):
        return database_silent(request, error)
    return _fault(request, SERVER_ERROR, 500)


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """One of ACCOUNT_RATE_LIMITS is reached: all are a minute's but the one on wrong passwords."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "60"
    return response


def no_catalogue(request: HttpRequest) -> HttpResponse:
    return _fault(request, NO_CATALOGUE, 503)


def pdf_busy(request: HttpRequest) -> HttpResponse:
    """503 with a page that tries again by itself, also without script."""
    response = _fault(request, PDF_BUSY, 503)
    response["Retry-After"] = response["Refresh"] = str(RETRY_AFTER)
    return response


def pdf_failed(request: HttpRequest) -> HttpResponse:
    """503 without trying again by itself: a page that breaks its process would do so for ever."""
    response = _fault(request, PDF_FAILED, 503)
    response["Retry-After"] = str(PDF_RETRY_AFTER)
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
    context = {"fault": fault, "typed": typed_texts(request), "is_nameless": True}
    if is_form:
        context |= {"sent": sent_fields(request), "address": request.get_full_path()}
    response = render(request, template, context, status=503)
    response["Retry-After"] = str(DATABASE_RETRY_AFTER)
    if not is_form:
        response["Refresh"] = str(DATABASE_RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def _fault(
    request: HttpRequest,
    fault: Fault,
    status: int,
    waited: Sequence[tuple[str, str]] = (),
    **more: object,
) -> HttpResponse:
    """`waited`: what was typed here before the session ran out, where no form can show it.

    When we are at fault no account is looked up for the header: that could fail as well.
    """
    typed = typed_texts(request) or waited
    context = {"fault": fault, "typed": typed, "is_nameless": status >= 500} | more
    return render(request, "error.html", context, status=status)
