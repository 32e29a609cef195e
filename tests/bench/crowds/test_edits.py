"""A small version of the bench of many people at once, against the real server."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from bench.crowds.edits import edit_at_once

pytestmark = pytest.mark.browser  # needs the served site, not a Chromium


def test_eight_people_at_once_lose_nothing(site: str) -> None:
    port = urlsplit(site).port
    assert port is not None

    outcome = edit_at_once([port], people=8, edits=5)

    assert len(outcome.acknowledged) == 40
    assert (outcome.lost, outcome.twice, outcome.failures) == (set(), set(), 0)
    assert outcome.statuses[409] > 0
