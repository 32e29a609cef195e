"""A second questionnaire is loaded as strictly as the rest, and shows up whole."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from django.db import IntegrityError, connection

from content import models as m
from content.loading.load import check_playbook, load_playbook
from content.loading.yaml_files import FixtureError
from content.published import published_catalogue
from tests.conftest import FIXTURES
from tests.questionnaires import SLUG, load_questionnaire, option_count, write_questionnaire


@pytest.mark.django_db
def test_questionnaire_is_loaded_beside_the_self_assessment_and_dropped_again(
    tmp_path: Path,
) -> None:
    catalogue = load_questionnaire(tmp_path / "new", FIXTURES)

    six, other = catalogue.questionnaires
    assert (six.slug, len(six.questions), other.slug) == ("zelfevaluatie", 6, SLUG)
    assert catalogue.questions == six.questions
    assert {question.section for question in six.questions} == {""}
    assert list(Counter(question.section for question in other.questions).values()) == [6] * 4
    assert [len(q.options) for q in other.questions] == [option_count(n) for n in range(1, 25)]
    assert other.questions[0].pillars == {"visie-strategie"}
    lines = load_playbook(FIXTURES, number="2026-05.3")
    lines.remove("+ playbookversion 2026-05.3")
    assert f"- questionnaire {SLUG}" in lines
    assert all(line.startswith("- ") for line in lines)
    assert published_catalogue().questionnaires == (six,)


@pytest.mark.django_db
def test_questionnaire_of_before_the_migration_is_filled_by_a_load() -> None:
    m.Question.pillars.through.objects.all().delete()

    changes = load_playbook(FIXTURES)

    assert changes == [f"~ question zelfevaluatie {number}: pillars" for number in range(2, 7)]


@pytest.mark.django_db
def test_question_has_its_number_once_in_its_questionnaire(tmp_path: Path) -> None:
    load_questionnaire(tmp_path / "new", FIXTURES)
    question = m.Question.objects.get(questionnaire__slug=SLUG, number=1)

    assert m.Question.objects.filter(number=1).count() == 2
    with pytest.raises(IntegrityError):
        m.Question.objects.create(questionnaire=question.questionnaire, number=1, text="Nog eens")
    assert connection.in_atomic_block


BAD = {
    "one answer": (
        r"(?s)(number: 1,.*?)(- model: content.option.*?){2}(?=- model)",
        r"\1",
        "0 antw",
    ),
    "a gap in the letters": ("letter: B", "letter: C", "de letters tellen door: A, B"),
    "one profile": ("profile: [expert]", "profile: [verkenner]", "hetzelfde profiel"),
    "no section": ("section: Over visie-strategie, ", "", "een deel, of geen enkele"),
    "a section in two places": (
        "number: 1, section: Over visie-strategie",
        "number: 1, section: Over innovatie",
        "na elkaar",
    ),
    "no questions": (r"(?s)(content.questionnaire.*?fields.*?\n).*", r"\1", "heeft geen vragen"),
    "slug of the six": (f"slug: {SLUG}", "slug: zelfevaluatie", "komt twee keer voor"),
    "slug with an underscore": (f"slug: {SLUG}", "slug: ai_readiness", "vorm"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_questionnaire_is_one_line_with_its_place(tmp_path: Path, case: str) -> None:
    folder = Path(shutil.copytree(FIXTURES, tmp_path / "new"))
    path = write_questionnaire(folder)
    old, new, expected = BAD[case]
    pattern = old if old.startswith("(?s)") else re.escape(old)
    text, count = re.subn(pattern, new, path.read_text(), count=1)
    assert count == 1
    path.write_text(text)

    with pytest.raises(FixtureError) as caught:
        check_playbook(folder)

    assert expected in str(caught.value)
    assert re.match(r"90_readiness\.yaml, regel \d+, ", str(caught.value))
    assert len(str(caught.value).splitlines()) == 1


def test_questionnaire_is_no_longer_than_sixty_questions(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FIXTURES, tmp_path / "new"))
    write_questionnaire(folder, 60)
    check_playbook(folder)
    write_questionnaire(folder, 61)

    with pytest.raises(FixtureError, match="61 vragen; ten hoogste 60"):
        check_playbook(folder)


def test_six_questions_of_the_source_belong_to_each_edition(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FIXTURES, tmp_path / "new"))
    for path in folder.glob("*_*.yaml"):
        path.write_text(
            path.read_text().replace("[zelfevaluatie", "[zes").replace(": zelfevaluatie", ": zes")
        )

    with pytest.raises(FixtureError, match="de vragenlijst 'zelfevaluatie' ontbreekt"):
        check_playbook(folder)
