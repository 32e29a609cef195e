"""Acts on surveys: open, answer, close, release, move, delete. One function each, one transaction.

All acts on one survey wait for each other at its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, QuerySet, Sum, Value, When

from assessment.models import new_token
from assessment.survey.domain.outcome import released
from assessment.survey.domain.schedule import REPEAT_DAYS, Schedule
from assessment.survey.domain.sheet import encoded
from assessment.survey.models import (
    Survey,
    SurveyCode,
    SurveyCounter,
    SurveyUsedKeys,
)
from assessment.survey.traces import code_digests, key_digest, new_codes, vacuum
from content.catalogue import Question

State = Survey.State


class NotOpen(Exception):
    """The survey takes no answers: it is over, ended, or was restored."""


class CodeRefused(Exception):
    """The code was used, is wrong, or belongs to a survey that is over: the same for all."""


class KeyUsed(Exception):
    """This form of an open link was sent before, and counted."""


class CannotMove(Exception):
    """The closing day cannot become that day, or was moved already."""


class DecisionsConflict(Exception):
    """The decisions were changed since the page was made."""


class AlreadyOpened(Exception):
    """The same form was sent before; its codes were shown then."""


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
    """What is fixed when a survey opens."""

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
    *, survey_id: UUID, maker_id: int, proposal: Proposal, today: date, repeats: UUID | None = None
) -> list[str]:
    """Open a survey; returns its codes, which are stored nowhere, or none for an open link.

    Raises AlreadyOpened, IdTaken, AlreadyRunning, TooSoon.
    """
    key = organisation_key(proposal.organisation)
    own = Survey.objects.filter(maker_id=maker_id, organisation_key=key)
    for survey in own.due(today):
        release(survey_id=survey.pk, today=today)
    try:
        with transaction.atomic():
            if Survey.objects.filter(pk=survey_id, maker_id=maker_id).exists():
                raise AlreadyOpened
            _refuse_repeat_too_soon(own, proposal, today)
            return _create(survey_id, maker_id, key, proposal, today, repeats)
    except IntegrityError:
        if Survey.objects.filter(pk=survey_id, maker_id=maker_id).exists():
            raise AlreadyOpened from None
        running = own.filter(state=State.RUNNING).first()
        if running is None:
            raise IdTaken from None
        raise AlreadyRunning(running) from None


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
) -> list[str]:
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
    if not proposal.has_codes:
        SurveyUsedKeys.objects.create(survey=survey)
        return []
    codes = new_codes(proposal.asked)
    digests = sorted(code_digests(survey_id, code)[0] for code in codes)
    SurveyCode.objects.bulk_create(SurveyCode(digest=d, survey=survey) for d in digests)
    return codes


def note_morning(*, survey: Survey, today: date) -> None:
    """Copy the number of answers once a day, before anything of that day is counted.

    In a transaction of its own, and into `survey` too.
    """
    if survey.state != State.RUNNING or survey.counted_on >= today:
        return
    with _locked(survey.pk) as now:
        if now is not None and now.counted_on < today and now.state == State.RUNNING:
            now.morning_count, now.counted_on = _answers(now), today
            now.save(update_fields=["morning_count", "counted_on"])
    if now is not None:
        survey.morning_count, survey.counted_on = now.morning_count, now.counted_on


def answer_with_code(*, survey_id: UUID, code: str, chosen: Mapping[int, int], today: date) -> None:
    """Count one person's answers and delete their code. Raises CodeRefused.

    `chosen`: for each question's number the place of the chosen option, from 0. The morning was
    noted before (`note_morning`).
    """
    with transaction.atomic():
        survey = _open(survey_id, today)
        digests = code_digests(survey_id, code)
        if (
            survey is None
            or not SurveyCode.objects.filter(survey_id=survey_id, digest__in=digests).delete()[0]
        ):
            raise CodeRefused
        _count(survey, chosen)


def answer_with_key(*, survey_id: UUID, key: UUID, chosen: Mapping[int, int], today: date) -> None:
    """Count one form of an open link, once. Raises NotOpen, KeyUsed. `chosen`: as with a code."""
    with transaction.atomic():
        survey = _open(survey_id, today)
        used = SurveyUsedKeys.objects.filter(survey_id=survey_id).first()
        if survey is None or used is None:
            raise NotOpen
        digests = set(used.digests.split())
        if key_digest(key) in digests:
            raise KeyUsed
        used.digests = " ".join(sorted(digests | {key_digest(key)}))
        used.save(update_fields=["digests"])
        _count(survey, chosen)


def _open(survey_id: UUID, today: date) -> Survey | None:
    """The survey, locked, if it takes answers now."""
    survey = Survey.objects.select_for_update().filter(pk=survey_id, state=State.RUNNING).first()
    return None if survey is None or survey.schedule.is_over(today) else survey


def _count(survey: Survey, chosen: Mapping[int, int]) -> None:
    """Updates all counters of the survey in one statement, chosen or not. Raises CodeRefused."""
    is_chosen = Q(pk__in=())
    for question, option in chosen.items():
        is_chosen |= Q(question=question, option=option)
    number = F("number") + Case(When(is_chosen, then=Value(1)), default=Value(0))
    if not survey.counters.update(number=number):
        raise CodeRefused  # a restore took the counters


def release(*, survey_id: UUID, today: date) -> None:
    """Make the outcome of a survey that is over, once, and delete its counters and codes."""
    with _locked(survey_id) as survey:
        if survey is None or survey.state != State.RUNNING:
            return
        questions, counts = survey.questions, _counts(survey)
        if counts and not survey.schedule.is_over(today):
            return
        if not counts:
            survey.state = State.LOST
        elif outcome := released(questions, [counts[q.number] for q in questions], survey.profiles):
            survey.state, survey.outcome = State.RELEASED, outcome
        else:
            survey.state = State.TOO_FEW
        survey.morning_count = 0
        survey.save(update_fields=["state", "outcome", "morning_count"])
        _forget(survey.pk)
    transaction.on_commit(vacuum)


def release_due(today: date, batch: int = 50) -> Iterator[int]:
    """Release all that are over, a few at a time; yields how many."""
    while keys := list(Survey.objects.due(today).order_by().values_list("pk", flat=True)[:batch]):
        for key in keys:
            release(survey_id=key, today=today)
        yield len(keys)


def move_closing(*, survey_id: UUID, day: date, today: date) -> None:
    """Move the closing day, once. Raises CannotMove."""
    with _locked(survey_id) as survey:
        if survey is None or survey.state != State.RUNNING:
            raise CannotMove
        if not survey.schedule.may_move_to(day, today, survey.morning_count):
            raise CannotMove
        survey.closes_on, survey.is_moved = day, True
        survey.kept_until = survey.schedule.stored_until
        survey.save(update_fields=["closes_on", "is_moved", "kept_until"])


def delete(*, survey_id: UUID) -> None:
    """Remove the survey. Of one with an outcome stays what keeps a repeat 90 days away."""
    with _locked(survey_id) as survey:
        if survey is None:
            return
        _forget(survey_id)
        if survey.state not in (State.RELEASED, State.REMOVED):
            survey.delete()
        else:
            survey.state, survey.outcome, survey.decisions = State.REMOVED, None, {}
            survey.title, survey.organisation, survey.sheet = "", "", []
            survey.kept_until = survey.schedule.repeatable_from
            survey.save()
    transaction.on_commit(vacuum)


def decide(*, survey_id: UUID, decisions: Mapping[int, str], version: int) -> None:
    """Store what the meeting wrote down, by question number. Raises DecisionsConflict."""
    with _locked(survey_id) as survey:
        if survey is None or survey.version != version:
            raise DecisionsConflict
        survey.decisions = {str(number): text for number, text in decisions.items() if text}
        survey.version += 1
        survey.save(update_fields=["decisions", "version"])


def organisation_key(organisation: str) -> str:
    """One form for all ways to type the same name."""
    return " ".join(organisation.casefold().split())


@contextmanager
def _locked(survey_id: UUID) -> Iterator[Survey | None]:
    with transaction.atomic():
        yield Survey.objects.select_for_update().filter(pk=survey_id).first()


def _answers(survey: Survey) -> int:
    """How many answered: everybody chose one option of the first question."""
    first = survey.questions[0].number
    return survey.counters.filter(question=first).aggregate(n=Sum("number"))["n"] or 0


def _counts(survey: Survey) -> dict[int, Sequence[int]]:
    counts: dict[int, list[int]] = {}
    for question, number in survey.counters.values_list("question", "number"):
        counts.setdefault(question, []).append(number)
    return dict(counts)


def _forget(survey_id: UUID) -> None:
    """Codes, counters and keys of this survey."""
    for kind in (SurveyCode, SurveyCounter, SurveyUsedKeys):
        kind.objects.filter(survey_id=survey_id).delete()
