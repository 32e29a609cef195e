"""Decides who may do what with a survey; no other module does.

Somebody else's survey is 404; its address for respondents contains a key. Every access to a survey
first does what is due: the morning count, or the outcome after the closing.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest

from assessment.survey import actions
from assessment.survey.models import Survey
from content.errors import NotFound

STARTED = "bevragingen"
"""In the session: ids of the surveys that this browser started."""
MOST_STARTED = 50
MISSING = "Deze bevraging bestaat niet, of u hebt er geen toegang toe."


def own_survey(request: HttpRequest, survey_id: UUID, today: date) -> Survey:
    """The survey that this signed-in person made, settled. Raises NotFound."""
    assert request.user.pk is not None
    survey = Survey.objects.of(request.user.pk).filter(pk=survey_id).first()
    if survey is None:
        raise NotFound(MISSING)
    return settled(survey, today)


def asked_survey(key: str, today: date) -> Survey:
    """The survey with this key, settled. Raises Http404, without a reason."""
    surveys = Survey.objects.whole().exclude(state=Survey.State.REMOVED)
    survey = surveys.filter(key=key).first()
    if survey is None:
        raise Http404
    return settled(survey, today)


def settled(survey: Survey, today: date) -> Survey:
    """The survey with what is due done: released after its closing, its morning counted before."""
    if survey.state == Survey.State.RUNNING:
        if survey.schedule.is_over(today) or survey.is_lost:
            actions.release(survey_id=survey.pk, today=today)
            return Survey.objects.whole().get(pk=survey.pk)
        actions.note_morning(survey=survey, today=today)
    return survey


def is_of_its_maker(request: HttpRequest, survey: Survey) -> bool:
    """Whether this visitor started the survey, by account or in this session."""
    started = request.session.get(STARTED, [])
    return request.user.pk == survey.maker_id or str(survey.pk) in started


def note_start(request: HttpRequest, survey_id: UUID) -> None:
    """This session started the survey: it cannot answer it, also after signing out and in."""
    started = [*request.session.get(STARTED, []), str(survey_id)]
    request.session[STARTED] = started[-MOST_STARTED:]
