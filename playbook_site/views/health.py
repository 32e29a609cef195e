"""Whether the site can serve: for load balancers and monitoring."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.errors import NoCatalogue
from content.published import published_catalogue
from playbook_site.operations.database_errors import RETRY_AFTER as DATABASE_RETRY_AFTER


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and the catalogue is loaded, else 503."""
    try:
        catalogue = published_catalogue()
        is_loaded = bool(catalogue.activities and catalogue.questions)
    except NoCatalogue:
        is_loaded = False
    except DatabaseError:
        return _unwell("no answer from database")
    if not is_loaded:
        return _unwell("no catalogue loaded")
    return JsonResponse(
        {
            "status": "ok",
            "playbook": catalogue.number,
            "activities": len(catalogue.activities),
        }
    )


def _unwell(reason: str) -> HttpResponse:
    response = JsonResponse({"status": "error", "reason": reason}, status=503)
    response["Retry-After"] = str(DATABASE_RETRY_AFTER)
    return response
