"""The bench of a working day, in short, against the real server."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from bench.crowds.load import Crowd, Figures, starving, under_load

pytestmark = pytest.mark.browser  # needs the served site, not a Chromium


def port_of(site: str) -> int:
    port = urlsplit(site).port
    assert port is not None
    return port


def test_everybody_is_served(site: str) -> None:
    crowd = Crowd(
        quiz=20, editors=4, printers=1, seconds=6, sheet=(0.5, 2), edit=(0.2, 1), printing=(1, 2)
    )

    figures = under_load(port_of(site), crowd)

    assert figures.failures == 0, (figures.statuses, figures.dropped)
    assert {"quiz", "quiz sent", "result", "plan", "activity", "save", "pdf"} <= set(figures.times)


@pytest.mark.long
def test_eight_who_print_do_not_keep_others_from_the_quiz(site: str) -> None:
    """Three times as slow is what is asked, in `make load`; here, beside other tests, a second."""
    found = starving(port_of(site), 3)

    assert found.pdfs > 0
    assert found.busy < max(3 * found.idle, 1000)


def test_figures_tell_failures_from_answers() -> None:
    figures = Figures()
    figures.statuses["save"].update([303, 409, 429, 500, 503])
    figures.dropped["edit"] += 1

    assert figures.failures == 4
