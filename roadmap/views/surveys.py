"""Survey pages that depend on plans: the start form with drafts, and two outcomes side by side."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from assessment.survey.outcome_page import compared, earlier_of, outcome_page
from assessment.survey.views import maker
from assessment.survey.views.outcome import released_survey
from content.errors import NotFound
from roadmap.access.permissions import SignInNeeded, plan_for, plans_of
from roadmap.drafts.session import draft_of, restores_draft
from roadmap.models import Plan
from roadmap.queries.surveys import changes_between


@restores_draft
@cache_control(no_store=True)
def start(request: HttpRequest) -> HttpResponse:
    """The form of a new survey, with a draft from before the session expired."""
    if not request.user.is_authenticated:
        raise SignInNeeded
    return maker.start(request, None if request.method == "POST" else draft_of(request))


@require_safe
@login_required
@cache_control(no_store=True)
def then_and_now(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """Two outcomes side by side. `?plan=` adds the changes to that plan between them."""
    survey = released_survey(request, survey_id)
    earlier = earlier_of(survey)
    if earlier is None:
        raise NotFound("Deze bevraging heeft geen eerdere uitkomst om naast te leggen.")
    plan = _named_plan(request)
    context = {
        "survey": survey,
        "earlier": earlier,
        "now": outcome_page(survey),
        "then": outcome_page(earlier),
        "questions": compared(earlier, survey),
        "plans": plans_of(request).order_by("title", "pk"),
        "plan": plan,
        "changes": changes_between(plan, earlier.closes_on, survey.closes_on) if plan else (),
    }
    return render(request, "roadmap/surveys/then_and_now.html", context)


def _named_plan(request: HttpRequest) -> Plan | None:
    """The plan in `?plan=`, None without. Raises NotFound if it is not this person's."""
    asked = request.GET.get("plan", "")
    try:
        return plan_for(request, UUID(asked)) if asked else None
    except ValueError:
        raise NotFound("Dit stappenplan bestaat niet, of u hebt er geen toegang toe.") from None
