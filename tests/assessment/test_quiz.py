from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries

from assessment.forms import RENEWED
from assessment.models import AssessmentResult
from content import published
from content.catalogue import Catalogue
from content.models import Option, PlaybookVersion, Question

pytestmark = pytest.mark.django_db
URL = "/zelfevaluatie/"


def sheet(letters: str) -> dict[str, str]:
    return {f"vraag-{number}": letter for number, letter in enumerate(letters, 1)}


def test_quiz_shows_questions_in_the_words_of_the_source(
    client: Client, catalogue: Catalogue
) -> None:
    page = client.get(URL).content.decode()

    assert len(catalogue.questions) == 6
    for question in catalogue.questions:
        assert question.text in page
        assert [option.letter for option in question.options] == ["A", "B", "C"]
        assert page.count(f'name="vraag-{question.number}"') == 3
    assert "checked" not in page


def test_quiz_complete_sheet_redirects_to_result(client: Client) -> None:
    response = client.post(URL, sheet("AAABBC"))

    kept = AssessmentResult.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"{URL}{kept.token}/"
    assert [answer["letter"] for answer in kept.sheet] == list("AAABBC")


@pytest.mark.parametrize(
    "change",
    [
        {"vraag-3": ""},
        {"vraag-3": "D"},
        {"vraag-3": "a"},
        {"vraag-3": "A\x00"},
        {"vraag-3": "verkenner"},
        {"vraag-3": ["A", "D"]},
    ],
)
def test_quiz_bad_answer_is_422_and_loses_nothing(
    client: Client, change: dict[str, str | list[str]]
) -> None:
    response = client.post(URL, sheet("ABCABC") | change)

    page = response.content.decode()
    assert response.status_code == 422
    assert AssessmentResult.objects.count() == 0
    assert page.count("checked") == 5
    assert "<span data-answered>5</span> van 6 beantwoord" in page
    assert 'href="#id_vraag-3_0"' in page
    assert 'id="id_vraag-3_0"' in page


def test_quiz_empty_post_is_422_with_six_errors(client: Client) -> None:
    response = client.post(URL, {})

    assert response.status_code == 422
    page = response.content.decode()
    assert page.count("Kies één antwoord.") == 12  # summary and question
    assert "?:" not in page  # a question is no label before a colon


def test_quiz_question_answered_twice_is_422(client: Client) -> None:
    response = client.post(URL, sheet("ABCABC") | {"vraag-3": ["A", "B"]})

    assert response.status_code == 422
    assert 'href="#id_vraag-3_0"' in response.content.decode()
    assert AssessmentResult.objects.count() == 0


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"vraag-1": "A"}'),
        ("text/plain", b"vraag-1=A"),
        ("application/x-www-form-urlencoded", b"vraag-1=%ff&vraag-2=%00&vraag-3"),
        ("multipart/form-data; boundary=x", b"--x\r\nonzin"),
        ("multipart/form-data", b"--x\r\nonzin"),
    ],
)
def test_quiz_other_kinds_of_body_store_nothing(
    client: Client, content_type: str, body: bytes
) -> None:
    response = client.post(URL, body, content_type=content_type)

    assert response.status_code in (400, 422)
    assert AssessmentResult.objects.count() == 0


def test_quiz_extra_fields_are_ignored(client: Client) -> None:
    client.post(URL, sheet("CCCCCC") | {"profile": "verkenner", "token": "x", "kept_until": "1"})

    kept = AssessmentResult.objects.get()
    assert {answer["profile"] for answer in kept.sheet} == {"expert"}
    assert kept.kept_until == timezone.localdate() + timedelta(days=90)


def playbook_in(page: str) -> str:
    digests: list[str] = re.findall(r'<input type="hidden" name="playbook" value="(\w+)"', page)
    [digest] = digests
    return digest


def renew_playbook() -> str:
    """Other words for the first question; gives these words."""
    Question.objects.filter(number=1).update(text="Een andere vraag?")
    PlaybookVersion.objects.update(digest="0" * 64)
    return "Een andere vraag?"


def test_quiz_open_during_an_update_is_409_and_keeps_the_answers(client: Client) -> None:
    before = playbook_in(client.get(URL).content.decode())
    words = renew_playbook()

    refused = client.post(URL, sheet("ABCABC") | {"playbook": before})

    page = refused.content.decode()
    assert refused.status_code == 409
    assert AssessmentResult.objects.count() == 0
    [summary] = re.findall(r"<div[^>]*data-error-summary>.*?</div>", page, re.DOTALL)
    assert re.findall(r"<li>\s*(.*?)\s*</li>", summary, re.DOTALL) == [RENEWED]
    assert page.count("checked") == 6
    assert words in page
    now = playbook_in(page)
    assert now != before
    assert playbook_in(client.get(URL).content.decode()) == now  # nor is the kept page the old one
    assert client.post(URL, sheet("ABCABC") | {"playbook": now}).status_code == 302
    assert AssessmentResult.objects.get().sheet[0]["question"] == words


