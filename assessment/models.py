"""Results of questionnaires, and unfinished ones.

Stored without person, network address, browser or time of day.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import models

import assessment.survey.models  # noqa: F401  Django finds an app's tables by way of this module
from content.catalogue import SELF_ASSESSMENT

Sheet = TypeVar("Sheet", "AssessmentResult", "UnfinishedSheet")


def new_token() -> str:
    """192 random bits: the secret in the address of a result."""
    return secrets.token_urlsafe(24)


class SheetQuerySet(models.QuerySet[Sheet]):
    def alive(self, today: date) -> SheetQuerySet[Sheet]:
        """Sheets whose end date has not passed."""
        return self.filter(kept_until__gte=today)

    def expired(self, today: date) -> SheetQuerySet[Sheet]:
        return self.filter(kept_until__lt=today)


class AssessmentResult(models.Model):
    """`sheet` freezes the words of each question and chosen answer as they were that day.

    `questionnaire` is a slug; the playbook may have dropped that questionnaire since.
    """

    token = models.CharField(primary_key=True, max_length=32, default=new_token, editable=False)
    playbook_version = models.CharField(max_length=10)
    sheet = models.JSONField()
    kept_until = models.DateField(db_index=True)
    questionnaire = models.CharField(
        max_length=30, default=SELF_ASSESSMENT, db_default=SELF_ASSESSMENT
    )

    objects = SheetQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Resultaat tot {self.kept_until}"

    @property
    def is_of_the_quiz(self) -> bool:
        return self.questionnaire == SELF_ASSESSMENT

    @property
    def made_on(self) -> date:
        """The day on which it was filled in."""
        return self.kept_until - timedelta(days=settings.KEPT_DAYS)


class UnfinishedSheet(models.Model):
    """An unfinished questionnaire: anybody with its address can continue. A result replaces it.

    `version` counts what was saved, so that two screens do not overwrite each other.
    """

    token = models.CharField(primary_key=True, max_length=32, default=new_token, editable=False)
    questionnaire = models.CharField(max_length=30)
    version = models.PositiveIntegerField(default=1)
    sheet = models.JSONField()
    kept_until = models.DateField(db_index=True)

    objects = SheetQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Onafgewerkte vragenlijst tot {self.kept_until}"


def kept_until(today: date) -> date:
    """The last day of storage of a sheet made today."""
    return today + timedelta(days=settings.KEPT_DAYS)
