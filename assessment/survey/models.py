"""Surveys of a team: what is asked, codes that were not used yet, and counters. No answers.

A submission deletes its code and updates every counter of the survey in one statement, so that no
row, and no transaction number of PostgreSQL, joins a code to an answer.
"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from assessment.survey.domain.outcome import Outcome, outcome_of
from assessment.survey.domain.question_sheet import decoded
from assessment.survey.domain.schedule import MIN_ASKED, Schedule
from content.catalogue import Question

MAX_TITLE = 120
MAX_ORGANISATION = 120
MAX_DECISION = 300


class SurveyQuerySet(models.QuerySet["Survey"]):
    def of(self, user_id: int) -> SurveyQuerySet:
        """Surveys that this person made and can still see."""
        return self.filter(maker_id=user_id).exclude(state=Survey.State.REMOVED).whole()

    def whole(self) -> SurveyQuerySet:
        """With `has_counters`: after a restore a running survey has none."""
        return self.annotate(
            has_counters=Exists(SurveyCounter.objects.filter(survey=OuterRef("pk")))
        )

    def due(self, today: date) -> SurveyQuerySet:
        """Surveys that are over and have no outcome yet."""
        return self.filter(state=Survey.State.RUNNING, closes_on__lt=today)

    def expired(self, today: date) -> SurveyQuerySet:
        return self.filter(kept_until__lt=today).exclude(state=Survey.State.RUNNING)


class Survey(models.Model):
    """One survey, in which everything but the closing day is fixed when it opens.

    `key` is in the respondents' address. `sheet` and `profiles` freeze the questions and the
    profiles' slugs, from the lowest level up. `morning_count` is how many had answered when the day
    `counted_on` began. `outcome` is what `domain.outcome.released` returned, once. `decisions` are
    what the meeting wrote down, by question number; `version` counts their changes.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        RELEASED = "released"
        TOO_FEW = "too few"
        LOST = "lost"
        """A restore of a backup, which leaves out counters, deleted those of this survey."""
        REMOVED = "removed"
        """Deleted by its maker after the outcome; the rest prevents a repeat within 90 days."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.CharField(max_length=32, unique=True, editable=False)
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="surveys"
    )
    title = models.CharField(max_length=MAX_TITLE)
    organisation = models.CharField(max_length=MAX_ORGANISATION)
    organisation_key = models.CharField(max_length=MAX_ORGANISATION * 3, editable=False)
    questionnaire = models.SlugField(max_length=50)
    playbook_version = models.CharField(max_length=10)
    sheet = models.JSONField()
    profiles = models.JSONField()
    asked = models.PositiveIntegerField()
    has_codes = models.BooleanField()
    is_for_respondents = models.BooleanField()
    opened_on = models.DateField()
    closes_on = models.DateField()
    is_moved = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    morning_count = models.PositiveIntegerField(default=0)
    counted_on = models.DateField()
    outcome = models.JSONField(null=True)
    decisions = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    repeats = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="repetitions"
    )
    kept_until = models.DateField(db_index=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_on", "-closes_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("maker", "organisation_key"),
                condition=Q(state="running"),
                name="survey_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(asked__gte=MIN_ASKED), name="survey_asks_enough_people"
            ),
            models.CheckConstraint(
                condition=Q(state="released", outcome__isnull=False)
                | ~Q(state="released") & Q(outcome__isnull=True),
                name="survey_outcome_when_released",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def schedule(self) -> Schedule:
        return Schedule(self.opened_on, self.closes_on, self.is_moved)

    @property
    def questions(self) -> tuple[Question, ...]:
        return decoded(self.sheet)

    @property
    def is_released(self) -> bool:
        return self.state == self.State.RELEASED

    def is_open(self, today: date) -> bool:
        """Whether it takes answers. Needs `has_counters`: see `SurveyQuerySet.whole`."""
        has_counters: bool = vars(self)["has_counters"]
        return (
            self.state == self.State.RUNNING and not self.schedule.is_over(today) and has_counters
        )

    @property
    def is_lost(self) -> bool:
        """Whether a restore took its counters. Needs `has_counters`."""
        has_counters: bool = vars(self)["has_counters"]
        is_running = self.state == self.State.RUNNING
        return self.state == self.State.LOST or is_running and not has_counters

    def read_outcome(self) -> Outcome:
        """The outcome of a survey that is released."""
        assert self.outcome is not None
        return outcome_of(self.questions, self.outcome, self.profiles)


class SurveyCode(models.Model):
    """A code that was not used yet, as its HMAC; a submission deletes the row."""

    digest = models.CharField(primary_key=True, max_length=64, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="codes")

    def __str__(self) -> str:
        return "Code"


class SurveyCounter(models.Model):
    """How many chose one option of one question; there is one for every option from the start."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="counters")
    question = models.PositiveSmallIntegerField()
    option = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("question", "option")
        constraints = [
            models.UniqueConstraint(
                fields=("survey", "question", "option"), name="survey_counter_once"
            )
        ]

    def __str__(self) -> str:
        return f"Vraag {self.question}, antwoord {self.option}"


class SurveyUsedKeys(models.Model):
    """Hashes of the one-use keys of an open link's forms, sorted, in one row.

    A row for each key would share the transaction of an answer: `xmin` would join the two.
    """

    survey = models.OneToOneField(
        Survey, on_delete=models.CASCADE, primary_key=True, related_name="used_keys"
    )
    digests = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return "Gebruikte sleutels"


UNSAVED_TABLES = tuple(kind._meta.db_table for kind in (SurveyCode, SurveyCounter, SurveyUsedKeys))
"""Tables whose rows no backup holds, and that PostgreSQL vacuums each day and at a closing."""
