"""Acts on open surveys: answer, move, release, delete, decide. One function each, one transaction.

All acts on one survey wait for each other at its row. `opening` opens one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, F, Q, Sum, Value, When

from assessment.survey.domain.outcome import released
from assessment.survey.models import (
    Survey,
    SurveyCode,
    SurveyCounter,
    SurveyUsedKeys,
)
from assessment.survey.traces import code_digests, key_digest, vacuum

State = Survey.State
_line = threading.Lock()


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
    with _in_turn(), transaction.atomic():
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
    with _in_turn(), transaction.atomic():
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


@contextmanager
def _in_turn() -> Iterator[None]:
    """SQLite gives a waiting writer no turn: it asks again ever later, and others come first.

    So the threads of a process queue here; PostgreSQL has a queue of its own.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with _line:
        yield


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
