"""The codes as a file, right after the opening: they come with the request and are not stored."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from assessment.survey.access import own_survey
from assessment.survey.code_slips import csv_of
from assessment.survey.forms import CodesForm
from assessment.survey.views.maker import address_of


@require_POST
@login_required
@cache_control(no_store=True)
def codes_csv(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    survey = own_survey(request, survey_id, timezone.localdate())
    response = HttpResponse(
        csv_of(address_of(request, survey), sent_codes(request)), content_type="text/csv"
    )
    response["Content-Disposition"] = 'attachment; filename="codes.csv"'
    return response


def sent_codes(request: HttpRequest) -> list[str]:
    """The codes that the page of the opening sent. Raises SuspiciousOperation for anything else."""
    form = CodesForm(request.POST)
    if not form.is_valid():
        raise SuspiciousOperation("No codes of a survey.")
    codes: list[str] = form.cleaned_data["codes"]
    return codes
