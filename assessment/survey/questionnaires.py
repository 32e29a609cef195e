"""The questionnaires that a survey can ask, from the playbook of today."""

from __future__ import annotations

from assessment.survey.models import Survey
from content.catalogue import SELF_ASSESSMENT, Catalogue, Questionnaire


def questionnaire_of(catalogue: Catalogue, slug: str) -> Questionnaire:
    """The questionnaire with this slug; the source's six questions for any other."""
    known = catalogue.questionnaire_by_slug
    return known.get(slug, known[SELF_ASSESSMENT])


def askable(catalogue: Catalogue, repeated: Survey | None) -> tuple[Questionnaire, ...]:
    """The questionnaires to choose from; for a repeat, only that of the repeated survey."""
    if repeated:
        return (questionnaire_of(catalogue, repeated.questionnaire),)
    return catalogue.questionnaires
