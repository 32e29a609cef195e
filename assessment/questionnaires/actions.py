"""Saves an unfinished sheet, and turns it into a result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from assessment.forms import Answer
from assessment.models import AssessmentResult, UnfinishedSheet, kept_until
from content.catalogue import Questionnaire


class SavedElsewhere(Exception):
    """Another screen saved the sheet after this screen was made."""

    def __init__(self, stored: UnfinishedSheet) -> None:
        super().__init__()
        self.stored = stored


def begin(*, questionnaire: str, sheet: Sequence[Answer], today: date) -> UnfinishedSheet:
    return UnfinishedSheet.objects.create(
        questionnaire=questionnaire, sheet=sheet, kept_until=kept_until(today)
    )


@transaction.atomic
def save(*, token: str, version: int | None, sheet: Sequence[Answer], today: date) -> None:
    """Store the sheet and move its end date. The same sheet sent twice is stored once.

    Raises SavedElsewhere, and UnfinishedSheet.DoesNotExist once it is finished or past its end.
    """
    stored = _locked(token, version, sheet, today)
    if stored.version == version:
        stored.sheet, stored.version = sheet, stored.version + 1
        stored.kept_until = kept_until(today)
        stored.save()


@transaction.atomic
def finish(
    *, token: str, version: int | None, sheet: Sequence[Answer], playbook: str, today: date
) -> None:
    """Turn the sheet into a result at the same token. Raises as `save` does."""
    stored = _locked(token, version, sheet, today)
    AssessmentResult.objects.create(
        token=token,
        questionnaire=stored.questionnaire,
        playbook_version=playbook,
        sheet=sheet,
        kept_until=kept_until(today),
    )
    stored.delete()


def _locked(
    token: str, version: int | None, sheet: Sequence[Answer], today: date
) -> UnfinishedSheet:
    stored = UnfinishedSheet.objects.alive(today).select_for_update().get(pk=token)
    if stored.version != version and stored.sheet != sheet:
        raise SavedElsewhere(stored)
    return stored


def unchanged_answers(questionnaire: Questionnaire, sheet: Sequence[Answer]) -> dict[str, str]:
    """Field name → letter, of the answers whose question and words are as they were."""
    asked = {
        (question.number, question.text, option.letter, option.text)
        for question in questionnaire.questions
        for option in question.options
    }
    return {
        f"vraag-{answer['number']}": answer["letter"]
        for answer in sheet
        if (answer["number"], answer["question"], answer["letter"], answer["answer"]) in asked
    }
