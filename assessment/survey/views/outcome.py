"""The outcome as its maker sees it: talking points with a line to write on, and JSON."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from assessment.survey import actions
from assessment.survey.access import MISSING, own_survey
from assessment.survey.forms import DecisionsForm
from assessment.survey.models import Survey
from assessment.survey.outcome_page import document_of, earlier_of, outcome_page
from content.errors import NotFound


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@cache_control(no_store=True)
def outcome(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    survey = released_survey(request, survey_id)
    if request.method != "POST":
        return _page(request, survey, _decisions(survey))
    form = DecisionsForm(survey.questions, survey.decisions, request.POST)
    if not form.is_valid():
        return _page(request, survey, form, status=422)
    try:
        actions.decide(
            survey_id=survey.pk, decisions=form.cleaned(), version=form.cleaned_data["version"]
        )
    except actions.DecisionsConflict:
        return _conflict(request, survey_id, form)
    messages.success(request, "Bewaard: wat u afsprak staat nu bij de vragen.")
    return redirect("assessment:survey-outcome-maker", survey.pk)


def released_survey(request: HttpRequest, survey_id: UUID) -> Survey:
    """The maker's survey with an outcome. Raises NotFound."""
    survey = own_survey(request, survey_id, timezone.localdate())
    if not survey.is_released:
        raise NotFound(MISSING)
    return survey


def _decisions(survey: Survey) -> DecisionsForm:
    return DecisionsForm(survey.questions, survey.decisions, initial={"version": survey.version})


def _conflict(request: HttpRequest, survey_id: UUID, sent: DecisionsForm) -> HttpResponse:
    """409: the fields keep what was typed; the stored value is below each."""
    survey = released_survey(request, survey_id)
    data = request.POST.copy()
    data["version"] = str(survey.version)
    form = DecisionsForm(survey.questions, survey.decisions, data)
    form.add_error(
        None,
        "Intussen is er in een ander venster iets bewaard. Hieronder staat wat u typte; bewaart u "
        "nog eens, dan komt het in de plaats.",
    )
    return _page(request, survey, form, status=409)


def _page(
    request: HttpRequest, survey: Survey, form: DecisionsForm, status: int = 200
) -> HttpResponse:
    page = outcome_page(survey)
    context = {
        "survey": survey,
        "page": page,
        "form": form,
        "points": [(point, form[f"besluit-{point.number}"]) for point in page.points],
        "earlier": earlier_of(survey),
        "is_conflict": status == 409,
    }
    return render(request, "assessment/survey/outcome.html", context, status=status)


@require_safe
@login_required
@cache_control(no_store=True)
def outcome_json(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    return JsonResponse(
        document_of(released_survey(request, survey_id)),
        json_dumps_params={"indent": 2, "ensure_ascii": False},
    )
