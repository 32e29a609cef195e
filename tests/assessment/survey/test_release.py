"""Rules 8 to 12 and 14, and case 19: one release, at closing, from seven answers on."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.deletion import delete_account
from assessment.survey import actions
from assessment.survey.models import Survey, SurveyCode, SurveyCounter, SurveyUsedKeys
from tests.assessment.survey.surveys import (
    address_of,
    answer,
    answer_openly,
    close,
    count_answers,
    maker_address,
    opened,
    pass_days,
    released,
    text_of,
)
from tests.roadmap.conftest import person, signed_in

pytestmark = pytest.mark.django_db


def nothing_is_left(survey: Survey) -> bool:
    kinds = (SurveyCode, SurveyCounter, SurveyUsedKeys)
    return not any(kind.objects.filter(survey=survey).exists() for kind in kinds)


def test_first_request_after_closing_releases_once_and_deletes_counters(trekker: Client) -> None:
    survey, _ = opened(trekker)
    count_answers(survey, ["AAAAAA"] * 12)
    close(survey)

    pages = [text_of(Client(), address_of(survey)) for _ in range(2)]

    survey.refresh_from_db()
    assert survey.is_released
    assert nothing_is_left(survey)
    assert "de meesten of allen" in pages[0]
    assert pages[0] == pages[1]
    assert "<strong>12</strong> van de 30 gevraagde mensen" in pages[0]


def test_queries_of_the_outcome_do_not_grow(
    trekker: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The release on the way to it, its page for a colleague, and the one of its maker."""
    for number in (10, 1000):
        survey, _ = opened(trekker, organisation=f"Dienst {number}", way="link", asked=2000)
        survey.counters.filter(option=0).update(number=number)
        keys = " ".join(str(place) for place in range(number))
        SurveyUsedKeys.objects.filter(survey=survey).update(digests=keys)
        close(survey)
        for client, address, queries in (
            (Client(), address_of(survey), 10),
            (Client(), f"{address_of(survey)}uitkomst/", 2),
            (trekker, maker_address(survey, "uitkomst/"), 3),
        ):
            with django_assert_num_queries(queries):
                client.get(address)


def test_six_answers_publish_nothing_ever(trekker: Client) -> None:
    survey, _ = opened(trekker)
    count_answers(survey, ["ABCABC"] * 6)
    close(survey)

    for client, address in ((trekker, maker_address(survey)), (Client(), address_of(survey))):
        page = text_of(client, address)
        assert "Te weinig antwoorden (minstens 7)." in page
        assert "eensgezind" not in page
        assert ">6<" not in page
    for tail in ("uitkomst/", "json", "overleg.pdf"):
        assert trekker.get(maker_address(survey, tail)).status_code == 404
    assert nothing_is_left(survey)
    survey.refresh_from_db()
    assert (survey.outcome, survey.morning_count) == (None, 0)


def test_before_closing_nothing_but_the_number_of_this_morning(trekker: Client) -> None:
    survey, codes = opened(trekker)
    count_answers(survey, ["AAAAAA"] * 9)

    assert "<strong>0</strong> van de 30" in text_of(trekker, maker_address(survey))
    pass_days(survey, 1)
    assert "<strong>9</strong> van de 30" in text_of(trekker, maker_address(survey))
    answer(survey, codes[0])
    assert "<strong>9</strong> van de 30" in text_of(trekker, maker_address(survey))
    assert trekker.get(maker_address(survey, "uitkomst/")).status_code == 404
    assert Client().get(f"{address_of(survey)}uitkomst/").status_code == 302


def test_outcome_of_the_maker_alone_is_404_for_others(trekker: Client) -> None:
    survey = released(person("bo"), readers="trekker")

    assert Client().get(f"{address_of(survey)}uitkomst/").status_code == 404
    assert "Alleen wie de bevraging startte" in text_of(Client(), address_of(survey))


