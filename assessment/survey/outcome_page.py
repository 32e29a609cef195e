"""The content of the outcome's page, PDF and JSON, with the playbook's present names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assessment.survey.domain.comparison import QuestionThenAndNow, then_and_now
from assessment.survey.domain.talking_points import OutcomePage, page_of
from assessment.survey.models import Survey
from content.published import published_catalogue


def outcome_page(survey: Survey) -> OutcomePage:
    """The outcome of a released survey."""
    return page_of(published_catalogue(), survey.read_outcome(), survey.decisions)


def earlier_of(survey: Survey) -> Survey | None:
    """The released survey that this one repeats."""
    earlier = survey.repeats
    return earlier if earlier and earlier.is_released else None


def compared(earlier: Survey, survey: Survey) -> Sequence[QuestionThenAndNow]:
    return then_and_now(earlier.read_outcome(), survey.read_outcome())


def document_of(survey: Survey) -> dict[str, Any]:
    """The outcome as JSON: what the page shows, and nothing else."""
    page = outcome_page(survey)
    outcome = page.outcome
    return {
        "schema": "ai-playbook/bevraging/1",
        "title": survey.title,
        "organisation": survey.organisation,
        "opened_on": survey.opened_on.isoformat(),
        "closed_on": survey.closes_on.isoformat(),
        "asked": survey.asked,
        "answers": outcome.answers,
        "counts": "codes" if survey.has_codes else "open link",
        "profile": outcome.team_profile.profile,
        "tied": list(outcome.team_profile.tied),
        "pillars": {slug: team.profile for slug, team in outcome.by_pillar.items()},
        "questions": [
            {
                "number": one.question.number,
                "text": one.question.text,
                "disagreement": one.word.value,
                "options": [
                    {
                        "letters": [option.letter for option in row.options],
                        "texts": [option.text for option in row.options],
                        "band": row.band,
                        "word": row.word,
                    }
                    for row in one.rows
                ],
                "decision": survey.decisions.get(str(one.question.number), ""),
            }
            for one in outcome.questions
        ],
    }
