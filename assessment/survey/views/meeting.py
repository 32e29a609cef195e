"""For fewer than ten: the questions one a screen, the group's answer, to an ordinary result."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.forms import QuizForm
from content.published import published_catalogue


@require_safe
def meeting(request: HttpRequest) -> HttpResponse:
    """Its form goes to the quiz, which answers errors and gives the result."""
    form = QuizForm(published_catalogue())
    form.helper.form_action = "assessment:quiz"
    return render(request, "assessment/survey/meeting.html", {"form": form})
