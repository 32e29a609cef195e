from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from content.catalogue import Questionnaire
from tests.conftest import FIXTURES
from tests.questionnaires import SLUG, load_questionnaire


@pytest.fixture(scope="module")
def loaded_once(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Questionnaire]:
    folder = tmp_path_factory.mktemp("questionnaire") / "new"
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_questionnaire(folder, FIXTURES).questionnaire_by_slug[SLUG]
        transaction.set_rollback(True)


@pytest.fixture
def readiness(loaded_once: Questionnaire, db: None) -> Questionnaire:
    """A questionnaire of 24 questions in four sections, with two to five options each."""
    return loaded_once