def test_quiz_of_another_playbook_with_a_gap_says_both(client: Client) -> None:
    response = client.post(URL, sheet("ABCAB") | {"playbook": "x\0"})

    page = response.content.decode()
    assert response.status_code == 409
    assert page.count(RENEWED) == 1
    assert 'href="#id_vraag-6_0"' in page
    assert page.index(RENEWED) < page.index('href="#id_vraag-6_0"')
    assert page.count("checked") == 5


@pytest.mark.parametrize("extra", [{}, {"playbook": ""}])
def test_quiz_without_a_playbook_is_taken_as_it_is(client: Client, extra: dict[str, str]) -> None:
    renew_playbook()

    assert client.post(URL, sheet("ABCABC") | extra).status_code == 302


def test_quiz_post_without_token_is_403() -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(URL, sheet("AAAAAA")).status_code == 403
    assert AssessmentResult.objects.count() == 0


def test_quiz_kept_page_holds_a_working_token_for_each_visitor() -> None:
    for _ in range(2):
        strict = Client(enforce_csrf_checks=True)
        page = strict.get(URL).content.decode()
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert len(token) == 1
        response = strict.post(URL, sheet("AAAAAA") | {"csrfmiddlewaretoken": token[0]})
        assert response.status_code == 302


def test_quiz_unchanged_is_304_for_the_same_visitor_only(client: Client) -> None:
    first = client.get(URL)

    assert client.get(URL, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert Client().get(URL, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_result_explains_itself(client: Client) -> None:
    response = client.post(URL, sheet("AAAABB"), follow=True)

    page = response.content.decode()
    assert "AI Verkenner" in page
    assert "<strong>2</strong>" in " ".join(page.split())  # two answers tip it
    assert "als enige de meeste antwoorden" in page
    assert "We hebben beperkte tijd en middelen" in page
    assert 'href="/stappenplannen/verkenner/"' in page
    assert 'href="/bevragingen/nieuw/"' in page
    assert "Uw organisatieprofiel leunt aan bij" in page


def test_result_tie_names_all_and_offers_the_others(client: Client) -> None:
    page = client.post(URL, sheet("AABBCC"), follow=True).content.decode()

    assert "Gelijke stand" in page
    for slug in ("verkenner", "piloot", "expert"):
        assert f'href="/stappenplannen/{slug}/"' in page


def test_result_expert_has_no_next_profile(client: Client) -> None:
    page = client.post(URL, sheet("CCCCCC"), follow=True).content.decode()

    assert "AI Expert is het laatste van de drie profielen." in page


def test_result_reads_pillars_as_ours_and_hands_them_to_a_new_plan(client: Client) -> None:
    page = client.post(URL, sheet("AACAAB"), follow=True).content.decode()

    rows = re.findall(
        r"<th scope=\"row\">([^<]+)</th>\s*<td>(.*?)</td>\s*<td>(.*?)</td>", page, re.S
    )
    read = {
        name: " ".join(re.sub("<[^>]+>", "", f"{profile} – {why}").split())
        for name, profile, why in rows
    }
    assert read == {
        "Visie &amp; strategie": "AI Verkenner, gelijk met AI Expert – 2 antwoorden",
        "Innovatie": "AI Piloot – 1 antwoord",
        "Betrouwbare AI": "AI Verkenner – al uw antwoorden",
        "Mens &amp; organisatie": "AI Verkenner – 2 antwoorden",
        "AI-architectuur": "AI Verkenner – al uw antwoorden",
    }
    assert "in onze lezing" in page
    [link] = re.findall(r'href="(/plannen/nieuw/\?start=per-pijler[^"]+)"', page)
    plan = client.get(unescape(link)).content.decode()
    assert re.search(r'value="per-pijler"[^>]*checked', plan)
    chosen = re.findall(r'<option value="(\w+)" selected', plan)
    assert chosen == ["verkenner", "piloot", "verkenner", "verkenner", "verkenner"]


def test_source_s_paragraph_says_that_the_deeper_survey_is_not_here(client: Client) -> None:
    page = client.get("/playbook/toegepast-op-uw-organisatie/").content.decode()

    assert "De AI-readiness enquête staat niet in deze uitgave" in page


def test_result_of_before_questions_named_pillars_has_no_pillars(client: Client) -> None:
    address = client.post(URL, sheet("AACAAB"))["Location"]
    kept = AssessmentResult.objects.get()
    kept.sheet = [{k: v for k, v in answer.items() if k != "pillars"} for answer in kept.sheet]
    kept.save()

    page = client.get(address).content.decode()

    assert "AI Verkenner" in page
    assert "per pijler" not in page


def test_result_is_for_no_search_engine() -> None:
    address = Client().post(URL, sheet("BBBBBB"))["Location"]

    assert Client().get(address)["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in Client().get(URL)


def test_result_belongs_to_nobody() -> None:
    address = Client().post(
        URL, sheet("BBBBBB"), headers={"User-Agent": "marker-agent"}, REMOTE_ADDR="203.0.113.7"
    )["Location"]

    stranger = Client().get(address)
    assert stranger.status_code == 200
    assert not stranger.cookies
    columns = {field.name for field in AssessmentResult._meta.fields}
    assert columns == {"token", "playbook_version", "sheet", "kept_until", "questionnaire"}
    assert len(AssessmentResult.objects.get().token) == 32


@pytest.mark.both
def test_quiz_sent_twice_gives_two_results_that_stand_apart(client: Client) -> None:
    """Nothing is counted over people, so a second click or the back button harms nobody."""
    first, second = (client.post(URL, sheet("AAABBC"))["Location"] for _ in range(2))

    assert first != second
    assert {client.get(address).status_code for address in (first, second)} == {200}


def test_result_keeps_the_words_and_the_score_of_its_day(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = client.post(URL, sheet("AAAAAA"))["Location"]
    asked = AssessmentResult.objects.get().sheet[0]
    Question.objects.filter(number=1).update(text="Een andere vraag?")
    Option.objects.filter(letter="A").update(text="Een ander antwoord")
    monkeypatch.setattr(published, "_held", None)  # changed behind its digest

    page = client.get(address).content.decode()

    assert "AI Verkenner" in page
    assert asked["question"] in page and asked["answer"] in page
    assert "Een andere vraag?" not in page and "Een ander antwoord" not in page
    assert "Een andere vraag?" in published.published_catalogue().questions[0].text


def test_result_after_its_end_date_is_404_and_deleted(client: Client) -> None:
    client.post(URL, sheet("BBBBBB"))
    kept = AssessmentResult.objects.get()
    AssessmentResult.objects.update(kept_until=timezone.localdate() - timedelta(days=1))

    assert client.get(f"{URL}{kept.token}/").status_code == 404
    call_command("delete_expired", verbosity=0)
    call_command("delete_expired", verbosity=0)
    assert AssessmentResult.objects.count() == 0


@pytest.mark.parametrize("token", ["x", "a" * 32, "_" * 200])
def test_result_unknown_is_404(client: Client, token: str) -> None:
    assert client.get(f"{URL}{token}/").status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_quiz_other_methods_are_405(client: Client, method: str) -> None:
    assert getattr(client, method)(URL).status_code == 405


def test_quiz_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client.get(URL)

    with django_assert_num_queries(1):
        client.get(URL)


def test_incomplete_sheet_is_not_whole_yet(client: Client) -> None:
    page = client.post(URL, sheet("AAA")).content.decode()

    assert "<h2>Nog niet volledig</h2>" in page


def test_result_goes_on_to_a_plan_and_to_the_trekker(client: Client) -> None:
    address = client.post(URL, sheet("BBBBAC"))["Location"]

    page = client.get(address).content.decode()

    assert "/plannen/nieuw/?start=piloot" in page
    mail = next(link for link in re.findall(r'href="(mailto:[^"]+)"', page) if "Dag" in link)
    text = unquote(unescape(mail))
    kept = AssessmentResult.objects.get().kept_until
    for part in (
        "subject=Ons AI-organisatieprofiel: AI Piloot",
        "Ons profiel is AI Piloot.",
        "AI Piloot: 4 van 6 antwoorden",
        f"tot en met {date_format(kept, 'j F Y')}",
        f"http://testserver{address}",
    ):
        assert part in text
    assert "\r\n\r\n" in text and "+" not in mail


def test_mail_to_the_trekker_names_both_profiles_of_a_tie(client: Client) -> None:
    address = client.post(URL, sheet("AAABBB"))["Location"]

    text = unquote(unescape(client.get(address).content.decode()))

    assert "AI Verkenner en AI Piloot kregen even veel antwoorden; het voorstel" in text
