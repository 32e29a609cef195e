"""Data about a person who started surveys; nothing stored identifies those who answer."""

from __future__ import annotations

from typing import Any

from assessment.survey.models import Survey

COLUMNS = {
    "title": "titel",
    "organisation": "organisatie",
    "asked": "gevraagd",
    "has_codes": "met_codes",
    "is_for_respondents": "uitkomst_voor_iedereen",
    "opened_on": "geopend_op",
    "closes_on": "laatste_dag",
    "outcome": "uitkomst",
    "decisions": "afgesproken",
    "kept_until": "bewaard_tot",
}


def surveys_of_person(user_id: int) -> list[dict[str, Any]]:
    rows = Survey.objects.filter(maker_id=user_id).values(*COLUMNS)
    return [{COLUMNS[name]: value for name, value in row.items()} for row in rows]
