"""PDFs of a survey for its maker; here, since the render worker is part of `roadmap`."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from assessment.survey.access import own_survey
from assessment.survey.models import Survey
from assessment.survey.outcome_page import outcome_page
from assessment.survey.views.files import sent_codes
from assessment.survey.views.maker import address_of
from assessment.survey.views.outcome import released_survey
from roadmap.exports import PDF, drawn
from roadmap.pdf.survey import SurveyHead, meeting_sheet_pdf, slips_pdf
from roadmap.views.files.downloads import download


@require_POST
@login_required
@cache_control(no_store=True)
def slips(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """The sender's page supplies the codes, which are stored nowhere."""
    survey = own_survey(request, survey_id, timezone.localdate())
    codes = sent_codes(request)
    body = drawn(slips_pdf, head_of(survey), address_of(request, survey), codes)
    return download(f"Briefjes {survey.title}", PDF, body)


@require_safe
@login_required
@cache_control(no_store=True)
def meeting_sheet(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    survey = released_survey(request, survey_id)
    body = drawn(meeting_sheet_pdf, head_of(survey), outcome_page(survey))
    return download(f"Overlegblad {survey.title}", PDF, body)


def head_of(survey: Survey) -> SurveyHead:
    return SurveyHead(
        title=survey.title,
        organisation=survey.organisation,
        closes_on=date_format(survey.closes_on, "j F Y"),
        asked=survey.asked,
        has_codes=survey.has_codes,
    )
