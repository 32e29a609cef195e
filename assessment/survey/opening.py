"""Opens a survey. Its codes are derived from a key that is not stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from assessment.models import new_token
from assessment.survey.actions import State, release
from assessment.survey.domain.codes import codes_of
from assessment.survey.domain.question_sheet import encoded
from assessment.survey.domain.schedule import REPEAT_DAYS, Schedule
from assessment.survey.models import Survey, SurveyCode, SurveyCounter, SurveyUsedKeys
from assessment.survey.traces import code_digests, survey_id_of
from content.catalogue import Question


class AlreadyOpened(Exception):
    """The same form opened a survey that is over, or long ago: its codes are shown no more."""


class IdTaken(Exception):
    """The id belongs to a survey of somebody else."""


class AlreadyRunning(Exception):
    """The maker has a survey of this organisation that is not over."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey


class TooSoon(Exception):
    """The last outcome of this organisation is too recent; `day` is the first possible."""

    def __init__(self, day: date) -> None:
        self.day = day


@dataclass(frozen=True, slots=True)
class Proposal:
    """The values of a survey that are fixed when it opens."""

    title: str
    organisation: str
    questionnaire: str
    playbook_version: str
    questions: tuple[Question, ...]
    profiles: tuple[str, ...]
    asked: int
    has_codes: bool
    is_for_respondents: bool
    closes_on: date


def open_survey(
    *,
    opening_key: UUID,
    maker_id: int,
    proposal: Proposal,
    today: date,
    repeats: UUID | None = None,
) -> list[str]:
    """Open a survey; returns its codes, which are stored nowhere, or none for an open link.

    The key, which only the form of the opening holds, gives the id and the codes. So the form sent
    twice opens one survey, and returns the same codes both times, used or not. Raises
    AlreadyOpened, IdTaken, AlreadyRunning, TooSoon.
    """
    key = organisation_key(proposal.organisation)
    own = Survey.objects.filter(maker_id=maker_id, organisation_key=key)
    for survey in own.due(today):
        release(survey_id=survey.pk, today=today)
    try:
        with transaction.atomic():
            if again := _opened_before(opening_key, maker_id):
                return _codes_again(opening_key, again, today)
            _refuse_repeat_too_soon(own, proposal, today)
            survey = _create(survey_id_of(opening_key), maker_id, key, proposal, today, repeats)
            return _make_codes(opening_key, survey)
    except IntegrityError:
        if again := _opened_before(opening_key, maker_id):
            return _codes_again(opening_key, again, today)
        running = own.filter(state=State.RUNNING).first()
        if running is None:
            raise IdTaken from None
        raise AlreadyRunning(running) from None


def _opened_before(opening_key: UUID, maker_id: int) -> Survey | None:
    surveys = Survey.objects.whole().filter(maker_id=maker_id)
    return surveys.filter(pk=survey_id_of(opening_key)).first()


def _codes_again(opening_key: UUID, survey: Survey, today: date) -> list[str]:
    """All codes of a survey that opened just now, which does not tell whether one was used."""
    if not survey.is_open(today) or not survey.schedule.shows_codes(today):
        raise AlreadyOpened
    return codes_of(str(opening_key), survey.asked) if survey.has_codes else []


def _refuse_repeat_too_soon(own: QuerySet[Survey], proposal: Proposal, today: date) -> None:
    last = (
        own.filter(
            questionnaire=proposal.questionnaire,
            state__in=(State.RELEASED, State.REMOVED),
            closes_on__gt=today - timedelta(days=REPEAT_DAYS),
        )
        .order_by("-closes_on")
        .first()
    )
    if last is not None:
        raise TooSoon(last.schedule.repeatable_from)


def _create(
    survey_id: UUID, maker_id: int, key: str, proposal: Proposal, today: date, repeats: UUID | None
) -> Survey:
    schedule = Schedule(today, proposal.closes_on, is_moved=False)
    survey = Survey.objects.create(
        id=survey_id,
        key=new_token(),
        maker_id=maker_id,
        title=proposal.title,
        organisation=proposal.organisation,
        organisation_key=key,
        questionnaire=proposal.questionnaire,
        playbook_version=proposal.playbook_version,
        sheet=encoded(proposal.questions),
        profiles=list(proposal.profiles),
        asked=proposal.asked,
        has_codes=proposal.has_codes,
        is_for_respondents=proposal.is_for_respondents,
        opened_on=today,
        closes_on=proposal.closes_on,
        counted_on=today,
        repeats_id=repeats,
        kept_until=schedule.stored_until,
    )
    SurveyCounter.objects.bulk_create(
        SurveyCounter(survey=survey, question=question.number, option=option)
        for question in proposal.questions
        for option in range(len(question.options))
    )
    return survey


def _make_codes(opening_key: UUID, survey: Survey) -> list[str]:
    if not survey.has_codes:
        SurveyUsedKeys.objects.create(survey=survey)
        return []
    codes = codes_of(str(opening_key), survey.asked)
    digests = sorted(code_digests(survey.pk, code)[0] for code in codes)
    SurveyCode.objects.bulk_create(SurveyCode(digest=d, survey=survey) for d in digests)
    return codes


def organisation_key(organisation: str) -> str:
    """One form for all ways to type the same name."""
    return " ".join(organisation.casefold().split())
