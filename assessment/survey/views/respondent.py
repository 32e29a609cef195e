"""Pages for respondents: the questions, thanks, and the outcome if it is open to all."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from assessment.survey import actions
from assessment.survey.access import asked_survey, is_of_its_maker
from assessment.survey.answer_form import AnswerForm
from assessment.survey.domain.schedule import MAX_DAYS
from assessment.survey.models import Survey
from assessment.survey.outcome_page import outcome_page

ANSWERED = "geantwoord"
"""A cookie for the survey's address, so that nobody answers an open link twice by mistake."""
CLOSED = "De bevraging is gesloten. Uw antwoorden zijn niet geteld."


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def survey(request: HttpRequest, key: str) -> HttpResponse:
    today = timezone.localdate()
    asked = asked_survey(key, today)
    if request.method == "POST":
        return _answer(request, asked, today)
    if not asked.is_open(today):
        return _closed(request, asked)
    if ANSWERED in request.COOKIES and not asked.has_codes:
        return redirect("assessment:survey-thanks", key)
    form = AnswerForm(asked.questions, asked.has_codes)
    return _page(request, asked, form)


def _answer(request: HttpRequest, asked: Survey, today: date) -> HttpResponse:
    form = AnswerForm(asked.questions, asked.has_codes, request.POST)
    if is_of_its_maker(request, asked):
        return _page(request, asked, form, status=403)
    if not form.is_valid():
        return _page(request, asked, form, status=422)
    try:
        _count(asked, form, today)
    except actions.CodeRefused:
        form.refuse_code()
        return _page(request, asked, form, status=422)
    except actions.NotOpen:
        form.add_error(None, CLOSED)
        return _page(request, asked, form, status=409)
    except actions.KeyUsed:
        pass  # a double click, which counted once
    return _thanked(asked)


def _count(asked: Survey, form: AnswerForm, today: date) -> None:
    """Raises CodeRefused, NotOpen and KeyUsed."""
    data, chosen = form.cleaned_data, form.chosen()
    if asked.has_codes:
        actions.answer_with_code(survey_id=asked.pk, code=data["code"], chosen=chosen, today=today)
    else:
        actions.answer_with_key(survey_id=asked.pk, key=data["key"], chosen=chosen, today=today)


def _thanked(asked: Survey) -> HttpResponse:
    response = redirect("assessment:survey-thanks", asked.key)
    if not asked.has_codes:
        response.set_cookie(
            ANSWERED,
            "ja",
            max_age=timedelta(days=MAX_DAYS),
            path=reverse("assessment:survey", args=[asked.key]),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _page(request: HttpRequest, asked: Survey, form: AnswerForm, status: int = 200) -> HttpResponse:
    context = {"survey": asked, "form": form, "is_own": is_of_its_maker(request, asked)}
    return render(request, "assessment/survey/survey.html", context, status=status)


def _closed(request: HttpRequest, asked: Survey) -> HttpResponse:
    if asked.is_released and asked.is_for_respondents:
        return redirect("assessment:survey-outcome", asked.key)
    return render(request, "assessment/survey/closed.html", {"survey": asked})


@require_safe
@cache_control(no_store=True)
def thanks(request: HttpRequest, key: str) -> HttpResponse:
    """The same page for everybody with the address, whether they answered or not."""
    asked = asked_survey(key, timezone.localdate())
    address = request.build_absolute_uri(reverse("assessment:survey", args=[key]))
    context = {"survey": asked, "address": address}
    return render(request, "assessment/survey/thanks.html", context)


@require_safe
@cache_control(no_store=True)
def outcome(request: HttpRequest, key: str) -> HttpResponse:
    """The outcome for respondents: the same page for all of them."""
    asked = asked_survey(key, timezone.localdate())
    if not asked.is_for_respondents:
        raise Http404
    if not asked.is_released:
        return redirect("assessment:survey", key)
    page = outcome_page(asked)
    context = {"survey": asked, "page": page, "points": [(point, None) for point in page.points]}
    return render(request, "assessment/survey/outcome.html", context)
