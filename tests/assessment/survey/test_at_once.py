"""Colleagues who answer at the same moment, and a survey that closes meanwhile (case 25)."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from assessment.survey import actions
from assessment.survey.models import Survey, SurveyCounter
from tests.assessment.survey.surveys import answer, answer_openly, close, count_answers, opened
from tests.races import at_once
from tests.roadmap.conftest import person, signed_in

pytestmark = pytest.mark.usefixtures("shared_database")
CHOSEN = dict.fromkeys(range(1, 7), 0)


def total(survey: Survey) -> int:
    return sum(SurveyCounter.objects.filter(survey=survey).values_list("number", flat=True))


def test_one_code_at_once_counts_once() -> None:
    survey, codes = opened(signed_in(person("an")))

    statuses = at_once([lambda: answer(survey, codes[0]).status_code] * 4)

    assert sorted(statuses) == [302, 422, 422, 422]
    assert total(survey) == 6


def test_many_codes_at_once_are_all_counted() -> None:
    survey, codes = opened(signed_in(person("an")))

    statuses = at_once([partial(status_of, survey, code) for code in codes[:12]])

    assert statuses == [302] * 12
    assert total(survey) == 12 * 6
    assert survey.codes.count() == 18


def status_of(survey: Survey, code: str) -> int:
    status: int = answer(survey, code).status_code
    return status


def test_one_key_at_once_counts_once() -> None:
    survey, _ = opened(signed_in(person("an")), way="link")
    key = uuid4()

    at_once([lambda: answer_openly(survey, key=key).status_code] * 4)

    assert total(survey) == 6


@pytest.mark.postgres
@pytest.mark.control
def test_control_one_key_counts_twice_without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    survey, _ = opened(signed_in(person("an")), way="link")
    key, today = uuid4(), timezone.localdate()

    def unlocked(self: QuerySet[Any], *args: Any, **named: Any) -> QuerySet[Any]:
        return self

    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)
    act = partial(actions.answer_with_key, survey_id=survey.pk, key=key, chosen=CHOSEN, today=today)
    at_once([act, act], after="assessment_surveyusedkeys")

    assert total(survey) == 12


def test_outcome_is_made_once_by_many_requests_at_once() -> None:
    survey, _ = opened(signed_in(person("an")))
    count_answers(survey, ["AAAAAA"] * 12)
    close(survey)

    at_once([lambda: actions.release(survey_id=survey.pk, today=timezone.localdate())] * 4)

    survey.refresh_from_db()
    assert survey.is_released
    assert survey.read_outcome().answers == 12


def test_answer_while_the_survey_is_released_is_counted_or_refused() -> None:
    """Its own day says that the survey is open; the release has the next day."""
    survey, codes = opened(signed_in(person("an")))
    count_answers(survey, ["AAAAAA"] * 9)
    tomorrow = survey.closes_on + timedelta(days=1)

    def release() -> str:
        actions.release(survey_id=survey.pk, today=tomorrow)
        return "released"

    def send() -> str:
        try:
            actions.answer_with_code(
                survey_id=survey.pk, code=codes[0], chosen=CHOSEN, today=survey.closes_on
            )
        except actions.CodeRefused:
            return "refused"
        return "counted"

    sent, _ = at_once([send, release])

    survey.refresh_from_db()
    assert survey.read_outcome().answers == {"counted": 10, "refused": 9}[sent]
    assert total(survey) == 0


@pytest.mark.long
def test_two_hundred_colleagues_at_once_are_each_counted() -> None:
    """Over HTTP it is measured by `python -m bench surveys`."""
    survey, codes = opened(signed_in(person("an")), asked=200)
    began = time.monotonic()

    for start in range(0, 200, 16):  # so many threads does a site of two workers have
        group = [partial(status_of, survey, code) for code in codes[start : start + 16]]
        assert set(at_once(group)) == {302}

    assert total(survey) == 200 * 6
    assert time.monotonic() - began < 60
