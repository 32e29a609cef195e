"""Rules 1 to 5 and 7 of the survey, as a colleague meets them."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessment.survey.answer_form import CODE_REFUSED
from assessment.survey.models import Survey, SurveyCode, SurveyCounter, SurveyUsedKeys
from tests.assessment.survey.surveys import (
    address_of,
    answer,
    answer_openly,
    close,
    form_key,
    opened,
    sheet,
)

pytestmark = pytest.mark.django_db
REMAINS = (
    "Wie de codes of de open link heeft, kan zelf vaak antwoorden en zo aflezen wat de laatste "
    "antwoordde. Wie twee kopieën van de databank rond uw antwoord heeft, ziet dat antwoord, en "
    "wie ook weet wie welke code kreeg, van wie."
)


def counts(survey: Survey) -> list[int]:
    return list(survey.counters.values_list("number", flat=True))


def text_of(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def test_privacy_stands_before_the_first_question(trekker: Client) -> None:
    survey, _ = opened(trekker)

    page = text_of(Client().get(address_of(survey)))

    assert REMAINS in page
    assert page.index(REMAINS) < page.index("vraag-1")
    assert page.count("<strong>Wat we bewaren.</strong>") == 1
    assert f"{survey.closes_on:%Y} om 24.00 uur" in page
    assert "verschuiven: later, hoogstens tot" in page
    assert "minstens 7 antwoorden" in page
    assert "iedereen met het adres" in page


def test_answer_is_counted_and_its_code_deleted(trekker: Client) -> None:
    survey, codes = opened(trekker)
    assert counts(survey) == [0] * 18

    response = answer(survey, codes[0], "ABCABC")

    assert response.status_code == 302
    assert response["Location"] == f"{address_of(survey)}bedankt/"
    assert counts(survey) == [1, 0, 0, 0, 1, 0, 0, 0, 1] * 2
    assert survey.codes.count() == len(codes) - 1


def test_thanks_says_when_and_where_and_nothing_of_the_answers(trekker: Client) -> None:
    survey, codes = opened(trekker)
    client = Client()
    answer(survey, codes[0], "CCCCCC", client)

    page = text_of(client.get(f"{address_of(survey)}bedankt/"))

    assert f"{survey.closes_on:%Y}" in page
    assert address_of(survey) in page
    assert page == text_of(Client().get(f"{address_of(survey)}bedankt/"))
    assert "checked" not in text_of(client.get(address_of(survey)))


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", "dashes"])
def test_code_is_read_however_it_is_typed(trekker: Client, typed: str) -> None:
    survey, codes = opened(trekker)
    ways = {"lower": codes[0].lower(), "dashes": codes[0].replace("-", " ")}

    assert answer(survey, ways.get(typed, typed.format(codes[0]))).status_code == 302


def test_used_wrong_and_ended_code_give_the_same_answer(trekker: Client) -> None:
    """422, with what this request sent, and nothing that tells them apart but the closing day."""
    survey, codes = opened(trekker)
    _, others = opened(trekker, organisation="Elders")
    answer(survey, codes[0])
    refused = {"used": codes[0], "wrong": "K7MQ-2XWD-9RTB", "other": others[0], "none": "geen code"}
    pages = {name: refusal(survey, code) for name, code in refused.items()}

    assert len(set(pages.values())) == 1
    assert CODE_REFUSED in pages["used"]
    assert pages["used"].count("checked") == 6
    close(survey)
    ended = refusal(survey, codes[1])
    assert CODE_REFUSED in ended
    assert ended.count("checked") == 6
    assert re.sub(r"\d+ \w+ 20\d\d", "", ended) == re.sub(r"\d+ \w+ 20\d\d", "", pages["used"])
    survey.refresh_from_db()
    assert survey.state == Survey.State.TOO_FEW


def refusal(survey: Survey, code: str) -> str:
    """The page of a refused code, without the code and the token of its form."""
    response = answer(survey, code, "CBACBA")
    assert response.status_code == 422
    page = text_of(response).replace(f'value="{code}"', "")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_double_click_counts_once(trekker: Client) -> None:
    survey, codes = opened(trekker)
    client = Client()

    first, second = (answer(survey, codes[0], "AAAAAA", client) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 422)
    assert "uw antwoord geteld" in text_of(second)
    assert sum(counts(survey)) == 6


@pytest.mark.parametrize(
    "change",
    [{"vraag-3": ""}, {"vraag-3": "D"}, {"code": ""}, {"code": "\x00"}],
)
def test_bad_sheet_is_422_and_loses_nothing(trekker: Client, change: dict[str, str]) -> None:
    survey, codes = opened(trekker)

    response = Client().post(address_of(survey), sheet("ABCABC") | {"code": codes[0]} | change)

    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("checked") == 6 - ("vraag-3" in change)
    assert "code" in change or codes[0] in page
    assert sum(counts(survey)) == 0
    assert survey.codes.count() == len(codes)


def test_maker_cannot_answer_by_account_nor_by_session(trekker: Client) -> None:
    survey, codes = opened(trekker)

    assert answer(survey, codes[0], client=trekker).status_code == 403
    trekker.logout()
    refused = answer(survey, codes[0], client=signed_out(survey))
    assert refused.status_code == 403
    assert "niet zelf beantwoorden" in text_of(refused)
    assert sum(counts(survey)) == 0


def signed_out(survey: Survey) -> Client:
    """A browser whose session started the survey, of nobody who is signed in."""
    client = Client()
    session = client.session
    session["bevragingen"] = [str(survey.pk)]
    session.save()
    client.cookies["sessie"] = session.session_key or ""
    return client


def test_open_link_counts_a_form_once(trekker: Client) -> None:
    survey, codes = opened(trekker, way="link")
    assert codes == []
    page = Client().get(address_of(survey)).content.decode()
    assert "telt antwoorden, geen mensen" in page
    assert 'name="code"' not in page

    for _ in range(2):
        assert answer_openly(survey, "BBBBBB", form_key(page)).status_code == 302

    assert sum(counts(survey)) == 6
    assert form_key(page) not in SurveyUsedKeys.objects.get().digests
    assert len(SurveyUsedKeys.objects.get().digests.split()) == 1


def test_open_link_keeps_an_honest_browser_from_answering_twice(trekker: Client) -> None:
    survey, _ = opened(trekker, way="link")
    client = Client()
    client.post(address_of(survey), sheet("AAAAAA") | {"key": str(uuid4())})

    again = client.get(address_of(survey))

    cookie = client.cookies["geantwoord"]
    assert (cookie["path"], cookie["httponly"], cookie.value) == (address_of(survey), True, "ja")
    assert again.status_code == 302
    assert again["Location"].endswith("/bedankt/")


def test_open_link_that_closed_in_between_says_so_and_keeps_the_answers(trekker: Client) -> None:
    survey, _ = opened(trekker, way="link")
    close(survey)

    response = answer_openly(survey, "ABCABC")

    assert response.status_code == 409
    assert "De bevraging is gesloten" in text_of(response)
    assert text_of(response).count("checked") == 6


def test_unknown_key_is_404_for_everything() -> None:
    for tail in ("", "bedankt/", "uitkomst/"):
        assert Client().get(f"/bevraging/onbekend/{tail}").status_code == 404
    assert Client().post("/bevraging/onbekend/", sheet("AAAAAA")).status_code == 404


def test_pages_of_a_survey_are_stored_nowhere(trekker: Client) -> None:
    survey, codes = opened(trekker)

    for response in (Client().get(address_of(survey)), answer(survey, codes[0])):
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex"
        assert "sessie" not in response.cookies


def test_codes_are_stored_as_hmac_only(trekker: Client) -> None:
    survey, codes = opened(trekker)

    digests = set(SurveyCode.objects.values_list("digest", flat=True))
    assert len(digests) == len(set(codes)) == survey.asked
    for code in codes:
        assert code not in digests
        assert len(code.replace("-", "")) == 12


def test_queries_of_answering_do_not_grow(
    trekker: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The limit's count, the survey, the lock, the code and the counters, in one transaction."""
    survey, codes = opened(trekker, asked=200)
    address, answered = address_of(survey), SurveyCounter.objects.filter(survey=survey)
    for number in (0, 1000):
        answered.update(number=number)
        with django_assert_num_queries(1):
            Client().get(address)
        with django_assert_num_queries(7):
            answer(survey, codes.pop())


def test_first_request_of_a_day_copies_the_number_before_it_counts(trekker: Client) -> None:
    survey, codes = opened(trekker)
    answer(survey, codes[0])
    answer(survey, codes[1])
    Survey.objects.update(counted_on=survey.counted_on.replace(year=2020))

    answer(survey, codes[2])

    survey.refresh_from_db()
    assert (survey.morning_count, survey.counted_on) == (2, timezone.localdate())
