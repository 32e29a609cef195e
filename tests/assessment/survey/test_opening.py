"""Rules 2, 8 and 14: a survey opens once, with its codes; another one when it may."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessment.survey.models import Survey, SurveyCounter
from tests.assessment.survey.surveys import (
    NEW,
    answer,
    close,
    count_answers,
    maker_address,
    opened,
    opened_by,
    pass_days,
    released,
    sent,
    start_data,
    text_of,
)
from tests.roadmap.conftest import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.both
def test_one_survey_at_a_time_of_an_organisation(trekker: Client) -> None:
    opened(trekker)

    refused = sent(trekker, start_data(organisation="  voorbeeldGEMEENTE "))

    assert refused.status_code == 409
    assert "loopt al een bevraging" in refused.content.decode()
    assert Survey.objects.count() == 1
    assert opened(trekker, organisation="Andere dienst")
    assert opened(signed_in(person("bo")))


@pytest.mark.parametrize("is_deleted", [False, True])
def test_repeat_waits_for_ninety_days(is_deleted: bool) -> None:
    maker = person("bo")
    client, survey = signed_in(maker), released(maker)
    if is_deleted:
        assert client.post(maker_address(survey, "verwijderen/")).status_code == 302
        assert client.get(maker_address(survey)).status_code == 404
    pass_days(survey, 88)

    refused = sent(client, start_data())
    assert refused.status_code == 409
    assert "vanaf" in refused.content.decode()
    pass_days(survey, 1)
    assert opened(client)


def test_survey_without_outcome_can_be_asked_anew_at_once(trekker: Client) -> None:
    survey, _ = opened(trekker)
    trekker.post(maker_address(survey, "verwijderen/"))

    assert not Survey.objects.exists()
    assert opened(trekker)


def test_repeat_stands_beside_what_it_repeats() -> None:
    maker = person("bo")
    client, then = signed_in(maker), released(maker)
    pass_days(then, 100)
    data = start_data()
    page = client.get(f"{NEW}?herhaal={then.pk}").content.decode()
    assert 'value="Hoe ver staan we met AI?"' in page
    assert client.post(f"{NEW}?herhaal={then.pk}", data).status_code == 200
    now = opened_by(data)
    count_answers(now, ["CCCCCC"] * 20)
    close(now)

    page = text_of(client, maker_address(now, "toen-en-nu/"))

    assert "(gestegen)" in page
    assert "(gedaald)" in page


@pytest.mark.parametrize("way", ["codes", "link"])
def test_same_form_sent_twice_opens_one_survey_and_shows_the_same_page(
    trekker: Client, way: str
) -> None:
    """Also when a code was used, which the page does not tell."""
    data = start_data(way=way)

    first = sent(trekker, data)
    for code in codes_on(first)[:1]:
        assert answer(opened_by(data), code).status_code == 302
    second = sent(trekker, data | {"asked": 40, "title": "Anders"})

    assert [first.status_code, second.status_code] == [200, 200]
    assert len(set(codes_on(first))) == (30 if way == "codes" else 0)
    assert neutral(first) == neutral(second)
    assert Survey.objects.count() == 1


def codes_on(response: Any) -> list[str]:
    [codes] = re.findall(r'name="codes" value="([^"]*)"', response.content.decode())[:1] or [""]
    return str(codes).split()


def neutral(response: Any) -> str:
    """The page without the tokens of its forms."""
    return re.sub(r'middlewaretoken" value="[^"]+"', "", response.content.decode())


@pytest.mark.parametrize(("days", "status"), [(1, 200), (2, 302)])
def test_codes_are_shown_again_only_while_the_survey_is_new(
    trekker: Client, days: int, status: int
) -> None:
    data = start_data()
    sent(trekker, data)
    pass_days(opened_by(data), days)

    assert sent(trekker, data).status_code == status


def test_codes_of_a_restored_survey_are_not_shown_again(trekker: Client) -> None:
    data = start_data()
    sent(trekker, data)
    SurveyCounter.objects.all().delete()

    assert sent(trekker, data).status_code == 302


@pytest.mark.both
def test_key_of_anothers_survey_opens_none_and_shows_no_code(trekker: Client) -> None:
    data = start_data()
    sent(signed_in(person("bo")), data)
    survey = opened_by(data)

    refused = sent(trekker, data)

    page = refused.content.decode()
    assert refused.status_code == 409
    assert str(survey.pk) not in page
    assert str(data["opening_key"]) not in page
    assert codes_on(refused) == []
    assert 'value="Hoe ver staan we met AI?"' in page
    assert Survey.objects.get().maker_id == survey.maker_id


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"asked": 9}, "overlegformulier onderaan"),
        ({"asked": 501}, "Kies de link"),
        ({"asked": 2001, "way": "link"}, "hoogstens 2000 mensen"),
        ({"closes_on": timezone.localdate()}, "Kies een dag van"),
        ({"closes_on": timezone.localdate() + timedelta(days=61)}, "Kies een dag van"),
        ({"way": "mail"}, "Kies een van de twee manieren"),
        ({"readers": ""}, "Kies wie de uitkomst ziet"),
        ({"title": " "}, "Geef de bevraging een titel"),
        ({"title": "\u3164"}, "minstens één zichtbaar teken"),
        ({"title": "x" * 121}, "hoogstens 120 tekens; dit zijn er 121"),
    ],
)
def test_start_that_a_rule_forbids_is_422_and_loses_nothing(
    trekker: Client, change: dict[str, Any], reason: str
) -> None:
    response = sent(trekker, start_data(organisation="Getypt") | change)

    page = response.content.decode()
    assert response.status_code == 422
    assert reason in page
    assert 'value="Getypt"' in page
    assert 'href="/bevragingen/samen/"' in page
    assert not Survey.objects.exists()


def test_preview_shows_what_a_colleague_will_see_and_stores_nothing(trekker: Client) -> None:
    data = start_data(asked=40)
    del data["open"]

    page = sent(trekker, data).content.decode()

    assert "Er is nog niets verstuurd of bewaard" in page
    assert "Wat mogelijk blijft." in page
    assert f'name="opening_key" value="{data["opening_key"]}"' in page
    assert 'name="asked" value="40"' in page
    assert not Survey.objects.exists()
    again = sent(trekker, data | {"verander": "ja"}).content.decode()
    assert 'value="40"' in again and "Nieuwe bevraging" in again


def test_codes_as_csv_stand_behind_the_hash_in_the_address(trekker: Client) -> None:
    survey, codes = opened(trekker)

    response = trekker.post(maker_address(survey, "codes.csv"), {"codes": " ".join(codes)})

    head, *lines = response.content.decode("utf-8-sig").splitlines()
    assert head == "code;adres"
    assert lines == [f"{code};http://testserver/bevraging/{survey.key}/#{code}" for code in codes]
    assert response["Cache-Control"] == "no-store"
