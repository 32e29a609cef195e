"""The playbook as published: every kind of thing the source document holds, one model a kind.

Rows come from the YAML fixtures by way of `load_playbook` and are read-only at run time. A slug is
a thing's identity for ever: plans refer to activities by it across playbook versions. Pages do not
query these models; they read the frozen `Catalogue` of `content.published`.
"""

from __future__ import annotations

from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Substr

from content.model_fields import LinesField, ResourcesField

Kind = TypeVar("Kind", bound="CatalogueModel")


class NaturalKeyManager(models.Manager[Kind]):
    """Finds a row by the fields named in its model's `key_fields`, as `loaddata` asks."""

    def get_by_natural_key(self, *values: object) -> Kind:
        key_fields: tuple[str, ...] = self.model.key_fields
        return self.get(**dict(zip(key_fields, values, strict=True)))


class CatalogueModel(models.Model):
    """Base of all kinds: fixtures identify rows by `key_fields`, never by a primary key."""

    key_fields: ClassVar[tuple[str, ...]] = ("slug",)

    objects = NaturalKeyManager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[object, ...]:
        values: list[object] = []
        for field in self.key_fields:
            value: object = self
            for part in field.split("__"):
                value = getattr(value, part)
            values.append(value)
        return tuple(values)


class PlaybookVersion(CatalogueModel):
    """One published edition of the playbook; the highest number is the current one."""

    key_fields = ("number",)

    number = models.CharField(
        max_length=10, unique=True, help_text="Jaar en maand, en een volgnummer: 2026-05, 2026-05.2"
    )
    label = models.CharField(max_length=40, help_text="Zoals de bron het schrijft: mei 2026")
    lead_fte_min = models.DecimalField(max_digits=3, decimal_places=1)
    lead_fte_max = models.DecimalField(max_digits=3, decimal_places=1)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        # As `editions.numbers.rank_of`: by month, then 2026-05, 2026-05.2, 2026-05.10.
        ordering = (Substr("number", 1, 7).desc(), Length("number").desc(), F("number").desc())

    def __str__(self) -> str:
        return self.label


class Pillar(CatalogueModel):
    slug = models.SlugField(unique=True)
    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=60)
    description = models.TextField()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.name


class Track(CatalogueModel):
    """A row of the grid. A pillar's only track has no name of its own."""

    slug = models.SlugField(unique=True)
    pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="tracks")
    order = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name or self.pillar.name


class Phase(CatalogueModel):
    slug = models.SlugField(unique=True)
    number = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=60)
    description = models.TextField()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.name


class Profile(CatalogueModel):
    slug = models.SlugField(unique=True)
    level = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=40)
    description = models.TextField()

    class Meta:
        ordering = ("level",)

    def __str__(self) -> str:
        return self.name


class Activity(CatalogueModel):
    """One of the source's activities. `retired`: a later version dropped it, plans may hold it.

    `since`: the number of the version that brought it in, or brought it back. From `why` to
    `examples`: what the second volume says of it. `keywords`: our words to find it by. `replaces`:
    slugs of earlier editions that go on in this one; two that name the same one split it.
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="activities")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="activities")
    order = models.PositiveSmallIntegerField()
    profiles = models.ManyToManyField(Profile, related_name="activities")
    why = models.TextField(blank=True)
    steps = LinesField(blank=True, default=list)
    results = LinesField(blank=True, default=list)
    who = models.TextField(blank=True)
    resources = ResourcesField(blank=True, default=list)
    examples = models.TextField(blank=True)
    keywords = LinesField(blank=True, default=list)
    replaces = LinesField(blank=True, default=list)
    retired = models.BooleanField(default=False, editable=False)
    since = models.CharField(max_length=10, blank=True, editable=False)

    class Meta:
        ordering = ("track__order", "phase__number", "order")
        verbose_name_plural = "activities"
        constraints = [
            models.UniqueConstraint(
                fields=("track", "phase", "order"),
                condition=Q(retired=False),
                name="activity_one_per_place",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Role(CatalogueModel):
    """A role that takes part, and the source's expected time: `amount` `unit`s per `period`."""

    class Unit(models.TextChoices):
        HOUR = "uur", "uur"
        DAY = "dag", "dag"

    class Period(models.TextChoices):
        WEEK = "week", "week"
        MONTH = "maand", "maand"

    slug = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=60)
    amount = models.DecimalField(max_digits=3, decimal_places=1)
    unit = models.CharField(max_length=3, choices=Unit.choices)
    period = models.CharField(max_length=5, choices=Period.choices)
    pillars = models.ManyToManyField(Pillar, related_name="roles")

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name


class Chapter(CatalogueModel):
    """A page of the source's reading matter."""

    slug = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=80)
    intro = models.TextField(blank=True)

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.title


class Section(CatalogueModel):
    """A headed part of a chapter: running text, and below it a part of the catalogue."""

    class Shows(models.TextChoices):
        """Which part of the catalogue stands below the section's own text."""

        NOTHING = "", "niets"
        PILLARS = "pijlers", "de pijlers"
        PROFILES = "profielen", "de profielen"
        PHASES = "fasen", "de fasen"
        ROLES = "rollen", "de rollen"
        SUCCESS_FACTORS = "succesfactoren", "de succesfactoren"
        QUIZ = "vragenlijst", "de weg naar de zelfevaluatie"
        READY_PLANS = "stappenplannen", "de weg naar de stappenplannen"
        CASE_EFFORT = "inzet", "de inzet van het praktijkvoorbeeld"
        CASE_PHASES = "praktijkfasen", "de fasen van het praktijkvoorbeeld"

    slug = models.SlugField(max_length=80, unique=True)
    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    shows = models.CharField(max_length=20, blank=True, choices=Shows.choices)
    keywords = LinesField(blank=True, default=list)

    class Meta:
        ordering = ("chapter__order", "order")
        constraints = [
            models.UniqueConstraint(fields=("chapter", "order"), name="section_one_per_place"),
        ]

    def __str__(self) -> str:
        return self.title


class SuccessFactor(CatalogueModel):
    slug = models.SlugField(max_length=80, unique=True)
    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=120)
    body = models.TextField()
    keywords = LinesField(blank=True, default=list)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.title


class CaseEffort(CatalogueModel):
    """A row of the practical case's table of man-days."""

    class Side(models.TextChoices):
        INTERNAL = "intern", "Intern"
        EXTERNAL = "extern", "Extern"

    slug = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField(unique=True)
    side = models.CharField(max_length=6, choices=Side.choices)
    name = models.CharField(max_length=60)
    days = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name


class CasePhase(CatalogueModel):
    """A phase of the practical case: what was done, and the lessons learned."""

    slug = models.SlugField(unique=True)
    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=60)
    activities = models.TextField()
    lessons = models.TextField()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.title
