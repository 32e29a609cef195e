"""A filled-in quiz, stored without person, network address, browser or time of day."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.conf import settings
from django.db import models


def new_token() -> str:
    """192 random bits: whoever has the result's address can read it."""
    return secrets.token_urlsafe(24)


class AssessmentResultQuerySet(models.QuerySet["AssessmentResult"]):
    def alive(self, today: date) -> AssessmentResultQuerySet:
        """Those whose end date has not passed."""
        return self.filter(kept_until__gte=today)

    def expired(self, today: date) -> AssessmentResultQuerySet:
        return self.filter(kept_until__lt=today)


class AssessmentResult(models.Model):
    """`sheet` freezes the words of each question and chosen answer as they were that day."""

    token = models.CharField(primary_key=True, max_length=32, default=new_token, editable=False)
    playbook_version = models.CharField(max_length=10)
    sheet = models.JSONField()
    kept_until = models.DateField(db_index=True)

    objects = AssessmentResultQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Resultaat tot {self.kept_until}"


def kept_until(today: date) -> date:
    """The last day of storage for something made today without an account."""
    return today + timedelta(days=settings.KEPT_DAYS)
