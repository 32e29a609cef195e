"""The playbook as published, one model a kind of thing; `content.published` freezes its rows."""

from content.models.playbook import (
    Activity,
    CaseEffort,
    CasePhase,
    CatalogueModel,
    Chapter,
    Phase,
    Pillar,
    PlaybookVersion,
    Profile,
    Role,
    Section,
    SuccessFactor,
    Track,
)
from content.models.questionnaires import Option, Question, Questionnaire

__all__ = [
    "Activity",
    "CaseEffort",
    "CasePhase",
    "CatalogueModel",
    "Chapter",
    "Option",
    "Phase",
    "Pillar",
    "PlaybookVersion",
    "Profile",
    "Question",
    "Questionnaire",
    "Role",
    "Section",
    "SuccessFactor",
    "Track",
]
