"""A questionnaire besides the six, answered by one person in one go or in two."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessment.models import AssessmentResult, UnfinishedSheet
from content import published
from content.catalogue import Questionnaire
from content.models import Question
from tests.questionnaires import PROFILES_BY_COUNT, SLUG, option_count

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("readiness")]
URL = f"/zelfevaluatie/{SLUG}/"
FOR_EXPERT = {n: "ABCDE"[PROFILES_BY_COUNT[option_count(n)].index("expert")] for n in range(1, 25)}


def answers(*numbers: int, letter: str = "A") -> dict[str, str]:
    return {f"vraag-{number}": letter for number in numbers}


def expert(*numbers: int) -> dict[str, str]:
    return {f"vraag-{number}": FOR_EXPERT[number] for number in numbers}


def begun(client: Client, *numbers: int) -> str:
    """The address of a sheet with the first answer to these questions."""
    return client.post(URL, answers(*numbers) | {"later": "ja"})["Location"]


def checked(page: str) -> list[int]:
    inputs = re.findall(r'<input type="radio"[^>]*name="vraag-(\d+)"[^>]*checked', page)
    return [int(number) for number in inputs]


def test_questionnaire_shows_its_questions_by_section(
    client: Client, readiness: Questionnaire
) -> None:
    page = client.get(URL).content.decode()

    assert re.findall(r'<h2 id="deel-\d">(.*?)</h2>', page) == list(
        dict.fromkeys(question.section for question in readiness.questions)
    )
    assert page.count('type="radio"') == sum(len(q.options) for q in readiness.questions)
    assert "24 vragen" in page
    assert checked(page) == []


def test_questionnaire_complete_gives_a_result_as_a_whole_and_per_pillar(client: Client) -> None:
    response = client.post(URL, answers(*range(1, 13)) | expert(*range(13, 25)), follow=True)

    page = response.content.decode()
    kept = AssessmentResult.objects.get()
    assert response.redirect_chain == [(f"/zelfevaluatie/{kept.token}/", 302)]
    assert (kept.questionnaire, len(kept.sheet)) == (SLUG, 24)
    assert "Gelijke stand" in page and "kantelen" not in page
    assert "in onze lezing" not in page
    [link] = re.findall(r'href="/plannen/nieuw/\?(start=per-pijler[^"]+)"', page)
    assert unescape(link) == (
        "start=per-pijler&pijler-visie-strategie=verkenner&pijler-innovatie=verkenner"
        "&pijler-betrouwbare-ai=expert&pijler-mens-organisatie=expert"
        "&pijler-ai-architectuur=verkenner"
    )
    assert f'href="{URL}"' in page


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"vraag-3": ""}, "Kies één antwoord."),
        ({"vraag-1": "C"}, "Kies een van de antwoorden."),
        ({"vraag-3": ["A", "B"]}, "Kies één antwoord."),
        ({"vraag-1": "C", "later": "ja"}, "Kies een van de antwoorden."),
        ({"vraag-3": ["A", "B"], "later": "ja"}, "Kies één antwoord."),
    ],
)
def test_questionnaire_bad_answer_is_422_and_loses_nothing(
    client: Client, change: dict[str, str | list[str]], message: str
) -> None:
    response = client.post(URL, answers(*range(1, 25)) | change)

    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert len(checked(page)) >= 23
    assert not AssessmentResult.objects.exists() and not UnfinishedSheet.objects.exists()


def test_questionnaire_without_an_answer_has_nothing_to_save(client: Client) -> None:
    response = client.post(URL, {"later": "ja"})

    assert response.status_code == 422
    assert "er is nog niets te bewaren" in response.content.decode()


def test_questionnaire_of_another_playbook_is_409_and_keeps_the_answers(client: Client) -> None:
    response = client.post(URL, answers(1, 2) | {"playbook": "0" * 64, "later": "ja"})

    assert response.status_code == 409
    assert checked(response.content.decode()) == [1, 2]


@pytest.mark.parametrize("slug", ["onbekend", "x", "zelf-evaluatie"])
def test_questionnaire_that_is_none_is_404(client: Client, slug: str) -> None:
    assert client.get(f"/zelfevaluatie/{slug}/").status_code == 404
    assert client.post(f"/zelfevaluatie/{slug}/", answers(1)).status_code == 404


def test_questionnaire_of_the_six_is_the_quiz(client: Client) -> None:
    assert client.get("/zelfevaluatie/zelfevaluatie/")["Location"] == "/zelfevaluatie/"


def test_result_of_the_quiz_and_the_source_point_to_the_questionnaire(client: Client) -> None:
    result = client.post("/zelfevaluatie/", answers(*range(1, 7)), follow=True)
    chapter = client.get("/playbook/toegepast-op-uw-organisatie/")

    for page in (result, chapter):
        assert f'href="{URL}"' in page.content.decode()
    assert "staat niet in deze uitgave" not in chapter.content.decode()


def test_unfinished_sheet_is_gone_on_with_at_its_address(client: Client) -> None:
    address = begun(client, 1, 2, 3)

    stranger = Client()
    page = stranger.get(address).content.decode()
    until = timezone.localdate() + timedelta(days=90)
    assert checked(page) == [1, 2, 3]
    assert f'value="http://testserver{address}"' in page
    assert f"<strong>{until.day} " in page
    assert (
        stranger.post(address, answers(1, 2, 3, 4) | {"version": 1, "later": "ja"})["Location"]
        == address
    )
    assert checked(client.get(address).content.decode()) == [1, 2, 3, 4]


def test_unfinished_sheet_holds_nothing_about_a_person(client: Client) -> None:
    begun(client, 1)

    columns = {field.name for field in UnfinishedSheet._meta.fields}
    assert columns == {"token", "questionnaire", "version", "sheet", "kept_until"}
    assert len(UnfinishedSheet.objects.get().token) == 32


def test_unfinished_sheet_is_for_no_search_engine_and_no_cache(client: Client) -> None:
    response = client.get(begun(client, 1))

    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]


def test_unfinished_sheet_becomes_a_result_once_however_often_it_is_sent(client: Client) -> None:
    address = begun(client, 1)
    whole = answers(*range(1, 25)) | {"version": "1"}

    sent = [client.post(address, whole)["Location"] for _ in range(2)]

    result = AssessmentResult.objects.get()
    assert sent == [f"/zelfevaluatie/{result.token}/"] * 2
    assert address == f"/zelfevaluatie/verder/{result.token}/"
    assert client.get(address)["Location"] == sent[0]
    assert not UnfinishedSheet.objects.exists()


def test_unfinished_sheet_with_gaps_is_422_when_it_is_finished(client: Client) -> None:
    address = begun(client, 1)

    response = client.post(address, answers(1, 2) | {"version": 1})

    page = response.content.decode()
    assert response.status_code == 422
    assert checked(page) == [1, 2]
    assert 'name="version" value="1"' in page


@pytest.mark.parametrize("finishing", [{}, {"later": "ja"}])
def test_unfinished_sheet_saved_elsewhere_is_409_with_both(
    client: Client, finishing: dict[str, str]
) -> None:
    address = begun(client, 1)
    client.post(address, answers(1, 9) | {"version": 1, "later": "ja"})
    mine = answers(1, 2, letter="B") if finishing else expert(*range(1, 25))

    response = client.post(address, mine | {"version": 1} | finishing)

    page = response.content.decode()
    assert response.status_code == 409
    assert "op een ander scherm bewaard" in page
    assert set(checked(page)) >= {1, 2, 9}
    assert 'name="version" value="2"' in page
    assert len(UnfinishedSheet.objects.get().sheet) == 2
    assert client.post(address, mine | {"version": 2} | finishing).status_code == 302


def test_unfinished_sheet_saved_by_a_double_click_is_saved_once(client: Client) -> None:
    address = begun(client, 1)

    for _ in range(2):
        sent = client.post(address, answers(1, 2) | {"version": 1, "later": "ja"})
        assert sent.status_code == 302

    assert UnfinishedSheet.objects.get().version == 2


@pytest.mark.parametrize("version", ["", "x", "9" * 30, "²"])
def test_unfinished_sheet_with_a_tampered_version_is_409(client: Client, version: str) -> None:
    address = begun(client, 1)

    response = client.post(address, answers(2) | {"version": version, "later": "ja"})

    assert response.status_code == 409
    assert checked(response.content.decode()) == [1, 2]


def test_unfinished_sheet_asks_a_changed_question_anew(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = begun(client, 1, 2, 3)
    Question.objects.filter(questionnaire__slug=SLUG, number=2).update(text="Iets anders?")
    monkeypatch.setattr(published, "_held", None)  # changed behind its digest

    page = client.get(address).content.decode()

    assert checked(page) == [1, 3]
    assert "één vraag die u beantwoordde, is veranderd" in page


def test_unfinished_sheet_past_its_end_is_404_and_deleted(client: Client) -> None:
    address = begun(client, 1)
    UnfinishedSheet.objects.update(kept_until=timezone.localdate() - timedelta(days=1))

    assert client.get(address).status_code == 404
    assert client.post(address, answers(1, 2) | {"version": 1, "later": "ja"}).status_code == 404
    call_command("delete_expired", verbosity=0)
    assert not UnfinishedSheet.objects.exists()


def test_questionnaire_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = begun(client, *range(1, 20))
    client.get(URL)

    with django_assert_num_queries(1):
        client.get(URL)
    with django_assert_num_queries(2):
        client.get(address)
