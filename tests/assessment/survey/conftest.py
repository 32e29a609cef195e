from __future__ import annotations

import pytest
from django.test import Client

from tests.roadmap.conftest import person, signed_in


@pytest.fixture
def trekker(db: None) -> Client:
    """An, signed in."""
    return signed_in(person("an"))
