"""Questionnaires: the source's six questions, and those that an editor adds."""

from __future__ import annotations

from django.db import models

from content.models.playbook import CatalogueModel, Pillar, Profile


class Questionnaire(CatalogueModel):
    """Questions to answer in one sitting: the source's six, and others that an editor adds.

    A slug is shorter than the address of a result, since both stand below `/zelfevaluatie/`.
    """

    slug = models.SlugField(max_length=30, unique=True)
    order = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=80)
    intro = models.TextField(blank=True)

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.title


class Question(CatalogueModel):
    """`section` is the heading of the part it stands in; `pillars` are those it speaks for."""

    key_fields = ("questionnaire__slug", "number")

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.CASCADE, related_name="questions"
    )
    number = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=200)
    pillars = models.ManyToManyField(Pillar, related_name="questions", blank=True)

    class Meta:
        ordering = ("questionnaire__order", "number")
        constraints = [
            models.UniqueConstraint(
                fields=("questionnaire", "number"), name="question_one_per_number"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Option(CatalogueModel):
    """An answer. Several of a question may stand for the same profile."""

    key_fields = ("question__questionnaire__slug", "question__number", "letter")

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    letter = models.CharField(max_length=1)
    text = models.CharField(max_length=200)
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="options")

    class Meta:
        ordering = ("question__questionnaire__order", "question__number", "letter")
        constraints = [
            models.UniqueConstraint(
                fields=("question", "letter"), name="option_one_letter_per_question"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}. {self.text}"
