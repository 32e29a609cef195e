"""A team answers another questionnaire of the catalogue, with two to five options a question."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from content.models import Questionnaire
from tests.assessment.survey.surveys import (
    address_of,
    answer,
    close,
    count_answers,
    opened,
    start_data,
)
from tests.conftest import FIXTURES
from tests.questionnaires import SLUG, load_questionnaire
from tests.roadmap.conftest import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _questionnaire(db: None, tmp_path: Path) -> None:
    load_questionnaire(tmp_path / "fixtures", FIXTURES, questions=8)


def test_trekker_chooses_the_questionnaire() -> None:
    client = signed_in(person("bo"))
    assert Questionnaire.objects.count() == 2

    page = client.get("/bevragingen/nieuw/").content.decode()
    refused = client.post("/bevragingen/nieuw/", start_data())

    assert "AI-readiness: 8 vragen" in page
    assert refused.status_code == 422
    assert "Kies welke vragen u stelt." in refused.content.decode()


def test_team_answers_in_sections_and_gets_a_profile_per_pillar() -> None:
    client = signed_in(person("bo"))
    survey, codes = opened(client, questionnaire=SLUG)
    page = Client().get(address_of(survey)).content.decode()
    assert page.count("Over visie-strategie</h2>") == 1
    assert page.count('type="radio"') == 2 * (2 + 3 + 4 + 5)

    assert answer(survey, codes[0], "ABCEABDD").status_code == 302
    count_answers(survey, ["ABCEABDD"] * 19)
    close(survey)

    outcome = client.get(f"/bevragingen/{survey.pk}/json").json()
    assert outcome["answers"] == 20
    assert set(outcome["pillars"]) == {
        "visie-strategie",
        "innovatie",
        "betrouwbare-ai",
        "mens-organisatie",
    }
    five = outcome["questions"][3]
    assert [row["letters"] for row in five["options"]] == [["A"], ["B", "C"], ["D", "E"]]
    assert [row["word"] for row in five["options"]][2] == "bijna iedereen of iedereen"


def test_small_group_answers_another_questionnaire_together() -> None:
    page = Client().get(f"/bevragingen/samen/{SLUG}/").content.decode()

    assert f'action="/zelfevaluatie/{SLUG}/"' in page
    assert page.count('type="radio"') == 2 * (2 + 3 + 4 + 5)
    assert (
        f'href="/bevragingen/samen/{SLUG}/"' in Client().get("/bevragingen/samen/").content.decode()
    )
    sent = {f"vraag-{number}": letter for number, letter in enumerate("ABCEABDD", 1)}
    result = Client().post(f"/zelfevaluatie/{SLUG}/", sent)
    assert result.status_code == 302
    assert Client().get("/bevragingen/samen/onbekend/").status_code == 404
