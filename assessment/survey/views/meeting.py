"""A group of fewer than ten answers together, one question a screen; gives an ordinary result."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessment.forms import QuestionnaireForm
from assessment.questionnaires.views import questionnaire_of
from content.catalogue import SELF_ASSESSMENT
from content.published import published_catalogue


@require_safe
def meeting(request: HttpRequest, questionnaire: str = SELF_ASSESSMENT) -> HttpResponse:
    """Its form goes to the page for one person, which answers errors and gives the result."""
    catalogue = published_catalogue()
    asked = questionnaire_of(catalogue, questionnaire)
    is_quiz = asked.slug == SELF_ASSESSMENT
    context = {
        "form": QuestionnaireForm(catalogue, asked),
        "is_quiz": is_quiz,
        "address": reverse("assessment:quiz")
        if is_quiz
        else reverse("assessment:questionnaire", args=[asked.slug]),
        "others": [one for one in catalogue.questionnaires if one is not asked],
    }
    return render(request, "assessment/survey/meeting.html", context)