def test_restored_survey_ends_without_outcome_and_says_so(trekker: Client) -> None:
    survey, codes = opened(trekker)
    SurveyCounter.objects.all().delete()
    SurveyCode.objects.all().delete()

    assert "zonder uitkomst gestopt" in text_of(trekker, maker_address(survey))
    assert "zonder uitkomst gestopt" in text_of(Client(), address_of(survey))
    assert answer(survey, codes[0]).status_code == 422
    survey.refresh_from_db()
    assert survey.state == Survey.State.LOST


def test_restored_open_link_counts_nothing(trekker: Client) -> None:
    survey, _ = opened(trekker, way="link")
    SurveyCounter.objects.all().delete()

    assert answer_openly(survey).status_code == 409


def test_closing_day_moves_once(trekker: Client) -> None:
    survey, _ = opened(trekker)
    later = survey.closes_on + timedelta(days=3)

    moved = trekker.post(maker_address(survey, "verschuiven/"), {"day": later})
    again = trekker.post(maker_address(survey, "verschuiven/"), {"day": later + timedelta(days=1)})

    survey.refresh_from_db()
    assert (moved.status_code, again.status_code) == (302, 409)
    assert (survey.closes_on, survey.is_moved) == (later, True)
    assert survey.kept_until == later + timedelta(days=730)
    assert "verschuift niet meer" in text_of(Client(), address_of(survey))


@pytest.mark.parametrize("day", ["", "30/02/2027", "2099-01-01", "x"])
def test_impossible_closing_day_is_422(trekker: Client, day: str) -> None:
    survey, _ = opened(trekker)

    response = trekker.post(maker_address(survey, "verschuiven/"), {"day": day})

    assert response.status_code == 422
    assert "Nog niet verschoven" in response.content.decode()


def test_survey_ends_tonight_only_from_seven_answers_of_this_morning(trekker: Client) -> None:
    survey, _ = opened(trekker)
    today = timezone.localdate()
    count_answers(survey, ["AAAAAA"] * 7)

    assert trekker.post(maker_address(survey, "verschuiven/"), {"day": today}).status_code == 422
    pass_days(survey, 1)
    assert "Sluit om middernacht" in text_of(trekker, maker_address(survey))
    assert trekker.post(maker_address(survey, "verschuiven/"), {"day": today}).status_code == 302
    survey.refresh_from_db()
    assert survey.closes_on == today
    assert survey.state == Survey.State.RUNNING


def test_decision_of_an_older_page_is_a_conflict_and_kept() -> None:
    maker = person("bo")
    client, survey = signed_in(maker), released(maker)
    address = maker_address(survey, "uitkomst/")
    assert client.post(address, {"version": 1, "besluit-2": "Eerst leren"}).status_code == 302

    refused = client.post(address, {"version": 1, "besluit-2": "Meteen doen"})

    page = refused.content.decode()
    assert refused.status_code == 409
    assert 'value="Meteen doen"' in page
    assert "Eerst leren" in page
    survey.refresh_from_db()
    assert survey.decisions == {"2": "Eerst leren"}
    assert "Eerst leren" in text_of(Client(), f"{address_of(survey)}uitkomst/")


def test_timer_releases_and_deletes_what_is_past_its_end() -> None:
    maker = person("bo")
    old = released(maker, "Oud")
    pass_days(old, 731)
    running, _ = opened(signed_in(maker))
    count_answers(running, ["AAAAAA"] * 8)
    close(running)

    call_command("delete_expired")

    running.refresh_from_db()
    assert running.is_released
    assert nothing_is_left(running)
    assert not Survey.objects.filter(pk=old.pk).exists()


@pytest.mark.both
def test_deleted_account_takes_its_surveys_along() -> None:
    maker = person("bo")
    released(maker, "Oud")
    running, codes = opened(signed_in(maker))

    delete_account(user_id=maker.pk)

    assert not Survey.objects.exists()
    assert nothing_is_left(running)
    assert answer(running, codes[0]).status_code == 404


def test_deadline_is_asked_in_the_transaction_of_the_answer(trekker: Client) -> None:
    survey, _ = opened(trekker, way="link")
    close(survey)

    with pytest.raises(actions.NotOpen):
        actions.answer_with_key(
            survey_id=survey.pk, key=uuid4(), chosen={}, today=timezone.localdate()
        )
