from __future__ import annotations

from pathlib import Path

import pytest

from content.catalogue import Questionnaire
from tests.conftest import FIXTURES
from tests.questionnaires import SLUG, load_questionnaire


@pytest.fixture
def readiness(db: None, tmp_path: Path) -> Questionnaire:
    """A questionnaire of 24 questions in four sections, with two to five options each."""
    return load_questionnaire(tmp_path / "new", FIXTURES).questionnaire_by_slug[SLUG]
